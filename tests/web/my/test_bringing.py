"""T2, P5, C2, Q4 and X2 about an envelope: a time, a point, another address, lost, who took it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from cuamo.delivery.models import Loss, Parcel, Passing, Redirect, SlotChoice
from cuamo.delivery.selectors.parcels import parcel_of
from cuamo.delivery.selectors.slots import open_slots
from cuamo.delivery.states import ParcelState
from cuamo.dossiers.selectors.proven_recipient import proven_recipient
from cuamo.dossiers.services.choose_window import choose_time_of_result
from cuamo.dossiers.services.issue_result import pack_result
from cuamo.dossiers.services.seal_result import seal_result
from cuamo.dossiers.services.start_visit import start_visit
from cuamo.dossiers.services.take_call import open_by_call
from cuamo.dossiers.services.tell_citizen import tell_citizen
from cuamo.kernel import events
from cuamo.kernel.clock import HANOI
from cuamo.kernel.errors import NotPermitted
from cuamo.kernel.identifiers.card import read_card
from cuamo.notices.models import Notice
from tests.support.city import CARD, MORNING, PHONE, staff
from tests.support.remembered import remembered
from tests.web.my.conftest import OTHER_CARD, sign_in
from tests.web.officer.desk import at_screen, issued, page_of

ADDRESS = {"dia_chi": "Số 9 phố Tây Sơn", "phuong": "00235"}


@pytest.fixture
@remembered
def sealed(counter):
    """A finished dossier whose result lies sealed in its envelope."""
    done, clerk = issued(counter), staff("tiepnhan.hoankiem")
    parcel = pack_result(dossier_id=done.id, clerk=clerk, at=MORNING)
    seal_result(parcel_id=parcel.id, seal_number="NP-770009", clerk=clerk, at=MORNING)
    done.refresh_from_db()
    return done


def first_slot(dossier):
    return open_slots(parcel_of(dossier.id), now=timezone.now())[0].key


def put(dossier, state, **more):
    Parcel.objects.filter(subject_id=dossier.id).update(state=state, **more)


def pages(dossier):
    mine = f"/toi/ho-so/{dossier.id}/"
    return mine, f"{mine}hen-lai/", f"{mine}doi-noi-giao/"


def test_a_time_is_chosen_before_the_first_try_and_stands_on_the_page(citizen, sealed):
    mine, slots, _ = pages(sealed)
    assert "Chọn giờ giao" in citizen.get(mine).content.decode()

    assert citizen.post(slots, {"khung_gio": first_slot(sealed)}).status_code == 302

    page = citizen.get(mine).content.decode()
    assert first_slot(sealed) in page
    assert "Hẹn tới nơi trước" in page


def test_the_link_of_the_text_chooses_without_signing_in_and_shows_nothing_personal(sealed):
    browser, place = Client(), f"/t/{sealed.tracking_token}/"
    page = browser.get(f"{place}hen/").content.decode()
    assert "Nguyễn Thị Đặng Thẳng" not in page
    assert "Hàng Bông" not in page
    assert "2345678" not in page

    assert browser.post(f"{place}hen/", {"khung_gio": "hôm nào cũng được"}).status_code == 422
    assert not SlotChoice.objects.exists()
    answer = browser.post(f"{place}hen/", {"khung_gio": first_slot(sealed)})

    assert (answer.status_code, SlotChoice.objects.get().via) == (302, "LINK")
    seen = browser.get(place).content.decode()
    assert first_slot(sealed) in seen
    assert "Hàng Bông" not in seen


def test_a_link_nobody_has_and_an_envelope_on_its_way_choose_nothing(sealed):
    browser, slot = Client(), first_slot(sealed)
    assert browser.post("/t/KHONGCO/hen/", {"khung_gio": slot}).status_code == 404
    put(sealed, ParcelState.OUT_FOR_DELIVERY)

    assert browser.get(f"/t/{sealed.tracking_token}/hen/").status_code == 302
    assert browser.post(f"/t/{sealed.tracking_token}/hen/", {"khung_gio": slot}).status_code == 409
    assert not SlotChoice.objects.exists()


def test_the_nearest_point_is_chosen_instead_of_home(citizen, sealed):
    mine, slots, _ = pages(sealed)
    assert "Để ở điểm gần nhất" in citizen.get(slots).content.decode()
    assert citizen.post(slots, {"diem": "XX"}).status_code == 422

    assert citizen.post(slots, {"diem": "DIEM-00070"}).status_code == 302

    assert SlotChoice.objects.get(ended_at=None).point_code == "DIEM-00070"
    assert "Để ở điểm" in citizen.get(mine).content.decode()


def test_another_address_waits_for_the_code_of_the_phone_known_before(citizen, sealed):
    _, _, move = pages(sealed)
    assert citizen.post(move, ADDRESS | {"phuong": "99999"}).status_code == 422
    assert not Redirect.objects.exists()
    assert citizen.post(move, ADDRESS).status_code == 302
    tell_citizen(dossier_id=sealed.id, news="delivery.redirect_asked", at=timezone.now())

    asked, (text,) = Redirect.objects.get(), Notice.objects.filter(template="N7D")
    assert (text.phone, asked.code in text.text) == (PHONE, True)
    day = f"{asked.holds_from.astimezone(HANOI):%d/%m/%Y}"
    assert f"khong doc cho ai. De yen thi doi tu {day}" in text.text
    assert "Tây Sơn" not in text.text
    assert citizen.post(f"{move}ma/", {"ma": "1"}).status_code == 422
    assert parcel_of(sealed.id).ward_code == "00070"
    assert citizen.post(f"{move}ma/", {"ma": asked.code}).status_code == 302

    assert parcel_of(sealed.id).address == "Số 9 phố Tây Sơn"
    assert asked.code not in Notice.objects.get(id=text.id).text_kept


def test_who_did_not_ask_for_it_keeps_the_old_address(citizen, sealed):
    _, _, move = pages(sealed)
    citizen.post(move, ADDRESS)

    assert citizen.post(f"{move}dung/").status_code == 302

    assert Redirect.objects.get().stopped_at is not None
    assert parcel_of(sealed.id).ward_code == "00070"


def test_a_stranger_neither_chooses_nor_moves(sealed):
    stranger, (_, slots, move) = sign_in(OTHER_CARD, name="vneid-la"), pages(sealed)

    assert stranger.post(slots, {"khung_gio": first_slot(sealed)}).status_code == 404
    assert [stranger.post(move + part, ADDRESS).status_code for part in ("", "ma/", "dung/")] == [404] * 3
    assert not SlotChoice.objects.exists()
    assert not Redirect.objects.exists()


def test_lost_says_sorry_with_a_new_day_and_that_it_is_free(citizen, sealed):
    desk = at_screen("vanthu.hoankiem")
    assert "Báo mất phong bì" in desk.get(page_of(sealed)).content.decode()
    answer = desk.post(f"/xu-ly/ho-so/{sealed.id}/mat-phong-bi/", {"why": "SAID", "words": "Rơi"})
    assert answer.status_code == 302

    page, public = citizen.get(pages(sealed)[0]), Client().get(f"/t/{sealed.tracking_token}/")
    day = f"{Loss.objects.get().promised_by:%d/%m/%Y}"
    for shown in (page.content.decode(), public.content.decode()):
        assert "thất lạc" in shown
        assert day in shown
    assert "Giữ sau cùng" in desk.get(page_of(sealed)).content.decode()


def test_kept_at_a_point_says_where_and_until_when_and_delivered_who_took_it(citizen, sealed):
    until = timezone.now() + timedelta(days=5)
    put(sealed, ParcelState.HELD, holder_kind="UNIT", holder_id="DIEM-00070", held_until=until)
    page = citizen.get(pages(sealed)[0]).content.decode()
    assert "Mang căn cước đến lấy" in page
    parcel = parcel_of(sealed.id)
    parcel.hand_overs.create(
        giver={"unit": "DIEM-00070"},
        given_at=MORNING,
        taker={"kind": "RECIPIENT", "relation": "FAMILY"},
        taken_at=MORNING,
        proof="SIGNATURE",
        place="DIEM-00070",
    )
    put(sealed, ParcelState.DELIVERED, delivered_at=MORNING)

    page = citizen.get(pages(sealed)[0]).content.decode()
    assert "Người nhà đã nhận tại" in page
    assert "có chữ ký" in page


def test_nobody_texts_the_dead_and_only_a_leader_names_the_heirs(sealed):
    parcel = parcel_of(sealed.id)
    Passing.objects.create(parcel=parcel, rule_before="STANDARD", reported_at=MORNING)
    put(sealed, ParcelState.RETURNING, recipient_rule="HEIRS")
    assert tell_citizen(dossier_id=sealed.id, news="delivery.failed", at=MORNING) is None
    said, address = {"names": "Lê Thị Con", "ground": "Trích lục khai tử 12"}, page_of(sealed)

    assert at_screen("vanthu.hoankiem").post(f"{address}nguoi-thua-ke/", said).status_code == 403
    assert Passing.objects.get().decided_at is None
    assert at_screen("lanhdao.hoankiem").post(f"{address}nguoi-thua-ke/", said).status_code == 302

    assert [heir["name"] for heir in Passing.objects.get().heirs] == ["Lê Thị Con"]


def test_the_operator_reads_it_aloud_and_chooses_for_a_caller_who_answered(sealed):
    agent = staff("tongdai.vcs")
    with pytest.raises(NotPermitted):
        proven_recipient(sealed, agent, at=timezone.now())
    call = open_by_call(
        code=sealed.code,
        reason="WHERE",
        said={"ID": "5012345"[-4:], "BIRTH": "02/09/1985", "PHONE": PHONE[-4:]},
        agent=agent,
        at=timezone.now(),
    )
    browser, place = at_screen("tongdai.vcs"), f"/tong-dai/cuoc/{call.id}/"
    assert "chờ bưu tá" in browser.get(place).content.decode()

    assert browser.post(f"{place}giao-ket-qua/", {"khung_gio": first_slot(sealed)}).status_code == 302
    asked = browser.post(f"{place}giao-ket-qua/", ADDRESS | {"viec": "doi-noi-giao"})

    assert (asked.status_code, Redirect.objects.get().proven_by) == (302, "QUESTIONS")
    assert 'name="ma"' not in browser.get(f"{place}giao-ket-qua/").content.decode(), "the citizen's own code"
    browser.post(f"{place}giao-ket-qua/", {"viec": "ma", "ma": Redirect.objects.get().code})
    assert Redirect.objects.get().applied_at is None
    assert SlotChoice.objects.get(ended_at=None).via == "CALL"


def test_the_clerk_chooses_for_the_person_whose_card_was_read_and_for_nobody_else(sealed):
    clerk, now = staff("quay.hoankiem"), timezone.now()
    first = sealed.visit
    first.ended_at = MORNING
    first.save(update_fields=["ended_at"])
    with pytest.raises(NotPermitted):
        choose_time_of_result(dossier_id=sealed.id, chooser=clerk, window=first_slot(sealed), at=now)
    assert not SlotChoice.objects.exists()

    start_visit(clerk=clerk, card=read_card(CARD), phone=PHONE, at=now)
    choose_time_of_result(dossier_id=sealed.id, chooser=clerk, window=first_slot(sealed), at=now)

    assert SlotChoice.objects.get().via == "COUNTER"
    assert "delivery.window_chosen" in events.names_of(sealed.id)
