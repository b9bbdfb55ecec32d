"""X2: one dossier, papers left, answers right, decisions below."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cuamo.dossiers import policies
from cuamo.dossiers.models import Decision, Dossier, Result, SupplementRequest, WorkItem
from cuamo.dossiers.rules.soft_lock import is_free
from cuamo.dossiers.selectors.comparable import earlier_papers
from cuamo.dossiers.selectors.mandates import acted_by
from cuamo.dossiers.selectors.papers import paper_slots, papers_given
from cuamo.dossiers.selectors.printable import FORM, slips_of
from cuamo.dossiers.selectors.proposals import papers_read
from cuamo.dossiers.selectors.tracking import track
from cuamo.dossiers.services.lock_item import open_item
from cuamo.dossiers.states import CLOSED, OFFICIAL_NAMES, STEP_ROLE, State, Step
from cuamo.kernel.events import history_of
from cuamo.organisation.models import Unit
from cuamo.organisation.selectors.scope import units_under
from cuamo.web.audiences import ActedRequest, staff_required
from cuamo.web.ladder import ladder_steps
from cuamo.web.officer.answers import answers_of, differing, papers_differing
from cuamo.web.officer.carriage_shown import carriage_shown, death_shown
from cuamo.web.officer.checks import checks_shown
from cuamo.web.officer.desk import desk_of
from cuamo.web.officer.filters import Filters
from cuamo.web.officer.history import history_shown, whereabouts
from cuamo.web.officer.life import life_of
from cuamo.web.officer.life_choices import life_choices
from cuamo.web.officer.notes_view import notes_shown
from cuamo.web.officer.papers import paper_view
from cuamo.web.officer.process import drawing_of
from cuamo.web.officer.queue import OFFICERS
from cuamo.web.officer.readings import note_reading
from cuamo.web.officer.words import DOSSIER_KEYS, STEP_WORDS, minutes_since, time_left

Choices = tuple[tuple[str, str], ...]

ACTIONS: dict[Step, Choices] = {
    Step.INTAKE: (("tiep-nhan", "Tiếp nhận"), ("tu-choi", "Từ chối tiếp nhận")),
    Step.EXAMINE: (
        ("trinh-dong-y", "Trình: đồng ý"),
        ("bo-sung", "Yêu cầu bổ sung"),
        ("trinh-tu-choi", "Trình: không giải quyết"),
        ("chuyen", "Chuyển cơ quan khác"),
    ),
    Step.APPROVE: (("phe-duyet", "Phê duyệt"), ("tra-lai", "Trả lại chuyên viên")),
    Step.ISSUE: (("phat-hanh", "Phát hành kết quả"),),
}
ON_WITHDRAWAL: Choices = (("cho-rut", "Cho rút hồ sơ"),)


@staff_required(*OFFICERS)
@require_http_methods(["GET", "POST"])
def show(request: ActedRequest, dossier_id: UUID) -> HttpResponse:
    """Show the dossier; opening takes the soft lock, POST takes it over from somebody else."""
    now = timezone.now()
    dossier = readable(request, dossier_id, now)
    item = WorkItem.objects.filter(dossier_id=dossier.id).first()
    mine = item is not None and may_work(request, item)
    if mine:
        item = open_item(
            dossier_id=dossier.id, officer=request.actor, take_over=request.method == "POST", at=now
        )
        if request.method == "POST":
            messages.success(request, "Đã nhận giữ hồ sơ này.")
            return redirect(reverse("officer:dossier", args=[dossier_id]) + Filters.of(request).query)
    return render(request, "officer/dossier.html", page_of(request, dossier, item, now, mine=mine))


def page_of(
    request: ActedRequest, dossier: Dossier, item: WorkItem | None, now: datetime, *, mine: bool
) -> dict[str, Any]:
    """Return everything X2 shows.

    Args:
        mine: it waits for one of the officer's roles in their territory.
    """
    filters, seen = Filters.of(request), track(dossier, now=now)
    given = papers_given(dossier)
    slots = paper_slots(dossier, given)
    free = item is not None and is_free(
        locked_by=item.locked_by, locked_at=item.locked_at, officer_id=request.actor.id, now=now
    )
    result = Result.objects.filter(dossier=dossier).select_related("file").first()
    sections = answers_of(dossier, given)
    codes = {dossier.helped_at, dossier.received_by, dossier.decided_by, item.unit_code if item else ""}
    names = dict(Unit.objects.filter(code__in=codes).values_list("code", "name_vi"))
    compares = "truoc" in request.GET
    kept = history_of(dossier.id)
    asked = SupplementRequest.objects.filter(dossier=dossier).order_by("number")
    supplements = list(asked) if dossier.returns else []
    actions = actions_of(dossier, item) if mine and free else ()
    return {
        "dossier": dossier,
        "marks_defects": "bo-sung" in dict(actions),
        "content": dossier.version.content,
        "item": item,
        "step_word": STEP_WORDS[Step(item.step)] if item else "",
        "left": time_left(item.due_at, now) if item else "",
        "late": seen.late,
        "badge": "cho-rut" if dossier.state == State.WITHDRAWAL else seen.rung.value,
        "official": OFFICIAL_NAMES[State(dossier.state)],
        "sections": sections,
        "mismatches": differing(sections),
        "slots": slots,
        "view": paper_view(
            request.GET,
            slots,
            given,
            differing=papers_differing(sections),
            earlier=earlier_papers(dossier, officer=request.actor) if compares else (),
        ),
        "compares": compares,
        "checks": checks_shown(dossier, item, slots, request.actor, mine=mine),
        "notes": notes_shown(request, dossier),
        "noted": [read for read in papers_read(dossier, given, now=now).values() if read.notes],
        "steps": ladder_steps(seen),
        "drawing": drawing_of(dossier, item),
        "history": history_shown(dossier, kept, now=now),
        "place_now": whereabouts(item, names, now=now),
        "supplements": supplements,
        "life": life_of(dossier, supplements, result, now=now),
        "carriage": carriage_shown(request.actor, dossier, now=now),
        "death": death_shown(request.actor, dossier, kept),
        "sent_back": _sent_back(dossier, item),
        "result": result,
        "actions": actions + life_choices(dossier, item, result, request.actor, holds=mine and free),
        "held_by_other": mine and not free,
        "minutes": minutes_since(item.locked_since, now) if item and item.locked_since else "",
        "places": _places(dossier, names),
        "slips": _slips(dossier),
        "filters": filters,
        "carried": [(name, value) for name, value in vars(filters).items() if value],
        "unit_name": desk_of(request.actor),
        "keys_here": DOSSIER_KEYS,
    }


def _slips(dossier: Dossier) -> list[tuple[str, str]]:
    """What the person declared, and forms of the Circular that can be printed now, by number."""
    return [(form, "Tờ khai" if form == FORM else f"Phiếu {form}") for form in slips_of(dossier)]


def actions_of(dossier: Dossier, item: WorkItem | None) -> Choices:
    """Return the decisions possible at this step, in the order of Alt+1…9."""
    if item is None:
        return ()
    if dossier.state == State.WITHDRAWAL:
        return ON_WITHDRAWAL if item.step == Step.EXAMINE else ()
    if item.step == Step.EXAMINE and State(dossier.state) in CLOSED:
        return ()
    return ACTIONS.get(Step(item.step), ())


def readable(request: ActedRequest, dossier_id: UUID, now: datetime) -> Dossier:
    """Return the dossier when it lies in the officer's territory; that it was looked at is written down.

    Raises:
        NotFound: it does not, or there is none.
    """
    found = Dossier.objects.select_related("version", "applicant").filter(id=dossier_id).first()
    if found is None or found.state == State.DRAFT:
        raise policies.unknown_dossier()
    policies.require_reader(found, request.actor)
    note_reading(request.actor, person_id=found.applicant_id, dossier_id=found.id, at=now)
    return found


def may_work(request: ActedRequest, item: WorkItem) -> bool:
    """True when the dossier waits for one of the officer's roles in their territory."""
    role = STEP_ROLE[Step(item.step)]
    return role in request.actor.roles and item.unit_code in units_under(request.actor.unit_code)


def _sent_back(dossier: Dossier, item: WorkItem | None) -> Decision | None:
    """What the leader wants changed, or why an approved result was not signed, while it lies here again."""
    came = {Step.EXAMINE: "SEND_BACK", Step.APPROVE: "UNSIGNED"}.get(Step(item.step)) if item else None
    if came is None:
        return None
    last = Decision.objects.filter(dossier=dossier).order_by("decided_at", "id").last()
    return last if last is not None and last.kind == came else None


def _places(dossier: Dossier, names: Mapping[str, str]) -> list[tuple[str, str]]:
    codes = {
        "Nơi hỗ trợ": dossier.helped_at,
        "Nơi tiếp nhận": dossier.received_by,
        "Nơi quyết định": dossier.decided_by,
    }
    who = acted_by(dossier)
    return ([("Làm thay", who)] if who else []) + [
        (word, names.get(code, code if code else "Tự nộp trực tuyến")) for word, code in codes.items()
    ]
