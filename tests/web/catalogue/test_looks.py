"""D0–D2 in a real browser: every page looked at, accessible, on a desk and on a phone."""

import json

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from cuamo.catalogue.models import ProcedureImport, ProcedureVersion
from cuamo.catalogue.services.start_draft import start_draft_from
from cuamo.organisation.models import Unit
from cuamo.organisation.selectors.staff import actor_of
from tests.support.browser import DESKTOP
from tests.support.jobs import run_due_jobs
from tests.web.catalogue.conftest import CODE
from tests.web.catalogue.test_words_and_lists import RECORD, priced

pytestmark = pytest.mark.django_db(transaction=True)
NODES = 1500


def cookies_of(client, account):
    client.force_login(account)
    return {settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value}


def test_every_page_of_a_draft_is_fit_to_be_seen(browser, live_server, client, writer, live):
    draft = start_draft_from(version_id=live.id, actor=actor_of(writer, at=timezone.now()), at=timezone.now())
    cookies = cookies_of(client, writer)
    here = f"{live_server.url}/danh-muc/thu-tuc/{CODE}/{draft.number}"
    pages = {
        "D0-book": "/danh-muc/",
        "D0-start": "/danh-muc/soan-moi/",
        "D0-procedure": f"/danh-muc/thu-tuc/{CODE}/",
    }
    page = browser.leaf(live_server.url + "/danh-muc/", size=DESKTOP, cookies=cookies)
    for name, address in pages.items():
        browser.turn(page, live_server.url + address)
        browser.shoot(page, name)
        browser.check(page, nodes=NODES)
    for tab in ("nguoi-dan", "cau-hoi", "to-khai", "giay-to", "phi", "quy-trinh", "thong-bao", "bai-thu"):
        browser.turn(page, f"{here}/{tab}/")
        browser.shoot(page, f"D1-{tab}")
        browser.check(page, nodes=NODES)
    for name, address in {
        "D1-o": "to-khai/?o=p0.o2&xem=quay",
        "D1-man-hinh": "cau-hoi/?xem=man-hinh",
        "D1-buoc": "quy-trinh/?o=b1",
        "D1-json": "json/",
        "D2-thu": "chay-thu/?la=nhan-vien",
        "D2-khac": "khac/",
        "D2-duyet": "duyet/",
    }.items():
        browser.turn(page, f"{here}/{address}")
        browser.shoot(page, name)
        browser.check(page, nodes=NODES)


def test_an_import_taken_back_or_not_and_the_places_are_fit_to_be_seen(
    browser, live_server, client, writer, approver, live
):
    cookies = cookies_of(client, writer)
    client.post("/danh-muc/nhap/", {"tep": SimpleUploadedFile("a.json", json.dumps([RECORD]).encode())})
    taken = ProcedureImport.objects.get()
    run_due_jobs("imports")
    client.post(f"/danh-muc/nhap/{taken.id}/", {"viec": "tat-ca"})
    run_due_jobs("imports")
    made = ProcedureVersion.objects.get(procedure_id=RECORD["code"])
    start_draft_from(version_id=made.id, actor=actor_of(writer, at=timezone.now()), at=timezone.now())
    page = browser.leaf(f"{live_server.url}/danh-muc/nhap/{taken.id}/", size=DESKTOP, cookies=cookies)
    page.click("button:has-text('Hoàn tác lần nhập này')")
    page.wait_for_selector("text=đã có phiên bản soạn sau")
    browser.shoot(page, "D4-hoan-tac")
    browser.check(page, nodes=NODES, allow_faults=("409",))

    for number in range(1, 4):
        Unit.objects.create(
            code=f"PX-{number}",
            kind="POINT",
            name_vi=f"Điểm phục vụ hành chính công phường số {number}",
            name_en=f"Service point of ward {number}",
            address="Số 2, phố Trúc Bạch, phường Ba Đình, Hà Nội",
        )
    cookies = cookies_of(client, approver)
    here = f"{live_server.url}/danh-muc/thu-tuc/{CODE}/noi-nhan/"
    page = browser.leaf(here, size=DESKTOP, cookies=cookies)
    browser.shoot(page, "D6")
    browser.check(page, nodes=NODES)
    page.fill("input[name=van-ban]", "Quyết định 255/QĐ-TTPVHCC")
    page.click("button:has-text('Công bố danh sách')")
    page.wait_for_selector("text=Đã công bố danh sách 3 nơi tiếp nhận")
    page = browser.leaf(f"{live_server.url}/thu-tuc/{CODE}/noi-nhan/", size=DESKTOP)
    browser.shoot(page, "P2-noi-nhan")
    browser.check(page, nodes=NODES)


def test_words_and_lists_are_fit_to_be_seen(browser, live_server, client, writer, live):
    cookies = cookies_of(client, writer)
    upload = SimpleUploadedFile(
        "danh-sach.json", json.dumps([RECORD, priced(120, code="1.000009"), {}]).encode()
    )
    client.post("/danh-muc/nhap/", {"tep": upload})
    taken = ProcedureImport.objects.get()
    page = browser.leaf(f"{live_server.url}/danh-muc/nhap/{taken.id}/", size=DESKTOP, cookies=cookies)
    browser.check(page, nodes=NODES)
    run_due_jobs("imports")
    page.wait_for_selector("text=Nhập 2 dòng tốt")
    browser.shoot(page, "D4-xem")
    browser.check(page, nodes=NODES)
    for name, address in {"D4": "nhap/", "D3": "tu/", "D2-tim": f"thu-tuc/{CODE}/1/tim-thu/"}.items():
        browser.turn(page, f"{live_server.url}/danh-muc/{address}")
        browser.shoot(page, name)
        browser.check(page, nodes=NODES)
    page = browser.leaf(f"{live_server.url}/danh-muc/tu/moi/", size=DESKTOP, cookies=cookies)
    page.fill("#id_spoken", "phiếu tím xoắn")
    page.fill("#id_code", CODE)
    page.click("button:has-text('Xem trước tác động')")
    page.wait_for_selector("text=đổi thứ tự")
    browser.shoot(page, "D3-thu")
    browser.check(page, nodes=NODES)
