"""Vietnamese text: one form to keep, one to compare, one to sort, one to send by SMS."""

import re
import unicodedata
from collections.abc import Iterable

_D = {ord("đ"): "d", ord("Đ"): "D"}


def nfc(text: str) -> str:
    """Return composed text (NFC) with single spaces and no invisible characters; else as typed."""
    return " ".join(_visible(unicodedata.normalize("NFC", text)).split())


def fold(text: str) -> str:
    """Return text for comparing and finding: lower case, no diacritics, đ as d, single spaces."""
    plain = unicodedata.normalize("NFKD", _visible(text)).translate(_D)
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).lower().split())


def _visible(text: str) -> str:
    # Printable by Python's measure: no control or format character, and no space but the plain one.
    return text if text.isprintable() else "".join(_shown(text))


def _shown(text: str) -> Iterable[str]:
    for char in text:
        category = unicodedata.category(char)
        if char.isspace():
            yield " "
        elif category not in {"Cc", "Cf"}:
            yield char


# ── Vietnamese alphabetical order ────────────────────────────────────────────────────────────────────────

_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_RANK = {letter: chr(ord("A") + place) for place, letter in enumerate(_ALPHABET)}
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
"""huyền, hỏi, ngã, sắc, nặng; no mark (ngang) comes first."""
_WORD_END, _FIRST_TONE = "\x01", 2


def sort_key(text: str) -> str:
    """Return a key that sorts by the Vietnamese alphabet, then by tone, word after word.

    Letters run a ă â b c d đ e ê … o ô ơ … u ư …; tones ngang, huyền, hỏi, ngã, sắc, nặng. The key compares
    by code point (in PostgreSQL: `COLLATE "C"`).
    """
    return _WORD_END.join(_word_key(word) for word in nfc(text).lower().split())


def person_sort_key(full_name: str) -> str:
    """Return the key lists of people sort by: given name (tên), then family name (họ), then middle names."""
    words = nfc(full_name).split()
    if not words:
        return ""
    return sort_key(" ".join([words[-1], *words[:1], *words[1:-1]] if len(words) > 1 else words))


def _word_key(word: str) -> str:
    letters: list[str] = []
    tone = 0
    for char in word:
        base, mark = _split_tone(char)
        tone = mark or tone
        letters.append(_RANK.get(base, base))
    return "".join(letters) + chr(_FIRST_TONE + tone)


def _split_tone(char: str) -> tuple[str, int]:
    """Return the letter without its tone mark, and the tone's place in the order (0 without)."""
    parts = unicodedata.normalize("NFD", char)
    mark = next((_TONES[c] for c in parts if c in _TONES), 0)
    return unicodedata.normalize("NFC", "".join(c for c in parts if c not in _TONES)), mark


# ── Where the tone mark stands ───────────────────────────────────────────────────────────────────────────

_OPEN_PAIR = re.compile(r"(?<![qQ])(?:[oO][àáảãạèéẻẽẹÀÁẢÃẠÈÉẺẼẸ]|[uU][ỳýỷỹỵỲÝỶỸỴ])(?!\w)")


def tone_style(text: str) -> str:
    """Return text with one style of tone marks: `Hoà`, `khoẻ`, `thuỷ` become `Hòa`, `khỏe`, `thủy`."""
    return _OPEN_PAIR.sub(_mark_on_the_first, unicodedata.normalize("NFC", text))


def _mark_on_the_first(match: re.Match[str]) -> str:
    first, second = match[0][0], match[0][1:]
    parts = unicodedata.normalize("NFD", second)
    mark = "".join(c for c in parts if c in _TONES)
    return unicodedata.normalize("NFC", first + mark + "".join(c for c in parts if c not in _TONES))


# ── What an SMS can carry ────────────────────────────────────────────────────────────────────────────────

_SMS = str.maketrans(
    {
        "“": '"',
        "”": '"',
        "„": '"',
        "«": '"',
        "»": '"',
        "‘": "'",
        "’": "'",
        "`": "'",
        "´": "'",
        "–": "-",
        "—": "-",
        "−": "-",
        "‑": "-",
        "~": "-",
        "…": "...",
        "•": "-",
        "·": "-",
        "₫": "d",
        "[": "(",
        "]": ")",
        "{": "(",
        "}": ")",
        "|": "/",
        "\\": "/",
        "^": "",
        "€": "EUR",
        "×": "x",
    }
)
_GSM_PLAIN = frozenset(
    " !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"
)


def sms_safe(text: str) -> str:
    """Return unaccented text of characters that each cost one septet in an SMS; case and line ends stay.

    What has no unaccented form becomes `?`.
    """
    return "\n".join(_sms_line(line) for line in text.splitlines())


def _sms_line(line: str) -> str:
    plain = unicodedata.normalize("NFKD", _visible(line).translate(_SMS)).translate(_D)
    kept = (c for c in plain if not unicodedata.combining(c))
    return " ".join("".join(c if c in _GSM_PLAIN else "?" for c in kept).split())


# ── Telex keys left in a search ──────────────────────────────────────────────────────────────────────────

_SYLLABLE = re.compile(
    r"(?:ngh|ng|nh|gh|gi|kh|ph|qu|th|tr|ch|[bcdghklmnpqrstvx])?"
    r"(?:uye|uya|uyu|uay|uoi|uou|oai|oay|oao|oeo|ieu|yeu|uay|ai|ao|au|ay|eo|eu|ia|ie|iu|oa|oe|oi|oo(?=ng|c)|ua|ue|ui|uo"
    r"|uu|uy|ya|ye|[aeiouy])"
    r"(?:ch|nh|ng|[cmnpt])?"
)
_DOUBLED = re.compile(r"dd|aa|ee|oo|[aou]w")
_TONE_AT_END = re.compile(r"[sfrxj]+$")
_TONE_INSIDE = re.compile(r"([aeiouy])[sfrxj]+(?=(?:ch|nh|ng|[cmnpt])$)")
_REPEATED = re.compile(r"([a-z])\1+")


def telex_cleanup(text: str) -> str:
    """Return folded text without leftover Telex keys: `giaays khai sinhh` is `giay khai sinh`.

    A word that is a Vietnamese syllable already, or becomes none, stays as it is.
    """
    return " ".join(_without_telex(word) for word in fold(text).split())


def _without_telex(word: str) -> str:
    if not word.isascii() or not word.isalpha() or len(word) > 12 or _SYLLABLE.fullmatch(word):
        return word
    doubled = _DOUBLED.search(word) is not None
    plain = word.replace("dd", "d").replace("aa", "a").replace("ee", "e").replace("oo", "o").replace("w", "")
    tries = [word, plain, _TONE_AT_END.sub("", plain)]
    if doubled:
        tries.append(_TONE_INSIDE.sub(r"\1", plain))
    tries += [_REPEATED.sub(r"\1", candidate) for candidate in tries]
    return next((candidate for candidate in tries if _SYLLABLE.fullmatch(candidate)), word)
