"""X1: the officer's queue."""

from datetime import UTC, datetime, time
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from cuamo.catalogue.selectors.versions import names_of
from cuamo.dossiers.models import WorkItem
from cuamo.dossiers.rules.deadline import is_soon, slow_after
from cuamo.dossiers.rules.original_label import read_original_label
from cuamo.dossiers.rules.soft_lock import is_free
from cuamo.dossiers.selectors import worklist
from cuamo.dossiers.selectors.originals import original_of_label
from cuamo.dossiers.selectors.saved_views import views_of
from cuamo.dossiers.services.hold_items import hold_items
from cuamo.dossiers.states import Step
from cuamo.kernel.actors import Actor
from cuamo.kernel.clock import HANOI
from cuamo.kernel.errors import DomainError
from cuamo.organisation.models import Unit
from cuamo.organisation.selectors.absences import away_among
from cuamo.organisation.selectors.scope import units_under
from cuamo.organisation.selectors.staff import staff_of
from cuamo.organisation.types import Role
from cuamo.web import phrases
from cuamo.web.audiences import ActedRequest, staff_required
from cuamo.web.forms import id_of, read_moment
from cuamo.web.officer.desk import desk_of
from cuamo.web.officer.filters import EVERYTHING, Filters, sealed
from cuamo.web.officer.words import FLAG_WORDS, QUEUE_KEYS, STEP_WORDS, time_left
from cuamo.web.templatetags.digital import DIGITISERS

OFFICERS = (Role.RECEIVER, Role.SPECIALIST, Role.LEADER, Role.RECORDS_CLERK)
GROUPS = (
    ("", "all", "Tất cả"),
    ("today", "today", "Hôm nay phải xong"),
    ("soon", "soon", "Sắp trễ"),
    ("back", "back", "Bổ sung mới về"),
    ("new", "new", "Mới"),
    ("elsewhere", "elsewhere", "Chờ nơi khác"),
)
VIEWS = (("late", "late", "Trễ"), ("mine", "mine", "Tôi đang giữ"))
WHOSE = (
    ("", "Cả đơn vị"),
    (worklist.ME, "Của tôi"),
    (worklist.TEAM, "Tổ của tôi"),
    (worklist.NOBODY, "Chưa phân công"),
)


@staff_required(*OFFICERS)
@require_GET
def queue(request: ActedRequest) -> HttpResponse:
    """List what waits for the officer's roles in their territory; filters live in the address.

    Opened without any, it begins with the view the officer made their first.
    """
    now, officer, filters = timezone.now(), request.actor, Filters.of(request)
    views = list(views_of(officer.id))
    first = next((view for view in views if view.is_default), None)
    if first is not None and not request.GET:
        return redirect(reverse("officer:queue") + Filters(**first.filters).query)
    page = worklist.queue(
        officer=officer, wanted=filters.wanted, after=filters.sau, now=now, today_ends=end_of_day(now)
    )
    sizes = worklist.group_sizes(officer=officer, wanted=filters.wanted, now=now, today_ends=end_of_day(now))
    return render(
        request,
        "officer/queue.html",
        {
            "rows": _rows(page.rows, request, now),
            "groups": _tabs(GROUPS, sizes, filters),
            "views": _tabs(VIEWS, sizes, filters),
            "whose": _whose(filters, officer, now),
            "saved": [
                {
                    "name": view.name,
                    "url": Filters(**view.filters).query,
                    "here": Filters(**view.filters).query == Filters(**filters.kept).query,
                }
                for view in views
            ],
            "steps": [
                {"name": STEP_WORDS[step], "here": step == filters.buoc, "url": filters.but(buoc=step)}
                for step in worklist.steps_of(officer)
            ],
            "every_step_url": filters.but(buoc=""),
            "filters": filters,
            "narrowed": narrowed_by(filters),
            "everything_url": EVERYTHING,
            "first_page_url": filters.but(),
            "next_url": filters.but(sau=page.next_after) if page.next_after else "",
            "now": now,
            "unit_name": desk_of(officer),
            "keys_here": QUEUE_KEYS,
        },
    )


@staff_required(*OFFICERS)
@require_POST
def find(request: ActedRequest) -> HttpResponse:
    """Search the queue; words that may name a person stand in no address, only their sealed form does.

    A scanned label of an original opens its dossier, at that paper for those who digitise.
    """
    if label := read_original_label(request.POST.get("q", "")):
        if request.actor.roles & DIGITISERS:
            return redirect(f"{reverse('officer:scan')}?ma={label}")
        if (original := original_of_label(label)) is not None:
            return redirect("officer:dossier", original.dossier_id)
    filters = Filters.of(request)
    return redirect(reverse("officer:queue") + filters.but(q=sealed(request.POST.get("q", ""))))


@staff_required(*OFFICERS)
@require_GET
def arrivals(request: ActedRequest) -> HttpResponse:
    """Say how much has arrived since the list was drawn; the list itself never moves under the cursor."""
    since = read_moment(request.GET.get("tu", ""))
    if since is None:
        return HttpResponse(status=204)
    now, filters = timezone.now(), Filters.of(request)
    count = worklist.arrived_since(
        officer=request.actor,
        since=since.astimezone(UTC),
        wanted=filters.wanted,
        now=now,
        today_ends=end_of_day(now),
    )
    if count == 0:
        return HttpResponse(status=204)
    return render(request, "officer/_arrivals.html", {"count": _counted(count), "url": filters.but()})


@staff_required(*OFFICERS)
@require_POST
def hold(request: ActedRequest) -> HttpResponse:
    """Hold the ticked dossiers that nobody holds."""
    chosen = [key for value in request.POST.getlist("chon") if (key := id_of(value))]
    try:
        held = hold_items(dossier_ids=chosen, officer=request.actor, at=timezone.now())
    except DomainError as error:
        messages.error(request, phrases.say(error))
    else:
        left = len(chosen) - held
        more = f" {left} hồ sơ đã có người giữ." if left else ""
        messages.success(request, f"Đã nhận giữ {held} hồ sơ.{more}")
    return redirect(reverse("officer:queue") + Filters.of(request).query)


def end_of_day(now: datetime) -> datetime:
    """Return the last second of the day in Hanoi."""
    return datetime.combine(now.astimezone(HANOI).date(), time(23, 59, 59), tzinfo=HANOI)


def _tabs(
    groups: tuple[tuple[str, str, str], ...], sizes: dict[str, int], filters: Filters
) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "count": _counted(sizes[size]),
            "here": key == filters.nhom,
            "url": filters.but(nhom=key),
            "alarm": key in {"late", "today"} and sizes["late"] > 0,
        }
        for key, size, name in groups
    ]


def _counted(count: int) -> str:
    """Return a count as the page says it; what was not counted to its end is `999+`."""
    most = worklist.MOST_COUNTED
    return f"{most - 1}+" if count >= most else str(count)


def _whose(filters: Filters, officer: Actor, now: datetime) -> list[dict[str, Any]]:
    known = {key for key, _ in WHOSE}
    named = [{"name": name, "url": filters.but(ai=key), "here": key == filters.ai} for key, name in WHOSE]
    if filters.ai in known or (key := id_of(filters.ai)) is None:
        return named
    people = staff_of(units_under(officer.unit_code), at=now)
    name = people.filter(id=key).values_list("full_name", flat=True).first() or "Một cán bộ khác"
    return [*named, {"name": name, "url": filters.but(ai=""), "here": True}]


def narrowed_by(filters: Filters) -> list[dict[str, str]]:
    """Return what narrows the list beside group and step, each with the address without it."""
    found = []
    if filters.tt:
        name = names_of({filters.tt}).get(filters.tt, filters.tt)
        found.append({"name": f"Thủ tục: {name}", "url": filters.but(tt="")})
    if filters.noi:
        place = Unit.objects.filter(code=filters.noi).values_list("name_vi", flat=True).first()
        found.append({"name": f"Từ: {place or 'người nộp tự gửi'}", "url": filters.but(noi="")})
    if filters.co in FLAG_WORDS:
        found.append({"name": FLAG_WORDS[filters.co], "url": filters.but(co="")})
    if filters.words:
        found.append({"name": f"Tìm: {filters.words}", "url": filters.but(q="")})
    return found


def _rows(items: list[WorkItem], request: ActedRequest, now: datetime) -> list[dict[str, Any]]:
    names = names_of({item.procedure_code for item in items})
    codes = {item.helped_at for item in items} | {item.unit_code for item in items}
    places = dict(Unit.objects.filter(code__in=codes).values_list("code", "name_vi"))
    away = away_among({item.assignee_id for item in items if item.assignee_id}, at=now)
    where = reverse("officer:dossier", args=[UUID(int=0)]).replace(str(UUID(int=0)), "{}")
    return [
        _row(item, names, places, now, request.actor.id)
        | {"url": where.format(item.dossier_id), "away": item.assignee_id in away}
        for item in items
    ]


def _row(
    item: WorkItem, names: dict[str, str], places: dict[str, str], now: datetime, officer_id: str
) -> dict[str, Any]:
    late = item.due_at < now
    soon = not late and is_soon(now=now, started_at=item.arrived_at, due_at=item.due_at)
    slow = not late and now > slow_after(arrived_at=item.arrived_at, step_due_at=item.step_due_at)
    open_elsewhere = not is_free(
        locked_by=item.locked_by, locked_at=item.locked_at, officer_id=officer_id, now=now
    )
    return {
        "item": item,
        "left": time_left(item.due_at, now),
        "person": item.person.full_name if item.person else "",
        "procedure": names.get(item.procedure_code, item.procedure_code),
        "step": STEP_WORDS[Step(item.step)],
        "here": places.get(item.unit_code, item.unit_code),
        "place": places.get(item.helped_at, "Tự nộp"),
        "flag": "tre" if late else "sap-tre" if soon else "cham" if slow else "",
        "late": late,
        "mine": item.holder_id == officer_id,
        "given": item.assignee_name if item.assignee_id not in {"", item.holder_id} else "",
        "given_me": item.assignee_id == officer_id,
        "open_by": item.locked_name if open_elsewhere else "",
    }
