"""A1, A2: staff sign in with password and second factor."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from cuamo.organisation.models import Membership, SignInLimit
from tests.web.account.conftest import PASSWORD

SIGN_IN, CONFIRM = "/dang-nhap/", "/dang-nhap/xac-nhan/"


def enter(client, name="lan.nt", password=PASSWORD, **more):
    return client.post(SIGN_IN, {"login": name, "password": password, **more})


def test_the_page_offers_both_ways(client, db):
    page = client.get(SIGN_IN)

    assert 'data-page="A1"' in page.content.decode()
    assert "Đăng nhập bằng VNeID" in page.content.decode()
    assert page.headers["Cache-Control"].startswith("max-age=0")


def test_password_then_code_lands_at_the_counter(client, clerk, code):
    assert enter(client).url == CONFIRM
    answer = client.post(CONFIRM, {"code": code})

    assert (answer.status_code, answer.url) == (302, "/quay/")
    assert client.session["_auth_user_id"] == str(clerk.id)


def test_the_password_alone_opens_nothing(client, clerk):
    enter(client)

    assert "_auth_user_id" not in client.session
    assert client.get("/dang-nhap/bao-ve/").url.startswith(SIGN_IN)


@pytest.mark.parametrize(
    ("role", "unit_code", "landing"),
    [
        ("RECEIVER", "DIEM-00070", "/xu-ly/"),
        ("COURIER", "VNPOST", "/giao/"),
        ("INSPECTOR", "TTPVHCC", "/giam-sat/"),
    ],
)
def test_each_role_lands_in_its_area(client, clerk, code, role, unit_code, landing):
    Membership.objects.update(role=role, unit_id=unit_code)
    enter(client)

    assert client.post(CONFIRM, {"code": code}).url == landing


def test_the_page_asked_for_comes_first(client, clerk, code):
    enter(client, next="/quay/ca/")

    assert client.post(CONFIRM, {"code": code}).url == "/quay/ca/"


def test_no_sign_in_leads_to_another_host(client, clerk, code):
    enter(client, next="https://la.example/")

    assert client.post(CONFIRM, {"code": code}).url == "/quay/"


def test_a_wrong_password_says_what_to_check(client, clerk):
    page = enter(client, password="sai").content.decode()

    assert "Tên đăng nhập hoặc mật khẩu chưa đúng" in page
    assert "<title>Lỗi:" in page
    assert enter(client, name="khong-co").content.decode().count("chưa đúng") == page.count("chưa đúng")


def test_five_wrong_passwords_lock_and_say_until_when(client, clerk):
    for _ in range(5):
        assert enter(client, password="sai").status_code == 200
    for locked in (enter(client), enter(Client())):
        page = locked.content.decode()

        assert locked.status_code == 429
        assert re.search(r"Đăng nhập tạm khóa đến \d\d:\d\d", page)
        assert 0 < int(locked.headers["Retry-After"]) <= 600
        assert "_auth_user_id" not in locked.wsgi_request.session
    clerk.refresh_from_db()
    assert clerk.last_login is None


def test_a_lock_of_one_name_leaves_the_others_alone(client, clerk):
    for _ in range(6):
        enter(client, name="khong-co", password="sai")

    assert enter(client).url == CONFIRM


def test_after_the_lock_the_right_password_opens_again(client, clerk):
    for _ in range(6):
        enter(client, password="sai")
    assert enter(client).status_code == 429
    SignInLimit.objects.update(window_ends_at=timezone.now())

    assert enter(client).url == CONFIRM


def test_a_right_password_forgets_the_wrong_ones(client, clerk):
    for _ in range(4):
        enter(client, password="sai")
    enter(client)
    for _ in range(4):
        enter(Client(), password="sai")

    assert enter(Client()).url == CONFIRM


def test_five_wrong_codes_lock(client, clerk, code):
    enter(client)
    wrong = "000000" if code != "000000" else "111111"
    for _ in range(5):
        assert "Mã chưa đúng" in client.post(CONFIRM, {"code": wrong}).content.decode()

    locked = client.post(CONFIRM, {"code": code})

    assert locked.status_code == 429
    assert re.search(r"Đăng nhập tạm khóa đến \d\d:\d\d", locked.content.decode())
    assert 0 < int(locked.headers["Retry-After"]) <= 600
    assert "_auth_user_id" not in client.session


def test_a_code_opens_once(client, clerk, code):
    enter(client)
    client.post(CONFIRM, {"code": code})
    other = Client()
    enter(other)

    assert other.post(CONFIRM, {"code": code}).status_code == 200
    assert "_auth_user_id" not in other.session


def test_sign_out_is_a_post(client, clerk, code):
    enter(client)
    client.post(CONFIRM, {"code": code})

    assert client.get("/dang-nhap/ra/").status_code == 405
    client.post("/dang-nhap/ra/")
    assert "_auth_user_id" not in client.session


def test_an_inactive_account_stays_out(client, clerk):
    clerk.is_active = False
    clerk.save()
    enter(client)

    assert "_auth_user_id" not in client.session


def test_the_session_ends_with_the_browser_and_its_cookie_is_closed_to_scripts(client, clerk, code):
    enter(client)
    cookie = client.post(CONFIRM, {"code": code}).cookies["sessionid"]

    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert not cookie["max-age"]


def test_a_citizen_who_came_for_their_dossiers_sees_vneid_first(client, db):
    page = client.get(f"{SIGN_IN}?next=/toi/").content.decode()

    assert page.index("VNeID") < page.index("Tên đăng nhập")


def test_nobody_signs_up(client, db):
    assert client.get("/dang-nhap/dang-ky/").status_code == 404
