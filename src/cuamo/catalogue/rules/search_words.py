"""How people name procedures: syllables, pairs, weights; no tables here."""

import math
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from cuamo.kernel.text import fold, nfc, tone_style

MOST_QUERY_CHARS = 200
MOST_TOKENS = 24
PAIR = "_"
COMMON_WEIGHT = 0.12
# fmt: off
COMMON = frozenset([
    "toi", "em", "anh", "chi", "ong", "ba", "bac", "chu", "co", "cau", "cu", "me", "bo", "minh",
    "chung", "cho", "muon", "can", "xin", "lam", "o", "dau", "the", "nao", "nhu", "nhieu", "bao", "may",
    "thi", "la", "gi", "hoi", "giup", "nho", "voi", "a", "oi", "nhe", "va", "cua", "de", "duoc", "phai",
    "khong", "di", "ra", "vao", "len", "bi", "roi", "nay", "ay", "kia", "ca", "cac", "nhung", "mot",
    "cai", "viec", "ve", "den", "tai", "thu", "tuc", "ho", "so", "giay", "to", "hom", "qua", "vua",
    "moi", "dang", "se", "da", "biet", "tim", "cach", "huong", "dan", "nop", "nua", "luon", "thoi",
    "vay", "nhi", "ha", "u", "hay", "hoac", "neu", "khi", "thuoc", "ben", "dum", "how", "i", "want",
    "need", "my", "an", "for", "of", "get", "do", "please", "where", "in", "on", "nguoi", "ta", "tren",
])
# fmt: on
LETTERS = "abcdeghiklmnopqrstuvxy"
SOUNDS = (
    ("s", "x"),
    ("l", "n"),
    ("tr", "ch"),
    ("d", "gi"),
    ("d", "r"),
    ("gi", "r"),
    ("c", "k"),
    ("ng", "ngh"),
)
TONE_MARKS = frozenset("\u0300\u0301\u0303\u0309\u0323")
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Token:
    """A syllable as written and as compared."""

    written: str
    plain: str


def tokens(text: str, *, most: int = MOST_TOKENS) -> list[Token]:
    """Return the syllables of a text, lower case, one tone style."""
    return [Token(word, plain_of(word)) for word in _WORD.findall(tone_style(nfc(text).lower()))[:most]]


@lru_cache(maxsize=20_000)
def plain_of(word: str) -> str:
    """Return a syllable without diacritics."""
    return fold(word)


def features(plain: Sequence[str]) -> list[str]:
    """Return syllables and pairs of neighbours: most Vietnamese words have two syllables."""
    return [*plain, *(f"{one}{PAIR}{two}" for one, two in pairwise(plain))]


def weight_of(feature: str, frequency: int, procedures: int) -> float:
    """Return how much a feature tells: rare ones much, words of courtesy nearly nothing.

    Args:
        frequency: procedures that hold it; 0 for a feature no procedure holds.
        procedures: how many there are.
    """
    rarity = math.log(1 + procedures / (1 + max(frequency, 1)))
    if PAIR in feature:
        if frequency == 0:
            return 0.0
        one, two = feature.split(PAIR)
        courtesy = (one in COMMON) + (two in COMMON)
        return rarity * (0.9, 0.3, COMMON_WEIGHT)[courtesy]
    return rarity * (COMMON_WEIGHT if feature in COMMON else 0.7)


def written_forms(words: Sequence[str], wanted: Mapping[str, float]) -> dict[str, list[str]]:
    """Return for each wanted feature a phrase holds the ways it is written there."""
    plain = [plain_of(word) for word in words]
    forms: dict[str, list[str]] = {}
    for place, feature in enumerate(plain):
        if feature in wanted:
            forms.setdefault(feature, []).append(words[place])
        if place:
            pair = f"{plain[place - 1]}{PAIR}{feature}"
            if pair in wanted:
                forms.setdefault(pair, []).append(f"{words[place - 1]}{PAIR}{words[place]}")
    return forms


@lru_cache(maxsize=50_000)
def _agreement(asked: str, form: str) -> float:
    if asked == form:
        return 1.0
    return 0.8 if without_tones(asked) == without_tones(form) else 0.35


def agreement(asked: str, forms: Sequence[str]) -> float:
    """Return 1 when a feature is written like in the phrase or without any diacritics, less when they differ.

    A wrong tone (hỏi for ngã) costs little, another letter (cho for chợ, tu for tư) much.
    """
    if asked.isascii():
        return 1.0
    return max(_agreement(asked, form) for form in forms)


@dataclass(frozen=True)
class Reading:
    """One way to understand a question: its features, plain and as written, with what each tells."""

    parts: tuple[tuple[str, str, float], ...]
    total: float

    @classmethod
    def of(cls, asked: Sequence[Token], weights: Mapping[str, float]) -> "Reading":
        """Return the reading of these tokens."""
        plain = features([token.plain for token in asked])
        written = features([token.written for token in asked])
        kept: dict[str, tuple[str, str, float]] = {}
        for feature, text in zip(plain, written, strict=True):
            kept.setdefault(feature, (feature, text, weights.get(feature, 0.0)))
        return cls(tuple(kept.values()), sum(part[2] for part in kept.values()) or 1.0)


def closeness(
    reading: Reading, phrase: Mapping[str, Sequence[str]], told: float
) -> tuple[float, list[tuple[str, float]]]:
    """Return how well a phrase answers a question (0 to 1), and the weight of each feature it explains.

    Three quarters are the share of the question the phrase explains, one quarter the share of the phrase
    that was asked for, so a short everyday phrase beats a long official name that merely contains it.

    Args:
        told: summed weight of all features of the phrase.
    """
    explained = [
        (feature, weight * agreement(text, phrase[feature]))
        for feature, text, weight in reading.parts
        if feature in phrase
    ]
    matched = sum(weight for _, weight in explained)
    return 0.75 * matched / reading.total + 0.25 * min(matched / (told or 1.0), 1.0), explained


def runs(plain: Sequence[str], *, longest: int = 6) -> list[tuple[int, int, str]]:
    """Return every run of neighbouring syllables: start, length, text; longest first."""
    return [
        (start, length, " ".join(plain[start : start + length]))
        for length in range(min(longest, len(plain)), 0, -1)
        for start in range(len(plain) - length + 1)
    ]


def pieces(word: str) -> set[str]:
    """Return every run of 2 to 7 letters of a word typed without spaces."""
    return {word[i:j] for i in range(len(word)) for j in range(i + 2, min(i + 8, len(word) + 1))}


def cut(word: str, known: Mapping[str, int]) -> list[str]:
    """Return the known syllables a word typed without spaces is made of, as few and as usual as possible."""
    best: list[tuple[float, list[str]] | None] = [(0.0, [])] + [None] * len(word)
    for end in range(2, len(word) + 1):
        for start in range(max(0, end - 7), end - 1):
            before, piece = best[start], word[start:end]
            if before is None or piece not in known:
                continue
            cost = before[0] + 1.0 + 1.0 / (1 + known[piece])
            now = best[end]
            if now is None or cost < now[0]:
                best[end] = (cost, [*before[1], piece])
    found = best[len(word)]
    return found[1] if found else []


def slips(word: str) -> set[str]:
    """Return every word that one inserted, lost, changed or swapped letter away."""
    cut = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    lost = {head + tail[1:] for head, tail in cut if tail}
    swapped = {head + tail[1] + tail[0] + tail[2:] for head, tail in cut if len(tail) > 1}
    changed = {head + letter + tail[1:] for head, tail in cut if tail for letter in LETTERS}
    inserted = {head + letter + tail for head, tail in cut for letter in LETTERS}
    return (lost | swapped | changed | inserted) - {word}


def heard_alike(word: str) -> set[str]:
    """Return the spellings that sound the same to many in the north: s/x, l/n, tr/ch, d/gi/r, i/y, c/k."""
    found = {word}
    for one, other in SOUNDS:
        found |= {other + item.removeprefix(one) for item in found if item.startswith(one)}
        found |= {one + item.removeprefix(other) for item in found if item.startswith(other)}
    found |= {item[:-1] + "y" for item in found if item.endswith("i")}
    found |= {item[:-1] + "i" for item in found if item.endswith("y")}
    return found - {word}


def without_tones(text: str) -> str:
    """Return a text without tone marks, its letters kept: `chợ` is `chơ`."""
    return _toneless(text)


@lru_cache(maxsize=20_000)
def _toneless(text: str) -> str:
    parts = unicodedata.normalize("NFD", text)
    return unicodedata.normalize("NFC", "".join(char for char in parts if char not in TONE_MARKS))
