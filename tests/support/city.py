"""The city in the test database: reference data and the sample network, loaded once per module."""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import pytest
from django.conf import settings
from django.db import connection, transaction

from cuamo.cli.reference import load_all
from cuamo.cli.sample_forms import plausible_answers, plausible_values
from cuamo.cli.sample_network import make_staff
from cuamo.cli.sample_people import staff_of_sample
from cuamo.dossiers.models import Dossier, Visit
from cuamo.dossiers.services.add_paper import add_paper
from cuamo.dossiers.services.choose_delivery import choose_delivery
from cuamo.dossiers.services.choose_procedure import choose_procedure
from cuamo.dossiers.services.confirm import agree_to_summary, confirm
from cuamo.dossiers.services.fill_form import answer_questions, fill_form
from cuamo.dossiers.services.give_consent import give_consent
from cuamo.dossiers.services.request_confirmation import request_confirmation
from cuamo.dossiers.services.start_visit import start_visit
from cuamo.dossiers.services.submit import submit
from cuamo.kernel.actors import Actor, ActorKind
from cuamo.kernel.clock import local
from cuamo.kernel.identifiers.card import read_card
from cuamo.kernel.selectors.calendar import forget_calendar
from cuamo.notices.models import Notice
from cuamo.organisation.models import Shift, Unit
from cuamo.organisation.selectors.shifts import free_counters
from cuamo.organisation.selectors.staff import actor_of
from cuamo.organisation.services.load_network import load_network, load_sample_agencies
from cuamo.organisation.services.shift import open_shift
from cuamo.people.models import Account
from tests.support.remembered import close_memory, open_memory, remembered
from tests.support.snapshot import load_once

CARD = "001185012345||Nguyễn Thị Đặng Thẳng|02091985|Nữ|Số 12 phố Hàng Bông, Hoàn Kiếm, Hà Nội|12082021"
PHONE = "0912345678"
WARD = "00070"
MORNING = local("2026-11-20 08:30")
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc000000301010018dd8db0"
    "0000000049454e44ae426082"
)


def load_city(*, at: datetime = MORNING) -> None:
    """Load reference data, sample agencies and sample staff into the current database.

    A process loads them once through the services; after that it copies in what they wrote.
    """
    if not Unit.objects.exists():
        forget_events()
    load_once(("city", at), lambda: load_city_by_services(at))
    forget_calendar()


def forget_events() -> None:
    """Empty the ledger and the jobs: Django empties its own tables between tests, and leaves these be."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE kernel_event, kernel_feed, kernel_stream, procrastinate_jobs CASCADE")


def load_city_by_services(at: datetime) -> None:
    """Load the city the way an administrator does."""
    folder = settings.REFERENCE
    load_all(folder, at=at)
    load_network(folder=folder / "network", at=at)
    load_sample_agencies(folder=folder / "network", at=at)
    make_staff(staff_of_sample(folder / "sample" / "names.json"), at=at)


@pytest.fixture(scope="module")
def city(django_db_setup, django_db_blocker) -> Iterator[None]:
    """The city, for every test of the module; rolled back after its last one."""
    with django_db_blocker.unblock():
        outer = transaction.atomic()
        outer.__enter__()
        try:
            load_city()
            # Otherwise each test of the module looks at the foreign keys of the whole city again.
            connection.check_constraints()
            open_memory(django_db_blocker.unblock)
            yield
        finally:
            close_memory()
            transaction.set_rollback(True)
            outer.__exit__(None, None, None)
            forget_calendar()


def staff(username: str, *, at: datetime = MORNING) -> Actor:
    """Return a member of the sample staff as the one who acts."""
    return actor_of(Account.objects.get(username=username), at=at)


def citizen_of(dossier_or_visit: Dossier | Visit) -> Actor:
    """Return the citizen at the counter's screen."""
    person = dossier_or_visit.applicant if isinstance(dossier_or_visit, Dossier) else dossier_or_visit.person
    assert person is not None
    return Actor(ActorKind.CITIZEN, f"person:{person.id}", person.full_name, person_id=str(person.id))


def summary_on(page: str) -> str:
    """Return which summary the page shows."""
    found = re.search(r'name="tom_tat" value="([0-9a-f-]{36})"', page)
    assert found
    return found.group(1)


def begin_shift(clerk: Actor, *, at: datetime = MORNING) -> Shift:
    """Open the clerk's shift at the first free counter."""
    counter = free_counters(clerk.unit_code).first()
    assert counter is not None
    return open_shift(clerk=clerk, counter_id=counter.id, float_vnd=500_000, at=at)


@dataclass
class Counter:
    """A clerk at work, with everything done for the person in front up to a point."""

    clerk: Actor
    at: datetime

    @remembered
    def begin_shift(self) -> Shift:
        """Open the shift."""
        return begin_shift(self.clerk, at=self.at)

    @remembered
    def draft(self, procedure: str = "2.000635", *, card: str = CARD, seed: int = 1) -> Dossier:
        """Return a complete draft: consent, procedure, answers, form, papers and delivery."""
        visit = start_visit(clerk=self.clerk, card=read_card(card), phone=PHONE, at=self.at)
        give_consent(
            visit_id=visit.id, given=True, evidence="screen-touch", citizen=citizen_of(visit), at=self.at
        )
        dossier = choose_procedure(visit_id=visit.id, clerk=self.clerk, procedure_code=procedure, at=self.at)
        content, rng = dossier.version.content, random.Random(seed)
        answers = plausible_answers(content, rng, simplest=True)
        dossier = answer_questions(dossier_id=dossier.id, actor=self.clerk, answers=answers, at=self.at)
        values = plausible_values(content, dossier.answers, dossier.values, today=self.at.date(), rng=rng)
        result = fill_form(dossier_id=dossier.id, actor=self.clerk, raw=values, at=self.at)
        assert result.errors == {}
        self.add_papers(dossier.id)
        return choose_delivery(
            dossier_id=dossier.id,
            actor=self.clerk,
            choice={
                "way": "HOME",
                "address": "Số 12 phố Hàng Bông, Hoàn Kiếm",
                "ward_code": WARD,
                "phone": PHONE,
            },
            at=self.at,
        )

    def add_papers(self, dossier_id) -> None:
        """Give one page for every paper that is needed."""
        from cuamo.dossiers.selectors.papers import paper_slots

        dossier = Dossier.objects.select_related("version").get(id=dossier_id)
        for slot in paper_slots(dossier):
            if not slot.complete:
                add_paper(
                    dossier_id=dossier.id,
                    actor=self.clerk,
                    component_key=slot.need.key,
                    data=PNG,
                    filename="giay.png",
                    at=self.at,
                )

    @remembered
    def confirmed(self, procedure: str = "2.000635", **more) -> Dossier:
        """Return a draft the citizen has confirmed with the code from their phone."""
        dossier = self.draft(procedure, **more)
        shown = request_confirmation(dossier_id=dossier.id, actor=self.clerk, at=self.at)
        citizen = citizen_of(dossier)
        agree_to_summary(
            dossier_id=dossier.id,
            summary_id=shown.id,
            citizen=citizen,
            place="Bưu điện Hà Nội",
            at=self.at,
        )
        return confirm(dossier_id=dossier.id, code=last_code(dossier.id), citizen=citizen, at=self.at)

    @remembered
    def sent(self, procedure: str = "2.000635", **more) -> Dossier:
        """Return a dossier that has been sent."""
        dossier = self.confirmed(procedure, **more)
        return submit(dossier_id=dossier.id, actor=self.clerk, key=f"k-{dossier.id}", at=self.at)


def last_code(subject_id) -> str:
    """Return the newest one-time code as the citizen reads it on their phone."""
    notice = Notice.objects.filter(subject_id=subject_id, template__startswith="N8").latest(
        "created_at", "id"
    )
    return notice.text[:6]


@pytest.fixture
def counter(city, db) -> Counter:
    """The clerk of the sample agency with an open shift."""
    opened = Counter(staff("quay.hoankiem"), MORNING)
    opened.begin_shift()
    return opened
