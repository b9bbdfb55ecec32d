"""A session lost in mid-form, in a real browser: the clerk signs in again and puts every word back."""

import re

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from playwright.sync_api import expect

from cuamo.dossiers.models import Dossier
from cuamo.people.models import Account, HeldInput
from tests.web.counter.desk import prepare

pytestmark = pytest.mark.django_db(transaction=True)
TYPED = "Số 8 ngõ Tức Mạc, phường Cửa Nam"


def test_words_typed_into_a_lost_session_are_there_after_signing_in_again(desk):
    made = prepare(7)
    page = desk.sit_down(f"{made.path}5/")
    Session.objects.all().delete()
    field = page.locator("[name=nyc_noi_cu_tru]")
    field.fill(TYPED)
    field.blur()
    expect(page.locator("[data-save-note]")).to_contain_text("Hết phiên đăng nhập")
    desk.press("F10")
    page.wait_for_url(re.compile(r"/dang-nhap/\?next="))
    assert Dossier.objects.get(id=made.dossier.id).values["nyc_noi_cu_tru"] != TYPED

    client = Client()
    client.force_login(Account.objects.get(username="quay.hoankiem"))
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": desk.url}])
    page.goto(f"{desk.url}{made.path}5/")

    expect(page.locator("#chu-da-giu")).to_contain_text(TYPED)
    expect(page.locator("[name=nyc_noi_cu_tru]")).not_to_have_value(TYPED)
    desk.browser.shoot(page, "Q5-held")
    desk.press("F9")
    expect(page.locator("[name=nyc_noi_cu_tru]")).to_have_value(TYPED)
    expect(page.get_by_text("Đã đưa lại những gì gõ lúc hết phiên")).to_be_visible()
    expect(page.locator("#chu-da-giu")).to_have_count(0)


def test_a_field_nobody_keeps_is_not_called_kept_and_is_saved_once_signed_in_again(desk):
    made = prepare(7)
    page = desk.sit_down(f"{made.path}5/")
    Session.objects.all().delete()
    page.context.clear_cookies(name="nguoi-truc")
    field = page.locator("[name=nyc_noi_cu_tru]")
    field.fill(TYPED)
    field.blur()
    expect(page.locator("[data-save-note]")).to_contain_text("cũng chưa giữ được")
    assert not HeldInput.objects.exists()

    client = Client()
    client.force_login(Account.objects.get(username="quay.hoankiem"))
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": desk.url}])

    expect(page.locator("[data-save-note]")).to_have_text("Đã lưu", timeout=20_000)
    assert Dossier.objects.get(id=made.dossier.id).values["nyc_noi_cu_tru"] == TYPED
