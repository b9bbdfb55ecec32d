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


class Relation(models.TextChoices):
    """Who took it at the door."""

    SELF = "SELF", "Chính người nhận"
    FAMILY = "FAMILY", "Người nhà"
    AUTHORISED = "AUTHORISED", "Người được ủy quyền"


WITH_COURIER = frozenset({ParcelState.PICKED_UP, ParcelState.OUT_FOR_DELIVERY, ParcelState.FAILED_ATTEMPT})
FAILURE_REASONS: dict[str, tuple[str, str]] = {
    "ABSENT": ("Không có người ở nhà", "Nobody was at home"),
    "ADDRESS": ("Không tìm thấy địa chỉ", "The address was not found"),
    "REFUSED": ("Người nhận không nhận", "The recipient refused"),
    "WRONG_CODE": ("Sai mã nhận", "The code was wrong"),
    "MOVED": ("Đã chuyển đi", "The recipient has moved"),
    "OTHER": ("Lý do khác", "Another reason"),
}
MOST_ATTEMPTS = 3
MOST_CODE_TRIES = 5
GAP_AFTER = timedelta(minutes=30)
"""A hand-over with one side only is an alarm after this time."""
WINDOWS = ("08:00–10:00", "10:00–12:00", "13:00–15:00", "15:00–17:00", "17:00–19:00")
"""Times of day a courier promises."""
