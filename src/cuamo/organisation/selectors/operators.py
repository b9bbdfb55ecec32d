"""Which operator a unit works for."""

from collections.abc import Iterable

from django.db import connection

from cuamo.organisation.models import Unit
from cuamo.organisation.types import UnitKind

_ABOVE = """
WITH RECURSIVE above AS (
    SELECT code AS start, code, parent_id, kind FROM organisation_unit WHERE code = ANY(%s)
    UNION
    SELECT a.start, u.code, u.parent_id, u.kind FROM above a JOIN organisation_unit u ON u.code = a.parent_id
)
SELECT start, code FROM above WHERE kind = %s
"""


def operators_of(unit_codes: Iterable[str]) -> dict[str, str]:
    """Return the operator (đơn vị vận hành) of each unit that has one, in one question."""
    with connection.cursor() as cursor:
        cursor.execute(_ABOVE, [sorted(set(unit_codes)), UnitKind.OPERATOR.value])
        return dict(cursor.fetchall())


def operator_names() -> dict[str, str]:
    """Return the Vietnamese names of operators by code."""
    found = Unit.objects.filter(kind=UnitKind.OPERATOR).order_by("code")
    return dict(found.values_list("code", "name_vi"))
