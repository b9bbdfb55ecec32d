"""Two passes over the same orders at the same time place each order once."""

import threading
from datetime import timedelta

import pytest
from django.db import connections

from cuamo.delivery.models import CarrierOrder
from cuamo.delivery.services import tend_order as tending
from cuamo.delivery.services.order_carriage import order_carriage
from cuamo.delivery.services.tend_order import tend_due_orders
from cuamo.organisation.models import Unit
from tests.delivery.carried import CARRIER
from tests.delivery.conftest import CLERK, NOON, sealed

pytestmark = [pytest.mark.django_db(transaction=True)]


class SlowCarrier:
    """A carrier that is still busy with an order when the job of five minutes later starts."""

    def __init__(self) -> None:
        self.placed: list[str] = []
        self.tended_beside: list[int] = []

    def named(self, code: str) -> "SlowCarrier":
        return self

    def find(self, number: str) -> None:
        return None

    def place(self, form) -> str:
        self.placed.append(form.number)
        if len(self.placed) == 1:
            beside = threading.Thread(target=self._second_job)
            beside.start()
            beside.join(60)
        return f"VTP{len(self.placed):09d}"

    def _second_job(self) -> None:
        try:
            self.tended_beside.append(tend_due_orders(at=NOON + timedelta(minutes=5)))
        finally:
            connections.close_all()


def test_a_job_that_starts_beside_a_slow_one_places_nothing_again(point: Unit, monkeypatch):
    order = order_carriage(parcel_id=sealed().id, carrier=CARRIER, clerk=CLERK, at=NOON)
    carrier = SlowCarrier()
    monkeypatch.setattr(tending.ports, "get", lambda port: carrier)

    assert tend_due_orders(at=NOON) == 1

    assert carrier.placed == [order.number]
    assert carrier.tended_beside == [0]
    assert CarrierOrder.objects.get(id=order.id).state == "ACCEPTED"


def test_an_order_late_in_a_long_pass_is_left_alone_from_its_own_moment_on(point: Unit, monkeypatch):
    order = order_carriage(parcel_id=sealed().id, carrier=CARRIER, clerk=CLERK, at=NOON)
    clock = iter([0.0, 45.0])
    monkeypatch.setattr(tending, "monotonic", lambda: next(clock))
    begun = []
    carrier = SlowCarrier()
    carrier.place = lambda form: begun.append(CarrierOrder.objects.get(id=order.id).ask_again_at) or "VTP1"
    monkeypatch.setattr(tending.ports, "get", lambda port: carrier)

    tend_due_orders(at=NOON)

    assert begun[0] >= NOON + timedelta(seconds=45) + timedelta(minutes=2)


def test_a_pass_that_takes_too_long_leaves_the_rest_to_the_next(point: Unit, monkeypatch):
    for number in (1, 2):
        order_carriage(parcel_id=sealed(number).id, carrier=CARRIER, clerk=CLERK, at=NOON)
    clock = iter([0.0, 1.0, 55.0])
    monkeypatch.setattr(tending, "monotonic", lambda: next(clock))
    carrier = SlowCarrier()
    carrier.place = lambda form: carrier.placed.append(form.number) or "VTP1"
    monkeypatch.setattr(tending.ports, "get", lambda port: carrier)

    assert tend_due_orders(at=NOON) == 1
    assert len(carrier.placed) == 1
