"""The words exchanged with the payment platform: signed addresses, signed messages, movements."""

import hmac
import json
import re
from datetime import datetime
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

from cuamo.interop.systems.payment.errors import malformed, unsigned
from cuamo.payments.types import GatewayOrder, RefundAnswer, RefundOrder, Transaction

SKEW_SECONDS = 300
MOST_VND = 10**13
_STATUSES = {"PAID": True, "FAILED": False}


def signed_query(order: GatewayOrder, *, secret: str) -> str:
    """Return the query of the page's address; the signature stands last and covers all before it."""
    said = {
        "reference": order.reference,
        "amount": order.amount_vnd,
        "code": order.subject_code,
        "expires": int(order.expires_at.timestamp()),
    }
    query = urlencode(said | ({"account": order.account} if order.account else {}))
    return f"{query}&sig={_proof(query.encode(), secret)}"


def proof_of_request(*, moment: int, path: str, secret: str) -> str:
    """Return what proves a question of ours: over its moment and its path with query."""
    return _proof(f"{moment}.{path}".encode(), secret)


def proof_of_order(*, moment: int, path: str, body: bytes, secret: str) -> str:
    """Return what proves an order of ours: over its moment, its path and its content."""
    return _proof(f"{moment}.{path}.".encode() + body, secret)


def refund_body(order: RefundOrder) -> bytes:
    """Return the content of an order to give money back."""
    content = {
        "key": order.key,
        "transaction_id": order.transaction_id,
        "amount_vnd": order.amount_vnd,
        "reason": order.reason,
    }
    return json.dumps(content, ensure_ascii=False).encode()


def read_refund(said: Any, *, order_key: str) -> RefundAnswer:
    """Return what the platform says of a refund.

    Raises:
        Invalid: it is not in the agreed form, or speaks of another refund.
    """
    if not isinstance(said, dict) or said.get("key") != order_key:
        raise malformed("refund key")
    status, number, reason = said.get("status"), said.get("refund_id", ""), said.get("reason", "")
    if status not in {"PAID", "REFUSED", "PENDING"}:
        raise malformed("refund status")
    if not (isinstance(number, str) and len(number) <= 80 and _is_text(number)):
        raise malformed("refund_id")
    if status == "PAID" and not number.strip():
        raise malformed("refund_id of a refund that was paid")
    if not (isinstance(reason, str) and _is_text(reason)):
        raise malformed("refund reason")
    return RefundAnswer(outcome=status, number=number, reason=reason[:500])


def require_signed(*, body: bytes, signature: str, secret: str, at: datetime) -> None:
    """Let pass a message signed `t=<seconds>,v1=<hex>` over `<seconds>.<body>` within five minutes.

    Raises:
        NotPermitted: it is not.
    """
    found = re.fullmatch(r"t=(\d{1,12}),v1=([0-9a-f]{64})", signature, re.ASCII)
    if found is None:
        raise unsigned("no signature")
    expected = _proof(found[1].encode() + b"." + body, secret)
    if not secret or not hmac.compare_digest(expected, found[2]):
        raise unsigned("the signature is another one")
    if abs(at.timestamp() - int(found[1])) > SKEW_SECONDS:
        raise unsigned("its moment is too far from now")


def transaction_from(body: bytes) -> Transaction:
    """Return the movement a message tells of.

    Raises:
        Invalid: it is not in the agreed form.
    """
    try:
        said = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise malformed("not JSON") from error
    return read_transaction(said)


def read_transaction(said: Any) -> Transaction:
    """Return the movement of one JSON object.

    Raises:
        Invalid: it is not in the agreed form.
    """
    if not isinstance(said, dict):
        raise malformed("not an object")
    number, reference = said.get("transaction_id"), said.get("reference")
    amount_vnd, status = said.get("amount_vnd"), said.get("status")
    if not isinstance(number, str) or not re.fullmatch(r"[A-Za-z0-9._:-]{1,80}", number, re.ASCII):
        raise malformed("transaction_id")
    if not isinstance(reference, str) or len(reference) > 500 or not _is_text(reference):
        raise malformed("reference")
    if status not in _STATUSES:
        raise malformed("status")
    succeeded = _STATUSES[status]
    if type(amount_vnd) is not int or not (0 < amount_vnd < MOST_VND or (amount_vnd == 0 and not succeeded)):
        raise malformed("amount_vnd")
    try:
        occurred_at = datetime.fromisoformat(str(said.get("occurred_at")))
    except ValueError as error:
        raise malformed("occurred_at") from error
    if occurred_at.tzinfo is None:
        raise malformed("occurred_at has no offset")
    return Transaction(number, reference, amount_vnd, succeeded, occurred_at)


def _is_text(text: str) -> bool:
    """False for what no table keeps: NUL, and halves of characters that JSON can spell."""
    return "\0" not in text and not any("\ud800" <= character <= "\udfff" for character in text)


def _proof(data: bytes, secret: str) -> str:
    return hmac.new(secret.encode(), data, sha256).hexdigest()
