"""An envelope that is called back reaches no recipient, and whoever has it can bring it back."""

from datetime import timedelta
from uuid import uuid4

import pytest

from cuamo.delivery.models import HandOver
from cuamo.delivery.selectors.waiting import envelope_of
from cuamo.delivery.services.attempt import attempt_failed
from cuamo.delivery.services.choose_window import choose_window
from cuamo.delivery.services.close_run import close_run
from cuamo.delivery.services.deliver import Handed, deliver
from cuamo.delivery.services.hand_over import hand_over, scan_in
from cuamo.delivery.services.prepare_parcel import prepare_parcel
from cuamo.delivery.services.recall import recall_parcel
from cuamo.delivery.services.return_to_point import give_back, return_to_point
from cuamo.delivery.services.seal import seal
from cuamo.delivery.services.start_out import start_out
from cuamo.delivery.states import ParcelState
from cuamo.kernel import events
from cuamo.kernel.actors import SYSTEM
from cuamo.kernel.errors import IllegalTransition
from tests.delivery.conftest import CLERK, COURIER, NOON, fresh, run_of, sealed

SOON = NOON + timedelta(minutes=10)


def recall(parcel):
    return recall_parcel(subject_id=parcel.subject_id, actor=SYSTEM, at=NOON)


def refused(parcel, act, **given):
    before = (fresh(parcel).__dict__ | {"_state": None}, events.names_of(parcel.subject_id))
    with pytest.raises(IllegalTransition) as caught:
        act(**given)
    assert (fresh(parcel).__dict__ | {"_state": None}, events.names_of(parcel.subject_id)) == before
    return caught.value


def test_the_courier_at_the_door_is_told_to_bring_it_back_and_can(out):
    recall(out)

    said = refused(out, deliver, parcel_id=out.id, pin=out.pin, courier=COURIER, at=SOON, device_time=SOON)

    assert said.code == "parcel.recalled"
    assert "Mang về điểm" in said.hint_vi
    give_back(label=out.label, courier=COURIER, at=SOON)
    return_to_point(label=out.label, clerk=CLERK, at=SOON)
    assert fresh(out).state == ParcelState.RETURNED


def test_it_is_neither_sealed_nor_put_on_a_run_nor_taken_out_again(point):
    plain = prepare_parcel(
        subject_id=uuid4(),
        subject_code="H26.1-260911-0009",
        recipient="Nguyễn Thị Thanh Hương",
        phone="0912345678",
        address="Số 5",
        ward_code="00229",
        origin_unit="P001",
        contents=[],
        actor=CLERK,
        at=NOON,
    )
    ready = sealed()
    recall(plain)
    recall(ready)

    refused(plain, seal, parcel_id=plain.id, seal_number="NP-000900", clerk=CLERK, at=SOON)
    assert "được gọi về" in refused(ready, lambda: run_of(COURIER, ready)).vi


def test_one_the_courier_has_taken_does_not_set_out(taken):
    parcel = taken()
    recall(parcel)

    refused(parcel, start_out, parcel_id=parcel.id, window="", courier=COURIER, at=SOON)


def test_one_on_a_manifest_comes_off_it_and_the_run_can_end(point):
    parcel = sealed()
    run = run_of(COURIER, parcel)

    recall(parcel)

    assert (fresh(parcel).state, fresh(parcel).run_id) == (ParcelState.SEALED, None)
    refused(parcel, hand_over, label=parcel.label, clerk=CLERK, at=SOON)
    assert close_run(run_id=run.id, courier=COURIER, at=SOON).closed_at == SOON


def test_one_half_handed_over_is_taken_by_the_courier_and_brought_back(point):
    parcel = sealed()
    run_of(COURIER, parcel)
    hand_over(label=parcel.label, clerk=CLERK, at=NOON)

    recall(parcel)
    scan_in(label=parcel.label, courier=COURIER, at=SOON)

    assert fresh(parcel).state == ParcelState.PICKED_UP
    refused(parcel, start_out, parcel_id=parcel.id, window="", courier=COURIER, at=SOON)
    assert not HandOver.objects.filter(parcel=parcel, taken_at=None).exists()


def test_the_recipient_chooses_no_other_day_for_it(out):
    attempt_failed(parcel_id=out.id, reason="ABSENT", next_window="", courier=COURIER, at=NOON)
    recall(out)

    refused(out, choose_window, subject_id=out.subject_id, window="x", recipient=CLERK, at=SOON)
    assert not envelope_of(out.subject_id).may_choose


def test_what_was_handed_over_before_is_written_down_as_it_was(out):
    recall_parcel(subject_id=out.subject_id, actor=SYSTEM, at=NOON + timedelta(minutes=5))
    given = {"parcel_id": out.id, "pin": out.pin, "courier": COURIER, "at": SOON}

    refused(out, deliver, **given, device_time=NOON - timedelta(days=1))
    assert deliver(**given, device_time=NOON + timedelta(minutes=2)) == Handed(True, 0)


def test_one_that_was_handed_over_is_not_called_back_and_one_is_called_back_once(out, taken):
    deliver(parcel_id=out.id, pin=out.pin, courier=COURIER, at=NOON)
    other = taken()

    assert recall(out) is None
    recall(other)
    recall(other)

    assert "delivery.recalled" not in events.names_of(out.subject_id)
    assert events.names_of(other.subject_id).count("delivery.recalled") == 1
    assert recall_parcel(subject_id=uuid4(), actor=SYSTEM, at=NOON) is None
