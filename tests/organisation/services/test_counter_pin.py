"""The PIN of the counter: hard to guess, kept as a hash, blocked after five wrong tries."""

from datetime import timedelta
from uuid import UUID

import pytest

from cuamo.kernel import events
from cuamo.kernel.errors import Invalid, NotPermitted
from cuamo.organisation.models import CounterPin
from cuamo.organisation.services.counter_pin import MOST_WRONG, set_pin, try_pin
from cuamo.organisation.types import Role
from tests.organisation.conftest import NOW

PIN = "482617"
SIGNED_IN = NOW - timedelta(minutes=5)


@pytest.fixture
def clerk(work_at):
    return work_at("DL-001", Role.CLERK)


@pytest.fixture
def pin(clerk):
    return set_pin(clerk=clerk, pin=PIN, again=PIN, at=NOW)


def attempt(clerk, pin, *, signed_in_at=SIGNED_IN, at=NOW):
    return try_pin(account_id=UUID(clerk.id), pin=pin, signed_in_at=signed_in_at, at=at)


def test_setting_a_pin_keeps_no_figure_of_it_and_records_one_event(clerk, pin):
    assert PIN not in pin.hash
    assert pin.hash.split("$")[0] == "md5"  # Argon2 outside the suite; a hash that carries its method
    assert events.names_of(UUID(clerk.id))[-1] == "pin.set"
    assert PIN not in str(events.history_of(UUID(clerk.id)))


@pytest.mark.parametrize(
    ("first", "second", "where"), [("123456", "123456", "pin"), (PIN, "482618", "again")]
)
def test_a_weak_or_mistyped_pin_is_not_set(clerk, first, second, where):
    with pytest.raises(Invalid) as refused:
        set_pin(clerk=clerk, pin=first, again=second, at=NOW)

    assert refused.value.where == where
    assert not CounterPin.objects.exists()
    assert "pin.set" not in events.names_of(UUID(clerk.id))


def test_only_people_at_a_counter_have_a_pin(work_at):
    with pytest.raises(NotPermitted):
        set_pin(clerk=work_at("DIEM-00070", Role.RECEIVER), pin=PIN, again=PIN, at=NOW)
    assert not CounterPin.objects.exists()


def test_a_right_try_forgets_the_wrong_ones(clerk, pin):
    assert [attempt(clerk, "000000").left for _ in range(3)] == [4, 3, 2]
    assert attempt(clerk, PIN).right
    assert attempt(clerk, "000000").left == 4


def test_after_five_wrong_tries_even_the_right_pin_opens_nothing_until_a_full_sign_in(clerk, pin):
    for _ in range(MOST_WRONG):
        last = attempt(clerk, "000000")

    assert (last.right, last.left) == (False, 0)
    assert not attempt(clerk, PIN, at=NOW + timedelta(hours=9)).right
    assert not attempt(clerk, PIN, signed_in_at=None).right
    assert attempt(clerk, PIN, signed_in_at=NOW + timedelta(minutes=1), at=NOW + timedelta(minutes=9)).right


def test_after_the_sign_in_there_are_five_tries_again(clerk, pin):
    for _ in range(MOST_WRONG):
        attempt(clerk, "000000")

    later = NOW + timedelta(minutes=1)
    assert attempt(clerk, "000000", signed_in_at=later, at=later).left == 4


def test_without_a_pin_nothing_opens(clerk):
    assert attempt(clerk, "").left == 0


def test_setting_a_new_pin_lifts_the_block(clerk, pin):
    for _ in range(MOST_WRONG):
        attempt(clerk, "000000")
    set_pin(clerk=clerk, pin="739152", again="739152", at=NOW)

    assert attempt(clerk, "739152").right
