"""Q16: practise on invented people; nothing is ever sent."""

from datetime import datetime, time
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cuamo.dossiers.services.rehearse import begin_rehearsal
from cuamo.kernel.clock import HANOI
from cuamo.organisation.models import TrainingAttempt, Unit
from cuamo.organisation.selectors.training import (
    Task,
    best_scores,
    certificates_of,
    practised_at,
    task_set,
    unfinished_of,
)
from cuamo.organisation.services.training import answer_of, begin_attempt, finish_attempt
from cuamo.organisation.types import Role
from cuamo.web.audiences import ActedRequest, staff_required
from cuamo.web.counter.bench import CLERKS, page_keys
from cuamo.web.counter.training_end import attempt_of, end_task
from cuamo.web.counter.training_ground import enter
from cuamo.web.forms import read_number

WORK = "WORK"


@staff_required(*CLERKS)
@require_GET
def training(request: ActedRequest) -> HttpResponse:
    """List the tasks with one's own best scores, and the certificate."""
    tasks = task_set()
    best = best_scores(request.actor.id, version=tasks.version)
    today = timezone.now().astimezone(HANOI).date()
    start = datetime.combine(today, time(0), tzinfo=HANOI)
    context = {
        "set": tasks,
        "rows": [
            (task, best.get(task.key), best.get(task.key, -1) >= tasks.pass_score) for task in tasks.tasks
        ],
        "passed": sum(best.get(task.key, -1) >= tasks.pass_score for task in tasks.tasks),
        "certificate": certificates_of(request.actor.id, today).first(),
        "unfinished": unfinished_of(request.actor.id, since=start),
        "leads": Role.SHIFT_LEAD in request.actor.roles,
        **_page(request),
    }
    return render(request, "counter/training.html", context)


@staff_required(*CLERKS)
@require_POST
def begin(request: ActedRequest, key: str) -> HttpResponse:
    """Let the invented person of the task come to the counter."""
    task, now = _task(key, WORK), timezone.now()
    visit_id = begin_rehearsal(clerk=request.actor, card=task.card, phone=task.phone, at=now)
    begin_attempt(clerk=request.actor, task_key=key, visit_id=visit_id, at=now)
    enter(request, visit_id)
    messages.info(request, task.story)
    return redirect("counter:step", visit_id, 1)


@staff_required(*CLERKS)
@require_POST
def go_on(request: ActedRequest, visit_id: UUID) -> HttpResponse:
    """Go on with a task that was left, for example after signing in again."""
    _own(request, visit_id)
    enter(request, visit_id)
    return redirect("counter:step", visit_id, 1)


@staff_required(*CLERKS)
@require_http_methods(["GET", "POST"])
def question(request: ActedRequest, key: str) -> HttpResponse:
    """Ask one question; the answer says at once why."""
    task = _task(key, "CHOICE")
    chosen = read_number(request.POST.get("chon", ""), -1)
    answered = request.method == "POST" and 0 <= chosen < len(task.options)
    attempt = None
    if answered:
        now = timezone.now()
        begun = begin_attempt(clerk=request.actor, task_key=key, visit_id=None, at=now)
        attempt = finish_attempt(
            attempt_id=begun.id, clerk=request.actor, score=answer_of(task, chosen), at=now
        )
    main = {"key": "F10", "name": "Trả lời", "form": "buoc", "main": True}
    context = {
        "task": task,
        "chosen": chosen,
        "attempt": attempt,
        "errors": {"chon": "Chọn một câu trả lời."} if request.method == "POST" and not answered else {},
        **_page(request, main=None if answered else main),
    }
    return render(
        request, "counter/training_question.html", context, status=422 if context["errors"] else 200
    )


@staff_required(*CLERKS)
@require_GET
def finish(request: ActedRequest, visit_id: UUID) -> HttpResponse:
    """Show what the task at the workbench was worth; one that is left before it was sent is worth nothing."""
    attempt, now = _own(request, visit_id), timezone.now()
    task = _task(attempt.task, WORK)
    attempt = end_task(attempt, task, clerk=request.actor, sent=False, at=now)
    context = {"task": task, "attempt": attempt, "set": task_set(), **_page(request)}
    return render(request, "counter/training_result.html", context)


@staff_required(Role.SHIFT_LEAD)
@require_GET
def point(request: ActedRequest) -> HttpResponse:
    """Show the lead who has practised what; attempts in detail stay with each clerk."""
    tasks = task_set()
    rows = practised_at(
        request.actor.unit_code,
        version=tasks.version,
        pass_score=tasks.pass_score,
        at=timezone.now(),
    )
    return render(request, "counter/training_point.html", {"rows": rows, "set": tasks, **_page(request)})


def _task(key: str, kind: str) -> Task:
    task = task_set().task(key)
    if task is None or task.kind != kind:
        raise Http404
    return task


def _own(request: ActedRequest, visit_id: UUID) -> TrainingAttempt:
    attempt = attempt_of(visit_id, request.actor)
    if attempt is None:
        raise Http404
    return attempt


def _page(request: ActedRequest, *, main: dict[str, object] | None = None) -> dict[str, object]:
    unit = Unit.objects.filter(code=request.actor.unit_code).first()
    return {
        "place": "training",
        "unit_name": unit.name_vi if unit else "",
        "keys": page_keys(back=True, main=main),
    }
