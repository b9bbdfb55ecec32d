"""Bring a list of procedures: upload, look, apply; faulty rows go out to be mended."""

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from cuamo.catalogue.policies import EDITORS
from cuamo.catalogue.selectors.imports import import_of, newest_imports
from cuamo.catalogue.services.run_import import MOST_BYTES, Mode, faulty_rows, start_import, take_import
from cuamo.catalogue.services.undo_import import WITHIN, Obstacle, UndoBlocked, start_undo
from cuamo.kernel.errors import DomainError
from cuamo.web import phrases
from cuamo.web.audiences import ActedRequest
from cuamo.web.catalogue.audience import catalogue_staff

STATES = {
    "CHECKING": "Đang xem từng dòng",
    "CHECKED": "Đã xem, chưa nhập",
    "APPLYING": "Đang nhập",
    "APPLIED": "Đã nhập",
    "UNDOING": "Đang hoàn tác",
    "UNDONE": "Đã hoàn tác",
}
RUNNING = frozenset({"CHECKING", "APPLYING", "UNDOING"})


@catalogue_staff
@require_http_methods(["GET", "POST"])
def listing(request: ActedRequest) -> HttpResponse:
    """Upload a list, and the lists brought before."""
    errors: dict[str, str] = {}
    if request.method == "POST":
        upload = request.FILES.get("tep")
        try:
            taken = take_import(
                file_name=(upload.name or "") if upload else "",
                data=upload.read(MOST_BYTES + 1) if upload else b"",
                actor=request.actor,
                at=timezone.now(),
            )
            return redirect("catalogue:import", taken.id)
        except DomainError as refused:
            if refused.status == 403:
                raise
            errors = {"tep": phrases.say(refused)}
    rows = [{"taken": taken, "word": STATES.get(taken.status, taken.status)} for taken in newest_imports()]
    return render(
        request,
        "catalogue/imports.html",
        {"rows": rows, "errors": errors, "is_editor": bool(request.actor.roles & EDITORS)},
        status=422 if errors else 200,
    )


@catalogue_staff
@require_http_methods(["GET", "POST"])
def show(request: ActedRequest, import_id: UUID) -> HttpResponse:
    """How far a list is, what is wrong row by row; POST applies it or takes it back."""
    blocked: list[Obstacle] = []
    if request.method == "POST" and request.POST.get("viec") == "hoan-tac":
        try:
            start_undo(import_id=import_id, actor=request.actor, at=timezone.now())
            return redirect("catalogue:import", import_id)
        except UndoBlocked as refused:
            messages.error(request, phrases.say(refused))
            blocked = refused.obstacles
        except DomainError as refused:
            if refused.status in {403, 404}:
                raise
            messages.error(request, phrases.say(refused))
            return redirect("catalogue:import", import_id)
    elif request.method == "POST":
        mode = "all_or_nothing" if request.POST.get("viec") == "tat-ca" else "only_good"
        try:
            start_import(import_id=import_id, mode=cast(Mode, mode), actor=request.actor, at=timezone.now())
        except DomainError as refused:
            if refused.status in {403, 404}:
                raise
            messages.error(request, phrases.say(refused))
        return redirect("catalogue:import", import_id)
    taken = import_of(import_id)
    counts = taken.report.get("counts", {})
    part = request.headers.get("HX-Request") == "true"
    until = taken.finished_at + WITHIN if taken.finished_at and taken.status == "APPLIED" else None
    return render(
        request,
        "catalogue/_import.html" if part else "catalogue/import.html",
        {
            "taken": taken,
            "word": STATES.get(taken.status, taken.status),
            "running": taken.status in RUNNING,
            "counts": counts,
            "good": taken.total - counts.get("faulty", 0),
            "is_editor": bool(request.actor.roles & EDITORS),
            "undo_until": until if until and timezone.now() <= until else None,
            "blocked": blocked or taken.report.get("undo_refused", []),
        },
        status=409 if blocked else 200,
    )


@catalogue_staff
@require_GET
def faulty(request: ActedRequest, import_id: UUID) -> HttpResponse:
    """Only the rows with faults, each with what is wrong; mended, the file comes back as it is."""
    taken = import_of(import_id, with_rows=True)
    answer = JsonResponse(
        {"procedures": faulty_rows(taken)}, json_dumps_params={"ensure_ascii": False, "indent": 1}
    )
    answer["Content-Disposition"] = 'attachment; filename="dong-loi.json"'
    return answer
