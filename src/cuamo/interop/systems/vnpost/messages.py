"""The words exchanged with Vietnam Post (facts §5.6); names of fields are theirs."""

from hashlib import sha256
from typing import Any

from cuamo.delivery.errors import CarrierUnavailable
from cuamo.delivery.types import DeliveryProof, News, OrderForm
from cuamo.interop.systems.carrying.words import is_short_text, json_line, kept_proof, picture

PROVINCE = "01"
LARGEST_ID = 2**63 - 1
LONGEST_BODY = 2000
"""Signs kept of a row nobody can read."""


def order_of(form: OrderForm, *, customer: str) -> dict[str, Any]:
    """Return the fields of an order; the district is the one of the time before 1 July 2025."""
    return {
        "CustomerCode": customer,
        "OrderNumber": form.number,
        "CODAmount": 0,
        "SenderProvince": PROVINCE,
        "SenderDistrict": form.sender.district,
        "SenderAddress": f"{form.sender.address}, {form.sender.ward}",
        "SenderName": form.sender.name,
        "SenderEmail": "",
        "SenderTel": form.sender.phone,
        "SenderDesc": "",
        "Description": "Tài liệu",
        "ReceiverName": form.receiver.name,
        "ReceiverAddress": f"{form.receiver.address}, {form.receiver.ward}",
        "ReceiverTel": form.receiver.phone,
        "ReceiverProvince": PROVINCE,
        "ReceiverDistrict": form.receiver.district,
        "ReceiverEmail": "",
    }


def news_of(said: Any) -> News:
    """Return one row of the tracking list; it says no moment, its `id` grows.

    A row in another form, or with what no table keeps, is news without a code and of no order: somebody
    looks at it, and the rows beside it are read.
    """
    try:
        number, code, row = str(said["OrderNumber"]), str(said["StatusCode"]), int(said["id"])
    except (KeyError, TypeError, ValueError):
        return _unread(said)
    if not (is_short_text(number) and is_short_text(code) and 0 < row <= LARGEST_ID):
        return _unread(said)
    return News(
        key=str(row),
        number=number,
        carrier_number="",
        code=code,
        ordinal=row,
        occurred_at=None,
        body=json_line(said),
    )


def _unread(said: Any) -> News:
    body = json_line(said)
    key = f"unread-{sha256(body.encode()).hexdigest()[:32]}"
    return News(
        key=key, number="", carrier_number="", code="", ordinal=0, occurred_at=None, body=body[:LONGEST_BODY]
    )


def proof_of(said: Any) -> DeliveryProof:
    """Return one proof of delivery.

    Raises:
        CarrierUnavailable: it is not in the agreed form.
    """
    try:
        proof = DeliveryProof(
            key=str(said["Id"]),
            name=str(said["ReceiverName"]),
            relation=str(said["Relation"]),
            otp=said["Otp"] is True,
            photo=picture(str(said["Image"])),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise CarrierUnavailable("a proof is not in the agreed form") from error
    return kept_proof(proof)
