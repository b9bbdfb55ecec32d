"""Questions about work on statements in the background."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import NotFound
from cuamo.organisation.models import Unit
from cuamo.organisation.types import UnitKind
from cuamo.settlement.models import LongWork, Statement

LINK_LIVES = timedelta(hours=24)


def work_seen_by(work_id: UUID, actor: Actor) -> LongWork | None:
    """Return a run to whoever started it, while at that unit; a month to all accountants of the centre."""
    work = LongWork.objects.defer("content").filter(id=work_id).first()
    if work is None or work.started_by["unit"] != actor.unit_code:
        return None
    colleague = work.kind == "BUILD" and "FINANCE" in actor.roles
    return work if colleague or work.started_by["id"] == actor.id else None


def workbook_of(work_id: UUID, actor: Actor, *, at: datetime) -> tuple[Statement, bytes]:
    """Return a workbook to whoever had it written, while at that unit, for 24 hours.

    A sheet made for the centre says who is protected and why: no operator has it, whoever asked for it.

    Raises:
        NotFound: there is none of the actor's, or its link has ended.
    """
    mine = LongWork.objects.filter(started_by__id=actor.id, started_by__unit=actor.unit_code)
    if Unit.objects.filter(code=actor.unit_code, kind=UnitKind.OPERATOR).exists():
        mine = mine.filter(params__operator=True)
    work = mine.filter(id=work_id, kind="XLSX").first()
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
