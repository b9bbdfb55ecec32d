"""A sample person with papers of their own: one good and used again, one that has ended, one taken out."""

import random
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from io import BytesIO
from uuid import UUID

from django.db import transaction
from PIL import Image

from cuamo.cli.sample_forms import plausible_answers, plausible_values
from cuamo.cli.sample_papers import paper_picture
from cuamo.cli.sample_people import FIRST_WARD
from cuamo.cli.sample_work import Cast
from cuamo.dossiers.models import DigitalCopy, Dossier, DossierKey, DossierPaper, OwnPaper
from cuamo.dossiers.selectors.papers import paper_slots
from cuamo.dossiers.services.accept import accept
from cuamo.dossiers.services.add_paper import add_paper
from cuamo.dossiers.services.choose_delivery import choose_delivery
from cuamo.dossiers.services.choose_procedure import open_draft
from cuamo.dossiers.services.confirm import confirm_signed_in
from cuamo.dossiers.services.digitise import Seen, digitise
from cuamo.dossiers.services.fill_form import answer_questions, fill_form
from cuamo.dossiers.services.request_confirmation import request_confirmation
from cuamo.dossiers.services.reuse_paper import remove_own_paper, reuse_paper
from cuamo.dossiers.services.sign_copies import sign_copies_of
from cuamo.dossiers.services.submit import submit
from cuamo.dossiers.states import Channel, State
from cuamo.interop.systems.identity.simulator.people import PEOPLE
from cuamo.kernel.actors import SYSTEM, Actor, ActorKind
from cuamo.kernel.clock import HANOI
from cuamo.kernel.events import history_of
from cuamo.kernel.identifiers.card import CardFacts
from cuamo.kernel.selectors.calendar import current_calendar
from cuamo.organisation.types import Role
from cuamo.people.models import Person
from cuamo.people.services.find_or_create import find_or_create_person

PROCEDURE, COMPONENT = "1.004859", "giay_to_can_cu"
KIND = "SAMPLE-GT"
A4_PIXELS = (1654, 2339)
SEED = 20261127


@dataclass(frozen=True)
class _Paper:
    """One dossier the person sent, whose paper came into their store."""

    key: str
    days_ago: int
    good_for_days: int | None
    """Counted from today; None: without an end."""
    removed: bool = False


PAPERS = (
    _Paper("het-han", 60, -5),
    _Paper("da-bo", 40, None, removed=True),
    _Paper("con-han", 20, 160),
)


def own_papers_of_one(*, now: datetime) -> int:
    """Make the papers once, for the first person who can sign in; return how many are new.

    What a kill interrupted is finished by the next run: each step looks at what is there.
    """
    person, cast = _person(now), Cast()
    owner = Actor(ActorKind.CITIZEN, f"person:{person.id}", person.full_name, person_id=str(person.id))
    return sum(_make(paper, person, owner, cast, now=now) for paper in PAPERS) + _use(person, owner, now=now)


def _make(paper: _Paper, person: Person, owner: Actor, cast: Cast, *, now: datetime) -> int:
    at = _morning(now, paper.days_ago)
    kept = DossierKey.objects.filter(kind=KIND, value=paper.key).first()
    dossier_id = kept.dossier_id if kept else _send(paper.key, person, owner, at=at)
    if OwnPaper.objects.filter(dossier_id=dossier_id).exists():
        return 0
    dossier = Dossier.objects.get(id=dossier_id)
    receiver = cast.officer(dossier.received_by, Role.RECEIVER, at=at)
    later = at + timedelta(hours=1)
    if dossier.state == State.SUBMITTED:
        accept(dossier_id=dossier.id, officer=receiver, at=later)
    ends = None if paper.good_for_days is None else (now + timedelta(days=paper.good_for_days)).date()
    papers = DossierPaper.objects.filter(dossier=dossier, removed_at=None)
    digitise(
        dossier_id=dossier.id,
        officer=receiver,
        seen={each.id: Seen(valid_until=ends) for each in papers},
        at=later,
    )
    sign_copies_of(dossier_id=dossier.id, at=later + timedelta(minutes=1))
    if paper.removed:
        own = OwnPaper.objects.get(dossier_id=dossier.id)
        remove_own_paper(own_paper_id=own.id, citizen=owner, at=later + timedelta(days=1))
    return 1


@transaction.atomic
def _send(key: str, person: Person, owner: Actor, *, at: datetime) -> UUID:
    draft = _filled(person, owner, at=at)
    for slot in paper_slots(draft):
        if not slot.complete:
            add_paper(
                dossier_id=draft.id,
                actor=owner,
                component_key=slot.need.key,
                data=scanned(slot.need.name_vi, len(key)),
                filename=f"{slot.need.key}.jpg",
                to_read=False,
                at=at,
            )
    choice = {"way": "ELECTRONIC", "address": "", "ward_code": FIRST_WARD}
    choose_delivery(dossier_id=draft.id, actor=owner, choice=choice, at=at)
    shown = request_confirmation(dossier_id=draft.id, actor=owner, at=at)
    confirm_signed_in(dossier_id=draft.id, summary_id=shown.id, citizen=owner, at=at)
    sent = submit(dossier_id=draft.id, actor=owner, key=f"sample-{draft.id}", at=at)
    DossierKey.objects.create(kind=KIND, value=key, dossier_id=sent.id)
    return sent.id


@transaction.atomic
def _use(person: Person, owner: Actor, *, now: datetime) -> int:
    """Begin one more draft in which the good paper is used again."""
    source = DossierKey.objects.get(kind=KIND, value=PAPERS[-1].key).dossier_id
    if DossierKey.objects.filter(kind=KIND, value="dung-lai").exists():
        return 0
    at = _morning(now, 2)
    draft = _filled(person, owner, at=at)
    own = OwnPaper.objects.get(dossier_id=source)
    reuse_paper(dossier_id=draft.id, actor=owner, own_paper_id=own.id, component_key=COMPONENT, at=at)
    DossierKey.objects.create(kind=KIND, value="dung-lai", dossier_id=draft.id)
    return 1


def _filled(person: Person, owner: Actor, *, at: datetime) -> Dossier:
    draft = open_draft(person=person, procedure_code=PROCEDURE, channel=Channel.SELF, actor=owner, at=at)
    rng = random.Random(SEED)  # noqa: S311  # invented data must be the same every time
    content = draft.version.content
    answers = plausible_answers(content, rng, simplest=True)
    draft = answer_questions(dossier_id=draft.id, actor=owner, answers=answers, at=at)
    values = plausible_values(content, draft.answers, draft.values, today=at.date(), rng=rng)
    fill_form(dossier_id=draft.id, actor=owner, raw=values, at=at)
    return Dossier.objects.select_related("version").get(id=draft.id)


def scanned(title: str, variant: int) -> bytes:
    """Return an invented paper as a scanner gives it: A4 in colour at 200 dots to the inch."""
    page = Image.open(BytesIO(paper_picture(title, variant))).resize(A4_PIXELS, Image.Resampling.LANCZOS)
    out = BytesIO()
    page.save(out, "JPEG", quality=72)
    return out.getvalue()


def sign_what_was_asked(dossier_id: UUID) -> None:
    """Sign the copies a receiver of the history asked for, right after what happened last; twice is once."""
    asked = DigitalCopy.objects.filter(dossier_id=dossier_id, file=None).exclude(checked_at=None)
    if asked.exists():
        last = history_of(dossier_id)[-1].occurred_at
        sign_copies_of(dossier_id=dossier_id, at=last + timedelta(seconds=20))


def _person(now: datetime) -> Person:
    who = PEOPLE[0]
    card = CardFacts(
        who.personal_id,
        "",
        who.full_name,
        date.fromisoformat(who.birth_date),
        who.sex,
        who.address,
        date(2021, 8, 12),
    )
    return find_or_create_person(card=card, phone=who.phone, actor=SYSTEM, at=now)


def _morning(now: datetime, days_ago: int) -> datetime:
    """Return nine o'clock of the last working day that is at least so many days ago."""
    day, calendar = now.astimezone(HANOI).date() - timedelta(days=days_ago), current_calendar()
    while not calendar.is_working(day):
        day -= timedelta(days=1)
    return datetime.combine(day, time(9), tzinfo=HANOI)
