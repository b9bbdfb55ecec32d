"""Build the statements of a month."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from cuamo.kernel import events
from cuamo.kernel.actors import Actor
from cuamo.kernel.clock import to_hanoi
from cuamo.kernel.errors import Invalid
from cuamo.kernel.ids import uuid7
from cuamo.kernel.selectors.calendar import current_calendar
from cuamo.organisation.types import Role
from cuamo.settlement import policies
from cuamo.settlement.models import Dispute, Item, Line, Statement
from cuamo.settlement.rules import month as rules
from cuamo.settlement.rules.custody import GONE
from cuamo.settlement.rules.dates import last_day
from cuamo.settlement.selectors.in_force import InForce, budgets, committed
from cuamo.settlement.services.claims import charged_before, claim_of
from cuamo.settlement.services.parts import lock_books
from cuamo.settlement.types import LineKind, Service, StatementState

AT_ONCE = 2000


@transaction.atomic
def build_month(*, month: date, actor: Actor, at: datetime) -> list[Statement]:
    """Build the drafts of every operator for a month, from nothing (lập bảng quyết toán tháng).

    All operators together, since they draw on one budget in the order things happened. Items of earlier
    months that no statement holds come along. What was sent stays as it is; run again, it gives the same.

    Raises:
        NotPermitted: the actor is no accountant of the centre.
        Invalid: the month has not ended.
    """
    policies.require_centre(actor, Role.FINANCE)
    first, last = month.replace(day=1), last_day(month)
    lock_books()
    _require_over(last, at)
    drafts = {
        row.operator_code: row
        for row in Statement.objects.select_for_update().filter(month=first, state=StatementState.DRAFT)
    }
    sent = set(
        Statement.objects.filter(month=first)
        .exclude(state=StatementState.DRAFT)
        .values_list("operator_code", flat=True)
    )
    _clear(list(drafts.values()), at)
    in_force = InForce()
    claims = [claim_of(item) for item in _open_items(last, but=sent, in_force=in_force)]
    acted_on = {claim.id: claim.day for claim in claims}
    found = rules.assemble(
        claims,
        contracts=in_force,
        budget=budgets(until=last),
        committed=committed(),
        days=current_calendar(),
        until=last,
        charged=charged_before(acted_on),
    )
    statements = []
    for operator in sorted({*found.lines, *drafts} - sent):
        statements.append(
            _write(drafts.get(operator), operator, first, found.lines.get(operator, []), acted_on, actor, at)
        )
    return statements


def _open_items(last: date, *, but: Collection[str], in_force: InForce) -> Iterable[Item]:
    """Items up to the day that no other statement claims; those that cannot be claimed may have faults.

    What came to light of operators whose month was sent (`but`) takes no budget now: it is in the next one.
    Help at an agency is left out where no contract of the operator has a price for it.
    """
    claimed = Line.objects.filter(
        item_id=OuterRef("id"), carried_at=None, kind__in=[LineKind.SERVICE, LineKind.LIABILITY]
    )
    unpriced = Q(service=Service.ASSIST, operator_code__in=in_force.without(Service.ASSIST))
    open_items = Item.objects.filter(~Exists(claimed), settled=False, acted_on__lte=last).exclude(
        Q(operator_code__in=list(but)) | Q(reason=GONE) | unpriced
    )
    return open_items.order_by("acted_at", "id").iterator(chunk_size=AT_ONCE)


def _clear(drafts: list[Statement], at: datetime) -> None:
    """Take away the lines of drafts; one that was objected to before it was taken back stays as left."""
    lines = Line.objects.filter(statement__in=drafts, carried_at=None)
    lines.filter(Exists(Dispute.objects.filter(line_id=OuterRef("id")))).update(carried_at=at)
    lines.delete()


def _write(
    draft: Statement | None,
    operator: str,
    first: date,
    lines: list[rules.Line],
    acted_on: dict[UUID, date],
    actor: Actor,
    at: datetime,
) -> Statement:
    totals = rules.totals_of(lines)
    statement = draft or Statement(
        id=uuid7(at), number=f"QT-{operator}-{first:%Y%m}", operator_code=operator, month=first
    )
    statement.totals, statement.payable_vnd, statement.built_at = totals, totals["payable"], at
    statement.save()
    ordered = sorted(uuid7(at) for _ in lines)
    rows = (_line(key, statement, line, acted_on) for key, line in zip(ordered, lines, strict=True))
    Line.objects.bulk_create(rows, batch_size=AT_ONCE)
    events.record(
        "statement.built",
        statement.id,
        actor=actor,
        at=at,
        number=statement.number,
        lines=len(lines),
        payable_vnd=statement.payable_vnd,
    )
    return statement


def _line(key: UUID, statement: Statement, line: rules.Line, acted_on: dict[UUID, date]) -> Line:
    return Line(
        id=key,
        statement=statement,
        item_id=line.item_id,
        kind=line.kind,
        fault=line.fault,
        acted_on=acted_on[line.item_id] if line.item_id else None,
        net_vnd=line.net_vnd,
        vat_vnd=line.vat_vnd,
        payer=line.payer,
        words=line.words,
        source=line.source,
        contract_id=line.contract_id,
        waits=line.waits,
    )


def _require_over(last: date, at: datetime) -> None:
    if to_hanoi(at).date() <= last:
        raise Invalid(
            "statement.month",
            f"Tháng {last:%m/%Y} chưa hết nên chưa lập được bảng quyết toán.",
            f"Month {last:%m/%Y} is not over yet.",
            where="thang",
        )
