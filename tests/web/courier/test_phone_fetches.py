"""G3 on a phone without a line: papers are taken at a home, a strange label is told, nothing is lost."""

import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from django.utils import timezone

from cuamo.delivery.models import Alarm, HandOver, Parcel
from cuamo.delivery.selectors.slots import slots_in
from cuamo.delivery.services.fetch_at_home import agree_fetch
from cuamo.delivery.services.load_run import load_run
from cuamo.delivery.services.prepare_originals import Home, prepare_originals
from cuamo.delivery.states import Direction, ParcelState
from cuamo.kernel.actors import SYSTEM
from cuamo.organisation.models import Unit
from cuamo.organisation.selectors.staff import actor_of
from cuamo.organisation.types import UnitKind
from tests.delivery.places import AUTHORITY, OFFICER, PAPERS
from tests.support.browser import assert_accessible, assert_no_sideways_scroll
from tests.support.cut_line import CutLine
from tests.web.courier.phone import Phone

pytestmark = pytest.mark.django_db(transaction=True)
STRANGE = "RH000000990VN"


def to_fetch(account) -> Parcel:
    Unit.objects.create(
        code=AUTHORITY,
        kind=UnitKind.AUTHORITY,
        name_vi="Phường Kim Liên",
        name_en="Kim Lien ward",
        address="Số 1 phố Lương Định Của",
    )
    now = timezone.now()
    parcel = prepare_originals(
        subject_id=uuid4(),
        subject_code="H26.1-260911-0077",
        papers=PAPERS,
        origin_unit="",
        destination_unit=AUTHORITY,
        actor=SYSTEM,
        at=now,
        home=Home("Nguyễn Thị Thanh Hương", "0912345678", "Số 9 phố Tây Sơn", "00229"),
    )
    window = slots_in("00229", now=now)[0].key
    agree_fetch(parcel_id=parcel.id, window=window, actor=SYSTEM, at=now, via="WEB")
    load_run(parcel_ids=[parcel.id], courier=actor_of(account, at=now), clerk=OFFICER, at=now)
    return Parcel.objects.get(id=parcel.id)


@pytest.fixture
def phone(live_server, round_, tmp_path: Path) -> Iterator[Phone]:
    """A phone whose courier has papers to fetch."""
    to_fetch(round_.account)
    address = urlsplit(live_server.url)
    line = CutLine((address.hostname or "127.0.0.1", address.port or 80))
    made = Phone(line, tmp_path / "phone", "tai.tv")
    made.start()
    made.prepare()
    yield made
    made.stop()
    line.close()


def look(page, name: str) -> None:
    """Keep a picture where somebody wants to look."""
    if folder := os.environ.get("CUAMO_SHOTS"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def test_papers_are_taken_without_a_line_and_a_strange_label_reaches_the_coordinator(phone):
    parcel, page = Parcel.objects.get(direction=Direction.ORIGINALS), phone.page
    phone.open(f"chuyen/{parcel.run_id}")
    page.wait_for_selector("#viec-chinh a:has-text('lấy giấy tờ')")
    look(page, "G1-fetch")
    phone.open(f"phong-bi/{parcel.id}")
    page.wait_for_selector("form[data-do=fetch]")
    look(page, "G3-fetch")
    page.click("#trang details > summary")
    assert_accessible(page)
    assert_no_sideways_scroll(page)
    page.click("#trang details > summary")

    phone.line.cut()
    page.fill("#id_papers", "2")
    page.fill("#id_seal", "np 888-001")
    page.click("#viec-chinh button.go")
    page.wait_for_selector("#bao .notice.error:has-text('chữ ký')")
    assert phone.acts() == []
    box = page.query_selector("canvas[data-sign]").bounding_box()
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + 90, box["y"] + 60, steps=5)
    page.mouse.up()
    page.click("#viec-chinh button.go")
    page.wait_for_selector("#viec-chinh a:has-text('Quét trả ở nơi nhận')")
    assert "Phường Kim Liên" in page.inner_text("#trang h1")
    look(page, "G3-fetched")
    phone.open("quet/nhan")
    phone.scan(STRANGE)
    phone.scan(STRANGE)
    look(page, "G2-strange")
    assert [(act["kind"], act["label"]) for act in phone.acts()] == [
        ("fetch", parcel.label),
        ("take", STRANGE),
    ]

    phone.line.restore()
    phone.until("() => cuamoGiao.acts().then((all) => all.every((act) => act.state !== 'waiting'))")
    given = HandOver.objects.get(parcel=parcel)
    parcel.refresh_from_db()
    assert (parcel.state, parcel.seal_number) == (ParcelState.PICKED_UP, "NP888-001")
    assert (given.giver["papers"], given.evidence_id is not None) == (2, True)
    assert Alarm.objects.get(kind="UNKNOWN_LABEL").label == STRANGE
