"""P2: every place that takes a procedure in, as it was published; also as a file."""

import csv
import io

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from cuamo.catalogue.models import AcceptingList, ProcedureVersion
from cuamo.catalogue.selectors.accepting import newest_list
from cuamo.catalogue.selectors.versions import version_in_force
from cuamo.kernel.clock import HANOI, to_hanoi
from cuamo.web.audiences import ActedRequest, everyone

KINDS = {"BRANCH": ("Chi nhánh", "Branches"), "POINT": ("Điểm phục vụ của phường, xã", "Points of wards")}
COLUMNS = (
    "procedure_code",
    "procedure_name",
    "deciding_authority",
    "place_code",
    "place_kind",
    "place_name",
    "address",
    "phone",
    "published_on",
    "published_by",
    "decision",
)


@everyone
@require_GET
def places(request: ActedRequest, code: str) -> HttpResponse:
    """Show the complete list with its date and who published it."""
    version, found = _published(code)
    groups = [
        {"name_vi": vi, "name_en": en, "places": [p for p in found.places if p["kind"] == kind]}
        for kind, (vi, en) in KINDS.items()
    ]
    return render(
        request,
        "portal/accepting.html",
        {"content": version.content, "found": found, "groups": [g for g in groups if g["places"]]},
    )


@everyone
@require_GET
def as_csv(request: ActedRequest, code: str) -> HttpResponse:
    """Answer the complete list as CSV, one place a line."""
    version, found = _published(code)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for place in found.places:
        writer.writerow(
            [
                code,
                version.content["name_vi"],
                version.content["authority"].get("name_vi", ""),
                place["code"],
                KINDS[place["kind"]][0],
                place["name_vi"],
                place["address"],
                place["phone"],
                to_hanoi(found.published_at).date().isoformat(),
                found.body_vi,
                found.paper,
            ]
        )
    response = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="noi-tiep-nhan-{code}.csv"'
    return response


def _published(code: str) -> tuple[ProcedureVersion, AcceptingList]:
    version = version_in_force(code, on=timezone.now().astimezone(HANOI).date())
    found = newest_list(code)
    if found is None:
        raise Http404
    return version, found
