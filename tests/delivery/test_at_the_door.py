from datetime import timedelta
from uuid import uuid4

import pytest

from cuamo.delivery.models import Attempt, HandOver
from cuamo.delivery.selectors.custody import custody_of_parcel
from cuamo.delivery.selectors.pins import pin_of
from cuamo.delivery.services.attempt import attempt_failed
from cuamo.delivery.services.close_run import close_run
from cuamo.delivery.services.deliver import Handed, deliver
from cuamo.delivery.services.return_to_point import give_back, return_to_point
from cuamo.delivery.services.start_out import start_out
from cuamo.delivery.states import ParcelState
from cuamo.kernel import events
from cuamo.kernel.errors import IllegalTransition, Invalid, NotPermitted
from tests.delivery.conftest import CLERK, COURIER, NOON, OTHER, fresh


def wrong(pin: str) -> str:
    return f"{(int(pin) + 1) % 10_000:04d}"


def fail(parcel, **changes):
    given = {
        "parcel_id": parcel.id,
        "reason": "ABSENT",
        "next_window": "12/09 08:00–10:00",
        "courier": COURIER,
    }
    return attempt_failed(**{**given, "at": NOON, **changes})


def test_the_right_code_hands_it_over_once(out):
    device_time = NOON - timedelta(minutes=3)
    given = {
        "parcel_id": out.id,
        "pin": out.pin,
        "courier": COURIER,
        "position": {"lat": 21.0, "lon": 105.8, "accuracy_m": 12},
        "device_time": device_time,
        "device_key": "k1",
        "at": NOON,
    }
    assert deliver(**given) == Handed(True, 0)
    assert deliver(**given) == Handed(True, 0)

    last = HandOver.objects.latest("id")
    assert (last.proof, last.position["lat"], last.device_time) == ("CODE", 21.0, device_time)
    assert events.names_of(out.subject_id).count("delivery.delivered") == 1
    assert fresh(out).pin == ""
    assert [link.gap for link in custody_of_parcel(out.id)] == ["", ""]


def test_five_wrong_codes_end_the_try_and_the_next_delivery_has_a_new_code(out):
    left = [
        deliver(parcel_id=out.id, pin=wrong(out.pin), courier=COURIER, at=NOON).tries_left for _ in range(5)
    ]
    assert left == [4, 3, 2, 1, 0]
    with pytest.raises(IllegalTransition):
        deliver(parcel_id=out.id, pin=out.pin, courier=COURIER, at=NOON)

    fail(out, reason="WRONG_CODE")
    again = start_out(parcel_id=out.id, window="", courier=COURIER, at=NOON)
    assert pin_of(out.subject_id).attempt == 2
    assert deliver(parcel_id=out.id, pin=again.pin, courier=COURIER, at=NOON).delivered


@pytest.mark.parametrize("pin", ["", "12", "12345", "abcd", "１２３４"])
def test_a_code_without_four_digits_costs_no_try(out, pin):
    with pytest.raises(Invalid):
        deliver(parcel_id=out.id, pin=pin, courier=COURIER, at=NOON)
    assert fresh(out).pin_tries == 0


def test_without_a_phone_the_card_is_seen_and_a_signature_kept(out):
    with pytest.raises(Invalid):
        deliver(parcel_id=out.id, proof="SIGNATURE", evidence_id=uuid4(), courier=COURIER, at=NOON)
    with pytest.raises(Invalid):
        deliver(parcel_id=out.id, proof="SIGNATURE", identity_seen=True, courier=COURIER, at=NOON)

    evidence = uuid4()
    handed = deliver(
        parcel_id=out.id,
        proof="SIGNATURE",
        evidence_id=evidence,
        identity_seen=True,
        relation="FAMILY",
        courier=COURIER,
        at=NOON,
    )
    last = HandOver.objects.latest("id")
    assert (handed.delivered, last.evidence_id, last.taker["relation"]) == (True, evidence, "FAMILY")


def test_only_the_courier_of_the_run_hands_it_over(out):
    with pytest.raises(NotPermitted):
        deliver(parcel_id=out.id, pin=out.pin, courier=OTHER, at=NOON)


def test_a_failure_replayed_by_the_device_counts_once(out):
    fail(out, device_key="k1")
    fail(out, device_key="k1")

    assert (Attempt.objects.count(), fresh(out).state) == (1, ParcelState.FAILED_ATTEMPT)


def test_after_three_tries_it_goes_back_and_both_sides_scan(out):
    for _ in range(2):
        fail(out)
        start_out(parcel_id=out.id, window="", courier=COURIER, at=NOON)
    fail(out)
    assert fresh(out).state == ParcelState.RETURNING
    with pytest.raises(IllegalTransition):
        start_out(parcel_id=out.id, window="", courier=COURIER, at=NOON)
    run = fresh(out).run
    with pytest.raises(IllegalTransition):
        close_run(run_id=run.id, courier=COURIER, at=NOON)

    give_back(label=out.label, courier=COURIER, at=NOON)
    assert fresh(out).state == ParcelState.RETURNING
    return_to_point(label=out.label, clerk=CLERK, at=NOON)
    return_to_point(label=out.label, clerk=CLERK, at=NOON)

    parcel = fresh(out)
    assert (parcel.state, parcel.holder_id, parcel.run) == (ParcelState.RETURNED, "P001", None)
    assert events.names_of(out.subject_id).count("delivery.returned") == 1
    assert [link.gap for link in custody_of_parcel(out.id)] == ["", ""]
    assert close_run(run_id=run.id, courier=COURIER, at=NOON).closed_at == NOON


def test_a_reason_outside_the_list_is_refused(out):
    with pytest.raises(Invalid):
        fail(out, reason="LAZY")
    assert fresh(out).state == ParcelState.OUT_FOR_DELIVERY


def test_an_envelope_that_reappears_with_somebody_else_is_a_broken_chain(out):
    HandOver.objects.create(
        parcel=out, giver=OTHER.as_json(), given_at=NOON, taker={"kind": "RECIPIENT"}, taken_at=NOON
    )

    assert [link.gap for link in custody_of_parcel(out.id)] == ["", "between"]


@pytest.mark.parametrize("side", [CLERK, COURIER])
def test_what_a_point_or_the_courier_has_scanned_back_is_handed_to_nobody(out, side):
    if side is CLERK:
        return_to_point(label=out.label, clerk=CLERK, at=NOON)
    else:
        give_back(label=out.label, courier=COURIER, at=NOON)

    with pytest.raises(IllegalTransition) as refused:
        deliver(parcel_id=out.id, pin=out.pin, courier=COURIER, at=NOON)

    assert refused.value.code == "parcel.half_open"
    assert (fresh(out).state, fresh(out).holder_kind) == ("OUT_FOR_DELIVERY", "COURIER")
    assert not HandOver.objects.filter(parcel=out, proof="CODE").exists()
    return_to_point(label=out.label, clerk=CLERK, at=NOON)
    give_back(label=out.label, courier=COURIER, at=NOON)
    assert (fresh(out).state, fresh(out).holder_id) == ("RETURNED", "P001")


def test_nobody_sets_out_with_what_a_point_has_scanned_back(taken):
    parcel = taken()
    return_to_point(label=parcel.label, clerk=CLERK, at=NOON)

    with pytest.raises(IllegalTransition) as refused:
        start_out(parcel_id=parcel.id, window="", courier=COURIER, at=NOON)

    assert (refused.value.code, fresh(parcel).state, fresh(parcel).pin) == (
        "parcel.half_open",
        "PICKED_UP",
        parcel.pin,
    )


@pytest.mark.parametrize(
    "words", ["gọi 0912345678 nộp 200k", "https://lua-dao.vn/abc", "001099012345", "{pin}"]
)
def test_the_time_of_day_is_one_of_the_list_and_never_the_couriers_own_words(taken, words):
    parcel = taken()

    with pytest.raises(Invalid) as refused:
        start_out(parcel_id=parcel.id, window=words, courier=COURIER, at=NOON)

    assert refused.value.code == "parcel.window"
    assert (fresh(parcel).state, fresh(parcel).window) == ("PICKED_UP", "")
    assert "delivery.out" not in events.names_of(parcel.subject_id)


@pytest.mark.parametrize("words", ["gọi 0912345678", "12/09 lúc nào cũng được", "99/99 08:00–10:00", "12/09"])
def test_the_next_time_is_a_day_and_a_window_as_they_are_offered(out, words):
    with pytest.raises(Invalid) as refused:
        fail(out, next_window=words)

    assert refused.value.code == "attempt.next"
    assert (fresh(out).attempts, fresh(out).state) == (0, "OUT_FOR_DELIVERY")
