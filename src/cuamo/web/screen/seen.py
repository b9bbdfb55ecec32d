"""Which one thing the citizen screen shows now; the clerk's rail says the same."""

from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from cuamo.dossiers.models import Confirmation, Dossier, Visit
from cuamo.dossiers.selectors.changes import change_asked
from cuamo.dossiers.selectors.consents import has_consented
from cuamo.dossiers.selectors.form_files import signatures_wanted
from cuamo.dossiers.services.meet_new_version import must_be_told
from cuamo.dossiers.states import Money, State, Sync
from cuamo.kernel.clock import to_hanoi

SUMMARY = 7
"""The step of the visit where everything is shown to the citizen, and signed before."""


@dataclass(frozen=True)
class Seen:
    """A scene of the citizen screen and how the clerk is told about it."""

    scene: str
    words: str
    confirmation: Any = None
    line: str = ""
    """Key of the line of the summary the citizen wants changed."""


def what_the_citizen_sees(visit: Visit, dossier: Dossier | None, *, consented: bool | None = None) -> Seen:
    """Return the scene that follows from the state of visit and dossier; `consented` where it is known."""
    if visit.ended_at is not None or visit.screen_blank:
        return Seen("blank", "Màn hình nghỉ")
    if visit.collects_id is not None:
        return Seen("owed", "Nghĩa vụ tài chính và mã QR")
    if visit.person_id is None:
        return Seen("welcome", "Lời chào")
    if not (has_consented(visit) if consented is None else consented):
        return Seen("consent", "Câu hỏi đồng ý")
    if dossier is None and visit.kind != "DOSSIER":
        return Seen("guided", "Những việc tự làm, và lời nhắc giữ mã")
    if dossier is None:
        return Seen("waiting", "Đang chọn thủ tục")
    if dossier.sync == Sync.EXTERNAL and not dossier.external_code and dossier.state == State.SUBMITTED:
        return Seen("ministry", "Cổng của bộ và giá trị để chép")
    if dossier.state != State.DRAFT:
        return Seen("done", "Mã hồ sơ và bước tiếp theo")
    return _of_draft(visit, dossier)


def _of_draft(visit: Visit, dossier: Dossier) -> Seen:
    live = Confirmation.objects.filter(dossier=dossier, outdated_at=None).first()
    if live is None or dossier.summary_hash is None:
        if visit.step == SUMMARY and signatures_wanted(dossier, today=to_hanoi(timezone.now()).date()):
            return Seen("signing", "Tờ khai và khung ký tên")
        return Seen("filling", "Tên thủ tục, giấy tờ đang nhận")
    if live.agreed_at is None and must_be_told(dossier, at=timezone.now()):
        return Seen("filling", "Chờ nhân viên mở bản mới của thủ tục")
    if live.agreed_at is None and (line := change_asked(dossier)):
        return Seen("fixing", "Chờ sửa một dòng của bản tóm tắt", live, line)
    if live.agreed_at is None:
        return Seen("summary", "Bản tóm tắt để xem lại", live)
    if live.confirmed_at is None:
        return Seen("code", "Ô bấm mã xác nhận", live)
    if dossier.money == Money.AWAITING:
        return Seen("pay", "Số tiền và mã QR", live)
    return Seen("sending", "Đã xác nhận, đang nộp", live)
