"""What people come for, as the door asks it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Reason:
    """One choice at the door."""

    key: str
    name_vi: str
    name_en: str
    icon: str


REASONS = (
    Reason("nop", "Nộp hồ sơ, làm giấy tờ", "Send a dossier, get a paper", "send"),
    Reason("hoi", "Hỏi, xem hồ sơ đến đâu", "Ask, see where a dossier is", "search"),
    Reason("nhan", "Nhận kết quả", "Collect a result", "inbox"),
    Reason("tai-khoan", "Tài khoản định danh", "Identity account", "card"),
    Reason("bai-hoc", "Học dùng điện thoại", "Learn to use the phone", "phone"),
    Reason("khac", "Chưa biết, việc khác", "Not sure, something else", "help"),
)
BY_KEY = {reason.key: reason for reason in REASONS}
