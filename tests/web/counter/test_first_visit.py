"""T5: a first visit for a child, three papers, a search and cash, by the keyboard alone."""

import io
import random
from datetime import date
from typing import Any

import pytest
from django.utils import timezone
from PIL import Image, ImageDraw
from playwright.sync_api import Page, expect

from cuamo.cli.sample_forms import plausible_values
from cuamo.dossiers.models import DossierPaper
from cuamo.dossiers.states import State
from tests.support.form_versions import in_force_from
from tests.web.counter.desk import Desk

pytestmark = pytest.mark.django_db(transaction=True)
BIRTH = "1.001193"
MOST = 45
ANSWERS = {"nguoi_di_khai": "3", "giay_chung_sinh": "5", "cha_me_ket_hon": "1", "thoi_han": "1"}
"""An authorised person, born by surrogacy: three papers are asked for."""
PAPERS = ("giay_chung_sinh", "mang_thai_ho", "uy_quyen_chung_thuc")


def _sheet(words: str) -> dict[str, Any]:
    """Return a sharp scanned page that is like no other."""
    page = Image.new("L", (1240, 1754), 250)
    pen = ImageDraw.Draw(page)
    pen.rectangle((40, 40, 1200, 1714), outline=0, width=4)
    for line in range(24):
        pen.text((140, 160 + 60 * line), f"{words} {line} " * 3, fill=0, font_size=26)
    kept = io.BytesIO()
    page.save(kept, "PNG")
    return {"name": f"{words}.png", "mimeType": "image/png", "buffer": kept.getvalue()}


def _not_borne_by_the_city(content: dict[str, Any]) -> None:
    """Let the citizen pay for copies: the city bears every fee of this procedure today."""
    for fee in content["fees"]:
        if fee["key"] == "phi_ban_sao":
            fee["setter"] = "OTHER"


def _citizen_fills_in(citizen: Page, values: dict[str, Any]) -> None:
    """Fill in the form on the citizen's own screen, page by page; none of it is a press of the clerk."""
    citizen.get_by_role("link", name="Tự điền trên màn hình này").click()
    while True:
        citizen.wait_for_selector("#tu-dien")
        for box in citizen.locator("#tu-dien :is(input, select, textarea)").all():
            name = box.get_attribute("name") or ""
            key, _, part = name.partition(".")
            said = values.get(key)
            if name in {"csrfmiddlewaretoken", "trang"} or said in (None, ""):
                continue
            kind = box.get_attribute("type")
            if kind in {"radio", "checkbox"}:
                if kind == "checkbox" or box.get_attribute("value") == said:
                    box.focus()
                    citizen.keyboard.press("Space")
            elif box.evaluate("box => box.tagName") == "SELECT":
                box.select_option(str(said))
            elif part:
                year, month, day = (*str(said).split("-"), "", "")[:3]
                box.fill({"ngay": day, "thang": month, "nam": year}[part])
            else:
                box.fill(str(said))
        with citizen.expect_navigation():
            citizen.get_by_role("button", name="Tiếp", exact=True).click()
        if not citizen.locator("#tu-dien").count():
            return


def test_a_first_visit_for_a_child_with_three_papers_and_cash_takes_at_most_45_presses(desk: Desk):
    in_force_from(BIRTH, _not_borne_by_the_city, on=date.today(), at=timezone.now())
    desk.papers = [_sheet(name) for name in PAPERS]
    page = desk.sit_down()
    desk.caret_at("card")
    desk.scan()
    desk.at_step(1)
    desk.pair()
    desk.caret_at("phone")
    desk.press(*"0912345678")  # nobody knows this person yet
    desk.press("Enter")
    desk.at_step(2)
    desk.citizen_agrees()
    desk.at_step(3)

    desk.press("F4", *"dkks")
    page.wait_for_selector("#tim-thay [data-words='dkks']")
    assert page.locator("#tim-thay input[type=radio]").first.get_attribute("value") == BIRTH
    desk.press("Enter")
    desk.at_step(4)
    for question, digit in ANSWERS.items():
        desk.caret_at(question)
        desk.press(digit, "Enter")
    desk.at_step(5)

    dossier = desk.dossier()
    known = {**dossier.values, "ks_dan_toc": "KINH", "ks_quoc_tich": "VN", "so_ban_sao": 1}
    values = plausible_values(
        dossier.version.content, dossier.answers, known, today=date.today(), rng=random.Random(3)
    )
    _citizen_fills_in(desk.citizen, values)
    page.wait_for_function("document.querySelector('[name=ks_ten]').value !== ''")
    desk.press("F10")
    desk.at_step(6)

    with page.expect_navigation():
        desk.press("F8")
    desk.caret_at("xep")  # the machine proposes one paper for each page; nothing is taken unseen
    expect(page.locator("#khay-ten")).to_contain_text("3 trang")
    with page.expect_navigation():
        desk.press("Enter")
    kept = DossierPaper.objects.filter(dossier=dossier, removed_at=None)
    assert sorted(kept.values_list("component_key", flat=True)) == sorted(PAPERS)
    desk.caret_at("buoc")
    desk.press("Enter")
    desk.at_step(7)
    desk.citizen_confirms()
    desk.at_step(9)

    desk.press("1", "Enter")
    expect(page.locator(".change-back")).to_be_visible()
    desk.press("Enter")
    desk.at_step(10)
    desk.press("F10")
    desk.at_step(11)
    desk.press("Enter")
    page.wait_for_url("**/quay/")

    sent = desk.dossier()
    assert (sent.state, sent.procedure_code) == (State.SUBMITTED, BIRTH)
    assert sent.fee["citizen_total_vnd"] == 8_000
    assert desk.presses <= MOST, desk.by_step
    assert desk.presses == 34, desk.by_step
