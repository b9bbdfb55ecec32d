"""Who watches over what."""

from cuamo.kernel.actors import Actor
from cuamo.organisation.selectors.scope import unit_of, units_under
from cuamo.organisation.types import Role

WATCHERS = (Role.INSPECTOR, Role.COORDINATOR, Role.FINANCE, Role.BUSINESS_ADMIN)
"""They see figures and where dossiers wait, never what is in them (facts §6.6)."""


def territory_of(watcher: Actor) -> list[str]:
    """Return the codes of the units the watcher sees: their own and everything below."""
    return units_under(watcher.unit_code)


def place_of(watcher: Actor, *, name: str | None = None) -> str:
    """Return the name of the watcher's unit and the roles held there.

    Args:
        name: of the unit, where the page has read it already.
    """
    if name is None:
        unit = unit_of(watcher)
        name = unit.name_vi if unit else ""
    roles = ", ".join(role.label for role in Role if role.value in watcher.roles)
    return " · ".join(part for part in (name, roles) if part)
