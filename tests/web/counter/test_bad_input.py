"""Wrong cards, double clicks, two windows and reloads: clear words, and nothing is lost."""

import unicodedata

import pytest
from playwright.sync_api import expect

from cuamo.dossiers.models import Dossier, Visit
from cuamo.dossiers.states import State
from cuamo.kernel import events
from tests.support.city import CARD
from tests.web.counter.desk import prepare

pytestmark = pytest.mark.django_db(transaction=True)
SIX = CARD.rsplit("|", 1)[0]
REFUSED = {
    SIX: "có 7 phần",
    CARD.replace("|02091985|", "|31021985|"): "31/02/1985 không có trong lịch",
    CARD.replace("|Nữ|", "|3|"): "giới tính",
    "https://vneid.gov.vn/x?y=1": "có 7 phần",
}


def test_a_wrong_card_is_refused_in_words_with_what_was_read_kept(desk):
    page = desk.sit_down()
    for text, words in REFUSED.items():
        page.fill("#id_card", text)
        page.keyboard.press("Enter")
        expect(page.locator("#loi")).to_contain_text(words)
        assert page.input_value("#id_card") == text
        assert page.title().startswith("Lỗi:")
    assert Visit.objects.count() == 0


def test_twelve_fields_and_a_decomposed_name_are_read_as_the_same_person(desk):
    page = desk.sit_down()
    for text in (CARD, CARD + "|x|y|z|1|2", unicodedata.normalize("NFD", CARD)):
        page.goto(desk.url + "/quay/")
        page.fill("#id_card", text)
        page.keyboard.press("Enter")
        desk.at_step(1)
        expect(page.locator(".person.big")).to_contain_text("Nguyễn Thị Đặng Thẳng")
    people = set(Visit.objects.values_list("person_id", flat=True))
    assert (Visit.objects.count(), len(people)) == (3, 1)


def test_a_number_that_says_another_sex_is_a_doubt_to_look_at(desk):
    page = desk.sit_down()
    page.fill("#id_card", CARD.replace("001185", "001085"))
    page.keyboard.press("Enter")
    desk.at_step(1)

    expect(page.locator(".notice.warning").first).to_be_visible()


def test_send_clicked_twice_makes_one_dossier(desk):
    made = prepare(9)
    page = desk.sit_down(made.path + "10/")
    page.get_by_role("button", name="Nộp hồ sơ").first.dblclick(no_wait_after=True)
    desk.at_step(11)

    assert events.names_of(made.dossier.id).count("dossier.submitted") == 1
    assert Dossier.objects.count() == 1


def test_a_second_window_comes_too_late_and_changes_nothing(desk):
    made = prepare(9)
    first = desk.sit_down(made.path + "10/")
    second = first.context.new_page()
    second.goto(desk.url + made.path + "5/")
    sending = first.context.new_page()
    sending.goto(desk.url + made.path + "10/")
    first.keyboard.press("F10")
    desk.at_step(11)
    before = Dossier.objects.get(id=made.dossier.id)

    sending.keyboard.press("F10")
    sending.wait_for_url("**/11/")
    second.fill("[name=nyc_ho_ten]", "Người Khác")
    second.keyboard.press("F10")
    second.wait_for_url("**/11/")

    expect(second.locator("#thong-bao")).to_contain_text("đã nộp rồi")
    after = Dossier.objects.get(id=made.dossier.id)
    assert (after.code, after.values, after.state) == (before.code, before.values, State.SUBMITTED)
    assert events.names_of(made.dossier.id).count("dossier.submitted") == 1


def test_reloading_keeps_what_was_entered_at_every_step(desk):
    made = prepare(4)
    page = desk.sit_down(made.path + "1/")
    page.fill("#id_phone", "0987654321")
    with page.expect_response("**/1/luu/"):
        page.keyboard.press("Tab")
    page.reload()
    assert page.input_value("#id_phone") == "0987654321"

    page.goto(desk.url + made.path + "4/")
    with page.expect_response("**/4/luu/"):
        page.keyboard.press("2")
    page.reload()
    assert page.locator("[name=nguoi_nop]:checked").get_attribute("value") == "NGUOI_THAN"

    page.goto(desk.url + made.path + "5/")
    page.fill("[name=dc_ho_ten]", "ĐẶNG THỊ ẲNG")
    with page.expect_response("**/luu/"):
        page.keyboard.press("Tab")
    page.reload()
    assert page.input_value("[name=dc_ho_ten]") == "ĐẶNG THỊ ẲNG"

    made = prepare(6)
    page.goto(desk.url + made.path + "6/")
    page.fill("#id_address", "Số 9")
    with page.expect_response("**/6/luu/"):
        page.keyboard.press("Tab")
    page.reload()
    assert page.input_value("#id_address") == "Số 9"
    assert "way" not in Dossier.objects.get(id=made.dossier.id).delivery, "half an address does not count yet"


def test_esc_leaves_no_word_behind(desk):
    made = prepare(5)
    page = desk.sit_down(made.path + "5/")
    page.fill("[name=dc_ho_ten]", "TRẦN VĂN CHƯA RỜI Ô")
    page.keyboard.press("Escape")
    desk.at_step(4)

    assert Dossier.objects.get(id=made.dossier.id).values["dc_ho_ten"] == "TRẦN VĂN CHƯA RỜI Ô"


def test_alt_and_a_digit_jump_to_a_step_and_a_composition_is_left_alone(desk):
    made = prepare(6)
    page = desk.sit_down(made.path + "6/")
    page.evaluate(
        """document.body.dispatchEvent(new KeyboardEvent('keydown',
        {key: '4', code: 'Digit4', altKey: true, isComposing: true, bubbles: true, cancelable: true}))"""
    )
    page.wait_for_timeout(200)
    assert page.url.endswith("/6/")
    page.keyboard.press("Alt+4")
    desk.at_step(4)
