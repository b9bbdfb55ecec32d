"""VietQR (NAPAS 247): EMVCo tag-length-value with a CRC."""

import re
from dataclasses import dataclass

from cuamo.kernel.errors import Invalid
from cuamo.kernel.text import sms_safe

_GUID = "A000000727"


@dataclass(frozen=True)
class VietQr:
    """What a payload asks for; `amount_vnd` is None when the payer chooses."""

    bin: str
    account: str
    amount_vnd: int | None
    purpose: str
    dynamic: bool
    to_card: bool = False


def crc16(text: str) -> str:
    """Return CRC-16/CCITT-FALSE as four capital hexadecimal digits."""
    value = 0xFFFF
    for byte in text.encode():
        value ^= byte << 8
        for _ in range(8):
            value = (value << 1 ^ 0x1021 if value & 0x8000 else value << 1) & 0xFFFF
    return f"{value:04X}"


def encode(*, bin: str, account: str, amount_vnd: int | None = None, purpose: str = "") -> str:
    """Return the payload; with an amount it is dynamic (one use), without it static.

    Raises:
        Invalid: bank number, account, amount or purpose cannot be coded.
    """
    if not re.fullmatch(r"\d{6}", bin, re.ASCII):
        raise _wrong("bin", "Mã ngân hàng (BIN) cần 6 chữ số.", "A bank number (BIN) has 6 digits.")
    if not re.fullmatch(r"[0-9A-Za-z]{1,19}", account, re.ASCII):
        raise _wrong("account", "Số tài khoản cần 1–19 chữ số hoặc chữ cái.", "An account has 1–19 digits or letters.")
    if amount_vnd is not None and not 0 < amount_vnd <= 9_999_999_999_999:
        raise _wrong("amount", "Số tiền phải lớn hơn 0.", "The amount must be above 0.")
    words = " ".join(sms_safe(purpose).split())
    if len(words) > 25:
        raise _wrong("purpose", "Nội dung dài quá 25 ký tự.", "The purpose is longer than 25 signs.")
    holder = _field("00", bin) + _field("01", account)
    merchant = _field("00", _GUID) + _field("01", holder) + _field("02", "QRIBFTTA")
    body = _field("00", "01") + _field("01", "11" if amount_vnd is None else "12") + _field("38", merchant)
    body += _field("53", "704")
    if amount_vnd is not None:
        body += _field("54", str(amount_vnd))
    body += _field("58", "VN")
    if words:
        body += _field("62", _field("08", words))
    body += "6304"
    return body + crc16(body)


def decode(payload: str) -> VietQr:
    """Return what a payload asks for.

    Raises:
        Invalid: its checksum, its structure or its currency is not that of a VietQR.
    """
    text = payload.strip()
    if len(text) < 12 or text[-8:-4] != "6304" or crc16(text[:-4]) != text[-4:].upper():
        raise _wrong("crc", "Mã QR bị sai hoặc thiếu ký tự (CRC).", "The QR is damaged or cut (CRC).")
    fields = _parse(text)
    merchant = _parse(fields.get("38", ""))
    holder = _parse(merchant.get("01", ""))
    if merchant.get("00") != _GUID or "00" not in holder or "01" not in holder:
        raise _wrong("38", "Đây không phải mã VietQR.", "This is not a VietQR.")
    if fields.get("53") != "704":
        raise _wrong("53", "Mã này không tính bằng đồng.", "This code is not in đồng.")
    amount = fields.get("54")
    if amount is not None and not re.fullmatch(r"\d{1,13}", amount, re.ASCII):
        raise _wrong("54", "Số tiền trong mã không phải số nguyên.", "The amount is not a whole number.")
    extra = _parse(fields.get("62", ""))
    return VietQr(
        bin=holder["00"],
        account=holder["01"],
        amount_vnd=int(amount) if amount is not None else None,
        purpose=extra.get("08", ""),
        dynamic=fields.get("01") == "12",
        to_card=merchant.get("02") == "QRIBFTTC",
    )


def _field(tag: str, value: str) -> str:
    return f"{tag}{len(value):02d}{value}"


def _parse(text: str) -> dict[str, str]:
    fields: dict[str, str] = {}
    place = 0
    while place < len(text):
        head = text[place : place + 4]
        if not re.fullmatch(r"\d{4}", head, re.ASCII):
            raise _wrong("tlv", f"Mã QR hỏng ở ký tự {place + 1}.", f"The QR is broken at sign {place + 1}.")
        end = place + 4 + int(head[2:])
        if end > len(text) or head[:2] in fields:
            raise _wrong("tlv", f"Mã QR hỏng ở thẻ {head[:2]}.", f"The QR is broken at tag {head[:2]}.")
        fields[head[:2]] = text[place + 4 : end]
        place = end
    return fields


def _wrong(where: str, vi: str, en: str) -> Invalid:
    return Invalid(f"vietqr.{where}", vi, en, where=where)
