"""Delay in forwarding is counted in working minutes, by day and place, out of the ledger."""

from datetime import date, timedelta

import pytest

from cuamo.delivery.services.fill_bag import open_bag, put_in_bag, seal_bag
from cuamo.delivery.services.hand_over import hand_over, scan_in
from cuamo.delivery.services.hand_over_bag import give_bag, hand_over_bag, receive_bag, take_bag
from cuamo.delivery.services.load_bag import load_bag
from cuamo.kernel import events
from cuamo.kernel.clock import local
from cuamo.oversight.selectors.post_delays import post_delays
from cuamo.oversight.services.time_post import time_post
from tests.delivery.conftest import CLERK, COURIER, NOON, places, point, run_of  # noqa: F401
from tests.delivery.places import AUTHORITY, OFFICER, originals

FRIDAY = date(2026, 9, 11)
pytestmark = pytest.mark.usefixtures("point", "places")


def told(stream_id) -> None:
    for event in events.history_of(stream_id):
        time_post(event)


def delays() -> dict[str, tuple[int, int, int]]:
    rows = post_delays(first=FRIDAY, last=FRIDAY + timedelta(days=7), unit_codes=["P001"])
    return {row.measure: (row.count, row.mean_minutes, row.late) for row in rows}


def test_papers_wait_in_working_minutes_from_the_counter_to_the_post():
    parcel = originals(at=local("2026-09-11 14:00"))
    run_of(COURIER, parcel)
    hand_over(label=parcel.label, clerk=CLERK, at=local("2026-09-11 16:00"))
    scan_in(label=parcel.label, courier=COURIER, at=local("2026-09-11 16:30"))

    told(parcel.subject_id)

    assert delays() == {"SEALED_TO_POST": (1, 150, 0), "HELPED_TO_POST": (1, 150, 0)}


def test_a_weekend_is_no_delay_and_more_than_a_working_day_is_late():
    monday = local("2026-09-14 17:00")
    parcel = originals(at=local("2026-09-11 14:00"))
    run_of(COURIER, parcel)
    hand_over(label=parcel.label, clerk=CLERK, at=monday)
    scan_in(label=parcel.label, courier=COURIER, at=monday)

    told(parcel.subject_id)

    assert delays()["HELPED_TO_POST"] == (1, 180 + 480, 1)


def test_a_bag_counts_from_its_seal_to_where_it_is_received():
    bag = open_bag(origin_unit="P001", destination_unit=AUTHORITY, clerk=CLERK, at=NOON)
    put_in_bag(bag_id=bag.id, label=originals().label, clerk=CLERK, at=NOON)
    seal_bag(bag_id=bag.id, seal_number="TS-0001", clerk=CLERK, at=local("2026-09-11 13:00"))
    load_bag(bag_id=bag.id, courier=COURIER, clerk=CLERK, at=NOON)
    hand_over_bag(number=bag.number, clerk=CLERK, at=NOON)
    take_bag(number=bag.number, courier=COURIER, at=NOON)
    give_bag(number=bag.number, courier=COURIER, at=local("2026-09-11 15:00"))
    receive_bag(number=bag.number, clerk=OFFICER, at=local("2026-09-11 15:00"))

    told(bag.id)

    assert delays() == {"BAG_TO_RECEIVED": (1, 120, 0)}
