"""One dossier travels the whole way through the services, by the real database."""

from datetime import timedelta

import pytest

from cuamo.delivery.models import Parcel
from cuamo.delivery.services.add_to_manifest import add_to_manifest, open_run
from cuamo.delivery.services.deliver import deliver
from cuamo.delivery.services.hand_over import hand_over, scan_in
from cuamo.delivery.services.seal import seal
from cuamo.delivery.services.start_out import start_out
from cuamo.dossiers.models import Dossier, Result, WorkItem
from cuamo.dossiers.services.accept import accept
from cuamo.dossiers.services.approve import approve
from cuamo.dossiers.services.issue_result import issue_result, pack_result
from cuamo.dossiers.services.propose import propose
from cuamo.dossiers.services.sign_result import _keep
from cuamo.dossiers.states import Money, State
from cuamo.kernel import events
from tests.support.city import staff


@pytest.mark.django_db
def test_a_sent_dossier_has_one_code_one_event_and_waits_for_the_receiving_point(counter):
    dossier = counter.sent()

    assert dossier.state == State.SUBMITTED
    assert dossier.code.endswith("-20261120-0000001")
    assert dossier.money == Money.NOTHING_OWED
    assert events.names_of(dossier.id).count("dossier.submitted") == 1
    item = WorkItem.objects.get(dossier_id=dossier.id)
    assert (item.step, item.unit_code, item.code) == ("INTAKE", dossier.received_by, dossier.code)


@pytest.mark.django_db
def test_a_dossier_goes_from_the_counter_to_the_door(counter):
    at = counter.at
    dossier_id = counter.sent().id
    receiver, specialist = staff("tiepnhan.hoankiem"), staff("chuyenvien.hoankiem")
    leader, records = staff("lanhdao.hoankiem"), staff("vanthu.hoankiem")

    accepted = accept(dossier_id=dossier_id, officer=receiver, at=at + timedelta(minutes=20))
    assert accepted.due_at is not None
    propose(
        dossier_id=dossier_id,
        officer=specialist,
        grant=True,
        note="",
        result={"Họ và tên": "Nguyễn Thị Đặng Thẳng"},
        at=at + timedelta(minutes=40),
    )
    approve(dossier_id=dossier_id, leader=leader, at=at + timedelta(minutes=60))
    _keep(dossier_id, b"%PDF-1.7 signed elsewhere", at + timedelta(minutes=61))
    done = issue_result(dossier_id=dossier_id, clerk=records, at=at + timedelta(minutes=70))
    assert (done.state, done.finished_at <= done.due_at) == (State.DONE, True)
    assert Result.objects.get(dossier_id=dossier_id).number.startswith("1/2026/")

    parcel = pack_result(dossier_id=dossier_id, clerk=receiver, at=at)
    seal(parcel_id=parcel.id, seal_number="HN-000123", clerk=receiver, at=at)
    courier = staff("buuta.hoankiem")
    run = open_run(
        origin_unit=parcel.origin_unit,
        courier_id=courier.id,
        courier_name=courier.name,
        operator_code=courier.unit_code,
        clerk=receiver,
        at=at,
    )
    add_to_manifest(run_id=run.id, parcel_ids=[parcel.id], clerk=receiver, at=at)
    hand_over(label=parcel.label, clerk=receiver, at=at)
    scan_in(label=parcel.label, courier=courier, at=at)
    start_out(parcel_id=parcel.id, window="13:00–15:00", courier=courier, at=at)
    handed = deliver(parcel_id=parcel.id, pin=Parcel.objects.get(id=parcel.id).pin, courier=courier, at=at)

    assert handed.delivered
    assert Dossier.objects.get(id=dossier_id).state == State.DONE
    assert "delivery.delivered" in events.names_of(dossier_id)
