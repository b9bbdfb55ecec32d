"""Originals of a dossier that ends without a paper lie in no drawer: they go home, promised and alarmed."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from cuamo.delivery.models import Alarm, Parcel
from cuamo.delivery.selectors.parcels import parcel_of
from cuamo.delivery.services.find_alarms import find_late
from cuamo.delivery.services.hold_at_point import hold_at_point
from cuamo.delivery.services.prepare_originals import Home, prepare_originals
from cuamo.delivery.states import Direction, ParcelState
from cuamo.dossiers.models import Dossier, PaperOriginal
from cuamo.dossiers.selectors.originals_to_send import originals_labelled
from cuamo.dossiers.services.accept import refuse_intake
from cuamo.dossiers.services.originals_home import send_originals_home
from cuamo.dossiers.services.pair_originals import label_originals
from cuamo.dossiers.services.seal_result import seal_result
from cuamo.dossiers.services.tell_citizen import tell_citizen
from cuamo.dossiers.states import State
from cuamo.kernel import events
from cuamo.kernel.actors import SYSTEM
from cuamo.kernel.errors import IllegalTransition
from cuamo.notices.models import Notice
from cuamo.organisation.models import Membership
from cuamo.organisation.types import Role
from cuamo.people.models import Account
from tests.support.city import MORNING, staff
from tests.web.counter.desk import THREE_PAPERS

LATER = MORNING + timedelta(hours=1)


@pytest.fixture
def held(counter):
    """A dossier that was sent; its originals are in hand where it is received."""
    dossier = counter.sent(THREE_PAPERS)
    label_originals(dossier_id=dossier.id, actor=SYSTEM, at=MORNING)
    where = {"id": "x", "name": "x", "unit": dossier.received_by, "kind": "STAFF"}
    PaperOriginal.objects.filter(dossier=dossier).update(received_at=MORNING, received_by=where)
    return dossier


def receiver(dossier):
    """Return the user name of a receiver where the dossier is received."""
    held = Membership.objects.filter(unit_id=dossier.received_by, role=Role.RECEIVER)
    return held.select_related("account").order_by("account__username")[0].account.username


def refused(dossier):
    officer = staff(receiver(dossier))
    return refuse_intake(dossier_id=dossier.id, officer=officer, reasons=["Sai nơi"], turn_to="", at=LATER)


def ended(dossier, **how):
    Dossier.objects.filter(id=dossier.id).update(**how)


@pytest.mark.parametrize(
    "how",
    [
        {"state": State.STOPPED},
        {"state": State.NOT_ACCEPTED},
        {"state": State.RETURNED, "delivery": {"way": "ELECTRONIC", "address": "Số 12 phố Hàng Bông"}},
    ],
)
def test_they_are_work_where_they_lie_once_with_a_promise(held, how):
    ended(held, **how)

    for _ in range(2):
        send_originals_home(dossier_id=held.id, at=LATER)

    parcel = Parcel.objects.get()
    labels = PaperOriginal.objects.filter(dossier=held).values_list("label", flat=True)
    assert set(parcel.papers.values_list("label", flat=True)) == set(labels) != set()
    assert (parcel.state, parcel.holder_id, parcel.papers_only) == (
        ParcelState.CREATED,
        held.received_by,
        True,
    )
    assert parcel.pickup_by > LATER
    assert events.names_of(held.id).count("dossier.originals_go_home") == 1
    assert Dossier.objects.get(id=held.id).state == how["state"]


@pytest.mark.parametrize(
    "how", [{}, {"state": State.DONE}, {"state": State.RETURNED, "delivery": {"way": "HOME"}}]
)
def test_an_open_dossier_and_a_paper_result_keep_them_where_they_are(held, how):
    if how:
        ended(held, **how)

    assert send_originals_home(dossier_id=held.id, at=LATER) is None
    assert not Parcel.objects.exists()


def test_nobody_who_packs_them_in_time_is_an_alarm_with_an_owner(held):
    refused(held)
    parcel = send_originals_home(dossier_id=held.id, at=LATER)

    find_late(at=parcel.pickup_by + timedelta(minutes=1))

    alarm = Alarm.objects.get(kind="PICKUP_OVERDUE")
    assert (alarm.owner_unit, alarm.parcel_id) == (held.received_by, parcel.id)


def test_the_packing_page_shows_them_and_they_are_sealed_only_when_each_is_ticked(held):
    refused(held)
    parcel = send_originals_home(dossier_id=held.id, at=timezone.now())
    officer = Client()
    officer.force_login(Account.objects.get(username=receiver(held)))

    page = officer.get("/xu-ly/dong-goi/").content.decode()
    assert parcel.label in page
    assert "Giấy tờ gốc phải trả" in page
    answer = officer.post(f"/xu-ly/phong-bi/{parcel.id}/niem-phong/", {"seal_number": "NP-660001"})
    assert answer.status_code == 422
    assert Parcel.objects.get().state == ParcelState.CREATED


def test_their_owner_may_collect_them_where_they_were_sealed_instead(held):
    refused(held)
    parcel, clerk = send_originals_home(dossier_id=held.id, at=LATER), staff(receiver(held))
    with pytest.raises(IllegalTransition):
        hold_at_point(parcel_id=parcel.id, actor=clerk, at=LATER)
    labels = list(parcel.papers.values_list("label", flat=True))
    seal_result(parcel_id=parcel.id, seal_number="NP-660002", inside=labels, clerk=clerk, at=LATER)

    kept = hold_at_point(parcel_id=parcel.id, actor=clerk, at=LATER)

    assert (kept.state, kept.holder_id) == (ParcelState.HELD, held.received_by)
    assert parcel_of(held.id).papers.filter(put_in_at=None).count() == 0


def test_the_person_is_told_and_a_courier_who_was_to_come_need_not(counter):
    dossier = counter.sent(THREE_PAPERS)
    label_originals(dossier_id=dossier.id, actor=SYSTEM, at=MORNING)
    coming = prepare_originals(
        subject_id=dossier.id,
        subject_code=dossier.shown_code,
        papers=originals_labelled(dossier),
        origin_unit="",
        destination_unit=dossier.received_by,
        actor=SYSTEM,
        at=MORNING,
        home=Home("X", "0912345678", "Số 5 phố Lương Định Của", "00229"),
    )
    refused(dossier)

    assert send_originals_home(dossier_id=dossier.id, at=LATER) is None
    coming.refresh_from_db()
    assert (coming.state, coming.end_reason) == (ParcelState.CANCELLED, "ENDED")
    PaperOriginal.objects.filter(dossier=dossier).update(
        received_at=LATER, received_by={"unit": dossier.received_by}
    )
    parcel = send_originals_home(dossier_id=dossier.id, at=LATER)
    tell_citizen(dossier_id=dossier.id, news="dossier.originals_go_home", at=LATER)

    assert parcel.direction == Direction.RESULT
    assert Notice.objects.filter(template="N18H").count() == 1
