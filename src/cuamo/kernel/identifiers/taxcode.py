"""Tax code of an organisation, ten digits with a check digit (mã số thuế)."""

import re

from cuamo.kernel.errors import Invalid
from cuamo.kernel.identifiers import personal_id

_WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)


def check(text: str) -> str:
    """Return the code in its usual form: `0102595740`, `0102595740-001`, or a personal id of twelve digits.

    Raises:
        Invalid: wrong number of digits, or the check digit does not fit.
    """
    digits = re.sub(r"[\s.\-]", "", text)
    if re.fullmatch(r"\d{12}", digits, re.ASCII):
        return personal_id.check(digits).value
    if not re.fullmatch(r"\d{10}|\d{13}", digits, re.ASCII):
        raise Invalid(
            "taxcode.digits",
            "Mã số thuế cần 10 chữ số, 13 chữ số (chi nhánh) hoặc số định danh 12 chữ số.",
            "A tax code has 10 digits, 13 (branch), or is a personal id of 12 digits.",
            where="taxcode",
            hint_vi="Xem giấy chứng nhận đăng ký thuế hoặc hóa đơn.",
            hint_en="See the tax registration or an invoice.",
        )
    expected = 10 - sum(w * int(d) for w, d in zip(_WEIGHTS, digits[:9], strict=True)) % 11
    if expected == 10 or expected != int(digits[9]):
        raise Invalid(
            "taxcode.check_digit",
            f"Mã số thuế {digits[:10]} sai số kiểm tra: có thể gõ nhầm một chữ số.",
            f"The check digit of {digits[:10]} does not fit: one digit may be mistyped.",
            where="taxcode",
            hint_vi="Đọc lại từng chữ số.",
            hint_en="Read the digits again.",
        )
    return digits if len(digits) == 10 else f"{digits[:10]}-{digits[10:]}"
