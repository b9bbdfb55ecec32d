"""A result asked for at a counter: does it wait here, and if not, where is it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from cuamo.delivery.models import Parcel
from cuamo.delivery.selectors.custody import where_it_belongs
from cuamo.delivery.selectors.parcels import parcel_of
from cuamo.delivery.states import WITH_COURIER, Direction, ParcelState
from cuamo.dossiers.models import ActedFor, Dossier, Result
from cuamo.dossiers.states import State
from cuamo.kernel.clock import to_hanoi
from cuamo.kernel.crypto import keyed_hash
from cuamo.kernel.identifiers.card import CardFacts
from cuamo.organisation.models import Unit
from cuamo.organisation.selectors.scope import units_under
from cuamo.people.models import Person

MOST = 20
GIVEN_HERE = frozenset({ParcelState.HELD, ParcelState.RETURNED})
ARRIVED = "ARRIVED"
"""Why the envelope of a result ended that originals which came in later followed: its recipient has it."""


class Where(StrEnum):
    """Where a result is, for the clerk who is asked for it."""

    HERE = "HERE"
    ELECTRONIC = "ELECTRONIC"
    ELSEWHERE = "ELSEWHERE"
    ON_WAY = "ON_WAY"
    HANDED = "HANDED"
    RECALLED = "RECALLED"
    LOST = "LOST"
    NOT_YET = "NOT_YET"


@dataclass(frozen=True)
class Sought:
    """One result that was asked for; it names nobody unless it waits here."""

    code: str
    name: str
    where: Where
    parcel: Parcel | None
    dossier: Dossier
    place: str = ""
    """Point that keeps it, with its address, or who carries it."""
    at: datetime | None = None
    """When it was handed over, or until when it is kept."""
    originals: bool = False
    """True of originals that go home by themselves; the result is told apart from them."""


def result_of(dossier: Dossier, *, unit_code: str) -> Sought:
    """Return where the newest envelope of a dossier is, as seen from a unit (kết quả đang ở đâu).

    Originals that go home by themselves are told as such. Without an envelope: where the result is.
    """
    return _told(dossier, parcel_of(dossier.id), unit_code)


def all_of(dossier: Dossier, *, unit_code: str) -> list[Sought]:
    """Return where the result of a dossier is, and on a line of their own originals that go home alone."""
    newest = result_of(dossier, unit_code=unit_code)
    if not newest.originals:
        return [newest]
    result = _told(dossier, _arrived_before(dossier), unit_code)
    return [newest] if result.where == Where.NOT_YET else [result, newest]


def _told(dossier: Dossier, parcel: Parcel | None, unit_code: str) -> Sought:
    where, place, at = _stands(dossier, parcel, units_under(unit_code))
    originals = parcel is not None and parcel.papers_only
    name = dossier.version.content["name_vi"]
    return Sought(dossier.shown_code, name, where, parcel, dossier, place, at, originals)


def _arrived_before(dossier: Dossier) -> Parcel | None:
    """Return the envelope that brought the result before the one with originals; None where none did."""
    ended = Parcel.objects.filter(subject_id=dossier.id, direction=Direction.RESULT, end_reason=ARRIVED)
    return next((each for each in ended.order_by("-created_at", "-id") if not each.papers_only), None)


def result_by_label(label: str, *, unit_code: str) -> Sought | None:
    """Return the result an envelope carries; None for an unknown label, or papers on their way to us."""
    parcel = where_it_belongs(label)
    if parcel is None or parcel.direction != Direction.RESULT:
        return None
    dossier = Dossier.objects.select_related("version", "applicant").filter(id=parcel.subject_id).first()
    return result_of(dossier, unit_code=unit_code) if dossier else None


def results_by_card(card: CardFacts, *, unit_code: str, at: datetime) -> list[Sought]:
    """Return the results of the person of a card, and of whom they act for now, newest first.

    What was handed over long ago is left out; nobody's record is made by asking.
    """
    person = Person.objects.filter(pid_hash=keyed_hash(card.personal_id, purpose="personal_id")).first()
    if person is None:
        return []
    today = to_hanoi(at).date()
    acted = ActedFor.objects.filter(
        mandate__holder=person, mandate__revoked_at=None, mandate__ends_on__gte=today
    ).values("dossier_id")
    rows = Dossier.objects.select_related("version", "applicant").filter(finished_at__isnull=False)
    mine = list(rows.filter(applicant=person).order_by("-finished_at", "-id")[:MOST])
    others = list(rows.filter(id__in=acted).order_by("-finished_at", "-id")[:MOST])
    return _sorted(line for each in {*mine, *others} for line in all_of(each, unit_code=unit_code))


def _sorted(found: Iterable[Sought]) -> list[Sought]:
    order = list(Where)
    return sorted(found, key=lambda one: (order.index(one.where), one.code))[:MOST]


def _stands(
    dossier: Dossier, parcel: Parcel | None, here: Iterable[str]
) -> tuple[Where, str, datetime | None]:
    originals = parcel is not None and parcel.papers_only
    if not originals and Result.objects.filter(dossier=dossier, revoked_at__isnull=False).exists():
        return Where.RECALLED, "", None
    if parcel is None:
        electronic = dossier.delivery.get("way") == "ELECTRONIC" and dossier.state == State.RETURNED
        return (Where.ELECTRONIC, "", None) if electronic else (Where.NOT_YET, "", None)
    if parcel.state == ParcelState.LOST or (parcel.ended_at is not None and parcel.end_reason != ARRIVED):
        return Where.LOST, "", parcel.ended_at
    if parcel.state == ParcelState.DELIVERED:
        return Where.HANDED, "", parcel.delivered_at
    if parcel.recalled_at is not None:
        return Where.RECALLED, "", parcel.recalled_at
    if parcel.holder_kind == "UNIT" and parcel.state in GIVEN_HERE:
        where = Where.HERE if parcel.holder_id in here else Where.ELSEWHERE
        return where, _place(parcel.holder_id), parcel.held_until
    if parcel.state in WITH_COURIER | {ParcelState.RETURNING} and parcel.run is not None:
        return Where.ON_WAY, f"Bưu tá {parcel.run.courier_name}, chuyến {parcel.run.number}", None
    return Where.ON_WAY, _place(parcel.holder_id), None


def _place(code: str) -> str:
    unit = Unit.objects.filter(code=code).only("name_vi", "address").first()
    if unit is None:
        return code
    return ", ".join(part for part in (unit.name_vi, unit.address) if part)
