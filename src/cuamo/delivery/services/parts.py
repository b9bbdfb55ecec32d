"""Parts every step of an envelope is made of."""

from uuid import UUID

from cuamo.delivery.models import HandOver, Parcel
from cuamo.kernel.actors import Actor, ActorKind
from cuamo.kernel.errors import IllegalTransition, NotFound, NotPermitted
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


def open_half(parcel: Parcel) -> HandOver | None:
    """Return the envelope's hand-over that waits for its other side, locked; None without one."""
    halves = parcel.hand_overs.select_for_update()
    return halves.filter(given_at=None).first() or halves.filter(taken_at=None).first()
