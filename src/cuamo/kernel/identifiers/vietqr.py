"""VietQR (NAPAS 247 on EMVCo): the text inside a payment QR. Written and read strictly."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from cuamo.kernel.identifiers.errors import InvalidIdentifier

GUID = "A000000727"
TO_ACCOUNT, TO_CARD = "QRIBFTTA", "QRIBFTTC"
VND, VIETNAM = "704", "VN"
_STATIC, _DYNAMIC = "11", "12"
_BIN = re.compile(r"[0-9]{6}")
_ACCOUNT = re.compile(r"[0-9A-Za-z]{1,19}")
_CARD = re.compile(r"[0-9]{16}|[0-9]{19}")
_TEXT = re.compile(r"[\x20-\x7e]{1,25}")
_AMOUNT = re.compile(r"[1-9][0-9]{0,12}")


@dataclass(frozen=True)
class VietQr:
    """What a VietQR asks for."""

    bin: str
    """The bank, 6 digits (mã BIN)."""
    account: str
    amount_vnd: int | None = None
    """None: the payer keys the amount in."""
    purpose: str = ""
    """Nội dung chuyển khoản, at most 25 unaccented characters."""
    bill: str = ""
    """Bill number (số hóa đơn), at most 25 unaccented characters."""
    to_card: bool = False
    name: str = ""
    city: str = ""
    dynamic: bool = False
    """True: made for one payment."""


def encode(
    *,
    bin: str,
    account: str,
    amount_vnd: int | None = None,
    purpose: str = "",
    bill: str = "",
    to_card: bool = False,
) -> str:
    """Return the payload of a QR that pays into an account (or card) of a bank.

    With an amount it is dynamic (one use), without it static.

    Raises:
        InvalidIdentifier: a part is of the wrong shape; `where` names it.
    """
    _require(_BIN, bin, "bin", "Mã ngân hàng (BIN) có 6 chữ số.", "A bank's BIN has 6 digits.")
    if to_card:
        _require(
            _CARD, account, "account", "Số thẻ có 16 hoặc 19 chữ số.", "A card number has 16 or 19 digits."
        )
    else:
        _require(
            _ACCOUNT,
            account,
            "account",
            "Số tài khoản có 1 đến 19 chữ số hoặc chữ cái không dấu.",
            "An account number has 1 to 19 digits or plain letters.",
        )
    if amount_vnd is not None:
        _require(
            _AMOUNT,
            str(amount_vnd),
            "amount",
            "Số tiền là số nguyên đồng, từ 1 đến 13 chữ số.",
            "The amount is whole đồng, above 0, at most 13 digits.",
        )
    extra = ""
    for tag, where, text in (("01", "bill", bill), ("08", "purpose", purpose)):
        if text:
            _require(
                _TEXT,
                text,
                where,
                f"Nội dung dài tối đa 25 ký tự, không dấu; đang có {len(text)}.",
                f"The {where} has at most 25 plain ASCII characters; this one has {len(text)}.",
            )
            extra += _field(tag, text)
    acquirer = _field("00", bin) + _field("01", account)
    service = TO_CARD if to_card else TO_ACCOUNT
    body = (
        _field("00", "01")
        + _field("01", _STATIC if amount_vnd is None else _DYNAMIC)
        + _field("38", _field("00", GUID) + _field("01", acquirer) + _field("02", service))
        + _field("53", VND)
        + (_field("54", str(amount_vnd)) if amount_vnd is not None else "")
        + _field("58", VIETNAM)
        + (_field("62", extra) if extra else "")
        + "6304"
    )
    return body + f"{crc16(body.encode()):04X}"


def decode(payload: str) -> VietQr:
    """Read a payload; white space around it is dropped, everything else must be exact.

    Raises:
        InvalidIdentifier: a broken field, a wrong checksum, or not a VietQR in đồng; `where` names the field.
    """
    payload = payload.strip(" \t\r\n\ufeff")
    if len(payload) > 512:
        raise _broken("", "dài quá 512 ký tự", "is longer than 512 characters")
    fields = _fields(payload, "")
    if next(iter(fields), "") != "00" or fields["00"] != "01":
        raise _broken("00", "không bắt đầu bằng 000201", "does not begin with 000201")
    _check_crc(payload, fields)
    point = fields.get("01", _STATIC)
    if point not in {_STATIC, _DYNAMIC}:
        raise _broken("01", "phải là 11 hoặc 12", "must be 11 or 12")
    if "38" not in fields:
        raise _broken("38", "không có: đây không phải VietQR", "is missing: this is not a VietQR")
    merchant = _fields(fields["38"], "38.")
    if merchant.get("00") != GUID:
        raise _broken("38.00", f"phải là {GUID}", f"must be {GUID}")
    service = merchant.get("02", "")
    if service not in {TO_ACCOUNT, TO_CARD}:
        raise _broken("38.02", f"phải là {TO_ACCOUNT} hoặc {TO_CARD}", f"must be {TO_ACCOUNT} or {TO_CARD}")
    acquirer = _fields(merchant.get("01", ""), "38.01.")
    bin, account = acquirer.get("00", ""), acquirer.get("01", "")
    if not _BIN.fullmatch(bin):
        raise _broken("38.01.00", "phải có 6 chữ số (BIN)", "must be a BIN of 6 digits")
    if not _ACCOUNT.fullmatch(account):
        raise _broken("38.01.01", "không phải số tài khoản", "is no account number")
    if fields.get("53") != VND:
        raise _broken("53", "phải là 704 (đồng Việt Nam)", "must be 704 (Vietnamese đồng)")
    if fields.get("58") != VIETNAM:
        raise _broken("58", "phải là VN", "must be VN")
    amount = fields.get("54")
    if amount is not None and not _AMOUNT.fullmatch(amount):
        raise _broken("54", "phải là số nguyên đồng, lớn hơn 0", "must be whole đồng above 0")
    extra = _fields(fields["62"], "62.") if "62" in fields else {}
    return VietQr(
        bin=bin,
        account=account,
        amount_vnd=int(amount) if amount is not None else None,
        purpose=extra.get("08", ""),
        bill=extra.get("01", ""),
        to_card=service == TO_CARD,
        name=fields.get("59", ""),
        city=fields.get("60", ""),
        dynamic=point == _DYNAMIC,
    )


def crc16(data: bytes) -> int:
    """Return CRC-16/CCITT-FALSE; of `123456789` it is 0x29B1."""
    crc = 0xFFFF
    for byte in data:
        crc ^= byte << 8
        for _ in range(8):
            crc = (crc << 1) ^ 0x1021 if crc & 0x8000 else crc << 1
            crc &= 0xFFFF
    return crc


def _field(tag: str, value: str) -> str:
    return f"{tag}{len(value):02d}{value}"


def _fields(text: str, inside: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for tag, value in _walk(text, inside):
        if tag in found:
            raise _broken(inside + tag, "có hai lần", "is there twice")
        found[tag] = value
    return found


def _walk(text: str, inside: str) -> Iterator[tuple[str, str]]:
    place = 0
    while place < len(text):
        head = text[place : place + 4]
        if not re.fullmatch(r"[0-9]{4}", head):
            raise _broken(
                inside + head[:2],
                f"ở vị trí {place} không có 2 số thẻ và 2 số độ dài",
                f"at position {place} has no two-digit tag and two-digit length",
            )
        tag, length = head[:2], int(head[2:])
        value = text[place + 4 : place + 4 + length]
        if length == 0:
            raise _broken(inside + tag, "rỗng", "is empty")
        if len(value) < length:
            raise _broken(
                inside + tag,
                f"hứa {length} ký tự, chỉ còn {len(value)}: mã bị cắt",
                f"promises {length} characters, only {len(value)} are left: the code is cut off",
            )
        yield tag, value
        place += 4 + length


def _check_crc(payload: str, fields: dict[str, str]) -> None:
    if list(fields)[-1] != "63" or len(fields["63"]) != 4:
        raise _broken("63", "phải đứng cuối và dài 4 ký tự", "must stand last and be 4 characters long")
    expected = f"{crc16(payload[:-4].encode('utf-8', 'surrogatepass')):04X}"
    if fields["63"] != expected:
        raise _broken(
            "63",
            f"là {fields['63']}, phải là {expected}: mã bị sửa hoặc đọc sai",
            f"is {fields['63']}, should be {expected}: the code was changed or misread",
        )


def _broken(where: str, vi: str, en: str) -> InvalidIdentifier:
    return InvalidIdentifier(
        "vietqr.broken",
        f"Mã VietQR, trường {where or '–'}: {vi}.",
        f"VietQR field {where or '-'} {en}.",
        where=where,
        hint_vi="Quét lại mã, hoặc xin mã mới.",
        hint_en="Scan the code again, or ask for a new one.",
    )


def _require(pattern: re.Pattern[str], value: str, where: str, vi: str, en: str) -> None:
    if not pattern.fullmatch(value):
        raise InvalidIdentifier(f"vietqr.{where}", vi, en, where=where)
