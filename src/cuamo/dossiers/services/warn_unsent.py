"""Work that waits on a counter's PC for too long does not stay between clerk and PC."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from cuamo.dossiers.models import DeviceReport
from cuamo.dossiers.selectors.unsent import NETWORK_AFTER, POINT_AFTER
from cuamo.kernel import events
from cuamo.kernel.actors import SYSTEM

BATCH = 200


@transaction.atomic
def warn_unsent(*, at: datetime) -> int:
    """Note, once per stretch, whose PC holds something for over four hours, and for over a day.

    Records `device.unsent_long`; the pages of the lead and of the network's manager show it from then on. A
    PC that says nothing any more counts on. Returns how many were noted; a second run finds them noted.
    """
    point = Q(told_point_at=None, oldest_since__lte=at - POINT_AFTER)
    network = Q(told_network_at=None, oldest_since__lte=at - NETWORK_AFTER)
    due = DeviceReport.objects.select_for_update(skip_locked=True).filter(point | network, unsent__gt=0)
    noted = list(due.order_by("oldest_since", "id")[:BATCH])
    for report in noted:
        assert report.oldest_since is not None
        a_day = at - report.oldest_since >= NETWORK_AFTER
        report.told_point_at = report.told_point_at or at
        report.told_network_at = at if a_day else None
        report.save(update_fields=["told_point_at", "told_network_at"])
        events.record(
            "device.unsent_long",
            report.id,
            actor=SYSTEM,
            at=at,
            agency=report.agency_code,
            clerk=report.clerk_id,
            device=str(report.device),
            unsent=report.unsent,
            since=report.oldest_since.isoformat(),
            to="NETWORK" if a_day else "POINT",
        )
    return len(noted)
