"""What a person's data are used for beside the task itself."""

from enum import StrEnum


class Use(StrEnum):
    """Uses a person can stop; what a dossier in progress needs is none of them."""

    PREFILL = "PREFILL"
    PAPERS = "PAPERS"
    MESSAGES = "MESSAGES"


USES: dict[Use, tuple[str, str]] = {
    Use.PREFILL: (
        "Điền sẵn tờ khai từ thông tin và hồ sơ trước",
        "Filling in forms from what is known and from earlier dossiers",
    ),
    Use.PAPERS: ("Dùng lại giấy tờ đã có cho hồ sơ mới", "Using earlier papers again for new dossiers"),
    Use.MESSAGES: (
        "Tin nhắn không bắt buộc: nhắc giờ hẹn, hỏi đánh giá",
        "Optional messages: reminders of booked times, asking for a rating",
    ),
}
