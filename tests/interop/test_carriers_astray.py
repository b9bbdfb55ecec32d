"""Answers and rows nobody can believe: they neither count as a no nor keep back what stands beside them."""

from collections.abc import Callable
from typing import Any

import pytest

from cuamo.delivery.errors import CarrierRefused, CarrierUnavailable
from cuamo.delivery.types import OrderForm, Party
from cuamo.interop.systems.viettelpost import adapter as viettelpost
from cuamo.interop.systems.vnpost import adapter as vnpost

HERE = Party("Điểm", "Số 1", "0241022", "00070", "Phường Hoàn Kiếm", "Quận Hoàn Kiếm")
FORM = OrderForm(number="RH1-1", sender=HERE, receiver=HERE)
Answers = Callable[..., tuple[int, dict[str, Any]]]


def vietnam_post(monkeypatch: pytest.MonkeyPatch, answer: Answers) -> vnpost.VietnamPost:
    def ask(method: str, url: str, **more: Any) -> tuple[int, dict[str, Any]]:
        if url.endswith("/token"):
            return 200, {"access_token": "t", "expires_in": 3600}
        return answer(method, url, **more)

    monkeypatch.setattr(vnpost, "ask", ask)
    return vnpost.VietnamPost("http://unused", key="k", secret=str(id(answer)), customer="CUAMO")


def viettel_post(monkeypatch: pytest.MonkeyPatch, answer: Answers) -> viettelpost.ViettelPost:
    def ask(method: str, url: str, **more: Any) -> tuple[int, dict[str, Any]]:
        if url.endswith("/Login"):
            return 200, {"status": 200, "error": False, "data": {"token": "t"}}
        return answer(method, url, **more)

    monkeypatch.setattr(viettelpost, "ask", ask)
    secret = str(id(answer))
    return viettelpost.ViettelPost(
        "http://unused", username="u", secret=secret, webhook_secret="x", customer="CUAMO"
    )


def row(number: int, order: str = "RH1-1", code: str = "3") -> dict[str, Any]:
    return {"id": number, "OrderNumber": order, "StatusCode": code}


def test_a_stray_row_with_a_great_id_hides_no_news_of_ours(monkeypatch):
    rows = [row(number) for number in range(1, 11)]

    def answer(method: str, url: str, *, params: dict[str, str], **_: Any) -> tuple[int, dict[str, Any]]:
        page = [each for each in rows if each["id"] > int(params["lastId"])]
        return 200, {"Items": [*page, row(page[-1]["id"] + 9_000_000, "NGUOI-KHAC-1")]}

    port = vietnam_post(monkeypatch, answer)
    ours = {"RH1-1"}
    first = port.news_since("", ours=ours.intersection)
    rows += [row(number, code="6") for number in range(11, 40)]

    again = port.news_since(first.cursor, ours=ours.intersection)

    assert (first.cursor, again.cursor) == ("10", "39")
    assert {piece.ordinal for piece in again.news} >= set(range(11, 40))


def test_a_full_page_of_strangers_is_left_behind_and_its_farthest_row_is_not_followed(monkeypatch):
    page = [row(number, "KHAC") for number in range(1, 101)] + [row(9_000_000, "KHAC")]
    port = vietnam_post(monkeypatch, lambda *_, **__: (200, {"Items": page}))

    told = port.news_since("", ours=lambda _: set())

    assert (told.cursor, told.more) == ("100", True)


@pytest.mark.parametrize(
    "bad",
    [
        {"id": 2, "OrderNumber": "A\0B", "StatusCode": "3"},
        {"id": 2, "StatusCode": "3"},
        {"id": 2, "OrderNumber": "RH1-1", "StatusCode": "x" * 500},
        {"id": 2**70, "OrderNumber": "RH1-1", "StatusCode": "3"},
        {"id": "không", "OrderNumber": "RH1-1", "StatusCode": "3"},
        "không phải một dòng",
        None,
    ],
)
def test_a_row_nobody_can_read_is_kept_without_a_code_and_the_rows_beside_it_are_read(monkeypatch, bad):
    port = vietnam_post(monkeypatch, lambda *_, **__: (200, {"Items": [row(1), bad, row(3)]}))

    page = port.news_since("", ours={"RH1-1"}.intersection)

    assert [piece.ordinal for piece in page.news] == [1, 0, 3]
    assert (page.news[1].code, page.news[1].number, page.cursor) == ("", "", "3")
    assert page.news[1].key == port.news_since("").news[1].key
    assert "\0" not in page.news[1].key + page.news[1].body


@pytest.mark.parametrize(
    "answer",
    [
        (403, {"fault": {"code": 900908, "message": "Resource forbidden"}}),
        (400, {"Status": "104", "Message": "gateway"}),
        (200, {}),
        (200, {"Status": "999", "Message": "Hệ thống bận"}),
    ],
)
def test_an_answer_of_the_gateway_or_one_nobody_knows_is_no_refusal_of_vietnam_post(monkeypatch, answer):
    port = vietnam_post(monkeypatch, lambda *_, **__: answer)

    with pytest.raises(CarrierUnavailable):
        port.place(FORM)
    with pytest.raises(CarrierUnavailable):
        port.cancel(number="RH1-1", carrier_number="VN1")


@pytest.mark.parametrize(
    "answer",
    [
        (200, {"status": 500, "error": True, "message": "system busy"}),
        (200, {"status": 204, "message": "?"}),
        (400, {"status": 204, "error": True, "message": "gateway"}),
        (200, {}),
    ],
)
def test_a_busy_system_is_no_refusal_of_viettel_post(monkeypatch, answer):
    port = viettel_post(monkeypatch, lambda *_, **__: answer)

    with pytest.raises(CarrierUnavailable):
        port.place(FORM)
    with pytest.raises(CarrierUnavailable):
        port.cancel(number="RH1-1", carrier_number="VTP1")


def test_what_each_carrier_is_known_to_refuse_is_a_refusal(monkeypatch):
    with pytest.raises(CarrierRefused):
        vietnam_post(monkeypatch, lambda *_, **__: (200, {"Status": "104", "Message": "Không"})).place(FORM)
    refused = {"status": 204, "error": True, "message": "Không nhận"}
    with pytest.raises(CarrierRefused):
        viettel_post(monkeypatch, lambda *_, **__: (200, refused)).place(FORM)
