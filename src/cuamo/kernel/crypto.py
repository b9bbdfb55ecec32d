"""Encryption of personal data in columns, and the keyed hash it is found by."""

import hashlib
import hmac
import os
from functools import cache

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

_VERSION = b"\x01"


@cache
def _key(purpose: str) -> bytes:
    try:
        root = bytes.fromhex(settings.DATA_KEY)
    except ValueError as error:
        raise ImproperlyConfigured("CUAMO_DATA_KEY must be 64 hexadecimal digits") from error
    if len(root) != 32:
        raise ImproperlyConfigured("CUAMO_DATA_KEY must be 64 hexadecimal digits (32 bytes)")
    return HKDFExpand(algorithm=SHA256(), length=32, info=purpose.encode()).derive(root)


def encrypt(text: str) -> bytes:
    """Return `text` sealed with AES-256-GCM: version byte, 12-byte nonce, ciphertext with tag."""
    nonce = os.urandom(12)
    return _VERSION + nonce + AESGCM(_key("column")).encrypt(nonce, text.encode(), _VERSION)


def decrypt(sealed: bytes) -> str:
    """Return the text of `sealed`.

    Raises:
        ValueError: sealed by an unknown version of this function.
        cryptography.exceptions.InvalidTag: changed, or sealed with another key.
    """
    if sealed[:1] != _VERSION:
        raise ValueError("unknown version of an encrypted column")
    return AESGCM(_key("column")).decrypt(sealed[1:13], sealed[13:], _VERSION).decode()


def seal(data: bytes, *, purpose: str) -> bytes:
    """Return `data` sealed with AES-256-GCM under the key of one purpose; for contents outside columns."""
    nonce = os.urandom(12)
    return _VERSION + nonce + AESGCM(_key(f"seal:{purpose}")).encrypt(nonce, data, _VERSION)


def unseal(sealed: bytes, *, purpose: str) -> bytes:
    """Return what was sealed for this purpose.

    Raises:
        ValueError: sealed by an unknown version of this function.
        cryptography.exceptions.InvalidTag: changed, or sealed for another purpose or with another key.
    """
    if sealed[:1] != _VERSION:
        raise ValueError("unknown version of a sealed content")
    return AESGCM(_key(f"seal:{purpose}")).decrypt(sealed[1:13], sealed[13:], _VERSION)


def keyed_hash(text: str, *, purpose: str) -> bytes:
    """Return 32 bytes by which an encrypted value is found; useless without the key."""
    return hmac.new(_key(f"hash:{purpose}"), text.encode(), hashlib.sha256).digest()
