"""What a signed message may hold: nothing in it can make our side fail."""

import json

import pytest

from cuamo.interop.systems.payment.messages import read_refund, transaction_from
from cuamo.kernel.errors import Invalid

SAID = {
    "transaction_id": "GD-1",
    "reference": "CM0001",
    "amount_vnd": 8000,
    "status": "PAID",
    "occurred_at": "2026-11-24T09:00:00+07:00",
}


def test_a_message_in_the_agreed_form_is_read():
    assert transaction_from(json.dumps(SAID).encode()).amount_vnd == 8000


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 15_000,
        json.dumps({**SAID, "reference": "\ud800"}).encode(),
        json.dumps({**SAID, "reference": "a\0b"}).encode(),
        json.dumps(SAID).replace("8000", "9" * 6000).encode(),
        b"\xff\xfe",
    ],
    ids=["nested without end", "half a character", "NUL", "a number without end", "no text"],
)
def test_what_no_table_keeps_is_refused_in_words(body):
    with pytest.raises(Invalid):
        transaction_from(body)


def test_a_refund_that_was_paid_names_itself_or_is_asked_about_again():
    said = {"key": "HT-1", "status": "PAID", "refund_id": "RF1", "reason": ""}
    assert read_refund(said, order_key="HT-1").number == "RF1"

    for number in ("", " "):
        with pytest.raises(Invalid):
            read_refund(said | {"refund_id": number}, order_key="HT-1")
    assert read_refund(said | {"status": "PENDING", "refund_id": ""}, order_key="HT-1").number == ""
