"""Take finished dossiers together into a package for the archive."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.archive import policies
from cuamo.archive.jobs import build_package
from cuamo.archive.models import Keeping, Package
from cuamo.archive.selectors.due import to_submit
from cuamo.kernel import events
from cuamo.kernel.actors import Actor
from cuamo.kernel.clock import to_hanoi
from cuamo.kernel.errors import Conflict
from cuamo.kernel.numbering import take_number

MOST = 200


@transaction.atomic
def start_package(
    *, unit_code: str, officer: Actor, at: datetime, dossier_ids: Sequence[UUID] | None = None
) -> Package:
    """Begin a package of the unit's dossiers that are due, at most 200; it is built in the background.

    A dossier is in one package at a time: of two who begin at once, the second gets what the first left.
    Records `archive.package_begun`.

    Args:
        dossier_ids: only these; all that are due when None.
    Raises:
        NotFound, NotPermitted: `officer` keeps no records there.
        Conflict: nothing of it is due, or somebody else has just taken it.
    Law: Law on Archives 33/2024/QH15; Circular 13/2023/TT-BNV (package for submission, receipt).
    """
    policies.require_keeper(officer, unit_code)
    rows = to_submit([unit_code], at=at)
    if dossier_ids is not None:
        rows = rows.filter(dossier_id__in=list(dossier_ids))
    ready = list(
        rows.select_for_update(of=("self",), skip_locked=True).order_by("submit_by", "dossier_id")[:MOST]
    )
    if not ready:
        raise Conflict(
            "package.nothing",
            "Không còn hồ sơ nào đến hạn nộp lưu để lập gói.",
            "There is no dossier left to submit.",
            hint_vi="Có thể người khác vừa lập gói. Tải lại trang để xem.",
            hint_en="Somebody may just have packed them. Reload the page.",
        )
    year = to_hanoi(at).year
    package = Package.objects.create(
        number=f"NL-{unit_code}-{year}-{take_number(f'archive-package:{unit_code}:{year}'):04d}",
        unit_code=unit_code,
        total=len(ready),
        dossiers=[str(row.dossier_id) for row in ready],
        made_by=officer.as_json(),
        made_at=at,
    )
    Keeping.objects.filter(dossier_id__in=[row.dossier_id for row in ready]).update(package=package)
    events.record(
        "archive.package_begun",
        package.id,
        actor=officer,
        at=at,
        number=package.number,
        unit=unit_code,
        dossiers=len(ready),
    )
    build_package.enqueue(package_id=str(package.id))
    return package
