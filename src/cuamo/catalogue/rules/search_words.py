"""How people name procedures: syllables, pairs, weights; no tables here."""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from cuamo.kernel.text import fold, nfc, tone_style

MOST_QUERY_CHARS = 200
MOST_TOKENS = 24
PAIR = "_"
COMMON_WEIGHT = 0.12
COMMON = frozenset(
    "toi em anh chi ong ba bac chu co cau cu me bo minh chung cho muon can xin lam o dau the nao nhu nhieu bao may "
    "thi la gi hoi giup nho voi a oi nhe va cua de duoc phai co khong di ra vao len bi roi nay ay kia ca cac nhung "
    "mot cai viec ve den tai thu tuc ho so giay to can nhung hom qua vua moi dang se da biet tim cach huong "
    "dan nop nua luon thoi vay nhi ha u hay hoac neu khi thuoc ben dum how to i want need my a an for of the "
    "get do please where in on nguoi ta tren".split()
)
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
    return [*plain, *(f"{one}{PAIR}{two}" for one, two in zip(plain, plain[1:], strict=False))]


def weight_of(feature: str, frequency: int, procedures: int) -> float:
    """Return how much a feature tells: rare ones much, words of courtesy nearly nothing.

    Args:
        frequency: procedures that hold it; 0 for a feature no procedure holds.
        procedures: how many there are.
    """
    rarity = math.log(1 + procedures / (1 + frequency))
    if PAIR in feature:
        one, two = feature.split(PAIR)
        courtesy = (one in COMMON) + (two in COMMON)
        return rarity * (0.9, 0.3, COMMON_WEIGHT)[courtesy]
    return rarity * (COMMON_WEIGHT if feature in COMMON else 0.7)


def written_forms(words: Sequence[str]) -> dict[str, set[str]]:
    """Return for each feature of a phrase the ways it is written there."""
    plain = [plain_of(word) for word in words]
    forms: dict[str, set[str]] = {}
    for feature, text in zip(features(plain), features(list(words)), strict=True):
        forms.setdefault(feature, set()).add(text)
    return forms


def agreement(asked: str, forms: Iterable[str]) -> float:
    """Return 1 when a feature is written like in the phrase or without any diacritics, less when they differ."""
    if asked.isascii() or any(asked == form for form in forms):
        return 1.0
    return 0.35


def closeness(
    asked: Sequence[Token], phrase: Mapping[str, set[str]], weights: Mapping[str, float]
) -> tuple[float, dict[str, float]]:
    """Return how well a phrase answers what was asked (0 to 1), and the weight of each feature it explains.

    Three quarters are the share of the question the phrase explains, one quarter the share of the phrase
    that was asked for, so a short everyday phrase beats a long official name that merely contains it.
    """
    plain = features([token.plain for token in asked])
    written = features([token.written for token in asked])
    total = sum(weights.get(feature, 0.0) for feature in set(plain)) or 1.0
    explained: dict[str, float] = {}
    for feature, text in zip(plain, written, strict=True):
        if feature in phrase and feature not in explained:
            explained[feature] = weights.get(feature, 0.0) * agreement(text, phrase[feature])
    said = sum(weights.get(feature, 0.0) for feature in phrase) or 1.0
    matched = sum(explained.values())
    return 0.75 * matched / total + 0.25 * min(matched / said, 1.0), explained


def runs(plain: Sequence[str], *, longest: int = 6) -> list[tuple[int, int, str]]:
    """Return every run of neighbouring syllables: start, length, text; longest first."""
    return [
        (start, length, " ".join(plain[start : start + length]))
        for length in range(min(longest, len(plain)), 0, -1)
        for start in range(len(plain) - length + 1)
    ]


def cuts(word: str) -> list[tuple[str, ...]]:
    """Return the ways to cut a word typed without spaces into two or three syllables."""
    places = range(1, len(word))
    two: list[tuple[str, ...]] = [(word[:i], word[i:]) for i in places]
    three: list[tuple[str, ...]] = [(word[:i], word[i:j], word[j:]) for i in places for j in places if i < j]
    return [
        parts for parts in two + three if all(2 <= len(part) <= 6 or part in {"o", "y"} for part in parts)
    ]


def one_slip_apart(one: str, other: str) -> bool:
    """Return whether one inserted, lost, changed or swapped letter turns one word into the other."""
    if one == other:
        return True
    if abs(len(one) - len(other)) > 1:
        return False
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    rest, rest_other = one[start:], other[start:]
    if len(one) == len(other):
        swapped = rest[:2] == rest_other[:2][::-1] and rest[2:] == rest_other[2:]
        return rest[1:] == rest_other[1:] or swapped
    longer, shorter = (rest, rest_other) if len(one) > len(other) else (rest_other, rest)
    return longer[1:] == shorter
