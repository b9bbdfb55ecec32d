"""The terms of the post, read from their reference file."""

import json
from datetime import time, timedelta
from functools import cache

from django.conf import settings

from cuamo.delivery.rules.promise import Terms


@cache
def terms_of_post() -> Terms:
    """Return what the post promises (`reference/delivery/promises.json`)."""
    said = json.loads((settings.REFERENCE / "delivery" / "promises.json").read_text(encoding="utf-8"))
    return Terms(
        same_day_till=time.fromisoformat(said["originals_pickup"]["same_day_till"]),
        originals_days=said["originals_deliver"]["working_days_after_pickup"],
        result_hours=said["result_pickup"]["working_hours"],
        result_days=said["result_deliver"]["working_days_after_ready"],
        warn_percent=said["warn_percent"]["value"],
        out_of_sight=timedelta(hours=said["out_of_sight"]["hours"]),
        answer_minutes=said["alarm_answer"]["working_minutes"],
    )
