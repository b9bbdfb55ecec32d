"""Words for the states of a version and the acts in its history."""

from dataclasses import dataclass

from cuamo.catalogue.states import VersionStatus


@dataclass(frozen=True)
class StatusWord:
    """How a state of a version is shown: word, icon, tone of the badge."""

    word: str
    icon: str
    tone: str


STATUS_WORDS = {
    VersionStatus.DRAFT: StatusWord("Bản nháp", "pencil", "nhap"),
    VersionStatus.WAITING: StatusWord("Chờ duyệt", "clock", "can-bo-sung"),
    VersionStatus.APPROVED: StatusWord("Đã duyệt, chưa công bố", "check", "da-gui"),
    VersionStatus.IN_FORCE: StatusWord("Đang hiệu lực", "check-circle", "co-ket-qua"),
    VersionStatus.INFORMATION: StatusWord("Chỉ để xem", "info", "da-gui"),
    VersionStatus.WITHDRAWN: StatusWord("Đã rút", "undo", "da-rut"),
    VersionStatus.REPLACED: StatusWord("Đã bị thay", "undo", "da-rut"),
}
ACTS = {
    "version.drafted": "Bắt đầu soạn",
    "version.saved": "Lưu",
    "version.submitted": "Trình duyệt",
    "version.taken_back": "Rút lại để sửa",
    "version.sent_back": "Trả lại",
    "version.approved": "Duyệt",
    "version.published": "Công bố",
    "version.rolled_back": "Khôi phục nội dung cũ",
    "version.discarded": "Bỏ bản nháp",
}
