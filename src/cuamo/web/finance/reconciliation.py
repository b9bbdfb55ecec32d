"""F10 to F14: three sides of a day, what does not agree, who mends it, and files brought by hand."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cuamo.kernel import events
from cuamo.kernel.clock import HANOI
from cuamo.kernel.errors import DomainError
from cuamo.payments.models import MoneyFile, ReconciliationItem
from cuamo.payments.reconciling import FileSide, FileState, ItemState
from cuamo.payments.rules.repairs import Repair
from cuamo.payments.selectors import reconciliation as asked
from cuamo.payments.selectors.matches import stands
from cuamo.payments.selectors.money_files import files_of
from cuamo.payments.selectors.protocol import protocol_csv, protocol_workbook
from cuamo.payments.services.repair import (
    approve_repair,
    needs_second,
    plan_of,
    propose_repair,
    send_back_repair,
    take_item,
)
from cuamo.payments.services.take_file import run_again, take_file
from cuamo.web import phrases
from cuamo.web.audiences import ActedRequest
from cuamo.web.finance.audience import accountant_required
from cuamo.web.forms import read_date, read_day

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHOWN_ITEMS = 200
SAID = {
    "reconciliation.difference": "Phát hiện lệch",
    "reconciliation.taken": "Nhận việc",
    "reconciliation.explained": "Giải thích, đề nghị",
    "reconciliation.sent_back": "Trả lại đề nghị",
    "reconciliation.settled": "Xong",
}


@accountant_required
@require_GET
def days(request: ActedRequest) -> HttpResponse:
    """Show the work that waits, then days with their state, the latest first."""
    rows, before = asked.days_page(before=read_day(request.GET.get("truoc", "")))
    waiting = list(asked.items_waiting()[: asked.WORK + 1]) if not request.GET.get("truoc") else []
    now = timezone.now()
    return render(
        request,
        "finance/reconciliation.html",
        {
            "rows": rows,
            "next_url": f"?truoc={before.isoformat()}" if before else "",
            "first": not request.GET.get("truoc"),
            "waiting": [_row(item, now) for item in waiting[: asked.WORK]],
            "more": len(waiting) > asked.WORK,
        },
    )


@accountant_required
@require_GET
def day(request: ActedRequest, day: str) -> HttpResponse:
    """Show one day: what differs as work, the three sides side by side, the files that came."""
    kept = asked.day_of(_known_day(day))
    items = asked.items_of(kept.day)
    now = timezone.now()
    open_ones = [item for item in items if item.state != ItemState.SETTLED]
    files = files_of(kept.day)
    current = {file.side: file for file in files if file.state == FileState.CURRENT}
    return render(
        request,
        "finance/reconciliation_day.html",
        {
            "kept": kept,
            "sums": asked.sums_of(kept.day),
            "gateway_file": current.get(FileSide.GATEWAY),
            "bank_file": current.get(FileSide.BANK),
            "missing": [side for side in FileSide if side not in current],
            "balances": _balances(kept.figures),
            "waiting": [_row(item, now) for item in open_ones[:SHOWN_ITEMS]],
            "waiting_more": max(0, len(open_ones) - SHOWN_ITEMS),
            "settled": [_row(item, now) for item in items if item.state == ItemState.SETTLED][:SHOWN_ITEMS],
            "files": files,
        },
    )


@accountant_required
@require_POST
def again(request: ActedRequest, day: str) -> HttpResponse:
    """Hold the sides against each other once more."""
    wanted = _known_day(day)
    try:
        run_again(day=wanted, actor=request.actor, at=timezone.now())
    except DomainError as error:
        messages.error(request, phrases.say(error))
    else:
        messages.success(request, "Đã đối soát lại. Khoản nào hết lệch thì đã tự xong.")
    return redirect("finance:reconciled-day", wanted.isoformat())


@accountant_required
@require_GET
def item(request: ActedRequest, item_id: UUID) -> HttpResponse:
    """Show one difference with its evidence and its repair."""
    return _item(request, asked.item_of(item_id))


def _item(
    request: ActedRequest, found: ReconciliationItem, *, refused: DomainError | None = None, words: str = ""
) -> HttpResponse:
    """Draw one difference; what was typed into a form that was refused stays."""
    plan = plan_of(found)
    settled = found.state == ItemState.SETTLED
    proposed = found.state == ItemState.EXPLAINED and needs_second(found)
    own = proposed and found.proposed_by == request.actor.id
    at_words = refused is not None and not (settled or own)
    return render(
        request,
        "finance/reconciliation_item.html",
        {
            "item": found,
            "plan": plan,
            "row": _row(found, timezone.now()),
            "number": found.subject.partition(":")[2],
            "lines": asked.lines_about(found),
            "rows": asked.rows_about(found),
            "message": asked.message_about(found),
            "owed": asked.request_about(found),
            "faults": found.evidence.get("faults", []),
            "names": found.evidence.get("names", []),
            "may_propose": not settled and not proposed,
            "may_decide": proposed and not own,
            "own": own,
            "second": needs_second(found),
            "waits": plan.repair == Repair.WAIT,
            "mine": found.owner_id == request.actor.id,
            "take_back": settled and stands(found),
            "history": _history(found),
            "errors": {"ly_do": phrases.say(refused)} if refused else {},
            "typed": words,
            "unsaved": [words] if refused and words and not at_words else [],
        },
        status=refused.status if refused else 200,
    )


@accountant_required
@require_POST
def act(request: ActedRequest, item_id: UUID) -> HttpResponse:
    """Take the work, propose a repair, agree with one, or send it back."""
    said, words, now = request.POST.get("viec", ""), request.POST.get("ly_do", ""), timezone.now()
    try:
        if said == "nhan":
            take_item(item_id=item_id, actor=request.actor, at=now)
        elif said == "duyet":
            approve_repair(item_id=item_id, actor=request.actor, at=now, seen_vnd=_seen(request))
        elif said == "tra-lai":
            send_back_repair(item_id=item_id, words=words, actor=request.actor, at=now)
        else:
            propose_repair(item_id=item_id, words=words, actor=request.actor, at=now)
    except DomainError as refused:
        return _item(request, asked.item_of(item_id), refused=refused, words=words)
    return redirect("finance:reconciliation-item", item_id)


def _seen(request: ActedRequest) -> tuple[int, int]:
    """Return the two amounts the page showed; amounts no page shows when they are missing."""
    gateway, bank = (request.POST.get(name, "") for name in ("lech_cong", "lech_ngan_hang"))
    try:
        return int(gateway), int(bank)
    except ValueError:
        raise Http404 from None


@accountant_required
@require_http_methods(["GET", "POST"])
def upload(request: ActedRequest) -> HttpResponse:
    """Take a file by hand; what is wrong with it is shown by line and column."""
    yesterday = timezone.now().astimezone(HANOI).date().toordinal() - 1
    typed = {
        "ben": request.GET.get("ben", FileSide.GATEWAY.value),
        "ngay": request.GET.get("ngay", date.fromordinal(yesterday).isoformat()),
    }
    errors: dict[str, str] = {}
    refused: MoneyFile | None = None
    if request.method == "POST":
        typed = {"ben": request.POST.get("ben", ""), "ngay": read_date(request.POST, "ngay")}
        wanted, sent = _typed_day(typed["ngay"]), request.FILES.get("tep")
        if typed["ben"] not in FileSide.values:
            errors["ben"] = "Chọn tệp của bên nào."
        if wanted is None:
            errors["ngay"] = "Ghi ngày của tệp, ví dụ 07/09/2026."
        if sent is None:
            errors["tep"] = "Chọn tệp CSV để tải lên."
        if not errors and wanted is not None and sent is not None:
            try:
                taken = take_file(
                    side=FileSide(typed["ben"]),
                    day=wanted,
                    content=sent.read(),
                    name=sent.name or "",
                    actor=request.actor,
                    at=timezone.now(),
                )
            except DomainError as error:
                errors[error.where or "tep"] = phrases.say(error)
            else:
                if taken.state != FileState.REFUSED:
                    messages.success(request, f"Đã đọc {taken.rows} dòng và đối soát.")
                    return redirect("finance:reconciled-day", wanted.isoformat())
                refused = taken
                errors["tep"] = f"Tệp có {len(taken.faults)} lỗi, chưa dùng được. Xem từng lỗi bên dưới."
    return render(
        request,
        "finance/reconciliation_upload.html",
        {
            "typed": typed,
            "errors": errors,
            "refused": refused,
            "sides": [(side.value, side.label) for side in FileSide],
        },
        status=422 if errors else 200,
    )


@accountant_required
@require_GET
def protocol(request: ActedRequest, day: str) -> HttpResponse:
    """Show the protocol of a day as it is printed, with two signatures; the same as CSV or XLSX."""
    kept = asked.day_of(_known_day(day))
    name = f"bien-ban-doi-soat-{kept.day:%Y%m%d}"
    kind = request.GET.get("tep", "")
    if kind in {"csv", "xlsx"}:
        content = protocol_csv(kept).encode() if kind == "csv" else protocol_workbook(kept)
        answer = HttpResponse(content, content_type="text/csv; charset=utf-8" if kind == "csv" else XLSX)
        answer["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
        return answer
    files = [file for file in files_of(kept.day) if file.state == FileState.CURRENT]
    return render(
        request,
        "finance/reconciliation_paper.html",
        {
            "kept": kept,
            "sums": asked.sums_of(kept.day),
            "balances": _balances(kept.figures),
            "items": [_row(item, timezone.now()) for item in asked.items_of(kept.day)],
            "files": files,
            "printed_at": timezone.now(),
        },
    )


def _row(item: ReconciliationItem, now: Any) -> dict[str, Any]:
    """Return an item as lists show it."""
    theirs_vnd = item.gateway_vnd if item.gateway_vnd is not None else item.bank_vnd
    return {
        "item": item,
        "number": item.subject.partition(":")[2],
        "age": asked.age_of(item, at=now),
        "theirs_vnd": theirs_vnd,
        "delta_vnd": item.gateway_delta_vnd or item.bank_delta_vnd,
        "tone": {"OPEN": "need", "EXPLAINED": "accent", "SETTLED": "done"}[item.state],
    }


def _balances(figures: dict[str, dict[str, int]]) -> list[dict[str, Any]]:
    names = {"gateway": "Tiền cổng còn giữ", "bank": "Tiền ở ngân hàng"}
    return [{"name": names[side], **figures[side]} for side in names if side in figures]


def _history(item: ReconciliationItem) -> list[dict[str, Any]]:
    return [
        {
            "word": SAID.get(event.name, event.name),
            "at": event.occurred_at,
            "who": event.actor.get("name", ""),
        }
        for event in events.history_of(item.id)
    ]


def _typed_day(text: str) -> date | None:
    """Read `07/09/2026` or `2026-09-07`."""
    parts = text.split("/")
    return read_day("-".join(reversed(parts)) if len(parts) == 3 else text)


def _known_day(text: str) -> date:
    found = read_day(text)
    if found is None:
        raise Http404
    return found
