"""Parts every step of a statement is made of."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum

from cuamo.kernel import events
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import IllegalTransition, NotFound
from cuamo.settlement.models import Line, Statement
from cuamo.settlement.rules.dates import last_day
from cuamo.settlement.rules.month import totals_of
from cuamo.settlement.rules.terms import share
from cuamo.settlement.selectors.in_force import InForce
from cuamo.settlement.services.lock_books import lock_books
from cuamo.settlement.types import LineKind, Payer, StatementState


def lock_statement(statement_id: UUID, *states: StatementState) -> Statement:
    """Return the statement, locked, when it is in one of the states.

    Raises:
        NotFound: there is none. IllegalTransition: it stands elsewhere. Conflict: a month is being built.
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


@dataclass(frozen=True)
class Group:
    """Lines of one kind taken together."""

    kind: str
    fault: str
    payer: str
    waits: bool
    loose: bool
    """Hangs on no item."""
    count: int
    net_vnd: int
    vat_vnd: int

    @property
    def gross_vnd(self) -> int:
        """With VAT."""
        return self.net_vnd + self.vat_vnd


@dataclass(frozen=True)
class Sums:
    """What lines come to, and by how much the cap of penalties has to be mended for that."""

    totals: dict[str, int]
    mend_vnd: int
    contract_id: UUID | None


def sums_of(statement: Statement, lines: QuerySet[Line], *, in_force: InForce) -> Sums:
    """Return what these lines of a statement come to with the cap of penalties counted again, unsaved."""
    groups = [
        Group(
            row["kind"], row["fault"], row["payer"], row["waits"], row["loose"],
            row["lines"], row["net"], row["vat"],
        )
        for row in lines.order_by()
        .values("kind", "fault", "payer", "waits", loose=Q(item=None))
        .annotate(lines=Count("id"), net=Sum("net_vnd"), vat=Sum("vat_vnd"))
    ]  # fmt: skip
    found = in_force.contract(statement.operator_code, last_day(statement.month))
    if found is None:
        return Sums(totals_of(groups), 0, None)
    contract_id, terms = found
    counted = [group for group in groups if not group.waits]
    taken = -sum(group.net_vnd for group in counted if group.kind == LineKind.PENALTY or _waives(group))
    served = sum(group.net_vnd for group in counted if group.kind == LineKind.SERVICE)
    standing = sum(group.net_vnd for group in counted if group.kind == LineKind.CAP or _mends_cap(group))
    mend = max(0, taken - share(served, terms.cap_percent)) - standing
    if mend:
        groups.append(Group(LineKind.CORRECTION, "", Payer.OPERATOR, False, True, 1, mend, 0))
    return Sums(totals_of(groups), mend, contract_id)


def sum_up(statement: Statement, *, in_force: InForce) -> None:
    """Count the sums again from the lines that are still in the statement, and mend the cap of penalties."""
    sums = sums_of(statement, statement.lines.filter(carried_at=None), in_force=in_force)
    if sums.mend_vnd:
        Line.objects.create(
            statement=statement,
            kind=LineKind.CORRECTION,
            net_vnd=sums.mend_vnd,
            payer=Payer.OPERATOR,
            words="Tính lại phần phạt vượt mức trần",
            contract_id=sums.contract_id,
        )
    statement.totals, statement.payable_vnd = sums.totals, sums.totals["payable"]


def _waives(group: Group) -> bool:
    return group.kind == LineKind.CORRECTION and bool(group.fault) and group.fault != "LOST"


def _mends_cap(group: Group) -> bool:
    return group.kind == LineKind.CORRECTION and group.loose
