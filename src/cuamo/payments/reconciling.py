"""The words reconciliation is described with (đối soát ba bên)."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import models


class FileSide(models.TextChoices):
    """Whose file it is."""

    GATEWAY = "GATEWAY", "Cổng thanh toán"
    BANK = "BANK", "Ngân hàng"


class RowState(models.TextChoices):
    """What the platform says of one transaction when its day is closed."""

    PAID = "PAID", "Đã trả"
    REVERSED = "REVERSED", "Bị hủy ngược"
    REFUNDED = "REFUNDED", "Đã hoàn cho người trả"


class LineCode(models.TextChoices):
    """How the bank names one line of its statement."""

    TRANSFER = "TRF", "Chuyển khoản"
    CASH = "CSH", "Nộp tiền mặt"
    CHARGE = "CHG", "Phí ngân hàng"


class FileState(models.TextChoices):
    """What became of one file."""

    CURRENT = "CURRENT", "Đang dùng"
    SUPERSEDED = "SUPERSEDED", "Đã có tệp thay"
    REFUSED = "REFUSED", "Không đọc được"


class DayState(models.TextChoices):
    """Where the reconciliation of one day stands."""

    WAITING = "WAITING", "Chờ tệp"
    DIFFERENCES = "DIFFERENCES", "Còn lệch"
    BALANCED = "BALANCED", "Khớp"


class ItemState(models.TextChoices):
    """Where one difference stands."""

    OPEN = "OPEN", "Chưa rõ"
    EXPLAINED = "EXPLAINED", "Đã rõ, chờ xong"
    SETTLED = "SETTLED", "Đã xong"


class ItemKind(models.TextChoices):
    """Kinds of differences (loại chênh lệch)."""

    MISSING_CALLBACK = "MISSING_CALLBACK", "Cổng có, sổ chưa có"
    MISSING_ROW = "MISSING_ROW", "Sổ có, tệp của cổng không có"
    WRONG_AMOUNT = "WRONG_AMOUNT", "Số tiền khác nhau"
    REVERSED = "REVERSED", "Cổng hủy ngược giao dịch"
    DOUBLED_ROW = "DOUBLED_ROW", "Một giao dịch ghi hai dòng"
    REFUND_NOT_SEEN = "REFUND_NOT_SEEN", "Đã gửi hoàn, tệp chưa có"
    UNKNOWN_REFUND = "UNKNOWN_REFUND", "Tệp có khoản hoàn không rõ"
    PAYOUT_MISSING = "PAYOUT_MISSING", "Cổng báo đã chuyển, ngân hàng chưa có"
    PAYOUT_DIFFERS = "PAYOUT_DIFFERS", "Đợt chuyển về khác số đã báo"
    PAYOUT_SPLIT = "PAYOUT_SPLIT", "Một đợt về thành nhiều khoản"
    PAYOUT_UNNAMED = "PAYOUT_UNNAMED", "Đợt chuyển về không ghi mã"
    PAYOUT_UNDECLARED = "PAYOUT_UNDECLARED", "Đợt về mà cổng không báo"
    PAYOUT_TWICE = "PAYOUT_TWICE", "Một đợt cổng báo hai số khác nhau"
    PAYOUT_BY_HAND = "PAYOUT_BY_HAND", "Đợt chuyển về theo tệp tải lên"
    DIRECT_TRANSFER = "DIRECT_TRANSFER", "Chuyển thẳng, có mã khoản phải trả"
    UNKNOWN_TRANSFER = "UNKNOWN_TRANSFER", "Tiền về không rõ của ai"
    UNKNOWN_DEBIT = "UNKNOWN_DEBIT", "Tiền ra không rõ vì sao"
    BANK_CHARGE = "BANK_CHARGE", "Phí ngân hàng"
    DEPOSIT_UNKNOWN = "DEPOSIT_UNKNOWN", "Nộp tiền mặt không rõ túi"
    DEPOSIT_BY_HAND = "DEPOSIT_BY_HAND", "Túi nộp ngân hàng theo tệp tải lên"
    DEPOSIT_DIFFERS = "DEPOSIT_DIFFERS", "Nộp tiền mặt khác số trong túi"
    DEPOSIT_MISSING = "DEPOSIT_MISSING", "Túi đã nộp, ngân hàng chưa có"
    FILE_REFUSED = "FILE_REFUSED", "Tệp không đọc được"
    GATEWAY_PARITY = "GATEWAY_PARITY", "Số dư ở cổng không khớp"
    BANK_PARITY = "BANK_PARITY", "Số dư ngân hàng không khớp"
    CALLBACK_UNBOOKED = "CALLBACK_UNBOOKED", "Tin báo chưa vào sổ"
    ENTRY_UNTOLD = "ENTRY_UNTOLD", "Bút toán không có tin báo"
    DOSSIER_UNPAID = "DOSSIER_UNPAID", "Hồ sơ ghi đã trả, khoản phải trả chưa đủ"


GATEWAY_KINDS = frozenset(
    {
        ItemKind.MISSING_CALLBACK,
        ItemKind.MISSING_ROW,
        ItemKind.WRONG_AMOUNT,
        ItemKind.REVERSED,
        ItemKind.DOUBLED_ROW,
        ItemKind.REFUND_NOT_SEEN,
        ItemKind.UNKNOWN_REFUND,
    }
)
"""Found by holding the books against the platform's file."""
PARITY_KINDS = frozenset(
    {
        ItemKind.GATEWAY_PARITY,
        ItemKind.BANK_PARITY,
        ItemKind.CALLBACK_UNBOOKED,
        ItemKind.ENTRY_UNTOLD,
        ItemKind.DOSSIER_UNPAID,
    }
)
"""Found by the nightly check of sums."""
BANK_KINDS = frozenset(ItemKind) - GATEWAY_KINDS - PARITY_KINDS - {ItemKind.FILE_REFUSED}
"""Found by holding the books and the platform's pay-outs against the bank's file."""


@dataclass(frozen=True)
class FileHead:
    """What a file says of itself on its first line."""

    side: FileSide
    day: date
    opening_vnd: int = 0
    """Bank only: the balance before the day's first line."""


@dataclass(frozen=True)
class GatewayRow:
    """One transaction in the platform's file; amounts are positive, `state` says which way."""

    line: int
    transaction_id: str
    reference: str
    amount_vnd: int
    fee_vnd: int
    occurred_at: datetime
    state: RowState
    batch: str


@dataclass(frozen=True)
class BatchRow:
    """One pay-out the platform says it made on the day of the file (đợt chuyển tiền về)."""

    line: int
    number: str
    gross_vnd: int
    fee_vnd: int
    net_vnd: int
    by_hand: bool = False
    """Stands in a file a person uploaded."""


@dataclass(frozen=True)
class BankRow:
    """One line of the statement; money in is positive, money out negative."""

    line: int
    number: str
    booked_at: datetime
    amount_vnd: int
    code: LineCode
    party: str
    words: str
    batch: str = ""
    """The pay-out its words name, or somebody said it is."""
    by_hand: bool = False
    """Stands in a file a person uploaded."""


@dataclass(frozen=True)
class FileEnd:
    """What a file says of itself on its last line; a file that was cut off has none."""

    rows: int
    sum_vnd: int
    balance_vnd: int
    """The platform: what it still holds for us. The bank: the closing balance."""


Record = FileHead | GatewayRow | BatchRow | BankRow | FileEnd


@dataclass(frozen=True)
class FileFault:
    """One reason a file cannot be taken: where, and how to mend it."""

    line: int
    column: int
    vi: str
    en: str = ""


@dataclass(frozen=True)
class Difference:
    """One thing on which the three sides do not agree.

    The deltas say what would have to be booked on our accounts so that they agree.
    """

    kind: ItemKind
    subject: str
    """What it is about, said once: `tx:<transaction>`, `line:<bank line>`, `batch:<pay-out>`, …"""
    ours_vnd: int
    gateway_vnd: int | None
    bank_vnd: int | None
    gateway_delta_vnd: int = 0
    bank_delta_vnd: int = 0
    evidence: dict[str, Any] = field(default_factory=dict)
