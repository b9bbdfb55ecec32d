"""Terms of an envelope end on days somebody works, and daily work looks at all there is."""

from datetime import timedelta

import pytest

from cuamo.delivery.models import Parcel
from cuamo.delivery.selectors.slots import slots_after
from cuamo.delivery.services import lose as losing
from cuamo.delivery.services.hold_at_point import end_holds, hold_at_point, remind_holds
from cuamo.delivery.services.lose import lose_what_nobody_scanned
from cuamo.delivery.states import ParcelState
from cuamo.kernel.actors import SYSTEM
from cuamo.kernel.clock import local
from tests.delivery.conftest import NOON, fresh, sealed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("point")]

TUESDAY = local("2026-09-08 12:00")


def back(number: int = 1) -> Parcel:
    parcel = sealed(number)
    Parcel.objects.filter(id=parcel.id).update(state=ParcelState.RETURNED)
    return fresh(parcel)


def test_a_hold_that_would_end_on_a_sunday_ends_when_the_point_closes_on_monday():
    kept = hold_at_point(parcel_id=back().id, actor=SYSTEM, at=TUESDAY)

    assert kept.held_until == local("2026-09-14 17:00")


def test_what_is_held_before_new_year_waits_till_somebody_works_again():
    kept = hold_at_point(parcel_id=back().id, actor=SYSTEM, at=local("2026-02-13 12:00"))

    assert kept.held_until > local("2026-02-20 23:59")
    assert kept.held_until.weekday() < 5


def test_the_phone_offers_days_on_which_couriers_work():
    days = {slot[:5] for slot in slots_after(NOON.date())}

    assert days == {"14/09", "15/09", "16/09"}


def test_every_hold_is_reminded_and_ended_however_many_there_are():
    held = [hold_at_point(parcel_id=back(number).id, actor=SYSTEM, at=NOON) for number in (1, 2, 3)]
    soon, over = held[0].held_until - timedelta(hours=1), held[0].held_until + timedelta(hours=1)

    assert (remind_holds(at=soon), remind_holds(at=soon)) == (3, 0)
    assert (end_holds(at=over), end_holds(at=over)) == (3, 0)


def test_what_is_only_slow_hides_nothing_that_is_silent(taken):
    slow, silent = taken(), taken()
    later = NOON + timedelta(days=30)
    losing.events.record("delivery.called", slow.subject_id, actor=SYSTEM, at=later, label=slow.label)

    assert lose_what_nobody_scanned(at=later) == 1

    assert (fresh(slow).state, fresh(silent).state) == (ParcelState.PICKED_UP, ParcelState.LOST)
