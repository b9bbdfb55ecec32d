"""An officer makes a procedure from nothing in the browser; a second person publishes it; people find it."""

import pytest
from django.conf import settings

from cuamo.catalogue.models import ProcedureVersion
from cuamo.kernel import events
from tests.support.browser import DESKTOP

pytestmark = pytest.mark.django_db(transaction=True)
CODE = "9.876543"
NAME = "Đăng ký nuôi chim bồ câu ở khu dân cư"


def cookies_of(client, account):
    client.force_login(account)
    return {settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value}


class Desk:
    """The editor of one version in a browser."""

    def __init__(self, page):
        self.page = page

    def tab(self, name):
        self.page.click(f"nav[aria-label='Phần của phiên bản'] >> text={name}")

    def add(self, word):
        self.page.click(f"button:has-text('{word}')")
        self.page.wait_for_load_state()

    def fill(self, **values):
        for key, value in values.items():
            self.page.fill(f"[name='b.{key.replace('__', '.')}']", value)

    def choose(self, **values):
        for key, value in values.items():
            self.page.select_option(f"[name='b.{key.replace('__', '.')}']", value)

    def save(self):
        self.page.click("[name=viec][value=luu]")
        self.page.wait_for_selector("text=Đã lưu bản nháp.")


def write_it(page):
    """Fill every tab of the editor."""
    desk = Desk(page)
    desk.fill(
        result__name_vi="Giấy xác nhận được nuôi chim",
        result__name_en="Permit to keep pigeons",
        authority__name_vi="Ủy ban nhân dân phường",
        everyday_words="xin nuôi chim\nnuôi bồ câu ở chung cư",
        notes_vi="Chuồng cách nhà bên cạnh 3 mét.",
    )
    desk.save()

    desk.tab("Câu hỏi")
    desk.add("Thêm câu hỏi")
    desk.fill(label_vi="Nuôi bao nhiêu con?", label_en="How many birds?", key="so_con")
    desk.fill(
        options__0__value="IT", options__0__label_vi="Dưới 20 con", options__0__label_en="Fewer than 20"
    )
    page.click("button:has-text('Thêm dòng')")
    desk.fill(options__1__value="NHIEU", options__1__label_vi="Từ 20 con", options__1__label_en="20 or more")
    desk.save()

    desk.tab("Tờ khai")
    desk.add("Thêm phần")
    desk.fill(title_vi="Người nuôi", title_en="Keeper", key="nguoi_nuoi")
    desk.add("Thêm ô vào")
    desk.fill(label_vi="Họ và tên", label_en="Full name", key="ho_ten")
    page.check("[name='b.required']")
    desk.save()

    desk.tab("Giấy tờ")
    desk.add("Thêm giấy tờ")
    desk.fill(name_vi="Sơ đồ chuồng", name_en="Plan of the loft", key="so_do")
    desk.choose(when__0__chon="answers.so_con=NHIEU")
    desk.save()

    desk.tab("Tiền")
    desk.add("Thêm khoản tiền")
    desk.fill(
        name_vi="Lệ phí xác nhận", name_en="Fee", key="le_phi", amount_vnd="20.000", online_amount_vnd="0"
    )
    desk.choose(confidence="sourced")
    desk.save()

    desk.tab("Bước và ngày")
    desk.fill(time_limit__qty="1")
    desk.save()
    assert page.is_visible("text=Bước nào cũng tới được")

    desk.tab("Bài thử")
    desk.add("Thêm bài thử")
    desk.fill(name_vi="Nuôi nhiều phải có sơ đồ", received_at="18/11/2026 09:00")
    desk.choose(answers__so_con="NHIEU")
    page.click("[name=viec][value=luu]")
    page.wait_for_selector("text=Bây giờ tính ra")
    assert page.is_visible("text=Giấy tờ: Sơ đồ chuồng")
    page.click("button:has-text('điền vào bài thử')")
    page.wait_for_load_state()
    assert page.input_value("[name='b.direct_vnd']") == "20000"
    return desk


def test_a_new_procedure_goes_from_nothing_to_the_people(
    browser, live_server, client, writer, approver, centre
):
    page = browser.open(live_server.url + "/", size=DESKTOP, cookies=cookies_of(client, writer))
    page.goto(live_server.url + "/danh-muc/")
    page.click("text=Soạn thủ tục mới")
    page.fill("#id_code", CODE)
    page.fill("#id_name_vi", NAME)
    page.fill("#id_field_vi", "Chăn nuôi")
    page.click("button:has-text('Tạo bản nháp'):not(:has-text('từ tệp'))")
    page.wait_for_url(f"**/thu-tuc/{CODE}/1/nguoi-dan/")
    desk = write_it(page)
    browser.shoot(page, "D1-moi")

    desk.tab("Duyệt, công bố")
    browser.shoot(page, "D2-trinh")
    assert page.is_visible("text=Đủ điều kiện để duyệt")
    page.click("button:has-text('Trình duyệt')")
    page.wait_for_selector("text=Đã trình duyệt")
    assert not page.is_visible("button:has-text('Duyệt phiên bản này')")

    second = browser.open(live_server.url + "/", size=DESKTOP, cookies=cookies_of(client, approver))
    second.goto(live_server.url + "/danh-muc/?loc=cho")
    second.click("td a:has-text('Chờ duyệt')")
    second.click("button:has-text('Duyệt phiên bản này')")
    second.wait_for_selector("text=Chọn ngày có hiệu lực")
    second.click("button:has-text('Công bố')")
    second.wait_for_selector("text=Đã công bố")
    browser.shoot(second, "D2-cong-bo")

    outside = browser.open(live_server.url + "/thu-tuc?q=nuoi+bo+cau")
    outside.click(f"text={NAME}")
    outside.wait_for_selector("text=Nuôi bao nhiêu con?")
    assert outside.is_visible("a:has-text('Tự làm')")
    outside.check("input[name=so_con][value=NHIEU]")
    outside.click("button:has-text('Xem giấy tờ cần có')")
    assert outside.is_visible("text=Sơ đồ chuồng")

    version = ProcedureVersion.objects.get(procedure_id=CODE)
    assert version.status == "IN_FORCE"
    assert version.approved_by not in version.authors
    assert events.names_of(version.id)[-3:] == [
        "version.submitted",
        "version.approved",
        "version.published",
    ]
    assert version.content["everyday_words"] == ["xin nuôi chim", "nuôi bồ câu ở chung cư"]
    assert version.content["components"][0]["when"] == {"==": [{"var": "answers.so_con"}, "NHIEU"]}
