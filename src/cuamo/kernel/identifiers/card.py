"""The QR of the chip identity card: it pre-fills, it does not authenticate."""

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date, datetime

from cuamo.kernel.errors import Invalid
from cuamo.kernel.identifiers import personal_id as pid
from cuamo.kernel.text import nfc

FIELDS = 7


@dataclass(frozen=True)
class CardFacts:
    """What a card says, with every doubt as a sentence."""

    personal_id: str
    old_id: str
    full_name: str
    birth_date: date | None
    sex: str
    address: str
    issued_on: date | None
    warnings: tuple[str, ...] = field(default_factory=tuple)


def read_card(text: str) -> CardFacts:
    """Return the facts of a card's QR text: `id|old id|name|ddmmyyyy|Nam/Nữ|address|ddmmyyyy`.

    More than seven fields are accepted and ignored (cards of the 2024 law may append some).

    Raises:
        Invalid: it is not the text of a card, or the input method has mangled it.
    """
    clean = nfc(text.replace("\ufeff", "")).strip("\r\n\t \x00")
    parts = [" ".join(part.split()) for part in clean.split("|")]
    if len(parts) < FIELDS:
        raise _mangled(clean)
    number, old, name, born, sex, address, issued = parts[:FIELDS]
    found = pid.check(number)
    warnings: list[str] = []
    if not name or any(sign.isdigit() for sign in name):
        raise Invalid(
            "card.name",
            "Không đọc được họ tên trên thẻ.",
            "The name on the card could not be read.",
            where="full_name",
            hint_vi="Quét lại mã QR, hoặc tắt bộ gõ tiếng Việt rồi quét.",
            hint_en="Scan again, or switch the Vietnamese input method off first.",
        )
    if _looks_mangled(name):
        raise _mangled(clean)
    if old and not re.fullmatch(r"\d{9}|\d{12}", old, re.ASCII):
        warnings.append(f"Số CMND cũ “{old}” không đúng 9 hoặc 12 chữ số.")
        old = ""
    birth = _date(born)
    if birth is None:
        raise Invalid(
            "card.birth_date",
            f"Ngày sinh “{born}” không phải ngày có thật.",
            f"The birth date “{born}” is not a real date.",
            where="birth_date",
            hint_vi="Quét lại mã QR trên thẻ.",
            hint_en="Scan the card again.",
        )
    if sex not in {"Nam", "Nữ"}:
        warnings.append(f"Giới tính “{sex}” không phải Nam hay Nữ.")
        sex = ""
    if birth.year != found.birth_year:
        warnings.append(f"Năm sinh {birth.year} không khớp số định danh (năm {found.birth_year}).")
    if sex and sex != found.sex:
        warnings.append(f"Giới tính {sex} không khớp số định danh ({found.sex}).")
    issue = _date(issued)
    if issue is None:
        warnings.append(f"Ngày cấp “{issued}” không phải ngày có thật.")
    elif issue < birth:
        warnings.append("Ngày cấp sớm hơn ngày sinh.")
    return CardFacts(found.value, old, name, birth, sex, address, issue, tuple(warnings))


def _date(text: str) -> date | None:
    if not re.fullmatch(r"\d{8}", text, re.ASCII):
        return None
    try:
        return datetime.strptime(text, "%d%m%Y").date()
    except ValueError:
        return None


def _looks_mangled(name: str) -> bool:
    return any(unicodedata.category(sign) not in {"Lu", "Ll", "Lm", "Lo", "Mn", "Zs"} and sign not in "'-." for sign in name)


def _mangled(text: str) -> Invalid:
    parts = text.count("|") + 1 if text else 0
    return Invalid(
        "card.fields",
        f"Đây không phải mã QR căn cước: cần 7 phần cách bằng dấu |, đang có {parts}.",
        f"This is not an identity card's QR: 7 parts parted by | are needed, {parts} found.",
        where="card",
        hint_vi="Quét lại mã QR ở góc trên thẻ. Nếu chữ bị lạ, tắt bộ gõ tiếng Việt (Unikey) rồi quét lại.",
        hint_en="Scan the QR at the card's top again. If letters look strange, switch off the input method first.",
    )
