"""T2, P5, Q14 and G3: originals are fetched at home, from the page of the dossier to the authority."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from cuamo.delivery.models import HandOver, Parcel, SlotChoice
from cuamo.delivery.selectors.slots import open_slots, slots_in
from cuamo.delivery.services.return_to_point import give_back, return_to_point
from cuamo.delivery.states import Direction, ParcelState
from cuamo.dossiers.models import Dossier, PaperOriginal
from cuamo.dossiers.services.fetch_originals import call_off_fetching
from cuamo.dossiers.services.receive_originals import receive_originals
from cuamo.dossiers.services.take_call import open_by_call
from cuamo.dossiers.services.tell_citizen import tell_citizen
from cuamo.dossiers.states import State
from cuamo.kernel import events
from cuamo.kernel.errors import NotFound
from cuamo.notices.models import Notice
from cuamo.people.models import Account
from tests.support.city import PHONE, staff
from tests.web.counter.desk import THREE_PAPERS
from tests.web.counter.receivers import receiver_name
from tests.web.courier.test_pages import SIGNATURE
from tests.web.my.conftest import OTHER_CARD, sign_in

HOME = {"dia_chi": "Số 9 phố Tây Sơn", "phuong": "00235"}
DESK = "/xu-ly/giao-nhan/"


@pytest.fixture
def papers(counter):
    """A dossier that was sent with scans of papers; the originals are at home."""
    return counter.sent(THREE_PAPERS)


def signed(username):
    client = Client()
    client.force_login(Account.objects.get(username=username))
    return client


def first_slot(ward=HOME["phuong"]):
    return slots_in(ward, now=timezone.now())[0].key


def ask(client, dossier, **more):
    said = HOME | {"khung_gio": first_slot()} | more
    return client.post(f"/toi/ho-so/{dossier.id}/lay-giay-to/", said)


def page(client, path):
    return client.get(path).content.decode()


def test_the_page_of_the_dossier_offers_a_courier_who_comes_at_the_chosen_time(citizen, papers):
    mine = f"/toi/ho-so/{papers.id}/"
    assert "Hẹn tới nhà lấy" in page(citizen, mine)
    assert "Số 12 phố Hàng Bông" in page(citizen, f"{mine}lay-giay-to/")

    assert ask(citizen, papers).status_code == 302
    tell_citizen(dossier_id=papers.id, news="delivery.fetch_agreed", at=timezone.now())

    parcel, choice = Parcel.objects.get(direction=Direction.ORIGINALS), SlotChoice.objects.get()
    assert (parcel.address, parcel.holder_kind, parcel.destination_unit) == (
        "Số 9 phố Tây Sơn",
        "SENDER",
        papers.received_by,
    )
    assert parcel.papers.count() == PaperOriginal.objects.filter(dossier=papers).count() > 0
    assert choice.via == "WEB"
    seen = page(citizen, mine)
    assert "Bưu tá tới nhà lấy" in seen
    assert first_slot() in seen
    text = Notice.objects.get(template="N18")
    assert (text.phone, f"{parcel.papers.count()} giay to goc" in text.text) == (PHONE, True)
    assert "Tay Son" not in text.text


@pytest.mark.parametrize(
    ("wrong", "status"),
    [({"dia_chi": "Số 9"}, 422), ({"phuong": "99999"}, 422), ({"khung_gio": "mai"}, 422)],
)
def test_what_cannot_be_fetched_leaves_no_envelope_behind(citizen, papers, wrong, status):
    answer = ask(citizen, papers, **wrong)

    assert answer.status_code == status
    assert not Parcel.objects.exists()
    assert not PaperOriginal.objects.exists()


def test_somebody_elses_papers_are_not_fetched(papers):
    other = sign_in(OTHER_CARD, "vneid-2")

    assert ask(other, papers).status_code == 404
    assert other.post(f"/toi/ho-so/{papers.id}/lay-giay-to/bo/").status_code == 404
    assert not Parcel.objects.exists()


def test_a_dossier_that_has_ended_offers_nobody(citizen, papers):
    Dossier.objects.filter(id=papers.id).update(state=State.STOPPED)

    assert "Hẹn tới nhà lấy" not in page(citizen, f"/toi/ho-so/{papers.id}/")
    assert ask(citizen, papers).status_code == 409
    assert not Parcel.objects.exists()


def test_another_time_and_place_replace_the_first_and_calling_off_ends_it(citizen, papers):
    ask(citizen, papers)
    later = slots_in("00070", now=timezone.now())[-1].key
    ask(citizen, papers, dia_chi="Số 1 phố Lò Sũ", phuong="00070", khung_gio=later)
    parcel = Parcel.objects.get()
    assert (parcel.address, SlotChoice.objects.get(ended_at=None).ward_code) == ("Số 1 phố Lò Sũ", "00070")

    assert citizen.post(f"/toi/ho-so/{papers.id}/lay-giay-to/bo/").status_code == 302

    assert Parcel.objects.get().state == ParcelState.CANCELLED
    assert "Hẹn tới nhà lấy" in page(citizen, f"/toi/ho-so/{papers.id}/")
    assert ask(citizen, papers).status_code == 302
    assert Parcel.objects.filter(ended_at=None).count() == 1


def test_the_link_orders_it_at_the_address_of_the_dossier_and_shows_nothing_personal(papers):
    browser, place = Client(), f"/t/{papers.tracking_token}/"
    assert "Hẹn tới nhà lấy" in page(browser, place)
    offered = page(browser, f"{place}lay-giay-to/")
    for personal in ("Hàng Bông", "Nguyễn Thị Đặng Thẳng", PHONE[1:]):
        assert personal not in offered

    said = {"khung_gio": first_slot("00070"), "dia_chi": "Số 666 phố Khác", "phuong": "00235"}
    assert browser.post(f"{place}lay-giay-to/", {"khung_gio": "x"}).status_code == 422
    assert not Parcel.objects.exists()
    assert browser.post(f"{place}lay-giay-to/", said).status_code == 302

    parcel = Parcel.objects.get()
    assert (parcel.address, SlotChoice.objects.get().via) == ("Số 12 phố Hàng Bông, Hoàn Kiếm", "LINK")
    seen = page(browser, place)
    assert first_slot("00070") in seen
    assert "Hàng Bông" not in seen


def test_an_operator_or_clerk_without_the_person_before_them_orders_nothing(papers):
    with pytest.raises(NotFound):
        call_off_fetching(dossier_id=papers.id, asker=staff_citizen(), at=timezone.now())
    assert not Parcel.objects.exists()


def staff_citizen():
    from cuamo.kernel.actors import Actor, ActorKind

    return Actor(ActorKind.CITIZEN, "person:x", "X", person_id="00000000-0000-7000-8000-000000000001")


def test_from_the_desk_of_the_authority_by_the_courier_to_the_authority(citizen, papers):
    ask(citizen, papers)
    parcel = Parcel.objects.get()
    officer, courier = signed(receiver_name(parcel)), staff("buuta.hoankiem")
    desk = page(officer, DESK)
    assert parcel.label in desk
    assert "tới lấy" in desk
    assert "Tây Sơn" not in desk
    assert officer.get(f"{DESK}phong-bi/{parcel.id}/nhan/").status_code in {200, 404}
    account = Account.objects.get(username="buuta.hoankiem")
    officer.post(DESK, {"act": "lap-chuyen", "parcels": [str(parcel.id)], "courier": str(account.id)})
    parcel.refresh_from_db()
    assert parcel.state == ParcelState.ON_MANIFEST
    assert ask(citizen, papers).status_code == 409

    phone = signed("buuta.hoankiem")
    door = page(phone, f"/giao/phong-bi/{parcel.id}")
    assert "Đã nhận giấy tờ" in door
    assert re.search(r"<h1>[^<]+</h1>", door)
    wrong = phone.post(f"/giao/phong-bi/{parcel.id}/thu", {"papers": "3", "seal_number": "NP-888001"})
    assert wrong.status_code == 422
    assert not HandOver.objects.exists()
    given = {"papers": "3", "seal_number": "NP-888001", "signature": SIGNATURE}
    assert phone.post(f"/giao/phong-bi/{parcel.id}/thu", given).status_code == 302

    tell_citizen(dossier_id=papers.id, news="delivery.fetched", at=timezone.now())
    receipt = Notice.objects.get(template="N18R")
    assert "3 giay to goc" in receipt.text
    assert "NP-888001" in receipt.text
    mine = page(citizen, f"/toi/ho-so/{papers.id}/")
    assert "Bưu tá đã nhận 3 giấy tờ" in mine
    assert "NP-888001" in mine
    now, clerk = timezone.now(), staff(receiver_name(parcel))
    give_back(label=parcel.label, courier=courier, at=now)
    return_to_point(label=parcel.label, clerk=clerk, at=now)
    labels = list(parcel.papers.values_list("label", flat=True))
    receive_originals(parcel_id=parcel.id, found=labels, intact=True, clerk=clerk, at=now)
    assert "Đã tới cơ quan" in page(citizen, f"/toi/ho-so/{papers.id}/")
    assert not PaperOriginal.objects.filter(dossier=papers, received_at=None).exists()
    assert "delivery.arrived" in events.names_of(papers.id)


def test_what_was_not_fetched_is_told_and_another_time_can_be_chosen(citizen, papers):
    ask(citizen, papers)
    parcel = Parcel.objects.get()
    account = Account.objects.get(username="buuta.hoankiem")
    signed(receiver_name(parcel)).post(
        DESK, {"act": "lap-chuyen", "parcels": [str(parcel.id)], "courier": str(account.id)}
    )

    answer = signed("buuta.hoankiem").post(f"/giao/phong-bi/{parcel.id}/chua-giao", {"reason": "ABSENT"})
    tell_citizen(dossier_id=papers.id, news="delivery.not_fetched", at=timezone.now())

    parcel.refresh_from_db()
    assert (answer.status_code, parcel.state, parcel.run_id) == (302, ParcelState.CREATED, None)
    assert Notice.objects.filter(template="N18F").count() == 1
    other = open_slots(parcel, now=timezone.now())[1].key
    assert ask(citizen, papers, khung_gio=other).status_code == 302


def test_the_text_says_what_was_agreed_at_the_door_and_when_nobody_comes_again(citizen, papers):
    ask(citizen, papers)
    parcel = Parcel.objects.get()
    account = Account.objects.get(username="buuta.hoankiem")
    agreed = open_slots(parcel, now=timezone.now())[-1].key
    for said in ({"reason": "ABSENT", "next_window": agreed}, {"reason": "REFUSED"}):
        signed(receiver_name(parcel)).post(
            DESK, {"act": "lap-chuyen", "parcels": [str(parcel.id)], "courier": str(account.id)}
        )
        signed("buuta.hoankiem").post(f"/giao/phong-bi/{parcel.id}/chua-giao", said)
        for _ in range(2):
            tell_citizen(dossier_id=papers.id, news="delivery.not_fetched", at=timezone.now())

    told = Notice.objects.filter(template__in=["N18A", "N18E", "N18F"]).order_by("created_at")
    assert [notice.template for notice in told] == ["N18A", "N18E"]


def test_what_was_missing_when_the_envelope_was_opened_is_fetched_by_another_courier(citizen, papers):
    ask(citizen, papers)
    parcel = Parcel.objects.get()
    account = Account.objects.get(username="buuta.hoankiem")
    signed(receiver_name(parcel)).post(
        DESK, {"act": "lap-chuyen", "parcels": [str(parcel.id)], "courier": str(account.id)}
    )
    given = {"papers": "2", "seal_number": "NP-888002", "signature": SIGNATURE}
    signed("buuta.hoankiem").post(f"/giao/phong-bi/{parcel.id}/thu", given)
    now, clerk, courier = timezone.now(), staff(receiver_name(parcel)), staff("buuta.hoankiem")
    give_back(label=parcel.label, courier=courier, at=now)
    return_to_point(label=parcel.label, clerk=clerk, at=now)
    assert ask(citizen, papers).status_code == 409
    labels = list(parcel.papers.order_by("number").values_list("label", flat=True))
    receive_originals(parcel_id=parcel.id, found=labels[:-1], intact=True, clerk=clerk, at=now)

    assert "Còn giấy khác: hẹn tới nhà lấy" in page(citizen, f"/toi/ho-so/{papers.id}/")
    assert "Hẹn tới nhà lấy" in page(Client(), f"/t/{papers.tracking_token}/")
    assert citizen.get(f"/toi/ho-so/{papers.id}/lay-giay-to/").status_code == 200
    assert ask(citizen, papers).status_code == 302

    again = Parcel.objects.get(ended_at=None)
    assert again.id != parcel.id
    assert list(again.papers.values_list("label", flat=True)) == labels[-1:]


def test_the_operator_agrees_for_a_caller_who_answered_and_calls_it_off(papers):
    call = open_by_call(
        code=papers.shown_code,
        reason="WHERE",
        said={"ID": "5012345"[-4:], "BIRTH": "02/09/1985", "PHONE": PHONE[-4:]},
        agent=staff("tongdai.vcs"),
        at=timezone.now(),
    )
    browser, place = signed("tongdai.vcs"), f"/tong-dai/cuoc/{call.id}/"
    assert "lay-giay-to/" in page(browser, place)
    assert "Hẹn giờ này" in page(browser, f"{place}lay-giay-to/")
    refused = browser.post(f"{place}lay-giay-to/", HOME | {"khung_gio": "mai"})
    assert (refused.status_code, Parcel.objects.exists()) == (422, False)

    assert browser.post(f"{place}lay-giay-to/", HOME | {"khung_gio": first_slot()}).status_code == 302
    assert (Parcel.objects.get().address, SlotChoice.objects.get().via) == ("Số 9 phố Tây Sơn", "CALL")

    assert browser.post(f"{place}lay-giay-to/", {"viec": "thoi-lay"}).status_code == 302
    assert Parcel.objects.get().state == ParcelState.CANCELLED


def test_what_the_hotline_was_refused_is_not_shown_as_agreed(citizen, papers):
    agreed = first_slot()
    ask(citizen, papers, khung_gio=agreed)
    call = open_by_call(
        code=papers.shown_code,
        reason="WHERE",
        said={"ID": "5012345"[-4:], "BIRTH": "02/09/1985", "PHONE": PHONE[-4:]},
        agent=staff("tongdai.vcs"),
        at=timezone.now(),
    )
    before = SlotChoice.objects.get()
    form = f"/tong-dai/cuoc/{call.id}/lay-giay-to/"

    refused = signed("tongdai.vcs").post(form, HOME | {"khung_gio": "mai"})

    said = refused.content.decode()
    assert refused.status_code == 422
    assert f'Đã hẹn <strong class="so">{agreed}</strong>' in said
    assert 'Đã hẹn <strong class="so">mai' not in said
    assert SlotChoice.objects.get() == before


def by_link(papers, window):
    return Client().post(f"/t/{papers.tracking_token}/lay-giay-to/", {"khung_gio": window})


def test_by_the_link_nothing_is_moved_that_the_owner_agreed(citizen, papers):
    ask(citizen, papers)
    before = SlotChoice.objects.get()
    other = slots_in(HOME["phuong"], now=timezone.now())[-1].key

    assert by_link(papers, other).status_code == 409

    assert SlotChoice.objects.get() == before
    assert "Hẹn giờ khác" not in page(Client(), f"/t/{papers.tracking_token}/")
    assert "Đổi giờ, đổi nơi, hủy" in page(citizen, f"/toi/ho-so/{papers.id}/")


def test_by_the_link_the_time_changes_five_times_a_day_at_most(papers):
    offered = [slot.key for slot in slots_in("00070", now=timezone.now())]

    answers = [by_link(papers, offered[number % 2]).status_code for number in range(6)]

    assert answers == [302] * 5 + [429]
    assert events.names_of(papers.id).count("delivery.fetch_agreed") == 5
