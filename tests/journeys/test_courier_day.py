"""T13: a courier's whole day without the network: every proof arrives once, none is lost, none twice."""

import random
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.utils import timezone

from cuamo.delivery.models import Attempt, CourierAct, HandOver, Parcel, Run
from cuamo.delivery.services.hand_over import hand_over
from cuamo.delivery.services.return_to_point import return_to_point
from cuamo.delivery.states import ParcelState
from cuamo.documents.models import StoredFile
from cuamo.organisation.selectors.staff import actor_of
from tests.delivery.conftest import CLERK, point, run_of, sealed
from tests.support.cut_line import AFTER, BEFORE, MIDDLE, CutLine
from tests.web.courier.conftest import courier_account
from tests.web.courier.phone import Phone

__all__ = ["point"]
pytestmark = pytest.mark.django_db(transaction=True)
STOPS = 40
SIGN = """(seed) => {
  const canvas = document.querySelector('#trang canvas[data-sign]');
  canvas.closest('details').open = true;
  return new Promise((done) => setTimeout(() => {
    const box = canvas.getBoundingClientRect();
    const at = (type, x, y) => canvas.dispatchEvent(new PointerEvent(type,
      {clientX: box.x + x, clientY: box.y + y, pointerId: 1, bubbles: true}));
    canvas.setPointerCapture = () => {};
    at('pointerdown', 20, 20);
    for (let x = 30; x < 150; x += 10) at('pointermove', x, 20 + (x * seed) % 37);
    at('pointerup', 150, 40);
    done(document.querySelector('#id_signature').value.length > 100);
  }, 30));
}"""


@pytest.fixture
def line(live_server) -> Iterator[CutLine]:
    address = urlsplit(live_server.url)
    cut = CutLine((address.hostname or "127.0.0.1", address.port or 80))
    yield cut
    cut.close()


class Day:
    """A run of forty stops and the phone that carries it."""

    def __init__(self, line: CutLine, profile: Path) -> None:
        self.account = courier_account("tai.tv")
        self.parcels = [sealed(number) for number in range(1, STOPS + 1)]
        self.run: Run = run_of(actor_of(self.account, at=timezone.now()), *self.parcels)
        self.parcels = list(Parcel.objects.order_by("run_order"))
        for parcel in self.parcels:
            hand_over(label=parcel.label, clerk=CLERK, at=timezone.now())
        self.line, self.phone = line, Phone(line, profile, "tai.tv")
        self.codes: dict[str, str] = {}
        self.rng = random.Random(13)

    def morning(self) -> None:
        """At the point, with the network: everything is scanned in, and every recipient is sent a code."""
        page = self.phone.open("quet/nhan")
        page.wait_for_selector("#id_label")
        for parcel in self.parcels:
            self.phone.scan(parcel.label)
        self.phone.open(f"chuyen/{self.run.id}")
        page.wait_for_selector("form[data-do=go-all]")
        page.click("form[data-do=go-all] button")
        self.phone.until(
            "() => cuamoGiao.now().then((view) => view.runs[0].stops.every((stop) => stop.check))", seconds=60
        )
        self.codes = {str(parcel.id): parcel.pin for parcel in Parcel.objects.all()}

    def stop(self, parcel: Parcel, how: str) -> None:
        """Press what is pressed at one door; nothing is waited for afterwards."""
        page = self.phone.page
        page.evaluate("place => { location.hash = place; }", f"#phong-bi/{parcel.id}")
        page.wait_for_function("label => document.title.includes(label)", arg=parcel.label)
        if how == "CODE":
            page.fill("#id_pin", self.codes[str(parcel.id)])
            page.press("#id_pin", "Enter")
        elif how == "FAIL":
            page.click("summary:has-text('Chưa giao được')")
            page.check("[name=reason][value=ABSENT]")
            page.select_option("#id_next", index=1)
            page.set_input_files(
                "#id_door", {"name": "cua.png", "mimeType": "image/png", "buffer": picture(parcel)}
            )
            page.click("form[data-do=fail] button[type=submit]")
        else:
            page.click("summary:has-text('không có mã')")
            for box in page.locator("form[data-do=hand-seen] [data-need]:not([hidden]) input").all():
                box.check()
            if how == "SIGNATURE":
                assert page.evaluate(SIGN, parcel.run_order)
            else:
                page.set_input_files(
                    "#id_taken", {"name": "nhan.png", "mimeType": "image/png", "buffer": picture(parcel)}
                )
            page.click("form[data-do=hand-seen] button[type=submit]")

    def done(self, parcel: Parcel) -> bool:
        """Say whether the phone has this door written down."""
        return any(
            act["parcel"] == str(parcel.id) and act["kind"] in {"hand", "fail"} for act in self.phone.acts()
        )

    def restart(self) -> None:
        """The phone dies and comes back: the PIN opens what lies on it."""
        self.phone.kill()
        self.phone.open(f"chuyen/{self.run.id}")
        self.phone.unlock()


def picture(parcel: Parcel) -> bytes:
    """A picture of its own for each door."""
    from io import BytesIO

    from PIL import Image

    out = BytesIO()
    Image.new("RGB", (64, 48), (parcel.run_order * 5 % 255, 90, 120)).save(out, "PNG")
    return out.getvalue()


@pytest.fixture
def day(transactional_db, point, line, tmp_path) -> Iterator[Day]:
    made = Day(line, tmp_path / "phone")
    made.phone.start()
    made.phone.prepare()
    yield made
    made.phone.stop()


def test_t13_forty_doors_without_the_network_with_kills_and_a_flapping_line_at_the_end(day, line):
    day.morning()
    line.cut()
    ways = ["CODE", "SIGNATURE", "CODE", "PHOTO", "FAIL"]
    plan = {str(parcel.id): ways[place % 5] for place, parcel in enumerate(day.parcels)}
    kills = set(day.rng.sample(range(3, STOPS - 3), 3))
    for place, parcel in enumerate(day.parcels):
        day.stop(parcel, plan[str(parcel.id)])
        if place in kills:
            time.sleep(day.rng.random() / 20)
            day.restart()
            if not day.done(parcel):
                day.stop(parcel, plan[str(parcel.id)])
        day.phone.until(
            "() => cuamoGiao.now().then((view) => view.runs[0].stops)"
            f".then((all) => all.find((stop) => stop.id === '{parcel.id}').state !== 'OUT_FOR_DELIVERY')"
        )
    told = day.phone.acts()
    assert Counter(act["kind"] for act in told if act["state"] == "waiting") == {"hand": 32, "fail": 8}
    assert CourierAct.objects.filter(kind__in=["hand", "fail"]).count() == 0

    fates = random.Random(7)

    def flap(head: str) -> str:
        return fates.choice([BEFORE, MIDDLE, AFTER, "", "", "", ""]) if "/giao/may/" in head else ""

    line.decide = flap
    line.restore()
    day.phone.sign_in()
    last = time.monotonic() + 120
    while any(act["state"] == "waiting" for act in day.phone.acts()):
        day.phone.page.evaluate("() => cuamoGiao.send()")
        assert time.monotonic() < last, line.cuts
    assert all(line.cuts.values()), line.cuts
    line.decide = lambda _: ""

    rows = list(CourierAct.objects.filter(kind__in=["hand", "fail"]).order_by("serial"))
    assert [str(row.key) for row in rows] == [act["key"] for act in told if act["kind"] in {"hand", "fail"}]
    assert {row.state for row in rows} == {"DONE"}, [row.reasons for row in rows if row.reasons]
    assert [row.received_at for row in rows] == sorted(row.received_at for row in rows)
    assert [row.device_time.isoformat()[:19] for row in rows] == [
        act["at"][:19] for act in told if act["kind"] in {"hand", "fail"}
    ]
    assert all(row.received_at > row.device_time and row.position and not row.doubt for row in rows)
    proofs = Counter(HandOver.objects.exclude(proof="SCAN").values_list("proof", flat=True))
    assert proofs == {"CODE": 16, "SIGNATURE": 8, "PHOTO": 8}
    assert Attempt.objects.count() == 8
    assert Attempt.objects.exclude(next_window="").exclude(evidence_id=None).count() == 8
    assert HandOver.objects.exclude(device_key=None).values("device_key").distinct().count() == 32 + STOPS
    evidence = {str(row.evidence_id): row.evidence_sha256 for row in rows if row.evidence_sha256}
    assert len(evidence) == 24
    kept = StoredFile.objects.filter(id__in=evidence, purpose="EVIDENCE")
    assert kept.count() == 24

    day.phone.until("() => cuamoGiao.refresh().then(() => cuamoGiao.acts()).then((all) => all.length === 0)")
    day.phone.open("quet/tra")
    day.phone.page.wait_for_selector("#id_label")
    for parcel in Parcel.objects.filter(state=ParcelState.FAILED_ATTEMPT).order_by("run_order"):
        day.phone.scan(parcel.label, "tra")
    day.phone.until(
        "() => cuamoGiao.send().then(() => cuamoGiao.acts())"
        ".then((all) => all.every((act) => act.state === 'sent') && [1])"
    )
    for parcel in Parcel.objects.exclude(state=ParcelState.DELIVERED):
        return_to_point(label=parcel.label, clerk=CLERK, at=timezone.now())
    day.phone.until("() => cuamoGiao.refresh()")
    day.phone.open(f"chuyen/{day.run.id}")
    day.phone.page.click("form[data-do=close] button")
    day.phone.until(
        "() => cuamoGiao.send().then(() => cuamoGiao.refresh()).then(() => cuamoGiao.now()).then((view) =>"
        " view.runs.every((run) => run.closed && !run.stops.length) && !view.unsent.length)"
    )
    assert Run.objects.get().closed_at is not None
    left = day.phone.page.evaluate(
        "() => Promise.all(['items', 'files', 'words'].map((store) => cuamoVault.outlines(store)))"
        ".then((all) => all.flat())"
    )
    assert left == []
