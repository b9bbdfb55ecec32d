"""Q14 and step 11: originals leave a counter, bags come and go, alarms are answered; by the pages."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cuamo.cli.sample_handovers import originals_on_their_way
from cuamo.delivery.models import Alarm, Bag, HandOver, Parcel
from cuamo.delivery.services.hand_over_bag import give_bag, take_bag
from cuamo.delivery.services.hold_at_point import end_holds
from cuamo.delivery.services.prepare_parcel import prepare_parcel
from cuamo.delivery.services.raise_alarm import raise_alarm
from cuamo.delivery.services.seal import seal
from cuamo.delivery.states import Direction, ParcelState
from cuamo.dossiers.models import Dossier, PaperOriginal, Result
from cuamo.dossiers.services.issue_result import pack_result, to_pack
from cuamo.dossiers.services.submit import submit
from cuamo.dossiers.states import State
from cuamo.kernel import events
from cuamo.kernel.actors import SYSTEM
from cuamo.people.models import Account
from tests.support.city import begin_shift, staff
from tests.web.counter.desk import THREE_PAPERS, prepare
from tests.web.counter.receivers import receiver_name

pytestmark = pytest.mark.django_db
DESK = "/quay/giao-nhan/"
THERE = "/xu-ly/giao-nhan/"


@pytest.fixture
def sent(city, db):
    """A visit whose dossier with papers is sent."""
    begin_shift(staff("quay.hoankiem"), at=timezone.now())
    made = prepare(9, procedure=THREE_PAPERS)
    Dossier.objects.filter(id=made.dossier.id).update(money="PAID")
    submit(dossier_id=made.dossier.id, actor=staff("quay.hoankiem"), key="k-1", at=timezone.now())
    return made


def at(username: str) -> Client:
    client = Client()
    client.force_login(Account.objects.get(username=username))
    return client


def envelope(clerk, sent, seal: str = "GT-000123") -> Parcel:
    """Make, tick and seal the envelope as step 11 does."""
    said = {"ho_so": str(sent.dossier.id)}
    clerk.post(f"{sent.path}ban-goc/", said)
    parcel = Parcel.objects.get(direction=Direction.ORIGINALS)
    labels = list(parcel.papers.values_list("label", flat=True))
    clerk.post(f"{sent.path}ban-goc/", said | {"act": "niem", "papers": labels, "seal_number": seal})
    return Parcel.objects.get(id=parcel.id)


def do(client, act: str, at_page: str = DESK, **fields):
    return client.post(at_page, {"act": act, **fields}, follow=True)


def receiver_of(parcel: Parcel) -> Client:
    """Return the browser of a receiver where the envelope goes to."""
    return at(receiver_name(parcel))


def test_step_11_makes_ticks_and_seals_the_envelope_and_says_the_promise(clerk, sent):
    page = clerk.get(f"{sent.path}11/").content.decode()
    assert "Đóng phong bì giấy tờ gốc" in page
    clerk.post(f"{sent.path}ban-goc/", {"ho_so": str(sent.dossier.id)})
    parcel = Parcel.objects.get(direction=Direction.ORIGINALS)
    page = clerk.get(f"{sent.path}11/").content.decode()
    assert all(label in page for label in parcel.papers.values_list("label", flat=True))

    clerk.post(f"{sent.path}ban-goc/", {"ho_so": str(sent.dossier.id), "act": "niem", "seal_number": "GT-1"})
    parcel.refresh_from_db()
    assert parcel.state == ParcelState.CREATED, "nothing was ticked"

    sealed = envelope(clerk, sent)
    assert (sealed.state, sealed.seal_number) == (ParcelState.SEALED, "GT-000123")
    page = clerk.get(f"{sent.path}11/").content.decode()
    assert "Bưu tá nhận trước" in page
    assert "tới cơ quan trước" in page


def test_step_11_pressed_twice_with_a_paper_left_out_seals_once_and_the_dossier_says_what_stayed(clerk, sent):
    said = {"ho_so": str(sent.dossier.id)}
    clerk.post(f"{sent.path}ban-goc/", said)
    parcel = Parcel.objects.get(direction=Direction.ORIGINALS)
    inside, *left = parcel.papers.order_by("number").values_list("label", flat=True)
    press = said | {"act": "niem", "papers": [inside], "seal_number": "GT-000321"}

    for _ in range(2):
        page = clerk.post(f"{sent.path}ban-goc/", press, follow=True).content.decode()
        assert f"Đã niêm phong {parcel.label}" in page

    assert list(parcel.papers.values_list("label", flat=True)) == [inside]
    (told,) = [one for one in events.history_of(sent.dossier.id) if one.name == "delivery.papers_left_out"]
    assert told.data["papers"] == left
    assert events.names_of(sent.dossier.id).count("delivery.sealed") == 1


def test_an_envelope_goes_in_a_bag_from_the_counter_to_the_authority_and_its_papers_are_ticked(clerk, sent):
    parcel = envelope(clerk, sent)
    courier = staff("buuta.hoankiem")
    assert parcel.label in clerk.get(DESK).content.decode()
    do(clerk, "mo-tui", destination=parcel.destination_unit)
    bag = Bag.objects.get()
    page = do(clerk, "quet", tui=str(bag.id), label=parcel.label).content.decode()
    assert f"Đã xếp {parcel.label} vào túi." in page
    assert "Quét phong bì xếp vào túi" in page, "the next envelope goes into the same bag"
    do(clerk, "niem-tui", bag=str(bag.id), seal_number="TS-000009")
    page = do(clerk, "lap-chuyen", bags=[str(bag.id)], courier=courier.id).content.decode()
    assert "1 túi chờ giao" in page
    page = do(clerk, "quet", viec="giao", label=bag.number).content.decode()
    assert f"Đã ghi giao túi {bag.number}. Chờ bưu tá quét nhận." in page
    now = timezone.now()
    take_bag(number=bag.number, courier=courier, at=now)
    give_bag(number=bag.number, courier=courier, at=now)

    officer = receiver_of(parcel)
    answer = do(officer, "quet", THERE, viec="nhan", label=bag.number)
    assert answer.status_code == 422
    assert "Ghi số trên niêm phong của túi" in answer.content.decode()
    assert bag.number in answer.content.decode(), "what was scanned is still there"
    said = {"viec": "nhan", "label": bag.number, "seal_read": "ts-000009"}
    page = do(officer, "quet", THERE, **said).content.decode()
    assert "Mở túi, kiểm từng phong bì" in page
    assert not Alarm.objects.exists(), "the number is the one it was sealed with"
    page = do(officer, "kiem-tui", THERE, bag=str(bag.id), labels=f"{parcel.label}\n").content.decode()
    assert f"Túi {bag.number} đủ 1 phong bì." in page
    labels = list(parcel.papers.values_list("label", flat=True))
    page = do(officer, "kiem-giay", THERE, parcel=str(parcel.id), papers=labels[1:]).content.decode()

    assert "thiếu 1. Bên gửi đã được báo" in page
    assert PaperOriginal.objects.filter(received_at=None).count() == 1
    assert Alarm.objects.get().owner_unit == parcel.origin_unit
    assert "Thiếu giấy tờ gốc trong phong bì" in clerk.get(DESK).content.decode()


def test_a_refused_scan_says_where_it_belongs_and_offers_to_hold_what_is_in_hand(clerk, sent):
    parcel = envelope(clerk, sent)
    officer = receiver_of(parcel)

    answer = do(officer, "quet", THERE, viec="nhan", label=parcel.label)

    assert answer.status_code == 409
    assert "Nhận giữ tại đây" in answer.content.decode()
    assert not HandOver.objects.exists()
    page = do(officer, "tim-thay", THERE, label=parcel.label, viec="nhan").content.decode()
    assert f"Điểm này giữ {parcel.label}" in page
    assert Parcel.objects.get(id=parcel.id).holder_id == parcel.destination_unit
    assert Alarm.objects.get().kind == "WRONG_PLACE"


def test_an_alarm_is_answered_in_words_and_silence_is_refused_at_its_field(clerk, sent):
    parcel = envelope(clerk, sent)
    now = timezone.now()
    alarm = raise_alarm(
        kind="OUT_OF_SIGHT",
        parcel=parcel,
        owner_unit=parcel.origin_unit,
        owner_role="SHIFT_LEAD",
        at=now - timedelta(days=3),
    )
    assert "Quá hạn trả lời" in clerk.get(DESK).content.decode()

    answer = do(clerk, "tra-loi", alarm=str(alarm.id), words="ok")
    assert answer.status_code == 422
    assert f'id="id_tra-loi_{alarm.id}"' in answer.content.decode()
    assert 'aria-invalid="true"' in answer.content.decode()
    do(clerk, "tra-loi", alarm=str(alarm.id), words="Đã thấy trong tủ, giao chuyến sau")

    alarm.refresh_from_db()
    assert alarm.words == "Đã thấy trong tủ, giao chuyến sau"


def test_a_bag_with_another_number_on_its_seal_is_an_alarm(clerk, sent):
    parcel = envelope(clerk, sent)
    courier, now = staff("buuta.hoankiem"), timezone.now()
    do(clerk, "mo-tui", destination=parcel.destination_unit)
    bag = Bag.objects.get()
    do(clerk, "quet", tui=str(bag.id), label=parcel.label)
    do(clerk, "niem-tui", bag=str(bag.id), seal_number="TS-000009")
    do(clerk, "lap-chuyen", bags=[str(bag.id)], courier=courier.id)
    do(clerk, "quet", viec="giao", label=bag.number)
    take_bag(number=bag.number, courier=courier, at=now)
    give_bag(number=bag.number, courier=courier, at=now)

    do(receiver_of(parcel), "quet", THERE, viec="nhan", label=bag.number, seal_read="TS-000008")

    alarm = Alarm.objects.get()
    assert (alarm.kind, alarm.facts["read"]) == ("SEAL_BROKEN", "TS-000008")
    assert Bag.objects.get().state == "BROKEN"


def test_what_a_courier_did_not_take_comes_off_the_manifest_and_goes_on_another_run(clerk, sent):
    parcel = envelope(clerk, sent)
    courier = staff("buuta.hoankiem")
    do(clerk, "lap-chuyen", parcels=[str(parcel.id)], courier=courier.id)
    do(clerk, "quet", viec="giao", label=parcel.label)

    page = do(clerk, "lay-bang-ke", parcel=str(parcel.id)).content.decode()

    assert f"Đã lấy {parcel.label} khỏi bảng kê" in page
    parcel.refresh_from_db()
    assert (parcel.state, parcel.run_id) == (ParcelState.SEALED, None)
    do(clerk, "lap-chuyen", parcels=[str(parcel.id)], courier=courier.id)
    parcel.refresh_from_db()
    assert parcel.state == ParcelState.ON_MANIFEST


def test_what_nobody_collects_is_kept_sent_to_the_centre_and_kept_there_by_the_pages(clerk, sent):
    parcel = result_that_came_back(sent, "DL-001")
    assert "Giữ tại điểm" in clerk.get(DESK).content.decode()
    page = do(clerk, "giu", parcel=str(parcel.id), label=parcel.label).content.decode()
    assert "giữ đến hết" in page
    parcel.refresh_from_db()
    assert parcel.state == ParcelState.HELD
    early = do(clerk, "ve-trung-tam", parcel=str(parcel.id), label=parcel.label)
    assert early.status_code == 409
    assert not HandOver.objects.exists()
    centre = at("tiepnhan.trungtam")
    assert parcel.label not in centre.get(THERE).content.decode()

    assert end_holds(at=parcel.held_until + timedelta(days=1)) == 1
    assert "hết hạn giữ, chưa ai lấy" in clerk.get(DESK).content.decode()
    page = do(clerk, "ve-trung-tam", parcel=str(parcel.id), label=parcel.label).content.decode()
    assert "đã giao, chờ Trung tâm quét nhận" in page
    assert "Trung tâm nhận giữ" in centre.get(THERE).content.decode()
    page = do(centre, "quet", THERE, viec="nhan", label=parcel.label).content.decode()

    parcel.refresh_from_db()
    assert (parcel.state, parcel.holder_id) == (ParcelState.HELD, "TTPVHCC")
    assert "Trung tâm giữ" in page
    assert HandOver.objects.get().complete
    assert Alarm.objects.get(kind="HELD_TOO_LONG").closed_at is not None
    assert parcel.label not in clerk.get(DESK).content.decode()


def test_another_point_neither_keeps_nor_sends_what_lies_elsewhere(clerk, sent):
    parcel = result_that_came_back(sent, "DL-002")
    for act in ("giu", "ve-trung-tam", "trung-tam-giu"):
        assert do(clerk, act, parcel=str(parcel.id), label=parcel.label).status_code in {403, 409}
    parcel.refresh_from_db()
    assert (parcel.state, parcel.holder_id) == (ParcelState.RETURNED, "DL-002")
    assert not HandOver.objects.exists()


def result_that_came_back(sent, place: str) -> Parcel:
    """Return a result that lies at a place after a failed attempt."""
    now = timezone.now()
    parcel = prepare_parcel(
        subject_id=sent.dossier.id,
        subject_code=sent.dossier.shown_code,
        recipient="Nguyễn Thị Đặng Thẳng",
        phone="0912345678",
        address="Số 12 phố Hàng Bông",
        ward_code="00070",
        origin_unit=place,
        contents=["Trích lục"],
        actor=SYSTEM,
        at=now,
    )
    seal(parcel_id=parcel.id, seal_number="NP-000077", clerk=SYSTEM, at=now)
    Parcel.objects.filter(id=parcel.id).update(state=ParcelState.RETURNED, attempts=1)
    return Parcel.objects.get(id=parcel.id)


@pytest.mark.parametrize(
    ("act", "fields"),
    [
        ("quet", {"label": "xyz"}),
        ("quet", {"label": "TU-260101-9999", "viec": "giao"}),
        ("quet", {"label": "", "tui": "khong-phai"}),
        ("mo-tui", {"destination": "KHONG-CO"}),
        ("niem-tui", {"bag": "a", "seal_number": "TS-0001"}),
        ("niem-giay", {"parcel": "a", "seal_number": "TS-0001"}),
        ("lap-chuyen", {"courier": "a"}),
        ("kiem-giay", {"parcel": ""}),
        ("kiem-tui", {"bag": "", "labels": "x y"}),
        ("tra-loi", {"alarm": "x", "words": "một hai ba bốn"}),
        ("lay-bang-ke", {"parcel": "x"}),
        ("lay-bang-ke", {"bag": "x"}),
        ("giu", {"parcel": "x"}),
        ("ve-trung-tam", {"label": "x"}),
        ("trung-tam-giu", {"label": ""}),
        ("gi-do", {}),
    ],
)
def test_what_cannot_be_read_is_refused_in_words_on_the_page(clerk, city, act, fields):
    answer = do(clerk, act, **fields)

    assert 400 <= answer.status_code < 500
    assert 'class="page-code' in answer.content.decode() or "Q14" in answer.content.decode()
    assert not Bag.objects.exists()


def test_the_papers_are_printed_and_other_places_have_none_of_them(clerk, sent):
    parcel = envelope(clerk, sent)
    do(clerk, "mo-tui", destination=parcel.destination_unit)
    bag = Bag.objects.get()
    do(clerk, "lap-chuyen", parcels=[str(parcel.id)], courier=staff("buuta.hoankiem").id)
    parcel.refresh_from_db()
    sheets = (
        f"{DESK}phong-bi/{parcel.id}/nhan/",
        f"{DESK}tui/{bag.id}/nhan/",
        f"{DESK}chuyen/{parcel.run_id}/bang-ke/",
    )

    assert all(clerk.get(sheet).content[:4] == b"%PDF" for sheet in sheets)
    stranger = receiver_of(parcel)
    assert {stranger.get(sheet.replace(DESK, THERE)).status_code for sheet in sheets} == {404}


def test_the_page_asks_as_often_for_ten_envelopes_as_for_one(clerk, sent):
    parcel = envelope(clerk, sent)

    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert clerk.get(DESK).status_code == 200
        return len(seen)

    clerk.get(DESK)
    few = asked()
    for number in range(9):
        Parcel.objects.create(
            subject_id=f"00000000-0000-7000-8000-00000000000{number}",
            subject_code=f"H26.9-{number}",
            direction=Direction.ORIGINALS,
            label=f"RH00000000{number}VN",
            recipient="",
            phone="",
            address="",
            pin="",
            state=ParcelState.SEALED,
            origin_unit=parcel.origin_unit,
            destination_unit=parcel.destination_unit,
            holder_id=parcel.origin_unit,
            created_at=parcel.created_at,
        )

    assert asked() == few
    assert few <= 24


def test_a_newcomer_finds_originals_on_their_way_in_the_sample(clerk, sent):
    assert originals_on_their_way(timezone.now()) == 1
    assert originals_on_their_way(timezone.now()) == 0
    parcel = Parcel.objects.get(direction=Direction.ORIGINALS)
    assert "Ghi đã kiểm" in receiver_of(parcel).get(THERE).content.decode()


def test_originals_in_hand_go_home_with_the_result_and_are_on_its_list(clerk, sent):
    parcel = envelope(clerk, sent)
    officer = receiver_of(parcel)
    do(officer, "tim-thay", THERE, label=parcel.label, viec="nhan")
    labels = list(parcel.papers.values_list("label", flat=True))
    do(officer, "kiem-giay", THERE, parcel=str(parcel.id), papers=labels)
    delivery = {"recipient": "Nguyễn Văn A", "phone": "0912345678", "address": "Số 5"}
    Dossier.objects.filter(id=sent.dossier.id).update(state=State.DONE, delivery=delivery)
    dossier, now = Dossier.objects.get(id=sent.dossier.id), timezone.now()
    Result.objects.create(
        dossier=dossier, title="Trích lục", drafted_at=now, drafted_by="x", drafted_by_name="x", issued_at=now
    )
    to_pack(dossier, now)

    result = pack_result(dossier_id=sent.dossier.id, clerk=staff(receiver_name(parcel)), at=timezone.now())

    assert list(result.papers.order_by("number").values_list("label", flat=True)) == labels
    assert len([line for line in Parcel.objects.get(id=result.id).contents if "Bản gốc:" in line]) == len(
        labels
    )
    assert re.fullmatch(r"RH\d{9}VN", result.label)
