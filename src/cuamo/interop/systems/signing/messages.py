"""What is said to the signing service and what it answers."""

import base64
import binascii
from dataclasses import dataclass
from typing import Any

from cuamo.documents.types import TokenCertificate
from cuamo.interop.systems.signing import errors


@dataclass(frozen=True)
class Credentials:
    """A signer's certificate and what it leads to (all DER)."""

    certificate: bytes
    chain: tuple[bytes, ...]
    root: bytes
    time_stamp_path: str
    time_stamp_root: bytes
    """What the time stamps lead to; the same root for the State's own service."""


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
            time_stamp_root=_bytes(answer.get("time_stamp_root", answer["root"])),
        )
    except (KeyError, TypeError) as error:
        raise ValueError(f"not credentials: {error}") from error


def token_from(listed: dict[str, Any]) -> TokenCertificate:
    """Read one token of the answer of `POST /token/certificates`.

    Raises:
        SigningUnavailable: it is none.
    """
    try:
        return TokenCertificate(
            serial=str(listed["serial"]),
            certificate=_bytes(listed["certificate"]),
            chain=tuple(_bytes(item) for item in listed["chain"]),
            root=_bytes(listed["root"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise errors.unavailable(f"not a token: {error}") from error


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
