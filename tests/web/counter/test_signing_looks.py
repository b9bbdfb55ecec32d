"""A form with a file and a signature in Chromium: counter, citizen screen and the citizen's own phone."""

import random
from datetime import date

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from cuamo.cli.sample_forms import plausible_values
from cuamo.dossiers.models import Dossier
from cuamo.dossiers.services.choose_procedure import open_draft
from cuamo.dossiers.services.fill_form import answer_questions, fill_form
from cuamo.dossiers.services.form_files import Upload
from cuamo.dossiers.states import Channel
from cuamo.kernel.actors import Actor, ActorKind
from cuamo.people.models import Account, AccountKind
from tests.support.browser import PHONE, assert_accessible, assert_no_sideways_scroll
from tests.support.city import PNG, staff
from tests.support.form_versions import in_force_from, with_file_and_signature
from tests.web.counter.desk import Desk, _papers_and_delivery, prepare

pytestmark = pytest.mark.django_db(transaction=True)
CODE = "1.004873"


def filled(dossier, actor, **more):
    values = plausible_values(
        dossier.version.content, dossier.answers, dossier.values, today=date.today(), rng=random.Random(1)
    )
    raw = {key: value for key, value in values.items() if key not in {"so_do", "chu_ky"}}
    fill_form(dossier_id=dossier.id, actor=actor, raw=raw, at=timezone.now(), **more)


def stroke(page) -> None:
    """Draw with the pointer in the frame."""
    page.locator("canvas[data-sign]").scroll_into_view_if_needed()
    box = page.locator("canvas[data-sign]").bounding_box()
    page.mouse.move(box["x"] + 40, box["y"] + box["height"] / 2)
    page.mouse.down()
    for step in range(1, 9):
        page.mouse.move(box["x"] + 40 + 22 * step, box["y"] + box["height"] / 2 + (-1) ** step * 24)
    page.mouse.up()


def test_the_citizen_signs_on_the_screen_and_the_clerk_sees_it_by_itself(desk: Desk):
    in_force_from(CODE, with_file_and_signature, on=date.today(), at=timezone.now())
    made = prepare(5, procedure=CODE)
    assert made.dossier is not None
    filled(made.dossier, staff("quay.hoankiem"), uploads={"so_do": Upload(PNG, "so-do-nha.png")})
    _papers_and_delivery(made.dossier.id, staff("quay.hoankiem"))

    clerk = desk.sit_down(f"{made.path}5/")
    desk.browser.check(clerk, nodes=900)
    desk.browser.shoot(clerk, "Q5-tep-chu-ky", sizes=((1366, 768),))
    clerk.keyboard.press("F10")
    desk.at_step(6)
    clerk.keyboard.press("F10")
    desk.at_step(7)
    clerk.wait_for_selector("text=đang ký trên màn hình của họ")
    desk.browser.shoot(clerk, "Q7-cho-ky", sizes=((1366, 768),))

    citizen = desk.pair()
    citizen.wait_for_selector("canvas[data-sign]", state="visible")
    assert_accessible(citizen)
    citizen.locator("canvas[data-sign]").click()
    assert citizen.locator("input[name$='.ve']").input_value() == ""
    stroke(citizen)
    desk.browser.shoot(citizen, "S-ky", sizes=((1024, 768), PHONE))
    citizen.get_by_role("button", name="Ký xong").click()
    citizen.wait_for_selector("text=Đúng rồi, tôi đồng ý nộp")
    clerk.wait_for_selector("text=Người dân đang xem bản tóm tắt")
    assert Dossier.objects.get(id=made.dossier.id).values["chu_ky"]["signed_for"]


def test_on_ones_own_phone_a_signature_is_drawn_and_without_scripts_given_another_way(desk: Desk):
    in_force_from(CODE, with_file_and_signature, on=date.today(), at=timezone.now())
    person = prepare(3).visit.person
    account = Account.objects.create_user(
        "vneid-ky", None, full_name=person.full_name, kind=AccountKind.CITIZEN, person=person
    )
    client = Client()
    client.force_login(account)
    cookies = {settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value}
    me = Actor(ActorKind.CITIZEN, f"person:{person.id}", person.full_name, person_id=str(person.id))
    draft = open_draft(person=person, procedure_code=CODE, channel=Channel.SELF, actor=me, at=timezone.now())
    answers = {"nguoi_nop": "BAN_THAN", "tinh_trang": "CHUA_KET_HON", "muc_dich": "NHA_DAT", "da_cap": "CHUA"}
    draft = answer_questions(dossier_id=draft.id, actor=me, answers=answers, at=timezone.now())
    filled(draft, me, uploads={"so_do": Upload(PNG, "so-do-nha.png")})
    last = len(draft.version.content["form"]["sections"])
    address = f"{desk.url}/nop/{draft.id}/to-khai/{last}/"

    plain = desk.browser.open(address, cookies=cookies, scripts=False)
    assert not plain.is_visible("canvas[data-sign]")
    desk.browser.close_pages()

    page = desk.browser.open(address, cookies=cookies)
    while "chu_ky" not in page.content():
        last -= 1
        page.goto(f"{desk.url}/nop/{draft.id}/to-khai/{last}/")
    stroke(page)
    assert_no_sideways_scroll(page)
    desk.browser.check(page)
    desk.browser.shoot(page, "P4-chu-ky")
    page.get_by_role("button", name="Lưu và tiếp tục").click()
    page.wait_for_url("**/giay-to/")
    assert Dossier.objects.get(id=draft.id).values["chu_ky"]["signed_for"]


def test_the_page_of_a_newer_version_fits_the_counter_and_one_key_goes_on(desk: Desk):
    made = prepare(7, procedure=CODE)
    page = desk.sit_down(f"{made.path}6/")

    def paper_more(content):
        content["components"].append(
            {"key": "anh", "name_vi": "Ảnh chân dung", "name_en": "Photo", "originals": 1, "copies": 0}
        )
        content["form"]["sections"][0]["fields"].pop(0)

    newer = in_force_from(CODE, paper_more, on=date.today(), at=timezone.now())
    page.goto(f"{desk.url}{made.path}6/")
    page.wait_for_selector("text=Thủ tục vừa thay đổi")
    desk.browser.check(page)
    desk.browser.shoot(page, "Q-ban-moi", sizes=((1366, 768), PHONE))
    page.keyboard.press("F10")
    desk.at_step(5)
    assert Dossier.objects.get(id=made.visit.dossier_set.get().id).version_id == newer.id
