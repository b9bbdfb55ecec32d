"""How a statement stands in the books."""

from cuamo.payments.types import Account, Leg, Side


def due(operator: str, payable_vnd: int) -> list[Leg]:
    """The budget owes what the operator is owed (ghi nợ phải trả); a sum below zero turns it round."""
    return _between(Account.BUDGET_DUE, Account.postal(operator), payable_vnd)


def paid(operator: str, payable_vnd: int) -> list[Leg]:
    """The treasury paid the operator (đã chuyển tiền)."""
    return _between(Account.postal(operator), Account.BUDGET_DUE, payable_vnd)


def _between(debit: str, credit: str, amount_vnd: int) -> list[Leg]:
    if amount_vnd < 0:
        debit, credit, amount_vnd = credit, debit, -amount_vnd
    if not amount_vnd:
        return []
    return [Leg(debit, Side.DEBIT, amount_vnd), Leg(credit, Side.CREDIT, amount_vnd)]
