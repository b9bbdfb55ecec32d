"""By when a question about a look at somebody's data is answered."""

import json
from datetime import datetime
from functools import cache

from django.conf import settings

from cuamo.dossiers.selectors.data_requests import centre_code
from cuamo.organisation.selectors.calendar_of import calendar_of


@cache
def _working_days() -> int:
    path = settings.REFERENCE / "requests" / "data.json"
    return int(json.loads(path.read_text(encoding="utf-8"))["reading_question"]["working_days"])


def answer_by(asked_at: datetime) -> datetime:
    """Return the end of the term (`reference/requests/data.json`), in working days of the centre."""
    return calendar_of(centre_code()).add_working_days(asked_at, _working_days())
