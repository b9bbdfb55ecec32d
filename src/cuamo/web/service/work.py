"""Long work of every kind, told the same way: what, who, since when, how far, what went wrong, the result."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse

from cuamo.catalogue.models import ProcedureImport
from cuamo.catalogue.policies import APPROVERS, EDITORS
from cuamo.dossiers.models import LongRun
from cuamo.dossiers.services.bulk_acts import ACTS
from cuamo.kernel.actors import Actor
from cuamo.kernel.selectors.calendar_decisions import decision_about_days
from cuamo.kernel.selectors.job_of import job_of
from cuamo.organisation.models import Unit
from cuamo.web.service.archive_work import archive_work_of
from cuamo.web.service.settlement_work import settlement_work_of
from cuamo.web.service.telling import Work, problem_of, time_left

CATALOGUE = EDITORS | APPROVERS
IMPORT_DONE = {"CHECKED", "APPLIED", "UNDONE", "FAILED"}


def work_of(work_id: UUID, actor: Actor, *, now: datetime) -> Work | None:
    """Return the work when the actor may see it; None when there is none or it is not theirs to see."""
    run = LongRun.objects.filter(id=work_id).select_related("file").first()
    if run is not None:
        return _RUNS[run.kind](run, actor, now) if run.kind in _RUNS else None
    brought = ProcedureImport.objects.defer("rows", "made").filter(id=work_id).first()
    if brought is not None:
        return _import(brought, actor, now)
    return archive_work_of(work_id, actor, now=now) or settlement_work_of(work_id, actor, now=now)


def _register(run: LongRun, actor: Actor, now: datetime) -> Work | None:
    """Only for whoever asked for it: the file names everybody who filed there."""
    if run.started_by["id"] != actor.id:
        return None
    unit = Unit.objects.filter(code=run.params["unit"]).values_list("name_vi", flat=True).first()
    first, last = (_day(run.params[name]) for name in ("first", "last"))
    finished = run.status == "DONE"
    ready = finished and run.file is not None
    return _of_run(
        run,
        now,
        queue="documents",
        name="In sổ theo dõi hồ sơ (mẫu 07)",
        detail=f"{unit or run.params['unit']}, từ {first} đến {last}",
        phase="Đã in xong" if finished else "Đang in sổ",
        result_url=reverse("officer:register-file", args=[run.id]) if ready else "",
        result_name="Mở sổ (PDF)",
    )


def _calendar(run: LongRun, actor: Actor, now: datetime) -> Work | None:
    if not actor.roles & CATALOGUE:
        return None
    decision = decision_about_days(UUID(run.subject))
    finished = run.status == "DONE"
    said = run.result
    facts = [
        ("Đổi ngày hẹn", int(said.get("changed", 0))),
        ("Đã đúng từ trước", int(said.get("settled", 0))),
        ("Giữ nguyên, cần người xem", int(said.get("left", 0))),
    ]
    return _of_run(
        run,
        now,
        queue="care",
        name="Tính lại ngày hẹn theo lịch làm việc",
        detail=decision.decision,
        phase="Đã áp dụng cho hồ sơ đang mở" if finished else "Đang tính lại ngày hẹn",
        facts=facts if said else [],
        result_url=reverse("catalogue:calendar-decision", args=[decision.id]),
        result_name="Xem quyết định và kết quả",
    )


def _bulk(run: LongRun, actor: Actor, now: datetime) -> Work | None:
    """Only for whoever started it: the outcomes name dossiers."""
    if run.started_by["id"] != actor.id:
        return None
    finished, said = run.status == "DONE", run.result
    facts = [
        ("Đã làm", int(said.get("done", 0))),
        ("Không làm, có lý do", int(said.get("refused", 0))),
        ("Chưa làm được", int(said.get("failed", 0))),
    ]
    return _of_run(
        run,
        now,
        queue="care",
        name="Xử lý hàng loạt",
        detail=f"{ACTS[run.params['act']].name}: {run.total} hồ sơ",
        phase="Đã xong" if finished else "Đang làm từng hồ sơ",
        facts=facts if finished else [],
        result_url=reverse("officer:bulk-run", args=[run.id]),
        result_name="Xem kết quả từng hồ sơ",
    )


_RUNS: dict[str, Callable[[LongRun, Actor, datetime], Work | None]] = {
    "REGISTER": _register,
    "CALENDAR": _calendar,
    "BULK": _bulk,
}


def _of_run(run: LongRun, now: datetime, *, queue: str, **words: Any) -> Work:
    finished = run.status == "DONE"
    job = None if finished else job_of(queue=queue, argument="run_id", value=run.id)
    return Work(
        id=run.id,
        who=str(run.started_by.get("name", "")),
        since=run.started_at,
        ended=run.finished_at,
        done=run.done,
        total=run.total,
        finished=finished,
        problem="" if finished else problem_of(job, now),
        left="" if finished else time_left(run.done, run.total, now - run.started_at),
        **words,
    )


def _import(brought: ProcedureImport, actor: Actor, now: datetime) -> Work | None:
    if not actor.roles & CATALOGUE:
        return None
    finished = brought.status in IMPORT_DONE
    counts = brought.report.get("counts", {})
    applied = brought.report.get("applied", {})
    words = {
        "CHECKING": "Đang xem từng dòng",
        "CHECKED": "Đã xem từng dòng, chờ người nhập",
        "APPLYING": "Đang nhập",
        "APPLIED": "Đã nhập",
        "UNDOING": "Đang hoàn tác",
        "UNDONE": "Đã hoàn tác",
        "FAILED": "Không nhập được",
    }
    named = [("Thủ tục mới", "new"), ("Đổi nội dung", "changed"), ("Thành bản nháp", "draft")]
    shown = applied or counts
    job = None if finished else job_of(queue="imports", argument="import_id", value=brought.id)
    return Work(
        id=brought.id,
        name="Nhập danh mục thủ tục",
        detail=brought.file_name or "Tệp không tên",
        who=brought.made_name,
        since=brought.made_at,
        ended=brought.finished_at,
        done=brought.total if finished else brought.done,
        total=brought.total,
        finished=finished,
        phase=words.get(brought.status, brought.status),
        facts=[(name, int(shown.get(key, 0))) for name, key in named] if shown else [],
        faults=int(counts.get("faulty", 0)),
        problem="" if finished else problem_of(job, now),
        result_url=reverse("catalogue:import", args=[brought.id]),
        result_name="Xem các dòng và nhập" if brought.status == "CHECKED" else "Xem từng dòng",
    )


def _day(iso: str) -> str:
    year, month, day = iso.split("-")
    return f"{day}/{month}/{year}"
