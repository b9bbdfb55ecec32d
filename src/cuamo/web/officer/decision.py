"""X3: decide, with exactly what the citizen will read beside it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from cuamo.dossiers.models import Decision, Dossier, WorkItem
from cuamo.dossiers.selectors.notes import notes_of
from cuamo.dossiers.selectors.worklist import next_free
from cuamo.dossiers.services.accept import accept, refuse_intake
from cuamo.dossiers.services.approve import approve, send_back
from cuamo.dossiers.services.ask_supplement import ask_supplement
from cuamo.dossiers.services.digitise import accept_and_digitise
from cuamo.dossiers.services.issue_result import issue_result
from cuamo.dossiers.services.propose import propose
from cuamo.dossiers.services.propose_return import propose_return
from cuamo.dossiers.services.sign_with_token import approve_with_token
from cuamo.dossiers.services.transfer import transfer
from cuamo.dossiers.services.withdraw import grant_withdrawal
from cuamo.kernel.errors import Conflict, DomainError
from cuamo.web import phrases
from cuamo.web.audiences import ActedRequest, staff_required
from cuamo.web.officer.decision_form import (
    ADD,
    asked_items,
    authorities_but,
    given_reasons,
    items_of,
    reasons_of,
    require_pages,
    result_of,
    things_of,
    unticked_before,
)
from cuamo.web.officer.desk import desk_of
from cuamo.web.officer.dossier import readable
from cuamo.web.officer.filters import Filters
from cuamo.web.officer.life_acts import LIFE_ACTS, LIFE_BUTTONS, LIFE_TITLES, STAYS, Act
from cuamo.web.officer.life_form import FIELDS, asked_of
from cuamo.web.officer.preview import preview_of, proposal_of
from cuamo.web.officer.queue import OFFICERS, end_of_day
from cuamo.web.officer.scans import scans_to_ask
from cuamo.web.officer.signing import signing_of
from cuamo.web.officer.words import DECISION_KEYS
from cuamo.web.templatetags.words import hanoi_time

TITLES = {
    "tiep-nhan": "Tiếp nhận hồ sơ",
    "tu-choi": "Từ chối tiếp nhận",
    "bo-sung": "Yêu cầu bổ sung",
    "trinh-dong-y": "Trình lãnh đạo: đồng ý giải quyết",
    "trinh-tu-choi": "Trình lãnh đạo: không giải quyết",
    "phe-duyet": "Phê duyệt",
    "tra-lai": "Trả lại chuyên viên",
    "phat-hanh": "Phát hành kết quả",
    "cho-rut": "Cho rút hồ sơ",
    "chuyen": "Chuyển cơ quan có thẩm quyền",
    **LIFE_TITLES,
}
APPROVED_OTHERWISE = {
    "PROPOSE_REFUSE": "Đồng ý không giải quyết",
    "PROPOSE_RETURN": "Đồng ý, gửi yêu cầu bổ sung",
    "PROPOSE_REVOKE": "Đồng ý thu hồi",
}
BUTTONS = {
    "tiep-nhan": "Tiếp nhận",
    "tu-choi": "Từ chối tiếp nhận",
    "bo-sung": "Gửi yêu cầu bổ sung",
    "trinh-dong-y": "Trình phê duyệt",
    "trinh-tu-choi": "Trình phê duyệt",
    "phe-duyet": "Phê duyệt và ký số",
    "tra-lai": "Trả lại",
    "phat-hanh": "Phát hành",
    "cho-rut": "Cho rút",
    "chuyen": "Chuyển hồ sơ",
    **LIFE_BUTTONS,
}
DANGER = {"tu-choi", "cho-rut", "dung"}
NO_RACE = {"opinion.open", "extend.once", "correct.none"}
"""Refusals that are about the dossier, not about somebody who was first."""
PLACES = {"reasons", "items", "note", "to_unit", "reason", "pin", *FIELDS}


@staff_required(*OFFICERS)
@require_http_methods(["GET", "POST"])
def decide(request: ActedRequest, dossier_id: UUID, kind: str) -> HttpResponse:
    """Show the decision with its preview; POST decides and opens the next dossier of the queue."""
    if kind not in TITLES:
        raise Http404
    now = timezone.now()
    dossier = readable(request, dossier_id, now)
    error: DomainError | None = None
    if request.method == "POST" and ADD not in request.POST:
        item = WorkItem.objects.filter(dossier_id=dossier.id).first()
        try:
            _ACTS[kind](request, dossier, now)
        except DomainError as refused:
            error = refused
        else:
            messages.success(request, f"{TITLES[kind]}: đã ghi cho hồ sơ {dossier.shown_code}.")
            if kind in STAYS:
                return redirect(reverse("officer:dossier", args=[dossier.id]) + Filters.of(request).query)
            return _next(request, item, now)
    context = _context(request, dossier, kind, now) | {
        "errors": {_place(error): _said(error, dossier)} if error else {},
        "beaten": isinstance(error, Conflict) and error.code not in NO_RACE,
    }
    return render(request, "officer/decision.html", context, status=error.status if error else 200)


@staff_required(*OFFICERS)
@require_POST
def preview(request: ActedRequest, dossier_id: UUID, kind: str) -> HttpResponse:
    """Answer what the citizen will read of what is typed so far; decides nothing."""
    if kind not in TITLES:
        raise Http404
    now = timezone.now()
    dossier = readable(request, dossier_id, now)
    shown = preview_of(dossier, kind, request.POST, now=now)
    return render(request, "officer/_preview.html", {"dossier": dossier, "preview": shown, "kind": kind})


def _next(request: ActedRequest, item: WorkItem | None, now: datetime) -> HttpResponse:
    """Open the next dossier of the same list; an empty list is shown as such."""
    filters = Filters.of(request)
    found = item and next_free(
        officer=request.actor, wanted=filters.wanted, after=item, now=now, today_ends=end_of_day(now)
    )
    where = reverse("officer:dossier", args=[found]) if found else reverse("officer:queue")
    return redirect(where + filters.query)


def _place(error: DomainError) -> str:
    """Return the field a refusal points at; the button where it is about none."""
    return error.where if error.where in PLACES else "quyet_dinh"


def _said(error: DomainError, dossier: Dossier) -> str:
    """Say the refusal; when somebody was first, who and when."""
    said = phrases.say(error)
    if not isinstance(error, Conflict) or error.code in NO_RACE:
        return said
    last = Decision.objects.filter(dossier=dossier).order_by("decided_at", "id").last()
    first = f"{last.by_name} đã quyết định lúc {hanoi_time(last.decided_at)}. " if last else ""
    return first + said


def _context(request: ActedRequest, dossier: Dossier, kind: str, now: datetime) -> dict[str, Any]:
    content = dossier.version.content
    proposal = proposal_of(dossier) if kind in {"phe-duyet", "tra-lai"} else None
    missing, left = unticked_before(dossier, kind, request.actor, proposal)
    from_page = request.GET.get("muc", "")
    typed = ("more_reason", "turn_to", "note", "to_unit", "reason", *sorted(FIELDS))
    return {
        "dossier": dossier,
        "kind": kind,
        "title": TITLES[kind],
        "button": _button(dossier, kind, proposal),
        "button_class": "danger" if kind in DANGER else "main",
        "returns": dossier.returns,
        "reasons": reasons_of(content, request.POST) if kind in {"tu-choi", "trinh-tu-choi"} else [],
        "typed": {key: request.POST.get(key, "") for key in typed},
        "items": scans_to_ask(dossier, request.POST) + items_of(content, request.POST, from_page=from_page)
        if kind == "bo-sung"
        else [],
        "things": things_of(dossier) if kind == "bo-sung" else [],
        "result_rows": result_of(dossier, request.POST) if kind == "trinh-dong-y" else [],
        "signs": signing_of(dossier, request.actor, kind, proposal, at=now),
        "authorities": authorities_but(dossier.decided_by) if kind == "chuyen" else [],
        "proposal": proposal,
        "unticked": missing,
        "blocking": [check for check in missing if check.blocks],
        "unticked_before": left,
        "notes": [note for note in notes_of(dossier) if note.struck_at is None],
        "preview": preview_of(dossier, kind, request.POST, now=now),
        "filters": Filters.of(request),
        "unit_name": desk_of(request.actor),
        "keys_here": DECISION_KEYS,
        **asked_of(dossier, kind, request.POST, now=now),
    }


def _button(dossier: Dossier, kind: str, proposal: Decision | None) -> str:
    """Name the act as it will be: another return goes to the leader first, and only a grant is signed."""
    if kind == "bo-sung" and dossier.returns:
        return "Trình lãnh đạo"
    if kind == "phe-duyet" and proposal is not None and proposal.kind in APPROVED_OTHERWISE:
        return APPROVED_OTHERWISE[proposal.kind]
    return BUTTONS[kind]


def _accept(request: ActedRequest, dossier: Dossier, at: datetime) -> None:
    act = accept_and_digitise if request.POST.get("so_hoa") else accept
    act(dossier_id=dossier.id, officer=request.actor, at=at)


def _refuse(request: ActedRequest, dossier: Dossier, at: datetime) -> None:
    refuse_intake(
        dossier_id=dossier.id,
        officer=request.actor,
        reasons=given_reasons(request.POST),
        turn_to=request.POST.get("turn_to", ""),
        at=at,
    )


def _ask(request: ActedRequest, dossier: Dossier, at: datetime) -> None:
    require_pages(dossier, request.POST)
    ask = propose_return if dossier.returns else ask_supplement
    ask(dossier_id=dossier.id, officer=request.actor, items=asked_items(dossier, request.POST), at=at)


def _propose(grant: bool) -> Act:
    def act(request: ActedRequest, dossier: Dossier, at: datetime) -> None:
        propose(
            dossier_id=dossier.id,
            officer=request.actor,
            grant=grant,
            note=request.POST.get("note", ""),
            result={row["label"]: row["value"] for row in result_of(dossier, request.POST)},
            reasons=given_reasons(request.POST),
            at=at,
        )

    return act


def _approve(request: ActedRequest, dossier: Dossier, at: datetime) -> None:
    if pin := request.POST.get("pin", ""):
        approve_with_token(dossier_id=dossier.id, leader=request.actor, pin=pin, at=at)
    else:
        approve(dossier_id=dossier.id, leader=request.actor, at=at)


def _send_back(request: ActedRequest, dossier: Dossier, at: datetime) -> None:
    send_back(dossier_id=dossier.id, leader=request.actor, note=request.POST.get("note", ""), at=at)


def _issue(request: ActedRequest, dossier: Dossier, at: datetime) -> None:
    issue_result(dossier_id=dossier.id, clerk=request.actor, at=at)


def _let_go(request: ActedRequest, dossier: Dossier, at: datetime) -> None:
    grant_withdrawal(dossier_id=dossier.id, officer=request.actor, at=at)


def _transfer(request: ActedRequest, dossier: Dossier, at: datetime) -> None:
    transfer(
        dossier_id=dossier.id,
        officer=request.actor,
        to_unit=request.POST.get("to_unit", ""),
        reason=request.POST.get("reason", ""),
        at=at,
    )


_ACTS: dict[str, Act] = {
    "tiep-nhan": _accept,
    "tu-choi": _refuse,
    "bo-sung": _ask,
    "trinh-dong-y": _propose(True),
    "trinh-tu-choi": _propose(False),
    "phe-duyet": _approve,
    "tra-lai": _send_back,
    "phat-hanh": _issue,
    "cho-rut": _let_go,
    "chuyen": _transfer,
    **LIFE_ACTS,
}
