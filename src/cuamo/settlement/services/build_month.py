"""Build the statements of a month."""

from collections.abc import Callable, Collection
from datetime import date, datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from cuamo.kernel import events
from cuamo.kernel.actors import Actor
from cuamo.kernel.clock import to_hanoi
from cuamo.kernel.errors import Invalid
from cuamo.kernel.ids import uuid7
from cuamo.kernel.patience import be_patient
from cuamo.kernel.selectors.calendar import current_calendar
from cuamo.organisation.types import Role
from cuamo.settlement import policies
from cuamo.settlement.models import Dispute, Item, Line, Statement
from cuamo.settlement.rules import month as rules
from cuamo.settlement.rules.budget import why_not_paid
from cuamo.settlement.rules.custody import GONE
from cuamo.settlement.rules.dates import last_day
from cuamo.settlement.selectors.in_force import InForce, budgets, committed
from cuamo.settlement.services.claims import charged_before, claim_of
from cuamo.settlement.services.lock_books import lock_books
from cuamo.settlement.types import LineKind, Service, StatementState

AT_ONCE = 2000


Progress = Callable[[int], None]
"""Hears how many steps are done: one for each item read, one for each line written."""


def _untold(done: int) -> None:
    """Nobody looks on."""


@transaction.atomic
def build_month(
    *, month: date, actor: Actor, at: datetime, progress: Progress = _untold, waits: bool = False
) -> list[Statement]:
    """Build the drafts of every operator for a month, from nothing (lập bảng quyết toán tháng).

    All operators together, since they draw on one budget in the order things happened. Items of earlier
    months that no statement holds come along. What was sent stays as it is; run again, it gives the same.

    Args:
        waits: in the background it waits until another build is over.
    Raises:
        NotPermitted: the actor is no accountant of the centre.
        Invalid: the month has not ended. Conflict: another build is under way.
    """
    policies.require_centre(actor, Role.FINANCE)
    first, last = month.replace(day=1), last_day(month)
    be_patient()
    lock_books(waits=waits)
    require_over(month, at)
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
    claims = []
    for item in _open_items(last, but=sent, in_force=in_force).iterator(chunk_size=AT_ONCE):
        claims.append(claim_of(item))
        progress(len(claims))
    acted_on = {claim.id: claim.day for claim in claims}
    estimates = budgets(until=last)
    found = rules.assemble(
        claims,
        contracts=in_force,
        budget=estimates,
        committed=committed(),
        days=current_calendar(),
        until=last,
        charged=charged_before(acted_on),
    )
    statements: list[Statement] = []
    for operator in sorted({*found.lines, *drafts} - sent):
        lines = found.lines.get(operator, [])
        draft = drafts.get(operator) or Statement(
            id=uuid7(at), number=f"QT-{operator}-{first:%Y%m}", operator_code=operator, month=first
        )
        draft.waiting_words = why_not_paid(rules.short_of(lines, acted_on), budgets=estimates)
        before = len(claims) + sum(len(found.lines.get(one.operator_code, [])) for one in statements)
        statements.append(_write(draft, lines, acted_on, actor, at, _from(before, progress)))
    return statements


def items_to_build(month: date) -> int:
    """Return how many items a build of the month would read now."""
    first, last = month.replace(day=1), last_day(month)
    sent = Statement.objects.filter(month=first).exclude(state=StatementState.DRAFT)
    but = list(sent.values_list("operator_code", flat=True))
    return _open_items(last, but=but, in_force=InForce(), beside=first).count()


def _from(before: int, progress: Progress) -> Progress:
    return lambda done: progress(before + done)


def _open_items(
    last: date, *, but: Collection[str], in_force: InForce, beside: date | None = None
) -> QuerySet[Item]:
    """Items up to the day that no other statement claims; those that cannot be claimed may have faults.

    What came to light of operators whose month was sent (`but`) takes no budget now: it is in the next one.
    Help at an agency is left out where no contract of the operator has a price for it.

    Args:
        beside: a month whose drafts count as taken away.
    """
    claimed = Line.objects.filter(
        item_id=OuterRef("id"), carried_at=None, kind__in=[LineKind.SERVICE, LineKind.LIABILITY]
    )
    if beside is not None:
        claimed = claimed.exclude(statement__month=beside, statement__state=StatementState.DRAFT)
    unpriced = Q(service=Service.ASSIST, operator_code__in=in_force.without(Service.ASSIST))
    open_items = Item.objects.filter(~Exists(claimed), settled=False, acted_on__lte=last).exclude(
        Q(operator_code__in=list(but)) | Q(reason=GONE) | unpriced
    )
    return open_items.order_by("acted_at", "id")


def _clear(drafts: list[Statement], at: datetime) -> None:
    """Take away the lines of drafts; one that was objected to before it was taken back stays as left.

    In one statement: they are many, and nothing but an objection refers to a line.
    """
    if not drafts:
        return
    lines = Line.objects.filter(statement__in=drafts, carried_at=None)
    lines.filter(Exists(Dispute.objects.filter(line_id=OuterRef("id")))).update(carried_at=at)
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM settlement_line WHERE statement_id = ANY(%s) AND carried_at IS NULL",
            [[draft.id for draft in drafts]],
        )


def _write(
    statement: Statement,
    lines: list[rules.Line],
    acted_on: dict[UUID, date],
    actor: Actor,
    at: datetime,
    progress: Progress,
) -> Statement:
    totals = rules.totals_of(lines)
    statement.totals, statement.payable_vnd, statement.built_at = totals, totals["payable"], at
    statement.save()
    ordered = sorted(uuid7(at) for _ in lines)
    for begin in range(0, len(lines), AT_ONCE):
        part = zip(ordered[begin : begin + AT_ONCE], lines[begin : begin + AT_ONCE], strict=True)
        Line.objects.bulk_create(_line(key, statement, line, acted_on) for key, line in part)
        progress(min(begin + AT_ONCE, len(lines)))
    events.record(
        "statement.built",
        statement.id,
        actor=actor,
        at=at,
        number=statement.number,
        lines=len(lines),
        payable_vnd=statement.payable_vnd,
        waiting_vnd=totals["waiting"],
        words=statement.waiting_words,
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


def require_over(month: date, at: datetime) -> None:
    """Let pass a month whose last day is over in Hanoi.

    Raises:
        Invalid: it is not.
    """
    last = last_day(month)
    if to_hanoi(at).date() <= last:
        raise Invalid(
            "statement.month",
            f"Tháng {last:%m/%Y} chưa hết nên chưa lập được bảng quyết toán.",
            f"Month {last:%m/%Y} is not over yet.",
            where="thang",
        )
