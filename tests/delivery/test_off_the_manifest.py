"""An envelope that did not go comes off its manifest and is free to go another way."""

from datetime import timedelta
from uuid import uuid4

import pytest

from cuamo.delivery.models import Alarm, Bag
from cuamo.delivery.services.close_run import close_run
from cuamo.delivery.services.fill_bag import open_bag, put_in_bag, seal_bag
from cuamo.delivery.services.hand_over import hand_over, scan_in
from cuamo.delivery.services.hand_over_bag import take_bag
from cuamo.delivery.services.load_bag import load_bag
from cuamo.delivery.services.take_off_manifest import take_bag_off_manifest, take_off_manifest
from cuamo.delivery.states import ParcelState
from cuamo.kernel import events
from cuamo.kernel.actors import Actor, ActorKind
from cuamo.kernel.errors import IllegalTransition, NotPermitted
from tests.delivery.carried import alarms_of, maps, ordered, parcel_of, tell
from tests.delivery.conftest import CLERK, COURIER, NOON, OTHER, fresh, run_of, sealed

pytestmark = pytest.mark.usefixtures("point", "places")
LATER = NOON + timedelta(hours=2)
ILL = "Bị ốm, không đi được hôm nay"


def off(parcel, clerk=CLERK):
    return take_off_manifest(parcel_id=parcel.id, clerk=clerk, at=LATER)


def test_what_the_point_scanned_out_to_a_carrier_that_cancels_goes_with_an_own_courier():
    maps()
    order = ordered()
    tell(order, ("ACCEPTED", "CANCELLED"))

    parcel = parcel_of(order)
    assert (parcel.state, parcel.run, parcel.carrier) == ("SEALED", None, "")
    assert alarms_of(order) == ["CARRIER_CANCELLED"]
    run_of(COURIER, parcel)
    hand_over(label=parcel.label, clerk=CLERK, at=LATER)
    scan_in(label=parcel.label, courier=COURIER, at=LATER)
    assert (fresh(parcel).state, fresh(parcel).holder_id) == (ParcelState.PICKED_UP, COURIER.id)


def test_what_another_courier_has_on_the_manifest_stays_there_when_the_carrier_cancels_late():
    maps()
    order = ordered(scanned_out=False)
    off(parcel_of(order))
    order.refresh_from_db()
    assert order.cancel_wanted_at == LATER, "the carrier is told not to come"
    run = run_of(COURIER, parcel_of(order))

    tell(order, ("ACCEPTED", "CANCELLED"))

    assert (parcel_of(order).state, parcel_of(order).run) == ("ON_MANIFEST", run)


def test_the_envelopes_of_a_courier_who_is_ill_go_on_another_couriers_run():
    scanned, waiting, taken = sealed(1), sealed(2), sealed(3)
    run = run_of(COURIER, scanned, waiting, taken)
    hand_over(label=scanned.label, clerk=CLERK, at=NOON)
    scan_in(label=taken.label, courier=COURIER, at=NOON)
    close_run(run_id=run.id, courier=COURIER, at=LATER, words=ILL)

    for parcel in (scanned, waiting):
        assert (fresh(parcel).state, fresh(parcel).run) == (ParcelState.SEALED, None)
    assert fresh(taken).run == run, "the courier has signed for it"
    assert Alarm.objects.filter(kind="UNACCOUNTED").count() == 3
    run_of(OTHER, fresh(scanned), fresh(waiting))
    assert fresh(waiting).run.courier_id == OTHER.id


def test_the_place_takes_off_what_lies_there_and_a_scan_of_the_courier_alone_is_an_alarm():
    parcel = sealed()
    run_of(COURIER, parcel)
    scan_in(label=parcel.label, courier=COURIER, at=NOON)

    off(parcel)
    off(parcel)

    assert (fresh(parcel).state, fresh(parcel).run) == (ParcelState.SEALED, None)
    assert events.names_of(parcel.subject_id).count("delivery.off_manifest") == 1
    assert parcel.hand_overs.get().broken_off_at == LATER
    alarm = Alarm.objects.get()
    assert (alarm.kind, alarm.owner_unit) == ("WRONG_PLACE", "VNP")
    run_of(OTHER, fresh(parcel))


def test_nobody_else_takes_it_off_and_nothing_comes_off_that_has_gone(taken):
    parcel = sealed(9)
    run = run_of(COURIER, parcel)
    elsewhere = Actor(ActorKind.STAFF, str(uuid4()), "Ai", "P002", CLERK.roles)
    with pytest.raises(NotPermitted):
        off(parcel, elsewhere)
    gone = taken()
    with pytest.raises(IllegalTransition):
        off(gone)

    assert (fresh(parcel).state, fresh(parcel).run) == (ParcelState.ON_MANIFEST, run)
    assert (fresh(gone).state, fresh(gone).run) == (ParcelState.PICKED_UP, gone.run)


def test_a_bag_nobody_took_comes_off_with_what_is_in_it():
    parcel = sealed()
    bag = open_bag(origin_unit="P001", destination_unit="P002", clerk=CLERK, at=NOON)
    put_in_bag(bag_id=bag.id, label=parcel.label, clerk=CLERK, at=NOON)
    seal_bag(bag_id=bag.id, seal_number="TS-0001", clerk=CLERK, at=NOON)
    run = load_bag(bag_id=bag.id, courier=COURIER, clerk=CLERK, at=NOON)
    close_run(run_id=run.id, courier=COURIER, at=LATER, words=ILL)
    assert (Bag.objects.get().run, fresh(parcel).run, fresh(parcel).state) == (None, None, "SEALED")

    other = load_bag(bag_id=bag.id, courier=OTHER, clerk=CLERK, at=LATER)
    take_bag_off_manifest(bag_id=bag.id, clerk=CLERK, at=LATER)
    assert fresh(parcel).run is None
    load_bag(bag_id=bag.id, courier=OTHER, clerk=CLERK, at=LATER)
    take_bag(number=bag.number, courier=OTHER, at=LATER)
    with pytest.raises(IllegalTransition):
        take_bag_off_manifest(bag_id=bag.id, clerk=CLERK, at=LATER)
    assert (Bag.objects.get().run, fresh(parcel).run) == (other, other)
