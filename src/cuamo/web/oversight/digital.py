"""S1s: how far dossiers are digital, by the index of Decision 766/QĐ-TTg."""

from dataclasses import dataclass
from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from cuamo.kernel.clock import HANOI
from cuamo.organisation.models import Unit
from cuamo.oversight.rules.digital_index import COUNTED, NAMES, THRESHOLDS, Indicator
from cuamo.oversight.selectors.digital import Digital, digital_by_day, digital_by_unit, digital_index
from cuamo.oversight.selectors.overview import MONTH
from cuamo.web.audiences import ActedRequest, staff_required
from cuamo.web.oversight.people import WATCHERS, place_of, territory_of

DAYS = 14
"""Days one by one."""
NOTHING = "chưa có"


@dataclass(frozen=True)
class Said:
    """One indicator in words and figures."""

    key: str
    name: str
    rate: str
    of: str
    counted: str
    threshold: int | None
    tone: str


@staff_required(*WATCHERS)
@require_GET
def show(request: ActedRequest) -> HttpResponse:
    """Show four indicators of four weeks, then by unit and by day, each with how it is counted."""
    last = timezone.now().astimezone(HANOI).date()
    first, units = last - timedelta(days=MONTH - 1), territory_of(request.actor)
    by_unit = digital_by_unit(units=units, first=first, last=last)
    names = dict(Unit.objects.filter(code__in=[row.key for row in by_unit]).values_list("code", "name_vi"))
    days = digital_by_day(units=units, first=last - timedelta(days=DAYS - 1), last=last)
    found = digital_index(units=units, first=first, last=last)
    return render(
        request,
        "oversight/digital.html",
        {
            "said": [said_of(each) for each in found.indicators],
            "units": [(names.get(row.key, row.key), _cells(row)) for row in by_unit],
            "days": [(f"{row.key[8:10]}/{row.key[5:7]}/{row.key[:4]}", _cells(row)) for row in days],
            "any": any(each.whole for each in found.indicators),
            "first": first,
            "last": last,
            "unit_name": place_of(request.actor),
        },
    )


def said_of(indicator: Indicator) -> Said:
    """Return one indicator as people read it."""
    return Said(
        indicator.key,
        NAMES[indicator.key][0],
        rate_of(indicator),
        f"{indicator.part} trong {indicator.whole} hồ sơ",
        COUNTED[indicator.key],
        THRESHOLDS[indicator.key],
        {True: "good", False: "bad", None: ""}[indicator.reached],
    )


def rate_of(indicator: Indicator) -> str:
    """Return `83,33 %`; where there is nothing to count, that there is nothing."""
    if indicator.rate is None:
        return NOTHING
    return f"{indicator.rate:g}".replace(".", ",") + " %"


def _cells(row: Digital) -> list[tuple[str, str]]:
    return [(rate_of(each), f"{each.part}/{each.whole}") for each in row.indicators]
