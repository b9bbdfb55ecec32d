"""One invented dossier: who comes, what happens to it, how far it gets."""

import random
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from uuid import UUID

from django.conf import settings
from django.db import transaction

from cuamo.catalogue.rules.form_files import kept_parts
from cuamo.cli.sample_forms import STREETS, plausible_answers, plausible_values
from cuamo.cli.sample_papers import paper_picture
from cuamo.cli.sample_people import Names
from cuamo.cli.sample_results import NUMBERED_FIRST, number_as_before
from cuamo.cli.sample_work import Cast, deliver_signed, work_on
from cuamo.dossiers.models import Dossier, DossierKey, Result, Visit
from cuamo.dossiers.selectors.papers import paper_slots
from cuamo.dossiers.services.add_paper import add_paper
from cuamo.dossiers.services.choose_delivery import choose_delivery
from cuamo.dossiers.services.choose_procedure import choose_procedure, open_draft
from cuamo.dossiers.services.confirm import agree_to_summary, confirm, confirm_signed_in
from cuamo.dossiers.services.end_visit import end_visit
from cuamo.dossiers.services.enter_external_code import enter_external_code
from cuamo.dossiers.services.fill_form import answer_questions, fill_form
from cuamo.dossiers.services.form_files import Upload
from cuamo.dossiers.services.give_consent import give_consent
from cuamo.dossiers.services.request_confirmation import request_confirmation
from cuamo.dossiers.services.sign_result import sign_approved_result
from cuamo.dossiers.services.start_visit import start_visit
from cuamo.dossiers.services.submit import submit
from cuamo.dossiers.states import Channel, Money, Sync
from cuamo.kernel.actors import Actor, ActorKind
from cuamo.kernel.clock import HANOI
from cuamo.kernel.identifiers import dossier_code
from cuamo.kernel.identifiers.card import CardFacts
from cuamo.notices.models import Notice
from cuamo.organisation.models import Unit, Ward
from cuamo.people.services.find_or_create import find_or_create_person

PROCEDURES = (
    ("2.000635", 34), ("1.001193", 18), ("1.004873", 18), ("1.001612", 8), ("2.000033", 5), ("1.012289", 4),
    ("1.012278", 1), ("1.004222", 7), ("3.000347", 5),
)  # fmt: skip
ENDS = (
    ("DRAFT", 6), ("SENT", 5), ("REFUSED_INTAKE", 4), ("ACCEPTED", 6), ("SUPPLEMENT", 5), ("SUPPLEMENTED", 6),
    ("PROPOSED", 5), ("REFUSED", 4), ("WITHDRAWN", 2),
    ("WITHDRAWAL", 2), ("STOPPED", 2), ("PAYMENT", 2), ("SIGNED", 3), ("ISSUED", 4), ("ON_THE_WAY", 4),
    ("NOT_AT_HOME", 2), ("DELIVERED", 14),
)  # fmt: skip
PAID = frozenset({"1.012289", "1.012278", "1.004222", "3.000347"})
"""Where something is owed: paid in cash at a counter in the sample."""
OPEN_ENDS = frozenset(
    {
        "DRAFT",
        "SENT",
        "ACCEPTED",
        "SUPPLEMENT",
        "PAYMENT",
        "WITHDRAWAL",
        "PROPOSED",
        "SIGNED",
        "ISSUED",
        "ON_THE_WAY",
    }
)


@dataclass(frozen=True)
class Story:
    """Everything chance decides about one dossier, drawn beforehand."""

    starts_at: datetime
    procedure: str
    alone: bool
    ends: str
    late: bool
    agency: int
    ward: int
    seed: int
    rating: int
    """0: not rated."""

    @classmethod
    def draw(cls, rng: random.Random, days: list[date]) -> "Story":
        """Draw one story; those still open began lately, as real ones do."""
        ends = _pick(rng, ENDS)
        span = days[-10:] if ends in OPEN_ENDS else days[:-6]
        day = rng.choice(span)
        minute = rng.randrange(7 * 60 + 40, 17 * 60 + 30)
        moment = datetime.combine(day, time(minute // 60, minute % 60, rng.randrange(60)), tzinfo=HANOI)
        procedure = _pick(rng, PROCEDURES)
        return cls(
            starts_at=moment,
            procedure=procedure,
            alone=rng.random() < 0.35 and procedure not in PAID,
            ends=ends,
            late=rng.random() < 0.02,
            agency=rng.randrange(10_000),
            ward=rng.randrange(10_000),
            seed=rng.randrange(2**31),
            rating=rng.choice((0, 0, 1, 1, 1, 1, 2, 3)),
        )


@transaction.atomic
def begin_story(story: Story, cast: Cast, *, key: str, now: datetime) -> UUID:
    """Make the dossier of the story, up to its leader's decision, and remember it under `key`."""
    rng = random.Random(story.seed)  # noqa: S311  # invented data must be the same every time
    ward = _wards()[story.ward % len(_wards())]
    dossier = _prepare(story, cast, ward, rng)
    DossierKey.objects.create(kind="SAMPLE", value=key, dossier_id=dossier.id)
    if story.ends != "DRAFT":
        work_on(story, cast, dossier.id, rng, now=now)
        number_as_before(dossier.id, before=now - NUMBERED_FIRST)
    return dossier.id


def sign_story(dossier_id: UUID) -> None:
    """Have the result signed if one is approved; a second run finds it done."""
    approved = Result.objects.filter(dossier_id=dossier_id, approved_at__isnull=False).first()
    if approved is not None and approved.approved_at is not None:
        sign_approved_result(dossier_id=dossier_id, at=approved.approved_at + timedelta(minutes=1))


@transaction.atomic
def end_story(story: Story, cast: Cast, dossier_id: UUID, *, now: datetime) -> None:
    """Issue and carry the signed result as far as the story goes; a second run finds it done."""
    result = Result.objects.select_related("dossier__version").filter(dossier_id=dossier_id).first()
    if result is None or result.signed_at is None or result.issued_at is not None or story.ends == "SIGNED":
        return
    rng = random.Random(story.seed + 1)  # noqa: S311  # invented data must be the same every time
    deliver_signed(story, cast, result, rng, now=now)


def approved_and_not_issued(dossier_ids: Iterable[UUID]) -> set[UUID]:
    """Return which of the dossiers a kill may have left between their approval and their end."""
    waiting = Result.objects.filter(dossier_id__in=dossier_ids, approved_at__isnull=False, issued_at=None)
    return set(waiting.values_list("dossier_id", flat=True))


def _prepare(story: Story, cast: Cast, ward: Ward, rng: random.Random) -> Dossier:
    at = story.starts_at
    card = invented_card(rng, ward)
    phone = f"09{rng.choice('0123468')}{rng.randrange(10**7):07d}"
    visit = None
    if story.alone:
        actor = Actor(ActorKind.SYSTEM, "sample", "Dữ liệu mẫu")
        person = find_or_create_person(card=card, phone=phone, actor=actor, at=at)
        editor = Actor(ActorKind.CITIZEN, f"person:{person.id}", "", person_id=str(person.id))
        dossier = open_draft(
            person=person, procedure_code=story.procedure, channel=Channel.SELF, actor=editor, at=at
        )
        citizen = editor
    else:
        agencies = _agencies()
        editor = cast.clerk_of(agencies[story.agency % len(agencies)], at=at)
        visit = start_visit(clerk=editor, card=card, phone=phone, at=at)
        assert visit.person_id is not None
        citizen = Actor(ActorKind.CITIZEN, f"person:{visit.person_id}", "", person_id=str(visit.person_id))
        give_consent(visit_id=visit.id, given=True, evidence="screen-touch", citizen=citizen, at=at)
        dossier = choose_procedure(visit_id=visit.id, clerk=editor, procedure_code=story.procedure, at=at)
    _fill(dossier, editor, ward, rng, at + timedelta(seconds=70))
    if story.ends == "DRAFT":
        _leave(visit, editor, at + timedelta(minutes=3))
        return dossier
    _confirm(dossier, editor, citizen, at + timedelta(minutes=3), alone=story.alone)
    dossier.refresh_from_db()
    if dossier.money == Money.AWAITING:
        cast.pay(dossier, editor, at=at + timedelta(minutes=3, seconds=30))
    sent = submit(
        dossier_id=dossier.id, actor=editor, key=f"sample-{dossier.id}", at=at + timedelta(minutes=4)
    )
    if sent.sync == Sync.EXTERNAL and not story.alone:
        enter_external_code(
            dossier_id=sent.id,
            actor=editor,
            code=dossier_code.make("G22", at.date(), story.seed % 9_999_999 + 1),
            at=at + timedelta(minutes=4, seconds=10),
        )
    _leave(visit, editor, at + timedelta(minutes=4, seconds=rng.randrange(20, 200)))
    return dossier


def _fill(dossier: Dossier, editor: Actor, ward: Ward, rng: random.Random, at: datetime) -> None:
    content = dossier.version.content
    answers = plausible_answers(content, rng)
    dossier = answer_questions(dossier_id=dossier.id, actor=editor, answers=answers, at=at)
    values = plausible_values(content, dossier.answers, dossier.values, today=at.date(), rng=rng)
    files = {
        key: Upload(paper_picture(part["label_vi"], rng.randrange(40)), f"{key}.jpg")
        for key, part in kept_parts(content).items()
        if part["type"] == "file" and key in values
    }
    fill_form(dossier_id=dossier.id, actor=editor, raw=values, uploads=files, at=at)
    for slot in paper_slots(dossier):
        if not slot.complete:
            add_paper(
                dossier_id=dossier.id,
                actor=editor,
                component_key=slot.need.key,
                data=paper_picture(slot.need.name_vi, rng.randrange(40)),
                filename=f"{slot.need.key}.jpg",
                to_read=False,
                at=at,
            )
    choose_delivery(
        dossier_id=dossier.id,
        actor=editor,
        choice={
            "way": "ELECTRONIC" if rng.random() < 0.3 else "HOME",
            "address": f"Số {rng.randrange(1, 180)} phố {rng.choice(STREETS)}, {ward.name}",
            "ward_code": ward.code,
        },
        at=at,
    )


def _confirm(dossier: Dossier, editor: Actor, citizen: Actor, at: datetime, *, alone: bool) -> None:
    shown = request_confirmation(dossier_id=dossier.id, actor=editor, at=at)
    if alone:
        confirm_signed_in(dossier_id=dossier.id, summary_id=shown.id, citizen=citizen, at=at)
        return
    place = f"Quầy {editor.unit_code}"
    agree_to_summary(dossier_id=dossier.id, summary_id=shown.id, citizen=citizen, place=place, at=at)
    text = Notice.objects.filter(subject_id=dossier.id, template="N8").latest("created_at", "id").text
    confirm(dossier_id=dossier.id, code=str(text)[:6], citizen=citizen, at=at + timedelta(seconds=20))


def _leave(visit: Visit | None, editor: Actor, at: datetime) -> None:
    if visit is not None:
        Visit.objects.filter(id=visit.id).update(measures=_measures(visit, at))
        end_visit(visit_id=visit.id, clerk=editor, at=at)


def _measures(visit: Visit, at: datetime) -> dict[str, dict[str, int]]:
    """Return presses and seconds per step as the script of the counter has them, scattered a little."""
    rng = random.Random(int(at.timestamp()))  # noqa: S311  # invented data must be the same every time
    return {
        str(step): {"presses": presses, "seconds": max(2, round(seconds * rng.uniform(0.6, 1.8)))}
        for step, (presses, seconds) in enumerate(SCRIPT, start=1)
    }


SCRIPT = (
    (1, 10),
    (0, 20),
    (6, 12),
    (6, 25),
    (2, 28),
    (2, 45),
    (1, 35),
    (0, 25),
    (3, 20),
    (1, 8),
    (2, 12),
)
"""Presses and seconds of each step (ux 4.3)."""


def invented_card(rng: random.Random, ward: Ward) -> CardFacts:
    """Return the card of an invented person who lives in the ward."""
    sex = rng.choice(("Nam", "Nữ"))
    born = date(rng.randrange(1940, 2006), rng.randrange(1, 13), rng.randrange(1, 29))
    century = 0 if born.year < 2000 else 2
    digit = century + (1 if sex == "Nữ" else 0)
    number = f"001{digit}{born.year % 100:02d}{rng.randrange(10**6):06d}"
    return CardFacts(
        personal_id=number,
        old_id="",
        full_name=Names(settings.REFERENCE / "sample" / "names.json", seed=rng.randrange(2**31)).next(),
        birth_date=born,
        sex=sex,
        address=f"Số {rng.randrange(1, 200)} phố {rng.choice(STREETS)}, {ward.name}, Hà Nội",
        issued_on=date(2021, rng.randrange(1, 13), rng.randrange(1, 29)),
        warnings=(),
    )


def _pick(rng: random.Random, weighted: tuple[tuple[str, int], ...]) -> str:
    return rng.choices([name for name, _ in weighted], [weight for _, weight in weighted])[0]


@cache
def _wards() -> list[Ward]:
    return list(Ward.objects.order_by("code"))


@cache
def _agencies() -> list[str]:
    return list(
        Unit.objects.filter(kind="AGENCY")
        .exclude(code="DL-001")
        .order_by("code")
        .values_list("code", flat=True)
    )
