"""Which roles people held at a moment that is past."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from cuamo.organisation.models import Membership
from cuamo.organisation.types import Role


def roles_at(who: Iterable[tuple[str, str, datetime]]) -> dict[tuple[str, str, datetime], list[str]]:
    """Return the names of the roles each account held at a unit at a moment; one question for all.

    Args:
        who: account id, code of the unit, moment; what is no account is left out.
    """
    wanted = {each: _account(each[0]) for each in who}
    accounts = {account for account in wanted.values() if account is not None}
    held: dict[tuple[UUID, str], list[Membership]] = {}
    for row in Membership.objects.filter(account_id__in=accounts) if accounts else ():
        held.setdefault((row.account_id, row.unit_id), []).append(row)
    found = {}
    for (text, unit, at), account in wanted.items():
        rows = held.get((account, unit), []) if account else []
        found[(text, unit, at)] = [
            Role(row.role).label
            for row in rows
            if row.valid_from <= at and (row.valid_to is None or row.valid_to > at)
        ]
    return found


def _account(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
