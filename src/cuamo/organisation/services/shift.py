"""Open and close a shift."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from cuamo.kernel import events
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import Conflict, Invalid, NotFound
from cuamo.kernel.money import format_vnd
from cuamo.organisation import policies
from cuamo.organisation.models import Counter, Shift
from cuamo.organisation.types import Role

MOST_VND = 1_000_000_000
REASON_MOST = 1_000


@transaction.atomic
def open_shift(*, clerk: Actor, counter_id: UUID, float_vnd: int, at: datetime) -> Shift:
    """Open a shift at a counter with money in the till (mở ca). Records `shift.opened`.

    Raises:
        NotPermitted: `clerk` does not work at the counter's agency.
        NotFound: there is no such counter, or it is closed.
        Conflict: somebody sits at the counter, or the clerk sits at another one.
        Invalid: the float is not an amount.
    Law: none; facts §6.6.
    """
    counter = Counter.objects.select_related("unit").filter(id=counter_id, is_open=True).first()
    if counter is None:
        raise NotFound("counter.unknown", "Không có quầy này.", "There is no such counter.")
    policies.require_role_at(clerk, counter.unit_id, Role.CLERK, Role.SHIFT_LEAD)
    _require_amount(float_vnd, where="float_vnd")

    try:
        with transaction.atomic():
            shift = Shift.objects.create(
                counter=counter,
                unit_code=counter.unit_id,
                clerk_id=UUID(clerk.id),
                opened_at=at,
                float_vnd=float_vnd,
            )
    except IntegrityError as error:
        raise _taken(error) from error

    events.record(
        "shift.opened",
        shift.id,
        actor=clerk,
        at=at,
        unit_code=shift.unit_code,
        counter=counter.number,
        float_vnd=float_vnd,
    )
    return shift


@transaction.atomic
def close_shift(
    *,
    shift_id: UUID,
    clerk: Actor,
    counted_vnd: int,
    reason: str,
    at: datetime,
    cash_in_vnd: int = 0,
    unsent_count: int = 0,
    unsent_reason: str = "",
) -> Shift:
    """Close a shift with the money counted (kết ca). Records `shift.closed`.

    Closing a closed shift again returns it unchanged.

    Args:
        counted_vnd: money found in the till, float included.
        reason: why the count differs from what must be there; needed when it does.
        cash_in_vnd: cash taken during the shift, as the receipts say.
        unsent_count: dossiers finished but not sent; each must be explained.
        unsent_reason: why they are not sent and what happens with them.
    Raises:
        NotPermitted: the shift is somebody else's and `clerk` does not lead there.
        NotFound: there is no such shift.
        Invalid: an amount is wrong, a difference or unsent dossiers are not explained.
    Law: none; facts §6.6 and ux Q15.
    """
    shift = Shift.objects.select_for_update().filter(id=shift_id).first()
    if shift is None:
        raise NotFound("shift.unknown", "Không có ca này.", "There is no such shift.")
    if str(shift.clerk_id) != clerk.id:
        policies.require_role_at(clerk, shift.unit_code, Role.SHIFT_LEAD)
    if not shift.is_open:
        return shift
    _require_amount(counted_vnd, where="counted_vnd")

    difference_vnd = counted_vnd - shift.float_vnd - cash_in_vnd
    if difference_vnd and not reason.strip():
        raise _unexplained(difference_vnd)
    if unsent_count and not unsent_reason.strip():
        raise Invalid(
            "shift.unsent",
            f"Còn {unsent_count} hồ sơ chưa gửi. Ghi lý do trước khi kết ca.",
            f"{unsent_count} dossiers are not sent. Say why before closing.",
            where="unsent_reason",
        )
    shift.closed_at = at
    shift.cash_in_vnd = cash_in_vnd
    shift.counted_vnd = counted_vnd
    shift.difference_vnd = difference_vnd
    shift.reason = reason.strip()[:REASON_MOST]
    shift.unsent_count = unsent_count
    shift.unsent_reason = unsent_reason.strip()[:REASON_MOST]
    shift.save()

    events.record(
        "shift.closed",
        shift.id,
        actor=clerk,
        at=at,
        unit_code=shift.unit_code,
        counted_vnd=counted_vnd,
        difference_vnd=difference_vnd,
        unsent_count=unsent_count,
    )
    return shift


def _require_amount(amount_vnd: int, *, where: str) -> None:
    if not 0 <= amount_vnd <= MOST_VND:
        raise Invalid(
            "shift.amount",
            f"Số tiền phải từ 0 đến {format_vnd(MOST_VND)}.",
            f"The amount must be 0 to {format_vnd(MOST_VND)}.",
            where=where,
        )


def _unexplained(difference_vnd: int) -> Invalid:
    kind_vi, kind_en = ("thừa", "over") if difference_vnd > 0 else ("thiếu", "short")
    amount = format_vnd(abs(difference_vnd))
    return Invalid(
        "shift.difference",
        f"Tiền đếm được {kind_vi} {amount}. Ghi lý do trước khi kết ca.",
        f"The till is {amount} {kind_en}. Give the reason before closing.",
        where="reason",
    )


def _taken(error: IntegrityError) -> Conflict:
    if "per_clerk" in str(error):
        return Conflict(
            "shift.clerk_busy",
            "Tài khoản này đang mở ca ở quầy khác. Kết ca đó trước.",
            "This account has an open shift at another counter. Close it first.",
        )
    return Conflict(
        "shift.counter_busy",
        "Quầy này đang có người mở ca. Chọn quầy khác.",
        "Somebody has an open shift at this counter. Choose another one.",
    )
