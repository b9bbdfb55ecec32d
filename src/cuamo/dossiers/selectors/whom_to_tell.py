"""Who is told about a dossier that does not move: its holder, who is above them, the centre."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from cuamo.dossiers.states import STEP_ROLE, Step
from cuamo.organisation.models import Membership, Unit
from cuamo.organisation.selectors.absences import away_among
from cuamo.organisation.selectors.sharing import at_desk
from cuamo.organisation.types import Role, UnitKind
from cuamo.people.models import Account

MOST = 20
"""People of one role at one unit who are told together, when nobody holds the dossier."""
ABOVE = (Role.LEADER, Role.SHIFT_LEAD)
CENTRE = (Role.LEADER, Role.INSPECTOR)


@dataclass(frozen=True)
class Somebody:
    """One member of staff to be told, and where they sit."""

    id: str
    name: str
    unit_code: str


def holders(*, unit_code: str, step: str, holder_id: str, at: datetime) -> list[Somebody]:
    """Return who has the dossier in hands; with nobody there, everybody whose role works at the step.

    For whoever is away their substitute is told, where the substitute works at the step too.
    """
    role = STEP_ROLE[Step(step)] if step else ""
    found = _present(holder_id, role, unit_code, at=at) if _is_id(holder_id) else []
    return found or (_at(unit_code, role, at=at)[:MOST] if role else [])


def supervisors(unit_code: str, *, at: datetime) -> list[Somebody]:
    """Return who is above the people of a unit: its leaders, else of the next unit up, at last the centre.

    Whoever is away is left out; nobody leads by standing in, so a unit whose leaders are all away hands
    it up.
    """
    seen: set[str] = set()
    code = unit_code
    while code and code not in seen:
        seen.add(code)
        found = _at(code, *ABOVE, at=at)
        if found:
            return found
        code = Unit.objects.filter(code=code).values_list("parent_id", flat=True).first() or ""
    return centre(at=at)


def centre(*, at: datetime) -> list[Somebody]:
    """Return the leaders of the centre, its inspectors where no leader works there (lãnh đạo Trung tâm)."""
    codes = Unit.objects.filter(kind=UnitKind.CENTRE).order_by("code").values_list("code", flat=True)
    for role in CENTRE:
        found = [who for code in codes for who in _at(code, role, at=at)]
        if found:
            return found
    return []


def leaders_of(unit_code: str, *, at: datetime) -> list[Somebody]:
    """Return the leaders of exactly this unit who are at work."""
    return _at(unit_code, Role.LEADER, at=at)


def _at(unit_code: str, *roles: str, at: datetime) -> list[Somebody]:
    """Return who holds one of the roles there and is at work; standing in for somebody gives no role."""
    desk = at_desk(unit_code, *roles, at=at)
    return [Somebody(who.id, who.name, unit_code) for who in desk if not who.is_away]


def _present(account_id: str, role: str, unit_code: str, *, at: datetime) -> list[Somebody]:
    away = away_among([account_id], at=at)
    here = away.get(account_id, account_id)
    rows = Account.objects.filter(id=here, is_active=True) if here else Account.objects.none()
    if account_id in away:
        rows = rows.filter(id__in=_holding(role, at))
    return [Somebody(str(row.id), row.full_name, unit_code) for row in rows]


def _holding(role: str, at: datetime) -> QuerySet[Membership, Any]:
    running = Q(valid_to=None) | Q(valid_to__gt=at)
    return Membership.objects.filter(running, role=role, valid_from__lte=at).values("account_id")


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
