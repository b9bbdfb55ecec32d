"""What a person without an ID card says and shows: read, compared, never taken for a card."""

import re
from dataclasses import dataclass
from datetime import date

from cuamo.kernel.errors import Invalid
from cuamo.kernel.identifiers import personal_id as personal_ids
from cuamo.kernel.text import fold, nfc

PAPERS = {
    "PASSPORT": ("Hộ chiếu", "Passport"),
    "APP": ("VNeID trên điện thoại", "VNeID on the phone"),
    "OTHER": ("Giấy tờ khác có ảnh", "Another paper with a photograph"),
    "NOTHING": ("Không mang giấy tờ", "Nothing at hand"),
}
"""What can be shown instead of a card, in the order of the digits."""
NUMBER = re.compile(r"[A-Z0-9]{5,20}")
COUNTRY = re.compile(r"[A-Z]{3}")
OLDEST = 125


@dataclass(frozen=True)
class Stated:
    """Facts as stated. `birth_date` is ISO text and may be partial: `1949`, `1949-03` or `1949-03-12`."""

    known_by: str
    full_name: str
    birth_date: str
    sex: str = ""
    address: str = ""
    personal_id: str = ""
    paper_country: str = ""
    paper_number: str = ""


def read_stated(
    *,
    known_by: str,
    full_name: str,
    birth: tuple[str, str, str],
    sex: str = "",
    address: str = "",
    personal_id: str = "",
    paper_country: str = "",
    paper_number: str = "",
    today: date,
) -> Stated:
    """Read what was typed (không có căn cước); day and month of birth may be unknown.

    Args:
        birth: day, month and year as typed; day and month may be empty.
        paper_country: three letters as in the passport, `VNM` when left empty.
    Raises:
        Invalid: what, where and how to mend it; a number is asked for where a paper with a number is shown.
    Law: Law on Identification 26/2023/QH15 (the number identifies; the card is one way to show it).
    """
    if known_by not in PAPERS:
        raise _wrong("known_by", "Chọn giấy tờ đã xem.", "Choose what was shown.")
    name = nfc(full_name)
    if sum(letter.isalpha() for letter in name) < 2 or any(letter.isdigit() for letter in name):
        raise _wrong("full_name", "Ghi đủ họ tên, không có số.", "Write the full name, without digits.")
    number = re.sub(r"[\s.\-]", "", paper_number).upper()
    if (known_by == "PASSPORT" or number) and not NUMBER.fullmatch(number):
        raise _wrong(
            "paper_number",
            "Số giấy tờ cần 5 đến 20 chữ và số, ví dụ C1234567.",
            "The number has 5 to 20 letters and digits, such as C1234567.",
        )
    country = (paper_country.strip() or "VNM").upper()
    if number and not COUNTRY.fullmatch(country):
        raise _wrong(
            "paper_country",
            "Mã nước có 3 chữ cái như in trên hộ chiếu, ví dụ VNM.",
            "The country has three letters as printed, such as VNM.",
        )
    own_number = personal_ids.check(personal_id) if personal_id.strip() else ""
    if known_by == "APP" and not own_number:
        raise _wrong(
            "personal_id",
            "Ghi 12 số định danh hiện trên VNeID.",
            "Write the 12 digits VNeID shows.",
        )
    born = _birth(birth, today)
    if own_number and personal_ids.parts(own_number).birth_year != int(born[:4]):
        raise _wrong(
            "personal_id",
            f"Số định danh nói sinh năm {personal_ids.parts(own_number).birth_year}, ở trên ghi {born[:4]}."
            " So lại giấy.",
            "The number and the year of birth do not agree. Compare with the paper.",
        )
    return Stated(
        known_by=known_by,
        full_name=name,
        birth_date=born,
        sex=sex if sex in {personal_ids.MALE, personal_ids.FEMALE} else "",
        address=nfc(address),
        personal_id=own_number,
        paper_country=country if number else "",
        paper_number=number,
    )


def same_person(*, stated: Stated, full_name: str, birth_date: str) -> bool:
    """Say whether what is stated fits what is kept under the same number: the name, and the year of birth."""
    return fold(stated.full_name) == fold(full_name) and (
        not birth_date or birth_date[:4] == stated.birth_date[:4]
    )


def _birth(birth: tuple[str, str, str], today: date) -> str:
    day, month, year = (part.strip() for part in birth)
    if not re.fullmatch(r"[0-9]{4}", year):
        raise _wrong(
            "birth",
            "Ngày sinh cần có năm, ví dụ 1949. Không nhớ ngày, tháng thì để trống.",
            "Year of birth is needed, such as 1949. Leave day and month empty if unknown.",
        )
    if not today.year - OLDEST <= int(year) <= today.year:
        raise _wrong("birth", f"Năm sinh {year} chưa đúng. Xem lại.", f"The year {year} cannot be. Check it.")
    if day and not month:
        raise _wrong(
            "birth",
            "Biết ngày thì ghi cả tháng, không nhớ thì để trống cả hai.",
            "With a day the month is needed; leave both empty if unknown.",
        )
    if not all(part == "" or re.fullmatch(r"[0-9]{1,2}", part) for part in (day, month)):
        raise _not_a_day(birth)
    try:
        born = date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        raise _not_a_day(birth) from None
    if born > today:
        raise _wrong("birth", "Ngày sinh ở tương lai. Xem lại.", "The birth date lies ahead. Check it.")
    return "-".join([year, *([f"{born.month:02}"] if month else []), *([f"{born.day:02}"] if day else [])])


def _not_a_day(birth: tuple[str, str, str]) -> Invalid:
    shown = "/".join(part.strip() for part in birth if part.strip())
    return _wrong(
        "birth",
        f"Ngày sinh {shown} không có trong lịch. Xem lại ngày, tháng.",
        f"{shown} is in no calendar. Check day and month.",
    )


def _wrong(where: str, vi: str, en: str) -> Invalid:
    return Invalid(f"stated.{where}", vi, en, where=where)
