"""T2 between acceptance and result, and after it, in a real browser: accessible, narrow, without scripts."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from cuamo.dossiers.models import Complaint, Dossier, Result
from cuamo.dossiers.services.accept import accept, refuse_intake
from cuamo.dossiers.services.approve import approve
from cuamo.dossiers.services.ask_payment import ask_payment
from cuamo.dossiers.services.complain import answer_complaint
from cuamo.dossiers.services.correct_result import correct_result
from cuamo.dossiers.services.issue_result import issue_result
from cuamo.dossiers.services.propose import propose
from cuamo.dossiers.services.sign_result import _keep
from cuamo.payments.models import PaymentAttempt
from tests.support.city import Counter, begin_shift, load_city, staff
from tests.web.my.conftest import sign_in
from tests.web.my.test_life_mine import TAX, WORDS


def corrected(dossier: Dossier, at) -> str:
    """Give the dossier a result, replace it, and return the token printed on the first."""
    specialist, leader, records = (staff(f"{who}.hoankiem") for who in ("chuyenvien", "lanhdao", "vanthu"))
    accept(dossier_id=dossier.id, officer=staff("tiepnhan.hoankiem"), at=at)
    wrong, right = {"Họ và tên": "Nguyễn Thị Đăng Thẳng"}, {"Họ và tên": "Nguyễn Thị Đặng Thẳng"}
    propose(dossier_id=dossier.id, officer=specialist, grant=True, note="", result=wrong, at=at)
    token = ""
    for number, content in enumerate((b"%PDF-1.7 first", b"%PDF-1.7 second")):
        if number:
            token = Result.objects.get(dossier=dossier).check_token
            correct_result(
                dossier_id=dossier.id, officer=specialist, reason="Sai tên đệm", content=right, at=at
            )
        approve(dossier_id=dossier.id, leader=leader, at=at)
        _keep(dossier.id, content, at)
        issue_result(dossier_id=dossier.id, clerk=records, at=at)
    return token


def test_money_complaint_and_correction_look_right_and_work_without_scripts(
    browser, live_server, transactional_db
):
    load_city()
    clerk, now = staff("quay.hoankiem"), timezone.now()
    begin_shift(clerk, at=now - timedelta(hours=3))
    counter = Counter(clerk, now - timedelta(hours=3))
    owed, refused, done = (counter.sent(seed=seed) for seed in (1, 2, 3))
    accept(dossier_id=owed.id, officer=staff("tiepnhan.hoankiem"), at=now - timedelta(hours=2))
    ask_payment(dossier_id=owed.id, officer=staff("chuyenvien.hoankiem"), lines=[TAX], at=now)
    refuse_intake(
        dossier_id=refused.id,
        officer=staff("tiepnhan.hoankiem"),
        reasons=["Không thấy việc đăng ký này trong sổ."],
        turn_to="",
        at=now,
    )
    token = corrected(done, now - timedelta(hours=1))
    citizen = sign_in()
    cookies = {settings.SESSION_COOKIE_NAME: citizen.cookies[settings.SESSION_COOKIE_NAME].value}

    def look(path: str, name: str, *, fault: str = "") -> None:
        page = browser.leaf(live_server.url + path, cookies=cookies)
        assert page.locator("h1").count() == 1
        browser.shoot(page, name)
        browser.check(page, nodes=900, allow_faults=(fault,) if fault else ())

    look(f"/toi/ho-so/{owed.id}/", "T2-owed")
    look(f"/toi/ho-so/{owed.id}/tra-tien/", "T2-pay")
    PaymentAttempt.objects.update(expires_at=now - timedelta(seconds=1))
    look(f"/toi/ho-so/{owed.id}/tra-tien/", "T2-unsure")
    look(f"/toi/ho-so/{done.id}/", "T2-corrected")
    look(f"/kiem-tra/{token}/", "P8-replaced")
    look(f"/t/{owed.tracking_token}/", "P5-payment")
    look(f"/en/toi/ho-so/{owed.id}/", "T2-owed-en")

    page = browser.leaf(f"{live_server.url}/toi/ho-so/{refused.id}/", cookies=cookies, scripts=False)
    page.get_by_role("link", name="Khiếu nại quyết định này").click()
    page.get_by_role("button", name="Gửi khiếu nại").click()
    browser.shoot(page, "T2-complain-error")
    assert "ít nhất một câu" in page.inner_text("main")
    page.get_by_label("Không đồng ý điều gì").fill(WORDS)
    page.get_by_role("button", name="Gửi khiếu nại").click()
    assert WORDS in page.inner_text("main")
    made = Complaint.objects.get(dossier=refused)
    look(f"/toi/ho-so/{refused.id}/", "T2-complained")
    answer_complaint(
        complaint_id=made.id,
        leader=staff("lanhdao.hoankiem"),
        upheld=True,
        answer="Sổ gốc ghi Đặng. Xin lỗi, mời nộp lại miễn phí.",
        at=now,
    )
    look(f"/toi/ho-so/{refused.id}/", "T2-answered")
    look(f"/toi/ho-so/{refused.id}/khieu-nai/", "T2-complain")
