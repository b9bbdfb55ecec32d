"""A night in which nothing ran is made up for: no day of the ledger stays without its root."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from cuamo.config.jobs import seal_yesterday
from cuamo.kernel import events
from cuamo.kernel.actors import SYSTEM
from cuamo.kernel.models import DayRoot
from cuamo.kernel.services.verify_ledger import verify_ledger


@pytest.mark.django_db
def test_days_that_were_missed_are_sealed_with_yesterday_and_empty_ones_are_left(settings, tmp_path):
    settings.VAR = tmp_path
    now = timezone.now()
    for days in (5, 3):
        events.record("thing.happened", uuid4(), actor=SYSTEM, at=now - timedelta(days=days))

    seal_yesterday()
    seal_yesterday()

    today = now.date()
    sealed = {today - row.day: row.events for row in DayRoot.objects.all()}
    assert sealed == {timedelta(days=1): 0, timedelta(days=3): 1, timedelta(days=5): 1}
    assert len(list((tmp_path / "anchors").glob("*.json"))) == 3
    assert verify_ledger().faults == []
