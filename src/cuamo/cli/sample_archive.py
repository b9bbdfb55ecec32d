"""Sample of the archive's desk: dossiers due for submission, one of them under a legal hold."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef

from cuamo.archive.models import Hold
from cuamo.archive.services.file_dossier import file_dossier
from cuamo.archive.services.hold import place_hold
from cuamo.archive.services.load_terms import load_terms
from cuamo.cli.sample_work import Cast
from cuamo.dossiers.models import Dossier, WorkItem
from cuamo.dossiers.states import State
from cuamo.kernel.ids import first_id
from cuamo.organisation.types import Role

UNIT = "PX-00070"
"""The ward of the tour: its records clerk is `vanthu.hoankiem`."""
LONG_ENOUGH = timedelta(days=35)
BACK = timedelta(days=120)
TAKEN = 3


def archive_and_hold(*, now: datetime) -> int:
    """Let old dossiers of the ward be due for the archive and hold one; return how many are due."""
    load_terms(path=settings.REFERENCE / "sample" / "retention.json")
    if Hold.objects.filter(unit_code=UNIT).exists():
        return 0
    waits = WorkItem.objects.filter(dossier_id=OuterRef("id"))
    old = Dossier.objects.filter(
        ~Exists(waits),
        id__gte=first_id(now - BACK),
        id__lt=first_id(now),
        decided_by=UNIT,
        state=State.RETURNED,
        returned_at__lt=now - LONG_ENOUGH,
    )
    found = list(old.order_by("returned_at", "id").values_list("id", flat=True)[:TAKEN])
    for dossier_id in found:
        file_dossier(dossier_id=dossier_id)
    if found:
        place_hold(
            dossier_id=found[-1],
            officer=Cast().officer(UNIT, Role.LEADER, at=now),
            ground="Phục vụ thanh tra việc cấp bản sao trích lục (dữ liệu mẫu)",
            document="12/QĐ-TTr",
            at=now,
        )
    return len(found) - 1 if found else 0
