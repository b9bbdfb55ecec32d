"""Runs over many dossiers that meet: two workers on one run, a double click, one decided by hand."""

from datetime import timedelta

import pytest

from cuamo.dossiers.models import BulkRow, Decision, Dossier, LongRun
from cuamo.dossiers.services.accept import accept
from cuamo.dossiers.services.approve import approve
from cuamo.dossiers.services.end_visit import end_visit
from cuamo.dossiers.services.propose import propose
from cuamo.dossiers.services.run_bulk import go_on_bulk, rehearse_bulk, start_bulk
from cuamo.kernel import events
from cuamo.kernel.actors import Actor
from tests.concurrency.test_two_officers import all_at_once
from tests.support.city import CARD, MORNING, Counter, begin_shift, load_city, staff

pytestmark = pytest.mark.django_db(transaction=True)
AT = MORNING + timedelta(minutes=40)
DOSSIERS = 6


@pytest.fixture
def waiting(transactional_db) -> list[Dossier]:
    """Dossiers that wait for the leader."""
    load_city()
    clerk = staff("quay.hoankiem")
    begin_shift(clerk)
    counter, found = Counter(clerk, MORNING), []
    for number in range(DOSSIERS):
        dossier = counter.sent(card=CARD.replace("001185012345", f"0011850126{number:02d}"))
        end_visit(visit_id=dossier.visit_id, clerk=clerk, at=MORNING)
        accept(dossier_id=dossier.id, officer=staff("tiepnhan.hoankiem"), at=MORNING)
        found.append(
            propose(
                dossier_id=dossier.id,
                officer=staff("chuyenvien.hoankiem"),
                grant=True,
                note="",
                result={"Họ và tên": "Nguyễn Thị Đặng Thẳng"},
                at=MORNING,
            )
        )
    return found


def begin(dossiers: list[Dossier], leader: Actor) -> LongRun:
    ids = [dossier.id for dossier in dossiers]
    rows = rehearse_bulk(act="phe-duyet", dossier_ids=ids, officer=leader, params={}, at=AT)
    assert all(row.does for row in rows)
    seen = [(row.dossier_id, row.seen) for row in rows]
    return start_bulk(act="phe-duyet", rows=seen, officer=leader, params={}, at=AT)


def test_whatever_meets_no_dossier_is_approved_twice_and_every_row_has_its_outcome(waiting):
    leader = staff("lanhdao.hoankiem")
    first, again = begin(waiting, leader), begin(waiting, leader)

    came = all_at_once(
        [
            lambda: go_on_bulk(run_id=first.id, at=AT),
            lambda: go_on_bulk(run_id=first.id, at=AT),
            lambda: go_on_bulk(run_id=again.id, at=AT),
            lambda: approve(dossier_id=waiting[-1].id, leader=leader, at=AT),
        ]
    )
    for run in (first, again):
        go_on_bulk(run_id=run.id, at=AT)

    assert [type(result).__name__ for result in came[:3]] == ["NoneType"] * 3
    for dossier in waiting:
        assert events.names_of(dossier.id).count("dossier.approved") == 1
        assert Decision.objects.filter(dossier=dossier, kind="APPROVE").count() == 1
    for run in (first, again):
        kept = LongRun.objects.get(id=run.id)
        assert (kept.status, kept.done) == ("DONE", DOSSIERS)
        assert sum(kept.result.values()) == DOSSIERS
    statuses = list(BulkRow.objects.values_list("status", flat=True))
    by_hand = 1 if isinstance(came[3], Dossier) else 0
    assert statuses.count("DONE") == DOSSIERS - by_hand
    assert statuses.count("REFUSED") == DOSSIERS + by_hand
