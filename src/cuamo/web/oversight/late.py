"""S2: late and stuck, by who holds it, oldest first."""

from datetime import datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from cuamo.catalogue.selectors.versions import names_of
from cuamo.dossiers.models import WorkItem
from cuamo.dossiers.selectors import overdue
from cuamo.dossiers.selectors.alerts import reminder_log
from cuamo.dossiers.states import Step
from cuamo.kernel.clock import HANOI
from cuamo.organisation.models import Unit
from cuamo.oversight.models import Flag
from cuamo.oversight.selectors.flags import WORDS, flags_of
from cuamo.web.audiences import ActedRequest, staff_required
from cuamo.web.officer.words import STEP_WORDS, time_left
from cuamo.web.oversight import charts
from cuamo.web.oversight.people import WATCHERS, place_of, territory_of

TABS = (("tre", "late", "Trễ"), ("sap-tre", "soon", "Sắp trễ"), ("cham", "slow", "Chậm"))
ENDED = "da-xong"
KINDS = {"TERM": "quá hẹn trả", "RETURN": "bổ sung lần hai"}
READINGS = {
    "late": "Đã quá hẹn mà chưa xong, kể cả hồ sơ trễ rồi mới dừng để chờ người nộp.",
    "soon": "Còn không quá một phần năm thời gian.",
    "slow": "Chưa ai chuyển đi khi đã hết nửa thời gian của bước.",
}
SPANS = (
    (">3", "trễ quá 3 ngày", -3650, -3),
    ("1–3", "trễ 1–3 ngày", -3, -1),
    ("<1", "trễ dưới 1 ngày", -1, 0),
    ("nay", "đến hẹn hôm nay", 0, 1),
    ("1–3", "còn 1–3 ngày", 1, 4),
    (">3", "còn quá 3 ngày", 4, 3650),
)
"""Short name below the bar, name in the table, from and to in days."""
LATE_SPANS = 3


@staff_required(*WATCHERS)
@require_GET
def show(request: ActedRequest) -> HttpResponse:
    """List what is late, nearly late or unmoved in the watcher's territory; filters live in the address."""
    if request.GET.get("nhom") == ENDED:
        return _ended(request)
    now, units = timezone.now(), territory_of(request.actor)
    tab = next((tab for tab in TABS if tab[0] == request.GET.get("nhom")), TABS[0])
    unit, step = request.GET.get("noi", ""), request.GET.get("buoc", "")
    step = step if step in {item.value for item in STEP_WORDS} else ""
    page = overdue.overdue(
        units=units, group=tab[1], unit=unit, step=step, after=request.GET.get("sau", ""), now=now
    )
    sizes = overdue.sizes(units=units, now=now)
    held = overdue.held_by_unit(units=units, group=tab[1], now=now)
    codes = {row.unit_code for row in page.rows} | {row.unit_code for row in held} | {unit}
    places = dict(Unit.objects.filter(code__in=codes).values_list("code", "name_vi"))
    procedures = names_of({row.procedure_code for row in page.rows})
    log, signs = (
        reminder_log(row.dossier_id for row in page.rows),
        flags_of(row.dossier_id for row in page.rows),
    )
    counts = overdue.by_days_left(units=units, days=_spans(now))
    chosen = {"nhom": tab[0], "noi": unit, "buoc": step}
    return render(
        request,
        "oversight/late.html",
        {
            "rows": [
                _row(row, places, procedures, now)
                | {"log": log.get(row.dossier_id, []), "signs": _signs(signs.get(row.dossier_id, []))}
                for row in page.rows
            ],
            "tabs": [
                {
                    "name": name,
                    "count": sizes[group],
                    "url": _url(chosen | {"nhom": key}),
                    "here": key == tab[0],
                    "late": group == "late" and sizes[group] > 0,
                }
                for key, group, name in TABS
            ],
            "ended_url": _url({"nhom": ENDED}),
            "demands": "INSPECTOR" in request.actor.roles,
            "reading": READINGS[tab[1]],
            "running": sizes["running"],
            "late_count": sizes["late"],
            "held_capped": overdue.MOST_COUNTED if sizes[tab[1]] >= overdue.MOST_COUNTED else 0,
            "held": [
                {
                    "name": places.get(row.unit_code, row.unit_code),
                    "step": STEP_WORDS[Step(row.step)],
                    "count": row.count,
                    "oldest": time_left(row.oldest_due_at, now),
                    "url": _url(chosen | {"noi": row.unit_code, "buoc": row.step}),
                    "here": row.unit_code == unit and row.step == step,
                }
                for row in held
            ],
            "narrowed": " · ".join(
                part for part in (places.get(unit, unit), STEP_WORDS[Step(step)] if step else "") if part
            ),
            "all_url": _url({"nhom": tab[0]}),
            "first_url": _url(chosen) if request.GET.get("sau") else "",
            "next_url": _url(chosen | {"sau": page.next_after}) if page.next_after else "",
            "bars": charts.bars(counts, [short for short, *_ in SPANS], late=LATE_SPANS),
            "bar_rows": [(name, count) for (_, name, *_), count in zip(SPANS, counts, strict=True)],
            "now": now,
            "unit_name": place_of(request.actor),
        },
    )


def _spans(now: datetime) -> list[tuple[datetime, datetime]]:
    """Return the moments between the bars: lateness counts from now, days ahead from midnight."""
    midnight = datetime.combine(now.astimezone(HANOI).date(), time(), tzinfo=HANOI)

    def edge(days: int) -> datetime:
        return now + timedelta(days=days) if days <= 0 else midnight + timedelta(days=days)

    return [(edge(start), edge(end)) for _, _, start, end in SPANS]


def _row(item: WorkItem, places: dict[str, str], procedures: dict[str, str], now: datetime) -> dict[str, Any]:
    return {
        "item": item,
        "left": time_left(item.due_at, now),
        "late": item.due_at < now or "late" in item.flags,
        "stands": Step(item.step) in overdue.STANDING,
        "procedure": procedures.get(item.procedure_code, item.procedure_code),
        "place": places.get(item.unit_code, item.unit_code),
        "step": STEP_WORDS[Step(item.step)],
        "waited": time_left(item.arrived_at, now).removeprefix("trễ "),
    }


def _ended(request: ActedRequest) -> HttpResponse:
    """List what was late and has ended within three months, however it ended."""
    now, units = timezone.now(), territory_of(request.actor)
    page = overdue.ended_late(units=units, now=now, after=request.GET.get("sau", ""))
    places = dict(
        Unit.objects.filter(code__in={row.unit_code for row in page.rows}).values_list("code", "name_vi")
    )
    procedures = names_of({row.procedure_code for row in page.rows})
    return render(
        request,
        "oversight/late_ended.html",
        {
            "rows": [
                {
                    "late": row,
                    "kind": KINDS[row.kind],
                    "procedure": procedures.get(row.procedure_code, row.procedure_code),
                    "place": places.get(row.unit_code, row.unit_code),
                    "by": time_left(row.since, row.ended_at).removeprefix("trễ ")
                    if row.ended_at and row.kind == "TERM"
                    else "",
                }
                for row in page.rows
            ],
            "tabs": [(name, _url({"nhom": key})) for key, _, name in TABS],
            "first_url": _url({"nhom": ENDED}) if request.GET.get("sau") else "",
            "next_url": _url({"nhom": ENDED, "sau": page.next_after}) if page.next_after else "",
            "unit_name": place_of(request.actor),
        },
    )


def _signs(flags: list[Flag]) -> str:
    return ", ".join(WORDS[flag.kind] for flag in flags)


def _url(parts: dict[str, str]) -> str:
    return "?" + urlencode({key: value for key, value in parts.items() if value})
