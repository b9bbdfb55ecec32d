"""How each kind of business is booked."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cuamo.payments.types import Account, Leg, Side

_CITY_SETTERS = frozenset({"COUNCIL", "AUTHORITY"})


@dataclass(frozen=True)
class Share:
    """The parts of one fee: what the citizen and what the budget pays, and who set it."""

    setter: str
    citizen_vnd: int
    budget_vnd: int = 0


def owner_of(setter: str) -> str:
    """Return the account a fee is due to, by who set it.

    What the City Council sets and what the city's authorities find while deciding is the city's; what the
    Ministry of Finance or another ministry sets goes to the state budget.

    Law: Resolution 77/2025/NQ-HĐND of Hà Nội; Law 97/2015/QH13 on fees and charges.
    """
    return Account.CITY if setter in _CITY_SETTERS else Account.MINISTRY


def opened(shares: Iterable[Share]) -> list[Leg]:
    """Citizen and budget owe, who set the fee is owed (ghi khoản phải trả)."""
    owners, citizen_vnd, budget_vnd = _sums(shares)
    legs = [
        Leg(Account.CITIZEN, Side.DEBIT, citizen_vnd),
        Leg(Account.BUDGET, Side.DEBIT, budget_vnd),
        *(Leg(owner, Side.CREDIT, owed_vnd) for owner, owed_vnd in owners.items()),
    ]
    return _without_nothing(legs)


def supported(shares: Iterable[Share]) -> list[Leg]:
    """The budget pays in place of the citizen what nobody is asked for (ngân sách trả thay)."""
    return opened(Share(share.setter, 0, share.budget_vnd) for share in shares)


def unsupported(shares: Iterable[Share]) -> list[Leg]:
    """The budget bears it no more (bỏ phần ngân sách trả thay)."""
    return _turned(supported(shares))


def paid(*, into: str, credited_vnd: int, suspended_vnd: int) -> list[Leg]:
    """Money came into the account `into`; what nobody owes waits in suspense (thu tiền)."""
    legs = [
        Leg(into, Side.DEBIT, credited_vnd + suspended_vnd),
        Leg(Account.CITIZEN, Side.CREDIT, credited_vnd),
        Leg(Account.SUSPENSE, Side.CREDIT, suspended_vnd),
    ]
    return _without_nothing(legs)


def voided(shares: Iterable[Share], *, received_vnd: int) -> list[Leg]:
    """Nothing is owed any more; what had come already waits in suspense (hủy khoản phải trả)."""
    owners, citizen_vnd, budget_vnd = _sums(shares)
    legs = [
        *(Leg(owner, Side.DEBIT, owed_vnd) for owner, owed_vnd in owners.items()),
        Leg(Account.CITIZEN, Side.CREDIT, citizen_vnd - received_vnd),
        Leg(Account.BUDGET, Side.CREDIT, budget_vnd),
        Leg(Account.SUSPENSE, Side.CREDIT, received_vnd),
    ]
    return _without_nothing(legs)


def matched(*, credited_vnd: int) -> list[Leg]:
    """Money from suspense pays what a citizen owed (tìm ra khoản của tiền chưa rõ)."""
    return [
        Leg(Account.SUSPENSE, Side.DEBIT, credited_vnd),
        Leg(Account.CITIZEN, Side.CREDIT, credited_vnd),
    ]


def refund_out(*, amount_vnd: int) -> list[Leg]:
    """Money of suspense is to go back to the payer (duyệt hoàn tiền)."""
    return [
        Leg(Account.SUSPENSE, Side.DEBIT, amount_vnd),
        Leg(Account.REFUNDS, Side.CREDIT, amount_vnd),
    ]


def fee_given_up(shares: Iterable[Share]) -> list[Leg]:
    """A fee that was paid is to go back; who set it is owed that much less (hoàn phí đã thu)."""
    owners, citizen_vnd, _ = _sums(Share(share.setter, share.citizen_vnd) for share in shares)
    legs = [
        *(Leg(owner, Side.DEBIT, owed_vnd) for owner, owed_vnd in owners.items()),
        Leg(Account.REFUNDS, Side.CREDIT, citizen_vnd),
    ]
    return _without_nothing(legs)


def refund_paid(*, out_of: str, amount_vnd: int) -> list[Leg]:
    """The payer has their money back from `out_of`, the platform or a till (đã hoàn tiền)."""
    return [Leg(Account.REFUNDS, Side.DEBIT, amount_vnd), Leg(out_of, Side.CREDIT, amount_vnd)]


def refund_back(*, amount_vnd: int) -> list[Leg]:
    """The money could not be given back and waits in suspense again (hoàn tiền không thành)."""
    return _turned(refund_out(amount_vnd=amount_vnd))


def counted(*, till: str, difference_vnd: int) -> list[Leg]:
    """A till holds more or less than the books say (tiền đếm lệch); below zero it is short."""
    return _moved(difference_vnd, into=till, out_of=Account.CASH_DIFFERENCE)


def passed(*, giver: str, taker: str, given_vnd: int, difference_vnd: int) -> list[Leg]:
    """What one till held is the next one's, less or more what was found otherwise (bàn giao ngăn tiền)."""
    return [
        *_moved(given_vnd, into=taker, out_of=giver),
        *counted(till=taker, difference_vnd=difference_vnd),
    ]


def bagged(tills: Mapping[str, int]) -> list[Leg]:
    """The money of tills is in a sealed bag (tiền vào túi)."""
    return [
        Leg(Account.TRANSIT, Side.DEBIT, sum(tills.values())),
        *(Leg(till, Side.CREDIT, amount_vnd) for till, amount_vnd in tills.items()),
    ]


def deposited(*, bag_vnd: int, deposit_vnd: int) -> list[Leg]:
    """The bank has a bag's money; what is more or less than the bag held is a difference (nộp ngân hàng)."""
    return [
        *_moved(deposit_vnd, into=Account.BANK, out_of=Account.TRANSIT),
        *counted(till=Account.TRANSIT, difference_vnd=deposit_vnd - bag_vnd),
    ]


def _moved(amount_vnd: int, *, into: str, out_of: str) -> list[Leg]:
    if amount_vnd < 0:
        return _moved(-amount_vnd, into=out_of, out_of=into)
    return _without_nothing([Leg(into, Side.DEBIT, amount_vnd), Leg(out_of, Side.CREDIT, amount_vnd)])


def _sums(shares: Iterable[Share]) -> tuple[dict[str, int], int, int]:
    owners: dict[str, int] = {}
    citizen_vnd = budget_vnd = 0
    for share in shares:
        owner = owner_of(share.setter)
        owners[owner] = owners.get(owner, 0) + share.citizen_vnd + share.budget_vnd
        citizen_vnd += share.citizen_vnd
        budget_vnd += share.budget_vnd
    return dict(sorted(owners.items())), citizen_vnd, budget_vnd


def taken_back(legs: list[Leg]) -> list[Leg]:
    """Every side of an entry the other way round (bút toán đảo)."""
    return _turned(legs)


def _turned(legs: list[Leg]) -> list[Leg]:
    other = {Side.DEBIT: Side.CREDIT, Side.CREDIT: Side.DEBIT}
    return [Leg(leg.account, other[leg.side], leg.amount_vnd) for leg in legs]


def _without_nothing(legs: list[Leg]) -> list[Leg]:
    return [leg for leg in legs if leg.amount_vnd]
