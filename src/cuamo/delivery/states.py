"""What can be true of an envelope."""

from datetime import timedelta
from enum import StrEnum

from django.db import models


class ParcelState(StrEnum):
    """Canonical delivery states (facts §5.6)."""

    CREATED = "CREATED"
    ACCEPTED = "ACCEPTED"
    SEALED = "SEALED"
    ON_MANIFEST = "ON_MANIFEST"
    PICKED_UP = "PICKED_UP"
    IN_TRANSIT = "IN_TRANSIT"
    OUT_FOR_DELIVERY = "OUT_FOR_DELIVERY"
    FAILED_ATTEMPT = "FAILED_ATTEMPT"
    DELIVERED = "DELIVERED"
    RETURNING = "RETURNING"
    RETURNED = "RETURNED"
    HELD = "HELD"
    CANCELLED = "CANCELLED"
    LOST = "LOST"


class Direction(models.TextChoices):
    """Which way an envelope goes."""

    RESULT = "RESULT", "Kết quả tới người nhận"
    ORIGINALS = "ORIGINALS", "Giấy tờ tới nơi giải quyết"


class BagState(models.TextChoices):
    """What can be true of a bag."""

    OPEN = "OPEN", "Đang xếp"
    SEALED = "SEALED", "Đã niêm phong"
    HANDED = "HANDED", "Đang đi"
    RECEIVED = "RECEIVED", "Đã nhận đủ"
    BROKEN = "BROKEN", "Niêm phong không nguyên"


class Proof(models.TextChoices):
    """What shows that it changed hands."""

    SCAN = "SCAN", "Quét mã"
    CODE = "CODE", "Mã nhận 4 số"
    SIGNATURE = "SIGNATURE", "Chữ ký"
    PHOTO = "PHOTO", "Ảnh"
    FOUND = "FOUND", "Tìm thấy, không có bên giao"
    WORD = "WORD", "Lời của hãng chuyển"


class AlarmKind(models.TextChoices):
    """What can be wrong with an envelope or a bag."""

    GAP = "GAP", "Bàn giao mới một bên quét"
    WRONG_BAG = "WRONG_BAG", "Phong bì nằm trong túi khác"
    WRONG_PLACE = "WRONG_PLACE", "Phong bì ở nơi không phải của nó"
    MISSING = "MISSING", "Thiếu phong bì khi mở túi"
    SURPLUS = "SURPLUS", "Thừa phong bì khi mở túi"
    MISSING_PAPER = "MISSING_PAPER", "Thiếu giấy tờ gốc trong phong bì"
    SEAL_BROKEN = "SEAL_BROKEN", "Niêm phong không nguyên"
    PICKUP_SOON = "PICKUP_SOON", "Sắp hết hạn giao bưu tá"
    PICKUP_OVERDUE = "PICKUP_OVERDUE", "Quá hạn giao bưu tá"
    DELIVERY_SOON = "DELIVERY_SOON", "Sắp hết hạn tới nơi"
    DELIVERY_OVERDUE = "DELIVERY_OVERDUE", "Quá hạn tới nơi"
    OUT_OF_SIGHT = "OUT_OF_SIGHT", "Lâu không ai quét"
    UNACCOUNTED = "UNACCOUNTED", "Chuyến đã kết thúc mà chưa rõ ở đâu"
    LOST = "LOST", "Báo mất"
    FOUND_AGAIN = "FOUND_AGAIN", "Tìm thấy sau khi đã báo mất"
    WRONG_TAKER = "WRONG_TAKER", "Hãng chuyển trao cho người không được nhận"
    HELD_TOO_LONG = "HELD_TOO_LONG", "Giữ tại điểm quá hạn"
    CARRIER_SILENT = "CARRIER_SILENT", "Hãng chuyển không trả lời"
    CARRIER_UNKNOWN = "CARRIER_UNKNOWN", "Hãng chuyển báo mã chưa biết"
    CARRIER_REFUSED = "CARRIER_REFUSED", "Hãng chuyển không nhận đơn"
    CARRIER_CANCELLED = "CARRIER_CANCELLED", "Hãng chuyển tự hủy đơn"
    CARRIER_UNSCANNED = "CARRIER_UNSCANNED", "Hãng chuyển báo đã phát mà điểm chưa quét giao"
    CARRIER_CONFLICT = "CARRIER_CONFLICT", "Tin của hãng chuyển trái nhau"
    CARRIER_NO_PROOF = "CARRIER_NO_PROOF", "Hãng chuyển báo đã phát, chưa có bằng chứng"
    CARRIER_TWO_NAMES = "CARRIER_TWO_NAMES", "Hãng chuyển báo phát cho hai người"
    CARRIER_LOST = "CARRIER_LOST", "Hãng chuyển báo thất lạc"
    CARRIER_ADDRESS = "CARRIER_ADDRESS", "Nơi giao đã đổi, cần báo hãng chuyển"
    COURIER_ACT = "COURIER_ACT", "Việc bưu tá mang về chưa khớp"
    UNKNOWN_LABEL = "UNKNOWN_LABEL", "Quét thấy nhãn không thuộc phong bì, túi nào"
    SENDER_DEAD = "SENDER_DEAD", "Bưu tá tới lấy giấy tờ, báo người gửi đã mất"


class Relation(models.TextChoices):
    """Who took it at the door."""

    SELF = "SELF", "Chính người nhận"
    FAMILY = "FAMILY", "Người nhà"
    AUTHORISED = "AUTHORISED", "Người được ủy quyền"
    PARENT = "PARENT", "Cha, mẹ, người giám hộ"
    LETTER = "LETTER", "Người có giấy giới thiệu của công ty"
    HEIR = "HEIR", "Người thừa kế có tên trong quyết định"


WITH_COURIER = frozenset({ParcelState.PICKED_UP, ParcelState.OUT_FOR_DELIVERY, ParcelState.FAILED_ATTEMPT})
FAILURE_REASONS: dict[str, tuple[str, str]] = {
    "ABSENT": ("Không có người ở nhà", "Nobody was at home"),
    "ADDRESS": ("Không tìm thấy địa chỉ", "The address was not found"),
    "REFUSED": ("Người nhận không nhận", "The recipient refused"),
    "WRONG_CODE": ("Sai mã nhận", "The code was wrong"),
    "MOVED": ("Đã chuyển đi", "The recipient has moved"),
    "OTHER": ("Lý do khác", "Another reason"),
    "NOT_ALLOWED": ("Người ở nhà không được nhận thay", "Who was at home may not take it"),
    "DECEASED": ("Người nhận đã mất", "The recipient has died"),
}
OF_RECIPIENT = frozenset({"ABSENT", "REFUSED", "MOVED"})
"""Reasons that lie with the recipient; the others are nobody's fault, or the post's."""
NO_MORE_TRIES = frozenset({"REFUSED", "DECEASED"})
"""Reasons after which no courier comes again: the envelope goes back to a point."""
LOSS_REASONS: dict[str, tuple[str, str]] = {
    "NO_SCAN": ("Lâu không ai quét", "Nobody has scanned it for long"),
    "CARRIER": ("Hãng chuyển báo mất", "The carrier says it is lost"),
    "DESTROYED": ("Hãng chuyển báo hư hỏng, không dùng được", "The carrier says it was destroyed"),
    "SAID": ("Người giữ báo mất", "Whoever had it says so"),
    "STOLEN": ("Bị lấy mất", "Taken by somebody"),
}
MOST_ATTEMPTS = 3
MOST_CODE_TRIES = 5
GAP_AFTER = timedelta(minutes=30)
"""A hand-over with one side only is an alarm after this time."""
WINDOWS = ("08:00–10:00", "10:00–12:00", "13:00–15:00", "15:00–17:00", "17:00–19:00")
"""Times of day a courier promises."""
