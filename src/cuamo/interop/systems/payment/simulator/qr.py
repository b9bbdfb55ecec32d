"""What a bank's app reads from a VietQR; written apart from the product's own code on purpose."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Transfer:
    """A transfer the payer is about to make."""

    bank: str
    account: str
    amount_vnd: int
    words: str


def read(payload: str) -> Transfer:
    """Return the transfer a VietQR payload asks for.

    Raises:
        ValueError: it is none, or was damaged on the way.
    """
    text = payload.strip()
    if len(text) < 20 or text[-8:-4] != "6304" or f"{_crc(text[:-4].encode()):04X}" != text[-4:].upper():
        raise ValueError("checksum")
    top = _tags(text)
    merchant = _tags(top.get("38", ""))
    holder = _tags(merchant.get("01", ""))
    if merchant.get("00") != "A000000727" or top.get("53") != "704":
        raise ValueError("not a VietQR in VND")
    return Transfer(
        bank=holder["00"],
        account=holder["01"],
        amount_vnd=int(top.get("54", "0")),
        words=_tags(top.get("62", "")).get("08", ""),
    )


def _tags(text: str) -> dict[str, str]:
    found, rest = {}, text
    while rest:
        if not rest[:4].isdigit() or len(rest) < 4 + int(rest[2:4]):
            raise ValueError("cut off")
        end = 4 + int(rest[2:4])
        found[rest[:2]] = rest[4:end]
        rest = rest[end:]
    return found


def _crc(data: bytes) -> int:
    register = 0xFFFF
    for byte in data:
        for bit in range(7, -1, -1):
            carry = (register >> 15) ^ (byte >> bit & 1)
            register = (register << 1 & 0xFFFF) ^ (0x1021 if carry else 0)
    return register
