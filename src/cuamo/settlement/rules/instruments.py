"""What a contract, a rule of support or a budget must say before anybody approves it."""

from collections.abc import Mapping
from typing import Any

from cuamo.settlement.rules.subsidy import check_rules
from cuamo.settlement.rules.terms import read_terms

MOST_BUDGET_VND = 10**13


def check(kind: str, content: Mapping[str, Any]) -> None:
    """Refuse content that cannot be worked with.

    Raises:
        ValueError: something is missing or cannot be; the words name it.
    """
    if kind == "CONTRACT":
        read_terms(content)
    elif kind == "SUBSIDY":
        check_rules(content)
    else:
        amount = content.get("amount_vnd")
        if not isinstance(amount, int) or isinstance(amount, bool) or not 0 < amount <= MOST_BUDGET_VND:
            raise ValueError(f"dự toán phải là số đồng từ 1 đến {MOST_BUDGET_VND}")
