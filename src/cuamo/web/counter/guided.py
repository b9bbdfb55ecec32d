"""Visits that follow a list: help with the electronic identity, and short lessons."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cuamo.dossiers.selectors.guided import account_list, guided_of, lesson_names
from cuamo.dossiers.services.guide_by_list import end_guided, start_guided, tick_guided
from cuamo.kernel.errors import DomainError
from cuamo.web import phrases
from cuamo.web.audiences import ActedRequest, staff_required
from cuamo.web.counter.bench import CLERKS, go, visit_of
from cuamo.web.counter.kinds import keys_with, sub_page

FIELDS = frozenset({"done", "outcome", "note"})


@staff_required(*CLERKS)
@require_http_methods(["GET", "POST"])
def account(request: ActedRequest, visit_id: UUID) -> HttpResponse:
    """Say what is done and what never is; F10 begins."""
    visit, dossier = visit_of(request, visit_id)
    if request.method == "POST":
        return _start(request, visit_id, lesson="")
    return sub_page(
        request,
        visit,
        dossier,
        "counter/account.html",
        guided=account_list(),
        keys=keys_with(visit, dossier, main="Bắt đầu"),
    )


@staff_required(*CLERKS)
@require_http_methods(["GET", "POST"])
def lessons(request: ActedRequest, visit_id: UUID) -> HttpResponse:
    """List the lessons; a digit begins one."""
    visit, dossier = visit_of(request, visit_id)
    if request.method == "POST":
        return _start(request, visit_id, lesson=request.POST.get("bai", ""))
    keys = keys_with(visit, dossier, main="Bắt đầu bài này")
    return sub_page(request, visit, dossier, "counter/lessons.html", lessons=lesson_names(), keys=keys)


@staff_required(*CLERKS)
@require_http_methods(["GET", "POST"])
def follow(request: ActedRequest, visit_id: UUID) -> HttpResponse:
    """Tick what the person has done; `act=tick` keeps it, F10 ends the visit with an outcome."""
    visit, dossier = visit_of(request, visit_id)
    followed = guided_of(visit)
    if followed is None:
        return redirect("counter:kinds", visit.id)
    row, found = followed
    errors: dict[str, str] = {}
    status = 200
    done = request.POST.getlist("done") if request.method == "POST" else row.done
    if request.method == "POST":
        now = timezone.now()
        try:
            if request.POST.get("act") == "tick":
                tick_guided(visit_id=visit.id, clerk=request.actor, done=done, at=now)
                return redirect("counter:guided", visit.id)
            end_guided(
                visit_id=visit.id,
                clerk=request.actor,
                done=done,
                outcome=request.POST.get("outcome", ""),
                note=request.POST.get("note", ""),
                at=now,
            )
            messages.success(request, "Đã ghi kết quả. Mời người tiếp theo.")
            return redirect("counter:idle")
        except DomainError as refused:
            where = refused.where if refused.where in FIELDS else "outcome"
            errors, status = {where: phrases.say(refused)}, refused.status
    return sub_page(
        request,
        visit,
        dossier,
        "counter/guided.html",
        status=status,
        guided=found,
        steps=[(step.key, step.vi) for step in found.steps],
        outcomes=[(one.key, one.vi) for one in found.outcomes],
        done=done,
        outcome=request.POST.get("outcome", ""),
        note=request.POST.get("note", ""),
        errors=errors,
        hints=[one.note_vi for one in found.outcomes if one.note_vi],
        keys=keys_with(visit, dossier, main="Ghi kết quả, kết thúc"),
    )


def _start(request: ActedRequest, visit_id: UUID, *, lesson: str) -> HttpResponse:
    visit, _ = visit_of(request, visit_id)
    back = "counter:lessons" if "bai" in request.POST else "counter:account"
    try:
        if "bai" in request.POST and not lesson:
            return redirect(back, visit_id)
        start_guided(visit_id=visit_id, clerk=request.actor, lesson=lesson, at=timezone.now())
    except DomainError as refused:
        messages.error(request, phrases.say(refused))
        return go(visit, 2) if refused.where == "Q2" else redirect(reverse(back, args=[visit_id]))
    return redirect("counter:guided", visit_id)
