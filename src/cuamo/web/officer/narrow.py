"""Beside X1: narrow the queue, keep ways of looking at it, and how much of it is due when."""

from dataclasses import replace
from datetime import datetime, time, timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from cuamo.catalogue.selectors.versions import names_of
from cuamo.dossiers.selectors import ordered, worklist
from cuamo.dossiers.selectors.overdue import MOST_COUNTED
from cuamo.dossiers.selectors.saved_views import views_of
from cuamo.dossiers.services.saved_views import drop_view, open_with_view, rename_view, save_view
from cuamo.kernel.clock import HANOI
from cuamo.kernel.errors import DomainError
from cuamo.organisation.models import Unit
from cuamo.organisation.selectors.sharing import at_desk
from cuamo.organisation.types import UnitKind
from cuamo.web import phrases
from cuamo.web.audiences import ActedRequest, staff_required
from cuamo.web.officer.desk import desk_of
from cuamo.web.officer.filters import Filters
from cuamo.web.officer.queue import GROUPS, OFFICERS, VIEWS, WHOSE, narrowed_by
from cuamo.web.officer.words import FLAG_WORDS, STEP_WORDS
from cuamo.web.oversight import charts

DAYS = (
    (">3", "trễ quá 3 ngày", -3650, -3),
    ("1–3", "trễ 1–3 ngày", -3, -1),
    ("<1", "trễ dưới 1 ngày", -1, 0),
    ("nay", "đến hẹn hôm nay", 0, 1),
    ("1", "còn 1 ngày", 1, 2),
    ("2", "còn 2 ngày", 2, 3),
    ("3–5", "còn 3–5 ngày", 3, 6),
    (">5", "còn quá 5 ngày", 6, 3650),
)
"""Short name below the bar, name in the table, from and to in days."""
LATE_DAYS = 3


@staff_required(*OFFICERS)
@require_GET
def narrow(request: ActedRequest) -> HttpResponse:
    """Choose filters; they are sent to the queue, where they stand in the address."""
    officer, filters, now = request.actor, Filters.of(request), timezone.now()
    codes = worklist.procedures_waiting(officer)
    names = names_of(codes)
    roles = sorted(officer.roles)
    people = [(one.id, one.name) for one in at_desk(officer.unit_code, *roles, at=now)]
    places = Unit.objects.filter(kind=UnitKind.AGENCY).order_by("name_vi").values_list("code", "name_vi")
    return render(
        request,
        "officer/narrow.html",
        {
            "filters": filters,
            "groups": [(key, name) for key, _, name in (*GROUPS, *VIEWS)],
            "steps": [("", "Mọi bước"), *((step, STEP_WORDS[step]) for step in worklist.steps_of(officer))],
            "people": [*WHOSE, *(one for one in people if one[0] != officer.id)],
            "procedures": [
                ("", "Mọi thủ tục"),
                *((code, f"{names.get(code, code)} ({code})") for code in codes),
            ],
            "places": [("", "Mọi nơi"), (worklist.SELF, "Người nộp tự gửi"), *places],
            "flags": [("", "Không lọc theo cờ"), *FLAG_WORDS.items()],
            "now_narrowed": _in_words(filters),
            "views": [
                {
                    "view": view,
                    "query": Filters(**view.filters).query,
                    "words": ", ".join(_in_words(Filters(**view.filters))),
                }
                for view in views_of(officer.id)
            ],
            "unit_name": desk_of(officer),
        },
    )


@staff_required(*OFFICERS)
@require_GET
def days_left(request: ActedRequest) -> HttpResponse:
    """Draw how many dossiers are due on which day, the late ones apart (ux §9)."""
    now, filters, officer = timezone.now(), Filters.of(request), request.actor
    walks = worklist.territory(officer, filters.wanted, now=now)
    counted = ordered.counts_between(walks, _spans(now), most=MOST_COUNTED)
    return render(
        request,
        "officer/days_left.html",
        {
            "bars": charts.bars(counted, [short for short, *_ in DAYS], late=LATE_DAYS),
            "rows": [(name, count) for (_, name, *_), count in zip(DAYS, counted, strict=True)],
            "late": sum(counted[:LATE_DAYS]),
            "open": sum(counted),
            "whose": dict(WHOSE).get(filters.ai, "một người"),
            "filters": filters,
            "now": now,
            "unit_name": desk_of(officer),
        },
    )


@staff_required(*OFFICERS)
@require_POST
def save(request: ActedRequest) -> HttpResponse:
    """Keep the filters of the address under a name."""
    filters = Filters.of(request)
    try:
        view = save_view(
            officer=request.actor,
            name=request.POST.get("ten", ""),
            filters=filters.kept,
            is_default="mac_dinh" in request.POST,
            at=timezone.now(),
        )
    except DomainError as error:
        messages.error(request, phrases.say(error))
        return redirect(reverse("officer:narrow") + filters.but())
    messages.success(request, f"Đã lưu góc nhìn «{view.name}».")
    return redirect(reverse("officer:queue") + Filters(**view.filters).query)


@staff_required(*OFFICERS)
@require_POST
def change(request: ActedRequest, view_id: UUID) -> HttpResponse:
    """Rename a view, drop it, or let the queue open with it."""
    officer, now = request.actor, timezone.now()
    try:
        if "bo" in request.POST:
            drop_view(view_id=view_id, officer=officer, at=now)
            said = "Đã bỏ góc nhìn."
        elif "mo_dau" in request.POST:
            view = open_with_view(view_id=view_id, officer=officer, on=request.POST["mo_dau"] == "1", at=now)
            said = f"Hàng đợi mở bằng «{view.name}»." if view.is_default else "Hàng đợi mở với tất cả hồ sơ."
        else:
            view = rename_view(view_id=view_id, officer=officer, name=request.POST.get("ten", ""), at=now)
            said = f"Đã đổi tên thành «{view.name}»."
    except DomainError as error:
        messages.error(request, phrases.say(error))
    else:
        messages.success(request, said)
    return redirect(reverse("officer:narrow") + Filters.of(request).but())


def _in_words(filters: Filters) -> list[str]:
    groups = {key: name for key, _, name in (*GROUPS, *VIEWS) if key}
    people = {key: name for key, name in WHOSE if key}
    said = [groups[filters.nhom]] if filters.nhom in groups else []
    said += [STEP_WORDS[step] for step in STEP_WORDS if step == filters.buoc]
    said += [people.get(filters.ai, "Của một người")] if filters.ai else []
    return said + [part["name"] for part in narrowed_by(replace(filters, q=""))]


def _spans(now: datetime) -> list[tuple[datetime, datetime]]:
    """Return the moments between the bars: lateness counts from now, days ahead from midnight."""
    midnight = datetime.combine(now.astimezone(HANOI).date(), time(), tzinfo=HANOI)

    def edge(days: int) -> datetime:
        return now + timedelta(days=days) if days <= 0 else midnight + timedelta(days=days)

    return [(edge(start), edge(end)) for _, _, start, end in DAYS]
