"""A shift opens with a float and closes with a count."""

import pytest

from cuamo.kernel import events
from cuamo.kernel.errors import Conflict, Invalid, NotFound, NotPermitted
from cuamo.organisation.models import Counter, Shift
from cuamo.organisation.selectors.shifts import free_counters, open_shift_of
from cuamo.organisation.services.shift import close_shift, open_shift
from cuamo.organisation.types import Role
from tests.organisation.conftest import NOW


@pytest.fixture
def counter(network):
    return Counter.objects.get(unit_id="DL-001", number=1)


@pytest.fixture
def clerk(work_at):
    return work_at("DL-001", Role.CLERK)


def test_opening_records_one_event_and_takes_the_counter(counter, clerk):
    shift = open_shift(clerk=clerk, counter_id=counter.id, float_vnd=500_000, at=NOW)

    assert open_shift_of(clerk.id) == shift
    assert [free.number for free in free_counters("DL-001")] == [2]
    assert events.names_of(shift.id) == ["shift.opened"]


def test_a_counter_and_a_clerk_have_one_open_shift_each(counter, clerk, work_at):
    open_shift(clerk=clerk, counter_id=counter.id, float_vnd=0, at=NOW)
    second = Counter.objects.get(unit_id="DL-001", number=2)

    with pytest.raises(Conflict, match=r"shift\.counter_busy"):
        open_shift(clerk=work_at("DL-001", Role.CLERK), counter_id=counter.id, float_vnd=0, at=NOW)
    with pytest.raises(Conflict, match=r"shift\.clerk_busy"):
        open_shift(clerk=clerk, counter_id=second.id, float_vnd=0, at=NOW)
    assert Shift.objects.count() == 1


def test_nobody_opens_a_shift_at_another_agency(counter, work_at):
    for stranger in (work_at("DL-002", Role.CLERK), work_at("DIEM-00070", Role.RECEIVER)):
        with pytest.raises(NotPermitted):
            open_shift(clerk=stranger, counter_id=counter.id, float_vnd=0, at=NOW)


@pytest.mark.parametrize("float_vnd", [-1, 10**12])
def test_a_float_is_an_amount(counter, clerk, float_vnd):
    with pytest.raises(Invalid):
        open_shift(clerk=clerk, counter_id=counter.id, float_vnd=float_vnd, at=NOW)


def test_a_difference_needs_its_reason(counter, clerk):
    shift = open_shift(clerk=clerk, counter_id=counter.id, float_vnd=500_000, at=NOW)

    with pytest.raises(Invalid, match=r"shift\.difference"):
        close_shift(shift_id=shift.id, clerk=clerk, counted_vnd=490_000, reason=" ", at=NOW)
    closed = close_shift(shift_id=shift.id, clerk=clerk, counted_vnd=490_000, reason="thối nhầm", at=NOW)

    assert (closed.difference_vnd, closed.is_open) == (-10_000, False)
    assert events.names_of(shift.id) == ["shift.opened", "shift.closed"]


def test_cash_taken_is_expected_in_the_till(counter, clerk):
    shift = open_shift(clerk=clerk, counter_id=counter.id, float_vnd=500_000, at=NOW)

    closed = close_shift(
        shift_id=shift.id, clerk=clerk, counted_vnd=516_000, cash_in_vnd=16_000, reason="", at=NOW
    )

    assert closed.difference_vnd == 0


def test_unsent_dossiers_must_be_explained(counter, clerk):
    shift = open_shift(clerk=clerk, counter_id=counter.id, float_vnd=0, at=NOW)

    with pytest.raises(Invalid, match=r"shift\.unsent"):
        close_shift(shift_id=shift.id, clerk=clerk, counted_vnd=0, reason="", unsent_count=2, at=NOW)


def test_closing_twice_is_closing_once(counter, clerk):
    shift = open_shift(clerk=clerk, counter_id=counter.id, float_vnd=0, at=NOW)
    for _ in range(2):
        close_shift(shift_id=shift.id, clerk=clerk, counted_vnd=0, reason="", at=NOW)

    assert events.names_of(shift.id) == ["shift.opened", "shift.closed"]


def test_only_the_shift_lead_closes_for_another(counter, clerk, work_at):
    shift = open_shift(clerk=clerk, counter_id=counter.id, float_vnd=0, at=NOW)

    with pytest.raises(NotPermitted):
        close_shift(shift_id=shift.id, clerk=work_at("DL-001", Role.CLERK), counted_vnd=0, reason="", at=NOW)
    close_shift(shift_id=shift.id, clerk=work_at("DL-001", Role.SHIFT_LEAD), counted_vnd=0, reason="", at=NOW)


def test_an_unknown_counter_is_said(clerk):
    with pytest.raises(NotFound):
        open_shift(clerk=clerk, counter_id="0194d9a1-6c1e-7b52-9c9a-6f1d2b7c1a10", float_vnd=0, at=NOW)
