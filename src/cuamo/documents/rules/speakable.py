"""How what stands on a page is said: money, days, times, hidden digits."""

import re

_MONEY = re.compile(r"(\d{1,3}(?:\.\d{3})+|\d+)[\s\u00a0]*₫")
_DAY = re.compile(r"\b(\d{1,2})/(\d{1,2})/(\d{4})\b")
_TIME = re.compile(r"\b(\d{1,2}):(\d{2})\b")
_HIDDEN = re.compile(r"\b(\d*)•+(\d*)")
_NUMBER = re.compile(r"\b\d{5,}\b")
_CODE = re.compile(r"\b[A-Z]\d{2}(?:\.\d+)*-\d{8}-\d{7}\b")


def speakable(text: str, language: str) -> str:
    """Return the text as a person would say it.

    Amounts lose their dots, days and times become words, long numbers are said digit by digit, hidden
    digits are left out, and a dossier's code is pointed at: nobody remembers twenty digits they hear.
    """
    vi = language == "vi"
    said = _CODE.sub("mã ghi trên màn hình" if vi else "the code on the screen", text)
    said = _MONEY.sub(lambda m: f"{m[1].replace('.', '')} {'đồng' if vi else 'dong'}", said)
    said = _DAY.sub(lambda m: _day(m, vi=vi), said)
    said = _TIME.sub(lambda m: _time(m, vi=vi), said)
    said = _HIDDEN.sub(lambda m: _hidden(m[2], vi=vi), said)
    said = _NUMBER.sub(lambda m: m[0] if _is_amount(said, m) else " ".join(m[0]), said)
    said = re.sub(r"[«»“”\"•·|<>]", " ", said)
    return re.sub(r"[ \t\u00a0]+", " ", said).strip()


def _day(found: re.Match[str], *, vi: bool) -> str:
    day, month, year = int(found[1]), int(found[2]), found[3]
    return f"ngày {day} tháng {month} năm {year}" if vi else f"{day}/{month}/{year}"


def _time(found: re.Match[str], *, vi: bool) -> str:
    if not vi:
        return found[0]
    minutes = int(found[2])
    return f"{int(found[1])} giờ {minutes}" if minutes else f"{int(found[1])} giờ"


def _hidden(end: str, *, vi: bool) -> str:
    if not end:
        return ""
    return f"{'cuối là' if vi else 'ending in'} {' '.join(end)}"


def _is_amount(text: str, found: re.Match[str]) -> bool:
    return text[found.end() :].lstrip().startswith(("đồng", "dong"))
