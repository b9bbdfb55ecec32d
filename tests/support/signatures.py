"""A second opinion on signed PDFs: ByteRange read by hand, signature and time stamp checked by openssl.

Shares no code with the product: no pyHanko, no asn1crypto.
"""

import re
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

_RANGE = re.compile(rb"/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]")
_TIME_STAMP_TOKEN = bytes.fromhex("060b2a864886f70d010910020e")
"""The DER of OID 1.2.840.113549.1.9.16.2.14 (signature time stamp token)."""


@dataclass(frozen=True)
class Signed:
    """One signature of a PDF as it lies in the file."""

    covered: bytes
    """The bytes that were signed."""
    cms: bytes
    end: int
    """Where the signed bytes end in the file."""
    gap: tuple[int, int]
    """Where the signature itself lies: its noughts and the case of its digits sign nothing."""


def signatures_in(pdf: bytes) -> list[Signed]:
    """Return the signatures in the order of the file."""
    found = []
    for match in _RANGE.finditer(pdf):
        start, length, then, more = (int(value) for value in match.groups())
        if start != 0:
            raise ValueError("a signature that does not begin at the first byte")
        hexed = pdf[length + 1 : then - 1]
        if pdf[length : length + 1] != b"<" or pdf[then - 1 : then] != b">":
            raise ValueError("the gap is not the signature's own")
        cms = bytes.fromhex(hexed.decode("ascii"))
        found.append(
            Signed(pdf[:length] + pdf[then : then + more], _one_value(cms), then + more, (length, then))
        )
    return found


def openssl_accepts(signed: Signed, *, root: bytes) -> bool:
    """Ask `openssl cms -verify`: is the signature over these bytes, and does it lead to `root`?"""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        (place / "signed").write_bytes(signed.covered)
        (place / "cms").write_bytes(signed.cms)
        _pem(root, place / "root.pem")
        done = subprocess.run(
            f"openssl cms -verify -inform DER -in {place}/cms -binary -content {place}/signed "
            f"-CAfile {place}/root.pem -purpose any -out /dev/null".split(),
            capture_output=True,
            check=False,
            timeout=30,
        )
        return done.returncode == 0


def openssl_accepts_time(signed: Signed, *, root: bytes) -> bool:
    """Ask `openssl ts -verify` whether the time stamp is over the signature's value."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        (place / "token").write_bytes(_time_stamp(signed.cms))
        (place / "value").write_bytes(_signature_value(signed.cms))
        _pem(root, place / "root.pem")
        done = subprocess.run(
            f"openssl ts -verify -token_in -in {place}/token -data {place}/value "
            f"-CAfile {place}/root.pem".split(),
            capture_output=True,
            check=False,
            timeout=30,
        )
        return done.returncode == 0


def time_stamped_at(signed: Signed) -> str:
    """Return what `openssl ts` reads as the moment of the time stamp."""
    with tempfile.TemporaryDirectory() as folder:
        token = Path(folder) / "token"
        token.write_bytes(_time_stamp(signed.cms))
        told = subprocess.run(
            ["openssl", "ts", "-reply", "-token_in", "-in", str(token), "-token_out", "-text"],
            capture_output=True,
            text=True,
            check=False,
            timeout=30,
        ).stdout
    return next((line.partition(": ")[2] for line in told.splitlines() if "Time stamp:" in line), "")


def _pem(der: bytes, path: Path) -> None:
    subprocess.run(
        ["openssl", "x509", "-inform", "DER", "-out", str(path)], input=der, check=True, capture_output=True
    )


def _header(data: bytes, at: int) -> tuple[int, int]:
    """Return where the content of the DER value at `at` begins and ends."""
    first = data[at + 1]
    if first < 0x80:
        return at + 2, at + 2 + first
    size = first & 0x7F
    length = int.from_bytes(data[at + 2 : at + 2 + size], "big")
    return at + 2 + size, at + 2 + size + length


def _one_value(padded: bytes) -> bytes:
    """Return the one DER value without the noughts that fill the gap."""
    return padded[: _header(padded, 0)[1]]


def _time_stamp(cms: bytes) -> bytes:
    """Return the time stamp token among the unsigned attributes."""
    at = cms.index(_TIME_STAMP_TOKEN)
    start, _ = _header(cms, at + len(_TIME_STAMP_TOKEN))
    return cms[start : _header(cms, start)[1]]


def _signature_value(cms: bytes) -> bytes:
    """Return the signature's own bytes: the last OCTET STRING before the unsigned attributes."""
    unsigned = cms.index(_TIME_STAMP_TOKEN)
    for size in (512, 384, 256):
        mark = b"\x04\x82" + size.to_bytes(2, "big")
        at = cms.rfind(mark, 0, unsigned)
        if at != -1:
            return cms[at + 4 : at + 4 + size]
    raise ValueError("no signature value")
