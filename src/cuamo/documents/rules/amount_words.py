"""Amounts in words (số tiền bằng chữ), as receipts want them."""

_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_SCALES = ("", " nghìn", " triệu", " tỷ")
LARGEST_VND = 999_999_999_999


def amount_in_words(amount_vnd: int) -> str:
    """Return `Tám nghìn đồng` for 8000.

    Args:
        amount_vnd: 0 to 999,999,999,999 đồng.
    Raises:
        ValueError: out of range.
    """
    if not 0 <= amount_vnd <= LARGEST_VND:
        raise ValueError(f"amount must be 0 to {LARGEST_VND} đồng, got {amount_vnd}")
    if amount_vnd == 0:
        return "Không đồng"
    groups = [amount_vnd // 1000**power % 1000 for power in range(4)]
    highest = max(power for power, group in enumerate(groups) if group)
    parts = [
        _three_digits(groups[power], full=power < highest) + _SCALES[power]
        for power in range(highest, -1, -1)
        if groups[power]
    ]
    words = " ".join(parts)
    return f"{words[0].upper()}{words[1:]} đồng"


def _three_digits(number: int, *, full: bool) -> str:
    """Return a group of up to three digits; `full` says the hundreds even when they are 0."""
    hundreds, tens, units = number // 100, number // 10 % 10, number % 10
    words = []
    if hundreds or full:
        words.append(f"{_DIGITS[hundreds]} trăm")
    if tens > 1:
        words.append(f"{_DIGITS[tens]} mươi")
    elif tens == 1:
        words.append("mười")
    elif units and words:
        words.append("linh")
    if units == 1 and tens > 1:
        words.append("mốt")
    elif units == 5 and tens:
        words.append("lăm")
    elif units:
        words.append(_DIGITS[units])
    return " ".join(words)
