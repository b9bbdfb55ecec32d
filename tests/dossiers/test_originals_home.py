"""Originals of a dossier that ends without a paper lie in no drawer: they go home, promised and alarmed."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from cuamo.delivery.models import Alarm, CarrierOrder, Parcel, Run
from cuamo.delivery.rules.recipient import Need
from cuamo.delivery.selectors.parcels import parcel_of
from cuamo.delivery.services.collect_at_point import collect_at_point
from cuamo.delivery.services.find_alarms import find_late
from cuamo.delivery.services.hold_at_point import hold_at_point
from cuamo.delivery.services.list_originals import list_originals
from cuamo.delivery.services.load_run import load_run
from cuamo.delivery.services.lose import declare_lost
from cuamo.delivery.services.order_carriage import order_carriage
from cuamo.delivery.services.prepare_originals import Home, prepare_originals
from cuamo.delivery.services.prepare_parcel import prepare_parcel
from cuamo.delivery.states import Direction, ParcelState
from cuamo.dossiers.models import Dossier, PaperOriginal
from cuamo.dossiers.selectors.fetching import may_be_fetched
from cuamo.dossiers.selectors.originals_to_send import originals_in_hand, originals_labelled
from cuamo.dossiers.selectors.results_here import Where, all_of, result_of
from cuamo.dossiers.services.accept import refuse_intake
from cuamo.dossiers.services.originals_home import send_originals_home
from cuamo.dossiers.services.pair_originals import label_originals
from cuamo.dossiers.services.seal_result import seal_result
from cuamo.dossiers.services.tell_citizen import tell_citizen
from cuamo.dossiers.states import State
from cuamo.kernel import events
from cuamo.kernel.actors import SYSTEM
from cuamo.kernel.consumers import all_consumers
from cuamo.kernel.errors import IllegalTransition
from cuamo.notices.models import Notice
from cuamo.organisation.models import Membership
from cuamo.organisation.types import Role
from cuamo.people.models import Account, AccountKind
from tests.support.city import MORNING, staff
from tests.web.counter.desk import THREE_PAPERS
from tests.web.counter.owing import at_counter

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


def hear(dossier, *names):
    """What the consumer of this page does with the dossier's news of these names."""
    consumer = next(each for each in all_consumers() if each.name == "originals-home")
    for event in events.history_of(dossier.id):
        if event.name in names:
            for handler in consumer.handlers.get(event.name, []):
                handler(event)


def says(dossier, name):
    """Let the news be heard."""
    events.record(name, dossier.id, actor=SYSTEM, at=LATER)
    hear(dossier, name)


def at_home(dossier):
    """Order that the labelled papers are fetched."""
    return prepare_originals(
        subject_id=dossier.id,
        subject_code=dossier.shown_code,
        papers=originals_labelled(dossier),
        origin_unit="",
        destination_unit=dossier.received_by,
        actor=SYSTEM,
        at=MORNING,
        home=Home("X", "0912345678", "Số 5 phố Lương Định Của", "00229"),
    )


def comes_late(dossier):
    """Take the last paper out of hand; it is still on its way."""
    late = PaperOriginal.objects.filter(dossier=dossier).order_by("-number")[0]
    PaperOriginal.objects.filter(id=late.id).update(received_at=None)
    return late


def arrives(late):
    PaperOriginal.objects.filter(id=late.id).update(received_at=LATER)
    says(late.dossier, "dossier.original_received")


def leaves(parcel, state):
    parcel.papers.update(put_in_at=LATER)
    Parcel.objects.filter(id=parcel.id).update(state=state)


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
    coming = at_home(dossier)
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


def test_what_comes_in_while_the_first_envelope_moves_goes_home_when_that_one_has_arrived(held):
    late = comes_late(held)
    refused(held)
    first = send_originals_home(dossier_id=held.id, at=LATER)
    leaves(first, ParcelState.SEALED)

    arrives(late)
    assert Parcel.objects.count() == 1
    leaves(first, ParcelState.DELIVERED)
    for _ in range(2):
        says(held, "delivery.delivered")

    first.refresh_from_db()
    second = parcel_of(held.id)
    assert (first.end_reason, second.state) == ("ARRIVED", ParcelState.CREATED)
    assert list(second.papers.values_list("label", flat=True)) == [late.label]
    assert Parcel.objects.count() == 2
    assert events.names_of(held.id).count("dossier.originals_go_home") == 2


@pytest.mark.parametrize("state", [State.DONE, State.RETURNED])
def test_what_comes_in_after_a_paper_result_has_left_goes_home_by_itself(held, state):
    late = comes_late(held)
    ended(held, state=state, delivery={"way": "HOME", "address": "Số 12 phố Hàng Bông"})
    result = prepare_parcel(
        subject_id=held.id,
        subject_code=held.shown_code,
        recipient="X",
        phone="0912345678",
        address="Số 12 phố Hàng Bông",
        ward_code="00070",
        origin_unit=held.received_by,
        contents=["Giấy khai sinh"],
        actor=SYSTEM,
        at=LATER,
    )
    list_originals(parcel_id=result.id, papers=originals_in_hand(held), clerk=SYSTEM, at=LATER)
    leaves(result, ParcelState.OUT_FOR_DELIVERY)
    arrives(late)
    assert Parcel.objects.count() == 1

    leaves(result, ParcelState.DELIVERED)
    says(held, "delivery.delivered")

    second = parcel_of(held.id)
    assert (second.papers_only, second.state) == (True, ParcelState.CREATED)
    assert list(second.papers.values_list("label", flat=True)) == [late.label]


def test_a_finished_dossier_needs_no_courier_and_papers_that_were_all_brought_need_none(counter):
    done, brought = counter.sent(THREE_PAPERS), counter.sent(THREE_PAPERS)
    coming = []
    for dossier in (done, brought):
        label_originals(dossier_id=dossier.id, actor=SYSTEM, at=MORNING)
        coming.append(at_home(dossier))
    assert may_be_fetched(brought)
    says(brought, "dossier.original_received")
    assert Parcel.objects.filter(ended_at=None).count() == 2

    ended(done, state=State.DONE, delivery={"way": "HOME"})
    says(done, "dossier.finished")
    PaperOriginal.objects.filter(dossier=brought).update(received_at=LATER)
    assert not may_be_fetched(brought)
    says(brought, "dossier.original_received")

    for parcel in coming:
        parcel.refresh_from_db()
    assert [parcel.state for parcel in coming] == [ParcelState.CANCELLED] * 2
    assert [parcel.end_reason for parcel in coming] == ["ENDED", "BROUGHT"]


def test_originals_lost_on_their_way_home_end_and_are_told_as_papers_nobody_can_issue_again(held):
    refused(held)
    parcel = send_originals_home(dossier_id=held.id, at=LATER)
    leaves(parcel, ParcelState.OUT_FOR_DELIVERY)

    declare_lost(parcel_id=parcel.id, why="SAID", actor=SYSTEM, at=LATER)
    tell_citizen(dossier_id=held.id, news="delivery.lost", at=LATER)

    parcel.refresh_from_db()
    assert (parcel.state, parcel.end_reason) == (ParcelState.LOST, "LOST")
    assert Notice.objects.filter(template="N7G").count() == 1
    assert not Notice.objects.filter(template="N7L").exists()
    assert send_originals_home(dossier_id=held.id, at=LATER) is None
    page = Client().get(f"/t/{held.tracking_token}/").content.decode()
    assert "Không phải trả tiền làm lại" in page
    assert "Ngày hẹn mới" not in page


def test_the_page_of_their_owner_says_what_to_do_about_lost_originals(held):
    refused(held)
    parcel = send_originals_home(dossier_id=held.id, at=LATER)
    leaves(parcel, ParcelState.OUT_FOR_DELIVERY)
    declare_lost(parcel_id=parcel.id, why="SAID", actor=SYSTEM, at=LATER)

    owner = Client()
    owner.force_login(
        Account.objects.create_user("owner", None, kind=AccountKind.CITIZEN, person=held.applicant)
    )
    page = owner.get(f"/toi/ho-so/{held.id}/").content.decode()
    assert "giấy xác nhận đã mất" in page
    assert "Kết quả được cấp lại" not in page


def arrives_at(late, moment, unit):
    PaperOriginal.objects.filter(id=late.id).update(received_at=moment, received_by={"unit": unit})
    says(late.dossier, "dossier.original_received")


def test_another_late_paper_goes_into_the_envelope_that_is_not_sealed_yet(held):
    late = comes_late(held)
    refused(held)
    first = send_originals_home(dossier_id=held.id, at=LATER)
    before = set(first.papers.values_list("label", flat=True))

    arrives_at(late, LATER + timedelta(hours=3), held.received_by)

    assert late.label not in before
    assert set(Parcel.objects.get().papers.values_list("label", flat=True)) == before | {late.label}


def test_their_owner_collects_them_at_the_counter_where_no_address_is_known(held):
    clerk, unit = staff(receiver(held)), held.received_by
    held.applicant.address = ""
    held.applicant.save(update_fields=["address"])
    ended(held, state=State.NOT_ACCEPTED, delivery={"way": "POINT", "address": ""})
    parcel = send_originals_home(dossier_id=held.id, at=LATER)
    assert tell_citizen(dossier_id=held.id, news="dossier.originals_go_home", at=LATER) is None
    officer = Client()
    officer.force_login(Account.objects.get(username=receiver(held)))
    for page in ("/xu-ly/dong-goi/", "/xu-ly/giao-nhan/"):
        shown = officer.get(page).content.decode()
        assert "Hồ sơ không có địa chỉ" in shown
        assert "giao bưu tá trước" not in shown, "no courier is ordered where nobody knows the way"

    seal_result(
        parcel_id=parcel.id,
        seal_number="NP-660077",
        inside=list(parcel.papers.values_list("label", flat=True)),
        clerk=clerk,
        at=LATER,
    )
    parcel.refresh_from_db()
    assert (parcel.state, parcel.held_until > LATER) == (ParcelState.HELD, True), "held when it is sealed"
    for _ in range(2):
        tell_citizen(dossier_id=held.id, news="delivery.held", at=LATER)
    assert Notice.objects.filter(template="N7H").count() == 1
    assert result_of(Dossier.objects.get(id=held.id), unit_code=unit).where == Where.HERE
    given = collect_at_point(
        parcel_id=parcel.id, clerk=clerk, seen=[need.value for need in Need], evidence_id=uuid4(), at=LATER
    )

    assert given.delivered
    assert send_originals_home(dossier_id=held.id, at=LATER) is None
    assert Dossier.objects.get(id=held.id).state == State.NOT_ACCEPTED


def test_no_run_and_no_carrier_takes_originals_home_without_an_address(held):
    clerk, courier = staff(receiver(held)), staff("buuta.hoankiem")
    refused(held)
    parcel = send_originals_home(dossier_id=held.id, at=LATER)
    Parcel.objects.update(state=ParcelState.SEALED, address="  ")
    before = events.names_of(held.id)

    with pytest.raises(IllegalTransition) as by_run:
        load_run(parcel_ids=[parcel.id], courier=courier, clerk=clerk, at=LATER)
    with pytest.raises(IllegalTransition) as by_carrier:
        order_carriage(parcel_id=parcel.id, carrier="VNPOST", clerk=clerk, at=LATER)

    for refusal in (by_run, by_carrier):
        assert "không có địa chỉ" in refusal.value.vi
    parcel.refresh_from_db()
    assert (parcel.state, parcel.run_id, parcel.carrier) == (ParcelState.SEALED, None, "")
    assert not Run.objects.exists()
    assert not CarrierOrder.objects.exists()
    assert events.names_of(held.id) == before


def lines(dossier, unit="DL-001"):
    """Return what a counter is told of the dossier: where, and whether it is about originals."""
    return [(one.where, one.originals) for one in all_of(Dossier.objects.get(id=dossier.id), unit_code=unit)]


def test_an_electronic_result_can_be_printed_while_originals_travel_home_and_after_they_are_lost(held):
    ended(held, state=State.RETURNED, delivery={"way": "ELECTRONIC", "address": "Số 12 phố Hàng Bông"})
    assert lines(held) == [(Where.ELECTRONIC, False)]
    home, clerk = send_originals_home(dossier_id=held.id, at=LATER), at_counter()
    leaves(home, ParcelState.OUT_FOR_DELIVERY)

    assert lines(held) == [(Where.ELECTRONIC, False), (Where.ON_WAY, True)]
    page = clerk.post("/quay/trao/", {"q": held.shown_code}).content.decode()
    assert f"/quay/trao/in/{held.id}/" in page
    assert "Giấy tờ gốc trả lại" in page

    declare_lost(parcel_id=home.id, why="SAID", actor=SYSTEM, at=LATER)

    assert lines(held) == [(Where.ELECTRONIC, False), (Where.LOST, True)]
    by_code = clerk.post("/quay/trao/", {"q": held.shown_code}).content.decode()
    by_label = clerk.get(f"/quay/trao/{home.id}/").content.decode()
    assert f"/quay/trao/in/{held.id}/" in by_code
    for page in (by_code, by_label):
        assert "Giấy tờ gốc thất lạc" in page
        assert "đang cấp lại" not in page


def test_originals_of_a_dossier_without_a_result_stand_alone(held):
    refused(held)
    send_originals_home(dossier_id=held.id, at=LATER)

    assert [originals for _, originals in lines(held)] == [True]


def test_a_result_that_arrived_is_told_as_handed_over_while_originals_follow_it(held):
    late = comes_late(held)
    ended(held, state=State.RETURNED, delivery={"way": "HOME", "address": "Số 12 phố Hàng Bông"})
    result = prepare_parcel(
        subject_id=held.id,
        subject_code=held.shown_code,
        recipient="X",
        phone="0912345678",
        address="Số 12 phố Hàng Bông",
        ward_code="00070",
        origin_unit=held.received_by,
        contents=["Giấy khai sinh"],
        actor=SYSTEM,
        at=LATER,
    )
    leaves(result, ParcelState.DELIVERED)
    Parcel.objects.filter(id=result.id).update(delivered_at=LATER)
    assert lines(held) == [(Where.HANDED, False)]

    arrives(late)

    told = all_of(Dossier.objects.get(id=held.id), unit_code="DL-001")
    assert [(one.where, one.originals) for one in told] == [(Where.HANDED, False), (Where.ON_WAY, True)]
    assert (told[0].parcel.id, told[0].at) == (result.id, LATER)
