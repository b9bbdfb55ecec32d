"""What happens to a phone in a day: its clock, disk, next user and next version. Nothing unsent is lost."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.utils import timezone

from cuamo.delivery.models import CourierAct, Parcel
from cuamo.delivery.services.hand_over import scan_in
from cuamo.delivery.services.start_out import start_out
from cuamo.delivery.states import ParcelState
from cuamo.organisation.selectors.staff import actor_of
from cuamo.web.courier import offline
from tests.support.browser import assert_accessible, assert_no_sideways_scroll
from tests.support.cut_line import CutLine
from tests.web.courier.conftest import courier_account
from tests.web.courier.phone import Phone

pytestmark = pytest.mark.django_db(transaction=True)
FULL = """() => {
  const put = IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = function (...what) {
    if (this.name === 'items') throw new DOMException('full', 'QuotaExceededError');
    return put.apply(this, what);
  };
  globalThis.roomAgain = () => { IDBObjectStore.prototype.put = put; };
}"""
UPDATED = """async () => {
  const registration = await navigator.serviceWorker.getRegistration('/giao/');
  await registration.update().catch(() => {});
  await new Promise((done) => setTimeout(done, 1500));
  return (await caches.keys()).filter((name) => name.startsWith('cuamo-giao-vo-'));
}"""


@pytest.fixture
def phone(live_server, round_, tmp_path: Path) -> Iterator[Phone]:
    """A phone with three envelopes that are on their way."""
    courier = actor_of(round_.account, at=timezone.now())
    for parcel in round_.parcels:
        scan_in(label=parcel.label, courier=courier, at=timezone.now())
        start_out(parcel_id=parcel.id, window="08:00–10:00", courier=courier, at=timezone.now())
    courier_account("kha.vv")
    address = urlsplit(live_server.url)
    line = CutLine((address.hostname or "127.0.0.1", address.port or 80))
    made = Phone(line, tmp_path / "phone", "tai.tv")
    made.start()
    made.prepare()
    yield made
    made.stop()
    line.close()


def test_clock_disk_next_courier_and_next_version_lose_nothing(phone, round_, monkeypatch):
    first, second, third = Parcel.objects.order_by("run_order")
    page = phone.page
    for place in ("", f"chuyen/{round_.run.id}", "quet/nhan", f"phong-bi/{first.id}", "cho-gui"):
        phone.open(place)
        page.wait_for_selector("#trang h1")
        for summary in page.query_selector_all("#trang details > summary"):
            summary.click()
        assert_accessible(page)
        assert_no_sideways_scroll(page)

    phone.line.cut()
    _hand(phone, first)
    assert [act["kind"] for act in phone.acts()] == ["hand"]

    page.evaluate(FULL)
    _key_in(phone, second)
    page.wait_for_selector("#bao .notice.error:has-text('CHƯA được giữ')")
    assert [act["parcel"] for act in phone.acts()] == [str(first.id)]
    page.evaluate("() => roomAgain()")
    phone.page.clock.set_system_time(timezone.now() - timedelta(days=1))
    _hand(phone, second)
    assert [act["parcel"] for act in phone.acts()] == [str(first.id), str(second.id)]

    monkeypatch.setattr(offline, "version_of", lambda *_: "banmoi")
    phone.line.restore()
    shelf = page.evaluate(UPDATED)
    assert len(shelf) == 1
    assert not shelf[0].endswith("banmoi")

    phone.kill()
    phone.sign_in("kha.vv")
    phone.open("")
    phone.page.wait_for_selector("form[data-kind=set]")
    assert "còn việc chưa gửi của bưu tá khác" in phone.page.inner_text("#trang")
    phone.page.fill("#id_p", "161803")
    phone.page.fill("#id_again", "161803")
    phone.page.click("#viec-chinh button[type=submit]")
    phone.page.wait_for_selector("#trang h1:has-text('Chuyến hôm nay')")
    phone.page.evaluate("() => cuamoGiao.send()")
    assert first.recipient not in phone.page.inner_text("body")
    assert CourierAct.objects.count() == 0

    phone.sign_in("tai.tv")
    phone.open("")
    phone.page.reload()
    phone.page.wait_for_selector("form[data-kind=open]")
    phone.unlock()
    phone.until("() => cuamoGiao.send().then(() => cuamoGiao.now()).then((view) => !view.unsent.length)")
    rows = {row.parcel_id: row for row in CourierAct.objects.all()}
    assert {row.state for row in rows.values()} == {"DONE"}
    assert (rows[first.id].doubt, bool(rows[second.id].doubt)) == ("", True)
    assert rows[second.id].device_time < rows[first.id].device_time
    assert Parcel.objects.filter(state=ParcelState.DELIVERED).count() == 2
    assert Parcel.objects.get(id=third.id).state == ParcelState.OUT_FOR_DELIVERY
    phone.until(f"() => ({UPDATED})().then((names) => names.includes('cuamo-giao-vo-banmoi'))", seconds=40)


def _key_in(phone: Phone, parcel: Parcel) -> None:
    phone.page.evaluate("place => { location.hash = place; }", f"#phong-bi/{parcel.id}")
    phone.page.wait_for_function("label => document.title.includes(label)", arg=parcel.label)
    phone.page.fill("#id_pin", parcel.pin)
    phone.page.press("#id_pin", "Enter")


def _hand(phone: Phone, parcel: Parcel) -> None:
    _key_in(phone, parcel)
    phone.page.wait_for_selector("#bao .notice.success")
