"""What the one receipt of a linked filing says beside any other's."""

from datetime import datetime
from typing import Any

from cuamo.dossiers.models import Dossier
from cuamo.dossiers.rules.linked import is_filing
from cuamo.dossiers.selectors.linked import filing_of, parts_of, said_of
from cuamo.dossiers.selectors.linked_track import PartTrack
from cuamo.dossiers.selectors.tracking import track
from cuamo.kernel.clock import HANOI
from cuamo.organisation.models import Unit


def linked_receipt(dossier: Dossier, *, at: datetime) -> dict[str, Any]:
    """Return the parts with authority and date, and who answers when; nothing for a dossier on its own."""
    if not is_filing(dossier) or (row := filing_of(dossier)) is None:
        return {}
    said, parts = said_of(row), parts_of(dossier.id)
    seen = track(dossier, now=at)
    codes = [part.dossier.decided_by for part in parts] + [parts[0].dossier.received_by]
    names = dict(Unit.objects.filter(code__in=codes).values_list("code", "name_vi"))
    answer = next((part.track.answer_due_at for part in seen.parts if not part.waits), None)
    return {
        "procedure": {"name": said.name_vi, "code": dossier.procedure_code},
        "parts": [
            {
                "name": shown.name_vi,
                "authority": names.get(part.dossier.decided_by, ""),
                "when": _when(shown),
            }
            for part, shown in zip(parts, seen.parts, strict=True)
        ],
        "answer_when": f"trước {_said(answer)}" if answer else "",
        "note": said.receipt_vi,
        "label": {"code": dossier.shown_code, "destination": names.get(parts[0].dossier.received_by, "")},
    }


def _when(part: PartTrack) -> str:
    """Return what is promised for one part on the day of the receipt."""
    if part.waits:
        return f"{part.waits_vi.lower()}, rồi tự bắt đầu" if part.waits_vi else "bắt đầu sau"
    if part.track.due_at is not None:
        return f"hẹn trả {_said(part.track.due_at)}"
    return f"trả lời trước {_said(part.track.answer_due_at)}" if part.track.answer_due_at else ""


def _said(moment: datetime | None) -> str:
    return f"{moment.astimezone(HANOI):%H:%M ngày %d/%m/%Y}" if moment else ""
