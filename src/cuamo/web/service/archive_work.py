"""Long work of the archive: a package being built or handed over, a list being destroyed."""

from datetime import datetime
from uuid import UUID

from django.urls import reverse

from cuamo.archive.models import Destruction, Package
from cuamo.archive.policies import READERS
from cuamo.archive.types import DestructionState, PackageState
from cuamo.kernel.actors import Actor
from cuamo.kernel.selectors.job_of import job_of
from cuamo.organisation.selectors.scope import units_under
from cuamo.web.service.telling import Work, problem_of, time_left

PHASES = {
    PackageState.BUILDING: "Đang lập gói nộp lưu",
    PackageState.READY: "Đã lập gói, chờ nộp",
    PackageState.SENDING: "Đang nộp vào kho lưu trữ",
    PackageState.RECEIVED: "Kho lưu trữ đã nhận",
    PackageState.REFUSED: "Không nộp được gói này",
}


def archive_work_of(work_id: UUID, actor: Actor, *, now: datetime) -> Work | None:
    """Return the work to those who watch over its unit; None to all others."""
    if not actor.roles & READERS:
        return None
    units = units_under(actor.unit_code)
    package = Package.objects.filter(id=work_id, unit_code__in=units).first()
    if package is not None:
        return _package(package, now)
    destruction = Destruction.objects.filter(id=work_id, unit_code__in=units).first()
    return _destruction(destruction, now) if destruction is not None else None


def _package(package: Package, now: datetime) -> Work:
    state = PackageState(package.state)
    runs = state in {PackageState.BUILDING, PackageState.SENDING}
    job = job_of(queue="archive", argument="package_id", value=package.id) if runs else None
    building = state is PackageState.BUILDING
    return Work(
        id=package.id,
        name="Gói nộp lưu",
        detail=package.number,
        who=str(package.made_by.get("name", "")),
        since=package.made_at,
        ended=package.received_at or package.built_at if not runs else None,
        done=package.done,
        total=package.total if building or not runs else 0,
        finished=not runs,
        phase=PHASES[state],
        problem=problem_of(job, now) if runs else package.problem,
        left=time_left(package.done, package.total, now - package.made_at) if building else "",
        result_url=reverse("officer:archive-package", args=[package.id]),
        result_name="Mở gói",
    )


def _destruction(found: Destruction, now: datetime) -> Work:
    runs = found.state == DestructionState.APPROVED
    job = job_of(queue="archive", argument="destruction_id", value=found.id) if runs else None
    return Work(
        id=found.id,
        name="Tiêu huỷ hồ sơ hết hạn bảo quản",
        detail=found.number,
        who=str((found.decided_by or found.proposed_by).get("name", "")),
        since=found.decided_at or found.proposed_at,
        ended=found.finished_at,
        done=found.done,
        total=found.total,
        finished=not runs,
        phase="Đang tiêu huỷ" if runs else DestructionState(found.state).label,
        problem=problem_of(job, now) if runs else "",
        result_url=reverse("officer:archive-list", args=[found.id]),
        result_name="Mở danh mục",
    )
