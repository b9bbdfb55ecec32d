"""The QR of the chip ID card (mã QR trên thẻ căn cước): it pre-fills, it does not authenticate.

Seven fields between `|`: personal ID, old ID, full name, birth ddMMyyyy, sex, residence, issue date ddMMyyyy.
Newer cards may append fields; they are ignored. Residence is free text and never an authority for a ward.
"""

import re
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from cuamo.kernel.identifiers import personal_id
from cuamo.kernel.identifiers.errors import InvalidIdentifier
from cuamo.kernel.identifiers.scan import clean_scan, looks_mangled
from cuamo.kernel.text import fold, nfc, telex_cleanup

FIELDS = 7
MAX_LENGTH = 2000
FIRST_CHIP_CARD = date(2021, 1, 1)

_KEYBOARD_VI = (
    "Tắt bộ gõ tiếng Việt (Unikey, EVKey), chọn bàn phím tiếng Anh (US), đặt máy quét ở UTF-8 rồi quét lại;"
    " hoặc chụp mã QR."
)
_KEYBOARD_EN = (
    "Switch the Vietnamese keyboard program off, choose the English (US) layout, set the scanner to UTF-8 and"
    " scan again; or photograph the QR."
)


@dataclass(frozen=True)
class CardWarning:
    """Something on the card that a person should look at; it does not stop the work."""

    code: str
    vi: str
    en: str


@dataclass(frozen=True)
class CardFacts:
    """What an ID card says. `sex` is `Nam` or `Nữ`; a day the card leaves open is None."""

    personal_id: str
    old_id: str
    full_name: str
    birth_date: date | None
    sex: str
    address: str
    issued_on: date | None
    warnings: tuple[CardWarning, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the facts with days as ISO text."""
        facts = asdict(self)
        facts["birth_date"] = self.birth_date.isoformat() if self.birth_date else None
        facts["issued_on"] = self.issued_on.isoformat() if self.issued_on else None
        facts["warnings"] = [asdict(warning) for warning in self.warnings]
        return facts


def read_card(text: str, *, today: date | None = None) -> CardFacts:
    """Read the text of a card's QR and compare its parts with each other.

    What a scanner or a paste adds (byte order mark, line ends, blanks, control characters) is dropped.
    Text that was read in the wrong alphabet is mended where that is certain, and a warning says so.

    Args:
        today: when given, days in the future are warned of.
    Raises:
        InvalidIdentifier: not the text of a card; says which field and how to mend it.
    """
    if len(text) > MAX_LENGTH:
        raise _unreadable(
            f"Chữ quét được dài {len(text)} ký tự, mã QR căn cước ngắn hơn nhiều.",
            f"The scan has {len(text)} characters; an ID card's QR is far shorter.",
        )
    scan = clean_scan(text)
    fields = [nfc(field) for field in scan.text.split("|")]
    if len(fields) < FIELDS:
        raise _too_few(scan.text, len(fields))
    warnings = [CardWarning(*scan.mended)] if scan.mended else []

    number = personal_id.digits(fields[0])
    name = _read_name(fields[2])
    birth_date = _read_day(fields[3], 4, "ngày sinh", "birth date", warnings)
    sex = _read_sex(fields[4], warnings)
    issued_on = _read_day(fields[6], 7, "ngày cấp", "issue date", warnings)
    facts = CardFacts(
        personal_id=number,
        old_id=re.sub(r"\s", "", fields[1]),
        full_name=name,
        birth_date=birth_date,
        sex=sex,
        address=fields[5],
        issued_on=issued_on,
    )
    warnings += [CardWarning(*found) for found in _cross_checks(facts, today)]
    return replace(facts, warnings=tuple(warnings))


def _cross_checks(facts: CardFacts, today: date | None) -> list[tuple[str, str, str]]:
    found = personal_id.disagreements(facts.personal_id, birth_date=facts.birth_date, sex=facts.sex)
    if facts.old_id and not re.fullmatch(r"[0-9]{9}|[0-9]{12}", facts.old_id):
        found.append(
            (
                "card.old_id",
                "Số chứng minh nhân dân cũ không có 9 số.",
                "The old identity number has not 9 digits.",
            )
        )
    if facts.birth_date and facts.issued_on and facts.issued_on < facts.birth_date:
        found.append(
            (
                "card.issued_before_birth",
                "Ngày cấp thẻ trước ngày sinh.",
                "The card was issued before the birth.",
            )
        )
    elif facts.issued_on and facts.issued_on < FIRST_CHIP_CARD:
        found.append(
            (
                "card.issued_too_early",
                "Ngày cấp trước năm 2021, khi chưa có thẻ gắn chip.",
                "Issued before 2021, when there were no chip cards.",
            )
        )
    if today and facts.birth_date and facts.birth_date > today:
        found.append(("card.birth_in_future", "Ngày sinh ở tương lai.", "The birth date lies in the future."))
    if today and facts.issued_on and facts.issued_on > today:
        found.append(("card.issued_in_future", "Ngày cấp ở tương lai.", "The issue date lies in the future."))
    if not facts.address:
        found.append(("card.no_address", "Thẻ không ghi nơi cư trú.", "The card names no residence."))
    if looks_mangled(facts.full_name) or looks_mangled(facts.address):
        found.append(
            (
                "card.mangled",
                "Họ tên hoặc nơi cư trú có thể đã bị bộ gõ tiếng Việt làm sai."
                " Tắt bộ gõ, quét lại, so với thẻ.",
                "Name or residence may have been spoilt by a Vietnamese keyboard program."
                " Switch it off, scan again, compare with the card.",
            )
        )
    return found


def _read_name(text: str) -> str:
    if not text:
        raise _field(3, "card.name", "Không có họ tên.", "There is no name.")
    if "\ufffd" in text or re.search(r"[0-9?<>{}\[\]\\=@#$%^*_~]", text):
        raise InvalidIdentifier(
            "card.mangled",
            f"Họ tên đọc được là “{text[:60]}”: chữ có dấu đã bị sai khi quét.",
            f"The name reads {text[:60]!r}: accented letters were spoilt by the scan.",
            where="3",
            hint_vi=_KEYBOARD_VI,
            hint_en=_KEYBOARD_EN,
        )
    return text


def _read_day(text: str, place: int, vi: str, en: str, warnings: list[CardWarning]) -> date | None:
    digits = re.sub(r"[\s./\-]", "", text)
    if not digits and place == FIELDS:
        warnings.append(
            CardWarning("card.no_issue_date", "Thẻ không ghi ngày cấp.", "The card names no issue date.")
        )
        return None
    if not re.fullmatch(r"[0-9]{8}", digits):
        raise _field(
            place,
            "card.day",
            f"Phần {vi} là “{text[:20]}”, cần 8 chữ số ngày tháng năm.",
            f"The {en} is {text[:20]!r}; 8 digits ddMMyyyy are needed.",
        )
    day, month, year = int(digits[:2]), int(digits[2:4]), int(digits[4:])
    if place != FIELDS and year and (day == 0 or month == 0):
        warnings.append(
            CardWarning(
                "card.birth_date_partial",
                f"Thẻ chỉ ghi năm sinh {year}.",
                f"The card gives only the year of birth, {year}.",
            )
        )
        return None
    try:
        return date(year, month, day)
    except ValueError:
        raise _field(
            place,
            "card.day",
            f"Phần {vi} {digits[:2]}/{digits[2:4]}/{digits[4:]} không có trong lịch.",
            f"The {en} {digits[:2]}/{digits[2:4]}/{digits[4:]} is in no calendar.",
        ) from None


def _read_sex(text: str, warnings: list[CardWarning]) -> str:
    if text in {personal_id.MALE, personal_id.FEMALE}:
        return text
    plain = telex_cleanup(fold(text))
    sex = {"nam": personal_id.MALE, "nu": personal_id.FEMALE, "n?": personal_id.FEMALE}.get(plain, "")
    if not sex:
        raise InvalidIdentifier(
            "card.sex",
            f"Mã QR căn cước, phần 5: giới tính là “{text[:20]}”, cần “Nam” hoặc “Nữ”.",
            f"ID card QR, field 5: the sex is {text[:20]!r}; `Nam` or `Nữ` is needed.",
            where="5",
            hint_vi=_KEYBOARD_VI,
            hint_en=_KEYBOARD_EN,
        )
    if plain != text.lower() or sex == personal_id.FEMALE:
        warnings.append(
            CardWarning(
                "card.mangled",
                f"Giới tính đọc được là “{text}”, hiểu là {sex}; chữ có dấu có thể đã sai. So với thẻ.",
                f"The sex reads {text!r}, taken as {sex}; letters may be spoilt. Compare with the card.",
            )
        )
    return sex


def _too_few(text: str, count: int) -> InvalidIdentifier:
    if not text:
        return _unreadable("Chưa quét được gì.", "Nothing was scanned.")
    if re.match(r"[0-9]{12}[^0-9|\s]", text) and count == 1:
        return _unreadable(
            f"Dấu “|” giữa các phần đã biến thành “{text[12]}”: bố trí bàn phím của máy khác với máy quét.",
            f"The `|` between fields turned into {text[12]!r}: the keyboard layout is not the scanner's.",
        )
    return _unreadable(
        f"Mã QR căn cước có {FIELDS} phần cách nhau bằng “|”, ở đây chỉ có {count}.",
        f"An ID card's QR has {FIELDS} fields between `|`, here only {count}.",
    )


def _unreadable(vi: str, en: str) -> InvalidIdentifier:
    return InvalidIdentifier(
        "card.unreadable",
        vi,
        en,
        where="card",
        hint_vi=_KEYBOARD_VI,
        hint_en=_KEYBOARD_EN,
    )


def _field(place: int, code: str, vi: str, en: str) -> InvalidIdentifier:
    return InvalidIdentifier(
        code,
        f"Mã QR căn cước, phần {place}: {vi}",
        f"ID card QR, field {place}: {en}",
        where=str(place),
        hint_vi="Quét lại; nếu vẫn sai, nhập tay theo mặt trước của thẻ.",
        hint_en="Scan again; if it is still wrong, type what the front of the card says.",
    )
