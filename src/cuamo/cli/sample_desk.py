"""What officers leave on a sample dossier while they look at it: ticks and notes."""

from datetime import datetime
from uuid import UUID

from cuamo.dossiers.models import Dossier, WorkItem
from cuamo.dossiers.selectors.desk_checks import checks_for
from cuamo.dossiers.services.examine import tick_check
from cuamo.dossiers.services.strike_note import strike_note
from cuamo.dossiers.services.write_note import write_note
from cuamo.kernel.actors import Actor

NOTES = (
    "Đã gọi người nộp, xác nhận dùng bản sao để làm hộ chiếu.",
    "Chờ tra sổ cũ ở kho, hẹn có câu trả lời chiều nay.",
    "Tên đệm trong sổ viết tay, đã so với bản chụp.",
)


def look_at(dossier_id: UUID, officer: Actor, *, every: bool, at: datetime) -> None:
    """Tick the officer's list, all of it or half, and write a note on some; the same dossiers every time."""
    dossier = Dossier.objects.select_related("version").get(id=dossier_id)
    item = WorkItem.objects.filter(dossier_id=dossier_id).first()
    if item is None:
        return
    checks = checks_for(dossier, item.step)
    for check in checks if every else checks[: len(checks) // 2]:
        tick_check(dossier_id=dossier_id, officer=officer, key=check.key, on=True, at=at)
    chosen = dossier_id.int % 6
    if chosen < len(NOTES):
        note = write_note(dossier_id=dossier_id, officer=officer, text=NOTES[chosen], at=at)
        if chosen == 1 and every:
            strike_note(note_id=note.id, officer=officer, at=at)
