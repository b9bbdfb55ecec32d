"""How far somebody sees: their unit and everything below it."""

from django.db import connection

from cuamo.kernel.actors import Actor
from cuamo.organisation.models import Unit

_BELOW = """
WITH RECURSIVE below AS (
    SELECT code FROM organisation_unit WHERE code = %s
    UNION
    SELECT u.code FROM organisation_unit u JOIN below b ON u.parent_id = b.code
)
SELECT code FROM below ORDER BY code
"""


def units_under(unit_code: str) -> list[str]:
    """Return the codes of the unit and of everything below it, in order; empty for an unknown unit.

    Used inside queries: `filter(unit_code__in=units_under(actor.unit_code))`.
    """
    if not unit_code:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_BELOW, [unit_code])
        return [row[0] for row in cursor.fetchall()]


def may_see_unit(actor: Actor, unit_code: str) -> bool:
    """Return whether the unit lies within the actor's scope."""
    if not actor.unit_code:
        return False
    return unit_code == actor.unit_code or unit_code in units_under(actor.unit_code)


def unit_of(actor: Actor) -> Unit | None:
    """Return the unit the actor stands at, None for one without a place."""
    return Unit.objects.filter(code=actor.unit_code).first() if actor.unit_code else None
