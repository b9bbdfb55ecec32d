"""Vietnamese text: one form, folding for search, order for lists, letters a plain phone can show."""

import re
import unicodedata

_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_RANK = {letter: place for place, letter in enumerate(_LETTERS)}
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
_GSM_EXTRA = {"₫": "d", "–": "-", "—": "-", "“": '"', "”": '"', "‘": "'", "’": "'", "…": "...", "«": '"', "»": '"'}


def nfc(text: str) -> str:
    """Return the text in Unicode form C, the only one kept."""
    return unicodedata.normalize("NFC", text)


def fold(text: str) -> str:
    """Return lower-case text without diacritics, đ as d, runs of white space as one space."""
    parts = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    bare = "".join(sign for sign in parts if not unicodedata.combining(sign))
    return " ".join(bare.split())


def sms_safe(text: str) -> str:
    """Return the text in plain letters every phone shows, case kept."""
    plain = "".join(_GSM_EXTRA.get(sign, sign) for sign in text).replace("đ", "d").replace("Đ", "D")
    parts = unicodedata.normalize("NFD", plain)
    bare = "".join(sign for sign in parts if not unicodedata.combining(sign))
    return "".join(sign if sign.isascii() else "?" for sign in bare)


def tone_style(text: str) -> str:
    """Return the text with the tone where modern spelling puts it: `Hòa` and `Hoà` both become `Hoà`."""
    decomposed = unicodedata.normalize("NFD", nfc(text))
    moved = re.sub(
        r"([oOuU])([\u0300\u0309\u0303\u0301\u0323])([aAeEyY])(?![a-zA-Z\u0300-\u036f])", r"\1\3\2", decomposed
    )
    return unicodedata.normalize("NFC", moved)


def sort_key(text: str) -> tuple[tuple[int, ...], tuple[int, ...], str]:
    """Return a key that sorts as a Vietnamese dictionary does: letters first, then tones."""
    letters: list[int] = []
    tones: list[int] = []
    for sign in nfc(text.lower()):
        parts = unicodedata.normalize("NFD", sign)
        tone = next((_TONES[mark] for mark in parts if mark in _TONES), 0)
        base = unicodedata.normalize("NFC", "".join(mark for mark in parts if mark not in _TONES))
        letters.append(_RANK[base] + 1 if base in _RANK else (0 if base == " " else 100 + ord(base[0])))
        tones.append(tone)
    return tuple(letters), tuple(tones), text


def person_sort_key(full_name: str) -> tuple[object, ...]:
    """Return a key for lists of people: by given name, then by the rest."""
    words = nfc(full_name).split()
    given, rest = (words[-1], " ".join(words[:-1])) if words else ("", "")
    return sort_key(given), sort_key(rest)


def initials(text: str) -> str:
    """Return the first letters of the folded words: `bản sao trích lục` gives `bstl`."""
    return "".join(word[0] for word in re.findall(r"[a-z0-9]+", fold(text)))


def telex_cleanup(text: str) -> str:
    """Return folded text without what a Telex keyboard leaves behind: `giaays khai sinhh` → `giay khai sinh`."""
    words = []
    for word in fold(text).split():
        bare = re.sub(r"([aeo])\1", r"\1", word).replace("dd", "d").replace("uw", "u").replace("ow", "o")
        bare = bare.replace("aw", "a")
        bare = re.sub(r"([a-z])\1+", r"\1", bare)
        if len(bare) > 2 and re.search(r"[aeiouy]", bare[:-1]):
            bare = re.sub(r"(?<=[aeiouycmnpth])[sfrxj]$", "", bare)
        words.append(bare)
    return " ".join(words)
