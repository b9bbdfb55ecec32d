"""Bring a list of procedures: look at every row first, apply by an explicit act, in visible steps."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.db import transaction
from django.db.models import F, JSONField, Value
from django.db.models.expressions import CombinedExpression

from cuamo.catalogue.jobs import apply_import_job, check_import_job
from cuamo.catalogue.models import ProcedureImport
from cuamo.catalogue.policies import require_editor
from cuamo.catalogue.services.import_procedures import MOST_ROWS, ImportReport, Outcome, import_procedures
from cuamo.kernel import events
from cuamo.kernel.actors import Actor, ActorKind
from cuamo.kernel.errors import IllegalTransition, Invalid, NotFound

MOST_BYTES = 40_000_000
STEP = 100
MOST_SHOWN = 500
Mode = Literal["only_good", "all_or_nothing"]


@transaction.atomic
def take_import(*, file_name: str, data: bytes, actor: Actor, at: datetime) -> ProcedureImport:
    """Take an uploaded list and have it looked at; nothing of it counts yet. Records `import.taken`.

    Args:
        data: JSON, a list of procedures, alone or under `procedures`.
    Raises:
        Invalid: it is no such list.
        NotPermitted: the actor is no editor.
    """
    require_editor(actor)
    rows = _rows_of(data)
    taken = ProcedureImport.objects.create(
        file_name=file_name[:200],
        rows=rows,
        total=len(rows),
        made_by=actor.id,
        made_name=actor.name,
        made_at=at,
    )
    events.record("import.taken", taken.id, actor=actor, at=at, rows=len(rows))
    check_import_job.enqueue(import_id=str(taken.id))
    return taken


def check_import(*, import_id: UUID, at: datetime) -> None:
    """Look at every row without keeping any; a second run finds it done."""
    taken = _import(import_id)
    if taken.status != "CHECKING":
        return
    report = import_procedures(rows=taken.rows, actor=_actor(taken), at=at, dry_run=True)
    ProcedureImport.objects.filter(id=import_id, status="CHECKING").update(
        status="CHECKED", done=taken.total, report=_kept(report)
    )


@transaction.atomic
def start_import(*, import_id: UUID, mode: Mode, actor: Actor, at: datetime) -> ProcedureImport:
    """Apply a list that was looked at (nhập); records `import.started`.

    Args:
        mode: `only_good` keeps the rows without faults; `all_or_nothing` needs every row to be good.
    Raises:
        IllegalTransition: it is not looked at yet, or was applied already.
        Invalid: a row has faults and all are wanted, or none is good.
        NotPermitted: the actor is no editor.
    """
    require_editor(actor)
    rows = ProcedureImport.objects.select_for_update().defer("rows", "made")
    taken = rows.filter(id=import_id).first()
    if taken is None:
        raise _unknown()
    if taken.status != "CHECKED":
        raise IllegalTransition(
            "catalogue.import_state",
            "Tệp này chưa xem xong, hoặc đã nhập rồi.",
            "The list is not looked at yet, or was applied already.",
            where=taken.status,
        )
    faulty = taken.report["counts"]["faulty"]
    if (faulty and mode == "all_or_nothing") or faulty == taken.total:
        raise Invalid(
            "catalogue.import_faulty",
            f"Có {faulty} dòng lỗi. Sửa các dòng đó, hoặc chỉ nhập các dòng tốt.",
            f"{faulty} rows have faults. Mend them, or apply only the good rows.",
        )
    taken.status, taken.mode, taken.done = "APPLYING", mode, 0
    taken.save(update_fields=["status", "mode", "done"])
    events.record("import.started", taken.id, actor=actor, at=at, mode=mode)
    apply_import_job.enqueue(import_id=str(taken.id))
    return taken


def apply_import(*, import_id: UUID, at: datetime) -> None:
    """Keep the good rows, a hundred to a transaction; stopped and run again it goes on without doubling."""
    taken = _import(import_id)
    if taken.status != "APPLYING":
        return
    bad = set(taken.report["faulty_rows"])
    numbers = [number for number in range(1, len(taken.rows) + 1) if number not in bad]
    good = [taken.rows[number - 1] for number in numbers]
    counts: dict[Outcome, int] = {"new": 0, "changed": 0, "draft": 0, "unchanged": 0}
    for start in range(0, len(good), STEP):
        with transaction.atomic():
            report = import_procedures(
                rows=good[start : start + STEP],
                actor=_actor(taken),
                at=at,
                mode="only_good",
                source=f"Nhập từ {taken.file_name}",
            )
            notes = [asdict(kept) | {"row": numbers[start + kept.row - 1]} for kept in report.made]
            _note(import_id, done=min(start + STEP, len(good)), notes=notes)
        for outcome in counts:
            counts[outcome] += report.count(outcome)
    with transaction.atomic():
        report_now = taken.report | {"applied": counts}
        ProcedureImport.objects.filter(id=import_id).update(
            status="APPLIED", report=report_now, done=len(good), finished_at=at
        )
        events.record(
            "import.applied",
            import_id,
            actor=_actor(taken),
            at=at,
            counts={str(name): many for name, many in counts.items()},
        )


def _note(import_id: UUID, *, done: int, notes: list[dict[str, Any]]) -> None:
    """Append the notes of one step to those of the steps before, which stay where they are."""
    appended = CombinedExpression(F("made"), "||", Value(notes, JSONField()), output_field=JSONField())
    ProcedureImport.objects.filter(id=import_id).update(done=done, made=appended)


def faulty_rows(taken: ProcedureImport) -> list[dict[str, Any]]:
    """Return the rows with faults as they came, each with its faults, for mending outside."""
    faults = {item["row"]: item["faults"] for item in taken.report.get("faulty", [])}
    return [
        {
            "_row": number,
            "_faults": [fault["vi"] for fault in faults.get(number, [])],
            "row": taken.rows[number - 1],
        }
        for number in taken.report.get("faulty_rows", [])
    ]


def _rows_of(data: bytes) -> list[Any]:
    try:
        read = json.loads(data.decode("utf-8-sig")) if len(data) <= MOST_BYTES else None
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError):
        read = None
    if isinstance(read, dict):
        read = read.get("procedures")
    if isinstance(read, list):
        read = [_mended(row) for row in read]
    if not isinstance(read, list) or not 0 < len(read) <= MOST_ROWS:
        raise Invalid(
            "catalogue.import_shape",
            f"Tệp cần là danh sách thủ tục dạng JSON, từ 1 đến {MOST_ROWS} dòng, nhiều nhất 40 MB.",
            f"The file must be a JSON list of procedures, 1 to {MOST_ROWS} rows, at most 40 MB.",
            where="tep",
        )
    return read


def _mended(row: Any) -> Any:
    """A row downloaded for mending comes back inside its wrapping."""
    return row["row"] if isinstance(row, dict) and "_row" in row and "row" in row else row


def _kept(report: ImportReport) -> dict[str, Any]:
    outcomes: tuple[Outcome, ...] = ("new", "changed", "draft", "unchanged", "faulty")
    flagged = [row for row in report.rows if row.flags and row.outcome != "faulty"]
    return {
        "counts": {outcome: report.count(outcome) for outcome in outcomes},
        "faulty_rows": [row.row for row in report.faulty],
        "faulty": [_told(row, row.faults) for row in report.faulty[:MOST_SHOWN]],
        "flagged_count": len(flagged),
        "flagged": [_told(row, row.flags) for row in flagged[:MOST_SHOWN]],
    }


def _told(row: Any, faults: Sequence[Any]) -> dict[str, Any]:
    return {
        "row": row.row,
        "code": row.code,
        "name_vi": row.name_vi,
        "faults": [asdict(fault) for fault in faults],
    }


def _actor(taken: ProcedureImport) -> Actor:
    """Whoever brought the list was an editor then; the rows are theirs."""
    return Actor(ActorKind.STAFF, taken.made_by, taken.made_name, roles=frozenset({"CATALOGUE_EDITOR"}))


def _import(import_id: UUID) -> ProcedureImport:
    found = ProcedureImport.objects.defer("made").filter(id=import_id).first()
    if found is None:
        raise _unknown()
    return found


def _unknown() -> NotFound:
    return NotFound("catalogue.no_import", "Không thấy lần nhập này.", "There is no such import.")
