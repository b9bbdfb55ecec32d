"""What is said to the signing service and what it answers."""

import base64
import binascii
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Credentials:
    """A signer's certificate and what it leads to (all DER)."""

    certificate: bytes
    chain: tuple[bytes, ...]
    root: bytes
    time_stamp_path: str


def credentials_from(answer: dict[str, Any]) -> Credentials:
    """Read the answer of `POST /credentials`.

    Raises:
        ValueError: the answer is not one.
    """
    try:
        return Credentials(
            certificate=_bytes(answer["certificate"]),
            chain=tuple(_bytes(item) for item in answer["chain"]),
            root=_bytes(answer["root"]),
            time_stamp_path=str(answer["time_stamp_path"]),
        )
    except (KeyError, TypeError) as error:
        raise ValueError(f"not credentials: {error}") from error


def signature_from(answer: dict[str, Any]) -> bytes:
    """Read the answer of `POST /sign`.

    Raises:
        ValueError: the answer is not one.
    """
    try:
        return _bytes(answer["signature"])
    except KeyError as error:
        raise ValueError("no signature in the answer") from error


def _bytes(text: object) -> bytes:
    try:
        return base64.b64decode(str(text), validate=True)
    except binascii.Error as error:
        raise ValueError("not base64") from error
