"""By when a question about a look at somebody's data is answered."""

import json
from collections.abc import Callable
from datetime import datetime
from functools import cache

from django.conf import settings

from cuamo.organisation.models import Unit
from cuamo.organisation.selectors.calendar_of import calendar_of
from cuamo.organisation.types import UnitKind


@cache
def _working_days() -> int:
    path = settings.REFERENCE / "requests" / "data.json"
    return int(json.loads(path.read_text(encoding="utf-8"))["reading_question"]["working_days"])


def terms_of_answers() -> Callable[[datetime], datetime]:
    """Return what gives the end of the term of a question (`reference/requests/data.json`), in working days.

    The calendar of the centre is read once, whatever the number of questions.
    """
    centre = Unit.objects.filter(kind=UnitKind.CENTRE).order_by("code").values_list("code", flat=True).first()
    calendar, days = calendar_of(centre or ""), _working_days()
    return lambda asked_at: calendar.add_working_days(asked_at, days)
