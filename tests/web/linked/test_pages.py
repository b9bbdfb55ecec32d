"""What a linked filing looks like to the person, to the clerk, and to each authority."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from cuamo.dossiers.models import Dossier, DossierPaper, WorkItem
from cuamo.dossiers.selectors.asked_for import asked_for
from cuamo.dossiers.selectors.linked_receipt import linked_receipt
from cuamo.dossiers.selectors.sheets import receipt_sheet
from cuamo.dossiers.services.ask_supplement import ask_supplement
from cuamo.dossiers.states import State
from cuamo.kernel import events
from cuamo.people.models import Account, Reading
from tests.dossiers.linked.conftest import BIRTH, CARD, HOME, SENT_AT, SET, officer
from tests.support.city import CARD as ID_CARD
from tests.support.city import PNG, begin_shift, staff
from tests.web.my.conftest import OTHER_CARD, sign_in

pytestmark = pytest.mark.django_db
ITEM = {"about": "", "label": "Nơi ở", "reason": "Chưa thấy chủ hộ đồng ý", "todo": "Chụp giấy đồng ý"}
OTHER_POINT = "quay.dl-002"


def signed_in(username: str) -> Client:
    client = Client()
    client.force_login(Account.objects.get(username=username))
    return client


def text(answer) -> str:
    assert answer.status_code == 200, answer.status_code
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


@pytest.fixture
def asked(filing):
    """The residence began and the police ask for a paper."""
    now = timezone.now()
    filing.accept(BIRTH, SENT_AT)
    filing.grant(BIRTH, SENT_AT + timedelta(hours=2))
    filing.hear(SENT_AT + timedelta(hours=2))
    filing.accept(HOME, now)
    home = filing.of(HOME)
    ask_supplement(dossier_id=home.id, officer=officer("chuyenvien", home.decided_by), items=[ITEM], at=now)
    filing.hear(now)
    return filing


def test_before_it_begins_the_page_of_the_procedure_says_it_is_three(city, client):
    page = text(client.get(f"/thu-tuc/{SET}/"))

    assert "Một lần nộp, 3 hồ sơ" in page
    assert all(name in page for name in ("Khai sinh", "Thường trú", "Thẻ bảo hiểm y tế"))
    assert "Chờ kết quả khai sinh" in page


def test_a_procedure_on_its_own_says_nothing_of_it(city, client):
    assert "Một lần nộp" not in text(client.get("/thu-tuc/1.004873/"))


def test_the_one_receipt_opens_one_ladder_with_three_rows_and_no_personal_data(filing, client):
    whole = filing.dossier

    page = text(client.get(f"/t/{whole.tracking_token}/", follow=True))

    assert whole.code in page
    assert "3 hồ sơ trong một lần nộp" in page
    assert page.count("Chờ kết quả khai sinh") == 2
    assert "Trả lời trước" in page
    assert whole.applicant.full_name not in page
    assert whole.values["ks_ho_ten"] not in page


def test_the_page_of_the_receipt_follows_its_parts(filing, client):
    whole = filing.dossier
    text(client.get(f"/t/{whole.tracking_token}/", follow=True))
    filing.accept(BIRTH, SENT_AT)
    filing.refuse(BIRTH, SENT_AT + timedelta(hours=1))
    filing.hear(SENT_AT + timedelta(hours=1))

    page = text(client.get(f"/t/{whole.tracking_token}/", follow=True))

    assert "Cần chọn" in page
    assert "Khai sinh kết thúc mà chưa có kết quả" in page
    assert "1 không giải quyết" in page


def test_the_receipt_lists_the_parts_with_authority_and_date(filing):
    sheet = receipt_sheet(filing.dossier, point=None, counter="1", clerk="NV", at=SENT_AT)

    assert [part["name"] for part in sheet["parts"]] == ["Khai sinh", "Thường trú", "Thẻ bảo hiểm y tế"]
    assert sheet["parts"][0]["when"].startswith("trả lời trước")
    assert sheet["parts"][1]["when"] == "chờ kết quả khai sinh, rồi tự bắt đầu"
    assert sheet["answer_when"]
    assert "cả ba hồ sơ" in sheet["notes"]
    assert linked_receipt(filing.of(BIRTH), at=SENT_AT) == {}


def test_in_my_dossiers_it_is_one_card_with_three_rows(filing):
    browser = sign_in(name="parent")

    page = text(browser.get("/toi/"))

    assert page.count(filing.dossier.code) == 1
    assert not any(filing.of(key).code in page for key in (BIRTH, HOME, CARD))
    assert all(name in page for name in ("Khai sinh:", "Thường trú:", "Thẻ bảo hiểm y tế:"))


def test_on_its_page_the_person_goes_on_with_one_part_and_takes_another_back(filing):
    filing.accept(BIRTH, SENT_AT)
    filing.refuse(BIRTH, SENT_AT + timedelta(hours=1))
    filing.hear(SENT_AT + timedelta(hours=1))
    browser, address = sign_in(name="parent"), f"/toi/ho-so/{filing.id}/"
    page = text(browser.get(address))
    assert "Làm tiếp" in page
    assert "1 không giải quyết" in page

    browser.post(f"{address}lien-thong/", {"viec": "lam-tiep", "phan": str(filing.of(HOME).id)})
    browser.post(f"{address}lien-thong/", {"viec": "rut-phan", "phan": str(filing.of(CARD).id)})

    assert filing.waits_somewhere(HOME)
    assert filing.of(CARD).state == State.STOPPED
    assert "Làm tiếp" not in text(browser.get(address))


@pytest.mark.parametrize("post", [{"viec": "rut-phan", "phan": "x"}, {"viec": "la"}, {}])
def test_what_the_page_does_not_offer_changes_nothing(filing, post):
    browser = sign_in(name="parent")
    told = {key: filing.told(key) for key in (BIRTH, HOME, CARD)}

    answer = browser.post(f"/toi/ho-so/{filing.id}/lien-thong/", post)

    assert answer.status_code in {302, 404}
    assert {key: filing.told(key) for key in (BIRTH, HOME, CARD)} == told


def test_somebody_else_does_not_see_it_or_act_on_it(filing):
    stranger = sign_in(OTHER_CARD, name="stranger")

    assert stranger.get(f"/toi/ho-so/{filing.id}/").status_code == 404
    answer = stranger.post(f"/toi/ho-so/{filing.id}/lien-thong/", {"viec": "rut-tat-ca"})

    assert answer.status_code == 404
    assert filing.of(BIRTH).state == State.SUBMITTED


def test_withdrawing_the_whole_from_its_page_takes_all_three(filing):
    browser = sign_in(name="parent")

    browser.post(f"/toi/ho-so/{filing.id}/lien-thong/", {"viec": "rut-tat-ca", "ly_do": "Đổi ý"})

    assert [filing.of(key).state for key in (BIRTH, HOME, CARD)] == [State.STOPPED] * 3


def test_an_officer_of_one_part_sees_that_the_others_exist_and_how_they_stand(asked):
    home = asked.of(HOME)
    browser = signed_in("chuyenvien.ca-hn")

    page = text(browser.get(f"/xu-ly/ho-so/{home.id}/"))

    assert "Thuộc hồ sơ liên thông" in page
    assert asked.dossier.code in page
    assert "Khai sinh · " in page
    assert "Thẻ bảo hiểm y tế" in page
    assert asked.of(CARD).code not in page
    assert asked.of(BIRTH).code not in page


def test_an_officer_of_one_part_does_not_open_the_others(asked):
    police = signed_in("chuyenvien.ca-hn")

    assert police.get(f"/xu-ly/ho-so/{asked.of(CARD).id}/").status_code == 404
    assert police.get(f"/xu-ly/ho-so/{asked.id}/").status_code == 404


def other_counter() -> Client:
    clerk = staff(OTHER_POINT)
    begin_shift(clerk)
    return signed_in(OTHER_POINT)


def test_another_agency_scans_the_receipt_reads_the_card_and_sends_only_what_is_missing(asked):
    browser, whole, home = other_counter(), asked.dossier, asked.of(HOME)
    before = WorkItem.objects.get(dossier_id=home.id)
    found = text(browser.get("/quay/tim/", {"q": f"https://x.test/t/{whole.tracking_token}"}))
    assert "Nhận bổ sung" in found
    assert whole.applicant.full_name not in found
    address = f"/quay/bo-sung/{whole.tracking_token}/"
    assert ITEM["reason"] not in text(browser.get(address))

    shown = browser.post(address, {"card": ID_CARD})
    page = text(shown)
    assert ITEM["reason"] in page
    assert "Thường trú" in page
    assert whole.values["ks_ho_ten"] not in page
    seal = re.search(r'name="the" value="([^"]+)"', shown.content.decode()).group(1)
    box = asked_for(whole)[0].items[0].field
    sent = browser.post(
        address, {"the": seal, box: SimpleUploadedFile("giay.png", PNG, "image/png")}, follow=True
    )

    assert "Không còn gì phải bổ sung" in text(sent)
    assert asked.of(HOME).state == State.IN_PROGRESS
    assert DossierPaper.objects.get(dossier=home, supplement=1).component_key == "bo-sung-1"
    last = [event for event in events.history_of(home.id) if event.name == "dossier.supplemented"]
    assert [event.data["at_point"] for event in last] == ["DL-002"]
    after = WorkItem.objects.get(dossier_id=home.id)
    assert (after.step, after.came_back, after.holder_id) == ("EXAMINE", True, before.holder_id)
    assert Reading.objects.filter(dossier_id=home.id, purpose="Bổ sung giấy tờ tại quầy").count() == 1


@pytest.mark.parametrize("seal", ["", "forged"])
def test_without_the_card_nothing_is_sent(asked, seal):
    browser, home = other_counter(), asked.of(HOME)
    box = asked_for(asked.dossier)[0].items[0].field

    answer = browser.post(
        f"/quay/bo-sung/{asked.dossier.tracking_token}/",
        {"the": seal, box: SimpleUploadedFile("giay.png", PNG, "image/png")},
    )

    assert answer.status_code == 403
    assert "dossier.supplemented" not in events.names_of(home.id)
    assert not DossierPaper.objects.filter(dossier=home, supplement=1).exists()


def test_the_card_of_somebody_else_shows_nothing(asked):
    browser = other_counter()

    answer = browser.post(f"/quay/bo-sung/{asked.dossier.tracking_token}/", {"card": OTHER_CARD})

    assert answer.status_code == 403
    assert ITEM["reason"] not in answer.content.decode()
    assert not Reading.objects.filter(purpose="Bổ sung giấy tờ tại quầy").exists()


@pytest.mark.parametrize("card", [ID_CARD, "x|x|a|b|c|d|e", "x", ""])
@pytest.mark.parametrize("shift", ["without a shift", "in a shift"])
def test_a_card_that_was_not_read_shows_nothing_whatever_seal_is_sent_along(asked, card, shift):
    browser = other_counter() if shift == "in a shift" else signed_in(OTHER_POINT)
    if card == ID_CARD and shift == "in a shift":
        card = OTHER_CARD

    answer = browser.post(
        f"/quay/bo-sung/{asked.dossier.tracking_token}/", {"card": card, "the": "x"}, follow=True
    )

    page = answer.content.decode()
    assert answer.status_code >= 400 or "Mở ca" in page
    assert not any(ITEM[said] in page for said in ("label", "reason", "todo"))
    assert not Reading.objects.filter(purpose="Bổ sung giấy tờ tại quầy").exists()


def test_half_of_it_is_not_sent(asked):
    browser, home = other_counter(), asked.of(HOME)
    address = f"/quay/bo-sung/{asked.dossier.tracking_token}/"
    shown = browser.post(address, {"card": ID_CARD}).content.decode()
    seal = re.search(r'name="the" value="([^"]+)"', shown).group(1)

    answer = browser.post(address, {"the": seal})

    assert answer.status_code == 422
    assert "Còn thiếu 1 mục" in answer.content.decode()
    assert Dossier.objects.get(id=home.id).state == State.SUPPLEMENT


def test_a_dossier_on_its_own_is_supplemented_at_another_agency_too(counter):
    from cuamo.dossiers.services.accept import accept

    sent = counter.sent("1.004873")
    accept(dossier_id=sent.id, officer=staff("tiepnhan.hoankiem"), at=SENT_AT)
    ask_supplement(dossier_id=sent.id, officer=staff("chuyenvien.hoankiem"), items=[ITEM], at=SENT_AT)
    browser, address = other_counter(), f"/quay/bo-sung/{sent.tracking_token}/"
    shown = browser.post(address, {"card": ID_CARD}).content.decode()
    seal = re.search(r'name="the" value="([^"]+)"', shown).group(1)

    browser.post(address, {"the": seal, "ghi_chu": "Chủ hộ đã đồng ý trên VNeID"})

    assert Dossier.objects.get(id=sent.id).state == State.IN_PROGRESS
