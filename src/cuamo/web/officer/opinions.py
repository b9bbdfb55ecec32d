"""Opinions my unit is asked for: the list, the answer, and only what is needed to give it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from cuamo.documents.services.page_image import page_image
from cuamo.dossiers.models import DossierPaper, Opinion
from cuamo.dossiers.selectors.opinions import opinion_for, opinions_given, opinions_to_give, opinions_unneeded
from cuamo.dossiers.selectors.papers import paper_slots, papers_given
from cuamo.dossiers.services.opinion import give_opinion
from cuamo.dossiers.states import CLOSED, OFFICIAL_NAMES, State
from cuamo.kernel.errors import DomainError, Invalid
from cuamo.organisation.types import Role
from cuamo.web import phrases
from cuamo.web.audiences import ActedRequest, staff_required
from cuamo.web.officer.answers import answers_of
from cuamo.web.officer.desk import desk_of
from cuamo.web.officer.files import WIDTHS
from cuamo.web.officer.life import names_of_units
from cuamo.web.officer.papers import paper_view
from cuamo.web.officer.readings import ADVISING, note_reading
from cuamo.web.officer.words import LIST_KEYS, OPINION_KEYS, time_left

ADVISERS = (Role.SPECIALIST, Role.LEADER)
GIVEN, UNNEEDED = "da-tra-loi", "khong-can"
LISTS = {GIVEN: opinions_given, UNNEEDED: opinions_unneeded}


@staff_required(*ADVISERS)
@require_GET
def opinions(request: ActedRequest) -> HttpResponse:
    """List what my unit is asked, soonest due first; answered and no longer needed have tabs of their own."""
    now, group = timezone.now(), request.GET.get("nhom", "")
    after = request.GET.get("sau", "")
    page = LISTS.get(group, opinions_to_give)(officer=request.actor, after=after)
    codes = {opinion.unit_code for opinion in page.rows}
    names = names_of_units(codes | {opinion.dossier.decided_by for opinion in page.rows})
    return render(
        request,
        "officer/opinions.html",
        {
            "rows": [_row(opinion, names, now) for opinion in page.rows],
            "given": group == GIVEN,
            "unneeded": group == UNNEEDED,
            "group": group if group in LISTS else "",
            "after": after,
            "next_after": page.next_after,
            "unit_name": desk_of(request.actor),
            "keys_here": LIST_KEYS,
        },
    )


@staff_required(*ADVISERS)
@require_http_methods(["GET", "POST"])
def opinion(request: ActedRequest, opinion_id: UUID) -> HttpResponse:
    """Show the question with the form and the papers, and take the answer; once given, only both remain."""
    now = timezone.now()
    asked = opinion_for(request.actor, opinion_id)
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        try:
            give_opinion(
                opinion_id=asked.id,
                officer=request.actor,
                agrees=_agrees(request),
                answer=request.POST.get("answer", ""),
                at=now,
            )
        except DomainError as refused:
            place = refused.where if refused.where in {"answer", "agrees"} else "gui"
            errors, status = {place: phrases.say(refused)}, refused.status
            asked = opinion_for(request.actor, opinion_id)
        else:
            messages.success(request, f"Đã gửi ý kiến về hồ sơ {asked.dossier.shown_code}.")
            return redirect("officer:opinions")
    context = _page(request, asked) | {"errors": errors, "late": now > asked.due_at}
    return render(request, "officer/opinion.html", context, status=status)


@staff_required(*ADVISERS)
@require_GET
def opinion_paper(request: ActedRequest, opinion_id: UUID, paper_id: UUID, page: int) -> HttpResponse:
    """Answer one page of one paper as a picture, to the unit asked, until it has answered."""
    asked = opinion_for(request.actor, opinion_id)
    paper = DossierPaper.objects.filter(dossier_id=asked.dossier_id, id=paper_id, removed_at=None)
    found = paper.select_related("file").first()
    open_still = asked.answered_at is None and asked.dossier.state not in CLOSED
    if not open_still or found is None or not 1 <= page <= found.file.pages:
        raise Http404
    _note(request, asked)
    width = WIDTHS.get(request.GET.get("co", "vua"), WIDTHS["vua"])
    return HttpResponse(page_image(file_id=found.file_id, page=page, width=width), content_type="image/jpeg")


def _agrees(request: ActedRequest) -> bool:
    said = request.POST.get("agrees", "")
    if said not in {"co", "khong"}:
        raise Invalid("opinion.unsaid", "Chọn đồng ý hoặc không đồng ý.", "Agree or not.", where="agrees")
    return said == "co"


def _page(request: ActedRequest, asked: Opinion) -> dict[str, Any]:
    dossier = asked.dossier
    names = names_of_units({asked.unit_code, dossier.decided_by})
    shown: dict[str, Any] = {}
    unneeded = asked.answered_at is None and dossier.state in CLOSED
    if asked.answered_at is None and not unneeded:
        _note(request, asked)
        slots = paper_slots(dossier)
        shown = {
            "sections": answers_of(dossier),
            "view": paper_view(request.GET, slots, papers_given(dossier)),
        }
    return {
        "opinion": asked,
        "unneeded": unneeded,
        "ended_as": OFFICIAL_NAMES[State(dossier.state)],
        "dossier": dossier,
        "content": dossier.version.content,
        "asking": names.get(dossier.decided_by, dossier.decided_by),
        "asked_unit": names.get(asked.unit_code, asked.unit_code),
        "typed": {"answer": request.POST.get("answer", ""), "agrees": request.POST.get("agrees", "")},
        "ways": [("co", "Đồng ý"), ("khong", "Không đồng ý")],
        "unit_name": desk_of(request.actor),
        "keys_here": OPINION_KEYS,
        **shown,
    }


def _note(request: ActedRequest, asked: Opinion) -> None:
    note_reading(
        request.actor,
        person_id=asked.dossier.applicant_id,
        dossier_id=asked.dossier_id,
        at=timezone.now(),
        purpose=ADVISING,
    )


def _row(opinion: Opinion, names: dict[str, str], now: datetime) -> dict[str, Any]:
    return {
        "opinion": opinion,
        "url": reverse("officer:opinion", args=[opinion.id]),
        "left": time_left(opinion.due_at, now),
        "late": (opinion.answered_at or now) > opinion.due_at,
        "ended_as": OFFICIAL_NAMES[State(opinion.dossier.state)],
        "procedure": opinion.dossier.version.content["name_vi"],
        "asking": names.get(opinion.dossier.decided_by, opinion.dossier.decided_by),
        "asked": names.get(opinion.unit_code, opinion.unit_code),
    }
