"""T6: the browser is killed at each of the eleven steps; no field is lost, with the network or without."""

import time
from typing import Any

import pytest
from django.utils import timezone

from cuamo.dossiers.models import Dossier, Visit
from tests.support.city import PHONE, PNG
from tests.web.counter.desk import prepare
from tests.web.offline.post import PIN

pytestmark = pytest.mark.django_db(transaction=True)
LICENCE = "3.000347"
FIELDS = """() => Object.fromEntries([...document.querySelectorAll('#noi-dung [name]')]
  .filter((one) => !['file', 'submit'].includes(one.type))
  .filter((one) => !['radio', 'checkbox'].includes(one.type) || one.checked)
  .map((one) => [one.name, one.value]))"""
ITEM = "() => cuamoBench.all().then((items) => items[0])"
TOUCH = """([act, value]) => {
  const told = new BroadcastChannel('cuamo-guong');
  told.postMessage({type: 'act', visit: cuamoBench.current().item.key, act, value});
  told.close();
}"""
SIGNED = """() => {
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [400, 160];
  const pen = canvas.getContext('2d');
  pen.lineWidth = 4;
  pen.moveTo(20, 120);
  pen.bezierCurveTo(120, 10, 180, 150, 380, 40);
  pen.stroke();
  return canvas.toDataURL('image/png');
}"""


def test_at_the_bench_a_kill_at_any_of_the_eleven_steps_loses_no_field(post, line):
    post.prepare()
    line.cut()
    page = post.open_bench()
    page.click("button[value=by-hand]")
    _at(post, 1)
    post.page.keyboard.insert_text("NGUYỄN THỊ ĐẶNG THẲNG")
    for name, text in {"birth_date.nam": "1949", "address": "Số 3 phố Huế", "phone": PHONE}.items():
        post.page.fill(f"[name='{name}']", text)
    post.page.check("[name=sex][value=Nữ]")
    _survives(post, 1)

    _next(post, 2)
    _survives(post, 2)
    post.page.evaluate(TOUCH, ["consent", True])

    _at(post, 3)
    post.page.keyboard.press("F4")
    post.page.keyboard.type("giay phep lai xe")
    post.page.check("[name=mode][value=FOR]")
    kept = _survives(post, 3)
    assert kept["q"] == "giay phep lai xe"
    assert post.page.locator("[name=procedure]").first.get_attribute("value") == LICENCE

    _next(post, 4)
    for name in ("loai_xe", "ly_do", "quoc_tich"):
        post.page.locator(f"[name={name}]").first.check()
    _survives(post, 4)

    _next(post, 5)
    text = post.page.locator("#noi-dung input[type=text][aria-required=true]:not([name*='.'])")
    for place in range(text.count()):
        if not text.nth(place).input_value():
            text.nth(place).fill(f"chữ thứ {place}")
    _survives(post, 5)
    _complete_form(post)

    _next(post, 6)
    paper = {"name": "giay.png", "mimeType": "image/png", "buffer": PNG}
    for place in range(post.page.locator("[data-paper-form] input").count()):
        post.page.locator("[data-paper-form] input").nth(place).set_input_files(paper)  # type: ignore[arg-type]
        post.page.wait_for_selector(f"img[data-file] >> nth={place}")
    post.page.fill("[name=address]", "Số 8 ngõ Tức Mạc, phường Cửa Nam")
    kept = _survives(post, 6)
    assert kept["address"] == "Số 8 ngõ Tức Mạc, phường Cửa Nam"
    assert post.page.locator("img[data-file]").count() >= 1

    _next(post, 7)
    _survives(post, 7)
    post.page.evaluate(TOUCH, ["agree", True])

    _at(post, 8)
    post.page.fill("[name=witness]", "Trần Văn Chứng")
    assert _survives(post, 8)["witness"] == "Trần Văn Chứng"
    post.page.evaluate(TOUCH, ["sign", post.page.evaluate(SIGNED)])

    _at(post, 9)
    post.page.fill("[name=other]", "200.000")
    assert _survives(post, 9)["other"] == "200.000"
    post.page.keyboard.press("Enter")
    post.page.wait_for_selector(".change-back")
    post.page.keyboard.press("Enter")

    _at(post, 10)
    _survives(post, 10)
    _next(post, 11)
    item = _survives(post, 11, listed=False)
    assert item == {}
    assert post.page.evaluate(ITEM)["state"] == "waiting"

    line.restore()
    post.sign_in()
    post.send()
    dossier = Dossier.objects.get()
    assert dossier.applicant.full_name == "NGUYỄN THỊ ĐẶNG THẲNG"
    assert dossier.delivery["address"] == "Số 8 ngõ Tức Mạc, phường Cửa Nam"


def test_with_the_network_typed_words_outlive_a_kill_and_so_do_words_the_line_swallowed(post, line):
    post.prepare()
    first = prepare(3, procedure=LICENCE)
    typed = {1: ("phone", "0987654321"), 3: ("q", "khai sinh cho cháu")}
    for step, (name, text) in typed.items():
        _types_and_dies(post, f"{first.path}{step}/", name, text)

    Visit.objects.filter(id=first.visit.id).update(ended_at=timezone.now())
    second = prepare(9, procedure=LICENCE)
    _types_and_dies(post, f"{second.path}9/", "other", "150.000")
    Visit.objects.filter(id=second.visit.id).update(ended_at=timezone.now())

    third = prepare(6, procedure=LICENCE)
    _types_and_dies(post, f"{third.path}6/", "address", "Số 8 ngõ Tức Mạc")
    page = post.go(f"{third.path}5/")
    box = "form[data-save] input[type=text]:not([name*='.'])"
    name = page.locator(box).first.get_attribute("name")
    _types_and_dies(post, f"{third.path}5/", name, "Chữ gõ rồi mất điện")
    page = post.page
    field = page.locator(box).first
    # Now the line is cut while the clerk types: the words stay on this PC.
    post.until("() => cuamoVault.isOpen()")
    line.cut()
    field.fill("Chữ gõ lúc mất mạng")
    post.until(f"() => cuamoVault.get('words', '{third.visit.id}/5').then(Boolean)")
    post.kill()
    line.restore()
    _back(post, f"{third.path}5/")
    post.until(f"() => document.querySelector(\"[name='{name}']\")?.value === 'Chữ gõ lúc mất mạng'")
    assert Dossier.objects.get(id=third.dossier.id).values[name] == "Chữ gõ lúc mất mạng"

    Visit.objects.filter(id=third.visit.id).update(ended_at=timezone.now())
    fourth = prepare(5, procedure=LICENCE)
    page = post.go(f"{fourth.path}4/")
    post.until("() => cuamoVault.isOpen()")
    chosen = page.locator("#buoc input[type=radio]:not(:checked)").first
    question, answer = chosen.get_attribute("name"), chosen.get_attribute("value")
    chosen.check()
    time.sleep(1.5)
    post.kill()
    _back(post, f"{fourth.path}4/")
    post.until(f"() => document.querySelector(\"[name='{question}']:checked\")?.value === '{answer}'")


def test_a_visit_begun_with_the_network_goes_on_without_it_at_its_step_as_the_same_dossier(post, line):
    post.prepare()
    begun = prepare(7, procedure=LICENCE)
    page = post.go(f"{begun.path}6/")
    post.until(f"() => cuamoVault.get('snaps', '{begun.visit.id}').then(Boolean)")
    line.cut()
    page.fill("[name=address]", "Số 8 ngõ Tức Mạc, phường Cửa Nam")
    page.keyboard.press("F10")  # the page is sent and nobody answers
    page.wait_for_url("**/quay/may/ban/**")
    _at(post, 6)
    assert post.page.input_value("[name=address]") == "Số 8 ngõ Tức Mạc, phường Cửa Nam"
    _next(post, 7)
    post.page.evaluate(TOUCH, ["agree", True])
    _at(post, 8)
    post.page.evaluate(TOUCH, ["sign", post.page.evaluate(SIGNED)])
    _at(post, 9)
    post.page.keyboard.press("2")
    post.page.keyboard.press("Enter")
    post.page.wait_for_selector(".change-back")
    post.page.keyboard.press("Enter")
    _at(post, 10)
    _next(post, 11)

    line.restore()
    post.send()
    dossier = Dossier.objects.get()
    assert dossier.id == begun.dossier.id
    assert dossier.submitted_at is not None
    assert dossier.delivery["address"] == "Số 8 ngõ Tức Mạc, phường Cửa Nam"
    assert Visit.objects.get().ended_at is not None


def _at(post: Any, step: int) -> None:
    post.page.wait_for_selector(f"body[data-page=Q{step}] #buoc, body[data-page=Q{step}] .card.need")


def _next(post: Any, step: int) -> None:
    post.page.keyboard.press("F10")
    _at(post, step)


def _survives(post: Any, step: int, *, listed: bool = True) -> dict[str, str]:
    """Kill the browser at this step; what was typed stands there again. Return the fields."""
    _at(post, step)
    post.page.wait_for_timeout(120)  # the disk has what was typed; a person is not quicker with the plug
    item, fields = post.page.evaluate(ITEM), post.page.evaluate(FIELDS)
    post.kill()
    post.go("/quay/")
    post.unlock()
    if listed:
        post.page.click("[data-open]")
        _at(post, step)
        assert post.page.evaluate(FIELDS) == fields
    assert post.page.evaluate(ITEM) == item
    return fields


def _complete_form(post: Any) -> None:
    """Fill whatever is still missing with something that passes."""
    page = post.page
    for _ in range(3):
        for box in page.locator("#noi-dung [type=checkbox][aria-required=true]").all():
            box.check()
        for group in page.locator("#noi-dung fieldset.field:not(:has(.optional))").all():
            radio = group.locator("[type=radio]")
            if radio.count() and not group.locator("[type=radio]:checked").count():
                radio.first.check()
        for name, text in {"ngay": "02", "thang": "09", "nam": "1949"}.items():
            for box in page.locator(f"#noi-dung fieldset.field:not(:has(.optional)) [name$='.{name}']").all():
                if not box.input_value():
                    box.fill(text)
        for box in page.locator("#noi-dung [aria-required=true].width-code").all():
            kind = box.get_attribute("type")
            box.fill(PHONE if kind == "tel" else "001149012345")


def _types_and_dies(post: Any, path: str, name: str, text: str) -> None:
    """Type without leaving the field, wait a moment, kill, come back: the words stand there."""
    page = post.go(path)
    post.until("() => cuamoVault.isOpen()")
    time.sleep(0.3)
    page.click(f"main [name='{name}']")
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(text)
    time.sleep(1.5)
    post.kill()
    _back(post, path)
    plain = "?.value.replace(/ /g, '')"
    post.until(f"() => document.querySelector(\"main [name='{name}']\"){plain} === '{text.replace(' ', '')}'")


def _back(post: Any, path: str) -> None:
    post.sign_in()
    post.go(path)
    post.page.evaluate("pin => document.dispatchEvent(new CustomEvent('pin:entered', {detail: {pin}}))", PIN)
    post.until("() => cuamoVault.isOpen()")
