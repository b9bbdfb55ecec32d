"""The whole content as JSON: what the forms do not show can be read and written here."""

import json

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cuamo.catalogue.policies import EDITORS
from cuamo.catalogue.selectors.book import version_numbered
from cuamo.catalogue.services.save_draft import EditConflict, save_part, stamp
from cuamo.catalogue.services.start_draft import read_file
from cuamo.catalogue.states import CHANGEABLE
from cuamo.kernel.errors import DomainError
from cuamo.kernel.selectors.calendar import current_calendar
from cuamo.web import phrases
from cuamo.web.audiences import ActedRequest
from cuamo.web.catalogue.audience import catalogue_staff
from cuamo.web.catalogue.frame import frame
from cuamo.web.catalogue.showing import all_faults


@catalogue_staff
@require_http_methods(["GET", "POST"])
def raw(request: ActedRequest, code: str, number: int) -> HttpResponse:
    """Show and keep the content as JSON; an unreadable text stays in the box."""
    version = version_numbered(code, number)
    text = json.dumps(version.content, ensure_ascii=False, indent=1)
    errors: dict[str, str] = {}
    seen, status = stamp(version.content), 200
    if request.method == "POST":
        typed = request.POST.get("json", "")
        try:
            save_part(
                version_id=version.id,
                path=(),
                value=read_file(typed.encode()),
                seen=request.POST.get("seen", ""),
                actor=request.actor,
                at=timezone.now(),
            )
            messages.success(request, "Đã lưu bản nháp.")
            return redirect("catalogue:raw", code, number)
        except DomainError as refused:
            text, errors, status = typed, {"json": phrases.say(refused)}, refused.status
            seen = seen if isinstance(refused, EditConflict) else request.POST.get("seen", "")
    faults = all_faults(version.content, calendar=current_calendar())
    editable = version.status in CHANGEABLE and bool(request.actor.roles & EDITORS)
    return render(
        request,
        "catalogue/raw.html",
        frame(request, version, "json", faults)
        | {"text": text, "errors": errors, "seen": seen, "faults": faults, "editable": editable},
        status=status,
    )
