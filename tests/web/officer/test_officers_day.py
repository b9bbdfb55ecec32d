"""T10 and T11: a day in the office without a mouse, every press counted, in a real browser."""

import re

import pytest
from playwright.sync_api import expect

from cuamo.dossiers.models import (
    BulkRow,
    Dossier,
    DossierPaper,
    Examination,
    InternalNote,
    LongRun,
    SupplementRequest,
)
from cuamo.dossiers.services.accept import accept
from cuamo.dossiers.services.propose import propose
from cuamo.dossiers.services.run_bulk import go_on_bulk
from cuamo.dossiers.services.tell_citizen import tell_citizen
from cuamo.dossiers.states import State
from cuamo.notices.models import Notice
from tests.support.city import staff
from tests.web.officer.desk import QUEUE, RESULT, WITH_PAPERS, page_of
from tests.web.officer.office import Keys, Office, in_order

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def office(browser, live_server, transactional_db) -> Office:
    return Office(browser, live_server)


def test_a_day_without_a_mouse_and_few_presses(office):
    receives(office)
    sends_back(office)
    approves_a_crowd(office)


def receives(office: Office) -> None:
    """A clean dossier: looked at, noted, ticked, accepted; the next one opens by itself."""
    first, second = in_order(office.send(WITH_PAPERS), office.send(WITH_PAPERS))
    page = office.open("tiepnhan.hoankiem", QUEUE)
    keys = Keys(page)

    keys.press("Enter")
    page.wait_for_url(f"**{page_of(first)}")
    slots = page.locator("[data-ticks] input").count()
    keys.press(*(str(number) for number in range(1, slots + 1)), "Alt+1")
    page.wait_for_url(f"**{page_of(first, 'tiep-nhan')}")
    expect(page.locator("main")).not_to_contain_text("Chưa đánh dấu đã xem")
    keys.press("F10")
    page.wait_for_url(f"**{page_of(second)}")

    assert keys.presses <= 12
    print(f"T11 clean dossier: {keys.presses} presses, {slots} lines ticked")
    assert len(Examination.objects.get(dossier=first).marks) == slots
    assert Dossier.objects.get(id=first.id).state == State.ACCEPTED

    keys.press("F2")
    page.keyboard.type("Gọi lại sau 15 giờ")
    keys.press("Tab", "Enter")
    expect(page.locator(".notes")).to_contain_text("Gọi lại sau 15 giờ")
    assert InternalNote.objects.get().dossier_id == second.id
    assert page.faults == []
    page.context.close()


def sends_back(office: Office) -> None:
    """Two reasons of the catalogue, one on the page it is about; what is shown is what the phone gets."""
    dossier, other = in_order(*Dossier.objects.exclude(state=State.DRAFT))
    for waiting in (dossier, other):
        if waiting.state == State.SUBMITTED:
            accept(dossier_id=waiting.id, officer=staff("tiepnhan.hoankiem"), at=office.now)
    dossier, other = in_order(dossier, other)
    page = office.open("chuyenvien.hoankiem", QUEUE)
    keys = Keys(page)

    keys.press("Enter")
    page.wait_for_url(f"**{page_of(dossier)}")
    keys.press("Alt+2")
    page.wait_for_url(f"**{page_of(dossier, 'bo-sung')}")
    keys.press("1", "2")
    shown = page.locator("#xem-truoc")
    expect(shown).to_contain_text("con thieu 2 muc")
    preview = shown.locator(".sms").inner_text()
    listed = shown.locator("ol li").all_inner_texts()
    keys.press("F10")
    page.wait_for_url(f"**{page_of(other)}")

    assert keys.presses <= 12
    print(f"T11 return with two reasons: {keys.presses} presses")
    tell_citizen(dossier_id=dossier.id, news="dossier.supplement_asked", at=office.now)
    assert preview == Notice.objects.filter(subject_id=dossier.id, template="N3").latest("id").text
    asked = SupplementRequest.objects.get(dossier=dossier)
    assert [f"{item['label']}: {item['reason']} → {item['todo']}" for item in asked.items] == listed
    assert page.faults == []
    page.context.close()


def approves_a_crowd(office: Office) -> None:
    """Ticks two rows, looks at the dry run, lets it run; each outcome is there to read."""
    for _ in range(2):
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
    page = office.open("lanhdao.hoankiem", QUEUE)
    keys = Keys(page)

    keys.press("Space", "ArrowDown", "Space", "F9")
    page.wait_for_url("**/hang-loat/*")
    office.browser.shoot(page, "X4")
    office.browser.check(page, nodes=1500)
    keys.press("F10")
    expect(page.locator("main h1")).to_have_text(re.compile("Xem thử"))
    assert not BulkRow.objects.exists()
    office.browser.shoot(page, "X4-try")
    office.browser.check(page, nodes=1500)
    keys.press("F10")
    page.wait_for_url(re.compile(r"/hang-loat/[0-9a-f-]{36}/$"))
    run = LongRun.objects.get(kind="BULK")
    go_on_bulk(run_id=run.id, at=office.now)
    expect(page.locator("#ket-qua-hang-loat")).to_contain_text("Đã làm 2/2 hồ sơ")

    office.browser.shoot(page, "X4-run")
    office.browser.check(page, nodes=1500)
    assert keys.presses <= 6
    print(f"X4 two dossiers: {keys.presses} presses")
    assert list(BulkRow.objects.values_list("status", flat=True)) == ["DONE", "DONE"]
    assert page.faults == []
    page.context.close()


def test_two_papers_lie_beside_each_other_and_stay_turned_and_large_from_paper_to_paper(office):
    dossier = office.send(WITH_PAPERS)
    first = DossierPaper.objects.filter(dossier=dossier).first()
    DossierPaper.objects.create(
        dossier=dossier, component_key="gui_them", file=first.file, added_at=office.now, added_by={}
    )
    page = office.open("tiepnhan.hoankiem", page_of(dossier))
    keys = Keys(page)

    keys.press("+", "+", "*", "PageDown")
    page.wait_for_url("**giay=**")
    viewer = page.locator("[data-papers]")
    assert viewer.get_attribute("data-zoom") == "2"
    keys.press("PageUp")
    expect(page.locator(".tabs li").first.locator("a")).to_have_attribute("aria-current", "page")
    expect(page.locator(".paper-page").first).to_have_attribute("data-turn", "1")
    keys.press("0")
    expect(viewer).to_have_attribute("data-fit", "page")
    assert viewer.get_attribute("data-zoom") == "1"
    page.locator("#id_voi").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**voi=**")

    left, right = (column.bounding_box() for column in page.locator(".paper-pages").all())
    assert left["x"] + left["width"] <= right["x"]
    assert left["y"] == right["y"]
    office.browser.shoot(page, "X2-compare")
    office.browser.check(page, nodes=1500)
    assert page.faults == []
