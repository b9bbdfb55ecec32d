"""Questions about statements, lines and items; nothing here names a citizen."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, QuerySet

from cuamo.kernel.errors import NotFound
from cuamo.settlement.models import Dispute, Instrument, Item, Line, Statement
from cuamo.settlement.rules.month import NO_CONTRACT, NO_PRICE
from cuamo.settlement.rules.subsidy import CITY_PAYS, Filing, support_of
from cuamo.settlement.selectors.in_force import InForce
from cuamo.settlement.types import (
    DisputeState,
    InstrumentState,
    LineKind,
    Payer,
    Service,
    StatementState,
)

ROWS = 50
T = TypeVar("T")


@dataclass(frozen=True)
class Page(Generic[T]):
    """Some rows, and where the next page begins; empty at the end."""

    rows: Sequence[T]
    next_after: str


@dataclass(frozen=True)
class Listed:
    """A statement in a list."""

    statement: Statement
    open_disputes: int


def statements_of(operator: str | None = None, *, sent_only: bool = False, months: int = 24) -> list[Listed]:
    """Return statements, newest month first; of one operator, or for the centre (None) of all."""
    found = Statement.objects.all()
    if operator is not None:
        found = found.filter(operator_code=operator)
    if sent_only:
        found = found.exclude(state=StatementState.DRAFT)
    rows = list(found.order_by("-month", "operator_code")[: months * 6])
    counts = Dispute.objects.filter(
        state=DisputeState.OPEN, line__carried_at=None, line__statement__in=rows
    ).values("line__statement_id")
    by_statement = {row["line__statement_id"]: row["count"] for row in counts.annotate(count=Count("id"))}
    return [Listed(row, by_statement.get(row.id, 0)) for row in rows]


def statement(statement_id: UUID, *, operator: str | None = None) -> Statement:
    """Return a statement; for an operator one of its own that was sent, for the centre (None) any.

    Raises:
        NotFound: there is none.
    """
    found = Statement.objects.filter(id=statement_id)
    if operator is not None:
        found = found.filter(operator_code=operator).exclude(state=StatementState.DRAFT)
    row = found.first()
    if row is None:
        raise NotFound("statement.unknown", "Không thấy bảng quyết toán này.", "There is no such statement.")
    return row


def lines_page(statement_id: UUID, *, only: str = "", after: str = "") -> Page[Line]:
    """Return lines of a statement in the order things happened, what left it too.

    Args:
        only: `khau-tru` what is taken off, `cho` what waits for budget, `y-kien` what is objected to.
        after: id of the last line before.
    """
    rows = Line.objects.filter(statement_id=statement_id).select_related("item", "contract")
    if only == "khau-tru":
        rows = rows.exclude(kind="SERVICE")
    elif only == "cho":
        rows = rows.filter(waits=True)
    elif only == "y-kien":
        rows = rows.filter(Exists(Dispute.objects.filter(line_id=OuterRef("id"))))
    if (last := _uuid(after)) is not None:
        rows = rows.filter(id__gt=last)
    rows = rows.annotate(objected=Exists(_open(OuterRef("id"))))
    found = list(rows.order_by("id")[: ROWS + 1])
    return Page(found[:ROWS], str(found[ROWS - 1].id) if len(found) > ROWS else "")


def line_of(statement_id: UUID, line_id: UUID) -> Line:
    """Return a line of the statement with its item and contract.

    Raises:
        NotFound: there is none.
    """
    found = Line.objects.select_related("item", "contract").filter(id=line_id, statement_id=statement_id)
    row = found.first()
    if row is None:
        raise NotFound("line.unknown", "Không thấy dòng này.", "There is no such line.")
    return row


def siblings(line: Line, *, operator: str | None = None) -> list[Line]:
    """Return the other lines of the same item, oldest first; for an operator those of its sent statements."""
    if line.item_id is None:
        return []
    rows = Line.objects.filter(item_id=line.item_id).exclude(id=line.id)
    if operator is not None:
        rows = rows.filter(statement__operator_code=operator)
        rows = rows.exclude(statement__state=StatementState.DRAFT)
    return list(rows.select_related("statement", "item").order_by("id"))


def because(line: Line) -> str:
    """Return which protected group and paper make the city pay a line; for pages of the centre alone."""
    item = line.item
    if item is None or line.kind != LineKind.SERVICE:
        return ""
    rules = InForce().rules(item.acted_on)
    if rules is None:
        return ""
    filing = Filing(item.filing["channel"], tuple(item.filing["groups"]), tuple(item.filing["papers"]))
    return support_of(item.service, filing, rules).because


def told(kind: str, payer: str, words: str, source: str) -> tuple[str, str]:
    """Return the words and source of a line as its operator reads them.

    Whatever makes the city pay reads the same, so that nobody tells a protected person from another.
    """
    if kind == LineKind.SERVICE and payer == Payer.CITY:
        return CITY_PAYS, ""
    return words, source


def disputes_of(line_ids: Iterable[UUID]) -> list[Dispute]:
    """Return the objections to lines, oldest first."""
    return list(Dispute.objects.filter(line_id__in=list(line_ids)).order_by("id"))


def disputes_of_statement(statement_id: UUID, *, limit: int = 100) -> list[Dispute]:
    """Return the objections to a statement, open ones first."""
    found = Dispute.objects.filter(line__statement_id=statement_id).select_related("line__item")
    return list(found.order_by(F("answered_at").asc(nulls_first=True), "id")[:limit])


def not_claimable(*, operator: str | None = None, after: str = "") -> Page[Item]:
    """Return what cannot be claimed yet, with the reason, newest first; of one operator, or of all."""
    rows = Item.objects.filter(claimable=False)
    if operator is not None:
        rows = rows.filter(operator_code=operator)
    if (last := _uuid(after)) is not None:
        rows = rows.filter(id__lt=last)
    found = list(rows.order_by("-id")[: ROWS + 1])
    return Page(found[:ROWS], str(found[ROWS - 1].id) if len(found) > ROWS else "")


def instruments(*, subject: str | None = None) -> list[Instrument]:
    """Return contracts, rules and budgets, what waits for a decision first; of one subject, or all."""
    found = Instrument.objects.all()
    if subject is not None:
        found = found.filter(subject=subject).exclude(state=InstrumentState.REJECTED)
    rows = sorted(found.order_by("-valid_from", "-id")[:200], key=_waits_first)
    return rows


def instrument(instrument_id: UUID) -> Instrument:
    """Return one version.

    Raises:
        NotFound: there is none.
    """
    row = Instrument.objects.filter(id=instrument_id).first()
    if row is None:
        raise NotFound("instrument.unknown", "Không thấy văn bản này.", "There is no such document.")
    return row


def all_lines(statement_id: UUID) -> Iterator[dict[str, Any]]:
    """Walk every line that counts in a statement, without keeping them; for exports."""
    rows = Line.objects.filter(statement_id=statement_id, carried_at=None).order_by("acted_on", "id")
    wanted = (
        "acted_on", "kind", "fault", "net_vnd", "vat_vnd", "payer", "words", "source", "waits",
        "item__service", "item__label", "item__subject_code", "item__ward_code", "item__unit_code",
        "item__proof", "item__hand_over_id", "contract__number",
    )  # fmt: skip
    walk: Iterator[dict[str, Any]] = rows.values(*wanted).iterator(chunk_size=2000)
    return walk


def without_price(*, until: date, limit: int = ROWS) -> list[tuple[Item, str]]:
    """Return what was done up to a day, is proven and stands in no statement, with the reason.

    Help at an agency is left out: it is paid only where a contract says so.
    """
    claimed = Line.objects.filter(item_id=OuterRef("id"), carried_at=None, kind__in=["SERVICE", "LIABILITY"])
    rows = Item.objects.filter(~Exists(claimed), settled=False, claimable=True, acted_on__lte=until)
    rows = rows.exclude(service=Service.ASSIST).order_by("-acted_on", "-id")
    in_force = InForce()
    found = []
    for item in rows[:limit]:
        contract = in_force.contract(item.operator_code, item.acted_on)
        if contract is None:
            found.append((item, NO_CONTRACT))
        elif contract[1].price_of(item.service, ward_code=item.ward_code, papers=item.facts["papers"]):
            found.append((item, "Chờ lập bảng quyết toán, hoặc chờ dự toán"))
        else:
            found.append((item, NO_PRICE))
    return found


def months_open(today: date, *, back: int = 3) -> list[date]:
    """Return the first days of the months that are over, newest first."""
    first = today.replace(day=1)
    found = []
    for _ in range(back):
        first = date(first.year - (first.month == 1), (first.month - 2) % 12 + 1, 1)
        found.append(first)
    return found


def _waits_first(row: Instrument) -> bool:
    return row.state != InstrumentState.PROPOSED


def _open(line_id: OuterRef) -> QuerySet[Dispute]:
    return Dispute.objects.filter(line_id=line_id, state=DisputeState.OPEN)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
