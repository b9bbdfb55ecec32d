"""Sent elsewhere: choose the place and a time, print the slip, and ask later what became of it."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cuamo.appointments.selectors.slots import free_slots
from cuamo.catalogue.selectors.versions import version_in_force
from cuamo.documents.services.print_sheet import print_sheet
from cuamo.dossiers.models import Dossier, Visit
from cuamo.dossiers.rules.referral import OUTCOMES, REASONS, SOURCES, is_overdue
from cuamo.dossiers.selectors.guided import later_alone
from cuamo.dossiers.selectors.ministry import SEEN, waiting_at_ministries
from cuamo.dossiers.selectors.referrals import open_referrals, places_for, referral_slip, referrals_of
from cuamo.dossiers.services.refer import close_referral, refer
from cuamo.dossiers.services.set_phone import number_for
from cuamo.dossiers.states import OFFICIAL_NAMES, State
from cuamo.kernel.clock import to_hanoi
from cuamo.kernel.errors import DomainError
from cuamo.organisation.models import Unit
from cuamo.people.services.read_log import log_reading
from cuamo.web import phrases
from cuamo.web.audiences import ActedRequest, staff_required
from cuamo.web.counter.bench import CLERKS, go, page_keys, step_url, visit_of
from cuamo.web.counter.beside import beside_the_page, may_show_papers
from cuamo.web.counter.choose import searched, suggested
from cuamo.web.counter.kinds import keys_with, sub_page
from cuamo.web.forms import read_date, read_moment

AHEAD = timedelta(days=7)
MOST_TIMES = 40
FIELDS = frozenset({"to_unit", "reason", "starts_at", "expected_on"})
MEASURED = timedelta(days=180)
WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ Nhật")


@staff_required(*CLERKS)
@require_http_methods(["GET", "POST"])
@may_show_papers
def referral(request: ActedRequest, visit_id: UUID) -> HttpResponse:
    """Choose what for (`ma`), where to (`noi`), why and when; afterwards the slip is here to print."""
    visit, dossier = visit_of(request, visit_id)
    code = request.GET.get("ma", "")
    if not code:
        return _choose(request, visit, dossier)
    now = timezone.now()
    version = version_in_force(code, on=to_hanoi(now).date())
    places = places_for(version, visit)
    chosen = next((place for place in places if place.code == request.GET.get("noi", "")), None)
    chosen = chosen or (places[0] if places else None)
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        try:
            refer(
                visit_id=visit.id,
                clerk=request.actor,
                procedure_code=code,
                to_unit=request.POST.get("to_unit", ""),
                reason=request.POST.get("reason", ""),
                starts_at=read_moment(request.POST.get("starts_at", "")),
                expected_on=_day(request),
                prepared=_prepared(request, dossier),
                at=now,
            )
            return redirect("counter:referred", visit.id)
        except DomainError as refused:
            if refused.where == "Q2":
                messages.error(request, phrases.say(refused))
                return go(visit, 2)
            where = refused.where if refused.where in FIELDS else "to_unit"
            errors, status = {where: phrases.say(refused)}, refused.status
    return sub_page(
        request,
        visit,
        dossier,
        "counter/referral.html",
        step=3,
        status=status,
        content=version.content,
        code=code,
        places=places,
        chosen=chosen,
        reasons=[(key, words[0]) for key, words in REASONS.items()],
        reason=request.POST.get("reason", "OFFLINE"),
        times=_times(chosen, now) if number_for(visit) else [],
        starts_at=request.POST.get("starts_at", ""),
        expected_on=read_date(request.POST, "expected_on"),
        prepared=request.POST.get("prepared", ""),
        errors=errors,
        keys=keys_with(visit, dossier, main="Giới thiệu đến đây", step=3),
    )


@staff_required(*CLERKS)
@require_GET
@may_show_papers
def referred(request: ActedRequest, visit_id: UUID) -> HttpResponse:
    """Show what was arranged; print the slip, end the visit."""
    visit, dossier = visit_of(request, visit_id)
    made = referrals_of(visit)
    if not made:
        return redirect("counter:kinds", visit.id)
    keys = keys_with(visit, dossier, main="", step=3)
    keys.append({"key": "F10", "name": "Kết thúc lượt", "form": "buoc", "main": True})
    return sub_page(
        request,
        visit,
        dossier,
        "counter/referred.html",
        step=3,
        made=made,
        end_url=step_url(visit, 11),
        keys=keys,
    )


@staff_required(*CLERKS)
@require_GET
@beside_the_page
def slip(request: ActedRequest, visit_id: UUID, referral_id: UUID) -> HttpResponse:
    """Answer the slip to take along, A5."""
    visit, _ = visit_of(request, visit_id)
    row = next((one for one in referrals_of(visit) if one.id == referral_id), None)
    if row is None:
        return redirect("counter:kinds", visit.id)
    content = print_sheet("slip_a5", referral_slip(row, at=timezone.now()))
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="gioi-thieu-{row.ref}.pdf"'
    return response


@staff_required(*CLERKS)
@require_GET
def follow_up(request: ActedRequest) -> HttpResponse:
    """List whom to ask, overdue first, and how many of those helped to an account act alone by now."""
    return _follow_up(request, {})


@staff_required(*CLERKS)
@require_POST
def close(request: ActedRequest, referral_id: UUID) -> HttpResponse:
    """Write down how one ended and who says so."""
    try:
        row = close_referral(
            referral_id=referral_id,
            clerk=request.actor,
            outcome=request.POST.get("outcome", ""),
            source=request.POST.get("source", ""),
            note=request.POST.get("note", ""),
            at=timezone.now(),
        )
    except DomainError as refused:
        return _follow_up(request, {str(referral_id): phrases.say(refused)}, status=refused.status)
    messages.success(request, f"Đã ghi kết quả của {row.ref}.")
    return redirect("counter:follow-up")


def _follow_up(request: ActedRequest, errors: dict[str, str], *, status: int = 200) -> HttpResponse:
    now = timezone.now()
    today, here = to_hanoi(now).date(), request.actor.unit_code
    rows = open_referrals(here)
    for row in rows:
        log_reading(
            person_id=row.person_id,
            actor=request.actor,
            purpose="Hỏi lại người đã được giới thiệu đến nơi khác",
            dossier_id=None,
            fields=["full_name", "phone"],
            at=now,
        )
    page = {
        "place": "follow-up",
        "rows": [
            {
                "referral": row,
                "overdue": is_overdue(ask_on=row.ask_on, outcome=row.outcome, today=today),
                "error": errors.get(str(row.id), ""),
            }
            for row in rows
        ],
        "outcomes": [(key, words[0]) for key, words in OUTCOMES.items()],
        "sources": [(key, words[0]) for key, words in SOURCES.items()],
        "abroad": [
            {"dossier": dossier, "state": OFFICIAL_NAMES[State(dossier.state)]}
            for dossier in waiting_at_ministries(here)
        ],
        "seen_states": SEEN,
        "accounts": later_alone(agency_codes=[here], since=now - MEASURED, now=now),
        "keys": page_keys(back=True),
        "unit_name": getattr(Unit.objects.filter(code=here).first(), "name_vi", ""),
    }
    return render(request, "counter/follow_up.html", page, status=status)


def _choose(request: ActedRequest, visit: Visit, dossier: Dossier | None) -> HttpResponse:
    words = request.GET.get("q", "").strip()
    found = searched(visit, words) if words else suggested(visit)
    here = reverse("counter:referral", args=[visit.id])
    choices = [{"url": f"{here}?ma={code}", "name": name, "note": code} for code, name in found]
    return sub_page(
        request, visit, dossier, "counter/referral_what.html", step=3, choices=choices, words=words
    )


def _times(place: Unit | None, now: datetime) -> list[tuple[str, str]]:
    if place is None:
        return []
    today = to_hanoi(now).date()
    days = free_slots(place, first=today, last=today + AHEAD, at=now)
    times = [slot.starts_at for slots in days.values() for slot in slots][:MOST_TIMES]
    return [(moment.isoformat(), _said(to_hanoi(moment))) for moment in times]


def _said(moment: datetime) -> str:
    return f"{moment:%H:%M} {WEEKDAYS[moment.weekday()].lower()} {moment:%d/%m}"


def _day(request: ActedRequest) -> Any:
    text = "-".join(reversed(read_date(request.POST, "expected_on").split("/")))
    try:
        return parse_date(text) if text else None
    except ValueError:
        return None


def _prepared(request: ActedRequest, dossier: Dossier | None) -> list[str]:
    said = [line.strip() for line in request.POST.get("prepared", "").splitlines() if line.strip()][:10]
    if dossier is not None:
        said.append(f"Tờ khai nháp {dossier.own_ref}")
    return said
