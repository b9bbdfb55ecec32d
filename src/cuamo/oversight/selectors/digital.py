"""Digitisation by period and unit: sums over facts, never over dossiers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

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
MOST = 500


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
    rows = _grouped("received_by", "received_by", units, first, last)
    return [_digital(rows[code], code) for code in sorted(rows)]


def digital_by_day(*, units: Sequence[str] | None, first: date, last: date) -> list[Digital]:
    """Return the indicators for each day something was received or had its result, newest first."""
    rows = _grouped("finished_on", "received_on", units, first, last)
    return [_digital(rows[day], day.isoformat()) for day in sorted(rows, reverse=True)]


def _grouped(
    done: str, came: str, units: Sequence[str] | None, first: date, last: date
) -> dict[Any, dict[str, Any]]:
    """Return the counts by the value of a column, one for finished dossiers and one for received ones."""
    rows: dict[Any, dict[str, Any]] = {}
    counted: list[dict[str, Any]] = list(
        _finished(units, first, last).values(done).annotate(**_FINISHED).order_by(done)[:MOST]
    )
    for row in counted:
        rows.setdefault(row[done], {}).update(row)
    counted = list(_received(units, first, last).values(came).annotate(**_RECEIVED).order_by(came)[:MOST])
    for row in counted:
        rows.setdefault(row[came], {}).update(row)
    return rows


def _digital(counts: dict[str, Any], key: str = "") -> Digital:
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
