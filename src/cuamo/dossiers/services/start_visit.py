"""Greet the next person at the counter."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from cuamo.dossiers.models import GuidedVisit, Mandate, Visit
from cuamo.dossiers.policies import require_own_visit
from cuamo.dossiers.selectors.mandates import covers, mandate_of
from cuamo.dossiers.selectors.visits import drafts_of_person
from cuamo.dossiers.services.parts import lock_visit, new_screen_code, random_code
from cuamo.dossiers.services.put_away import put_away
from cuamo.dossiers.services.set_phone import use_in_drafts
from cuamo.kernel import events
from cuamo.kernel.actors import Actor
from cuamo.kernel.clock import to_hanoi
from cuamo.kernel.errors import Conflict, NotPermitted
from cuamo.kernel.identifiers.card import CardFacts
from cuamo.kernel.ids import uuid7
from cuamo.organisation.selectors.shifts import open_shift_of
from cuamo.people.models import Person
from cuamo.people.rules.stated import PAPERS, Stated
from cuamo.people.services.find_or_create import find_or_create_person
from cuamo.people.services.meet_without_card import meet_without_card
from cuamo.people.services.read_log import log_reading

MOST_PARKED = 3
BY_CARD = "CARD"
DOSSIER = "DOSSIER"


@transaction.atomic
def start_visit(
    *,
    clerk: Actor,
    card: CardFacts | None,
    stated: Stated | None = None,
    phone: str = "",
    at: datetime,
) -> Visit:
    """Begin a visit (lượt hỗ trợ); an unfinished visit of the clerk is parked.

    Args:
        card: what was read from the ID card. stated: what was said and shown without one.
    Raises:
        NotPermitted: the clerk has no open shift, or three visits are parked already.
        Invalid: the phone number is not one.
        Conflict: the stated number is kept for a person of another name.
    """
    shift = open_shift_of(clerk.id)
    if shift is None:
        raise NotPermitted(
            "shift.closed",
            "Chưa mở ca. Mở ca rồi mời người tiếp theo.",
            "No shift is open. Open the shift, then call the next person.",
            where="/quay/ca",
        )
    mine = Visit.objects.select_for_update().filter(clerk_id=clerk.id, ended_at=None)
    if mine.filter(came_offline=False).count() > MOST_PARKED:
        raise NotPermitted(
            "visit.too_many",
            "Đã có 3 lượt đang chờ. Kết thúc một lượt trước.",
            "Three visits are parked already. Finish one first.",
        )
    mine.update(parked=True)
    visit_id = uuid7(at)
    person = _person(visit_id, card, stated, phone=phone, clerk=clerk, at=at)
    visit = Visit.objects.create(
        id=visit_id,
        ref=f"LH-{at:%y%m%d}-{random_code(6)}",
        agency_code=clerk.unit_code,
        counter_id=shift.counter_id,
        shift_id=shift.id,
        clerk_id=clerk.id,
        clerk_name=clerk.name,
        person=person,
        known_by=stated.known_by if stated else BY_CARD,
        card_warnings=_warnings(card, stated),
        screen_code=new_screen_code(),
        started_at=at,
    )
    events.record("visit.started", visit.id, actor=clerk, at=at, agency=clerk.unit_code)
    if person is not None:
        log_reading(
            person_id=person.id,
            actor=clerk,
            purpose="Bắt đầu lượt hỗ trợ tại quầy",
            dossier_id=None,
            fields=["full_name", "birth_date", "address"],
            at=at,
        )
    return visit


@transaction.atomic
def identify(
    *,
    visit_id: UUID,
    clerk: Actor,
    card: CardFacts | None,
    stated: Stated | None = None,
    phone: str = "",
    at: datetime,
) -> Visit:
    """Read another card into the visit (wrong person in front, or the card came later), or what is stated.

    Money on the citizen screen is put away: it may be another person's. For whom the former person acted, and
    whose number was to be used, no longer counts. Drafts of the former person stay as they are, out of sight:
    when their card is read again, the visit goes on with the newest, under the mandate it was begun under.

    Raises:
        NotPermitted: it is another clerk's visit, or it has ended.
        Conflict: the former person has done part of a list this visit follows.
        Conflict: the stated number is kept for a person of another name.
    """
    visit = lock_visit(visit_id)
    require_own_visit(visit, clerk)
    put_away(visit, clerk=clerk, at=at)
    before = visit.person_id
    visit.person = _person(visit.id, card, stated, phone=phone, clerk=clerk, at=at)
    visit.known_by = stated.known_by if stated else BY_CARD
    visit.card_warnings = _warnings(card, stated)
    if visit.person_id != before:
        _leave_list(visit)
        visit.contact_phone, visit.contact_owner = "", ""
        visit.mandate = _mandate_before(visit, today=to_hanoi(at).date())
        use_in_drafts(visit)
    visit.save(
        update_fields=[
            "person",
            "known_by",
            "card_warnings",
            "mandate",
            "contact_phone",
            "contact_owner",
            "kind",
        ]
    )
    events.record("visit.identified", visit.id, actor=clerk, at=at)
    return visit


def _leave_list(visit: Visit) -> None:
    """Let the visit follow no list begun for the former person; what they have done is not dropped."""
    followed = GuidedVisit.objects.select_related("person").filter(visit=visit).first()
    if followed is None or followed.person_id == visit.person_id:
        return
    if followed.done:
        raise Conflict(
            "guided.other_person",
            f"{followed.person.full_name} đang làm dở theo danh sách ở lượt này.",
            "This visit follows a list that another person is half through.",
            where="card",
            hint_vi="Kết thúc lượt này, rồi bắt đầu lượt mới với thẻ vừa đọc.",
            hint_en="End this visit, then begin a new one with the card just read.",
        )
    followed.delete()
    visit.kind = DOSSIER


def _mandate_before(visit: Visit, *, today: date) -> Mandate | None:
    """Return what the newest draft of the person in front was begun under, if it still covers it."""
    newest = drafts_of_person(visit).order_by("-id").first()
    mandate = mandate_of(newest.id) if newest else None
    return mandate if newest and mandate and covers(mandate, newest.procedure_code, today=today) else None


def _person(
    visit_id: UUID,
    card: CardFacts | None,
    stated: Stated | None,
    *,
    phone: str,
    clerk: Actor,
    at: datetime,
) -> Person | None:
    if card is not None:
        return find_or_create_person(card=card, phone=phone, actor=clerk, at=at)
    if stated is not None:
        return meet_without_card(stated=stated, met_in=visit_id, actor=clerk, at=at)
    return None


def _warnings(card: CardFacts | None, stated: Stated | None) -> list[str]:
    if card is not None:
        return [warning.vi for warning in card.warnings]
    return [f"Không có căn cước: {PAPERS[stated.known_by][0]}. Chưa đối chiếu."] if stated else []
