"""K4: the tables as files, with what each column means."""

import csv
import io
from datetime import timedelta
from typing import Any

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone

from cuamo.kernel.clock import HANOI
from cuamo.oversight.rules.digital_index import NAMES as INDICATORS
from cuamo.oversight.selectors import figures
from cuamo.oversight.selectors.digital import digital_by_day
from cuamo.oversight.selectors.figures import FEW, MEASURES
from cuamo.web.audiences import ActedRequest, everyone

TABLES = {"ngay": "day", "thu-tuc": "procedure", "diem": "helped_at", "kenh": "channel"}
DIGITAL = "so-hoa"
NAMES = {
    "ngay": ("Theo ngày", "By day"),
    "thu-tuc": ("Theo thủ tục", "By procedure"),
    "diem": ("Theo điểm phục vụ", "By point of service"),
    "kenh": ("Theo kênh", "By channel"),
    DIGITAL: ("Số hoá theo ngày, chỉ số 4.1 đến 4.4", "Digitisation by day, indicators 4.1 to 4.4"),
}
DEFINITIONS = (
    ("submitted", "hồ sơ đã nộp", "dossiers sent"),
    ("accepted", "hồ sơ được tiếp nhận", "dossiers accepted"),
    ("answered_late", "trả lời tiếp nhận chậm hơn 8 giờ làm việc", "accepted later than 8 working hours"),
    ("supplements", "lần yêu cầu bổ sung", "requests for more papers"),
    ("second_returns", "yêu cầu bổ sung từ lần hai", "second and later requests"),
    ("finished", "hồ sơ có kết quả", "results issued"),
    ("on_time", "có kết quả đúng hẹn, bổ sung không quá một lần", "issued on time, at most one request"),
    (
        "closed",
        "hồ sơ đã tiếp nhận rồi dừng, rút hoặc không giải quyết",
        "stopped, withdrawn or refused later",
    ),
    ("closed_on_time", "trong đó kết thúc khi chưa quá hẹn", "of these, ended within their term"),
    ("refused", "hồ sơ không giải quyết", "dossiers refused"),
    ("withdrawn", "hồ sơ rút trước khi tiếp nhận", "withdrawn before acceptance"),
    ("delivered", "kết quả đã trao tận tay", "results handed over"),
    ("visits", "lượt hỗ trợ tại quầy", "visits helped at counters"),
    ("visit_seconds", "tổng số giây của các lượt", "seconds of all visits"),
    ("rated", "lượt đánh giá", "ratings"),
    ("rated_good", "đánh giá tốt", "ratings “good”"),
    ("extra_money", "báo bị đòi thêm tiền", "reports of extra money asked"),
    (
        "part_4_x, whole_4_x",
        "hồ sơ đạt và hồ sơ được tính của từng chỉ số 4.1 đến 4.4",
        "dossiers that count and dossiers counted of, for each of the indicators 4.1 to 4.4",
    ),
)
DAYS = 91


@everyone
def data(request: ActedRequest) -> HttpResponse:
    """List the tables, their definitions and known gaps."""
    tables = [{"key": key, "vi": vi, "en": en} for key, (vi, en) in NAMES.items()]
    return render(
        request,
        "public/data.html",
        {"tables": tables, "definitions": DEFINITIONS, "updated": figures.last_update(), "days": DAYS},
    )


@everyone
def download(request: ActedRequest, table: str, kind: str) -> HttpResponse:
    """Answer one table as CSV or JSON; rows with fewer than ten dossiers keep only that they are few."""
    if table not in NAMES or kind not in {"csv", "json"}:
        raise Http404
    rows = _digital_rows() if table == DIGITAL else _rows(TABLES[table])
    if kind == "json":
        updated = figures.last_update()
        return JsonResponse(
            {"table": table, "updated": updated.isoformat() if updated else None, "rows": rows},
            json_dumps_params={"ensure_ascii": False},
        )
    out = io.StringIO()
    writer = csv.DictWriter(out, fieldnames=_columns(table))
    writer.writeheader()
    writer.writerows(rows)
    response = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="cua-mo-{table}.csv"'
    return response


def _columns(table: str) -> list[str]:
    """Return the columns of a table in their order."""
    if table == DIGITAL:
        return [
            "day",
            *(f"{part}_{key.replace('.', '_')}" for key in INDICATORS for part in ("part", "whole")),
        ]
    return [TABLES[table], "few", *_measures(TABLES[table])]


def _measures(column: str) -> tuple[str, ...]:
    """Return what a table shows; reports of extra money stand by day of the whole city alone."""
    return tuple(name for name in MEASURES if column == "day" or name != "extra_money")


def _digital_rows() -> list[dict[str, Any]]:
    """Return for each day how many of how many, by indicator of Decision 766/QĐ-TTg."""
    day = timezone.now().astimezone(HANOI).date()
    rows = []
    for found in digital_by_day(units=None, first=day - timedelta(days=DAYS - 1), last=day):
        row: dict[str, Any] = {"day": found.key}
        for each in found.indicators:
            name = each.key.replace(".", "_")
            row |= {f"part_{name}": each.part, f"whole_{name}": each.whole}
        rows.append(row)
    return rows


def _rows(column: str) -> list[dict[str, Any]]:
    day = timezone.now().astimezone(HANOI).date()
    rows = []
    for found in figures.by(column, day - timedelta(days=DAYS - 1), day):
        few = found.sums["submitted"] < FEW and column in {"procedure", "helped_at"}
        sums: dict[str, Any] = {name: "" if few else found.sums[name] for name in _measures(column)}
        rows.append({column: found.key, "few": int(few), **sums})
    return rows
