"""Parts every step of a statement is made of."""

from datetime import datetime
from uuid import UUID

from django.db import connection

from cuamo.kernel import events
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import IllegalTransition, NotFound
from cuamo.settlement.models import Line, Statement
from cuamo.settlement.rules.dates import last_day
from cuamo.settlement.rules.month import totals_of
from cuamo.settlement.rules.terms import share
from cuamo.settlement.selectors.in_force import InForce
from cuamo.settlement.types import LineKind, Payer, StatementState

_LOCK = 7_160_001


def lock_books() -> None:
    """Let one at a time build, send or approve statements: they draw on one budget."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def lock_statement(statement_id: UUID, *states: StatementState) -> Statement:
    """Return the statement, locked, when it is in one of the states.

    Raises:
        NotFound: there is none. IllegalTransition: it stands elsewhere.
    """
    lock_books()
    found = Statement.objects.select_for_update().filter(id=statement_id).first()
    if found is None:
        raise NotFound("statement.unknown", "Không thấy bảng quyết toán này.", "There is no such statement.")
    if found.state not in states:
        shown = StatementState(found.state).label
        raise IllegalTransition(
            "statement.state",
            f"Bảng quyết toán đang ở bước «{shown}», không làm việc này được.",
            f"The statement is {found.state}; this cannot be done now.",
            hint_vi="Mở lại trang để xem bước hiện tại.",
            hint_en="Open the page again to see where it stands.",
        )
    return found


def tell(name: str, statement: Statement, *, actor: Actor, at: datetime, **data: str | int) -> None:
    """Record what happened to a statement."""
    events.record(
        name,
        statement.id,
        actor=actor,
        at=at,
        number=statement.number,
        operator=statement.operator_code,
        payable_vnd=statement.payable_vnd,
        **data,
    )


def sum_up(statement: Statement, *, in_force: InForce) -> None:
    """Count the sums again from the lines that are still in the statement, and mend the cap of penalties."""
    live = list(statement.lines.filter(carried_at=None))
    found = in_force.contract(statement.operator_code, last_day(statement.month))
    if found is not None:
        contract_id, terms = found
        counted = [line for line in live if not line.waits]
        taken = -sum(line.net_vnd for line in counted if line.kind == LineKind.PENALTY or _waives(line))
        most = share(
            sum(line.net_vnd for line in counted if line.kind == LineKind.SERVICE), terms.cap_percent
        )
        caps = [line for line in counted if line.kind == LineKind.CAP or _mends_cap(line)]
        wanted, standing = max(0, taken - most), sum(line.net_vnd for line in caps)
        if wanted != standing:
            live.append(
                Line.objects.create(
                    statement=statement,
                    kind=LineKind.CORRECTION,
                    net_vnd=wanted - standing,
                    payer=Payer.OPERATOR,
                    words="Tính lại phần phạt vượt mức trần",
                    contract_id=contract_id,
                )
            )
    statement.totals = totals_of(live)
    statement.payable_vnd = statement.totals["payable"]


def _waives(line: Line) -> bool:
    return line.kind == LineKind.CORRECTION and bool(line.fault) and line.fault != "LOST"


def _mends_cap(line: Line) -> bool:
    return line.kind == LineKind.CORRECTION and line.item_id is None
