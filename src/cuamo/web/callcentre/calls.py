"""C1 and C2: who calls, one dossier in a paragraph to read aloud, what to do, how the call ended."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cuamo.delivery.selectors.alarms import heard_alive
from cuamo.dossiers.models import Dossier
from cuamo.dossiers.rules.identity_questions import NEEDED
from cuamo.dossiers.selectors.calls import calls_lately, open_call_of
from cuamo.dossiers.selectors.carried import silent_since_a_fetch
from cuamo.dossiers.selectors.expedites import expedites_asked_by, expedites_of, may_be_hurried
from cuamo.dossiers.selectors.ladder_set import ladder_set
from cuamo.dossiers.selectors.opinions import asked_now
from cuamo.dossiers.selectors.tracking import track
from cuamo.dossiers.services.expedite import ask_expedite
from cuamo.dossiers.services.report_alive import report_alive
from cuamo.dossiers.services.take_call import (
    OUTCOMES,
    REASONS,
    open_by_call,
    wrap_up,
)
from cuamo.kernel.actors import Actor
from cuamo.kernel.clock import HANOI
from cuamo.kernel.errors import DomainError, TooMany
from cuamo.organisation.models import Unit
from cuamo.organisation.services.sign_in_limit import closed_until, take_try
from cuamo.organisation.types import Role
from cuamo.web import phrases
from cuamo.web.audiences import ActedRequest, staff_required
from cuamo.web.callcentre.aloud import paragraph
from cuamo.web.carriage import carriage_of
from cuamo.web.officer.desk import desk_of
from cuamo.web.originals import originals_journey

FIELDS = frozenset({"ma", "ly_do", "ket_qua"})
MOST_TRIES = 6
KEYS = (("F10", "mở hồ sơ, gửi"), ("Esc", "về trang gọi"))


@staff_required(Role.CALL_AGENT)
@require_http_methods(["GET", "POST"])
def start(request: ActedRequest) -> HttpResponse:
    """Ask for the code and two of three answers; nothing is shown before they fit."""
    now = timezone.now()
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        said = {"ID": "so_giay_to", "BIRTH": "ngay_sinh", "PHONE": "so_dien_thoai"}
        try:
            _require_tries(request.actor, now)
            call = open_by_call(
                code=request.POST.get("ma", ""),
                reason=request.POST.get("ly_do", ""),
                said={key: request.POST.get(name, "") for key, name in said.items()},
                agent=request.actor,
                at=now,
            )
        except DomainError as refused:
            if refused.code == "call.unproved":
                take_try(what=f"call:{request.actor.id}", most=MOST_TRIES, at=now)
            where = refused.where if refused.where in FIELDS else "gui"
            errors, status = {where: phrases.say(refused)}, refused.status
        else:
            return redirect("calls:call", call.id)
    context = {
        "errors": errors,
        "typed": {"ma": request.POST.get("ma", ""), "ly_do": request.POST.get("ly_do", "")},
        "reasons": list(REASONS.items()),
        "needed": NEEDED,
        "calls": [
            {"call": call, "outcome": OUTCOMES.get(call.outcome, "chưa ghi kết quả")}
            for call in calls_lately(request.actor)
        ],
        "asked": expedites_asked_by(request.actor)[:10],
        "unit_name": desk_of(request.actor),
        "keys_here": KEYS,
    }
    return render(request, "callcentre/start.html", context, status=status)


@staff_required(Role.CALL_AGENT)
@require_http_methods(["GET", "POST"])
def call(request: ActedRequest, call_id: UUID) -> HttpResponse:
    """Read the paragraph aloud, ask for the dossier to be moved, wrap up."""
    now = timezone.now()
    found = open_call_of(request.actor, call_id, now=now)
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        try:
            if request.POST.get("viec") == "day-nhanh":
                asked = ask_expedite(
                    dossier_id=found.dossier_id,
                    asker=request.actor,
                    reason=request.POST.get("ly_do_day_nhanh", ""),
                    at=now,
                )
                messages.success(request, f"Đọc cho người gọi: {asked.words}")
                return redirect("calls:call", found.id)
            if request.POST.get("viec") == "con-song":
                alarm = report_alive(
                    call_id=found.id, agent=request.actor, words=request.POST.get("con_song", ""), at=now
                )
                due = f"{alarm.due_at.astimezone(HANOI):%H:%M ngày %d/%m}"
                messages.success(request, f"Đã báo cơ quan. Đọc cho người gọi: cơ quan trả lời trước {due}.")
                return redirect("calls:call", found.id)
            wrap_up(
                call_id=found.id,
                agent=request.actor,
                outcome=request.POST.get("ket_qua", ""),
                note=request.POST.get("ghi_chu", ""),
                at=now,
            )
        except DomainError as refused:
            names = {"ly_do": "ly_do_day_nhanh", "ket_qua": "ket_qua", "con_song": "con_song"}
            errors, status = {names.get(refused.where, "gui"): phrases.say(refused)}, refused.status
        else:
            messages.success(request, "Đã ghi cuộc gọi.")
            return redirect("calls:start")
    return render(request, "callcentre/call.html", _page(request, found, errors, now), status=status)


def _require_tries(agent: Actor, now: datetime) -> None:
    """Refuse an operator for a while after so many openings that did not fit."""
    until = closed_until(allowed={f"call:{agent.id}": MOST_TRIES}, at=now)
    if until is not None:
        raise TooMany(
            "call.too_many",
            f"Đã thử sai {MOST_TRIES} lần. Thử lại từ {until.astimezone(HANOI):%H:%M}.",
            f"{MOST_TRIES} tries failed. Try again from {until.astimezone(HANOI):%H:%M}.",
            hint_vi="Mời người gọi ra điểm phục vụ gần nhất.",
            hint_en="Send the caller to the nearest point.",
        )


def _page(request: ActedRequest, found: Any, errors: dict[str, str], now: datetime) -> dict[str, Any]:
    dossier = Dossier.objects.select_related("version", "applicant").get(id=found.dossier_id)
    seen = track(dossier, now=now)
    asked = asked_now(dossier)
    requests = expedites_of(dossier.id)
    shown = carriage_of(dossier, now=now)
    originals = originals_journey(dossier)
    said_dead = silent_since_a_fetch(dossier.id)
    return {
        "call": found,
        "reason": REASONS[found.reason],
        "track": seen,
        "person": dossier.applicant,
        "said": paragraph(
            dossier,
            seen,
            asked=asked,
            waiting=next((each for each in requests if each.answered_at is None), None),
            carriage=shown,
            dead_at_fetch=said_dead,
            now=now,
        ),
        "may_bring": shown is not None and (shown.envelope.may_choose or shown.envelope.may_move),
        "may_fetch": originals is not None and originals.may_ask,
        "originals": originals,
        "said_dead": said_dead,
        "alive_told": heard_alive(dossier.id) if said_dead else None,
        "requests": requests[:3],
        "may_ask": may_be_hurried(dossier, requests),
        "hours": ladder_set().expedite_answer_working_hours,
        "outcomes": list(OUTCOMES.items()),
        "typed": {
            "ly_do_day_nhanh": request.POST.get("ly_do_day_nhanh", ""),
            "con_song": request.POST.get("con_song", ""),
            "ket_qua": request.POST.get("ket_qua", ""),
            "ghi_chu": request.POST.get("ghi_chu", ""),
        },
        "errors": errors,
        "place": Unit.objects.filter(code=dossier.received_by).values_list("name_vi", flat=True).first()
        or "",
        "unit_name": desk_of(request.actor),
        "keys_here": KEYS,
    }
