"""Booked times: within opening hours and places, never on days off, never more people than places."""

from datetime import date, timedelta

import pytest

from cuamo.appointments.models import Booking, Slot
from cuamo.appointments.selectors.slots import free_slots
from cuamo.appointments.services.book import book
from cuamo.appointments.services.forget import forget_people
from cuamo.kernel import events
from cuamo.kernel.clock import local
from cuamo.kernel.errors import Conflict, DomainError, Invalid, NotFound
from tests.appointments.conftest import FRIDAY, PHONE, TET

TEN = local("2026-11-27 10:00")


def booked(unit, *, starts_at=TEN, name="Nguyễn Thị Đặng Thẳng", phone=PHONE, at=FRIDAY, **more):
    return book(unit_code=unit.code, starts_at=starts_at, name=name, phone=phone, at=at, **more)


def test_a_booked_time_keeps_name_phone_and_a_code_and_is_told_in_the_ledger_without_them(point):
    booking = booked(point)

    kept = Booking.objects.get(id=booking.id)
    assert (kept.name, kept.phone, kept.state) == ("Nguyễn Thị Đặng Thẳng", "0912345678", "BOOKED")
    assert len(kept.code) == 6
    assert len(kept.token) >= 20
    (event,) = events.history_of(booking.id)
    assert event.name == "booking.made"
    told = str(event.data)
    assert "0912345678" not in told
    assert "Thẳng" not in told


def test_a_time_is_full_when_every_counter_has_its_person(point):
    booked(point, phone="0912345671")
    booked(point, phone="0912345672")

    with pytest.raises(Conflict, match=r"booking\.full"):
        booked(point, phone="0912345673")

    assert Booking.objects.count() == 2
    assert Slot.objects.get().taken == 2
    assert TEN not in [free.starts_at for free in free_slots_on(point, FRIDAY)]


@pytest.mark.parametrize(
    ("starts_at", "at"),
    [
        (local("2026-11-27 06:30"), FRIDAY - timedelta(hours=3)),
        (local("2026-11-27 10:10"), FRIDAY),
        (local("2026-11-27 18:45"), FRIDAY),
        (local("2026-11-27 19:00"), FRIDAY),
        (local("2026-11-27 23:59"), FRIDAY),
        (local("2026-11-27 09:00"), FRIDAY),
        (local("2026-11-27 09:00"), FRIDAY + timedelta(hours=1)),
        (local("2026-12-12 10:00"), FRIDAY),
        (TET, TET - timedelta(days=3)),
    ],
    ids=["before opening", "between slots", "would end after closing", "at closing", "23:59", "too soon",
         "in the past", "too far ahead", "Tết"],
)  # fmt: skip
def test_what_cannot_be_booked_is_refused_and_nothing_is_kept(point, starts_at, at):
    with pytest.raises(Invalid, match=r"booking\.time"):
        booked(point, starts_at=starts_at, at=at)

    assert not Booking.objects.exists()
    assert not Slot.objects.exists()


def test_at_one_minute_to_midnight_the_next_morning_can_be_booked(point):
    booking = booked(point, starts_at=local("2026-11-28 07:00"), at=local("2026-11-27 23:59"))

    assert booking.day == date(2026, 11, 28)


def test_no_day_of_tet_is_offered_and_an_office_has_no_weekend(point, office):
    before = local("2026-02-13 16:00")

    shop = free_slots(point, first=before.date(), last=date(2026, 2, 24), at=before)
    days = free_slots(office, first=FRIDAY.date(), last=date(2026, 12, 1), at=FRIDAY)

    assert date(2026, 2, 17) not in shop
    assert date(2026, 2, 18) not in shop
    assert date(2026, 2, 14) in shop
    assert list(days) == [date(2026, 11, 27), date(2026, 11, 30), date(2026, 12, 1)]
    assert [f"{free.starts_at:%H:%M}" for free in days[date(2026, 11, 30)]][:2] == ["08:00", "08:30"]
    assert "12:00" not in [f"{free.starts_at:%H:%M}" for free in days[date(2026, 11, 30)]]


def test_the_same_phone_gets_one_place_of_a_time_and_three_times_at_most(point):
    booked(point)
    with pytest.raises(Conflict, match=r"booking\.twice"):
        booked(point, phone="+84 912345678")
    booked(point, starts_at=local("2026-11-27 11:00"))
    booked(point, starts_at=local("2026-11-27 12:00"))

    with pytest.raises(Conflict, match=r"booking\.many"):
        booked(point, starts_at=local("2026-11-27 13:00"))

    assert Booking.objects.count() == 3
    assert sum(slot.taken for slot in Slot.objects.all()) == 3
    referred = booked(point, starts_at=local("2026-11-27 13:00"), subject="GT-261127-0001")
    assert referred.subject == "GT-261127-0001"


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"name": "  "}, "booking.name"),
        ({"name": "x" * 101}, "booking.name"),
        ({"phone": "024 3825 4000"}, "phone.landline"),
        ({"phone": "12"}, "phone.unknown"),
        ({"kind": "LESSON"}, "lesson.unknown"),
    ],
)
def test_a_missing_name_or_phone_is_refused_in_words(point, more, code):
    with pytest.raises(DomainError) as refused:
        booked(point, **more)

    assert refused.value.code == code
    assert refused.value.vi
    assert refused.value.en
    assert not Slot.objects.exists()


def test_a_point_that_is_none_takes_no_booking(db):
    with pytest.raises(NotFound, match=r"point\.unknown"):
        book(unit_code="NONE", starts_at=TEN, name="An", phone=PHONE, at=FRIDAY)


def test_a_month_after_the_time_nobody_knows_who_booked_and_the_time_still_counts(point):
    old = [booked(point, phone=f"091234560{number}") for number in range(2)]
    later = booked(point, starts_at=local("2026-12-05 10:00"))
    month = TEN + timedelta(days=30, minutes=1)

    assert [forget_people(at=month), forget_people(at=month)] == [2, 0]

    for booking in Booking.objects.filter(id__in=[one.id for one in old]):
        assert (booking.name, booking.phone, booking.starts_at) == ("", "", TEN)
    assert Booking.objects.get(id=later.id).name == "Nguyễn Thị Đặng Thẳng"


def free_slots_on(unit, at):
    return free_slots(unit, first=at.date(), last=at.date(), at=at)[at.date()]
