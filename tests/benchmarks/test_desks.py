"""What is measured is what the product does: the counter of the measurements is made by its services."""

from benchmarks.desks import open_counter
from cuamo.dossiers.states import Money, State
from tests.support.city import MORNING


def test_the_counter_that_is_measured_has_a_visit_at_each_step(city, db):
    bench = open_counter("quay.hoankiem", now=MORNING)

    assert bench.agreed.confirmed_at is None
    assert bench.confirmed.confirmed_at is not None
    assert bench.owing.money == Money.AWAITING
    assert (bench.sent.state, bench.sent.visit_id is not None) == (State.SUBMITTED, True)
