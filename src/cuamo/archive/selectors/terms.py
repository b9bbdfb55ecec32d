"""Questions about the retention table."""

from datetime import date

from cuamo.archive.models import RetentionTerm
from cuamo.archive.rules.retention import Term, money_term, term_for


def terms() -> list[RetentionTerm]:
    """Return every row, by code, the newest first."""
    return list(RetentionTerm.objects.order_by("code", "-valid_from"))


def chosen_terms(
    rows: list[RetentionTerm], *, procedure: str, field: str, on: date
) -> tuple[RetentionTerm | None, RetentionTerm | None]:
    """Return the row a dossier follows and the row of vouchers, in force `on`."""
    by_key = {(row.code, row.valid_from): row for row in rows}
    plain = [as_rule(row) for row in rows]
    found = (term_for(plain, procedure=procedure, field=field, on=on), money_term(plain, on=on))
    one, money = (by_key[(term.code, term.valid_from)] if term else None for term in found)
    return one, money


def as_rule(row: RetentionTerm) -> Term:
    """Return a row as the rules read it."""
    return Term(
        code=row.code,
        valid_from=row.valid_from,
        procedures=tuple(row.procedures),
        fields=tuple(row.fields),
        years=row.years,
        permanent=row.permanent,
        submit_within_months=row.submit_within_months,
        confirmed=bool(row.confirmed_by.strip()),
    )
