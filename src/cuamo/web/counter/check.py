"""Q7 and Q8: the citizen sees everything, and confirms with a code the clerk never sees."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.utils import timezone

from cuamo.catalogue.rules.form_files import kept_parts
from cuamo.dossiers.models import Confirmation, Dossier, Visit
from cuamo.dossiers.selectors.changes import change_asked
from cuamo.dossiers.selectors.form_files import signatures_wanted
from cuamo.dossiers.services.ask_change import settle_change
from cuamo.dossiers.services.request_confirmation import Incomplete, request_confirmation
from cuamo.kernel.clock import to_hanoi
from cuamo.kernel.errors import DomainError
from cuamo.web import phrases
from cuamo.web.audiences import ActedRequest
from cuamo.web.counter.bench import go, keys_of, step_page, step_url

ELSEWHERE = {"delivery": "Cách nhận kết quả", "papers": "Giấy tờ"}
"""Lines of the citizen's summary that are mended at step 6."""
PLACES = {"question": 4, "field": 5, "paper": 6, "delivery": 6}


def summary(request: ActedRequest, visit: Visit, dossier: Dossier) -> HttpResponse:
    """Show the summary to the citizen; what is missing is listed at once with the step to mend it."""
    gaps: list[tuple[str, str]] = []
    errors: dict[str, str] = {}
    confirmation: Confirmation | None = None
    try:
        confirmation = request_confirmation(dossier_id=dossier.id, actor=request.actor, at=timezone.now())
    except Incomplete as refused:
        gaps = [(gap.vi, _place(visit, dossier, gap.where)) for gap in refused.gaps]
    except DomainError as refused:
        errors = {"tom-tat": phrases.say(refused)}
    dossier.refresh_from_db()
    agreed = confirmation is not None and confirmation.agreed_at is not None
    if request.method == "POST":
        if agreed:
            return go(visit, 8)
        if request.POST.get("act") == "keep":
            settle_change(dossier_id=dossier.id, actor=request.actor, at=timezone.now())
            return go(visit, 7)
    signing = signatures_wanted(dossier, today=to_hanoi(timezone.now()).date()) if gaps else []
    line = change_asked(dossier) if confirmation and not agreed else ""
    rows = confirmation.summary["rows"] if confirmation else []
    return step_page(
        request,
        visit,
        dossier,
        7,
        "counter/summary.html",
        gaps=gaps,
        signing=[field.label_vi for field in signing],
        errors=errors,
        agreed=agreed,
        rows=rows,
        line=line,
        line_name=ELSEWHERE.get(line) or next((row["label_vi"] for row in rows if row["key"] == line), line),
        fix_url=_fix_url(visit, line),
        change_url=f"{step_url(visit, 5)}?ve=7",
        keys=_keys(visit, dossier, gaps=gaps, line=line, agreed=agreed),
    )


def _place(visit: Visit, dossier: Dossier, where: str) -> str:
    """Return where a gap is closed: the step; for a signature, its own place in the form and back again."""
    kind, _, key = where.partition(":")
    if kind == "field" and key in kept_parts(dossier.version.content):
        return _fix_url(visit, key)
    return step_url(visit, PLACES[kind])


def _fix_url(visit: Visit, line: str) -> str:
    """Return where the line can be changed; the summary comes back afterwards."""
    if line in ELSEWHERE:
        return step_url(visit, 6)
    return f"{step_url(visit, 5)}?{urlencode({'ve': 7, 'dong': line})}"


def _keys(
    visit: Visit, dossier: Dossier, *, gaps: list[tuple[str, str]], line: str, agreed: bool
) -> list[dict[str, Any]]:
    """Return the keys of the step: what F10 does follows from what is to be done."""
    keys = [key for key in keys_of(visit, dossier, 7) if key["key"] != "F10"]
    if gaps:
        keys.append({"key": "F10", "name": "Làm việc còn thiếu", "url": gaps[0][1], "main": True})
    elif line:
        keys.append({"key": "F10", "name": "Sửa dòng này", "url": _fix_url(visit, line), "main": True})
    elif agreed:
        keys.append({"key": "F10", "name": "Xem tiếp", "form": "buoc", "main": True})
    return keys


def code(request: ActedRequest, visit: Visit, dossier: Dossier) -> HttpResponse:
    """Wait while the citizen keys in the code; only that it is confirmed is shown."""
    if dossier.confirmed_at is not None:
        return go(visit, 9)
    return step_page(request, visit, dossier, 8, "counter/code.html")
