"""S5: requests about personal data: the list by term, and the answer; a second person looks at deletions."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from cuamo.documents.selectors.files import content_of
from cuamo.dossiers.models import DataRequest
from cuamo.dossiers.rules.data_request import KINDS, OPEN, OUTCOMES, STATES, DataState, Kind, Outcome
from cuamo.dossiers.selectors.data_requests import (
    HANDLERS,
    request_for,
    requests_answered,
    requests_waiting,
    waiting_counts,
)
from cuamo.dossiers.selectors.own_data import held_counts
from cuamo.dossiers.services.handle_data_request import (
    acknowledge_data_request,
    answer_data_request,
    approve_deletion,
    extend_data_request,
    open_data_request,
    send_deletion_back,
)
from cuamo.kernel.errors import DomainError
from cuamo.people.rules.corrections import CORRECTABLE
from cuamo.people.rules.uses import USES
from cuamo.web import phrases
from cuamo.web.audiences import ActedRequest, staff_required
from cuamo.web.officer.words import time_left
from cuamo.web.oversight.people import place_of

ANSWERED = "da-tra-loi"
FIELDS = frozenset({"ket_qua", "tra_loi", "ly_do"})


@staff_required(*HANDLERS)
@require_GET
def show(request: ActedRequest) -> HttpResponse:
    """List what waits, the next term soonest first; the second tab shows what was answered."""
    answered, after = request.GET.get("nhom") == ANSWERED, request.GET.get("sau", "")
    now = timezone.now()
    page = (requests_answered if answered else requests_waiting)(officer=request.actor, after=after)
    context = {
        "rows": [_row(each, now) for each in page.rows],
        "answered": answered,
        "after": after,
        "next_after": page.next_after,
        "group": ANSWERED,
        "counts": waiting_counts(now=now),
        "unit_name": place_of(request.actor),
    }
    return render(request, "oversight/data_requests.html", context)


@staff_required(*HANDLERS)
@require_http_methods(["GET", "POST"])
def one(request: ActedRequest, request_id: UUID) -> HttpResponse:
    """Show one request and take what is done about it; opening is logged."""
    found, now = request_for(request.actor, request_id), timezone.now()
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        try:
            said = _act(request, found, now)
        except DomainError as refused:
            where = refused.where if refused.where in FIELDS else "gui"
            errors, status = {where: phrases.say(refused)}, refused.status
            found = request_for(request.actor, request_id)
        else:
            messages.success(request, said)
            return redirect("oversight:data-request", found.id)
    else:
        open_data_request(found=found, officer=request.actor, at=now)
    person = found.person
    context = _row(found, now) | {
        "person": person,
        "held": held_counts(person.id),
        "uses": [words[0] for use, words in USES.items() if use in found.uses],
        "field": CORRECTABLE[found.field][0] if found.field else "",
        "stands": person.shown_birth_date
        if found.field == "birth_date"
        else getattr(person, found.field, "")
        if found.field
        else "",
        "outcomes": [(key.value, words[0]) for key, words in OUTCOMES.items()],
        "proposed": found.state == DataState.PROPOSED,
        "own_proposal": found.proposed_by.get("id") == request.actor.id,
        "typed": {name: request.POST.get(name, "") for name in FIELDS},
        "errors": errors,
        "unit_name": place_of(request.actor),
    }
    return render(request, "oversight/data_request.html", context, status=status)


@staff_required(*HANDLERS)
@require_GET
def proof(request: ActedRequest, request_id: UUID) -> HttpResponse:
    """Show the paper that was given as proof."""
    found = request_for(request.actor, request_id)
    if found.proof is None:
        raise Http404
    open_data_request(found=found, officer=request.actor, at=timezone.now())
    response = HttpResponse(content_of(found.proof), content_type=found.proof.mime)
    response.headers["Content-Disposition"] = "inline"
    return response


def _act(request: ActedRequest, found: DataRequest, now: datetime) -> str:
    """Do what was pressed; return what to say."""
    act, officer = request.POST.get("act", "tra-loi"), request.actor
    if act == "nhan":
        with_others = request.POST.get("ben_khac") == "1"
        acknowledge_data_request(request_id=found.id, officer=officer, with_others=with_others, at=now)
        return "Đã báo cho người dân."
    if act == "gia-han":
        reason = request.POST.get("ly_do", "")
        extend_data_request(request_id=found.id, officer=officer, reason=reason, at=now)
        return "Đã gia hạn và báo cho người dân."
    if act == "duyet":
        approve_deletion(request_id=found.id, officer=officer, at=now)
        return "Đã xóa và trả lời người dân."
    if act == "khong-duyet":
        send_deletion_back(request_id=found.id, officer=officer, at=now)
        return "Đã trả lại đề xuất. Chưa xóa gì."
    done = answer_data_request(
        request_id=found.id,
        officer=officer,
        outcome=request.POST.get("ket_qua", ""),
        answer=request.POST.get("tra_loi", ""),
        at=now,
    )
    if done.state == DataState.PROPOSED:
        return "Đã đề xuất xóa. Người thứ hai của Trung tâm duyệt rồi mới xóa."
    return "Đã trả lời."


def _row(found: DataRequest, now: datetime) -> dict[str, Any]:
    state = DataState(found.state)
    return {
        "found": found,
        "name": KINDS[Kind(found.kind)][0],
        "state": "Chờ duyệt xóa" if state == DataState.PROPOSED else STATES[state][0],
        "step": "Báo đã nhận" if found.acknowledged_at is None else "Trả lời",
        "open": state in OPEN,
        "left": time_left(found.due_at, now) if state in OPEN else "",
        "late": found.due_at < now if state in OPEN else (found.answered_at or now) > found.answer_by,
        "outcome": OUTCOMES[Outcome(found.outcome)][0] if found.outcome else "",
    }
