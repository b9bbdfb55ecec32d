"""Sixteen scanners at the same moment, on real connections: each envelope changes hands once."""

from datetime import timedelta

import pytest

from cuamo.delivery.models import Alarm, Bag, HandOver, Parcel, Run
from cuamo.delivery.services.add_to_manifest import open_run
from cuamo.delivery.services.count_bag import count_bag
from cuamo.delivery.services.fill_bag import open_bag, put_in_bag, seal_bag
from cuamo.delivery.services.find_alarms import escalate_alarms, find_late
from cuamo.delivery.services.find_gaps import find_gaps
from cuamo.delivery.services.hand_over import hand_over, scan_in
from cuamo.delivery.services.hand_over_bag import give_bag, hand_over_bag, receive_bag, take_bag
from cuamo.delivery.services.load_bag import load_bag
from cuamo.delivery.services.raise_alarm import raise_alarm
from cuamo.delivery.services.scan_at_place import Way, scan_at_place
from cuamo.delivery.states import ParcelState
from cuamo.kernel import events
from cuamo.kernel.errors import DomainError
from cuamo.organisation.models import Unit
from cuamo.organisation.types import UnitKind
from tests.delivery.conftest import CLERK, COURIER, NOON, run_of, sealed
from tests.delivery.places import AUTHORITY, OFFICER, originals
from tests.support.at_once import all_at_once

pytestmark = pytest.mark.django_db(transaction=True)
SCANNERS = 16


@pytest.fixture(autouse=True)
def network(transactional_db):
    Unit.objects.create(code="VNP", kind=UnitKind.OPERATOR, name_vi="Bưu điện", name_en="Post")
    Unit.objects.create(code="P001", kind=UnitKind.POINT, name_vi="Điểm Kim Liên", name_en="Kim Lien")
    Unit.objects.create(code=AUTHORITY, kind=UnitKind.AUTHORITY, name_vi="Phường", name_en="Ward")


def faults(came) -> list[object]:
    return [one for one in came if isinstance(one, Exception) and not isinstance(one, DomainError)]


def test_sixteen_scan_the_same_envelope_out_and_in_and_it_changes_hands_once():
    parcel = sealed()
    run_of(COURIER, parcel)

    came = all_at_once(
        [
            (lambda: scan_at_place(text=parcel.label, way=Way.OUT, clerk=CLERK, at=NOON))
            if number % 2
            else (lambda: scan_in(label=parcel.label, courier=COURIER, at=NOON))
            for number in range(SCANNERS)
        ]
    )

    assert faults(came) == []
    half = HandOver.objects.get()
    assert (half.complete, half.giver["id"], half.taker["id"]) == (True, CLERK.id, COURIER.id)
    assert Parcel.objects.get().state == ParcelState.PICKED_UP
    names = events.names_of(parcel.subject_id)
    assert names.count("delivery.half_handed_over") == 1
    assert names.count("delivery.handed_over") == 1


def test_two_people_scan_eight_different_envelopes_each_and_none_is_lost():
    parcels = [sealed(number + 1) for number in range(8)]
    run_of(COURIER, *parcels)

    came = all_at_once(
        [lambda one=one: hand_over(label=one.label, clerk=CLERK, at=NOON) for one in parcels]
        + [lambda one=one: scan_in(label=one.label, courier=COURIER, at=NOON) for one in reversed(parcels)]
    )

    assert [one for one in came if isinstance(one, Exception)] == []
    assert HandOver.objects.filter(given_at__isnull=False, taken_at__isnull=False).count() == 8
    assert set(Parcel.objects.values_list("state", flat=True)) == {ParcelState.PICKED_UP}


def test_one_envelope_put_into_two_bags_at_once_lies_in_one_and_one_bag_is_opened_by_many_once():
    paper = originals()
    bags = all_at_once(
        [
            lambda to=to: open_bag(origin_unit="P001", destination_unit=to, clerk=CLERK, at=NOON)
            for to in (AUTHORITY, "VNP") * 4
        ]
    )
    assert Bag.objects.count() == 2

    came = all_at_once(
        [
            lambda bag=bag: put_in_bag(bag_id=bag.id, label=paper.label, clerk=CLERK, at=NOON)
            for bag in bags * 2
        ]
    )

    assert faults(came) == []
    assert Parcel.objects.get().bag_id in {bag.id for bag in bags}
    assert sum(isinstance(one, DomainError) for one in came) == 8


def test_alarms_looked_for_by_sixteen_at_once_are_raised_and_moved_once():
    parcel = originals()
    run_of(COURIER, parcel)
    hand_over(label=parcel.label, clerk=CLERK, at=NOON)
    late = NOON + timedelta(days=5)

    def look():
        find_gaps(at=late)
        find_late(at=late)
        escalate_alarms(at=late + timedelta(days=2))

    came = all_at_once([look] * SCANNERS)
    look()  # what one pass had locked, the others left for the next
    raise_alarm(kind="GAP", parcel=parcel, owner_unit="P001", owner_role="RECEIVER", at=late)

    assert came == [None] * SCANNERS
    kinds = sorted(Alarm.objects.values_list("kind", flat=True))
    assert kinds == ["DELIVERY_OVERDUE", "GAP", "PICKUP_OVERDUE"]
    assert events.names_of(parcel.subject_id).count("delivery.alarm") == 3


def test_two_clerks_who_open_the_couriers_run_at_once_have_one_run():
    said = {"origin_unit": "P001", "courier_id": COURIER.id, "courier_name": COURIER.name}

    came = all_at_once([lambda: open_run(**said, operator_code="VNP", clerk=CLERK, at=NOON)] * 8)

    assert faults(came) == []
    assert Run.objects.count() == 1
    assert {run.id for run in came} == {Run.objects.get().id}


def test_bags_whose_envelopes_were_swapped_are_counted_at_once_and_nobody_waits_for_ever():
    bags = [came_to(number) for number in range(4)]
    labels = [[parcel.label for parcel in Parcel.objects.filter(bag=bag)] for bag in bags]

    came = all_at_once(
        [
            lambda bag=bag, inside=inside: count_bag(bag_id=bag.id, labels=inside, clerk=OFFICER, at=NOON)
            for bag, inside in zip(bags, reversed(labels), strict=True)
        ]
    )

    assert faults(came) == []
    assert {bag.counted_at for bag in Bag.objects.all()} == {NOON}
    assert Alarm.objects.filter(kind__in=["WRONG_BAG", "SURPLUS", "MISSING"]).exists()
    assert not Parcel.objects.exclude(bag=None).exists()


def came_to(number: int) -> Bag:
    """Return a bag with four envelopes that has come to the authority and is not opened yet."""
    papers = [originals(4 * number + each + 1) for each in range(4)]
    bag = open_bag(origin_unit="P001", destination_unit=AUTHORITY, clerk=CLERK, at=NOON)
    for paper in papers:
        put_in_bag(bag_id=bag.id, label=paper.label, clerk=CLERK, at=NOON)
    seal_bag(bag_id=bag.id, seal_number=f"TS-{number:04d}", clerk=CLERK, at=NOON)
    load_bag(bag_id=bag.id, courier=COURIER, clerk=CLERK, at=NOON)
    hand_over_bag(number=bag.number, clerk=CLERK, at=NOON)
    take_bag(number=bag.number, courier=COURIER, at=NOON)
    give_bag(number=bag.number, courier=COURIER, at=NOON)
    receive_bag(number=bag.number, clerk=OFFICER, at=NOON)
    return bag
