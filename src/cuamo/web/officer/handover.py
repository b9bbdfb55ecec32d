"""Q14 at an authority or a point: originals arrive, bags are opened and counted, alarms are answered."""

from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_GET, require_http_methods

from cuamo.web.audiences import ActedRequest, staff_required
from cuamo.web.officer.desk import desk_of
from cuamo.web.officer.packing import PACKERS
from cuamo.web.officer.words import PACKING_KEYS
from cuamo.web.post.desk import bag_sheet, desk_page, label_sheet, manifest_sheet


@staff_required(*PACKERS)
@require_http_methods(["GET", "POST"])
def handover(request: ActedRequest) -> HttpResponse:
    """Show what lies here and comes here; take one act."""
    return desk_page(
        request,
        area="officer",
        template="officer/handover.html",
        unit_name=desk_of(request.actor),
        keys_here=PACKING_KEYS,
    )


@staff_required(*PACKERS)
@require_GET
def label(request: ActedRequest, parcel_id: UUID) -> HttpResponse:
    """Answer the label of an envelope with papers."""
    return label_sheet(request, parcel_id)


@staff_required(*PACKERS)
@require_GET
def bag_label(request: ActedRequest, bag_id: UUID) -> HttpResponse:
    """Answer the label of a bag."""
    return bag_sheet(request, bag_id)


@staff_required(*PACKERS)
@require_GET
def manifest(request: ActedRequest, run_id: UUID) -> HttpResponse:
    """Answer the manifest of a run."""
    return manifest_sheet(request, run_id)
