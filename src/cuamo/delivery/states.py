"""What can be true of an envelope."""

from enum import StrEnum


class ParcelState(StrEnum):
    """Canonical delivery states (facts §5.6)."""

    CREATED = "CREATED"
    SEALED = "SEALED"
    ON_MANIFEST = "ON_MANIFEST"
    PICKED_UP = "PICKED_UP"
    OUT_FOR_DELIVERY = "OUT_FOR_DELIVERY"
    FAILED_ATTEMPT = "FAILED_ATTEMPT"
    DELIVERED = "DELIVERED"
    RETURNING = "RETURNING"
    RETURNED = "RETURNED"


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
