"""What pages of statements share, at the centre and at the operator."""

import re
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone

from cuamo.delivery.selectors.custody import custody_of_parcel
from cuamo.delivery.states import Proof
from cuamo.kernel.errors import Conflict, DomainError, Invalid, NotFound
from cuamo.organisation.models import Ward
from cuamo.organisation.selectors.operators import operator_names
from cuamo.settlement.models import Item, Line, Statement
from cuamo.settlement.selectors.long_work import sheet_title, workbook_of
from cuamo.settlement.selectors.sheets import csv_of, write_xlsx
from cuamo.settlement.selectors.statements import (
    Listed,
    disputes_of,
    disputes_of_statement,
    lines_page,
    siblings,
    told,
)
from cuamo.settlement.selectors.summary import summary_of
from cuamo.settlement.services.long_work import AT_ONCE
from cuamo.web import phrases
from cuamo.web.audiences import ActedRequest

ONLY = (
    ("", "Tất cả"),
    ("khau-tru", "Khấu trừ, điều chỉnh"),
    ("cho", "Chờ dự toán"),
    ("y-kien", "Có ý kiến khác"),
)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def shown(request: HttpRequest, found: Statement) -> dict[str, Any]:
    """Return what the page of one statement shows."""
    only = request.GET.get("loc", "")
    page = lines_page(found.id, only=only, after=request.GET.get("sau", ""))
    rows = summary_of(found.id)
    codes = {line.item.ward_code for line in page.rows if line.item}
    return {
        "statement": found,
        "operator_name": operator_names().get(found.operator_code, found.operator_code),
        "summary": [row for row in rows if not row.waits],
        "waiting": [row for row in rows if row.waits],
        "disputes": disputes_of_statement(found.id),
        "lines": page.rows,
        "wards": dict(Ward.objects.filter(code__in=codes).values_list("code", "full_name")),
        "next_after": page.next_after,
        "only": only,
        "filters": ONLY,
        "totals": found.totals,
        "long": is_long(found),
    }


def evidence(found: Line, *, operator: str | None = None) -> dict[str, Any]:
    """Return what proves a line: the chain of hand-overs without any citizen's name, and its other lines.

    Args:
        operator: whose page it is; None at the centre.
    """
    words, source = found.words, found.source
    if operator is not None:
        words, source = told(found.kind, found.payer, words, source)
    ward = Ward.objects.filter(code=found.item.ward_code).first() if found.item else None
    return proven(found.item) | {
        "line": found,
        "statement": found.statement,
        "siblings": siblings(found, operator=operator),
        "words": words,
        "source": source,
        "for_centre": operator is None,
        "disputes": disputes_of([found.id]),
        "names": operator_names(),
        "ward": ward.full_name if ward else "",
    }


def proven(item: Item | None) -> dict[str, Any]:
    """Return an act with the chain of hand-overs behind it, without any citizen's name."""
    return {
        "item": item,
        "chain": custody_of_parcel(item.parcel_id) if item and item.parcel_id else [],
        "proofs": dict(Proof.choices),
    }


def tried(
    request: HttpRequest, act: Callable[[], object], *, where: str, said: str
) -> tuple[dict[str, str], int]:
    """Do what a form asks and say so; return what is refused, by its field, with the status of the page.

    Args:
        where: the field a refusal stands at that names none.
    Raises:
        DomainError: the page itself is not this person's, or is not there.
    """
    try:
        act()
    except DomainError as refused:
        if refused.status in {403, 404}:
            raise
        return {refused.where or where: phrases.say(refused)}, refused.status
    messages.success(request, said)
    return {}, 200


def which_objection(request: HttpRequest) -> UUID:
    """Read which objection the centre answers."""
    try:
        return UUID(request.POST.get("y_kien", ""))
    except ValueError:
        raise Invalid("dispute.which", "Chọn ý kiến.", "Choose the objection.", where="tra_loi") from None


def accepts(request: HttpRequest) -> bool:
    """Read whether the centre accepts an objection."""
    said = request.POST.get("y", "")
    if said not in {"dong-y", "giu"}:
        raise Invalid("dispute.unsaid", "Chọn đồng ý hoặc giữ nguyên.", "Accept or refuse.", where="y")
    return said == "dong-y"


def is_long(found: Statement) -> bool:
    """True when the workbook of a statement is written in the background."""
    return found.lines.filter(carried_at=None).count() > AT_ONCE


def workbook(request: ActedRequest, work_id: UUID) -> HttpResponse:
    """Hand out a workbook that was written in the background to whoever asked for it."""
    found, content = workbook_of(work_id, request.actor, at=timezone.now())
    answer = HttpResponse(content, content_type=XLSX)
    answer.headers["Content-Disposition"] = f'attachment; filename="{found.number}.xlsx"'
    return answer


def read_month(text: str) -> date | None:
    """Read `2026-10` as the first day of that month."""
    if not re.fullmatch(r"20[0-9]{2}-(0[1-9]|1[0-2])", text):
        return None
    return date(int(text[:4]), int(text[5:]), 1)


def sheet_of(found: Statement, *, kind: str, operator: bool = False) -> HttpResponseBase:
    """Return the accounting sheet of a statement as a file: `csv` or `xlsx`.

    Raises:
        NotFound: there is no such kind of file. Conflict: the workbook is too long for a page to write.
    """
    if kind not in {"csv", "xlsx"}:
        raise NotFound("sheet.kind", "Chỉ có tệp CSV và XLSX.", "There are CSV and XLSX only.")
    if kind == "csv":
        answer = StreamingHttpResponse(
            csv_of(found.id, operator=operator), content_type="text/csv; charset=utf-8"
        )
        answer["Content-Disposition"] = f'attachment; filename="{found.number}.csv"'
        return answer
    if is_long(found):
        raise Conflict(
            "sheet.long",
            "Bảng dài, tệp XLSX được lập ở nền. Bấm «Lập tệp XLSX» trên trang của bảng.",
            "The statement is long: have its workbook written in the background.",
        )
    with tempfile.TemporaryDirectory(prefix="cuamo-") as folder:
        target = Path(folder) / "sheet.xlsx"
        write_xlsx(
            found.id,
            title=sheet_title(found, operator_names()),
            target=target,
            operator=operator,
            note=found.waiting_words,
        )
        return FileResponse(
            target.open("rb"), as_attachment=True, filename=f"{found.number}.xlsx", content_type=XLSX
        )


def months_of(rows: list[Listed]) -> list[tuple[date, list[Listed]]]:
    """Return statements by month, newest first."""
    months = dict.fromkeys(row.statement.month for row in rows)
    return [(month, [row for row in rows if row.statement.month == month]) for month in months]
