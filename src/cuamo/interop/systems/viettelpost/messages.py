"""The words exchanged with Viettel Post (facts §5.6); names of fields are theirs."""

import hmac
import json
from datetime import datetime
from typing import Any

from cuamo.delivery.errors import CarrierUnavailable
from cuamo.delivery.types import DeliveryProof, News, OrderForm
from cuamo.interop.systems.carrying.words import is_short_text, json_line, kept_proof, picture
from cuamo.kernel.clock import HANOI
from cuamo.kernel.errors import Invalid, NotPermitted

PROVINCE = "01"
DOCUMENTS = "TH"
SENDER_PAYS = 1
SERVICE = "VCN"
MOMENT = "%d/%m/%Y %H:%M:%S"
FIRST_YEAR = 2020
"""Nothing of ours was carried before."""


def order_of(form: OrderForm, *, customer: str) -> dict[str, Any]:
    """Return the fields of an order; the district is the one of the time before 1 July 2025."""
    order: dict[str, Any] = {
        "ORDER_NUMBER": form.number,
        "GROUPADDRESS_ID": 0,
        "CUS_ID": customer,
        "DELIVERY_DATE": "",
        "PRODUCT_NAME": "Tài liệu",
        "PRODUCT_WEIGHT": form.weight_g,
        "PRODUCT_TYPE": DOCUMENTS,
        "ORDER_PAYMENT": SENDER_PAYS,
        "ORDER_SERVICE": SERVICE,
        "MONEY_COLLECTION": 0,
    }
    for side, party in (("SENDER", form.sender), ("RECEIVER", form.receiver)):
        order |= {
            f"{side}_FULLNAME": party.name,
            f"{side}_ADDRESS": party.address,
            f"{side}_PHONE": party.phone,
            f"{side}_EMAIL": "",
            f"{side}_WARD": party.ward,
            f"{side}_DISTRICT": party.district,
            f"{side}_PROVINCE": PROVINCE,
        }
    return order


def read_message(body: bytes, *, secret: str) -> News:
    """Return what a message to our address says; its token is looked at before anything else.

    Raises:
        NotPermitted: the token is not ours. Invalid: it is not in the agreed form.
    """
    try:
        said = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise _malformed("not JSON") from error
    if not isinstance(said, dict):
        raise _malformed("not an object")
    token = said.get("TOKEN")
    known = isinstance(token, str) and hmac.compare_digest(token.encode(errors="replace"), secret.encode())
    if not secret or not known:
        raise NotPermitted(
            "callback.token", "Mã bí mật của tin không đúng.", "The token is another one.", where="TOKEN"
        )
    return news_of(said.get("DATA"))


def news_of(said: Any) -> News:
    """Return one status of an order; later ones have a later ORDER_STATUSDATE.

    Raises:
        Invalid: it is not in the agreed form.
    """
    if not isinstance(said, dict):
        raise _malformed("DATA")
    number, reference = said.get("ORDER_NUMBER"), said.get("ORDER_REFERENCE")
    for name, word in (("ORDER_NUMBER", number), ("ORDER_REFERENCE", reference)):
        if not isinstance(word, str) or not is_short_text(word):
            raise _malformed(name)
    code = said.get("ORDER_STATUS")
    if type(code) is not int or abs(code) > 99_999:
        raise _malformed("ORDER_STATUS")
    try:
        moment = datetime.strptime(str(said.get("ORDER_STATUSDATE")), MOMENT).replace(tzinfo=HANOI)
        seconds = int(moment.timestamp())
        if moment.year < FIRST_YEAR:
            raise _malformed("ORDER_STATUSDATE")
    except (ValueError, OverflowError) as error:
        raise _malformed("ORDER_STATUSDATE") from error
    return News(
        key=f"{number}|{code}|{seconds}",
        number=str(reference),
        carrier_number=str(number),
        code=str(code),
        ordinal=seconds,
        occurred_at=moment,
        body=json_line(said),
    )


def proof_of(said: Any) -> DeliveryProof:
    """Return one proof of delivery.

    Raises:
        CarrierUnavailable: it is not in the agreed form.
    """
    try:
        proof = DeliveryProof(
            key=str(said["ID"]),
            name=str(said["RECEIVER"]),
            relation=str(said["RELATION"]),
            otp=said["OTP"] is True,
            photo=picture(str(said["IMAGE"])),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise CarrierUnavailable("a proof is not in the agreed form") from error
    return kept_proof(proof)


def _malformed(reason: str) -> Invalid:
    return Invalid(
        "callback.form",
        "Tin không đúng mẫu.",
        f"The message is not in the agreed form: {reason}.",
        where="body",
    )
