"""Cash that was taken without the network: booked, given back, or asked for; it never drops out of sight."""

from datetime import datetime

from cuamo.dossiers.models import Dossier
from cuamo.dossiers.rules.act import Act
from cuamo.dossiers.services.bring_parts import NeedsLook, Reason, reason
from cuamo.dossiers.services.settle_money import settle_money
from cuamo.dossiers.states import Money, State
from cuamo.kernel.actors import Actor
from cuamo.kernel.money import format_vnd
from cuamo.organisation.models import Shift
from cuamo.organisation.selectors.shifts import open_shift_of
from cuamo.payments.selectors.status import cash_receipt_of, status_of
from cuamo.payments.services.take_cash import take_cash


def book_cash(act: Act, dossier: Dossier, shift: Shift | None, *, clerk: Actor, at: datetime) -> None:
    """Book the cash of a visit in the shift it was taken in, or in the open one when the clerk says so.

    Raises:
        NeedsLook: it is not what is owed, or that shift has ended.
    """
    assert act.cash is not None
    asked = status_of(dossier.id, at=at)
    assert asked is not None
    if act.cash.amount_vnd != asked.remaining_vnd:
        raise NeedsLook([_differs(act.cash.amount_vnd, asked.remaining_vnd)])
    till = shift
    if till is None or not till.is_open:
        till = open_shift_of(clerk.id) if act.cash.in_open_shift else None
    if till is None:
        raise NeedsLook([_shift_closed(act.cash.amount_vnd)])
    take_cash(
        request_id=asked.request_id,
        tendered_vnd=act.cash.tendered_vnd,
        shift_id=till.id,
        clerk=clerk,
        at=at,
    )
    settle_money(dossier_id=dossier.id, amount_vnd=asked.amount_vnd, at=at)


def require_booked(
    act: Act, dossier: Dossier | None, shift: Shift | None, *, clerk: Actor, at: datetime
) -> None:
    """Let a visit go only when its cash is in a book or was given back.

    The visit is over without this cash: its dossier was sent or is gone on with elsewhere, or there is none.
    What the draft still owes is booked with it where the clerk says that the money lies in the open shift.

    Raises:
        NeedsLook: the cash is in no book; nothing was changed.
    """
    if not act.cash_vnd or (dossier is not None and cash_receipt_of(dossier.id) is not None):
        return
    owes = dossier is not None and dossier.state == State.DRAFT and dossier.money == Money.AWAITING
    if dossier is not None and owes and act.cash is not None and act.cash.in_open_shift:
        book_cash(act, dossier, shift, clerk=clerk, at=at)
        return
    raise NeedsLook([_not_booked(act.cash_vnd, dossier, owes=owes)], keep=False)


def difference(taken_vnd: int, owed_vnd: int) -> tuple[str, str]:
    """Return what to do about cash that is not what is owed, in Vietnamese and English."""
    rest = format_vnd(abs(taken_vnd - owed_vnd))
    if taken_vnd > owed_vnd:
        return f"trả lại {rest}", f"give back {rest}"
    return f"thu thêm {rest}", f"ask for {rest} more"


def note_on_cash(act: Act, dossier: Dossier | None) -> list[Reason]:
    """Return what to tell when another sum stands in the book than was taken."""
    receipt = cash_receipt_of(dossier.id) if act.cash_vnd and dossier is not None else None
    if receipt is None or receipt.amount_vnd == act.cash_vnd:
        return []
    vi, en = difference(act.cash_vnd, receipt.amount_vnd)
    taken, booked = format_vnd(act.cash_vnd), format_vnd(receipt.amount_vnd)
    return [
        reason(
            "cash.differs",
            f"Đã thu {taken} khi mất mạng, sổ quỹ ghi {booked}: {vi} nếu chưa làm.",
            f"{taken} was taken without the network, the book says {booked}: {en} unless that was done.",
            where="Q9",
        )
    ]


def cash_not_owed(amount_vnd: int) -> Reason:
    """Return the words for cash nothing is owed for."""
    money = format_vnd(amount_vnd)
    return reason(
        "cash.not_owed",
        f"Đã thu {money} tiền mặt nhưng hồ sơ này không phải trả tiền.",
        f"{money} was taken in cash, but nothing is owed for this dossier.",
        where="Q9",
        hint_vi=f"Trả lại {money} cho người nộp, rồi chọn «Đã trả lại tiền».",
        hint_en=f"Give {money} back, then choose “Money was given back”.",
    )


def _differs(taken_vnd: int, owed_vnd: int) -> Reason:
    vi, en = difference(taken_vnd, owed_vnd)
    taken, owed = format_vnd(taken_vnd), format_vnd(owed_vnd)
    return reason(
        "cash.differs",
        f"Đã thu {taken} tiền mặt, phải thu {owed}.",
        f"{taken} was taken in cash; {owed} is owed.",
        where="Q9",
        hint_vi=f"{vi.capitalize()}, rồi sửa số tiền đã thu ở bước 9 và gửi lại.",
        hint_en=f"{en.capitalize()}, correct the amount at step 9, then send again.",
    )


def _shift_closed(amount_vnd: int) -> Reason:
    money = format_vnd(amount_vnd)
    return reason(
        "cash.shift_closed",
        f"Ca thu {money} tiền mặt này đã kết, nên chưa ghi được vào sổ quỹ.",
        f"The shift that took {money} in cash has ended; it is not booked yet.",
        where="Q9",
        hint_vi="Mở ca, bỏ số tiền này vào ngăn tiền, rồi chọn «Ghi vào ca đang mở».",
        hint_en="Open a shift, put this money into its till, then choose “Book it in the open shift”.",
    )


def _not_booked(amount_vnd: int, dossier: Dossier | None, *, owes: bool) -> Reason:
    money = format_vnd(amount_vnd)
    back_vi = "Trả lại thì chọn «Đã trả lại tiền»."
    back_en = "Given back: choose “Money was given back”."
    if owes:
        hint_vi = f"Giữ thì mở ca rồi chọn «Ghi vào ca đang mở». {back_vi}"
        hint_en = f"Kept: open a shift and choose “Book it in the open shift”. {back_en}"
    elif dossier is not None and dossier.state == State.DRAFT and dossier.confirmed_at is None:
        hint_vi = f"Giữ thì mở bản trên hệ thống, xác nhận rồi ghi ở bước 9. {back_vi}"
        hint_en = f"Kept: open the server's draft, confirm, and book it at step 9. {back_en}"
    else:
        hint_vi = f"Không có khoản nào còn phải thu: trả lại {money} rồi chọn «Đã trả lại tiền»."
        hint_en = f"Nothing is owed any more: give {money} back, then choose “Money was given back”."
    return reason(
        "cash.not_booked",
        f"Đã thu {money} tiền mặt khi mất mạng, chưa có trong sổ quỹ.",
        f"{money} was taken in cash without the network and is in no book.",
        where="Q9",
        hint_vi=hint_vi,
        hint_en=hint_en,
    )
