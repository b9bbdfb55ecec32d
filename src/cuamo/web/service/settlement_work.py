"""Long work of the settlement: a month being built, a workbook being written."""

from datetime import datetime
from uuid import UUID

from django.urls import reverse

from cuamo.kernel.actors import Actor
from cuamo.kernel.selectors.job_of import job_of
from cuamo.settlement.models import LongWork, Statement
from cuamo.settlement.selectors.long_work import LINK_LIVES, work_seen_by
from cuamo.web.service.telling import Work, problem_of, time_left


def settlement_work_of(work_id: UUID, actor: Actor, *, now: datetime) -> Work | None:
    """Return the work to those who may see it; None to all others."""
    work = work_seen_by(work_id, actor)
    if work is None:
        return None
    finished = work.finished_at is not None
    job = None if finished else job_of(queue="default", argument="work_id", value=work.id)
    refused = work.status == "REFUSED"
    name, detail, phase = _words(work)
    url, button = ("", "") if refused or not finished else _result(work, now)
    return Work(
        id=work.id,
        name=name,
        detail=detail,
        who=str(work.started_by.get("name", "")),
        since=work.started_at,
        ended=work.finished_at,
        done=work.done,
        total=work.total,
        finished=finished,
        phase="Không làm được" if refused else (work.said if finished else phase),
        problem=work.said if refused else ("" if finished else problem_of(job, now)),
        left="" if finished else time_left(work.done, work.total, now - work.started_at),
        result_url=url,
        result_name=button,
    )


def _words(work: LongWork) -> tuple[str, str, str]:
    if work.kind == "BUILD":
        year, month = work.subject.split("-")
        return (
            "Lập bảng quyết toán",
            f"Tháng {month}/{year}, mọi đơn vị",
            "Đang tính từng việc rồi ghi từng dòng",
        )
    number = Statement.objects.filter(id=work.params["statement"]).values_list("number", flat=True).first()
    return "Lập tệp XLSX", f"{number}, {work.total} dòng", "Đang ghi từng dòng vào tệp"


def _result(work: LongWork, now: datetime) -> tuple[str, str]:
    if work.kind == "BUILD":
        return reverse("finance:statements"), "Xem các bảng quyết toán"
    if work.finished_at is None or now >= work.finished_at + LINK_LIVES:
        return "", ""
    area = "coordinator" if work.params["operator"] else "finance"
    return reverse(f"{area}:sheet-file", args=[work.id]), "Tải tệp XLSX (giữ 24 giờ)"
