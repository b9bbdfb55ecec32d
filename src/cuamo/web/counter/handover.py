"""Q14 at the counter: originals leave, envelopes and bags come and go."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from cuamo.organisation.models import Unit
from cuamo.web.audiences import ActedRequest, staff_required
from cuamo.web.counter.bench import CLERKS, page_keys
from cuamo.web.counter.beside import beside_the_page
from cuamo.web.post.desk import bag_sheet, desk_page, label_sheet, manifest_sheet


@staff_required(*CLERKS)
@require_http_methods(["GET", "POST"])
def handover(request: ActedRequest) -> HttpResponse:
    """Show what lies here and comes here; take one act."""
    point = Unit.objects.filter(code=request.actor.unit_code).values_list("name_vi", flat=True).first()
    return desk_page(
        request,
        area="counter",
        template="counter/handover.html",
        keys=_keys(),
        place="handover",
        unit_name=point or "",
    )


@staff_required(*CLERKS)
@require_GET
@beside_the_page
def label(request: ActedRequest, parcel_id: UUID) -> HttpResponse:
    """Answer the label of an envelope with papers."""
    return label_sheet(request, parcel_id)


@staff_required(*CLERKS)
@require_GET
@beside_the_page
def bag_label(request: ActedRequest, bag_id: UUID) -> HttpResponse:
    """Answer the label of a bag."""
    return bag_sheet(request, bag_id)


@staff_required(*CLERKS)
@require_GET
@beside_the_page
def manifest(request: ActedRequest, run_id: UUID) -> HttpResponse:
    """Answer the manifest of a run."""
    return manifest_sheet(request, run_id)


def _keys() -> list[dict[str, Any]]:
    here = reverse("counter:handover")
    main = {"key": "F10", "name": "Ghi", "form": "buoc", "main": True}
    return [
        *page_keys(back=True),
        {"key": "F8", "name": "Giao đi", "url": f"{here}?viec=giao"},
        {"key": "F9", "name": "Nhận về", "url": f"{here}?viec=nhan"},
        main,
    ]
