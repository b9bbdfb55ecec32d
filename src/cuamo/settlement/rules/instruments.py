"""What a contract, a rule of support or a budget must say before anybody approves it."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from cuamo.settlement.rules.subsidy import check_rules
from cuamo.settlement.rules.terms import read_terms

MOST_BUDGET_VND = 10**13
YEAR = re.compile(r"20[0-9]{2}")


def check(kind: str, subject: str, content: Mapping[str, Any]) -> None:
    """Refuse what cannot be worked with; once approved it rules every month and never changes.

    Raises:
        ValueError: something is missing or cannot be; the words name it.
    """
    if kind == "CONTRACT":
        read_terms(content)
    elif kind == "SUBSIDY":
        if subject != "CITY":
            raise ValueError("quy định hỗ trợ là của thành phố: ghi CITY")
        check_rules(content)
    elif kind == "BUDGET":
        if not YEAR.fullmatch(subject):
            raise ValueError("dự toán cần năm, ví dụ 2026")
        amount = content.get("amount_vnd")
        if not isinstance(amount, int) or isinstance(amount, bool) or not 0 < amount <= MOST_BUDGET_VND:
            raise ValueError(f"dự toán phải là số đồng từ 1 đến {MOST_BUDGET_VND}")
        _check_term(subject, content.get("until"))
    else:
        raise ValueError(f"không có loại văn bản {kind}")


def _check_term(year: str, until: object) -> None:
    if until is None:
        return
    try:
        day = date.fromisoformat(until) if isinstance(until, str) else None
    except ValueError:
        day = None
    if day is None or str(day.year) != year:
        raise ValueError(f"ngày hết hạn dự toán (until) là một ngày của năm {year}, ví dụ {year}-12-31")
