"""A point on an ordinary working day at nine, whatever the real day and hour are."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from cuamo.kernel.selectors.calendar import forget_calendar
from cuamo.organisation.models import Unit
from tests.appointments.conftest import FRIDAY, make_point


class Clock:
    """The hour the server believes it is."""

    def __init__(self) -> None:
        self.now = FRIDAY

    def to(self, moment: datetime) -> None:
        """Set the hour."""
        self.now = moment

    def on(self, minutes: int) -> None:
        """Move on by minutes."""
        self.now += timedelta(minutes=minutes)


@pytest.fixture
def clock(monkeypatch) -> Clock:
    """The hour of every page of the test."""
    set_to = Clock()
    monkeypatch.setattr(timezone, "now", lambda: set_to.now)
    return set_to


@pytest.fixture
def point(db, clock) -> Unit:
    """A point with two counters, open from seven to seven."""
    forget_calendar()
    return make_point()
