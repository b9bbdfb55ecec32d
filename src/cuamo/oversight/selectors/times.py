"""How long authorities take, in working hours: the middle dossier and the ninth of ten."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection

from cuamo.oversight.selectors.figures import FEW
from cuamo.oversight.selectors.overview import MONTH

MOST = 20

_TIMES = """
SELECT decided_by,
       count(*),
       percentile_cont(0.5) WITHIN GROUP (ORDER BY working_minutes) / 60.0 AS median_hours,
       percentile_cont(0.9) WITHIN GROUP (ORDER BY working_minutes) / 60.0 AS ninth_hours
FROM oversight_case_fact
WHERE day BETWEEN %s AND %s AND (helped_at = ANY(%s) OR received_by = ANY(%s))
GROUP BY decided_by
HAVING count(*) >= %s
ORDER BY median_hours DESC, ninth_hours DESC, decided_by
LIMIT %s
"""


@dataclass(frozen=True)
class Times:
    """What one authority took from acceptance to result, in working hours."""

    unit_code: str
    results: int
    median_hours: float
    """Half of the dossiers took no longer (trung vị)."""
    ninth_hours: float
    """Nine of ten took no longer (bách phân vị 90)."""


def times_of_authorities(*, units: Sequence[str], day: date) -> list[Times]:
    """Return the times of four weeks up to and with `day`, slowest first, of what these units helped or took.

    The percentiles are those of `percentile_cont`: between two dossiers the value is interpolated. Fewer
    than ten results say nothing and may point at a person; such an authority is left out.
    """
    first, places = day - timedelta(days=MONTH - 1), list(units)
    with connection.cursor() as cursor:
        cursor.execute(_TIMES, [first, day, places, places, FEW, MOST])
        return [
            Times(code, results, float(median), float(ninth))
            for code, results, median, ninth in cursor.fetchall()
        ]
