"""One month of all operators: what each act costs, what its faults take off, who bears it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Protocol
from uuid import UUID

from cuamo.kernel.clock import to_hanoi
from cuamo.settlement.rules.budget import Budget, Short
from cuamo.settlement.rules.custody import GONE, NO_PROOF, Try
from cuamo.settlement.rules.levels import Days, bring_by, days_late, take_by
from cuamo.settlement.rules.subsidy import Filing, Support, support_of
from cuamo.settlement.rules.terms import Penalty, Terms, share

NO_CONTRACT = "Chưa có hợp đồng hiệu lực vào ngày bàn giao"
NO_PRICE = "Hợp đồng không có đơn giá cho việc này"
NO_RULES = "Chưa có quy định hỗ trợ hiệu lực vào ngày bàn giao"
FAULT_WORDS = {
    "LATE_PICK_UP": "Nhận chậm {days} ngày làm việc: hạn {due}, nhận {done}",
    "LATE_DELIVERY": "Giao chậm {days} ngày làm việc: hạn {due}, xong {done}",
    "GAP": "Có {days} lần bàn giao thiếu một bên quá 30 phút",
    "MISSING_PROOF": "Thiếu chứng cứ giao tận tay",
}


@dataclass(frozen=True)
class Claim:
    """An item as a month sees it."""

    id: UUID
    key: str
    service: str
    operator: str
    ward_code: str
    papers: int
    at: datetime
    reason: str
    """Why it cannot be claimed; empty when it can."""
    ready_at: datetime
    picked_at: datetime | None
    started_at: datetime | None
    tries: tuple[Try, ...]
    gaps: int
    excused: str
    filing: Filing

    @property
    def day(self) -> date:
        """The day it happened in Hanoi; contract, rules and budget year follow from it."""
        return to_hanoi(self.at).date()


@dataclass(frozen=True)
class Line:
    """One line of a statement. Sums are in đồng; those taken off are negative."""

    item_id: UUID | None
    operator: str
    kind: str
    fault: str
    net_vnd: int
    vat_vnd: int
    payer: str
    words: str
    source: str
    contract_id: UUID | None
    waits: bool = False
    """Waits for budget: shown, counted apart, paid by a later statement."""

    count: int = 1

    @property
    def gross_vnd(self) -> int:
        """With VAT."""
        return self.net_vnd + self.vat_vnd


class Contracts(Protocol):
    """Which versions of the data hold on a day."""

    def contract(self, operator: str, day: date) -> tuple[UUID, Terms] | None:
        """Return the contract of an operator in force on a day."""

    def rules(self, day: date) -> Mapping[str, Any] | None:
        """Return the rules of support in force on a day."""


@dataclass
class Month:
    """What a month comes to."""

    lines: dict[str, list[Line]] = field(default_factory=lambda: defaultdict(list))
    unpriced: dict[UUID, str] = field(default_factory=dict)
    """Items without a price, with the reason."""
    spent: dict[int, int] = field(default_factory=dict)
    """What the lines take of each year's budget, in đồng."""


def assemble(
    claims: Sequence[Claim],
    *,
    contracts: Contracts,
    budget: Mapping[int, Budget],
    committed: Mapping[int, int],
    days: Days,
    until: date,
    charged: Mapping[UUID, frozenset[str]] | None = None,
) -> Month:
    """Return every operator's lines for the items that no earlier statement holds (lập bảng quyết toán).

    Money of the yearly budget is given in the order the acts happened, across operators. The first act that
    does not fit stops the line: it and all later ones of that year wait, so that nobody is served by luck.

    Args:
        budget: the year's estimate; a year without one has nothing to give, nor has one whose term is over.
        committed: what earlier statements took of it.
        until: last day of the month; its contract sets the cap of penalties.
        charged: faults earlier statements took off already, by item; an item whose proof came late has them.
    """
    month = Month()
    dry: set[int] = set()
    spent: dict[int, int] = defaultdict(int, committed)
    for claim in sorted(claims, key=lambda one: (one.at, one.key)):
        before = (charged or {}).get(claim.id, frozenset())
        priced = lines_of(claim, contracts=contracts, days=days, before=before)
        if isinstance(priced, str):
            month.unpriced[claim.id] = priced
            continue
        year = claim.day.year
        needs = sum(line.gross_vnd for line in priced if line.kind == "SERVICE" and line.payer == "CITY")
        if needs:
            if year in dry or not _bears(budget.get(year), claim.day, spent[year] + needs):
                dry.add(year)
                priced = [replace(line, waits=True) for line in priced]
            else:
                spent[year] += needs
        month.lines[claim.operator] += priced
    for operator, lines in month.lines.items():
        if (cap := _cap(operator, lines, contracts, until)) is not None:
            lines.append(cap)
    month.spent = {year: spent[year] - committed.get(year, 0) for year in spent}
    return month


def _bears(budget: Budget | None, day: date, taken_vnd: int) -> bool:
    if budget is None or (budget.until is not None and day > budget.until):
        return False
    return taken_vnd <= budget.amount_vnd


def short_of(lines: Sequence[Line], acted_on: Mapping[UUID, date]) -> dict[int, Short]:
    """Return what of a statement's services waits for budget, by year."""
    found: dict[int, Short] = {}
    for line in lines:
        if not line.waits or line.kind != "SERVICE" or line.item_id is None:
            continue
        day = acted_on[line.item_id]
        before = found.get(day.year, Short(0, 0, day))
        found[day.year] = Short(before.items + 1, before.gross_vnd + line.gross_vnd, min(before.since, day))
    return found


def lines_of(
    claim: Claim, *, contracts: Contracts, days: Days, before: frozenset[str] = frozenset()
) -> list[Line] | str:
    """Return what one act comes to, without the faults of `before`, or why it has no price."""
    priced = _priced(claim, contracts, days)
    if isinstance(priced, str):
        return priced
    return [line for line in priced if not line.fault or line.fault not in before]


def _priced(claim: Claim, contracts: Contracts, days: Days) -> list[Line] | str:
    found, rules = contracts.contract(claim.operator, claim.day), contracts.rules(claim.day)
    if found is None:
        return NO_CONTRACT
    if rules is None:
        return NO_RULES
    if claim.reason == GONE:
        return []
    contract_id, terms = found
    support = support_of(claim.service, claim.filing, rules)
    asked = "DELIVER_HOME" if claim.service == "LOSS" else claim.service
    price = terms.price_of(asked, ward_code=claim.ward_code, papers=claim.papers)
    if claim.service == "LOSS":
        return [_liability(claim, price or 0, terms, contract_id)]
    faults = _faults(claim, price or 0, terms, contract_id, days)
    if claim.reason:
        return faults
    return NO_PRICE if price is None else [_service(claim, price, terms, support, contract_id), *faults]


def _service(claim: Claim, price: int, terms: Terms, support: Support, contract_id: UUID) -> Line:
    return Line(
        item_id=claim.id,
        operator=claim.operator,
        kind="SERVICE",
        fault="",
        net_vnd=price,
        vat_vnd=share(price, terms.vat_percent),
        payer=support.payer,
        words=support.words,
        source=support.source,
        contract_id=contract_id,
    )


def _liability(claim: Claim, price: int, terms: Terms, contract_id: UUID) -> Line:
    amount = price * terms.lost_times_price + terms.lost_amount_vnd
    return _off(
        claim,
        "LIABILITY",
        "LOST",
        amount,
        f"Mất phong bì: bồi thường {terms.lost_times_price} lần đơn giá và khoản cố định theo hợp đồng",
        contract_id,
    )


def _faults(claim: Claim, price: int, terms: Terms, contract_id: UUID, days: Days) -> list[Line]:
    lines = []
    for fault, count, words in found_faults(claim, terms, days):
        penalty = terms.penalties.get(fault)
        amount = _penalty(penalty, count, price) if penalty else 0
        if amount:
            lines.append(_off(claim, "PENALTY", fault, amount, words, contract_id))
    return lines


def found_faults(claim: Claim, terms: Terms, days: Days) -> list[tuple[str, int, str]]:
    """Return what went wrong with an act: the fault, how many days or times, and the words for it."""
    found: list[tuple[str, int, str]] = []
    if not claim.excused:
        rule = terms.pick_up.get(claim.service)
        if rule and claim.picked_at is not None:
            due = take_by(claim.ready_at, rule=rule, terms=terms, days=days)
            _late(found, "LATE_PICK_UP", due, to_hanoi(claim.picked_at).date(), days)
        term = terms.working_days.get(terms.zone_of(claim.ward_code))
        if claim.service in {"DELIVER_HOME", "PICK_UP"} and claim.started_at is not None and term:
            due = bring_by(
                claim.started_at, working_days=term, tries=claim.tries, excused=terms.excused, days=days
            )
            _late(found, "LATE_DELIVERY", due, claim.day, days)
    if claim.gaps:
        found.append(("GAP", claim.gaps, FAULT_WORDS["GAP"].format(days=claim.gaps)))
    if claim.reason == NO_PROOF:
        found.append(("MISSING_PROOF", 1, FAULT_WORDS["MISSING_PROOF"]))
    return found


def _late(found: list[tuple[str, int, str]], fault: str, due: date, done: date, days: Days) -> None:
    if late := days_late(due, done, days=days):
        words = FAULT_WORDS[fault].format(days=late, due=f"{due:%d/%m/%Y}", done=f"{done:%d/%m/%Y}")
        found.append((fault, late, words))


def _penalty(penalty: Penalty, count: int, price: int) -> int:
    if penalty.steps:
        reached = [percent for from_days, percent in penalty.steps if count >= from_days]
        return share(price, reached[-1]) if reached else 0
    return penalty.amount_vnd * count


def _off(claim: Claim, kind: str, fault: str, amount: int, words: str, contract_id: UUID) -> Line:
    return Line(claim.id, claim.operator, kind, fault, -amount, 0, "OPERATOR", words, "", contract_id)


def _cap(operator: str, lines: list[Line], contracts: Contracts, until: date) -> Line | None:
    found = contracts.contract(operator, until)
    if found is None:
        return None
    contract_id, terms = found
    counted = [line for line in lines if not line.waits]
    taken = -sum(line.net_vnd for line in counted if line.kind == "PENALTY")
    most = share(sum(line.net_vnd for line in counted if line.kind == "SERVICE"), terms.cap_percent)
    if taken <= most:
        return None
    words = f"Tổng tiền phạt trong tháng không quá {terms.cap_percent}% giá trị dịch vụ"
    return Line(None, operator, "CAP", "", taken - most, 0, "OPERATOR", words, "", contract_id)


class Counted(Protocol):
    """What the sums of a statement are made of: a line, or lines of one kind taken together."""

    @property
    def count(self) -> int:
        """How many lines it stands for."""

    @property
    def kind(self) -> str:
        """What the line is."""

    @property
    def payer(self) -> str:
        """Who bears it."""

    @property
    def net_vnd(self) -> int:
        """Without VAT."""

    @property
    def vat_vnd(self) -> int:
        """The VAT."""

    @property
    def gross_vnd(self) -> int:
        """With VAT."""

    @property
    def waits(self) -> bool:
        """Waits for budget."""


def totals_of(lines: Sequence[Counted]) -> dict[str, int]:
    """Return the sums of a statement in đồng; what waits for budget is apart and in no other sum."""
    counted = [line for line in lines if not line.waits]
    served = [line for line in counted if line.kind == "SERVICE"]
    sums = {
        "items": sum(line.count for line in served),
        "net": sum(line.net_vnd for line in served),
        "vat": sum(line.vat_vnd for line in served),
        "city": sum(line.gross_vnd for line in served if line.payer == "CITY"),
        "citizen": sum(line.gross_vnd for line in served if line.payer == "CITIZEN"),
        "operator": sum(line.gross_vnd for line in served if line.payer == "OPERATOR"),
        "penalties": sum(line.net_vnd for line in counted if line.kind == "PENALTY"),
        "liability": sum(line.net_vnd for line in counted if line.kind == "LIABILITY"),
        "cap": sum(line.net_vnd for line in counted if line.kind == "CAP"),
        "corrections": sum(line.gross_vnd for line in counted if line.kind == "CORRECTION"),
        "waiting": sum(line.gross_vnd for line in lines if line.waits and line.kind == "SERVICE"),
        "waiting_items": sum(line.count for line in lines if line.waits and line.kind == "SERVICE"),
    }
    parts = ("city", "penalties", "liability", "cap", "corrections")
    return sums | {"payable": sum(sums[part] for part in parts)}
