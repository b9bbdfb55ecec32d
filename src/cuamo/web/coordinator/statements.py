"""O3: the operator's own statements: read, confirm, object to lines. Nothing here names a citizen."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from cuamo.kernel.errors import DomainError
from cuamo.settlement.models import Statement
from cuamo.settlement.policies import AT_OPERATOR, require_operator
from cuamo.settlement.selectors.objections import objected
from cuamo.settlement.selectors.statements import (
    instruments,
    line_of,
    not_claimable,
    statement,
    statements_of,
)
from cuamo.settlement.services.answer_statement import confirm_statement, dispute_line
from cuamo.settlement.services.long_work import start_sheet
from cuamo.web import phrases
from cuamo.web.audiences import ActedRequest, staff_required
from cuamo.web.finance.statement_parts import evidence, months_of, sheet_of, shown, tried, workbook

ROLES = tuple(role.value for role in AT_OPERATOR)


@staff_required(*ROLES)
@require_GET
def overview(request: ActedRequest) -> HttpResponse:
    """List the statements that were sent to this operator, and what cannot be claimed yet."""
    require_operator(request.actor, request.actor.unit_code)
    code = request.actor.unit_code
    waiting = not_claimable(operator=code, after=request.GET.get("sau", ""))
    return render(
        request,
        "coordinator/statements/list.html",
        {
            "months": months_of(statements_of(code, sent_only=True)),
            "unclaimed": waiting.rows,
            "next_after": waiting.next_after,
            "objected": objected(row.id for row in waiting.rows),
            "contracts": instruments(subject=code),
        },
    )


@staff_required(*ROLES)
@require_http_methods(["GET", "POST"])
def one(request: ActedRequest, statement_id: UUID) -> HttpResponse:
    """Show a statement; POST says for the operator that it is right."""
    found = _found(request, statement_id)
    if request.method == "POST":
        try:
            confirm_statement(statement_id=found.id, actor=request.actor, at=timezone.now())
        except DomainError as refused:
            if refused.status in {403, 404}:
                raise
            messages.error(request, phrases.say(refused))
        else:
            messages.success(request, "Đã xác nhận bảng quyết toán.")
        return redirect("coordinator:statement", found.id)
    return render(request, "coordinator/statements/one.html", shown(request, found))


@staff_required(*ROLES)
@require_http_methods(["GET", "POST"])
def line(request: ActedRequest, statement_id: UUID, line_id: UUID) -> HttpResponse:
    """Show one line with the hand-overs that prove it; POST objects to it."""
    _found(request, statement_id)
    found = line_of(statement_id, line_id)
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        errors, status = tried(
            request,
            lambda: dispute_line(
                line_id=found.id,
                words=request.POST.get("y_kien", ""),
                evidence=request.POST.get("chung_cu", ""),
                actor=request.actor,
                at=timezone.now(),
            ),
            where="y_kien",
            said="Đã gửi ý kiến cho trung tâm.",
        )
        if not errors:
            return redirect("coordinator:statement-line", statement_id, line_id)
    return render(
        request,
        "coordinator/statements/line.html",
        evidence(found, operator=request.actor.unit_code)
        | {
            "errors": errors,
            "typed": {name: request.POST.get(name, "") for name in ("y_kien", "chung_cu")},
            "may_object": found.statement.state == "SENT"
            and found.kind in {"SERVICE", "PENALTY", "LIABILITY"},
        },
        status=status,
    )


@staff_required(*ROLES)
@require_http_methods(["GET", "POST"])
def sheet(request: ActedRequest, statement_id: UUID, kind: str) -> HttpResponseBase:
    """Give the accounting sheet of the own statement; POST has a long workbook written in the background."""
    found = _found(request, statement_id)
    if request.method == "POST":
        work = start_sheet(statement_id=found.id, operator=True, actor=request.actor, at=timezone.now())
        return redirect("service:job", work.id)
    return sheet_of(found, kind=kind, operator=True)


@staff_required(*ROLES)
@require_GET
def sheet_file(request: ActedRequest, work_id: UUID) -> HttpResponse:
    """Give a workbook that was written in the background."""
    require_operator(request.actor, request.actor.unit_code)
    return workbook(request, work_id)


@staff_required(*ROLES)
@require_GET
def paper(request: ActedRequest, statement_id: UUID) -> HttpResponse:
    """Show the own statement as it is printed, with two signatures."""
    found = _found(request, statement_id)
    back = {"back_url": reverse("coordinator:statement", args=[found.id])}
    return render(request, "finance/statements/paper.html", shown(request, found) | back)


def _found(request: ActedRequest, statement_id: UUID) -> Statement:
    require_operator(request.actor, request.actor.unit_code)
    return statement(statement_id, operator=request.actor.unit_code)
