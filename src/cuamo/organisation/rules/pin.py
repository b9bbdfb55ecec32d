"""Which PINs are too easy to guess."""

from datetime import date

LENGTH = 6
RUNS = "01234567890", "09876543210"


def why_weak(pin: str) -> str:
    """Return why a PIN is refused: `form`, `same`, `run`, `pattern`, `date`; empty when it may be used.

    A million numbers are few: those people try first (one figure six times, figures in a row, a pattern of
    two or three figures, anything that reads as a date of birth) are left out.
    """
    if len(pin) != LENGTH or not (pin.isascii() and pin.isdigit()):
        return "form"
    if len(set(pin)) == 1:
        return "same"
    if any(pin in run for run in RUNS):
        return "run"
    if pin[:3] == pin[3:] or pin[:2] * 3 == pin or pin == pin[::-1]:
        return "pattern"
    return "date" if _reads_as_date(pin) else ""


def _reads_as_date(pin: str) -> bool:
    first, middle, last = int(pin[:2]), int(pin[2:4]), int(pin[4:])
    if _is_date(last, middle, first) or _is_date(first, middle, last) or _is_date(last, first, middle):
        return True
    month_year = 1 <= first <= 12 and 1920 <= int(pin[2:]) <= 2030
    year_month = 1 <= last <= 12 and 1920 <= int(pin[:4]) <= 2030
    return month_year or year_month


def _is_date(year: int, month: int, day: int) -> bool:
    try:
        date(2000 + year, month, day)
    except ValueError:
        return False
    return True
