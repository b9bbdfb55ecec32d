"""Parts every step of an envelope or a bag is made of."""

import re
from typing import Any
from uuid import UUID

from cuamo.delivery.models import Attempt, Bag, BagHandOver, HandOver, Parcel
from cuamo.delivery.states import Direction, ParcelState, Proof
from cuamo.kernel.actors import Actor, ActorKind
from cuamo.kernel.errors import Conflict, IllegalTransition, Invalid, NotFound, NotPermitted
from cuamo.kernel.identifiers import s10
from cuamo.organisation.selectors.scope import units_under


def lock_parcel(*, parcel_id: UUID | None = None, label: str = "") -> Parcel:
    """Return the envelope, locked until the transaction ends.

    Raises:
        Invalid: the label is misread. NotFound: there is none.
    """
    wanted = Parcel.objects.select_for_update(of=("self",)).select_related("run")
    if parcel_id is not None:
        found = wanted.filter(id=parcel_id).first()
    else:
        found = wanted.filter(label=s10.check(label)).first()
    if found is None:
        raise NotFound(
            "parcel.unknown",
            "Không thấy phong bì này.",
            "There is no such envelope.",
            where="label",
            hint_vi="Quét lại mã vạch trên nhãn.",
            hint_en="Scan the label again.",
        )
    return found


def require_at_origin(parcel_unit: str, clerk: Actor) -> None:
    """Refuse staff of other places."""
    if clerk.kind is ActorKind.SYSTEM:
        return
    if parcel_unit not in units_under(clerk.unit_code):
        raise NotPermitted(
            "parcel.elsewhere", "Phong bì này ở đơn vị khác.", "This envelope is at another place."
        )


def place_of(parcel: Parcel) -> str:
    """Return where the envelope lies, or where it left from last."""
    return parcel.holder_id if parcel.holder_kind == "UNIT" else parcel.origin_unit


def require_loose(parcel: Parcel) -> None:
    """Refuse to move an envelope by itself that lies in a closed bag.

    Raises:
        IllegalTransition: it moves with its bag.
    """
    if parcel.bag_id is not None and parcel.bag is not None:
        raise IllegalTransition(
            "parcel.in_bag",
            f"Phong bì {parcel.label} nằm trong túi {parcel.bag.number}.",
            f"Envelope {parcel.label} lies in bag {parcel.bag.number}.",
            where="label",
            hint_vi="Quét mã của túi, hoặc lấy phong bì ra khỏi túi khi túi còn mở.",
            hint_en="Scan the bag, or take the envelope out while the bag is open.",
        )


def about(parcel: Parcel) -> dict[str, Any]:
    """Return what every event of an envelope says: its label, and that it carries papers to an authority."""
    if parcel.direction == Direction.RESULT:
        return {"label": parcel.label}
    return {"label": parcel.label, "direction": str(parcel.direction)}


def first_leg(parcel: Parcel) -> dict[str, Any]:
    """Return what the event of a first hand-over says of the time before it; empty for later ones."""
    if parcel.hand_overs.exclude(given_at=None).exclude(taken_at=None).count() != 1:
        return {}
    return {
        "first": True,
        "origin": parcel.origin_unit,
        "prepared_at": parcel.created_at.isoformat(),
        "sealed_at": parcel.sealed_at.isoformat() if parcel.sealed_at else "",
    }


def clean_seal(text: str) -> str:
    """Return a seal number as it is kept.

    Raises:
        Invalid: it is none.
    """
    number = re.sub(r"\s", "", text).upper()
    if not re.fullmatch(r"[A-Z0-9-]{4,20}", number):
        raise Invalid(
            "seal.number",
            "Số niêm phong cần 4–20 chữ, số.",
            "A seal number has 4–20 letters or digits.",
            where="seal_number",
        )
    return number


def require_free_seal(number: str) -> None:
    """Refuse a seal that is on another envelope or bag.

    Raises:
        Invalid: it is.
    """
    on_bag = Bag.objects.filter(seal_number=number).exists()
    if on_bag or Parcel.objects.filter(seal_number=number).exists():
        what, what_en = ("túi", "bag") if on_bag else ("phong bì", "envelope")
        raise Invalid(
            "seal.used",
            f"Số niêm phong {number} đã dùng cho {what} khác.",
            f"The seal {number} is on another {what_en}.",
            where="seal_number",
        )


def lock_bag(*, bag_id: UUID | None = None, number: str = "") -> Bag:
    """Return the bag, locked until the transaction ends; before its envelopes are.

    Raises:
        NotFound: there is none.
    """
    wanted = Bag.objects.select_for_update(of=("self",)).select_related("run")
    asked = wanted.filter(id=bag_id) if bag_id else wanted.filter(number=number.strip().upper())
    found = asked.first()
    if found is None:
        raise unknown_bag()
    return found


def unknown_bag() -> NotFound:
    """Return the refusal for a number no bag has."""
    return NotFound(
        "bag.unknown",
        "Không thấy túi này.",
        "There is no such bag.",
        where="label",
        hint_vi="Quét lại mã vạch trên nhãn túi.",
        hint_en="Scan the label of the bag again.",
    )


def lock_envelopes(bag: Bag) -> list[Parcel]:
    """Return what is in the bag, locked in one order; what was declared lost is in it for nobody."""
    inside = Parcel.objects.select_for_update(of=("self",)).select_related("run")
    return list(inside.filter(bag=bag, ended_at=None).exclude(state=ParcelState.LOST).order_by("id"))


def open_bag_half(bag: Bag) -> BagHandOver | None:
    """Return the bag's hand-over that waits for its other side; None without one."""
    return bag.hand_overs.filter(given_at=None).first() or bag.hand_overs.filter(taken_at=None).first()


def require_courier(parcel: Parcel, courier: Actor) -> None:
    """Refuse everybody but the courier of the run."""
    if courier.kind is ActorKind.SYSTEM:
        return
    if parcel.run is None or parcel.run.courier_id != courier.id:
        raise NotPermitted(
            "parcel.other_run",
            "Phong bì này không thuộc chuyến của anh/chị.",
            "This envelope is not on your run.",
            hint_vi="Đưa lại cho điểm giao, xem nơi đúng trên màn hình quét.",
            hint_en="Give it back; the scan page shows where it belongs.",
        )


def goes_nowhere(parcel: Parcel) -> bool:
    """Say whether originals of the citizen have no address to go home to: they are fetched where they lie."""
    return parcel.papers_only and not str(parcel.address).strip()


def require_address(parcel: Parcel) -> None:
    """Refuse to send originals home that have no address.

    Raises:
        IllegalTransition: there is none; their owner fetches them where they lie.
    """
    if goes_nowhere(parcel):
        raise IllegalTransition(
            "parcel.no_address",
            f"Phong bì {parcel.label} trả giấy tờ gốc không có địa chỉ, không giao đi được.",
            f"Envelope {parcel.label} takes originals home and has no address; it cannot be sent.",
            hint_vi="Bấm «Giữ tại điểm» ở bàn giao nhận: người nộp được báo nơi đến lấy.",
            hint_en="Press “Giữ tại điểm” at the desk of the post: its owner is told where to fetch it.",
        )


def require_not_recalled(parcel: Parcel) -> None:
    """Refuse to let an envelope go on that was called back.

    Raises:
        IllegalTransition: it was; whoever has it brings it to a point.
    """
    if parcel.recalled_at is not None:
        raise IllegalTransition(
            "parcel.recalled",
            f"Phong bì {parcel.label} đã được gọi về, không giao.",
            f"Envelope {parcel.label} was called back; do not hand it over.",
            hint_vi="Mang về điểm rồi quét trả. Người nhận hỏi thì mời gọi điểm giao.",
            hint_en="Bring it to the point and scan it back. The recipient may call the point.",
        )


def require_new_key(device_key: str | None) -> None:
    """Refuse an act under the key of another one: a key is one act's, and that one is written down already.

    Raises:
        Conflict: another hand-over or attempt has it.
    """
    if device_key is None:
        return
    if (
        HandOver.objects.filter(device_key=device_key).exists()
        or Attempt.objects.filter(device_key=device_key).exists()
    ):
        raise Conflict(
            "act.key_used",
            "Mã của việc này đã dùng cho việc khác.",
            "The key of this act belongs to another one.",
            where="device_key",
            hint_vi="Mở lại trang rồi làm lại.",
            hint_en="Open the page again and repeat it.",
        )


def require_in_hand(parcel: Parcel) -> None:
    """Refuse to go on with an envelope that one side has scanned on to the next.

    Raises:
        IllegalTransition: a point took it in or the courier gave it away, and the other side is missing.
    """
    if open_half(parcel) is not None:
        raise IllegalTransition(
            "parcel.half_open",
            f"Phong bì {parcel.label} đang bàn giao lại tại điểm, mới một bên quét.",
            f"Envelope {parcel.label} is being handed back at a point; one side has scanned it.",
            where="label",
            hint_vi="Quét trả tại điểm cho đủ hai bên, rồi mới đi giao lần khác.",
            hint_en="Scan it at the point so that both sides have signed; then set out again.",
        )


def open_half(parcel: Parcel) -> HandOver | None:
    """Return the envelope's hand-over that waits for its other side, locked; None without one."""
    halves = parcel.hand_overs.select_for_update().filter(broken_off_at=None).exclude(proof=Proof.FOUND)
    return halves.filter(given_at=None).first() or halves.filter(taken_at=None).first()
