"""Who works at a step of a unit, and by which rules its work is shared."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from cuamo.kernel.clock import to_hanoi
from cuamo.organisation.models import SharingRule, Team

_DESK = """
SELECT a.id::text, a.full_name,
    ARRAY(SELECT m.team_id::text FROM organisation_team_member m JOIN organisation_team t ON t.id = m.team_id
          WHERE m.account_id = a.id AND t.unit_id = %(unit)s AND t.closed_at IS NULL ORDER BY t.name),
    away.is_away IS NOT NULL, coalesce(away.substitute, '')
FROM people_account a
LEFT JOIN LATERAL (
    SELECT true AS is_away, b.substitute_id::text AS substitute FROM organisation_absence b
    WHERE b.account_id = a.id AND b.cancelled_at IS NULL AND %(day)s BETWEEN b.starts_on AND b.ends_on
    ORDER BY b.ends_on DESC, b.id LIMIT 1
) away ON true
WHERE a.is_active AND a.id IN (
    SELECT m.account_id FROM organisation_membership m
    WHERE m.unit_id = %(unit)s AND m.role = ANY(%(roles)s)
      AND m.valid_from <= %(at)s AND (m.valid_to IS NULL OR m.valid_to > %(at)s)
) AND %(unit)s = (
    SELECT m.unit_id FROM organisation_membership m
    WHERE m.account_id = a.id AND m.valid_from <= %(at)s AND (m.valid_to IS NULL OR m.valid_to > %(at)s)
    ORDER BY m.valid_from, m.id LIMIT 1
)
ORDER BY a.username
"""


@dataclass(frozen=True)
class AtDesk:
    """One officer of a unit, that day."""

    id: str
    name: str
    teams: tuple[str, ...] = ()
    """Ids of their teams, by name."""
    is_away: bool = False
    substitute_id: str = ""


def at_desk(unit_code: str, *roles: str, at: datetime) -> list[AtDesk]:
    """Return who stands at the unit with one of the roles now, whether away or not, by user name.

    Whoever works at several units stands at the one of their oldest role, as `selectors.staff.actor_of` says.
    """
    asked: dict[str, Any] = {"unit": unit_code, "roles": list(roles), "at": at, "day": to_hanoi(at).date()}
    with connection.cursor() as cursor:
        cursor.execute(_DESK, asked)
        return [AtDesk(who, name, tuple(teams), *rest) for who, name, teams, *rest in cursor.fetchall()]


def sharing_rules(unit_code: str) -> QuerySet[SharingRule]:
    """Return the unit's rules in force, the most specific first (quy tắc phân công)."""
    rules = SharingRule.objects.filter(unit_id=unit_code, closed_at=None)
    return rules.select_related("team", "officer").order_by("-procedure_code", "-ward_code")


def teams_of(account_id: str, unit_code: str) -> list[str]:
    """Return the ids of the person's teams at the unit."""
    mine = Team.objects.filter(unit_id=unit_code, closed_at=None, members__account_id=UUID(account_id))
    return [str(key) for key in mine.order_by("name").values_list("id", flat=True)]


def open_teams(unit_code: str) -> QuerySet[Team]:
    """Return the teams of a unit by name (các tổ)."""
    return Team.objects.filter(unit_id=unit_code, closed_at=None).order_by("name")
