from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from cuamo.delivery.models import HandOver
from cuamo.delivery.selectors.custody import custody_of_parcel
from cuamo.delivery.selectors.runs import label_data, manifest_data
from cuamo.delivery.services.attempt import attempt_failed
from cuamo.delivery.services.deliver import deliver
from cuamo.delivery.services.find_gaps import find_gaps
from cuamo.delivery.services.hand_over import hand_over, scan_in
from cuamo.delivery.services.seal import seal
from cuamo.delivery.services.start_out import start_out
from cuamo.delivery.states import ParcelState
from cuamo.kernel import events
from cuamo.kernel.errors import Conflict, IllegalTransition, Invalid, NotFound, NotPermitted
from cuamo.kernel.identifiers import s10
from tests.delivery.conftest import CLERK, COURIER, NOON, OTHER, fresh, run_of, sealed

pytestmark = pytest.mark.usefixtures("point")


def test_a_label_is_a_valid_item_number_and_says_nothing_of_the_dossier():
    parcel = sealed()

    assert s10.check(parcel.label) == parcel.label
    assert label_data(parcel, sender={"name": "Điểm"})["code"] == parcel.label
    assert "Trích lục" not in str(label_data(parcel, sender={"name": "Điểm"}))


def test_a_seal_number_is_used_once():
    first, second = sealed(1), sealed(2)
    assert seal(parcel_id=first.id, seal_number=" np-000001 ", clerk=CLERK, at=NOON).id == first.id

    with pytest.raises(IllegalTransition):
        seal(parcel_id=second.id, seal_number="NP-000001", clerk=CLERK, at=NOON)


@pytest.mark.parametrize("courier_first", [False, True])
def test_the_envelope_changes_hands_only_with_both_sides(courier_first):
    parcel = sealed()
    run_of(COURIER, parcel)
    sides = [
        lambda: hand_over(label=parcel.label, clerk=CLERK, at=NOON),
        lambda: scan_in(label=parcel.label, courier=COURIER, at=NOON),
    ]
    if courier_first:
        sides.reverse()

    sides[0]()
    assert fresh(parcel).state == ParcelState.ON_MANIFEST
    sides[1]()
    sides[1]()

    half = HandOver.objects.get()
    assert (fresh(parcel).state, fresh(parcel).holder_id) == (ParcelState.PICKED_UP, COURIER.id)
    assert (half.complete, half.place) == (True, "P001")
    assert events.names_of(parcel.subject_id)[-2:] == ["delivery.half_handed_over", "delivery.handed_over"]


def test_one_side_alone_is_an_alarm_told_once():
    parcel = sealed()
    run_of(COURIER, parcel)
    hand_over(label=parcel.label, clerk=CLERK, at=NOON)
    assert find_gaps(at=NOON + timedelta(minutes=29)) == 0

    assert find_gaps(at=NOON + timedelta(minutes=31)) == 1
    assert find_gaps(at=NOON + timedelta(hours=2)) == 0

    told = events.history_of(parcel.subject_id)[-1]
    assert (told.name, told.data["missing"], told.data["signed"]["name"]) == (
        "delivery.gap_found",
        "taker",
        CLERK.name,
    )
    assert [link.gap for link in custody_of_parcel(parcel.id)] == ["taker"]


def test_another_courier_cannot_take_it():
    parcel = sealed()
    run_of(COURIER, parcel)

    with pytest.raises(NotPermitted):
        scan_in(label=parcel.label, courier=OTHER, at=NOON)
    assert not HandOver.objects.exists()


def test_nobody_sets_out_with_an_envelope_not_scanned_in():
    parcel = sealed()
    run_of(COURIER, parcel)

    with pytest.raises(IllegalTransition):
        start_out(parcel_id=parcel.id, window="", courier=COURIER, at=NOON)


def test_misread_and_unknown_labels_are_told_apart():
    with pytest.raises(Invalid):
        scan_in(label="RH123456789VN", courier=COURIER, at=NOON)
    with pytest.raises(NotFound):
        scan_in(label=s10.make("RH", 99_999_999), courier=COURIER, at=NOON)


def test_the_manifest_lists_the_run_in_order():
    first, second = sealed(1), sealed(2)
    run = run_of(COURIER, first, second)

    data = manifest_data(run, from_name="Điểm Kim Liên")
    assert [row["code"] for row in data["envelopes"]] == [first.label, second.label]
    assert [row["seal"] for row in data["envelopes"]] == ["NP-000001", "NP-000002"]


def test_the_database_refuses_a_hand_over_without_any_side():
    parcel = sealed()
    with pytest.raises(IntegrityError), transaction.atomic():
        HandOver.objects.create(parcel=parcel, giver={})


def test_the_key_of_one_act_takes_no_other_envelope():
    first, second = sealed(1), sealed(2)
    run_of(COURIER, first, second)
    for parcel in (first, second):
        hand_over(label=parcel.label, clerk=CLERK, at=NOON)
    scan_in(label=first.label, courier=COURIER, at=NOON, device_key="k")

    with pytest.raises(Conflict) as refused:
        scan_in(label=second.label, courier=COURIER, at=NOON, device_key="k")

    assert (refused.value.code, fresh(second).state) == ("act.key_used", "ON_MANIFEST")
    out = start_out(parcel_id=first.id, window="", courier=COURIER, at=NOON)
    with pytest.raises(Conflict):
        deliver(parcel_id=out.id, pin=out.pin, courier=COURIER, at=NOON, device_key="k")
    with pytest.raises(Conflict):
        attempt_failed(
            parcel_id=out.id, reason="ABSENT", next_window="", courier=COURIER, at=NOON, device_key="k"
        )
    assert (fresh(first).state, fresh(first).attempts) == ("OUT_FOR_DELIVERY", 0)
