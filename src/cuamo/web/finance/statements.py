"""F16: statements of operators: months, one statement, one line with its evidence."""

import re
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from cuamo.kernel import events
from cuamo.kernel.clock import to_hanoi
from cuamo.kernel.errors import DomainError, Invalid
from cuamo.organisation.selectors.operators import operator_names
from cuamo.settlement.models import Statement
from cuamo.settlement.selectors.budget import BudgetUse, budget_uses
from cuamo.settlement.selectors.objections import how_many_open
from cuamo.settlement.selectors.statements import (
    because,
    line_of,
    months_open,
    not_claimable,
    statement,
    statements_of,
)
from cuamo.settlement.services.answer_dispute import answer_dispute
from cuamo.settlement.services.approve_statement import approve_statement, note_paid, would_pay
from cuamo.settlement.services.build_month import build_month, items_to_build
from cuamo.settlement.services.long_work import AT_ONCE, start_build, start_sheet
from cuamo.settlement.services.send_statement import send_statement
from cuamo.settlement.services.take_back import take_back
from cuamo.settlement.types import StatementState
from cuamo.web import phrases
from cuamo.web.audiences import ActedRequest
from cuamo.web.finance.audience import accountant_required
from cuamo.web.finance.statement_parts import (
    accepts,
    evidence,
    months_of,
    read_month,
    sheet_of,
    shown,
    tried,
    which_objection,
    workbook,
)

STEPS = {
    "statement.built": "Lập từ các bàn giao",
    "statement.sent": "Gửi đơn vị vận hành",
    "statement.taken_back": "Thu hồi để lập lại",
    "statement.disputed": "Đơn vị có ý kiến khác",
    "statement.dispute_answered": "Trả lời ý kiến",
    "statement.confirmed": "Đơn vị xác nhận",
    "statement.approved": "Duyệt và ghi sổ",
    "statement.paid": "Đã chuyển tiền",
}
WIDTH = 380


@accountant_required
@require_http_methods(["GET", "POST"])
def overview(request: ActedRequest) -> HttpResponse:
    """List months and operators with the use of the budget; POST builds a month."""
    now = timezone.now()
    today = to_hanoi(now).date()
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        try:
            month = read_month(request.POST.get("thang", ""))
            if month is None:
                raise Invalid("statement.month", "Chọn tháng.", "Choose a month.", where="thang")
            if items_to_build(month) > AT_ONCE:
                return redirect("service:job", start_build(month=month, actor=request.actor, at=now).id)
            made = build_month(month=month, actor=request.actor, at=now)
        except DomainError as refused:
            if refused.status in {403, 404}:
                raise
            errors, status = {refused.where or "thang": phrases.say(refused)}, refused.status
        else:
            messages.success(request, f"Tháng {month:%m/%Y}: lập {len(made)} bảng quyết toán.")
            return redirect("finance:statements")
    rows = statements_of()
    uses = budget_uses({today.year}, today=today)
    open_months = [(f"{day:%Y-%m}", f"Tháng {day:%m/%Y}") for day in months_open(today)]
    return render(
        request,
        "finance/statements/list.html",
        {
            "months": months_of(rows),
            "names": operator_names(),
            "open_months": open_months,
            "month": request.POST.get("thang", "") or next((value for value, _ in open_months), ""),
            "use": _bar(uses[today.year]),
            "short": [use for use in uses.values() if use.level],
            "unclaimed": len(not_claimable().rows),
            "objected": how_many_open(),
            "errors": errors,
        },
        status=status,
    )


@accountant_required
@require_http_methods(["GET", "POST"])
def one(request: ActedRequest, statement_id: UUID) -> HttpResponse:
    """Show a statement; POST sends it, approves it, or notes the transfer."""
    found = statement(statement_id)
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        try:
            said = _step(request, found)
        except DomainError as refused:
            if refused.status == 404:
                raise
            errors, status = {refused.where or "viec": phrases.say(refused)}, refused.status
            found = statement(statement_id)
        else:
            messages.success(request, said)
            return redirect("finance:statement", found.id)
    return render(
        request,
        "finance/statements/one.html",
        shown(request, found)
        | {
            "history": [
                {
                    "word": STEPS.get(event.name, event.name),
                    "at": event.occurred_at,
                    "who": event.actor,
                    "said": event.data.get("words", ""),
                }
                for event in events.history_of(found.id)
            ],
            "own": found.sent_by_id == request.actor.id,
            "may_take_back": found.state in {StatementState.SENT, StatementState.CONFIRMED}
            and found.sent_by_id != request.actor.id,
            "stays_vnd": would_pay(found) if found.state == StatementState.CONFIRMED else 0,
            "errors": errors,
            "typed": {name: request.POST.get(name, "") for name in ("chung_tu", "ly_do")},
            "unsaved": _not_drawn(request, found) if errors else [],
        },
        status=status,
    )


@accountant_required
@require_http_methods(["GET", "POST"])
def line(request: ActedRequest, statement_id: UUID, line_id: UUID) -> HttpResponse:
    """Show one line with the hand-overs that prove it; POST answers an objection to it."""
    found = line_of(statement_id, line_id)
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        errors, status = tried(
            request,
            lambda: answer_dispute(
                dispute_id=which_objection(request),
                accept=accepts(request),
                words=request.POST.get("tra_loi", ""),
                actor=request.actor,
                at=timezone.now(),
            ),
            where="tra_loi",
            said="Đã trả lời ý kiến của đơn vị.",
        )
        if not errors:
            return redirect("finance:statement-line", statement_id, line_id)
        found = line_of(statement_id, line_id)
    shown_line, said = evidence(found), request.POST.get("tra_loi", "")
    may_answer = found.carried_at is not None or found.statement.state in {"SENT", "CONFIRMED"}
    waits = any(dispute.state == "OPEN" for dispute in shown_line["disputes"])
    return render(
        request,
        "finance/statements/line.html",
        shown_line
        | {"because": because(found)}
        | {
            "errors": errors,
            "typed": {name: request.POST.get(name, "") for name in ("tra_loi", "y")},
            "ways": [("dong-y", "Đồng ý, bỏ khoản này"), ("giu", "Giữ nguyên")],
            "may_answer": may_answer,
            "unsaved": [said] if errors and said and not (may_answer and waits) else [],
        },
        status=status,
    )


@accountant_required
@require_http_methods(["GET", "POST"])
def sheet(request: ActedRequest, statement_id: UUID, kind: str) -> HttpResponseBase:
    """Give the accounting sheet as a file; POST has a long workbook written in the background."""
    if request.method == "POST":
        work = start_sheet(statement_id=statement_id, operator=False, actor=request.actor, at=timezone.now())
        return redirect("service:job", work.id)
    return sheet_of(statement(statement_id), kind=kind)


@accountant_required
@require_GET
def sheet_file(request: ActedRequest, work_id: UUID) -> HttpResponse:
    """Give a workbook that was written in the background."""
    return workbook(request, work_id)


@accountant_required
@require_GET
def paper(request: ActedRequest, statement_id: UUID) -> HttpResponse:
    """Show the statement as it is printed, with two signatures."""
    found = statement(statement_id)
    back = {"back_url": reverse("finance:statement", args=[found.id])}
    return render(request, "finance/statements/paper.html", shown(request, found) | back)


def _step(request: ActedRequest, found: Statement) -> str:
    said, now = request.POST.get("viec", ""), timezone.now()
    if said == "gui":
        send_statement(statement_id=found.id, actor=request.actor, at=now)
        return "Đã gửi đơn vị vận hành."
    if said == "duyet":
        expected = request.POST.get("tong", "")
        wanted = int(expected) if re.fullmatch(r"-?[0-9]{1,17}", expected) else None
        if wanted is None:
            raise Invalid("statement.sum", "Tải lại trang rồi duyệt.", "Open the page again.", where="viec")
        approve_statement(statement_id=found.id, expected_vnd=wanted, actor=request.actor, at=now)
        return "Đã duyệt và ghi sổ."
    if said == "thu-hoi":
        take_back(statement_id=found.id, words=request.POST.get("ly_do", ""), actor=request.actor, at=now)
        return "Đã thu hồi. Lập lại tháng này rồi gửi lại đơn vị."
    if said == "da-tra":
        note_paid(
            statement_id=found.id,
            reference=request.POST.get("chung_tu", ""),
            actor=request.actor,
            at=now,
        )
        return "Đã ghi số chứng từ chuyển tiền."
    raise Invalid("statement.step", "Chọn việc cần làm.", "Choose what to do.", where="viec")


def _not_drawn(request: ActedRequest, found: Statement) -> list[str]:
    """Return what was typed into forms the statement does not show any more."""
    drawn = {
        "chung_tu": found.state == StatementState.APPROVED,
        "ly_do": found.state in {StatementState.SENT, StatementState.CONFIRMED}
        and found.sent_by_id != request.actor.id,
    }
    typed = [request.POST.get(name, "") for name, shows in drawn.items() if not shows]
    return [text for text in typed if text]


def _bar(use: BudgetUse) -> dict[str, Any]:
    """Return the bar of the year's budget: its parts in pixels of a fixed width, target at 80 and 95 %."""
    whole = max(use.amount_vnd, use.taken_vnd + use.waiting_vnd, 1)

    def wide(amount: int) -> int:
        return amount * WIDTH // whole

    return {
        "use": use,
        "settled": wide(use.settled_vnd),
        "drafted": wide(use.drafted_vnd),
        "drafted_x": 10 + wide(use.settled_vnd),
        "waiting": wide(use.waiting_vnd),
        "waiting_x": 10 + wide(use.taken_vnd),
        "limit_x": 10 + wide(use.amount_vnd),
        "warn_x": 10 + wide(use.amount_vnd * 80 // 100),
    }
