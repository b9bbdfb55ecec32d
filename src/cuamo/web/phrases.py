"""Sentences the product says in more than one place, in both languages (ux §6)."""

from dataclasses import dataclass

from cuamo.kernel.errors import DomainError
from cuamo.web.language import Language, current


@dataclass(frozen=True)
class Phrase:
    """One sentence in Vietnamese and English; `{name}` marks what is filled in."""

    vi: str
    en: str

    def say(self, language: Language | None = None, **values: object) -> str:
        text = self.en if (language or current()) == "en" else self.vi
        return text.format(**values) if values else text

    def __str__(self) -> str:
        return self.say()


def say(error: DomainError, language: Language | None = None) -> str:
    """Return what went wrong and how to mend it, as one text for a person."""
    english = (language or current()) == "en"
    what, how = (error.en, error.hint_en) if english else (error.vi, error.hint_vi)
    return f"{what} {how}".strip()


CHECK_BEFORE_SENDING = Phrase(
    "Mời xem lại. Hồ sơ chưa được nộp. Dòng nào sai, bấm “Sửa” ở dòng đó.",
    "Please check. It is not sent yet. If a line is wrong, press “Change” on it.",
)
AGREE_TO_SEND = Phrase("Đúng rồi, tôi đồng ý nộp", "This is right, I agree to send it")
WHAT_STAFF_MAY_SEE = Phrase(
    "Nhân viên được xem tên, ngày sinh, nơi ở để điền tờ khai này. Không dùng vào việc khác.",
    "Staff may see name, date of birth and address to fill in this form, and for nothing else.",
)
KEY_IN_YOURSELF = Phrase(
    "Mã này chỉ để tự bấm. Không đọc cho ai, kể cả nhân viên quầy.",
    "Key in this code yourself. Tell no one, not even counter staff.",
)
HELP_IS_FREE = Phrase(
    "Hỗ trợ tại quầy miễn phí. Chỉ trả khoản ghi trên phiếu.",
    "Help here is free. Pay only what the slip shows.",
)
ALL_PAPERS_SENT = Phrase(
    "Đã gửi đủ {papers} giấy tờ, {pages} trang, lúc {time}.",
    "All {papers} papers, {pages} pages, sent at {time}.",
)
YEAR_IS_NEEDED = Phrase(
    "Ngày sinh cần có năm, ví dụ 1949. Không nhớ ngày, tháng thì để trống.",
    "Year of birth is needed, such as 1949. Leave day and month empty if unknown.",
)
NO_NETWORK = Phrase(
    "Mất mạng. Cứ làm tiếp, máy sẽ tự gửi khi có mạng.",
    "No network. Carry on; it will be sent when the network is back.",
)
PROVISIONAL_SLIP = Phrase(
    "Phiếu nhận tạm. Khi hồ sơ tới trung tâm sẽ có tin nhắn, chậm nhất trong hôm nay.",
    "Provisional slip. A message will come when it reaches the centre, today at the latest.",
)
STILL_MISSING = Phrase(
    "Còn thiếu {n} việc. Làm xong cả rồi gửi một lần.",
    "Still missing: {n}. Do all of them, then send once.",
)
SORRY_LATE = Phrase(
    "Xin lỗi, hồ sơ trễ hẹn {days} ngày. Ngày hẹn mới: {date}. {reason}",
    "Sorry, {days} days late. New date {date}. {reason}",
)
NOT_AT_THIS_POINT = Phrase(
    "Điểm này chưa làm được thủ tục này. Gần nhất: {point}, {distance}, đang chờ {waiting} người.",
    "This point cannot do it. Nearest: {point}, {distance}, {waiting} waiting.",
)
SAME_DOSSIER_EXISTS = Phrase(
    "Thấy hồ sơ giống hệt gửi hôm qua (mã {code}). Mở hồ sơ đó hay nộp mới?",
    "The same dossier was sent yesterday ({code}). Open it or send a new one?",
)

BY_NUMBER = {
    "V1": CHECK_BEFORE_SENDING,
    "V2": AGREE_TO_SEND,
    "V3": WHAT_STAFF_MAY_SEE,
    "V4": KEY_IN_YOURSELF,
    "V5": HELP_IS_FREE,
    "V6": ALL_PAPERS_SENT,
    "V7": YEAR_IS_NEEDED,
    "V8": NO_NETWORK,
    "V9": PROVISIONAL_SLIP,
    "V10": STILL_MISSING,
    "V11": SORRY_LATE,
    "V12": NOT_AT_THIS_POINT,
    "V13": SAME_DOSSIER_EXISTS,
}
"""The texts of ux §6 under the numbers the specification gives them."""
