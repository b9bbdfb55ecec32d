"""Keys on disk, made once, and kept loaded: checking an RSA key anew for every signature costs 60 ms."""

import os
from functools import lru_cache
from pathlib import Path

from asn1crypto import algos, keys
from certomancer import crypto_utils
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed

_BITS = 2048


def ensure_key(path: Path) -> None:
    """Make an RSA key at `path` unless there is one."""
    if path.exists():
        return
    key = rsa.generate_private_key(public_exponent=65537, key_size=_BITS)
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(".new")
    with open(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(pem)
        file.flush()
        os.fsync(file.fileno())
    beside.rename(path)


def sign_digest(path: Path, digest: bytes) -> bytes:
    """Return the RSA PKCS #1 v1.5 signature over a SHA-256 digest; the same digest gives the same bytes."""
    return _loaded(path.read_bytes()).sign(digest, padding.PKCS1v15(), Prehashed(hashes.SHA256()))


class KeptKeys(crypto_utils.PycaCryptographyBackend):
    """The cryptography of the authority, with every key parsed once and not checked: they were made here."""

    def load_private_key(
        self, key_bytes: bytes, password: bytes | None
    ) -> tuple[keys.PrivateKeyInfo, keys.PublicKeyInfo]:
        private, public = _both(_loaded(key_bytes))
        return keys.PrivateKeyInfo.load(private), keys.PublicKeyInfo.load(public)

    def generic_sign(
        self, private_key: keys.PrivateKeyInfo, tbs_bytes: bytes, sd_algo: algos.SignedDigestAlgorithm
    ) -> bytes:
        if sd_algo.signature_algo != "rsassa_pkcs1v15":
            signed: bytes = super().generic_sign(private_key, tbs_bytes, sd_algo)
            return signed
        digest = getattr(hashes, sd_algo.hash_algo.upper())()
        return _loaded(private_key.dump()).sign(tbs_bytes, padding.PKCS1v15(), digest)


def keep_keys() -> None:
    """Let the authority of this process sign with keys that stay loaded."""
    crypto_utils.CRYPTO_BACKEND = KeptKeys()


@lru_cache(maxsize=4096)
def _loaded(data: bytes) -> rsa.RSAPrivateKey:
    load = (
        serialization.load_pem_private_key
        if data.startswith(b"-----")
        else serialization.load_der_private_key
    )
    key = load(data, password=None, unsafe_skip_rsa_key_validation=True)
    assert isinstance(key, rsa.RSAPrivateKey)
    return key


@lru_cache(maxsize=4096)
def _both(key: rsa.RSAPrivateKey) -> tuple[bytes, bytes]:
    """Return the private and the public half (DER)."""
    private = key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    public = key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return private, public
