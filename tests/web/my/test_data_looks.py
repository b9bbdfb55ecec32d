"""My data, calls and their staff pages in a real browser: accessible, narrow, usable without scripts."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from cuamo.dossiers.models import DataPackage, DataRequest
from cuamo.dossiers.selectors.callbacks import times_to_call
from cuamo.dossiers.services.ask_about_data import ask_about_data
from cuamo.dossiers.services.call_back import ask_call
from cuamo.dossiers.services.handle_data_request import answer_data_request
from cuamo.dossiers.services.make_package import make_package
from cuamo.notices.services.send import send_notice
from tests.support.browser import DESKTOP
from tests.support.browser import PHONE as NARROW
from tests.support.city import MORNING, PHONE, Counter, begin_shift, citizen_of, load_city, staff
from tests.web.my.conftest import sign_in
from tests.web.oversight.facts import at_screen

SESSION = settings.SESSION_COOKIE_NAME


def test_pages_about_ones_data_and_calls_look_right_and_are_accessible(
    browser, live_server, transactional_db
):
    load_city()
    clerk = staff("quay.hoankiem")
    begin_shift(clerk)
    sent = Counter(clerk, MORNING).sent()
    me, now = citizen_of(sent), timezone.now()
    send_notice(
        template="N2",
        phone=PHONE,
        params={"code": sent.code, "date": "25/11/2026", "link": "dvc.hanoi.gov.vn/t/abc"},
        subject_id=sent.id,
        at=now,
    )
    call = ask_call(dossier_id=sent.id, citizen=me, phone=PHONE, window=times_to_call(now=now)[0].key, at=now)
    copy = ask_about_data(citizen=me, kind="ACCESS", said="Muốn biết đang giữ gì.", at=now)
    answer_data_request(
        request_id=copy.id,
        officer=staff("giamsat.trungtam"),
        outcome="GRANTED",
        answer="Gói dữ liệu đã lập, tải ở trang này.",
        at=now,
    )
    package = DataPackage.objects.get()
    wrong = ask_about_data(citizen=me, kind="DELETE", said="Xóa những gì không cần giữ.", at=now)
    answer_data_request(
        request_id=wrong.id,
        officer=staff("giamsat.trungtam"),
        outcome="GRANTED",
        answer="Xóa bản nháp, số điện thoại, địa chỉ.",
        at=now,
    )
    stop = ask_about_data(citizen=me, kind="WITHDRAW_CONSENT", uses=["PAPERS"], at=now)
    past = now - timedelta(days=2)
    DataRequest.objects.filter(id=stop.id).update(due_at=past, acknowledge_by=past)
    citizen = sign_in()

    def look(path: str, name: str, cookies: dict[str, str], *, size=NARROW):
        page = browser.leaf(live_server.url + path, cookies=cookies, size=size)
        assert page.locator("h1").count() == 1
        browser.shoot(page, name)
        browser.check(page, nodes=900)

    mine = {SESSION: citizen.cookies[SESSION].value}
    look(f"/viec/{package.id}/", "V3-mine", mine)
    make_package(package_id=package.id, at=now)
    for path, name in (
        ("/toi/", "T1-cards"),
        (f"/toi/ho-so/{sent.id}/", "T2-call"),
        ("/toi/du-lieu/", "T7"),
        (f"/toi/du-lieu/{copy.id}/", "T7-package"),
        (f"/toi/du-lieu/{stop.id}/", "T7-late"),
        ("/toi/du-lieu/yeu-cau/sua/", "T7-correct"),
        ("/toi/du-lieu/yeu-cau/xoa/", "T7-delete"),
        ("/toi/ai-da-xem/?noi=DL-001", "T6-filter"),
        ("/toi/uy-quyen/cho/", "T5-give"),
        ("/en/toi/du-lieu/", "T7-en"),
    ):
        look(path, name, mine)
    for path in ("/toi/", f"/toi/ho-so/{sent.id}/", "/toi/du-lieu/"):
        weight = browser.weigh(live_server.url + path, cookies=mine)
        assert weight.requests <= 12, path
        assert weight.bytes <= 100_000, path
    page = browser.leaf(f"{live_server.url}/toi/du-lieu/yeu-cau/han-che/", cookies=mine, scripts=False)
    page.get_by_role("button", name="Gửi yêu cầu").click()
    assert "Đã gửi yêu cầu YC-" in page.inner_text("main")

    for username, pages in (
        (
            "dulieu.trungtam",
            (
                ("/giam-sat/du-lieu/", "S5-list"),
                (f"/giam-sat/du-lieu/{wrong.id}/", "S5-approve"),
                (f"/giam-sat/du-lieu/{stop.id}/", "S5-answer"),
            ),
        ),
        (
            "tongdai.vcs",
            (("/tong-dai/goi-lai/", "C2-list"), (f"/tong-dai/goi-lai/{call.id}/", "C2-call")),
        ),
    ):
        cookies = {SESSION: at_screen(username).cookies[SESSION].value}
        for path, name in pages:
            look(path, name, cookies, size=DESKTOP)
