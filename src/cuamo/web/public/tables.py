"""K2: figures by procedure and by point."""

from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from cuamo.catalogue.selectors.versions import names_of
from cuamo.kernel.clock import HANOI
from cuamo.organisation.models import Unit
from cuamo.oversight.selectors import figures
from cuamo.oversight.selectors.figures import FEW, Figures
from cuamo.web.audiences import ActedRequest, everyone
from cuamo.web.language import vi_en
from cuamo.web.public.words import percent

DAYS = 28
SORTS = {
    "nop": lambda found: -found.sums["submitted"],
    "dung-hen": lambda found: -(found.on_time_share or -1),
    "bo-sung": lambda found: -(found.returned_share or -1),
}
TARGET = 99


@everyone
def by_procedure(request: ActedRequest) -> HttpResponse:
    """Show the last four weeks by procedure."""
    rows = _rows(request, "procedure")
    names = names_of({row["key"] for row in rows})
    return _page(request, rows, names, vi_en("Theo thủ tục", "By procedure"), "thu-tuc")


@everyone
def by_point(request: ActedRequest) -> HttpResponse:
    """Show the last four weeks by point of service."""
    rows = _rows(request, "helped_at")
    names = dict(Unit.objects.filter(code__in=[row["key"] for row in rows]).values_list("code", "name_vi"))
    names[""] = vi_en("Tự nộp trực tuyến", "Sent by oneself")
    return _page(request, rows, names, vi_en("Theo điểm phục vụ", "By point of service"), "diem")


def _rows(request: ActedRequest, column: str) -> list[dict[str, Any]]:
    day = timezone.now().astimezone(HANOI).date()
    found = figures.by(column, day - timedelta(days=DAYS - 1), day)
    if column == "procedure":
        found = [row for row in found if row.key]
    found.sort(key=SORTS.get(request.GET.get("xep", ""), SORTS["nop"]))
    return [_row(row) for row in found[:200]]


def _row(found: Figures) -> dict[str, Any]:
    few = found.sums["submitted"] < FEW
    on_time = found.on_time_share
    return {
        "key": found.key,
        "few": few,
        "submitted": vi_en("ít hơn 10", "fewer than 10") if few else str(found.sums["submitted"]),
        "on_time": percent(on_time),
        "bar": round(on_time) if on_time is not None else None,
        "below": on_time is not None and on_time < TARGET,
        "returned": percent(found.returned_share),
        "sample": "–" if found.ended < FEW else str(found.ended),
    }


def _page(
    request: ActedRequest, rows: list[dict[str, Any]], names: dict[str, str], title: str, table: str
) -> HttpResponse:
    for row in rows:
        row["name"] = names.get(row["key"], row["key"])
    context = {
        "rows": rows,
        "title": title,
        "table": table,
        "target": TARGET,
        "sort": request.GET.get("xep", "nop"),
        "updated": figures.last_update(),
    }
    return render(request, "public/table.html", context)
