"""Digitised copies: their states and codes, what must be seen before one is signed, what can be wrong."""

from enum import IntEnum


class Digital(IntEnum):
    """State of a paper in the file (mã số hoá), as provincial systems write it."""

    NOT_YET = 0
    """Chưa số hoá."""
    DIGITISED = 1
    """Đã số hoá: scanned here and signed by the officer."""
    REUSED = 2
    """Dùng lại giấy tờ đã số hoá."""
    FROM_EARLIER_RESULT = 3
    """Dùng lại kết quả của hồ sơ khác."""


class CopyKind(IntEnum):
    """What a digitised copy is of."""

    COMPONENT = 0
    RESULT = 1


class CopyType(IntEnum):
    """LoaiBan: what the officer had in hand or on the screen."""

    ORIGINAL = 0
    COPY = 1
    ELECTRONIC = 2


DIGITAL_WORDS = {
    Digital.NOT_YET: "Chưa số hoá",
    Digital.DIGITISED: "Đã số hoá",
    Digital.REUSED: "Dùng lại",
    Digital.FROM_EARLIER_RESULT: "Từ kết quả trước",
}
COPY_TYPE_WORDS = {
    CopyType.ORIGINAL: "Bản chính",
    CopyType.COPY: "Bản sao",
    CopyType.ELECTRONIC: "Bản điện tử",
}
SEEN = "Đủ trang, đọc được, đúng hồ sơ"
"""What an officer states of a paper before its copy is signed. Law: Circular 01/2023/TT-VPCP."""
FAULTS = {
    "PAGES": ("Thiếu trang", "Quét đủ mọi trang, cả mặt sau."),
    "UNREADABLE": ("Không đọc được", "Quét hoặc chụp lại cho rõ, đủ sáng."),
    "WRONG": ("Giấy của hồ sơ khác", "Gửi đúng giấy của hồ sơ này."),
    "COARSE": ("Ảnh quá nhỏ", "Quét lại ở 200 điểm mỗi inch trở lên."),
    "GREY": ("Quét đen trắng", "Quét lại ở chế độ màu."),
}
"""Why a better scan is asked for, and what is to be done."""
SIGNED = "SIGNED"
WAITS = "WAITS"
FAULTY = "FAULTY"
REFUSED = "REFUSED"
OPEN = "OPEN"


def standing(*, state: int, checked: bool, faults: list[str], refused: str) -> str:
    """Return how far a copy has come: SIGNED, WAITS (for its signature), FAULTY, REFUSED or OPEN."""
    if state != Digital.NOT_YET:
        return SIGNED
    if faults:
        return FAULTY
    if refused:
        return REFUSED
    return WAITS if checked else OPEN


def copy_type_of(copy_kind: str) -> CopyType:
    """Return LoaiBan of how a paper was given: `ORIGINAL`, `COPY` or `ELECTRONIC`."""
    return CopyType[copy_kind] if copy_kind in CopyType.__members__ else CopyType.ELECTRONIC
