"""T5: acting for others: who may act for me, for whom I act, giving it, and stopping it at once."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cuamo.catalogue.selectors.versions import most_used, names_of
from cuamo.dossiers.models import Mandate
from cuamo.dossiers.rules.mandate import GIVEN, KINDS, LONGEST, PROOFS, SIGNED_IN, SIGNED_IN_WORDS
from cuamo.dossiers.selectors.earlier import procedures_before
from cuamo.dossiers.selectors.mandates import (
    covers,
    dossiers_under,
    mandates_given,
    mandates_held,
    may_be_given,
    name_of_represented,
)
from cuamo.dossiers.services.give_mandate import give_mandate
from cuamo.dossiers.services.take_mandate import stop_mandate
from cuamo.kernel.clock import to_hanoi
from cuamo.kernel.errors import DomainError
from cuamo.kernel.identifiers.errors import InvalidIdentifier
from cuamo.web import phrases
from cuamo.web.audiences import ActedRequest, citizen_required
from cuamo.web.language import vi_en

FIELDS = frozenset({"so_dinh_danh", "viec", "den_ngay", "dong_y"})
GROUPS: tuple[tuple[tuple[str, str], frozenset[str]], ...] = (
    (("Con", "Children"), frozenset({"CHILD"})),
    (("Cha, mẹ, ông, bà", "Parents and grandparents"), frozenset({"PARENT"})),
    (("Người khác", "Other people"), frozenset({"PATIENT", "OTHER"})),
    (("Công ty, tổ chức", "Companies and organisations"), frozenset({"COMPANY"})),
)


@citizen_required
@require_GET
def acting(request: ActedRequest) -> HttpResponse:
    """List both directions: for what, until when, proven by what, what was done; newest first."""
    person = request.actor.person_id
    given = mandates_given(person) if person else []
    held = mandates_held(person) if person else []
    every = [*given, *held]
    codes = sorted({code for mandate in every for code in mandate.procedures})
    names = names_of(codes) if codes else {}
    done = dossiers_under(every)
    groups = [
        {"name": vi_en(*words), "rows": [_row(each, names, done) for each in held if each.kind in kinds]}
        for words, kinds in GROUPS
    ]
    page = {
        "given": [_row(mandate, names, done) for mandate in given],
        "held": [group for group in groups if group["rows"]],
    }
    return render(request, "my/acting.html", page)


@citizen_required
@require_http_methods(["GET", "POST"])
def give(request: ActedRequest) -> HttpResponse:
    """Let somebody act for me: who, for what, until when."""
    errors: dict[str, str] = {}
    status = 200
    now = timezone.now()
    if request.method == "POST":
        try:
            give_mandate(
                citizen=request.actor,
                holder_id=request.POST.get("so_dinh_danh", ""),
                holder_name=request.POST.get("ho_ten", ""),
                procedures=request.POST.getlist("viec"),
                ends_on=_day(request.POST.get("den_ngay", "")),
                relation=request.POST.get("quan_he", ""),
                agreed=request.POST.get("dong_y") == "1",
                at=now,
            )
        except DomainError as refused:
            where = refused.where if refused.where in FIELDS else "gui"
            if isinstance(refused, InvalidIdentifier):
                where = "so_dinh_danh"
            errors, status = {where: phrases.say(refused)}, refused.status
        else:
            messages.success(
                request,
                vi_en("Đã ghi. Dừng được ngay ở trang này.", "Noted. You can stop it here at any time."),
            )
            return redirect("my:acting")
    names = _choices(request)
    context = {
        "errors": errors,
        "typed": {
            name: request.POST.get(name, "") for name in ("so_dinh_danh", "ho_ten", "quan_he", "den_ngay")
        },
        "chosen": request.POST.getlist("viec"),
        "choices": list(names.items()),
        "words": vi_en(GIVEN.vi, GIVEN.en),
        "longest": to_hanoi(now).date() + LONGEST,
    }
    return render(request, "my/acting_give.html", context, status=status)


@citizen_required
@require_POST
def stop(request: ActedRequest, mandate_id: UUID) -> HttpResponse:
    """End one at once."""
    stop_mandate(mandate_id=mandate_id, citizen=request.actor, at=timezone.now())
    messages.success(
        request,
        vi_en(
            "Đã dừng. Từ lúc này không ai làm thay theo giấy này nữa.",
            "Stopped. From now on nobody acts under it.",
        ),
    )
    return redirect("my:acting")


def _row(mandate: Mandate, names: dict[str, str], done: dict[UUID, int]) -> dict[str, Any]:
    today = to_hanoi(timezone.now()).date()
    words = SIGNED_IN_WORDS if mandate.proof == SIGNED_IN else PROOFS[mandate.proof]
    return {
        "mandate": mandate,
        "represented": name_of_represented(mandate),
        "kind": vi_en(*KINDS[mandate.kind]),
        "proof": vi_en(*words),
        "scope": ", ".join(names.get(code, code) for code in mandate.procedures),
        "in_force": covers(mandate, "", today=today),
        "done": done.get(mandate.id, 0),
    }


def _choices(request: ActedRequest) -> dict[str, str]:
    """Return what can be chosen: what the person filed before, then what is filed most."""
    mine = procedures_before(UUID(request.actor.person_id)) if request.actor.person_id else []
    used = [procedure.code for procedure in most_used(limit=8)]
    codes = list(dict.fromkeys([*mine, *used, *request.POST.getlist("viec")]))
    codes = may_be_given(codes, on=to_hanoi(timezone.now()).date())
    known = names_of(codes) if codes else {}
    return {code: known[code] for code in codes if code in known}


def _day(text: str) -> date | None:
    try:
        return parse_date(text) if text else None
    except ValueError:
        return None
