"""Legal holds: the list, a form to place one by the dossier's code, one hold with the form to lift it."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cuamo.archive.models import Hold
from cuamo.archive.policies import HOLDERS
from cuamo.archive.selectors.lists import holds_page
from cuamo.archive.services.hold import lift_hold, place_hold
from cuamo.dossiers.policies import unknown_dossier
from cuamo.dossiers.rules.typed_code import code_as_kept
from cuamo.dossiers.services.parts import dossier_of_key
from cuamo.kernel.clock import to_hanoi
from cuamo.kernel.errors import DomainError, Invalid
from cuamo.organisation.selectors.scope import units_under
from cuamo.web import phrases
from cuamo.web.audiences import ActedRequest, staff_required
from cuamo.web.officer.archive import around

KINDS = ("CODE", "REF", "EXTERNAL", "ALIAS")


@staff_required(*sorted(HOLDERS))
@require_http_methods(["GET", "POST"])
def holds(request: ActedRequest) -> HttpResponse:
    """List the holds of the territory, newest first; POST places one."""
    errors: dict[str, str] = {}
    status, now = 200, timezone.now()
    if request.method == "POST":
        try:
            placed = place_hold(
                dossier_id=_dossier(request.POST.get("ma", "")),
                officer=request.actor,
                ground=request.POST.get("ly_do", ""),
                document=request.POST.get("van_ban", ""),
                until=_until(request),
                at=now,
            )
        except DomainError as refused:
            if refused.status == 403:
                raise
            errors, status = {refused.where or "ma": phrases.say(refused)}, refused.status
        else:
            messages.success(request, f"Đã đình chỉ tiêu huỷ hồ sơ {placed.code}.")
            return redirect("officer:archive-holds")
    page = holds_page(units_under(request.actor.unit_code), after=request.GET.get("sau", ""))
    today = to_hanoi(now).date()
    shown: dict[str, Any] = {
        "rows": [{"hold": row, "stands": stands(row, today)} for row in page.rows],
        "next_after": page.next_after,
        "errors": errors,
        "typed": {name: request.POST.get(name, "") for name in ("ma", "ly_do", "van_ban")}
        | {"den_ngay": request.POST.get("den_ngay", "").strip(), "ma_san": request.GET.get("ma", "")},
    }
    return render(
        request, "officer/archive/holds.html", around(request, "archive-holds") | shown, status=status
    )


@staff_required(*sorted(HOLDERS))
@require_http_methods(["GET", "POST"])
def hold(request: ActedRequest, hold_id: UUID) -> HttpResponse:
    """Show one hold; POST lifts it."""
    found = Hold.objects.filter(id=hold_id, unit_code__in=units_under(request.actor.unit_code)).first()
    if found is None:
        raise Http404
    errors: dict[str, str] = {}
    status, now = 200, timezone.now()
    if request.method == "POST":
        try:
            lift_hold(hold_id=found.id, officer=request.actor, because=request.POST.get("vi_sao", ""), at=now)
        except DomainError as refused:
            if refused.status in {403, 404}:
                raise
            errors, status = {refused.where or "vi_sao": phrases.say(refused)}, refused.status
        else:
            messages.success(request, f"Đã bỏ đình chỉ hồ sơ {found.code}.")
            return redirect("officer:archive-holds")
    shown = {
        "hold": found,
        "stands": stands(found, to_hanoi(now).date()),
        "errors": errors,
        "typed": {"vi_sao": request.POST.get("vi_sao", "")},
    }
    return render(
        request, "officer/archive/hold.html", around(request, "archive-holds") | shown, status=status
    )


def stands(row: Hold, today: date) -> bool:
    """True while the hold counts."""
    return row.lifted_at is None and (row.until is None or row.until >= today)


def _dossier(typed: str) -> UUID:
    wanted = code_as_kept(typed)
    found = next((hit for kind in KINDS if (hit := dossier_of_key(kind, wanted))), None)
    if found is None:
        refusal = unknown_dossier()
        refusal.where = "ma"
        raise refusal
    return found.id


def _until(request: ActedRequest) -> date | None:
    raw = request.POST.get("den_ngay", "").strip()
    if not raw:
        return None
    try:
        return date.fromisoformat(raw)
    except ValueError:
        raise Invalid(
            "hold.day", "Ngày chưa đúng. Ghi đủ ngày, tháng, năm.", "This is no day.", where="den_ngay"
        ) from None
