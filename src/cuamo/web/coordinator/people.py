"""Who opens the pages of coordination, and how far they see."""

from cuamo.kernel.actors import Actor
from cuamo.organisation.selectors.scope import units_under
from cuamo.organisation.types import Role

COORDINATORS = (Role.COORDINATOR, Role.INSPECTOR, Role.BUSINESS_ADMIN)
"""A coordinator sees the own operator, the centre sees all; neither sees what is inside an envelope."""
ACTORS = (Role.COORDINATOR, Role.BUSINESS_ADMIN)


def operators_of(actor: Actor) -> list[str]:
    """Return the codes of the units the actor looks after: their own and everything below."""
    return units_under(actor.unit_code)


def may_act(actor: Actor) -> bool:
    """Say whether the actor may act on orders and news, and not only look."""
    return bool(actor.roles & {role.value for role in ACTORS})
