"""The back office in a real browser: by keyboard alone, light and dark, wide and narrow."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from cuamo.delivery.services.add_to_manifest import add_to_manifest, open_run
from cuamo.delivery.services.seal import seal
from cuamo.dossiers.models import Dossier, WorkItem
from cuamo.dossiers.services.accept import accept
from cuamo.dossiers.services.approve import approve
from cuamo.dossiers.services.ask_supplement import answer_supplement, ask_supplement
from cuamo.dossiers.services.issue_result import issue_result, pack_result
from cuamo.dossiers.services.propose import propose
from cuamo.dossiers.services.sign_result import _keep
from cuamo.dossiers.services.withdraw import withdraw
from cuamo.dossiers.states import State
from tests.support.city import citizen_of, staff
from tests.web.officer.desk import PACKING, QUEUE, RESULT, WITH_PAPERS, page_of
from tests.web.officer.office import Keys, Office, in_order

pytestmark = pytest.mark.django_db(transaction=True)

ITEM = {"about": "", "label": "Cả hồ sơ", "reason": "Ảnh mờ.", "todo": "Chụp lại."}


@pytest.fixture
def office(browser, live_server, transactional_db) -> Office:
    return Office(browser, live_server)


def test_a_clean_dossier_is_accepted_in_at_most_twelve_presses_and_the_next_one_opens(office):
    first, second = in_order(office.send(WITH_PAPERS), office.send(WITH_PAPERS))
    page = office.open("tiepnhan.hoankiem", QUEUE)
    keys = Keys(page)

    keys.press("Enter")
    page.wait_for_url(f"**{page_of(first)}")
    slots = page.locator("[data-ticks] input").count()
    keys.press(*(str(number) for number in range(1, slots + 1)))
    expect(page.locator("[data-ticked]")).to_have_text(f"Đã xem {slots}/{slots}")
    keys.press("Alt+1")
    page.wait_for_url(f"**{page_of(first, 'tiep-nhan')}")
    expect(page.locator("#xem-truoc")).to_contain_text("da duoc tiep nhan chinh thuc")
    keys.press("F10")
    page.wait_for_url(f"**{page_of(second)}")

    expect(page.locator("#thong-bao")).to_contain_text(f"đã ghi cho hồ sơ {first.code}")
    assert keys.presses <= 12
    assert Dossier.objects.get(id=first.id).state == State.ACCEPTED
    assert page.faults == []
    print(f"presses: {keys.presses}, papers ticked: {slots}")


def test_the_arrows_walk_the_list_and_esc_returns_to_the_same_row(office):
    dossiers = in_order(*(office.send() for _ in range(3)))
    page = office.open("tiepnhan.hoankiem", QUEUE + "?nhom=new")
    keys = Keys(page)

    keys.press("ArrowDown", "ArrowDown", "ArrowUp")
    assert page.evaluate("document.activeElement.id") == f"h{dossiers[1].id}"
    keys.press("Space")
    assert page.locator(f"#h{dossiers[1].id} input").is_checked()
    keys.press("Enter")
    page.wait_for_url(f"**{page_of(dossiers[1])}?nhom=new")
    keys.press("Alt+2")
    page.wait_for_url("**/quyet-dinh/tu-choi/?nhom=new")
    keys.press("Escape")
    page.wait_for_url(f"**{page_of(dossiers[1])}?nhom=new")
    keys.press("Escape")
    page.wait_for_url(f"**/xu-ly/?nhom=new#h{dossiers[1].id}")

    assert page.evaluate("document.activeElement.id") == f"h{dossiers[1].id}"
    keys.press("F4")
    assert page.evaluate("document.activeElement.id") == "id_q"
    keys.press(*"000", "Enter")
    page.wait_for_url(re.compile(r"nhom=new&q=000"))


def test_ticked_rows_are_held_with_one_key(office):
    dossiers = [office.send() for _ in range(2)]
    page = office.open("tiepnhan.hoankiem", QUEUE)
    keys = Keys(page)

    keys.press("Space", "ArrowDown", "Space", "F10")

    expect(page.locator("#thong-bao")).to_contain_text("Đã nhận giữ 2 hồ sơ.")
    me = staff("tiepnhan.hoankiem")
    assert {item.holder_id for item in WorkItem.objects.all()} == {me.id}
    assert len(dossiers) == 2


def test_papers_are_paged_zoomed_and_turned_by_keyboard_and_ticks_outlive_a_reload(office):
    dossier = office.send(WITH_PAPERS)
    page = office.open("tiepnhan.hoankiem", page_of(dossier))
    keys = Keys(page)
    figure = page.locator(".paper-page").first
    picture = figure.locator("img")
    expect(picture).to_have_js_property("complete", True)
    width = picture.bounding_box()["width"]

    keys.press("PageDown", "+")
    assert picture.bounding_box()["width"] == pytest.approx(width * 1.5, rel=0.05)
    keys.press("-", "*")
    assert figure.get_attribute("data-turn") == "1"
    keys.press("1")
    expect(page.locator("[data-ticked]")).to_contain_text("Đã xem 1/")
    page.reload()

    assert figure.get_attribute("data-turn") == "1"
    assert page.locator("[data-ticks] input").first.is_checked()
    assert page.faults == []


def test_the_preview_follows_what_is_ticked_and_typed(office):
    dossier = office.send()
    accept(dossier_id=dossier.id, officer=staff("tiepnhan.hoankiem"), at=office.now)
    page = office.open("chuyenvien.hoankiem", page_of(dossier, "bo-sung"))
    shown = page.locator("#xem-truoc")
    expect(shown).to_contain_text("Chưa đánh dấu mục nào.")

    page.locator("[name=item_on]").first.focus()
    page.keyboard.press("Space")
    expect(shown).to_contain_text("con thieu 1 muc")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("End")
    page.keyboard.type(" Xem lại ngày sinh")
    expect(shown).to_contain_text("Xem lại ngày sinh")
    page.keyboard.press("F10")

    page.wait_for_url("**/xu-ly/")
    asked = dossier.supplementrequest_set.get()
    assert "Xem lại ngày sinh" in asked.items[0]["reason"]


def test_new_work_is_announced_and_the_list_does_not_move(office):
    office.send()
    page = office.open("tiepnhan.hoankiem", QUEUE)
    before = page.locator("tbody tr").count()
    office.send(at=office.now + timedelta(seconds=1))

    page.evaluate("""htmx.trigger(document.querySelector('[hx-get*="moi-ve"]'), 'every');
      htmx.ajax('GET', document.querySelector('[hx-get*="moi-ve"]').getAttribute('hx-get') + '&tu='
        + encodeURIComponent('2026-01-01T00:00:00+07:00'), document.querySelector('[hx-get*="moi-ve"]'))""")

    expect(page.locator("[role=status]", has_text="hồ sơ mới về")).to_be_visible()
    assert page.locator("tbody tr").count() == before


def test_x1_and_x2_look_right(office):
    office.look("tiepnhan.hoankiem", QUEUE, "X1-empty")
    late = office.send(at=office.now - timedelta(days=3))
    dossiers = [office.send(WITH_PAPERS if number % 2 else "2.000635") for number in range(6)]
    WorkItem.objects.filter(dossier_id=dossiers[2].id).update(
        locked_by="other",
        locked_name="Nguyễn Thị Đặng Thẳng",
        locked_since=office.now,
        locked_at=office.now,
        holder_id="other",
        holder_name="Nguyễn Thị Đặng Thẳng",
    )
    WorkItem.objects.filter(dossier_id=late.id).update(came_back=True)
    office.look("tiepnhan.hoankiem", QUEUE, "X1")
    row = Dossier.objects.get(id=dossiers[1].id)
    key = next(iter(row.sources))
    row.values = {**row.values, key: "Nguyễn Thị Đặng Thắng"}
    row.save(update_fields=["values"])
    office.look("tiepnhan.hoankiem", page_of(dossiers[1]), "X2")
    office.look("tiepnhan.hoankiem", page_of(dossiers[2]), "X2-held")
    office.look("tiepnhan.hoankiem", QUEUE + "?q=KHONGCO", "X1-no-hit")
    for dossier in dossiers[:3]:
        accept(dossier_id=dossier.id, officer=staff("tiepnhan.hoankiem"), at=office.now)
    office.look("tiepnhan.hoankiem", QUEUE + "?nhom=elsewhere", "X1-elsewhere")
    specialist = staff("chuyenvien.hoankiem")
    ask_supplement(dossier_id=dossiers[0].id, officer=specialist, items=[ITEM], at=office.now)
    answer_supplement(
        dossier_id=dossiers[0].id, actor=citizen_of(dossiers[0]), files=[], note="Đã gửi", at=office.now
    )
    office.look("chuyenvien.hoankiem", page_of(dossiers[0]), "X2-back")
    withdraw(
        dossier_id=dossiers[1].id,
        citizen=citizen_of(dossiers[1]),
        reason="Đã tìm thấy bản cũ",
        at=office.now,
    )
    office.look("chuyenvien.hoankiem", page_of(dossiers[1]), "X2-withdrawal")
    office.look("chuyenvien.hoankiem", page_of(dossiers[1], "cho-rut"), "X3-cho-rut")


def test_x3_looks_right_for_every_decision(office):
    dossier = office.send()
    office.look("tiepnhan.hoankiem", page_of(dossier, "tiep-nhan"), "X3-tiep-nhan")
    page = office.look("tiepnhan.hoankiem", page_of(dossier, "tu-choi"), "X3-tu-choi")
    page.keyboard.press("F10")
    page.wait_for_selector("#loi")
    office.browser.shoot(page, "X3-tu-choi-error")
    office.browser.check(page, allow_faults=("422",))
    accept(dossier_id=dossier.id, officer=staff("tiepnhan.hoankiem"), at=office.now)
    page = office.open("tiepnhan.hoankiem", page_of(dossier, "tiep-nhan"))
    page.keyboard.press("F10")
    page.wait_for_selector("#loi")
    office.browser.shoot(page, "X3-beaten")
    office.browser.check(page, allow_faults=("409",))
    for kind in ("bo-sung", "trinh-dong-y", "trinh-tu-choi", "chuyen"):
        page = office.look("chuyenvien.hoankiem", page_of(dossier, kind), f"X3-{kind}")
        if kind == "bo-sung":
            page.locator("[name=item_on]").first.check()
            expect(page.locator("#xem-truoc")).to_contain_text("con thieu 1 muc")
            office.browser.shoot(page, "X3-bo-sung-ticked")
            office.browser.check(page, nodes=1500)
    propose(
        dossier_id=dossier.id,
        officer=staff("chuyenvien.hoankiem"),
        grant=True,
        note="Đã đối chiếu sổ",
        result=RESULT,
        at=office.now,
    )
    for kind in ("phe-duyet", "tra-lai"):
        office.look("lanhdao.hoankiem", page_of(dossier, kind), f"X3-{kind}")
    approve(dossier_id=dossier.id, leader=staff("lanhdao.hoankiem"), at=office.now)
    _keep(dossier.id, b"%PDF-1.7 signed elsewhere", office.now)
    office.look("vanthu.hoankiem", page_of(dossier, "phat-hanh"), "X3-phat-hanh")


def _issued(office: Office) -> Dossier:
    dossier = office.send()
    accept(dossier_id=dossier.id, officer=staff("tiepnhan.hoankiem"), at=office.now)
    propose(
        dossier_id=dossier.id,
        officer=staff("chuyenvien.hoankiem"),
        grant=True,
        note="",
        result=RESULT,
        at=office.now,
    )
    approve(dossier_id=dossier.id, leader=staff("lanhdao.hoankiem"), at=office.now)
    _keep(dossier.id, b"%PDF-1.7 signed elsewhere", office.now)
    return issue_result(dossier_id=dossier.id, clerk=staff("vanthu.hoankiem"), at=office.now)


def test_q14_looks_right_and_packs_by_keyboard(office):
    office.look("tiepnhan.hoankiem", PACKING, "Q14-empty")
    first, second, third = (_issued(office) for _ in range(3))
    clerk, courier = staff("tiepnhan.hoankiem"), staff("buuta.hoankiem")
    on_run = pack_result(dossier_id=third.id, clerk=clerk, at=office.now)
    seal(parcel_id=on_run.id, seal_number="HN-000900", clerk=clerk, at=office.now)
    run = open_run(
        origin_unit=on_run.origin_unit,
        courier_id=courier.id,
        courier_name=courier.name,
        operator_code=courier.unit_code,
        clerk=clerk,
        at=office.now,
    )
    add_to_manifest(run_id=run.id, parcel_ids=[on_run.id], clerk=clerk, at=office.now)
    waiting = pack_result(dossier_id=second.id, clerk=clerk, at=office.now)
    office.look("tiepnhan.hoankiem", PACKING, "Q14")
    page = office.open("tiepnhan.hoankiem", PACKING)
    page.locator(f"#id_pack_{first.id}").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#thong-bao")).to_contain_text("Đã đóng phong bì")
    page.locator(f"#id_seal_{waiting.label}").focus()
    page.keyboard.type("x!")
    page.keyboard.press("Enter")
    page.wait_for_selector("#loi")
    assert page.locator(f"#id_seal_{waiting.label}").input_value() == "x!"
    office.browser.shoot(page, "Q14-error")
    office.browser.check(page, allow_faults=("422",))
    page.locator(f"#id_seal_{waiting.label}").fill("HN-000901")
    page.keyboard.press("Enter")
    expect(page.locator("#thong-bao")).to_contain_text("Đã niêm phong")
    page.get_by_role("button", name="Đưa vào bảng kê").press("Enter")
    expect(page.locator("#thong-bao")).to_contain_text("Đã đưa 1 phong bì vào chuyến")
    page.locator("#id_label").fill(waiting.label)
    page.keyboard.press("Enter")
    expect(page.locator("#thong-bao")).to_contain_text("Chờ bưu tá quét nhận.")
    office.browser.check(page, allow_faults=("422",))
