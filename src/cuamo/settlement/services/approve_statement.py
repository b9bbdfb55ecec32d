"""Approve a statement, book it, note that it was paid."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import Conflict, Invalid, NotPermitted
from cuamo.organisation.types import Role
from cuamo.payments.services.book import book
from cuamo.payments.types import EntryKind
from cuamo.settlement import policies
from cuamo.settlement.models import Dispute, Item, Line, Objection, Statement
from cuamo.settlement.rules import booking
from cuamo.settlement.selectors.in_force import InForce
from cuamo.settlement.services.claims import AT_ONCE
from cuamo.settlement.services.parts import lock_statement, sum_up, sums_of, tell
from cuamo.settlement.types import DisputeState, LineKind, StatementState


@transaction.atomic
def approve_statement(*, statement_id: UUID, expected_vnd: int, actor: Actor, at: datetime) -> Statement:
    """Approve what the operator confirmed and book it (duyệt, ghi sổ). Records `statement.approved`.

    Lines with an open objection, lines that wait for budget and what is no longer proven leave it for a later
    month with everything that hangs on their item.

    Args:
        expected_vnd: the sum the approver saw; another one means that something changed meanwhile.
    Raises:
        NotPermitted: the actor is no accountant of the centre, sent it themselves, or accepted an objection
            in it (four eyes).
        IllegalTransition: the operator has not confirmed it. Conflict: the sum is another one now.
    """
    policies.require_centre(actor, Role.FINANCE)
    statement = lock_statement(statement_id, StatementState.CONFIRMED)
    if statement.sent_by_id == actor.id:
        raise NotPermitted(
            "statement.own",
            "Người gửi bảng quyết toán không tự duyệt.",
            "Whoever sent a statement does not approve it.",
            hint_vi="Nhờ kế toán khác của trung tâm duyệt.",
            hint_en="Ask another accountant of the centre.",
        )
    _require_no_answer_of(statement, actor)
    if carry_over(statement, at=at):
        sum_up(statement, in_force=InForce())
    if statement.payable_vnd != expected_vnd:
        raise Conflict(
            "statement.sum",
            "Số tiền đã khác lúc mở trang. Xem lại rồi duyệt.",
            "The sum has changed since the page was opened. Look again.",
        )
    statement.state, statement.approved_at = StatementState.APPROVED, at
    statement.approved_by_id, statement.approved_by_name = actor.id, actor.name
    legs = booking.due(statement.operator_code, statement.payable_vnd)
    statement.save()
    kept = statement.lines.filter(carried_at=None, kind__in=[LineKind.SERVICE, LineKind.LIABILITY])
    _settle_items([key for key in kept.values_list("item_id", flat=True) if key is not None])
    tell("statement.approved", statement, actor=actor, at=at)
    if legs:
        source = f"statement:{statement.id}"
        book(kind=EntryKind.POSTAL_DUE, source=source, request_id=None, legs=legs, at=at)
    return statement


def _settle_items(keys: Sequence[UUID]) -> None:
    """Mark items as held for good, by their keys and some at a time, whatever is known of new tables."""
    for begin in range(0, len(keys), AT_ONCE):
        Item.objects.filter(id__in=keys[begin : begin + AT_ONCE]).update(settled=True)


def _require_no_answer_of(statement: Statement, actor: Actor) -> None:
    accepted = {"state": DisputeState.ACCEPTED, "answered_by_id": actor.id}
    held = statement.lines.filter(carried_at=None, kind=LineKind.SERVICE).values("item_id")
    if (
        Dispute.objects.filter(line__statement=statement, **accepted).exists()
        or Objection.objects.filter(item__in=held, **accepted).exists()
    ):
        raise NotPermitted(
            "statement.own_answer",
            "Người chấp nhận ý kiến trong bảng này không tự duyệt bảng.",
            "Whoever accepted an objection in this statement does not approve it.",
            hint_vi="Nhờ kế toán khác của trung tâm duyệt.",
            hint_en="Ask another accountant of the centre.",
        )


def leaving(statement: Statement) -> Q:
    """Return which lines of the statement do not stay in it when it is approved."""
    unproven = Line.objects.filter(
        statement=statement,
        carried_at=None,
        kind__in=[LineKind.SERVICE, LineKind.LIABILITY],
        item__claimable=False,
    ).values("item_id")
    objected = (
        Line.objects.filter(
            statement=statement, carried_at=None, disputes__state=DisputeState.OPEN, item__isnull=False
        )
        .values("item_id")
        .distinct()
    )
    return Q(waits=True) | Q(item_id__in=objected) | Q(item_id__in=unproven)


def would_pay(statement: Statement) -> int:
    """Return the sum in đồng that an approval would book now."""
    stays = statement.lines.filter(carried_at=None).exclude(leaving(statement))
    return sums_of(statement, stays, in_force=InForce()).totals["payable"]


def carry_over(statement: Statement, *, at: datetime) -> int:
    """Take what is open out of the statement; return how many lines left."""
    lines = statement.lines.filter(leaving(statement), carried_at=None)
    return Line.objects.filter(id__in=list(lines.values_list("id", flat=True))).update(carried_at=at)


@transaction.atomic
def note_paid(*, statement_id: UUID, reference: str, actor: Actor, at: datetime) -> Statement:
    """Write down that the treasury paid it (đã chuyển tiền), with its reference. Records `statement.paid`.

    Raises:
        NotPermitted: the actor is no accountant of the centre.
        Invalid: no reference. IllegalTransition: it is not approved, or was paid.
    """
    policies.require_centre(actor, Role.FINANCE)
    statement = lock_statement(statement_id, StatementState.APPROVED)
    said = reference.strip()
    if not 4 <= len(said) <= 80:
        raise Invalid(
            "statement.reference",
            "Ghi số chứng từ chuyển tiền, 4–80 chữ cái.",
            "Give the number of the transfer, 4–80 characters.",
            where="chung_tu",
        )
    statement.state, statement.paid_at, statement.paid_reference = StatementState.PAID, at, said
    statement.save()
    tell("statement.paid", statement, actor=actor, at=at, reference=said)
    if legs := booking.paid(statement.operator_code, statement.payable_vnd):
        source = f"statement-paid:{statement.id}"
        book(kind=EntryKind.POSTAL_PAID, source=source, request_id=None, legs=legs, at=at)
    return statement
