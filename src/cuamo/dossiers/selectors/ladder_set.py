"""Thresholds of reminders and answers: decided by the centre, kept as data with their source."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings


@dataclass(frozen=True)
class LadderSet:
    """The thresholds of one version (mức nhắc việc)."""

    version: str
    source: str
    confidence: str
    confirmed_by: str
    confirmed_on: str
    slow_percent_of_step: int
    late_unit_after_working_days: int
    late_centre_after_working_days: int
    snooze_working_hours: int
    snooze_most: int
    expedite_answer_working_hours: int
    expedite_source: str
    explanation_answer_working_days: int
    refiled_within_days: int
    last_moment_percent: int


def ladder_set() -> LadderSet:
    """Return the thresholds in force, from `reference/terms/ladder.json`."""
    return _read(settings.REFERENCE / "terms" / "ladder.json")


@cache
def _read(file: Path) -> LadderSet:
    return LadderSet(**json.loads(file.read_text()))
