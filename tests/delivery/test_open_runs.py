"""Runs of carriers end by themselves, and the lists of a coordinator read what is open, not whole tables."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import QuerySet

from cuamo.delivery.models import Parcel, Run
from cuamo.delivery.selectors import coordination
from cuamo.delivery.selectors.coordination import runs_of_operators
from cuamo.delivery.services.close_carrier_runs import close_carrier_runs
from cuamo.kernel import events
from tests.delivery.carried import CARRIER, maps, ordered, parcel_of, tell
from tests.delivery.conftest import COURIER, NOON, run_of, sealed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("point")]
TOMORROW = NOON + timedelta(days=1)


def test_a_carriers_run_ends_the_day_after_once_everything_on_it_was_picked_up():
    maps()
    order = ordered(1)
    waiting = ordered(2)
    run = parcel_of(order).run
    assert parcel_of(waiting).run == run
    tell(order, ("ACCEPTED", "PICKED_UP"))
    own = run_of(COURIER, sealed(3))

    assert close_carrier_runs(at=NOON + timedelta(hours=8)) == 0
    assert close_carrier_runs(at=TOMORROW) == 0
    tell(waiting, ("ACCEPTED", "PICKED_UP"))
    assert close_carrier_runs(at=TOMORROW) == 1
    assert close_carrier_runs(at=TOMORROW) == 0

    assert Run.objects.get(id=run.id).closed_at == TOMORROW
    assert Run.objects.get(id=own.id).closed_at is None
    assert events.names_of(run.id) == ["delivery.run_closed"]
    assert [row.id for row in runs_of_operators([CARRIER], day=TOMORROW.date(), at=TOMORROW).rows] == []
    tell(order, ("ACCEPTED", "PICKED_UP", "IN_TRANSIT", "OUT_FOR_DELIVERY", "DELIVERED"))
    assert parcel_of(order).state == "DELIVERED"


def test_each_list_counts_only_the_runs_it_shows(monkeypatch):
    monkeypatch.setattr(coordination, "PAGE", 2)
    days = [NOON - timedelta(days=ago) for ago in range(4)]
    for number, day in enumerate(reversed(days)):
        run = run_of(COURIER, sealed(number + 1))
        Run.objects.filter(id=run.id).update(run_date=day.date(), created_at=day)

    first = runs_of_operators(["VNP"], day=NOON.date(), at=NOON)
    second = runs_of_operators(["VNP"], day=NOON.date(), at=NOON, after=first.next_after)

    assert [row.created_at for row in first.rows + second.rows] == days
    assert {(row.total, row.waiting, row.done) for row in first.rows + second.rows} == {(1, 1, 0)}
    assert second.next_after == ""


@pytest.mark.parametrize(
    ("rows", "index"),
    [
        (coordination._attempts(["VNP"]), "parcels_brought_in_vain"),
        (Run.objects.filter(operator_code__in=["VNP"], closed_at=None), "runs_open_of_operator"),
        (Run.objects.filter(operator_code__in=["VNP"], run_date=NOON.date()), "runs_of_day"),
    ],
)
def test_what_is_open_is_found_by_an_index(rows: QuerySet[Parcel] | QuerySet[Run], index: str):
    """Among many runs that ended and envelopes that came home, as a city has them."""
    many = [
        Run(
            number=f"CH-{number}",
            origin_unit="P001",
            operator_code="VNP",
            courier_id=f"c{number}",
            courier_name="c",
            run_date=NOON.date() - timedelta(days=1 + number % 300),
            closed_at=NOON,
            created_at=NOON,
        )
        for number in range(3000)
    ]
    Run.objects.bulk_create(many)
    home = [
        Parcel(
            subject_id=run.id, subject_code="h", label=f"L{place}", origin_unit="P001", holder_id="",
            state="DELIVERED", created_at=NOON, delivered_at=NOON, run=run,
        )
        for place, run in enumerate(many)
    ]  # fmt: skip
    Parcel.objects.bulk_create(home)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE delivery_run, delivery_parcel")
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_nestloop = off")

    assert index in rows.all().explain()
