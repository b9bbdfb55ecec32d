"""Care by the clock: what is done without anybody asking."""

from datetime import timedelta

import pytest
from django.utils import timezone
from procrastinate.contrib.django import app

from cuamo.config.jobs import forget_typed
from cuamo.people.models import Account, HeldInput
from cuamo.people.services.hold_input import HELD_FOR, hold_input

pytestmark = pytest.mark.django_db


def test_words_typed_into_a_lost_session_are_gone_after_their_hour_with_nobody_asking():
    account = Account.objects.create(username="quay")
    now = timezone.now()
    for place, at in (("cu", now - HELD_FOR - timedelta(seconds=1)), ("moi", now - timedelta(minutes=50))):
        words = {"phone": ["0912345678"]}
        hold_input(account_id=account.id, place=place, fields=words, stood={}, whole=True, at=now)
        HeldInput.objects.filter(place=place).update(held_at=at)

    forget_typed()

    assert [held.place for held in HeldInput.objects.all()] == ["moi"]
    assert "cuamo.config.jobs.forget_typed" in {
        task.task.name for task in app.periodic_registry.periodic_tasks.values()
    }, "it runs by the clock"
