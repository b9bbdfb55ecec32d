"""The words money is described with."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import models


class Method(models.TextChoices):
    """How money reached us."""

    VIETQR = "VIETQR", "Chuyển khoản VietQR"
    CASH = "CASH", "Tiền mặt"


class RebuildState(models.TextChoices):
    """Where a closing that is to be made anew stands."""

    ASKED = "ASKED", "Chờ kế toán thứ hai"
    DONE = "DONE", "Đã duyệt"
    REFUSED = "REFUSED", "Không duyệt"


class Side(models.TextChoices):
    """The two sides of an entry in the books."""

    DEBIT = "D", "Nợ"
    CREDIT = "C", "Có"


class EntryKind(models.TextChoices):
    """Why an entry stands in the books."""

    OPENED = "OPENED", "Ghi khoản phải trả"
    PAID_ONLINE = "PAID_ONLINE", "Tiền về qua cổng thanh toán"
    PAID_CASH = "PAID_CASH", "Thu tiền mặt"
    SUSPENDED = "SUSPENDED", "Tiền chưa rõ"
    VOIDED = "VOIDED", "Hủy khoản phải trả"
    SUPPORTED = "SUPPORTED", "Ngân sách trả thay"
    UNSUPPORTED = "UNSUPPORTED", "Bỏ phần ngân sách trả thay"
    MATCHED = "MATCHED", "Tiền chưa rõ đã tìm ra khoản"
    REFUND_OUT = "REFUND_OUT", "Duyệt hoàn tiền"
    REFUND_PAID = "REFUND_PAID", "Đã hoàn tiền"
    REFUND_BACK = "REFUND_BACK", "Hoàn tiền không thành"
    POSTAL_DUE = "POSTAL_DUE", "Quyết toán đơn vị vận hành"
    POSTAL_PAID = "POSTAL_PAID", "Đã chuyển tiền cho đơn vị vận hành"
    PAID_OUT = "PAID_OUT", "Cổng chuyển tiền về ngân hàng"
    PAID_BANK = "PAID_BANK", "Tiền chuyển thẳng vào ngân hàng"
    CORRECTED = "CORRECTED", "Sửa theo đối soát"
    REVERSED = "REVERSED", "Giao dịch bị hủy ngược"
    CASH_COUNT = "CASH_COUNT", "Tiền mặt đếm lệch"
    CASH_PASSED = "CASH_PASSED", "Tiền mặt bàn giao cho ca sau"
    BAGGED = "BAGGED", "Tiền mặt vào túi"
    DEPOSITED = "DEPOSITED", "Túi tiền vào ngân hàng"
    CASH_BEFORE = "CASH_BEFORE", "Tiền mặt đã nộp từ trước khi có túi"
    TAKEN_BACK = "TAKEN_BACK", "Rút lại lần ghép sai"


class MatchOf(models.TextChoices):
    """What was matched."""

    SUSPENSE = "SUSPENSE", "Tiền chưa rõ"
    LINE = "LINE", "Dòng sao kê ngân hàng"
    DEPOSIT = "DEPOSIT", "Túi tiền nộp ngân hàng"


class SuspenseKind(models.TextChoices):
    """Why a sum waits in suspense."""

    OVERPAID = "OVERPAID", "Trả thừa"
    ALREADY_PAID = "ALREADY_PAID", "Trả lần nữa"
    AFTER_VOID = "AFTER_VOID", "Về sau khi hủy"
    UNKNOWN_REFERENCE = "UNKNOWN_REFERENCE", "Không rõ của khoản nào"
    VOIDED_PART = "VOIDED_PART", "Đã trả một phần rồi hủy"
    REFUND_BACK = "REFUND_BACK", "Hoàn không thành"


class RefundCause(models.TextChoices):
    """Why money goes back."""

    SURPLUS = "SURPLUS", "Trả thừa"
    TWICE = "TWICE", "Trả hai lần"
    CANCELLED = "CANCELLED", "Khoản đã hủy"
    UNCLEAR = "UNCLEAR", "Chuyển nhầm, không có khoản phải trả"
    FEE_BACK = "FEE_BACK", "Hồ sơ không được giải quyết, phí được hoàn"


CAUSE_OF = {
    SuspenseKind.OVERPAID: RefundCause.SURPLUS,
    SuspenseKind.ALREADY_PAID: RefundCause.TWICE,
    SuspenseKind.AFTER_VOID: RefundCause.CANCELLED,
    SuspenseKind.VOIDED_PART: RefundCause.CANCELLED,
    SuspenseKind.UNKNOWN_REFERENCE: RefundCause.UNCLEAR,
}


class RefundWay(models.TextChoices):
    """How money goes back."""

    GATEWAY = "GATEWAY", "Chuyển trả tài khoản đã trả"
    CASH = "CASH", "Trả tiền mặt tại quầy"


class Account:
    """Names of accounts in the books: fixed ones, the till of one shift, what one operator is owed."""

    CITIZEN = "citizen"
    """What citizens still owe."""
    GATEWAY = "gateway"
    """Money the payment platform holds for us."""
    TRANSIT = "transit"
    """Cash in sealed bags on the way to the bank."""
    BANK = "bank"
    """Money on our accounts at the bank."""
    CITY = "city"
    """Fees due to the city: those the City Council sets, and what its authorities ask for."""
    MINISTRY = "ministry"
    """Fees due to the state budget: those the Ministry of Finance and other ministries set."""
    BUDGET = "budget"
    """What the city's budget bears in place of citizens and has not been asked to transfer yet."""
    BUDGET_DUE = "budget_due"
    """What the budget has been asked to transfer and still has to pay."""
    REFUNDS = "refunds"
    """Refunds approved and not yet in the payer's hands."""
    SUSPENSE = "suspense"
    """Money that came and is owed to nobody we know: too much, twice, late after a void, unknown."""
    FEES = "fees"
    """What the payment platform keeps for its service."""
    CLAIMS = "claims"
    """What the payment platform or the bank still has to make good."""
    CASH_DIFFERENCE = "cash_difference"
    """Cash counted as more or less than the books say."""

    @staticmethod
    def till(shift_id: UUID) -> str:
        """Return the account of the cash of one shift."""
        return f"till:{shift_id}"

    @staticmethod
    def postal(operator: str) -> str:
        """Return the account of what one postal operator is owed."""
        return f"postal:{operator}"


@dataclass(frozen=True)
class Leg:
    """One side of an entry before it is written."""

    account: str
    side: Side
    amount_vnd: int


@dataclass(frozen=True)
class GatewayOrder:
    """What the payment platform is asked to collect in one attempt."""

    reference: str
    amount_vnd: int
    subject_code: str
    expires_at: datetime
    account: str = ""
    """Our account the money goes to."""


@dataclass(frozen=True)
class Transaction:
    """One thing the payment platform says happened; `transaction_id` names it for ever."""

    transaction_id: str
    reference: str
    amount_vnd: int
    succeeded: bool
    occurred_at: datetime


@dataclass(frozen=True)
class RefundOrder:
    """What the payment platform is asked to turn back; `key` names this refund for ever."""

    key: str
    transaction_id: str
    amount_vnd: int
    reason: str


@dataclass(frozen=True)
class RefundAnswer:
    """What the payment platform says of one refund."""

    outcome: str
    """`PAID`, `REFUSED`, or `PENDING` while it works on it."""
    number: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Outcome:
    """What became of one message of the payment platform."""

    verdict: str
    request_id: UUID | None
    first_time: bool


@dataclass(frozen=True)
class Status:
    """Everything a page says about the money of one subject."""

    request_id: UUID
    state: str
    amount_vnd: int
    received_vnd: int
    settled: bool
    method: str
    qr_payload: str
    """Empty unless an attempt waits for its money."""
    pay_url: str
    expires_at: datetime | None
    unsure: bool
    """An attempt ran out and the bank has not said what became of it: nobody is asked to pay again."""
    receipt_number: str
    receipt_id: UUID | None

    @property
    def remaining_vnd(self) -> int:
        """What is still owed, never below zero."""
        return 0 if self.settled else max(0, self.amount_vnd - self.received_vnd)
