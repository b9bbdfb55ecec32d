"""Find procedures by the words ordinary people use (tìm thủ tục)."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.db import connection

from cuamo.catalogue.models import Procedure, Synonym
from cuamo.catalogue.rules.search_words import (
    MOST_QUERY_CHARS,
    Reading,
    Token,
    closeness,
    cut,
    features,
    heard_alike,
    pieces,
    runs,
    slips,
    tokens,
    weight_of,
    written_forms,
)
from cuamo.kernel.text import telex_cleanup

MOST_HITS = 50
MOST_CANDIDATES = 30
MOST_FIRST = 150
"""Phrases of each reading that are weighed against the length of what they say."""
MOST_READINGS = 5
MOST_TOGETHER = 30
LEAST_SCORE = 0.12
LEAST_TELLING = 0.6
ALL = "*"
_CODE = re.compile(r"\b(\d\.\d{6})\b")
_ABBREVIATION = re.compile(r"[a-z]{2,8}")
_VOWEL = re.compile(r"[aeiouy]")

_CANDIDATES = """
WITH asked AS MATERIALIZED (
    SELECT * FROM unnest(%(tokens)s::text[], %(weights)s::float8[], %(readings)s::int[])
        AS t(token, weight, reading)
),
total AS MATERIALIZED (SELECT reading, sum(weight) AS told FROM asked GROUP BY reading),
matched AS MATERIALIZED (
    SELECT asked.reading, posting.phrase_id, sum(asked.weight) AS told
    FROM asked JOIN catalogue_search_posting posting USING (token)
    GROUP BY asked.reading, posting.phrase_id
),
close AS (
    SELECT best.id FROM total CROSS JOIN LATERAL (
        SELECT phrase.id FROM (
            SELECT phrase_id, told FROM matched WHERE matched.reading = total.reading
            ORDER BY told DESC LIMIT %(first)s
        ) AS first JOIN catalogue_search_phrase phrase ON phrase.id = first.phrase_id
        WHERE phrase.told > 0
        ORDER BY phrase.weight * first.told * (0.75 / total.told + 0.25 / phrase.told) DESC, phrase.id
        LIMIT %(most)s
    ) AS best WHERE total.told > 0
)
SELECT procedure_id, tokens, weight, told FROM catalogue_search_phrase
WHERE id = ANY(ARRAY(SELECT DISTINCT id FROM close))
"""
_KNOWN = "SELECT token, frequency FROM catalogue_search_term WHERE token = ANY(%s)"
_BY_INITIALS = """
SELECT procedure_id, initials, weight FROM catalogue_search_phrase
WHERE initials LIKE %s ORDER BY length(initials), id LIMIT 60
"""


@dataclass(frozen=True)
class Hit:
    """One procedure found."""

    code: str
    name_vi: str
    score: float
    name_en: str = ""
    can_be_filed: bool = False


@dataclass(frozen=True)
class _Phrase:
    code: str
    words: list[str]
    weight: float
    told: float


def search(words: str, *, limit: int = 10) -> list[Hit]:
    """Return the procedures these words mean, best first.

    Understands missing diacritics, Telex keys left behind, words typed together, one wrong letter, initials
    ("bstl"), synonyms and everyday words, a code.

    Args:
        words: at most 200 characters are read.
        limit: hits, at most 50.
    """
    text = words[:MOST_QUERY_CHARS]
    limit = min(max(limit, 1), MOST_HITS)
    if by_code := _CODE.search(text):
        return _named({by_code.group(1): 1.0}, limit, readable=True)
    asked = tokens(text)
    if not asked:
        return []
    frequencies, asked, unknown = _understood(asked)
    readings = _readings(asked)
    weights = _weights(readings, frequencies)
    scores = _scores(readings, _candidates(readings, weights), weights)
    for abbreviation in unknown:
        _add_initials(abbreviation, alone=len(asked) == 1, scores=scores)
    return _named({code: score for code, score in scores.items() if score >= LEAST_SCORE}, limit)


def _understood(asked: list[Token]) -> tuple[dict[str, int], list[Token], list[str]]:
    """Return known frequencies, the tokens after mending what was mistyped, and what may be initials."""
    frequencies = _frequencies([ALL, *(token.plain for token in asked)])
    strange = [token for token in asked if token.plain not in frequencies and not token.plain.isdigit()]
    if not strange:
        return frequencies, asked, []
    abbreviations = _spoken(token.plain for token in strange)
    mended: dict[str, list[str]] = {}
    for token in strange:
        clean = telex_cleanup(token.written)
        if clean != token.plain:
            mended[token.plain] = [clean]
    parts = {piece for token in strange for piece in pieces(token.plain[:MOST_TOGETHER])}
    frequencies |= _frequencies(parts | {word for fix in mended.values() for word in fix})
    rest = []
    for token in strange:
        fix = mended.get(token.plain, [])
        if token.plain in abbreviations or (fix and fix[0] in frequencies):
            continue
        joined = cut(token.plain[:MOST_TOGETHER], frequencies)
        if joined:
            mended[token.plain] = joined
        else:
            mended.pop(token.plain, None)
            rest.append(token.plain)
    unknown = [word for word in rest if _ABBREVIATION.fullmatch(word) and not word.isdigit()]
    sounds = [word for word in rest if _VOWEL.search(word) and len(word) >= 3]
    near = _near(sounds)
    frequencies |= _frequencies(near.values())
    mended |= {word: [fix] for word, fix in near.items()}
    said: list[Token] = []
    for token in asked:
        fixed = mended.get(token.plain)
        said += [Token(word, word) for word in fixed] if fixed else [token]
    return frequencies, said, unknown


def _near(words: Sequence[str]) -> dict[str, str]:
    """Return for words nobody uses the known one that was meant: heard alike first, then one letter away."""
    if not words:
        return {}
    alike = {word: heard_alike(word) for word in words[:6]}
    apart = {word: slips(word) for word in words[:6]}
    known = _frequencies(set().union(*alike.values(), *apart.values()))
    found: dict[str, str] = {}
    for word, sounding in alike.items():
        for tries in (sounding, apart[word]):
            hits = [(known[candidate], candidate) for candidate in tries if candidate in known]
            if hits:
                found[word] = max(hits)[1]
                break
    return found


def _frequencies(words: Iterable[str]) -> dict[str, int]:
    asked = list({word for word in words if word})[:3000]
    if not asked:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_KNOWN, [asked])
        return dict(cursor.fetchall())


def _spoken(words: Iterable[str]) -> set[str]:
    return set(Synonym.objects.filter(phrase__in=list(words)).values_list("phrase", flat=True))


def _readings(asked: list[Token]) -> list[list[Token]]:
    """Return the question as asked, and with spoken words replaced by official ones."""
    spans = runs([token.plain for token in asked])
    synonyms: dict[str, list[str]] = {}
    rows = Synonym.objects.filter(phrase__in=[text for _, _, text in spans], procedure__isnull=True)
    for phrase, words in rows.values_list("phrase", "words"):
        synonyms[phrase] = [part.strip() for part in words.split("|") if part.strip()]
    found = [(start, length, synonyms[text]) for start, length, text in spans if text in synonyms]
    readings = [asked]
    chosen: list[tuple[int, int, str]] = []
    for start, length, meanings in found:
        if all(start + length <= other or other + size <= start for other, size, _ in chosen):
            chosen.append((start, length, meanings[0]))
        readings += [_replaced(asked, [(start, length, meaning)]) for meaning in meanings]
    if len(chosen) > 1:
        readings.insert(1, _replaced(asked, chosen))
    return readings[:MOST_READINGS]


def _replaced(asked: list[Token], changes: list[tuple[int, int, str]]) -> list[Token]:
    said: list[Token] = []
    place = 0
    for start, length, meaning in sorted(changes):
        said += [*asked[place:start], *tokens(meaning)]
        place = start + length
    return [*said, *asked[place:]]


def _weights(readings: list[list[Token]], frequencies: dict[str, int]) -> dict[str, float]:
    wanted = {feature for reading in readings for feature in features([token.plain for token in reading])}
    known = frequencies | _frequencies(feature for feature in wanted if feature not in frequencies)
    procedures = known.get(ALL, 1)
    return {feature: weight_of(feature, known.get(feature, 0), procedures) for feature in wanted}


def _candidates(readings: list[list[Token]], weights: dict[str, float]) -> list[_Phrase]:
    """Return the phrases closest to each reading; words of courtesy look for nothing."""
    asked = [
        (feature, weights[feature], place)
        for place, reading in enumerate(readings)
        for feature in dict.fromkeys(features([token.plain for token in reading]))
        if weights[feature] > 0
    ]
    telling = [part for part in asked if part[1] >= LEAST_TELLING] or asked
    if not telling:
        return []
    tokens_, weights_, readings_ = (list(column) for column in zip(*telling, strict=True))
    with connection.cursor() as cursor:
        cursor.execute(
            _CANDIDATES,
            {
                "tokens": tokens_,
                "weights": weights_,
                "readings": readings_,
                "first": MOST_FIRST,
                "most": MOST_CANDIDATES,
            },
        )
        return [_Phrase(*row) for row in cursor.fetchall()]


def _scores(
    questions: list[list[Token]], candidates: list[_Phrase], weights: dict[str, float]
) -> dict[str, float]:
    forms = [written_forms(phrase.words, weights) for phrase in candidates]
    best: dict[str, float] = {}
    for place, question in enumerate(questions):
        reading = Reading.of(question, weights)
        explained: dict[str, dict[str, float]] = {}
        close: dict[str, float] = {}
        for phrase, form in zip(candidates, forms, strict=True):
            score, matched = closeness(reading, form, phrase.told)
            close[phrase.code] = max(close.get(phrase.code, 0.0), score * phrase.weight)
            seen = explained.setdefault(phrase.code, {})
            for feature, weight in matched:
                if weight > seen.get(feature, 0.0):
                    seen[feature] = weight
        for code, score in close.items():
            covered = sum(explained[code].values()) / reading.total
            whole = (0.8 * score + 0.2 * min(covered, 1.0)) * (1.0 if place == 0 else 0.97)
            best[code] = max(best.get(code, 0.0), whole)
    return best


def _add_initials(abbreviation: str, *, alone: bool, scores: dict[str, float]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_BY_INITIALS, [f"%{abbreviation}%"])
        rows = cursor.fetchall()
    gained: dict[str, float] = {}
    for code, initials, weight in rows:
        exact = len(abbreviation) / len(initials)
        start = 0.15 if initials.startswith(abbreviation) else 0.0
        gained[code] = max(gained.get(code, 0.0), weight * (0.45 + start + 0.4 * exact))
    for code, gain in gained.items():
        scores[code] = max(scores.get(code, 0.0), gain) if alone else scores.get(code, 0.0) + 0.4 * gain


def _named(scores: dict[str, float], limit: int, *, readable: bool = False) -> list[Hit]:
    codes = sorted(scores, key=lambda code: -scores[code])[: limit * 2 + 10]
    named = Procedure.objects.filter(code__in=codes)
    if readable:
        named = named.filter(phrases__isnull=False).distinct()
    rows = named.values_list("code", "name_vi", "name_en", "can_be_filed", "priority")
    hits = [
        (scores[code] + 0.004 * priority, Hit(code, name_vi, 0.0, name_en, filed))
        for code, name_vi, name_en, filed, priority in rows
    ]
    hits.sort(key=lambda pair: (-pair[0], pair[1].code))
    return [replace(hit, score=round(min(score, 1.0), 4)) for score, hit in hits[:limit]]
