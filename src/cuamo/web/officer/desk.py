"""Who sits here: the place and the roles, in words."""

from cuamo.kernel.actors import Actor
from cuamo.organisation.selectors.scope import unit_of
from cuamo.organisation.types import Role


def desk_of(officer: Actor) -> str:
    """Return the unit's name and the roles held there: `Điểm … · cán bộ tiếp nhận`."""
    unit = unit_of(officer)
    roles = ", ".join(role.label for role in Role if role.value in officer.roles)
    return " · ".join(part for part in (unit.name_vi if unit else "", roles) if part)
