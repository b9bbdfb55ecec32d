"""What carriers say moves an envelope once, forward only; what cannot be believed is work."""

import random
from datetime import timedelta

import pytest

from cuamo.delivery.models import Attempt, CarrierNews, CarrierOrder
from cuamo.delivery.services.hand_over import hand_over
from cuamo.delivery.services.return_to_point import return_to_point
from cuamo.delivery.services.take_news import take_news
from cuamo.delivery.subscribers import catch_up_with_the_carrier
from cuamo.kernel import events
from tests.delivery.carried import (
    CARRIER,
    CODES,
    alarms_of,
    confirm,
    maps,
    news,
    ordered,
    parcel_of,
    tell,
)
from tests.delivery.conftest import CLERK, NOON

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("point")]
HOME = ("ACCEPTED", "PICKED_UP", "IN_TRANSIT", "OUT_FOR_DELIVERY", "DELIVERED")
LATER = NOON + timedelta(hours=5)


def say(order: CarrierOrder, state: str, minute: int, **more: str) -> str:
    return take_news(carrier=CARRIER, said=news(order, state, minute, **more), source="MESSAGE", at=LATER)


def test_an_envelope_goes_home_with_the_carrier_by_two_signatures_and_the_carriers_word():
    maps()
    order = ordered()

    verdicts = tell(order, HOME)

    parcel, order = parcel_of(order), CarrierOrder.objects.get(id=order.id)
    assert verdicts == ["APPLIED"] * 5
    assert (parcel.state, parcel.holder_kind) == ("DELIVERED", "RECIPIENT")
    assert parcel.delivered_at == NOON + timedelta(minutes=5)
    assert (order.state, order.reached, order.proof_due_at is not None) == ("ENDED", "DELIVERED", True)
    chain = list(parcel.hand_overs.order_by("id"))
    assert [(step.complete, step.proof) for step in chain] == [(True, "SCAN"), (True, "WORD")]
    assert chain[0].taker["id"] == "carrier:VTPOST"
    assert alarms_of(order) == []
    moved = [
        event.data["state"] for event in events.history_of(parcel.subject_id) if "carrier_moved" in event.name
    ]
    assert moved == list(HOME)


def test_a_copy_counts_and_moves_nothing():
    maps()
    order = ordered()
    tell(order, HOME[:2])
    before = events.names_of(parcel_of(order).subject_id)

    assert tell(order, HOME[:2]) == ["DUPLICATE", "DUPLICATE"]

    assert events.names_of(parcel_of(order).subject_id) == before
    assert set(CarrierNews.objects.values_list("times_seen", flat=True)) == {2}


def test_late_news_never_move_an_envelope_back():
    maps()
    order = ordered()
    said = [news(order, state, minute) for minute, state in enumerate(HOME, 1)]
    for piece in reversed(said):
        take_news(carrier=CARRIER, said=piece, source="MESSAGE", at=LATER)

    assert parcel_of(order).state == "DELIVERED"
    assert [row.verdict for row in CarrierNews.objects.order_by("ordinal")] == ["APPLIED"] * 5
    say(order, "IN_TRANSIT", 2, code="509")
    assert parcel_of(order).state == "DELIVERED"
    assert events.names_of(parcel_of(order).subject_id).count("delivery.delivered") == 1


def test_a_code_nobody_knows_moves_nothing_and_becomes_work():
    maps()
    order = ordered()
    tell(order, HOME[:3])

    assert say(order, "IN_TRANSIT", 9, code="777") == "UNKNOWN"

    assert parcel_of(order).state == "IN_TRANSIT"
    assert alarms_of(order) == ["CARRIER_UNKNOWN"]


@pytest.mark.parametrize("code", ["400", "501"])
def test_a_contested_code_that_nobody_confirmed_delivers_nothing(code):
    maps(confirmed=False)
    order = ordered()
    tell(order, HOME[:4])

    assert say(order, "DELIVERED", 9, code=code) == "UNKNOWN"

    assert parcel_of(order).state == "OUT_FOR_DELIVERY"
    assert alarms_of(order) == ["CARRIER_UNKNOWN"]


def test_a_confirmed_code_moves_what_waited_for_it_and_ends_the_alarm():
    maps(confirmed=False)
    order = ordered()
    tell(order, HOME)
    assert parcel_of(order).state == "OUT_FOR_DELIVERY"

    confirm("501", "DELIVERED")

    assert parcel_of(order).state == "DELIVERED"
    assert alarms_of(order) == []
    assert CarrierNews.objects.get(code="501").verdict == "APPLIED"


def test_delivered_without_our_scan_out_is_an_alarm_until_the_point_has_scanned():
    maps()
    order = ordered(scanned_out=False)

    verdicts = tell(order, HOME)

    parcel = parcel_of(order)
    assert verdicts == ["APPLIED", "APPLIED", "EARLY", "EARLY", "EARLY"]
    assert (parcel.state, parcel.holder_kind) == ("ON_MANIFEST", "UNIT")
    assert alarms_of(order) == ["CARRIER_UNSCANNED"]

    hand_over(label=parcel.label, clerk=CLERK, at=LATER)
    for event in events.history_of(parcel.subject_id):
        if event.name == "delivery.handed_over":
            catch_up_with_the_carrier(event)
    assert parcel_of(order).state == "DELIVERED"
    assert alarms_of(order) == []


def test_delivered_and_then_on_the_way_back_is_an_alarm_and_moves_nothing():
    maps()
    order = ordered()
    tell(order, HOME)

    assert say(order, "RETURNING", 20) == "IMPOSSIBLE"

    assert parcel_of(order).state == "DELIVERED"
    assert alarms_of(order) == ["CARRIER_CONFLICT"]


def test_news_that_give_our_number_to_another_item_move_nothing():
    maps()
    order = ordered()
    tell(order, HOME[:3])

    assert say(order, "DELIVERED", 9, carrier_number="VTP-KHAC-2") == "IMPOSSIBLE"

    assert parcel_of(order).state == "IN_TRANSIT"
    assert alarms_of(order) == ["CARRIER_CONFLICT"]


def test_news_of_an_order_we_never_placed_are_kept_to_be_looked_at():
    maps()
    order = ordered()
    stray = news(order, "DELIVERED", 3)
    stray = type(stray)(**{**stray.__dict__, "number": "NGUOI-KHAC-1", "key": "x"})

    assert take_news(carrier=CARRIER, said=stray, source="MESSAGE", at=LATER) == "UNKNOWN"

    assert CarrierNews.objects.get().order is None
    assert parcel_of(order).state == "ON_MANIFEST"


def test_failed_attempts_are_counted_once_each_and_the_third_turns_back():
    maps()
    order = ordered()
    tell(order, ("PICKED_UP", "OUT_FOR_DELIVERY", "FAILED_ATTEMPT"))
    assert (parcel_of(order).state, parcel_of(order).attempts) == ("FAILED_ATTEMPT", 1)
    assert say(order, "FAILED_ATTEMPT", 4, code="507") == "STALE"
    assert parcel_of(order).attempts == 1
    for minute, state in enumerate(("OUT_FOR_DELIVERY", "FAILED_ATTEMPT") * 2, 10):
        say(order, state, minute)

    assert (parcel_of(order).state, parcel_of(order).attempts) == ("RETURNING", 3)
    assert list(Attempt.objects.order_by("number").values_list("reason", flat=True)) == ["ABSENT"] * 3


def test_a_return_needs_the_points_scan_besides_the_carriers_word():
    maps()
    order = ordered()
    tell(order, ("PICKED_UP", "RETURNING", "RETURNED"))
    parcel = parcel_of(order)
    assert (parcel.state, parcel.holder_kind) == ("RETURNING", "COURIER")

    return_to_point(label=parcel.label, clerk=CLERK, at=LATER)

    parcel = parcel_of(order)
    assert (parcel.state, parcel.holder_id, parcel.run) == ("RETURNED", "P001", None)
    assert CarrierOrder.objects.get(id=order.id).state == "ENDED"


def test_an_order_the_carrier_called_off_itself_frees_the_envelope_and_is_an_alarm():
    maps()
    order = ordered(scanned_out=False)
    tell(order, ("ACCEPTED", "CANCELLED"))

    parcel = parcel_of(order)
    assert (parcel.state, parcel.run, parcel.carrier) == ("SEALED", None, "")
    assert CarrierOrder.objects.get(id=order.id).state == "CANCELLED"
    assert alarms_of(order) == ["CARRIER_CANCELLED"]


def test_lost_by_the_carriers_word_is_an_alarm_for_a_person_to_decide():
    maps()
    order = ordered()
    tell(order, ("PICKED_UP", "IN_TRANSIT", "LOST"))

    assert parcel_of(order).state == "IN_TRANSIT"
    assert "CARRIER_LOST" in alarms_of(order)


@pytest.mark.parametrize("seed", range(25))
def test_shuffled_doubled_news_end_where_the_true_history_ends_or_in_an_alarm(seed):
    """An independent reader of the true history says where the envelope must be."""
    drawn = random.Random(seed)
    maps()
    order = ordered()
    lives = (
        HOME,
        ("PICKED_UP", "IN_TRANSIT", "OUT_FOR_DELIVERY", "FAILED_ATTEMPT", "OUT_FOR_DELIVERY", "DELIVERED"),
        ("ACCEPTED", "PICKED_UP", "OUT_FOR_DELIVERY", "FAILED_ATTEMPT", "RETURNING", "RETURNED"),
        ("ACCEPTED", "PICKED_UP", "IN_TRANSIT"),
        ("PICKED_UP", "OUT_FOR_DELIVERY", "FAILED_ATTEMPT"),
        (*HOME, "RETURNING"),
    )
    life = drawn.choice(lives)
    said = [news(order, state, minute) for minute, state in enumerate(life, 1)]
    said += drawn.choices(said, k=drawn.randrange(4))
    drawn.shuffle(said)
    for piece in said:
        take_news(carrier=CARRIER, said=piece, source="MESSAGE", at=LATER)

    parcel = parcel_of(order)
    last = life[-1]
    if last == "RETURNING" and "DELIVERED" in life:
        assert "CARRIER_CONFLICT" in alarms_of(order)
        assert parcel.state in {"DELIVERED", "RETURNING"}
    else:
        expected = {"RETURNED": "RETURNING"}.get(last, last)
        assert parcel.state == expected
        assert alarms_of(order) == []
    assert parcel.attempts == life.count("FAILED_ATTEMPT")
    names = events.names_of(parcel.subject_id)
    assert names.count("delivery.delivered") == int("DELIVERED" in life and parcel.state == "DELIVERED")
    assert {CODES[state] for state in life} == set(CarrierNews.objects.values_list("code", flat=True))
