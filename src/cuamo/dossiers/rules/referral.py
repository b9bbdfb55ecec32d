"""Sending a person to a place that can do what cannot be done here, and asking what became of it."""

from datetime import date, timedelta

REASONS = {
    "OFFLINE": ("Thủ tục này chỉ nhận trực tiếp", "This procedure is taken in person only"),
    "NOT_HERE": ("Điểm này không làm thủ tục này", "This point does not help with it"),
    "ORIGINALS": ("Phải nộp bản chính", "Originals must be handed in"),
    "BODY": ("Phải lấy vân tay, ảnh tại chỗ", "Fingerprints or a photograph are taken there"),
    "DOWN": ("Hệ thống đang không vào được", "The system cannot be reached now"),
}
"""Why it cannot be done here, in the order of the digits."""
OUTCOMES = {
    "DONE": ("Đã làm được", "Done there"),
    "NOT_NEEDED": ("Không cần nữa", "No longer needed"),
    "GAVE_UP": ("Bỏ, không làm", "Gave up"),
}
SOURCES = {
    "CITIZEN": ("Người dân nói", "The person says so"),
    "PLACE": ("Nơi đến báo", "The place says so"),
    "SEEN": ("Thấy hồ sơ đã nộp", "The dossier was seen"),
}
"""Who says how it ended."""
ASK_AFTER = timedelta(days=1)
ASK_WITHOUT_TIME = timedelta(days=7)


def ask_from(*, made_on: date, expected_on: date | None) -> date:
    """Return the day from which the agency asks what became of it.

    The day after the booked or meant day; a week after it was made where none was said.

    Law: none; service promise of the network.
    """
    return expected_on + ASK_AFTER if expected_on else made_on + ASK_WITHOUT_TIME


def is_overdue(*, ask_on: date, outcome: str, today: date) -> bool:
    """Say whether somebody should have asked by now."""
    return not outcome and ask_on < today
