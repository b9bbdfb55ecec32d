"""Both carriers of a simulated month: real servers whose items go a step every two hours, badly at times."""

import queue
import threading
import time as clock
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
from django.conf import settings

from cuamo.delivery.models import CarrierContract
from cuamo.delivery.services.confirm_carrier_code import confirm_carrier_code
from cuamo.delivery.services.load_carriers import load_carriers
from cuamo.delivery.services.take_news import receive_news
from cuamo.interop.systems.viettelpost.simulator.app import CODES as VIETTEL_CODES
from cuamo.interop.systems.vnpost.simulator.app import CODES as VNPOST_CODES
from cuamo.kernel.actors import SYSTEM
from cuamo.kernel.clock import HANOI
from cuamo.organisation.models import Ward
from tests.support.month.world import World
from tests.support.simulators import running_simulator

ITEM_FAULTS = ("late", "double", "contradict", "two_names", "no_proof", "unknown", "stranger")
SERVER_FAULTS = ("", "", "", "", "error", "html", "silent", "expired", "shuffled")
ENDING = ("DELIVERED", "RETURNED", "CANCELLED", "LOST")
SHARE = 6
"""Of a hundred items, those a fault of the day strikes."""
DELIVERED_WITHIN_SECONDS = 20.0
HTTP = httpx.Client(trust_env=False)
"""One for all: making one reads every certificate of this machine."""


@dataclass
class Carriers:
    """The two servers, the box their messages arrive in, and what is wrong with them today."""

    world: World
    urls: dict[str, str]
    inbox: "queue.Queue[bytes]"
    until: date
    """Last day with faults; after it everything held back is let go."""
    broken: Iterator[str] = field(default_factory=lambda: iter(()))

    def beat(self, at: datetime) -> None:
        """Every two hours items go a step; messages that have come are taken."""
        moment = at.astimezone(HANOI)
        if moment.hour % 2 == 0 and moment.minute == 0:
            self._set_faults(moment.date())
            for url in self.urls.values():
                HTTP.post(f"{url}/play", json={"at": at.isoformat()}, timeout=60).raise_for_status()
        self._take_messages(at)

    def _set_faults(self, day: date) -> None:
        world = self.world
        for name, url in self.urls.items():
            if day > self.until:
                HTTP.post(f"{url}/control", json={"faults": [], "share": 100}, timeout=20).raise_for_status()
                HTTP.post(f"{url}/release", timeout=20).raise_for_status()
                continue
            faults = [world.rng.choice(ITEM_FAULTS)] if world.chance(0.5) else []
            faults += [fault for fault in [world.rng.choice(SERVER_FAULTS)] if fault]
            for fault in faults:
                world.done[f"{name}: {fault}"] += 1
            given = {"faults": faults, "share": SHARE}
            HTTP.post(f"{url}/control", json=given, timeout=20).raise_for_status()
            if world.chance(0.3):
                HTTP.post(f"{url}/release", timeout=20).raise_for_status()

    def _take_messages(self, at: datetime) -> None:
        deadline = clock.monotonic() + DELIVERED_WITHIN_SECONDS
        while HTTP.get(f"{self.urls['VTPOST']}/items", timeout=60).json()["unsent"]:
            assert clock.monotonic() < deadline, "messages of the carrier do not arrive"
            clock.sleep(0.05)
        while not self.inbox.empty():
            receive_news(carrier="VTPOST", body=self.inbox.get(), at=at)


@contextmanager
def running_carriers(world: World) -> Iterator[Carriers]:
    """Run both carriers with contracts for two fifths of the wards, their codes confirmed by letters."""
    at = world.now
    load_carriers(folder=settings.REFERENCE / "carriers", at=at)
    CarrierContract.objects.all().delete()
    wards = list(Ward.objects.order_by("code").values_list("code", flat=True))
    for place, (carrier, codes) in enumerate((("VTPOST", VIETTEL_CODES), ("VNPOST", VNPOST_CODES))):
        CarrierContract.objects.create(
            number=f"THANG-{place}", carrier=carrier, origins=[], wards=wards[place::5],
            valid_from=world.first, place=place,
        )  # fmt: skip
        for state in ENDING:
            confirm_carrier_code(
                carrier=carrier, code=codes[state], state=state, confirmed_by="Bà Lê Thị Mẫu",
                source="Công văn mẫu 01", actor=SYSTEM, at=at,
            )  # fmt: skip
    inbox: queue.Queue[bytes] = queue.Queue()
    with _webhook(inbox) as address, running_simulator("vnpost") as vnpost:
        told = {"CUAMO_VIETTELPOST_WEBHOOK_URL": address}
        with running_simulator("viettelpost", environment=told) as viettel:
            before = settings.VNPOST_URL, settings.VIETTELPOST_URL
            settings.VNPOST_URL, settings.VIETTELPOST_URL = vnpost, viettel
            try:
                yield Carriers(world, {"VNPOST": vnpost, "VTPOST": viettel}, inbox, until=world.last)
            finally:
                settings.VNPOST_URL, settings.VIETTELPOST_URL = before


@contextmanager
def _webhook(inbox: "queue.Queue[bytes]") -> Iterator[str]:
    class Taker(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            inbox.put(self.rfile.read(int(self.headers.get("Content-Length", 0))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Taker)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()
        server.server_close()
