"""Open and close a shift, and pass what it holds to the next."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F

from cuamo.kernel import events
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import Conflict, Invalid, NotFound, NotPermitted
from cuamo.kernel.money import format_vnd
from cuamo.organisation import policies
from cuamo.organisation.models import Counter, Handover, Shift
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
    waits = Handover.objects.filter(counter=counter, taken_at=None).select_related("given_by").first()
    if waits is not None:
        raise Conflict(
            "shift.handover_waits",
            f"Quầy này còn phần bàn giao của {waits.given_by.full_name}. Đếm và nhận trước khi mở ca.",
            f"{waits.given_by.full_name} left a hand-over at this counter. Count and take it first.",
        )
    return _begin(clerk=clerk, counter=counter, float_vnd=float_vnd, at=at)


def _begin(*, clerk: Actor, counter: Counter, float_vnd: int, at: datetime) -> Shift:
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
    count_lines: Mapping[str, int] | None = None,
    absent_reason: str = "",
) -> Shift:
    """Close a shift with the money counted (kết ca). Records `shift.closed`.

    Closing a closed shift again returns it unchanged.

    Args:
        counted_vnd: money found in the till, float included.
        reason: why the count differs from what must be there; needed when it does.
        cash_in_vnd: cash taken during the shift, as the receipts say.
        unsent_count: dossiers finished but not sent; each must be explained.
        unsent_reason: why they are not sent and what happens with them.
        count_lines: notes counted by denomination, when the clerk used that help.
        absent_reason: why somebody else than its clerk closes it.
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
    shift.closed_by_id = UUID(clerk.id)
    shift.absent_reason = absent_reason.strip()[:REASON_MOST]
    shift.count_lines = dict(count_lines or {})
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
        for_another=str(shift.clerk_id) != clerk.id,
    )
    return shift


@transaction.atomic
def give_over(
    *,
    shift: Shift,
    clerk: Actor,
    visits_count: int,
    papers_count: int,
    words: str,
    at: datetime,
) -> Handover:
    """Leave what a closed shift holds to the next one (bàn giao ca). Records `shift.handed_over`."""
    assert shift.counted_vnd is not None
    given = Handover.objects.create(
        from_shift=shift,
        counter_id=shift.counter_id,
        unit_code=shift.unit_code,
        given_by_id=UUID(clerk.id),
        given_at=at,
        amount_vnd=shift.counted_vnd,
        visits_count=visits_count,
        unsent_count=shift.unsent_count,
        papers_count=papers_count,
        words=words.strip()[:REASON_MOST],
    )
    events.record(
        "shift.handed_over",
        shift.id,
        actor=clerk,
        at=at,
        amount_vnd=given.amount_vnd,
        visits=visits_count,
        papers=papers_count,
    )
    return given


@transaction.atomic
def take_over(
    *, handover_id: UUID, clerk: Actor, counted_vnd: int, papers_found: int, note: str, at: datetime
) -> Handover:
    """Count what was left and open the next shift with it (nhận ca).

    Records `shift.opened` and `shift.taken_over`. The money found is the new float. Taking over twice gives
    the same shift.

    Raises:
        NotPermitted: `clerk` does not work at the counter's agency, or gave over their own shift.
        Conflict: somebody else took it, or the clerk sits at another counter.
        Invalid: money or papers differ from what was given and there is no note.
    """
    left = Handover.objects.select_for_update(of=("self",)).filter(id=handover_id).first()
    if left is None:
        raise NotFound("handover.unknown", "Không có phần bàn giao này.", "There is no such hand-over.")
    policies.require_role_at(clerk, left.unit_code, Role.CLERK, Role.SHIFT_LEAD)
    if left.taken_at is not None:
        if str(left.taken_by_id) == clerk.id:
            return left
        raise Conflict(
            "handover.taken", "Phần bàn giao này đã có người nhận.", "This hand-over has been taken."
        )
    if str(left.given_by_id) == str(left.from_shift.clerk_id) == clerk.id:
        raise NotPermitted(
            "handover.own",
            "Người bàn giao không tự nhận phần của mình. Đồng nghiệp hoặc trưởng ca đếm và nhận.",
            "Who gave this over does not take it. A colleague or the shift lead counts and takes it.",
        )
    _require_amount(counted_vnd, where="counted_vnd")
    if (counted_vnd != left.amount_vnd or papers_found != left.papers_count) and not note.strip():
        raise Invalid(
            "handover.differs",
            f"Bên giao ghi {format_vnd(left.amount_vnd)} và {left.papers_count} giấy, phong bì."
            " Ghi rõ chỗ lệch trước khi nhận.",
            f"The giver wrote {format_vnd(left.amount_vnd)} and {left.papers_count} papers."
            " Note what differs before taking over.",
            where="note",
        )
    shift = _begin(clerk=clerk, counter=left.counter, float_vnd=counted_vnd, at=at)
    left.to_shift, left.taken_by_id, left.taken_at = shift, UUID(clerk.id), at
    left.counted_vnd, left.papers_found, left.note = counted_vnd, papers_found, note.strip()[:REASON_MOST]
    left.save()
    events.record(
        "shift.taken_over",
        shift.id,
        actor=clerk,
        at=at,
        from_shift=str(left.from_shift_id),
        given_by=str(left.given_by_id),
        difference_vnd=left.difference_vnd,
    )
    return left


@transaction.atomic
def less_left(*, shift_id: UUID, amount_vnd: int) -> None:
    """What a closed shift left for the next one is less by what went into a bag; below zero it is more."""
    left = Handover.objects.filter(from_shift_id=shift_id, taken_at=None)
    left.update(amount_vnd=F("amount_vnd") - amount_vnd)


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
