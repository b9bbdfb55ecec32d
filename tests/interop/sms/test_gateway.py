"""Our adapter and the gateway over real HTTP: what is sent, repeated, refused, late or lost."""

import json

import httpx
import pytest

from cuamo.interop.systems.sms.adapter import GatewaySmsSender
from cuamo.interop.systems.sms.client import SmsClient
from cuamo.notices.errors import SmsRefused, SmsUnavailable
from tests.interop.sms.conftest import SECRET
from tests.support import http
from tests.support.simulators import listening_socket, refusing_address, running_simulator

TEXT = "DVC Ha Noi: Da nhan ho so H26-1. Xem: dvc.hanoi.gov.vn/t/AB12. Ho tro mien phi."


@pytest.fixture
def sender(gateway) -> GatewaySmsSender:
    return GatewaySmsSender(gateway.url, SECRET)


def test_a_text_is_handed_over_and_can_be_read_on_the_phones_page(gateway, sender):
    sent = sender.send(phone="0912000001", text=TEXT, tracking_id="t-1")

    assert (sent.provider_id[:4], sent.repeated) == ("sms-", False)
    assert [row["text"] for row in gateway.messages("0912000001")] == [TEXT]
    page = gateway.page("+84912000001")
    assert "0912 000 001" in page
    assert "Da nhan ho so H26-1" in page
    assert 'href="https://dvc.hanoi.gov.vn/t/AB12"' in page


def test_the_same_key_a_second_time_sends_nothing_new(gateway, sender):
    first = sender.send(phone="0912000002", text=TEXT, tracking_id="t-2")
    again = sender.send(phone="0912000002", text=TEXT, tracking_id="t-2")

    assert (again.provider_id, again.repeated) == (first.provider_id, True)
    assert len(gateway.messages("0912000002")) == 1


def test_the_same_words_under_another_key_are_another_text(gateway, sender):
    sender.send(phone="0912000003", text=TEXT, tracking_id="t-3a")
    sender.send(phone="0912000003", text=TEXT, tracking_id="t-3b")

    assert len(gateway.messages("0912000003")) == 2


def test_an_answer_lost_on_the_way_back_does_not_double_the_text(gateway, sender):
    gateway.mode("forgetful")
    with pytest.raises(SmsUnavailable):
        sender.send(phone="0912000004", text=TEXT, tracking_id="t-4")
    gateway.mode("normal")

    assert sender.send(phone="0912000004", text=TEXT, tracking_id="t-4").repeated
    assert len(gateway.messages("0912000004")) == 1


def test_a_number_the_gateway_does_not_serve_is_refused_for_good(gateway, sender):
    gateway.mode("refuse")

    with pytest.raises(SmsRefused):
        sender.send(phone="0912000005", text=TEXT, tracking_id="t-5")
    assert gateway.messages("0912000005") == []


def test_a_gateway_out_of_order_asks_to_come_again(gateway, sender):
    gateway.mode("error")

    with pytest.raises(SmsUnavailable):
        sender.send(phone="0912000006", text=TEXT, tracking_id="t-6")
    assert gateway.messages("0912000006") == []


def test_a_gateway_that_does_not_answer_in_time_asks_to_come_again(gateway):
    gateway.mode("dead")
    client = SmsClient(gateway.url, SECRET, timeout=httpx.Timeout(0.5))

    with pytest.raises(SmsUnavailable):
        client.post("/message", {"phone": "+84912000007", "text": TEXT, "tracking_id": "t-7"})


def test_a_gateway_that_is_away_asks_to_come_again():
    with pytest.raises(SmsUnavailable):
        GatewaySmsSender(refusing_address(), SECRET).send(phone="0912000008", text=TEXT, tracking_id="t-8")


def test_a_wrong_secret_is_ours_to_mend_and_no_reason_to_drop_the_text(gateway):
    with pytest.raises(SmsUnavailable):
        GatewaySmsSender(gateway.url, "wrong").send(phone="0912000009", text=TEXT, tracking_id="t-9")
    assert gateway.messages("0912000009") == []


@pytest.mark.parametrize(
    "said",
    [
        {"phone": "0912000010", "text": TEXT, "tracking_id": "t-10"},
        {"phone": "+84912000010", "text": "", "tracking_id": "t-10"},
        {"phone": "+84912000010", "text": "x" * 613, "tracking_id": "t-10"},
        {"phone": "+84912000010", "text": TEXT, "tracking_id": ""},
        {"phone": "+84912000010", "text": TEXT, "tracking_id": "k" * 65},
        [],
        "text",
    ],
)
def test_what_is_no_text_to_a_phone_is_refused(gateway, said):
    answer = http.post(f"{gateway.url}/message", json=said, headers={"Authorization": f"Bearer {SECRET}"})

    assert answer.status_code == 422
    assert gateway.messages("0912000010") == []


def test_a_text_that_never_reached_its_phone_is_not_reported_as_arrived(gateway, sender):
    sender.send(phone="0912000011", text=TEXT, tracking_id="t-11a")
    gateway.mode("lost")
    sender.send(phone="0912000011", text=TEXT, tracking_id="t-11b")
    gateway.mode("normal")

    assert sender.delivered(tracking_ids=["t-11a", "t-11b", "t-unknown"]) == ["t-11a"]
    assert "chưa tới máy" in gateway.page("+84912000011")


def test_the_page_escapes_what_a_text_says(gateway, sender):
    sender.send(phone="0912000012", text="<script>alert(1)</script>", tracking_id="t-12")

    page = gateway.page("+84912000012")
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_a_fault_is_chosen_on_the_page_by_a_button(gateway):
    pressed = http.post(f"{gateway.url}/control", data={"mode": "slow"}, headers={"Accept": "text/html"})

    assert (pressed.status_code, pressed.headers["Location"]) == (303, "/")
    assert http.get(f"{gateway.url}/control").json()["mode"] == "slow"
    for wrong in (json.dumps({"mode": "explode"}), "[]", "no json"):
        answer = http.post(
            f"{gateway.url}/control", content=wrong, headers={"Content-Type": "application/json"}
        )
        assert answer.status_code == 400


def test_a_kill_loses_no_text(tmp_path):
    environment = {"CUAMO_SMS_SECRET": SECRET}
    with listening_socket() as place:
        with running_simulator("sms", state=tmp_path, place=place, environment=environment) as url:
            GatewaySmsSender(url, SECRET).send(phone="0912000013", text=TEXT, tracking_id="t-13")
        with running_simulator("sms", state=tmp_path, place=place, environment=environment) as url:
            assert (
                GatewaySmsSender(url, SECRET).send(phone="0912000013", text=TEXT, tracking_id="t-13").repeated
            )
