"""How each kind of business is booked."""

from cuamo.payments.types import Account, Leg, Side


def opened(*, citizen_vnd: int, budget_vnd: int) -> list[Leg]:
    """Citizen and budget owe, the city is owed (ghi khoản phải trả)."""
    legs = [
        Leg(Account.CITIZEN, Side.DEBIT, citizen_vnd),
        Leg(Account.BUDGET, Side.DEBIT, budget_vnd),
        Leg(Account.CITY, Side.CREDIT, citizen_vnd + budget_vnd),
    ]
    return _without_nothing(legs)


def paid(*, into: str, credited_vnd: int, suspended_vnd: int) -> list[Leg]:
    """Money came into the account `into`; what nobody owes waits in suspense (thu tiền)."""
    legs = [
        Leg(into, Side.DEBIT, credited_vnd + suspended_vnd),
        Leg(Account.CITIZEN, Side.CREDIT, credited_vnd),
        Leg(Account.SUSPENSE, Side.CREDIT, suspended_vnd),
    ]
    return _without_nothing(legs)


def voided(*, citizen_vnd: int, budget_vnd: int, received_vnd: int) -> list[Leg]:
    """Nothing is owed any more; what had come already waits in suspense (hủy khoản phải trả)."""
    legs = [
        Leg(Account.CITY, Side.DEBIT, citizen_vnd + budget_vnd),
        Leg(Account.CITIZEN, Side.CREDIT, citizen_vnd - received_vnd),
        Leg(Account.BUDGET, Side.CREDIT, budget_vnd),
        Leg(Account.SUSPENSE, Side.CREDIT, received_vnd),
    ]
    return _without_nothing(legs)


def _without_nothing(legs: list[Leg]) -> list[Leg]:
    return [leg for leg in legs if leg.amount_vnd]
