"""States of a payment request, of one attempt, and what can become of a message from the bank."""

from django.db import models


class RequestState(models.TextChoices):
    """Where the money of one request stands."""

    AWAITING = "AWAITING", "Chờ thanh toán"
    PARTIAL = "PARTIAL", "Đã trả một phần"
    PAID = "PAID", "Đã thanh toán"
    CASH_PAID = "CASH_PAID", "Đã trả tiền mặt"
    OVERPAID = "OVERPAID", "Đã trả, thừa tiền"
    REFUND_DUE = "REFUND_DUE", "Phải hoàn tiền"
    VOID = "VOID", "Đã hủy"
    REFUNDED = "REFUNDED", "Đã hoàn tiền"


class AttemptState(models.TextChoices):
    """Where one attempt to pay by QR stands."""

    OPEN = "OPEN", "Đang chờ ngân hàng"
    PAID = "PAID", "Ngân hàng báo đã trả"
    FAILED = "FAILED", "Ngân hàng báo không thành công"
    EXPIRED = "EXPIRED", "Hết hạn, không có tiền về"


UNPAID = frozenset({AttemptState.OPEN, AttemptState.FAILED, AttemptState.EXPIRED})
"""States of a try no money has come for: one that failed can be confirmed again in the app of the bank."""


class Verdict(models.TextChoices):
    """What was decided about one message of the payment platform."""

    SETTLED = "SETTLED", "Đủ tiền"
    SETTLED_LATE = "SETTLED_LATE", "Đủ tiền, về sau hạn"
    PARTIAL = "PARTIAL", "Thiếu tiền"
    OVERPAID = "OVERPAID", "Thừa tiền"
    ALREADY_PAID = "ALREADY_PAID", "Trả lần nữa"
    AFTER_VOID = "AFTER_VOID", "Về sau khi hủy"
    UNKNOWN_REFERENCE = "UNKNOWN_REFERENCE", "Không rõ của khoản nào"
    FAILED = "FAILED", "Không thành công"
    DUPLICATE = "DUPLICATE", "Đã nhận trước đó"
    CONFLICT = "CONFLICT", "Cùng mã giao dịch, khác nội dung"


SUSPENDED = frozenset(
    {Verdict.OVERPAID, Verdict.ALREADY_PAID, Verdict.AFTER_VOID, Verdict.UNKNOWN_REFERENCE, Verdict.CONFLICT}
)
"""Verdicts after which somebody has to look at the money."""

COLLECTING = frozenset({RequestState.AWAITING, RequestState.PARTIAL})
"""States in which money is still owed."""


class RefundState(models.TextChoices):
    """Where one refund stands."""

    ASKED = "ASKED", "Chờ duyệt"
    APPROVED = "APPROVED", "Đã duyệt, chờ trả"
    REFUSED = "REFUSED", "Không duyệt"
    SENT = "SENT", "Đã gửi cổng thanh toán"
    UNKNOWN = "UNKNOWN", "Chưa rõ kết quả, đang hỏi lại"
    PAID = "PAID", "Đã hoàn tiền"
    FAILED = "FAILED", "Không hoàn được"


LIVE_REFUNDS = frozenset({RefundState.ASKED, RefundState.APPROVED, RefundState.SENT, RefundState.UNKNOWN})
"""States in which a refund still holds the money it gives back."""
ON_THEIR_WAY = frozenset({RefundState.APPROVED, RefundState.SENT, RefundState.UNKNOWN})
"""Approved and not ended: their sum is what the account of refunds holds."""


class TakeBackState(models.TextChoices):
    """Where a match that is to be taken back stands."""

    ASKED = "ASKED", "Chờ kế toán thứ hai"
    DONE = "DONE", "Đã rút lại"
    REFUSED = "REFUSED", "Không rút lại"


class BagState(models.TextChoices):
    """Where a bag of cash is."""

    PACKED = "PACKED", "Chờ trưởng ca niêm phong"
    SEALED = "SEALED", "Đã niêm phong, ở điểm"
    GIVEN = "GIVEN", "Chờ người nhận ký"
    TAKEN = "TAKEN", "Đang tới ngân hàng"
    TOLD = "TOLD", "Đã báo nộp, chờ sao kê"
    DONE = "DONE", "Ngân hàng đã nhận"
    UNPACKED = "UNPACKED", "Đã mở ra, tiền về lại ca"
    LOST = "LOST", "Đã mất, ghi vào chênh lệch"


BAGS_ENDED = (BagState.DONE, BagState.UNPACKED, BagState.LOST)
"""No money of the books is in such a bag any more."""


class BagProposal(models.TextChoices):
    """What one accountant says of a bag and a second one has to agree to."""

    DEPOSIT = "DEPOSIT", "Ghi theo dòng sao kê"
    LOST = "LOST", "Ghi là đã mất"


class CashCause(models.TextChoices):
    """Where cash turned out to be more or less than the books say."""

    COUNT = "COUNT", "Đếm cuối ca"
    HANDOVER = "HANDOVER", "Nhận bàn giao"
    FLOAT = "FLOAT", "Tiền đầu ca"
    LOST = "LOST", "Mất túi tiền"
    DEPOSIT = "DEPOSIT", "Nộp ngân hàng"
