"""One contract for both carriers: what the port promises holds at Vietnam Post and at Viettel Post."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from cuamo.delivery.errors import CarrierRefused, CarrierUnavailable
from cuamo.delivery.ports import Carrier
from cuamo.delivery.types import CarrierState, News, OrderForm, Party
from cuamo.interop.systems.viettelpost.adapter import ViettelPost
from cuamo.interop.systems.viettelpost.simulator.app import CODES as VT_CODES
from cuamo.interop.systems.vnpost.adapter import VietnamPost
from cuamo.interop.systems.vnpost.simulator.app import CODES as VN_CODES
from cuamo.kernel.errors import Invalid, NotFound, NotPermitted
from tests.support import http
from tests.support.simulators import refusing_address, running_simulator

QUICK = httpx.Timeout(2.0)
SHORT = httpx.Timeout(0.3)
HERE = Party(
    "Điểm Hoàn Kiếm", "Số 1 phố Tràng Tiền", "0241022", "00070", "Phường Hoàn Kiếm", "Quận Hoàn Kiếm"
)
HOME = Party("Nguyễn Thị Mẫu", "Số 5 ngõ 12", "0912345678", "09700", "Xã Ba Vì", "Huyện Ba Vì")


@dataclass
class Desk:
    """A carrier, its simulator, and its codes."""

    port: Carrier
    url: str
    codes: dict[str, str]
    build: Callable[..., Any]

    def control(self, *faults: str, share: int = 100) -> None:
        told = http.post(f"{self.url}/control", json={"faults": list(faults), "share": share, "seed": "7"})
        assert told.status_code == 200

    def move(self, number: str, state: str, **more: str) -> None:
        assert http.post(f"{self.url}/items/{number}/move", json={"state": state, **more}).status_code == 200

    def items(self, number: str) -> list[dict[str, Any]]:
        return list(http.get(f"{self.url}/items", params={"number": number}).json()["items"])

    def impatient(self, url: str = "") -> Carrier:
        port: Carrier = self.build(url or self.url, SHORT)
        return port


def _vnpost(url: str, timeout: httpx.Timeout) -> VietnamPost:
    return VietnamPost(url, key="cuamo", secret="test-vnpost-secret", customer="CUAMO", timeout=timeout)


def _viettelpost(url: str, timeout: httpx.Timeout) -> ViettelPost:
    return ViettelPost(
        url,
        username="cuamo",
        secret="test-viettelpost-secret",
        webhook_secret="test-viettelpost_webhook-secret",
        customer="CUAMO",
        timeout=timeout,
    )


PARTIES = {"vnpost": (_vnpost, VN_CODES), "viettelpost": (_viettelpost, VT_CODES)}


@pytest.fixture(scope="module")
def simulators() -> Iterator[dict[str, str]]:
    silent = {"CUAMO_VIETTELPOST_WEBHOOK_URL": "none"}
    with running_simulator("vnpost") as one, running_simulator("viettelpost", environment=silent) as two:
        yield {"vnpost": one, "viettelpost": two}


@pytest.fixture(params=list(PARTIES))
def desk(request: pytest.FixtureRequest, simulators: dict[str, str]) -> Desk:
    build, codes = PARTIES[request.param]
    url = simulators[request.param]
    made = Desk(build(url, QUICK), url, codes, build)
    made.control()
    return made


def form(number: str, *, collection: bool = False) -> OrderForm:
    return OrderForm(number=number, sender=HERE, receiver=HOME, collection=collection)


def codes_of(desk: Desk, number: str) -> list[str]:
    seen = desk.port.find(number)
    assert seen is not None
    return [piece.code for piece in sorted(seen.news, key=lambda piece: piece.ordinal)]


def test_an_order_is_taken_under_our_number_and_found_by_it(desk: Desk) -> None:
    assert desk.port.find("E1-1") is None

    number = desk.port.place(form("E1-1"))

    seen = desk.port.find("E1-1")
    assert seen is not None
    assert (seen.carrier_number, len(desk.items("E1-1"))) == (number, 1)
    kept = json.dumps(desk.items("E1-1")[0]["form"], ensure_ascii=False)
    assert "Huyện Ba Vì" in kept
    assert "Quận Hoàn Kiếm" in kept


def test_papers_for_an_authority_are_ordered_like_results(desk: Desk) -> None:
    desk.port.place(form("E2-1", collection=True))

    assert desk.port.find("E2-1") is not None


def test_every_canonical_state_is_reached_and_told_in_order(desk: Desk) -> None:
    ways = (
        ("ACCEPTED", "PICKED_UP", "IN_TRANSIT", "OUT_FOR_DELIVERY", "FAILED_ATTEMPT", "DELIVERED"),
        ("ACCEPTED", "PICKED_UP", "RETURNING", "RETURNED"),
        ("CANCELLED",),
        ("PICKED_UP", "LOST"),
    )
    reached = {"CREATED"}
    for place, way in enumerate(ways):
        number = f"E3-{place}"
        desk.port.place(form(number))
        for state in way:
            desk.move(number, state)
        assert codes_of(desk, number) == [desk.codes[state] for state in ("CREATED", *way)]
        reached |= set(way)
    assert reached == {state.value for state in CarrierState}


def test_an_order_is_called_off_before_it_is_picked_up_and_not_after(desk: Desk) -> None:
    number = desk.port.place(form("E4-1"))
    desk.port.cancel(number="E4-1", carrier_number=number)
    desk.port.cancel(number="E4-1", carrier_number=number)
    assert codes_of(desk, "E4-1")[-1] == desk.codes["CANCELLED"]

    late = desk.port.place(form("E4-2"))
    desk.move("E4-2", "PICKED_UP")
    with pytest.raises(CarrierRefused):
        desk.port.cancel(number="E4-2", carrier_number=late)
    assert codes_of(desk, "E4-2")[-1] == desk.codes["PICKED_UP"]


def test_a_proof_has_a_name_a_relation_and_a_photo_or_a_code(desk: Desk) -> None:
    number = desk.port.place(form("E5-1"))
    assert desk.port.proofs(number="E5-1", carrier_number=number) == []
    desk.move("E5-1", "DELIVERED")

    (proof,) = desk.port.proofs(number="E5-1", carrier_number=number)

    assert proof.complete
    assert proof.name
    assert proof.relation in {"SELF", "FAMILY"}


def test_an_answer_that_never_came_leaves_an_order_that_is_found_later(desk: Desk) -> None:
    desk.port.find("warm")
    desk.control("silent")
    with pytest.raises(CarrierUnavailable):
        desk.port.place(form("E6-1"))
    desk.control()

    assert desk.port.find("E6-1") is not None
    assert len(desk.items("E6-1")) == 1


@pytest.mark.parametrize("fault", ["error", "html"])
def test_a_carrier_out_of_order_has_done_nothing_and_says_nothing(desk: Desk, fault: str) -> None:
    desk.control(fault)
    with pytest.raises(CarrierUnavailable):
        desk.port.place(form(f"E7-{fault}"))
    with pytest.raises(CarrierUnavailable):
        desk.port.find(f"E7-{fault}")
    desk.control()

    assert desk.port.find(f"E7-{fault}") is None


def test_a_slow_carrier_and_none_at_all_are_unknown_outcomes(desk: Desk) -> None:
    desk.port.find("warm")
    desk.control("slow")
    with pytest.raises(CarrierUnavailable):
        desk.impatient().place(form("E8-1"))
    desk.control()
    with pytest.raises(CarrierUnavailable):
        desk.impatient(refusing_address()).find("E8-1")


def test_a_token_that_was_refused_is_replaced_by_a_fresh_one(desk: Desk) -> None:
    desk.control("expired")

    for _ in range(3):
        assert desk.port.find("E9-1") is None


def test_a_refused_order_is_said_to_be_refused(desk: Desk) -> None:
    desk.control("refuse")
    with pytest.raises(CarrierRefused):
        desk.port.place(form("E10-1"))
    desk.control()
    assert desk.port.find("E10-1") is None


def test_the_same_seed_strikes_the_same_items(desk: Desk) -> None:
    desk.control("unknown", share=50)
    told = []
    for place in range(12):
        desk.port.place(form(f"E11-{place}"))
        told.append("999" in codes_of(desk, f"E11-{place}"))
    assert 0 < sum(told) < len(told)
    for place, struck in enumerate(told):
        desk.move(f"E11-{place}", "ACCEPTED")
        assert codes_of(desk, f"E11-{place}").count("999") == (2 if struck else 0)


# ── Vietnam Post is asked for its news ─────────────────────────────────────────────────────────────────────


def test_tracking_is_read_in_pages_and_a_row_that_shows_late_is_not_missed(
    simulators: dict[str, str],
) -> None:
    desk = Desk(_vnpost(simulators["vnpost"], QUICK), simulators["vnpost"], VN_CODES, _vnpost)
    desk.control()
    start = _everything(desk, "")[1]
    desk.port.place(form("T1-1"))
    desk.control("late")
    desk.move("T1-1", "ACCEPTED")
    desk.control()
    desk.move("T1-1", "PICKED_UP")
    first, cursor = _everything(desk, start)
    http.post(f"{desk.url}/release")

    again, _ = _everything(desk, cursor)

    mine = [piece.code for piece in first if piece.number == "T1-1"]
    assert mine == [VN_CODES["CREATED"], VN_CODES["PICKED_UP"]]
    keys = {piece.key for piece in first}
    assert [piece.code for piece in again if piece.number == "T1-1" and piece.key not in keys] == [
        VN_CODES["ACCEPTED"]
    ]


def test_over_a_hundred_rows_come_in_several_pages_without_a_gap(simulators: dict[str, str]) -> None:
    desk = Desk(_vnpost(simulators["vnpost"], QUICK), simulators["vnpost"], VN_CODES, _vnpost)
    desk.control()
    start = _everything(desk, "")[1]
    desk.port.place(form("T2-1"))
    for _ in range(130):
        desk.move("T2-1", "IN_TRANSIT")

    news, cursor = _everything(desk, start)

    assert len({piece.key for piece in news if piece.number == "T2-1"}) == 131
    assert desk.port.news_since(cursor).cursor == cursor


def _everything(desk: Desk, cursor: str) -> tuple[list[News], str]:
    found: list[News] = []
    while True:
        page = desk.port.news_since(cursor)
        found += page.news
        cursor = page.cursor
        if not page.more:
            return found, cursor


# ── Viettel Post sends its news ────────────────────────────────────────────────────────────────────────────

DATA = {
    "ORDER_NUMBER": "VTP000000001",
    "ORDER_REFERENCE": "RH000000015VN-1",
    "ORDER_STATUSDATE": "27/11/2026 08:05:00",
    "ORDER_STATUS": 501,
}


def _message(token: object = "test-viettelpost_webhook-secret", **changes: object) -> bytes:
    return json.dumps({"DATA": {**DATA, **changes}, "TOKEN": token}).encode()


def test_a_message_says_which_order_when_and_what() -> None:
    said = _viettelpost("http://unused", QUICK).read_webhook(_message())

    assert (said.number, said.carrier_number, said.code) == ("RH000000015VN-1", "VTP000000001", "501")
    assert said.occurred_at is not None
    assert said.occurred_at.isoformat() == "2026-11-27T08:05:00+07:00"
    assert "TOKEN" not in said.body


@pytest.mark.parametrize("token", ["", "another", None, 7, "\ud800"])
def test_a_message_without_our_token_is_not_theirs(token: object) -> None:
    with pytest.raises(NotPermitted):
        _viettelpost("http://unused", QUICK).read_webhook(_message(token))


@pytest.mark.parametrize(
    "changes",
    [
        {"ORDER_STATUS": "501"},
        {"ORDER_STATUS": True},
        {"ORDER_STATUS": 10**9},
        {"ORDER_REFERENCE": ""},
        {"ORDER_REFERENCE": "a\0b"},
        {"ORDER_NUMBER": "x" * 200},
        {"ORDER_STATUSDATE": "2026-11-27"},
        {"ORDER_STATUSDATE": "01/01/0001 00:00:00"},
    ],
)
def test_a_message_in_another_form_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(Invalid):
        _viettelpost("http://unused", QUICK).read_webhook(_message(**changes))


def test_vietnam_post_sends_no_messages() -> None:
    with pytest.raises(NotFound):
        _vnpost("http://unused", QUICK).read_webhook(_message())
