"""Who is told about a dossier that does not move: its holder, who is above them, the centre."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from cuamo.dossiers.states import STEP_ROLE, Step
from cuamo.organisation.models import Unit
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
    """Return who has the dossier in hands; with nobody holding it, everybody whose role works at the step."""
    if holder_id:
        return _present([holder_id], unit_code, at=at)
    role = STEP_ROLE[Step(step)] if step else ""
    return _at(unit_code, role, at=at)[:MOST] if role else []


def supervisors(unit_code: str, *, at: datetime) -> list[Somebody]:
    """Return who is above the people of a unit: its leaders, else of the next unit up, at last the centre.

    Whoever is away is left out and their substitute told; a unit whose leaders are all away without one
    hands it up.
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
    """Return the leaders of exactly this unit who are at work, substitutes included."""
    return _at(unit_code, Role.LEADER, at=at)


def _at(unit_code: str, *roles: str, at: datetime) -> list[Somebody]:
    desk = at_desk(unit_code, *roles, at=at)
    present = [Somebody(who.id, who.name, unit_code) for who in desk if not who.is_away]
    instead = [who.substitute_id for who in desk if who.is_away and who.substitute_id]
    return _once([*present, *_named(instead, unit_code)])


def _present(account_ids: Iterable[str], unit_code: str, *, at: datetime) -> list[Somebody]:
    known = [each for each in account_ids if _is_id(each)]
    away = away_among(known, at=at)
    return _once(_named([away.get(each) or each for each in known], unit_code))


def _named(account_ids: list[str], unit_code: str) -> list[Somebody]:
    rows = Account.objects.filter(id__in=account_ids, is_active=True).order_by("username")
    return [Somebody(str(row.id), row.full_name, unit_code) for row in rows]


def _once(people: list[Somebody]) -> list[Somebody]:
    return list({who.id: who for who in people}.values())


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
