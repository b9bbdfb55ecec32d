"""Where an envelope is, in words for the person, the operator on the phone and the officer."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cuamo.delivery.models import Parcel
from cuamo.delivery.selectors.home_terms import home_terms
from cuamo.delivery.selectors.waiting import Envelope, envelope_of, lost_originals_of
from cuamo.delivery.states import ParcelState
from cuamo.dossiers.models import Dossier
from cuamo.dossiers.rules.linked import is_filing
from cuamo.dossiers.selectors.linked import parts_of
from cuamo.organisation.models import Unit
from cuamo.web.language import vi_en

STATE_WORDS: dict[ParcelState, tuple[str, str]] = {
    ParcelState.CREATED: ("Đang đóng phong bì", "Being put into its envelope"),
    ParcelState.SEALED: ("Đã niêm phong, chờ bưu tá", "Sealed, waits for the courier"),
    ParcelState.ACCEPTED: ("Bưu điện đã nhận đơn, chờ lấy", "The post has the order"),
    ParcelState.ON_MANIFEST: ("Chờ bưu tá nhận", "Waits for the courier"),
    ParcelState.PICKED_UP: ("Bưu tá đã nhận", "The courier has it"),
    ParcelState.IN_TRANSIT: ("Đang chuyển giữa các điểm", "Between two places"),
    ParcelState.OUT_FOR_DELIVERY: ("Bưu tá đang giao", "The courier brings it now"),
    ParcelState.FAILED_ATTEMPT: ("Chưa giao được, sẽ giao lại", "Not delivered yet, comes again"),
    ParcelState.DELIVERED: ("Đã trao", "Handed over"),
    ParcelState.RETURNING: ("Đang về điểm phục vụ", "On its way back to a point"),
    ParcelState.RETURNED: ("Đã về điểm phục vụ", "Back at a point"),
    ParcelState.HELD: ("Giữ ở điểm, chờ đến lấy", "Kept, waits to be collected"),
    ParcelState.CANCELLED: ("Đã hủy việc giao", "No longer brought"),
    ParcelState.LOST: ("Bị thất lạc, đang cấp lại", "Lost, being issued again"),
}
"""State of an envelope in words."""
TAKEN_BY: dict[str, tuple[str, str]] = {
    "SELF": ("chính người nhận", "the recipient"),
    "FAMILY": ("người nhà", "somebody of the family"),
    "AUTHORISED": ("người được ủy quyền", "somebody authorised"),
    "PARENT": ("cha, mẹ hoặc người giám hộ", "a parent or guardian"),
    "LETTER": ("người của công ty", "somebody of the company"),
    "HEIR": ("người thừa kế", "an heir"),
}
"""Who took it, in the middle of a sentence."""
PROOFS: dict[str, tuple[str, str]] = {
    "CODE": ("mã nhận 4 số", "the 4-digit code"),
    "SIGNATURE": ("chữ ký", "a signature"),
    "PHOTO": ("ảnh", "a photo"),
}


def sealed_words(parcel: Parcel) -> str:
    """Say what whoever sealed an envelope does with it."""
    said = f"Đã niêm phong {parcel.label} bằng số {parcel.seal_number}."
    kept = " Giữ tại đây: không có địa chỉ, người dân được báo tới lấy."
    return said + (kept if parcel.state == ParcelState.HELD and not parcel.address else "")


@dataclass(frozen=True)
class Carriage:
    """Everything the person is told of the envelope."""

    envelope: Envelope
    words: str
    place: Unit | None
    """Where it lies, when a place has it."""
    point: Unit | None
    """The point chosen to keep it."""
    promise_kept: bool | None
    """None while it is still open."""
    hands: list[dict[str, Any]]
    taken: str
    """Who took it, where and with which proof, as a sentence; empty before."""


def carriage_of(dossier: Dossier, *, now: datetime) -> Carriage | None:
    """Return what the person is told of the envelope with their result; None without one."""
    envelope = envelope_of(dossier.id)
    if envelope is None:
        return None
    codes = {envelope.place, envelope.point_code, envelope.taken_at_unit}
    codes |= {code for hand in envelope.hands for code in (hand.giver_unit, hand.taker_unit)}
    units = {unit.code: unit for unit in Unit.objects.filter(code__in=codes - {""})}
    kept: bool | None = None
    if envelope.deliver_by is not None:
        over = envelope.delivered_at or now
        kept = over <= envelope.deliver_by if envelope.delivered_at or over > envelope.deliver_by else None
    return Carriage(
        envelope=envelope,
        words=vi_en(*STATE_WORDS[envelope.state]),
        place=units.get(envelope.place),
        point=units.get(envelope.point_code),
        promise_kept=kept,
        hands=[
            {
                "at": hand.at,
                "giver": _name(units.get(hand.giver_unit)),
                "taker": _name(units.get(hand.taker_unit)) if hand.taker_unit else "",
            }
            for hand in envelope.hands
        ],
        taken=_taken(envelope, units),
    )


def carriages_of(dossier: Dossier, *, now: datetime) -> list[tuple[Carriage, bool]]:
    """Return the envelopes of a dossier, of a linked filing those of its parts, for a page without sign-in.

    The second of a pair says whether a time can be chosen with the link of this page.
    """
    parts = [part.dossier for part in parts_of(dossier.id)] if is_filing(dossier) else []
    found = [carriage_of(each, now=now) for each in parts or [dossier]]
    return [(each, each.envelope.may_choose and not parts) for each in found if each is not None]


def lost_originals(dossier: Dossier) -> dict[str, Any] | None:
    """Return what to say of the person's own papers that were lost: who pays; None where none were."""
    loss = lost_originals_of(dossier.id)
    if loss is None:
        return None
    terms = home_terms()
    return {"at": loss.declared_at, "pays": vi_en(terms.originals_paid_by_vi, terms.originals_paid_by_en)}


def _name(unit: Unit | None) -> str:
    return vi_en(unit.name_vi, unit.name_en) if unit else vi_en("bưu tá", "the courier")


def _taken(envelope: Envelope, units: dict[str, Unit]) -> str:
    if envelope.state is not ParcelState.DELIVERED or not envelope.taken_by:
        return ""
    who_vi, who_en = TAKEN_BY.get(envelope.taken_by, ("người nhận", "the recipient"))
    how_vi, how_en = PROOFS.get(envelope.proof, ("", ""))
    at = units.get(envelope.taken_at_unit)
    place_vi, place_en = (f" tại {at.name_vi}", f" at {at.name_en}") if at else ("", "")
    with_vi, with_en = (f", có {how_vi}", f", with {how_en}") if how_vi else ("", "")
    return vi_en(
        f"{who_vi[:1].upper()}{who_vi[1:]} đã nhận{place_vi}{with_vi}.",
        f"Taken by {who_en}{place_en}{with_en}.",
    )
