"""X2: one dossier, papers left, answers right, decisions below."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cuamo.catalogue.rules import form
from cuamo.dossiers import policies
from cuamo.dossiers.models import Decision, Dossier, Result, SupplementRequest, WorkItem
from cuamo.dossiers.selectors.papers import paper_slots, papers_given
from cuamo.dossiers.selectors.tracking import track
from cuamo.dossiers.services.lock_item import open_item
from cuamo.dossiers.states import STEP_ROLE, Step
from cuamo.kernel.events import history_of
from cuamo.organisation.models import Unit
from cuamo.organisation.selectors.scope import units_under
from cuamo.people.services.read_log import log_reading
from cuamo.web.audiences import ActedRequest, staff_required
from cuamo.web.ladder import ladder_steps
from cuamo.web.officer.queue import OFFICERS
from cuamo.web.officer.words import EVENT_WORDS, STEP_WORDS, time_left

ACTIONS: dict[Step, tuple[tuple[str, str], ...]] = {
    Step.INTAKE: (("tiep-nhan", "Tiếp nhận"), ("tu-choi", "Từ chối tiếp nhận")),
    Step.EXAMINE: (
        ("trinh-dong-y", "Trình: đồng ý"),
        ("bo-sung", "Yêu cầu bổ sung"),
        ("trinh-tu-choi", "Trình: không giải quyết"),
    ),
    Step.APPROVE: (("phe-duyet", "Phê duyệt"), ("tra-lai", "Trả lại chuyên viên")),
    Step.ISSUE: (("phat-hanh", "Phát hành kết quả"),),
}


@staff_required(*OFFICERS)
@require_http_methods(["GET", "POST"])
def show(request: ActedRequest, dossier_id: UUID) -> HttpResponse:
    """Show the dossier; opening takes the soft lock, POST takes it over from somebody else."""
    now = timezone.now()
    dossier = readable(request, dossier_id)
    item = WorkItem.objects.filter(dossier_id=dossier.id).first()
    if item is not None and may_work(request, item):
        item = open_item(
            dossier_id=dossier.id, officer=request.actor, take_over=request.method == "POST", at=now
        )
        if request.method == "POST":
            messages.success(request, "Đã nhận giữ hồ sơ này.")
            return redirect("officer:dossier", dossier_id)
    if dossier.applicant_id:
        log_reading(
            person_id=dossier.applicant_id,
            actor=request.actor,
            purpose="Giải quyết hồ sơ",
            dossier_id=dossier.id,
            fields=["full_name", "values", "papers"],
            at=now,
        )
    return render(request, "officer/dossier.html", page_of(request, dossier, item))


def page_of(request: ActedRequest, dossier: Dossier, item: WorkItem | None) -> dict[str, Any]:
    """Return everything X2 shows."""
    now = timezone.now()
    content = dossier.version.content
    papers = papers_given(dossier)
    chosen = str(request.GET.get("giay", ""))
    shown = next((paper for paper in papers if str(paper.id) == chosen), papers[0] if papers else None)
    mine = item is not None and may_work(request, item)
    held_by_other = item is not None and item.locked_by not in {"", request.actor.id}
    seen = track(dossier, now=now)
    return {
        "dossier": dossier,
        "content": content,
        "item": item,
        "step_word": STEP_WORDS[Step(item.step)] if item else "",
        "left": time_left(item.due_at, now) if item else "",
        "late": seen.late,
        "sections": _sections(dossier),
        "slots": paper_slots(dossier),
        "papers": papers,
        "shown": shown,
        "pages": range(1, shown.file.pages + 1) if shown else [],
        "track": seen,
        "steps": ladder_steps(seen),
        "history": _history(dossier),
        "decisions": Decision.objects.filter(dossier=dossier).order_by("decided_at", "id"),
        "supplements": SupplementRequest.objects.filter(dossier=dossier).order_by("number"),
        "result": Result.objects.filter(dossier=dossier).select_related("file").first(),
        "actions": ACTIONS.get(Step(item.step), ()) if item and mine and not held_by_other else (),
        "held_by_other": held_by_other and mine,
        "places": _places(dossier),
    }


def readable(request: ActedRequest, dossier_id: UUID) -> Dossier:
    """Return the dossier when it lies in the officer's territory.

    Raises:
        NotFound: it does not, or there is none.
    """
    found = Dossier.objects.select_related("version", "applicant").filter(id=dossier_id).first()
    if found is None:
        raise policies.unknown_dossier()
    policies.require_reader(found, request.actor)
    return found


def may_work(request: ActedRequest, item: WorkItem) -> bool:
    """True when the dossier waits for one of the officer's roles in their territory."""
    role = STEP_ROLE[Step(item.step)]
    return role in request.actor.roles and item.unit_code in units_under(request.actor.unit_code)


def _sections(dossier: Dossier) -> list[dict[str, Any]]:
    grouped: list[dict[str, Any]] = []
    for row in form.summary(dossier.version.content, dossier.values, dossier.answers):
        if not grouped or grouped[-1]["title"] != row.section_vi:
            grouped.append({"title": row.section_vi, "rows": []})
        grouped[-1]["rows"].append({"row": row, "source": dossier.sources.get(row.key, "")})
    return grouped


def _history(dossier: Dossier) -> list[dict[str, Any]]:
    return [
        {
            "at": event.occurred_at,
            "what": EVENT_WORDS.get(event.name, event.name),
            "who": event.actor.get("name", "Người nộp" if event.actor["kind"] == "CITIZEN" else ""),
        }
        for event in history_of(dossier.id)
        if event.name in EVENT_WORDS
    ]


def _places(dossier: Dossier) -> list[tuple[str, str]]:
    codes = {
        "Nơi hỗ trợ": dossier.helped_at,
        "Nơi tiếp nhận": dossier.received_by,
        "Nơi quyết định": dossier.decided_by,
    }
    names = dict(Unit.objects.filter(code__in=codes.values()).values_list("code", "name_vi"))
    return [(word, names.get(code, code if code else "Tự nộp trực tuyến")) for word, code in codes.items()]
