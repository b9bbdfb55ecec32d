"""Digitisation by period and unit: sums over facts, never over dossiers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from cuamo.oversight.models import DigitalFact
from cuamo.oversight.rules.digital_index import Indicator

_FINISHED = {
    "w1": Count("pk", filter=Q(yields_paper=True)),
    "p1": Count("pk", filter=Q(yields_paper=True, result_file=True)),
    "w2": Count("pk"),
    "p2": Count("pk", filter=Q(result_file=True) & (Q(digitised__gt=0) | Q(reused__gt=0))),
    "p4": Count("pk", filter=Q(reused__gt=0) | Q(kept=True)),
}
_RECEIVED = {"w3": Count("pk"), "p3": Count("pk", filter=Q(reused__gt=0))}
MOST = 200


@dataclass(frozen=True)
class Digital:
    """The four indicators of one period; of one unit or day where `key` says which."""

    indicators: tuple[Indicator, ...]
    key: str = ""


def digital_index(*, units: Sequence[str] | None, first: date, last: date) -> Digital:
    """Return the indicators of what these units helped with or received; of the city for None."""
    done = _finished(units, first, last).aggregate(**_FINISHED)
    came = _received(units, first, last).aggregate(**_RECEIVED)
    return _digital({**done, **came})


def digital_by_unit(*, units: Sequence[str], first: date, last: date) -> list[Digital]:
    """Return the indicators for each unit that received something of theirs, by its code."""
    rows: dict[str, dict[str, int]] = {}
    for row in _finished(units, first, last).values("received_by").annotate(**_FINISHED)[:MOST]:
        rows.setdefault(row["received_by"], {}).update(row)
    for row in _received(units, first, last).values("received_by").annotate(**_RECEIVED)[:MOST]:
        rows.setdefault(row["received_by"], {}).update(row)
    return [_digital(rows[code], code) for code in sorted(rows)]


def digital_by_day(*, units: Sequence[str] | None, first: date, last: date) -> list[Digital]:
    """Return the indicators for each day something was received or had its result, newest first."""
    rows: dict[date, dict[str, int]] = {}
    for row in _finished(units, first, last).values("finished_on").annotate(**_FINISHED):
        rows.setdefault(row["finished_on"], {}).update(row)
    for row in _received(units, first, last).values("received_on").annotate(**_RECEIVED):
        rows.setdefault(row["received_on"], {}).update(row)
    return [_digital(rows[day], day.isoformat()) for day in sorted(rows, reverse=True)]


def _digital(counts: dict[str, int], key: str = "") -> Digital:
    said = {name: int(counts.get(name) or 0) for name in ("w1", "p1", "w2", "p2", "w3", "p3", "p4")}
    return Digital(
        (
            Indicator("4.1", said["p1"], said["w1"]),
            Indicator("4.2", said["p2"], said["w2"]),
            Indicator("4.3", said["p3"], said["w3"]),
            Indicator("4.4", said["p4"], said["w2"]),
        ),
        key,
    )


def _finished(units: Sequence[str] | None, first: date, last: date) -> QuerySet[DigitalFact]:
    rows = DigitalFact.objects.filter(finished_on__gte=first, finished_on__lte=last)
    return rows if units is None else rows.filter(Q(helped_at__in=units) | Q(received_by__in=units))


def _received(units: Sequence[str] | None, first: date, last: date) -> QuerySet[DigitalFact]:
    rows = DigitalFact.objects.filter(received_on__gte=first, received_on__lte=last)
    return rows if units is None else rows.filter(Q(helped_at__in=units) | Q(received_by__in=units))
