"""Sample visits of other kinds at the agency of the tour: accounts, a lesson, referrals, acting for one."""

import random
from datetime import date, datetime, timedelta

from cuamo.catalogue.selectors.versions import version_in_force
from cuamo.cli.sample_papers import paper_picture
from cuamo.cli.sample_people import FIRST_AGENCY
from cuamo.cli.sample_shifts import leave_seat, take_seat
from cuamo.cli.sample_story import invented_card
from cuamo.cli.sample_work import Cast
from cuamo.dossiers.models import GuidedVisit, Visit
from cuamo.dossiers.selectors.guided import account_list, lesson_list, lesson_names
from cuamo.dossiers.selectors.referrals import places_for
from cuamo.dossiers.services.choose_procedure import choose_procedure
from cuamo.dossiers.services.end_visit import end_visit
from cuamo.dossiers.services.form_files import Upload
from cuamo.dossiers.services.give_consent import give_consent
from cuamo.dossiers.services.guide_by_list import end_guided, start_guided
from cuamo.dossiers.services.refer import refer
from cuamo.dossiers.services.start_visit import start_visit
from cuamo.dossiers.services.take_mandate import Acting, take_mandate
from cuamo.interop.systems.identity.simulator.people import PEOPLE
from cuamo.kernel.actors import Actor, ActorKind
from cuamo.kernel.clock import to_hanoi
from cuamo.kernel.identifiers.card import CardFacts
from cuamo.organisation.models import Ward
from cuamo.organisation.selectors.shifts import free_counters, open_shift_of
from cuamo.organisation.types import Role
from cuamo.people.rules.stated import read_stated

SEED = 20261127
BIRTH, EXTRACT = "1.001193", "2.000635"
ACCOUNTS = (
    (40, "ACTIVATED", ""),
    (18, "ACTIVATED", ""),
    (9, "APPOINTMENT", "Công an phường Hoàn Kiếm, 9:00 thứ Hai"),
    (2, "NOT_POSSIBLE", "số điện thoại đứng tên người khác"),
)
"""Days ago, outcome, note."""
REFERRALS = ((12, "ORIGINALS"), (1, "BODY"))
"""Days ago, why: the first is overdue to be asked about."""
LESSON_AGO = 4
ACTING_AGO = 3


def visit_of_every_kind(*, now: datetime) -> int:
    """Make the visits once, through the services; return how many are new.

    The lead of the agency helps, so that whoever tries the clerk's counter meanwhile is not disturbed; with a
    shift of their own open, or no counter free, nothing is made now.
    """
    cast = Cast()
    lead = cast.officer(FIRST_AGENCY, Role.SHIFT_LEAD, at=now)
    busy = open_shift_of(lead.id) is not None or not free_counters(FIRST_AGENCY).exists()
    if busy or GuidedVisit.objects.filter(agency_code=FIRST_AGENCY).exists():
        return 0
    rng = random.Random(SEED)  # noqa: S311  # invented data must be the same every time
    ward = Ward.objects.order_by("code").first()
    assert ward is not None
    made = 0
    for days, outcome, note in ACCOUNTS:
        at = now - timedelta(days=days)
        clerk, visit = _begin(cast, invented_card(rng, ward), at=at)
        start_guided(visit_id=visit.id, clerk=clerk, at=at)
        done = [step.key for step in account_list().steps if outcome in step.needed_for]
        end_guided(
            visit_id=visit.id, clerk=clerk, done=done, outcome=outcome, note=note, at=at + _minutes(18)
        )
        made += 1
    made += _lesson(cast, invented_card(rng, ward), at=now - timedelta(days=LESSON_AGO))
    for days, reason in REFERRALS:
        made += _referral(cast, invented_card(rng, ward), reason=reason, at=now - timedelta(days=days))
    made += _acting(cast, at=now - timedelta(days=ACTING_AGO))
    leave_seat(lead)
    return made


def _lesson(cast: Cast, card: CardFacts, *, at: datetime) -> int:
    key = lesson_names()[0][0]
    clerk, visit = _begin(cast, card, at=at)
    start_guided(visit_id=visit.id, clerk=clerk, lesson=key, at=at)
    done = [step.key for step in lesson_list(key).steps]
    end_guided(visit_id=visit.id, clerk=clerk, done=done, outcome="LEARNED", at=at + _minutes(22))
    return 1


def _referral(cast: Cast, card: CardFacts, *, reason: str, at: datetime) -> int:
    clerk, visit = _begin(cast, card, at=at)
    place = places_for(version_in_force(BIRTH, on=to_hanoi(at).date()), visit)[0]
    refer(
        visit_id=visit.id,
        clerk=clerk,
        procedure_code=BIRTH,
        to_unit=place.code,
        reason=reason,
        expected_on=to_hanoi(at).date() + timedelta(days=2),
        prepared=["Đã in danh sách giấy tờ"],
        at=at,
    )
    end_visit(visit_id=visit.id, clerk=clerk, at=at + _minutes(7))
    return 1


def _acting(cast: Cast, *, at: datetime) -> int:
    """Let the first person who can sign in act for the second: both see it at `/toi/uy-quyen/`."""
    holder, father = PEOPLE[0], PEOPLE[1]
    born = date.fromisoformat(holder.birth_date)
    card = CardFacts(
        holder.personal_id, "", holder.full_name, born, holder.sex, holder.address, date(2021, 8, 12)
    )
    clerk, visit = _begin(cast, card, at=at)
    year, month, day = father.birth_date.split("-")
    stated = read_stated(
        known_by="NOTHING",
        full_name=father.full_name,
        birth=(day, month, year),
        personal_id=father.personal_id,
        today=to_hanoi(at).date(),
    )
    acting = Acting(
        kind="PARENT",
        proof="AUTHORITY",
        paper=Upload(paper_picture("Giay uy quyen", 1), "giay-uy-quyen.jpg"),
        relation="cha",
        stated=stated,
        notice_phone=father.phone,
        ends_on=to_hanoi(at).date() + timedelta(days=90),
    )
    take_mandate(visit_id=visit.id, clerk=clerk, acting=acting, at=at)
    visit.refresh_from_db()
    _agree(visit, at=at)
    choose_procedure(visit_id=visit.id, clerk=clerk, procedure_code=EXTRACT, at=at)
    end_visit(visit_id=visit.id, clerk=clerk, at=at + _minutes(6))
    return 1


def _begin(cast: Cast, card: CardFacts, *, at: datetime) -> tuple[Actor, Visit]:
    clerk = cast.officer(FIRST_AGENCY, Role.SHIFT_LEAD, at=at)
    take_seat(clerk, at=at)
    visit = start_visit(clerk=clerk, card=card, at=at)
    _agree(visit, at=at)
    return clerk, visit


def _agree(visit: Visit, *, at: datetime) -> None:
    assert visit.person is not None
    key = str(visit.person.id)
    citizen = Actor(ActorKind.CITIZEN, f"person:{key}", visit.person.full_name, person_id=key)
    give_consent(visit_id=visit.id, given=True, evidence="screen-touch", citizen=citizen, at=at)


def _minutes(count: int) -> timedelta:
    return timedelta(minutes=count)
