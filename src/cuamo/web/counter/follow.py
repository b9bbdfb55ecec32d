"""Q5, «Làm cùng»: what the citizen typed on their own screen, for the clerk's open page."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_GET

from cuamo.dossiers.models import Dossier
from cuamo.dossiers.services.fill_together import BY_CITIZEN
from cuamo.web.audiences import ActedRequest, staff_required
from cuamo.web.counter.bench import CLERKS, visit_of


@staff_required(*CLERKS)
@require_GET
def typed_by_citizen(request: ActedRequest, visit_id: UUID) -> HttpResponse:
    """Answer the values the citizen typed, by the names of the boxes; 304 while there is nothing new."""
    _, dossier = visit_of(request, visit_id)
    if dossier is None:
        return HttpResponse(status=204)
    tag = f'"{dossier.saved_at.timestamp()}"'
    if request.headers.get("If-None-Match") == tag:
        return HttpResponse(status=304)
    return JsonResponse(_boxes(dossier), headers={"ETag": tag})


def _boxes(dossier: Dossier) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, source in dossier.sources.items():
        value = dossier.values.get(key)
        if source != BY_CITIZEN or isinstance(value, list | dict):
            continue
        if isinstance(value, bool):
            found[key] = "on" if value else ""
        else:
            found[key] = str(value or "")
            found |= _date_boxes(key, found[key])
    return found


def _date_boxes(key: str, value: str) -> dict[str, str]:
    parts = value.split("-")
    if not all(part.isdigit() for part in parts) or len(parts[0]) != 4:
        return {}
    year, month, day = (*parts, "", "")[:3]
    return {f"{key}.ngay": day, f"{key}.thang": month, f"{key}.nam": year}
