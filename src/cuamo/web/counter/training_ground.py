"""The workbench on invented people: the same pages, on the tables of the rehearsal.

Whose visit is rehearsed stands in the clerk's session; a rehearsed citizen screen is known by its code.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone

from cuamo.dossiers.services.parts import REHEARSED
from cuamo.kernel.errors import DomainError
from cuamo.kernel.rehearsal import rehearsal
from cuamo.organisation.selectors.staff import actor_of
from cuamo.organisation.selectors.training import task_set
from cuamo.organisation.services.training import note_refusal
from cuamo.web import errors
from cuamo.web.counter.training_end import attempt_of, end_task

KEY = "luyen-tap"
VISIT = re.compile(r"^/quay/luot/([0-9a-f-]{36})/")
SCREEN = re.compile(rf"^/(?:man-hinh|chup)/{REHEARSED}[0-9A-Z]{{6}}/", re.IGNORECASE)
STAYS_A_DRAFT = "training_stays_a_draft"
"""What the database says when a rehearsed dossier would be sent: everything was in order up to there."""
PAPER = frozenset({"counter:receipt", "counter:form-print", "counter:cash-paper"})
REFUSED = frozenset({403, 409, 422})


class TrainingGround:
    """Stands before every page; only those of a rehearsal are touched."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Mapping[str, Any]
    ) -> HttpResponseBase | None:
        """Run the page inside a rehearsal; sending ends the task instead."""
        visit_id = rehearsed_visit(request)
        if visit_id is None and not SCREEN.match(request.path_info):
            return None
        name = request.resolver_match.view_name if request.resolver_match else ""
        if name in PAPER:
            messages.info(request, "Khi luyện tập không in giấy thật. Xem trên màn hình, hoặc in trang này.")
            return redirect("counter:visit", visit_id)
        try:
            with rehearsal():
                answer: HttpResponseBase = view(request, *args, **kwargs)
        except DomainError as refused:
            answer = errors.refusal(request, refused)
        except IntegrityError as stopped:
            if visit_id is None or STAYS_A_DRAFT not in str(stopped):
                raise
            return _sent(request, visit_id)
        return _counted(request, visit_id, answer, kwargs)


def rehearsed_visit(request: HttpRequest) -> UUID | None:
    """Return the visit of the address when this session rehearses it."""
    found = VISIT.match(request.path_info)
    if found is None or found.group(1) not in request.session.get(KEY, []):
        return None
    return UUID(found.group(1))


def enter(request: HttpRequest, visit_id: UUID) -> None:
    """Let this session rehearse the visit; the last three are remembered."""
    request.session[KEY] = [*request.session.get(KEY, [])[-2:], str(visit_id)]


def _sent(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """End the task: all was in order, only the rule that keeps a rehearsal here stood against it."""
    now = timezone.now()
    clerk = actor_of(request.user, at=now)
    attempt = attempt_of(visit_id, clerk)
    task = task_set().task(attempt.task) if attempt else None
    if attempt is not None and task is not None:
        end_task(attempt, task, clerk=clerk, sent=True, at=now)
    return redirect("counter:training-finish", visit_id)


def _counted(
    request: HttpRequest, visit_id: UUID | None, answer: HttpResponseBase, kwargs: Mapping[str, Any]
) -> HttpResponseBase:
    if visit_id is None or request.method != "POST":
        return answer
    if answer.status_code in REFUSED:
        note_refusal(visit_id=visit_id)
    ended = kwargs.get("step") == 11 and isinstance(answer, HttpResponse) and answer.status_code == 302
    return redirect("counter:training-finish", visit_id) if ended else answer
