"""P3: places where people are helped."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from cuamo.organisation.selectors.agencies import list_agencies, open_now, open_until
from cuamo.web.audiences import ActedRequest, everyone

PAGE = 30


@everyone
def points(request: ActedRequest) -> HttpResponse:
    """List open places; words match names, addresses, old and new wards."""
    words, after = request.GET.get("q", "").strip()[:200], request.GET.get("sau", "")[:20]
    now = timezone.now()
    found = list_agencies(words=words, after=after, limit=PAGE)
    rows = [
        {"unit": unit, "open": open_now(unit, at=now), "until": open_until(unit, at=now)} for unit in found
    ]
    more = found[-1].code if len(found) == PAGE else ""
    return render(request, "portal/points.html", {"words": words, "rows": rows, "more": more})
