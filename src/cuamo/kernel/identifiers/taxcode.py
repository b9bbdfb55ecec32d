"""Tax code (mã số thuế): 10 digits with a check digit, 13 for a branch, 12 for a person.

An enterprise code (mã số doanh nghiệp) is its tax code.
"""

import re
from enum import StrEnum

from cuamo.kernel.identifiers import personal_id
from cuamo.kernel.identifiers.errors import InvalidIdentifier

_SEPARATORS = re.compile(r"[\s.\-–]+")
_WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)


class TaxCodeKind(StrEnum):
    """Whose code it is."""

    ENTERPRISE = "ENTERPRISE"
    """Doanh nghiệp, tổ chức: 10 digits."""
    BRANCH = "BRANCH"
    """Đơn vị phụ thuộc: 10 digits, hyphen, 3 digits."""
    PERSON = "PERSON"
    """Cá nhân, hộ gia đình, hộ kinh doanh: the 12-digit personal ID, since 1 July 2025."""


def check(text: str) -> str:
    """Return the code in its usual form (`0100109106`, `0100109106-001`, `001301012345`).

    Raises:
        InvalidIdentifier: wrong length, wrong check digit, branch 000, or no personal ID.
    """
    code = _SEPARATORS.sub("", text)
    if not re.fullmatch(r"[0-9]+", code) or len(code) not in {10, 12, 13}:
        raise InvalidIdentifier(
            "taxcode.length",
            "Mã số thuế có 10 số, 13 số (đơn vị phụ thuộc) hoặc 12 số (cá nhân, hộ kinh doanh).",
            "A tax code has 10 digits, 13 (branch) or 12 (person, business household).",
            where="taxcode",
            hint_vi="Đếm lại số chữ số; không nhập chữ cái.",
            hint_en="Count the digits again; letters do not belong there.",
        )
    if len(code) == 12:
        return personal_id.check(code)
    if _check_digit(code) != int(code[9]):
        raise InvalidIdentifier(
            "taxcode.check_digit",
            f"Mã số thuế {code[:10]} sai số kiểm tra (số thứ 10).",
            f"Tax code {code[:10]} has a wrong check digit (the 10th).",
            where="taxcode",
            hint_vi="So lại từng số với giấy đăng ký doanh nghiệp.",
            hint_en="Compare each digit with the registration certificate.",
        )
    if len(code) == 10:
        return code
    if code[10:] == "000":
        raise InvalidIdentifier(
            "taxcode.branch",
            "Đơn vị phụ thuộc được đánh số từ 001.",
            "Branches are numbered from 001.",
            where="taxcode",
            hint_vi="Nhập 10 số nếu là trụ sở chính.",
            hint_en="Enter 10 digits for the head office.",
        )
    return f"{code[:10]}-{code[10:]}"


def kind_of(code: str) -> TaxCodeKind:
    """Return whose code it is.

    Raises:
        InvalidIdentifier: as `check`.
    """
    code = check(code)
    return {10: TaxCodeKind.ENTERPRISE, 12: TaxCodeKind.PERSON, 14: TaxCodeKind.BRANCH}[len(code)]


def _check_digit(code: str) -> int:
    """Return the check digit of the first nine; 10 fits no code."""
    return 10 - sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, code, strict=False)) % 11
