"""Small words of the carriers' messages."""

import base64
import json
from typing import Any

from cuamo.delivery.errors import CarrierUnavailable
from cuamo.delivery.types import DeliveryProof


def json_line(said: Any) -> str:
    """Return what was said as one line of plain ASCII: any text of theirs can be kept."""
    return json.dumps(said, ensure_ascii=True, separators=(",", ":"))


LONGEST_TEXT = 120


def is_short_text(text: str) -> bool:
    """False for the empty, the long, and what no table keeps: NUL, and halves of characters."""
    return (
        0 < len(text) <= LONGEST_TEXT
        and "\0" not in text
        and not any("\ud800" <= character <= "\udfff" for character in text)
    )


def picture(data: str) -> bytes:
    """Return the bytes of a picture in base64.

    Raises:
        ValueError: it is not base64.
    """
    return base64.b64decode(data, validate=True)


def kept_proof(proof: DeliveryProof) -> DeliveryProof:
    """Return a proof whose words can be kept as they are.

    Raises:
        CarrierUnavailable: they cannot.
    """
    if all(is_short_text(word) for word in (proof.key, proof.name or "-", proof.relation or "-")):
        return proof
    raise CarrierUnavailable("a proof has words nobody can keep")
