"""A3, A4: the first sign-in sets up the second factor before anything else."""

import html
import re

from allauth.mfa.models import Authenticator
from django.test import Client

from cuamo.cli.sample_accounts import code_of
from tests.web.account.conftest import PASSWORD

ENROL = "/dang-nhap/bao-ve/ung-dung/"


def enter(client):
    return client.post("/dang-nhap/", {"login": "lan.nt", "password": PASSWORD})


def secret_on(page):
    return re.sub(r"\s", "", html.unescape(re.search(r"data-secret>([^<]+)<", page)[1]))


def test_without_a_second_factor_every_page_leads_to_setting_it_up(client, newcomer):
    enter(client)

    for address in ("/quay/", "/xu-ly/", "/toi/"):
        assert client.get(address).url == ENROL


def test_scanning_and_one_code_open_the_way_and_give_recovery_codes(client, newcomer):
    enter(client)
    page = client.get(ENROL).content.decode()
    assert 'src="data:image/svg+xml;base64,' in page

    answer = client.post(ENROL, {"code": code_of(secret_on(page))}, follow=True)

    assert answer.redirect_chain[-1][0] == "/dang-nhap/bao-ve/ma-du-phong/"
    codes = re.findall(r'<li class="so">(\d{8})</li>', answer.content.decode())
    assert len(codes) == 10
    assert client.get("/dang-nhap/bao-ve/").status_code == 200

    other = Client()
    enter(other)
    assert other.post("/dang-nhap/xac-nhan/", {"code": codes[0]}).url == "/quay/"


def test_the_secret_is_not_readable_in_the_table(client, newcomer):
    enter(client)
    secret = secret_on(client.get(ENROL).content.decode())
    client.post(ENROL, {"code": code_of(secret)})

    kept = Authenticator.objects.get(type="totp").data["secret"]
    assert secret not in kept


def test_a_wrong_first_code_keeps_the_same_picture(client, newcomer):
    enter(client)
    secret = secret_on(client.get(ENROL).content.decode())
    page = client.post(ENROL, {"code": "000000"}).content.decode()

    assert secret_on(page) == secret
    assert "Mã chưa đúng" in page


def test_the_only_second_factor_stays(client, clerk, code):
    enter(client)
    client.post("/dang-nhap/xac-nhan/", {"code": code})
    page = client.post("/dang-nhap/bao-ve/ung-dung/go/").content.decode()

    assert "cách xác nhận duy nhất" in page
    assert Authenticator.objects.filter(type="totp").exists()


def test_the_password_changes_with_the_old_one_only(client, clerk, code):
    enter(client)
    client.post("/dang-nhap/xac-nhan/", {"code": code})
    new = {"password1": "mật-khẩu-mới-dài", "password2": "mật-khẩu-mới-dài"}

    wrong = client.post("/dang-nhap/bao-ve/mat-khau/", {"oldpassword": "sai", **new})
    right = client.post("/dang-nhap/bao-ve/mat-khau/", {"oldpassword": PASSWORD, **new})

    assert "Nhập mật khẩu đang dùng" in wrong.content.decode()
    assert right.url == "/dang-nhap/bao-ve/"
    clerk.refresh_from_db()
    assert clerk.check_password("mật-khẩu-mới-dài")


def test_who_has_no_recovery_codes_is_offered_no_way_to_old_ones(client, clerk, code):
    enter(client)
    client.post("/dang-nhap/xac-nhan/", {"code": code})

    shown = client.get("/dang-nhap/bao-ve/ma-du-phong/moi/").content.decode()

    assert "Làm bộ mã mới" in shown
    assert 'href="/dang-nhap/bao-ve/ma-du-phong/"' not in shown
