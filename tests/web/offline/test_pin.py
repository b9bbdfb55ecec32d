"""The PIN is asked for once after a start; what lies on the PC follows a new PIN and every good save."""

import pytest

from cuamo.dossiers.models import Dossier
from tests.support.browser import assert_accessible
from tests.web.counter.desk import prepare
from tests.web.offline.post import PIN

pytestmark = pytest.mark.django_db(transaction=True)
NEW = "314159"
LICENCE = "3.000347"
RESCUE = """async () => {
  const vault = globalThis.cuamoVault;
  const base64 = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes)));
  const key = await crypto.subtle.generateKey({name: 'AES-GCM', length: 256}, true, ['encrypt', 'decrypt']);
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const tied = new TextEncoder().encode('items/a');
  const item = {key: 'a', papers: [], name: 'NGUYỄN THỊ ĐẶNG THẲNG'};
  const words = new TextEncoder().encode(JSON.stringify(item));
  const sealed = await crypto.subtle.encrypt({name: 'AES-GCM', iv, additionalData: tied}, key, words);
  const record = {store: 'items', id: 'a', raw: false, clear: {}, iv: base64(iv), sealed: base64(sealed)};
  const file = {clerk: await vault.clerk(), device: 'another PC', records: [record]};
  const text = base64(await crypto.subtle.exportKey('raw', key));
  const said = [
    await vault.takeBack(file, async () => null),
    await vault.takeBack({...file, clerk: 'x'}, async () => text),
    await vault.takeBack({...file, device: await vault.device()}, async () => text),
    await vault.get('items', 'a'),
    await vault.takeBack(file, async () => text),
    (await vault.get('items', 'a')).name,
  ];
  await vault.remove('items', 'a');
  return said;
}"""
SALT = "() => cuamoVault.recall('lock').then((lock) => [...lock.salt].join())"
SET = "pin => document.dispatchEvent(new CustomEvent('pin:set', {detail: {pin}}))"


def test_after_a_start_of_the_browser_the_pin_is_asked_for_once_and_a_new_pin_opens_what_lies_here(post):
    post.prepare()
    page = post.go("/quay/")
    post.until("() => cuamoVault.isOpen()")
    assert page.query_selector("#id_hoi_pin") is None, "it is open: nothing is asked"
    page.evaluate("() => cuamoVault.put('words', 'trang:/quay/thu/', {fields: [['a', 'chữ']]})")

    _start_again(post)
    assert_accessible(post.page)
    post.page.fill("#id_hoi_pin", "000000")
    post.page.keyboard.press("Enter")
    post.page.wait_for_selector("dialog [role=alert]:has-text('chưa đúng')")
    _give(post, PIN)
    assert post.page.evaluate(RESCUE) == [
        "sign-in", "other-clerk", "unreadable", None, "taken", "NGUYỄN THỊ ĐẶNG THẲNG",
    ], "a rescue file of another PC opens with that PC's key and with nothing else"  # fmt: skip
    before = post.page.evaluate(SALT)
    post.page.evaluate(SET, NEW)
    post.until(f"({SALT})().then((salt) => salt !== '{before}')")

    _start_again(post)
    assert not post.page.evaluate(f"() => cuamoVault.open('{PIN}')"), "the PIN of before opens nothing"
    _give(post, NEW)
    _start_again(post)
    post.page.click("dialog button[value=later]")
    post.page.wait_for_selector("#id_hoi_pin", state="detached")
    post.go("/quay/ca/")
    post.until("() => cuamoVault.exists()")
    post.page.wait_for_timeout(300)
    assert post.page.query_selector("#id_hoi_pin") is None, "asked once"


def test_what_is_kept_of_a_visit_follows_every_good_save_and_words_that_arrived_are_forgotten(post):
    post.prepare()
    begun = prepare(5, procedure=LICENCE)
    page = post.go(f"{begun.path}5/")
    snap = f"cuamoVault.get('snaps', '{begun.visit.id}')"
    post.until(f"() => {snap}.then(Boolean)")
    before = page.evaluate(f"() => {snap}.then((kept) => kept.mark)")
    field = page.locator("form[data-save] input[type=text]:not([name*='.'])").first
    name = field.get_attribute("name")
    assert name is not None

    field.fill("Chữ vừa gõ")
    page.keyboard.press("Tab")

    post.until(f"() => {snap}.then((kept) => kept.dossier.values['{name}'] === 'Chữ vừa gõ')")
    assert page.evaluate(f"() => {snap}.then((kept) => kept.mark)") != before
    assert Dossier.objects.get().values[name] == "Chữ vừa gõ"

    # Words of an earlier try lie here; a page that is sent now and leads on is the arrival that counts.
    page = post.go(f"{begun.path}1/")
    post.until("() => cuamoVault.isOpen()")
    words = f"{begun.visit.id}/1"
    page.evaluate(
        "([id, visit]) => cuamoVault.put('words', id, {id, fields: [], files: []}, {visit})",
        [words, str(begun.visit.id)],
    )
    page.keyboard.press("F10")
    page.wait_for_url(lambda url: not url.endswith("/1/"))
    post.until(f"() => cuamoVault.get('words', '{words}').then((kept) => !kept)")


def _start_again(post) -> None:
    post.kill()
    post.sign_in()
    post.go("/quay/")
    post.page.wait_for_selector("#id_hoi_pin")


def _give(post, pin: str) -> None:
    post.page.fill("#id_hoi_pin", pin)
    post.page.keyboard.press("Enter")
    post.page.wait_for_selector("#id_hoi_pin", state="detached")
    post.until("() => cuamoVault.isOpen()")
