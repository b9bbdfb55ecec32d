"""The address carriers report to: fast, exact, and deaf to strangers."""

import json
import threading
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client

from cuamo.delivery.models import Attempt, CarrierNews
from cuamo.kernel import events
from cuamo.organisation.models import Unit
from cuamo.organisation.types import UnitKind
from tests.delivery.carried import CODES, alarms_of, maps, ordered, parcel_of

ADDRESS = "/api/v1/callbacks/carriers/VTPOST"
TOKEN = "test-viettelpost_webhook-secret"
WAY = (
    "ACCEPTED",
    "PICKED_UP",
    "IN_TRANSIT",
    "OUT_FOR_DELIVERY",
    "FAILED_ATTEMPT",
    "OUT_FOR_DELIVERY",
    "DELIVERED",
)


def place() -> None:
    Unit.objects.create(code="VNP", kind=UnitKind.OPERATOR, name_vi="Bưu điện", name_en="Post")
    Unit.objects.create(code="P001", kind=UnitKind.POINT, name_vi="Điểm Kim Liên", name_en="Kim Liên")


def body(order, state: str, minute: int, *, token: str = TOKEN) -> str:
    data = {
        "ORDER_NUMBER": order.carrier_number,
        "ORDER_REFERENCE": order.number,
        "ORDER_STATUSDATE": f"11/09/2026 12:{minute:02d}:00",
        "ORDER_STATUS": int(CODES[state]),
    }
    return json.dumps({"DATA": data, "TOKEN": token})


def send(content: str | bytes, address: str = ADDRESS):
    return Client().post(address, content, content_type="application/json")


@pytest.mark.django_db
def test_a_message_is_kept_and_answered_with_its_verdict():
    place()
    maps()
    order = ordered()

    answers = [send(body(order, "PICKED_UP", 5)) for _ in range(2)]

    assert [(answer.status_code, answer.json()["verdict"]) for answer in answers] == [
        (200, "APPLIED"),
        (200, "DUPLICATE"),
    ]
    assert parcel_of(order).state == "PICKED_UP"


@pytest.mark.django_db
def test_a_message_takes_few_questions_to_the_database(django_assert_max_num_queries):
    place()
    maps()
    order = ordered()
    send(body(order, "PICKED_UP", 5))

    with django_assert_max_num_queries(40):
        send(body(order, "IN_TRANSIT", 6))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "address", "status"),
    [
        (lambda order: body(order, "DELIVERED", 9, token="another"), ADDRESS, 401),
        (lambda order: body(order, "DELIVERED", 9, token=""), ADDRESS, 401),
        (lambda order: "{", ADDRESS, 400),
        (lambda order: "[]", ADDRESS, 400),
        (lambda order: b"\xff\xfe", ADDRESS, 400),
        (lambda order: json.dumps({"TOKEN": TOKEN, "DATA": {}}), ADDRESS, 400),
        (lambda order: "[" * 9_000, ADDRESS, 400),
        (lambda order: "x" * 20_000, ADDRESS, 413),
        (lambda order: body(order, "DELIVERED", 9), "/api/v1/callbacks/carriers/VNPOST", 404),
        (lambda order: body(order, "DELIVERED", 9), "/api/v1/callbacks/carriers/DHL", 404),
    ],
)
def test_what_is_not_theirs_or_says_nothing_leaves_nothing_behind(content, address, status):
    place()
    maps()
    order = ordered()
    before = events.names_of(parcel_of(order).subject_id)

    assert send(content(order), address).status_code == status

    assert not CarrierNews.objects.exists()
    assert events.names_of(parcel_of(order).subject_id) == before
    assert parcel_of(order).state == "ON_MANIFEST"


@pytest.mark.django_db
def test_only_a_post_is_taken():
    assert Client().get(ADDRESS).status_code == 405


@pytest.mark.django_db(transaction=True)
def test_a_storm_of_copies_in_any_order_from_eight_connections_moves_each_envelope_once():
    place()
    maps()
    orders = [ordered(number) for number in range(1, 4)]
    bodies = [body(order, state, minute) for order in orders for minute, state in enumerate(WAY, 5)] * 3
    shares = [bodies[start::8] for start in range(8)]
    shares = [share[::-1] if place % 2 else share for place, share in enumerate(shares)]

    statuses = at_once([lambda share=share: [send(one).status_code for one in share] for share in shares])

    assert {status for share in statuses for status in share} == {200}
    assert CarrierNews.objects.count() == len(orders) * len(WAY)
    assert sum(CarrierNews.objects.values_list("times_seen", flat=True)) == len(bodies)
    for order in orders:
        parcel = parcel_of(order)
        assert (parcel.state, parcel.attempts, alarms_of(order)) == ("DELIVERED", 1, [])
        assert Attempt.objects.filter(parcel=parcel).count() == 1
        assert events.names_of(parcel.subject_id).count("delivery.delivered") == 1
        assert parcel.hand_overs.count() == 2


def at_once(works: list[Callable[[], list[int]]]) -> list[list[int]]:
    ready = threading.Barrier(len(works))
    results: list[list[int]] = [[] for _ in works]

    def run(place: int, work: Callable[[], list[int]]) -> None:
        try:
            ready.wait(timeout=30)
            results[place] = work()
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place, work)) for place, work in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    return results
