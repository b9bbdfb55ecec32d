"""Personal ID (số định danh cá nhân, số căn cước): 12 digits `PPP G YY NNNNNN`, no check digit."""

import re
from dataclasses import dataclass
from datetime import date

from cuamo.kernel.identifiers.errors import InvalidIdentifier
from cuamo.kernel.identifiers.provinces import PROVINCES, is_place_of_registration

_SEPARATORS = re.compile(r"[\s.\-]+")
_TWELVE = re.compile(r"[0-9]{12}")
MALE, FEMALE = "Nam", "Nữ"


@dataclass(frozen=True)
class PersonalIdParts:
    """What the number says about its owner."""

    place_code: str
    place_name: str
    """Empty for a country code and for a code that is not in the list."""
    birth_year: int
    sex: str
    """`Nam` or `Nữ`."""


def check(text: str) -> str:
    """Return the 12 digits of a personal ID; spaces, dots and hyphens are dropped.

    Raises:
        InvalidIdentifier: not 12 digits, or begins with no code of a place.
    """
    number = digits(text)
    if not is_place_of_registration(number[:3]):
        raise InvalidIdentifier(
            "personal_id.place",
            f"Không có tỉnh, thành nào mang mã {number[:3]}.",
            f"No province has the code {number[:3]}.",
            where="personal_id",
            hint_vi="So lại 3 số đầu với mặt trước của thẻ.",
            hint_en="Compare the first 3 digits with the front of the card.",
        )
    return number


def digits(text: str) -> str:
    """Return the 12 digits without judging what they say.

    Raises:
        InvalidIdentifier: not 12 digits.
    """
    number = _SEPARATORS.sub("", text)
    if _TWELVE.fullmatch(number):
        return number
    if re.fullmatch(r"[0-9]{9}", number):
        raise InvalidIdentifier(
            "personal_id.old",
            "Đây là số chứng minh nhân dân 9 số, không còn giá trị từ 01/01/2025.",
            "This is an old 9-digit identity number, not valid since 1 January 2025.",
            where="personal_id",
            hint_vi="Nhập 12 số trên thẻ căn cước.",
            hint_en="Enter the 12 digits of the ID card.",
        )
    raise InvalidIdentifier(
        "personal_id.length",
        f"Số căn cước cần đúng 12 chữ số, đang có {_count(number)}.",
        f"A personal ID has exactly 12 digits, this one {_count(number)}.",
        where="personal_id",
        hint_vi="Nhập lại 12 chữ số trên mặt trước của thẻ.",
        hint_en="Enter the 12 digits from the front of the card again.",
    )


def parts(number: str) -> PersonalIdParts:
    """Return what a personal ID says: place, century with sex, birth year.

    Raises:
        InvalidIdentifier: not 12 digits.
    """
    number = digits(number)
    century, odd = divmod(int(number[3]), 2)
    return PersonalIdParts(
        place_code=number[:3],
        place_name=PROVINCES.get(number[:3], ""),
        birth_year=1900 + century * 100 + int(number[4:6]),
        sex=FEMALE if odd else MALE,
    )


def disagreements(
    number: str, *, birth_date: date | None = None, sex: str = ""
) -> list[tuple[str, str, str]]:
    """Compare the number with what else is known: `(code, vi, en)` for each thing that does not fit.

    Args:
        sex: `Nam`, `Nữ` or empty.
    Raises:
        InvalidIdentifier: not 12 digits.
    """
    said = parts(number)
    found: list[tuple[str, str, str]] = []
    if not is_place_of_registration(said.place_code):
        found.append(
            (
                "personal_id.place",
                f"Số căn cước bắt đầu bằng {said.place_code}, không phải mã tỉnh, thành nào.",
                f"The ID begins with {said.place_code}, which is no province's code.",
            )
        )
    if birth_date is not None and birth_date.year != said.birth_year:
        found.append(
            (
                "personal_id.birth_year",
                f"Số căn cước nói sinh năm {said.birth_year}, thẻ ghi năm {birth_date.year}.",
                f"The ID says born in {said.birth_year}, the card says {birth_date.year}.",
            )
        )
    if sex and sex != said.sex:
        found.append(
            (
                "personal_id.sex",
                f"Số căn cước nói giới tính {said.sex}, thẻ ghi {sex}.",
                f"The ID says {_EN[said.sex]}, the card says {_EN.get(sex, sex)}.",
            )
        )
    return found


_EN = {MALE: "male", FEMALE: "female"}


def _count(number: str) -> str:
    return str(len(number)) if re.fullmatch(r"[0-9]*", number) else "có ký tự khác / other characters"
