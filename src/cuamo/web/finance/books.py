"""F8, F9: the journal and the trial balance."""

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from django.http import FileResponse, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from cuamo.dossiers.selectors.pages import page_by
from cuamo.payments.selectors.journal import Chosen, csv_of, entries, longer_than, trial_rows, write_xlsx
from cuamo.web.audiences import ActedRequest
from cuamo.web.finance.audience import accountant_required
from cuamo.web.finance.words import ACCOUNTS, next_url
from cuamo.web.forms import read_day

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_SOURCE, MOST_ACCOUNT = 120, 60
MOST_LINES = 200_000
"""Lines of a workbook that a page writes; CSV goes out line after line and has no end."""


@accountant_required
@require_GET
def journal(request: ActedRequest) -> HttpResponseBase:
    """Show entries with their postings, newest first; the same choice as CSV or, where short enough, XLSX."""
    typed = request.GET.get("nguon", "").strip()[:MOST_SOURCE]
    first, last, errors = _period(request)
    chosen = Chosen(
        account=request.GET.get("tai_khoan", "").strip()[:MOST_ACCOUNT],
        day=first,
        until=last if first is not None else None,
        source=typed,
    )
    days = [each for each in (chosen.day, chosen.until) if each is not None]
    name = "-".join(["so-nhat-ky", *(f"{each:%Y%m%d}" for each in dict.fromkeys(days))])
    if request.GET.get("tep") == "csv":
        answer = StreamingHttpResponse(csv_of(chosen), content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
        return answer
    too_long = request.GET.get("tep") == "xlsx" and longer_than(chosen, MOST_LINES)
    if request.GET.get("tep") == "xlsx" and not too_long:
        return _workbook(chosen, name)
    page = page_by(entries(chosen), "booked_at", after=request.GET.get("sau", ""), newest_first=True)
    kept = request.GET.copy()
    for one in ("sau", "tep"):
        kept.pop(one, None)
    return render(
        request,
        "finance/journal.html",
        {
            "rows": page.rows,
            "next_url": next_url(request, page.next_after),
            "chosen": chosen,
            "typed": typed,
            "day": request.GET.get("ngay", ""),
            "until": request.GET.get("den", ""),
            "errors": errors,
            "accounts": list(ACCOUNTS.items()),
            "listed": chosen.account in ACCOUNTS or not chosen.account,
            "kept": kept.urlencode(),
            "most_lines": MOST_LINES if too_long else 0,
        },
        status=422 if too_long else 200,
    )


@accountant_required
@require_GET
def trial(request: ActedRequest) -> HttpResponse:
    """Show debit, credit and balance of every account; together they are zero, or it says so in red."""
    rows = trial_rows()
    return render(
        request,
        "finance/trial.html",
        {
            "rows": rows,
            "debit_vnd": sum(row.debit_vnd for row in rows),
            "credit_vnd": sum(row.credit_vnd for row in rows),
            "balanced": sum(row.balance_vnd for row in rows) == 0,
        },
    )


def _period(request: ActedRequest) -> tuple[date | None, date | None, dict[str, str]]:
    """Read the first and the last day; what is wrong with them is said beside the last one."""
    first, last = (read_day(request.GET.get(name, "")) for name in ("ngay", "den"))
    if last is not None and first is None:
        return None, None, {"den": "Ghi cả ngày đầu: “Từ ngày”."}
    if first is not None and last is not None and last < first:
        return first, None, {"den": "Ngày cuối đang trước ngày đầu. Sửa một trong hai."}
    return first, last, {}


def _workbook(chosen: Chosen, name: str) -> FileResponse:
    """The file is open before its folder goes; it is gone when the answer is sent."""
    with TemporaryDirectory() as folder:
        target = Path(folder) / "so.xlsx"
        write_xlsx(chosen, target=target)
        return FileResponse(target.open("rb"), as_attachment=True, filename=f"{name}.xlsx", content_type=XLSX)
