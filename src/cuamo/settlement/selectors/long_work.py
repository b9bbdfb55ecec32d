"""Questions about work on statements in the background."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import NotFound
from cuamo.settlement.models import LongWork, Statement

LINK_LIVES = timedelta(hours=24)


def work_seen_by(work_id: UUID, actor: Actor) -> LongWork | None:
    """Return a run to whoever started it; a month being built to every accountant of the centre too."""
    work = LongWork.objects.defer("content").filter(id=work_id).first()
    if work is None:
        return None
    if work.started_by["id"] == actor.id:
        return work
    colleague = work.kind == "BUILD" and "FINANCE" in actor.roles
    return work if colleague and work.started_by["unit"] == actor.unit_code else None


def workbook_of(work_id: UUID, actor: Actor, *, at: datetime) -> tuple[Statement, bytes]:
    """Return a workbook to whoever had it written, for 24 hours.

    Raises:
        NotFound: there is none of the actor's, or its link has ended.
    """
    work = LongWork.objects.filter(id=work_id, kind="XLSX", started_by__id=actor.id).first()
    fresh = work is not None and work.finished_at is not None and at < work.finished_at + LINK_LIVES
    if work is None or not fresh or work.content is None:
        raise NotFound(
            "sheet.over",
            "Đường tải này đã hết hạn. Lập lại tệp.",
            "This link has ended. Have the file written again.",
        )
    return Statement.objects.get(id=work.params["statement"]), bytes(work.content)


def sheet_title(statement: Statement, names: Mapping[str, str]) -> str:
    """Return the first line of a workbook."""
    name = names.get(statement.operator_code, statement.operator_code)
    return f"Bảng quyết toán {statement.number}, {name}, tháng {statement.month:%m/%Y}"
