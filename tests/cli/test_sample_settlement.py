"""The sample settles two months: one is paid, one lies with the operator with an objection."""

from uuid import uuid4

import pytest

from cuamo.cli.sample_settlement import settle_two_months
from cuamo.kernel.clock import local
from cuamo.payments.selectors.books import trial_balance
from cuamo.settlement.models import Dispute, Instrument, Item, Statement

pytestmark = pytest.mark.django_db
NOW = local("2026-11-20 09:00")


def delivered(done: str, *, label: str = "RH") -> None:
    """An item of Vietnam Post that was taken on the first of the month and brought on this day."""
    at = local(done)
    started = local(f"{done[:8]}01 09:00").isoformat()
    Item.objects.create(
        service="DELIVER_HOME", operator_code="VNPOST", unit_code="DIEM-00070", subject_id=uuid4(),
        subject_code="H26", parcel_id=uuid4(), label=label, hand_over_id=uuid4(), proof="CODE",
        ward_code="00070", acted_at=at, acted_on=at.date(), claim_key=str(uuid4()), claimable=True,
        facts={
            "papers": 1, "ready_at": started, "picked_at": started, "started_at": started, "tries": [],
            "gaps": [], "excused": "",
        },
        filing={"channel": "ONLINE", "groups": [], "papers": []}, noted_at=at,
    )  # fmt: skip


def test_two_months_are_there_for_a_newcomer_and_a_second_run_changes_nothing(city, db):
    for day in ("2026-09-02", "2026-09-20", "2026-10-02", "2026-10-20"):
        delivered(f"{day} 10:00")

    settle_two_months(now=NOW)

    assert [(row.month.month, row.state) for row in Statement.objects.order_by("month")] == [
        (9, "PAID"),
        (10, "SENT"),
    ]
    assert sorted(Dispute.objects.values_list("state", flat=True)) == ["ACCEPTED", "OPEN"]
    assert not Instrument.objects.filter(state="PROPOSED").exists()
    assert {row.confidence for row in Instrument.objects.filter(kind="CONTRACT")} == {"X"}
    assert sum(trial_balance().values()) == 0

    before = list(Statement.objects.values())
    assert settle_two_months(now=NOW) == 0
    assert list(Statement.objects.values()) == before
