"""Which contract, rules of support and budget hold on a day."""

from bisect import bisect_right
from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet, Sum
from django.db.models.functions import ExtractYear

from cuamo.settlement.models import Instrument, Line
from cuamo.settlement.rules.budget import Budget
from cuamo.settlement.rules.terms import Terms, read_terms
from cuamo.settlement.types import InstrumentKind, InstrumentState, LineKind, Payer


class InForce:
    """Every approved version, read once; answers for any day without asking again."""

    def __init__(self) -> None:
        rows = Instrument.objects.filter(
            state=InstrumentState.APPROVED, kind__in=[InstrumentKind.CONTRACT, InstrumentKind.SUBSIDY]
        )
        self._terms: dict[str, list[tuple[date, UUID, Terms]]] = {}
        self._rules: list[tuple[date, dict[str, Any]]] = []
        for row in rows.order_by("valid_from", "decided_at", "id"):
            if row.kind == InstrumentKind.CONTRACT:
                versions = self._terms.setdefault(row.subject, [])
                versions.append((row.valid_from, row.id, read_terms(row.content)))
            else:
                self._rules.append((row.valid_from, row.content))

    def contract(self, operator: str, day: date) -> tuple[UUID, Terms] | None:
        """Return the contract of an operator in force on a day."""
        versions = self._terms.get(operator, [])
        at = bisect_right([since for since, _, _ in versions], day)
        return versions[at - 1][1:] if at else None

    def without(self, service: str) -> list[str]:
        """Return the operators no contract of which has a price for a service."""
        return [
            operator
            for operator, versions in self._terms.items()
            if not any(row.service == service for _, _, terms in versions for row in terms.prices)
        ]

    def rules(self, day: date) -> Mapping[str, Any] | None:
        """Return the rules of support in force on a day."""
        at = bisect_right([since for since, _ in self._rules], day)
        return self._rules[at - 1][1] if at else None


def budgets(*, until: date) -> dict[int, Budget]:
    """Return the estimate of each year: its newest approved version in force on a day (dự toán năm).

    Args:
        until: last day of the month a statement is built for; a version that takes effect later does not
            rule it.
    """
    rows = Instrument.objects.filter(
        state=InstrumentState.APPROVED,
        kind=InstrumentKind.BUDGET,
        valid_from__lte=until,
        subject__regex=r"^20[0-9]{2}$",
    )
    return {int(row.subject): _budget(row) for row in rows.order_by("valid_from", "id")}


def _budget(row: Instrument) -> Budget:
    term = row.content.get("until")
    return Budget(
        amount_vnd=int(row.content["amount_vnd"]),
        number=row.number,
        until=date.fromisoformat(term) if term else None,
    )


def committed() -> dict[int, int]:
    """Return what statements, drafts too, take of each year's budget, in đồng."""
    rows = (
        city_lines()
        .values(year=ExtractYear("acted_on"))
        .annotate(net=Sum("net_vnd"), vat=Sum("vat_vnd"))
        .order_by("year")
    )
    return {row["year"]: row["net"] + row["vat"] for row in rows}


def city_lines() -> QuerySet[Line]:
    """Return the lines the budget bears, of statements in any state."""
    return Line.objects.filter(kind=LineKind.SERVICE, payer=Payer.CITY, carried_at=None, waits=False)
