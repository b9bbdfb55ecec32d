"""Build the statements of a month."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef

from cuamo.kernel import events
from cuamo.kernel.actors import Actor
from cuamo.kernel.clock import to_hanoi
from cuamo.kernel.errors import Invalid
from cuamo.kernel.ids import uuid7
from cuamo.kernel.selectors.calendar import current_calendar
from cuamo.organisation.types import Role
from cuamo.settlement import policies
from cuamo.settlement.models import Item, Line, Statement
from cuamo.settlement.rules import month as rules
from cuamo.settlement.rules.custody import Try
from cuamo.settlement.rules.dates import last_day
from cuamo.settlement.rules.subsidy import Filing
from cuamo.settlement.selectors.in_force import InForce, budgets, committed
from cuamo.settlement.services.parts import lock_books
from cuamo.settlement.types import LineKind, StatementState

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
    Line.objects.filter(statement__in=list(drafts.values())).delete()
    claims = [claim_of(item) for item in _open_items(last)]
    acted_on = {claim.id: claim.day for claim in claims}
    in_force = InForce()
    found = rules.assemble(
        claims,
        contracts=in_force,
        budget=budgets(),
        committed=committed(),
        days=current_calendar(),
        until=last,
        charged=_charged(acted_on),
    )
    statements = []
    for operator in sorted({*found.lines, *drafts} - sent):
        statements.append(
            _write(drafts.get(operator), operator, first, found.lines.get(operator, []), acted_on, actor, at)
        )
    return statements


def claim_of(item: Item) -> rules.Claim:
    """Return an item as the rules see it."""
    facts = item.facts
    return rules.Claim(
        id=item.id,
        key=item.claim_key,
        service=item.service,
        operator=item.operator_code,
        ward_code=item.ward_code,
        papers=facts["papers"],
        at=item.acted_at,
        reason=item.reason,
        ready_at=datetime.fromisoformat(facts["ready_at"]),
        picked_at=_moment(facts["picked_at"]),
        started_at=_moment(facts["started_at"]),
        tries=tuple(Try(datetime.fromisoformat(at), reason, then) for at, reason, then in facts["tries"]),
        gaps=len(facts["gaps"]),
        excused=facts["excused"],
        filing=Filing(
            channel=item.filing["channel"],
            groups=tuple(item.filing["groups"]),
            papers=tuple(item.filing["papers"]),
        ),
    )


def _open_items(last: date) -> Iterable[Item]:
    """Items up to the day that no other statement claims; those that cannot be claimed may have faults."""
    claimed = Line.objects.filter(
        item_id=OuterRef("id"), carried_at=None, kind__in=[LineKind.SERVICE, LineKind.LIABILITY]
    )
    open_items = Item.objects.filter(~Exists(claimed), acted_on__lte=last)
    return open_items.order_by("acted_at", "id").iterator(chunk_size=AT_ONCE)


def _charged(acted_on: dict[UUID, date]) -> dict[UUID, frozenset[str]]:
    """Faults of the items that other statements took off already."""
    rows = Line.objects.filter(
        kind=LineKind.PENALTY,
        carried_at=None,
        item__isnull=False,
        item__acted_on__gte=min(acted_on.values(), default=date.max),
    )
    found: dict[UUID, set[str]] = {}
    for item_id, fault in rows.values_list("item_id", "fault"):
        if item_id in acted_on:
            found.setdefault(item_id, set()).add(fault)
    return {item_id: frozenset(faults) for item_id, faults in found.items()}


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


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _require_over(last: date, at: datetime) -> None:

    if to_hanoi(at).date() <= last:
        raise Invalid(
            "statement.month",
            f"Tháng {last:%m/%Y} chưa hết nên chưa lập được bảng quyết toán.",
            f"Month {last:%m/%Y} is not over yet.",
            where="thang",
        )
