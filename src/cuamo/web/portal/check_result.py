"""P8: check a printed result by its QR; nothing is shown that is not printed on it."""

import math
from datetime import datetime
from hashlib import sha256

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cuamo.documents.rules.limits import MAX_BYTES
from cuamo.documents.selectors.signatures import signatures_of
from cuamo.documents.services.verify import accepted
from cuamo.dossiers.selectors.checked_result import check_result
from cuamo.kernel.clock import HANOI
from cuamo.organisation.services.sign_in_limit import closed_until, take_try
from cuamo.web.account.place import place_of
from cuamo.web.audiences import ActedRequest, everyone
from cuamo.web.language import vi_en

UNKNOWN_CODES, FILES = 30, 20
"""Codes of no result, and files to compare, from one address in ten minutes."""


@everyone
@require_http_methods(["GET", "POST"])
def check(request: ActedRequest, token: str) -> HttpResponse:
    """Say whether the city issued a result with this QR, and how it stands; POST compares a file with it."""
    now = timezone.now()
    until = closed_until(allowed={_codes_from(request): UNKNOWN_CODES}, at=now)
    if until is not None:
        return _later(request, until, now)
    printed = check_result(token)
    if printed is None:
        take_try(what=_codes_from(request), most=UNKNOWN_CODES, at=now)
        return render(request, "portal/check_result.html", {"printed": None}, status=404)
    context = {"printed": printed, "errors": {}}
    if request.method == "POST":
        taken = take_try(what=f"check-file:{place_of(request)}", most=FILES, at=now)
        if not taken.allowed:
            return _later(request, taken.until, now)
        context |= _compared(request, printed.sha256)
    return render(request, "portal/check_result.html", context, status=422 if context["errors"] else 200)


def _compared(request: HttpRequest, expected: str) -> dict[str, object]:
    """Return whether the file is the original byte for byte, and whose signatures it carries."""
    file = request.FILES.get("tep")
    if file is None or not file.size:
        return {"errors": {"tep": vi_en("Chọn tệp PDF cần so.", "Choose the PDF to compare.")}}
    if file.size > MAX_BYTES:
        return {"errors": {"tep": vi_en("Tệp lớn quá. Chọn tệp nhỏ hơn.", "The file is too large.")}}
    data = file.read()
    reports = signatures_of(data)
    return {
        "compared": True,
        "same": sha256(data).hexdigest() == expected,
        "signatures": reports,
        "unbroken": accepted(reports),
    }


def _codes_from(request: HttpRequest) -> str:
    return f"check-from:{place_of(request)}"


def _later(request: HttpRequest, until: datetime, now: datetime) -> HttpResponse:
    again = f"{until.astimezone(HANOI):%H:%M}"
    response = render(request, "portal/check_result.html", {"printed": None, "again": again}, status=429)
    response.headers["Retry-After"] = str(max(1, math.ceil((until - now).total_seconds())))
    return response
