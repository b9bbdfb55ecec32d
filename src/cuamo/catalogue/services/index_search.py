"""Keep the search index of procedures in step with the versions people can read."""

from collections.abc import Iterable, Mapping

from django.db import connection, transaction

from cuamo.catalogue.models import (
    Procedure,
    ProcedureVersion,
    SearchPhrase,
    SearchPosting,
    SearchTerm,
    Synonym,
)
from cuamo.catalogue.rules.search_words import features, tokens, weight_of
from cuamo.catalogue.states import READABLE
from cuamo.kernel.text import nfc

MOST_PHRASE_TOKENS = 40
MANY = 20
"""From here on a change is large enough for the planner to be told at once."""
KIND_WEIGHTS = {
    "NAME": 1.0,
    "EVERYDAY": 1.0,
    "OLD_NAME": 1.0,
    "SYNONYM": 1.0,
    "ENGLISH": 0.95,
    "RESULT": 0.85,
}
SELDOM = 0.92
"""Procedures agencies never meet stand behind those they do, when the words fit both."""


@transaction.atomic
def index_procedures(codes: Iterable[str], *, instead: Mapping[str, dict[str, object]] | None = None) -> int:
    """Write the phrases of these procedures anew, count every feature again; returns the phrases written.

    Args:
        instead: contents to write instead of what people read now, by code; for a rehearsal.
    """
    wanted = sorted(set(codes))
    SearchPhrase.objects.filter(procedure_id__in=wanted).delete()
    versions = ProcedureVersion.objects.filter(
        procedure_id__in=wanted, status__in=[status.value for status in READABLE], valid_to__isnull=True
    ).order_by("procedure_id", "number")
    spoken: dict[str, list[str]] = {}
    for code, text in Synonym.objects.filter(procedure_id__in=wanted).values_list("procedure_id", "spoken"):
        spoken.setdefault(str(code), []).append(text)
    met = dict(Procedure.objects.filter(code__in=wanted).values_list("code", "priority"))
    phrases: list[SearchPhrase] = []
    contents = {version.procedure_id: version.content for version in versions.iterator()} | dict(
        instead or {}
    )
    for code, content in contents.items():
        ways = _ways_to_say(content)
        ways += [("SYNONYM", text) for text in spoken.get(code, [])]
        share = 1.0 if met[code] else SELDOM
        phrases += _phrases(code, ways, share)
    SearchPhrase.objects.bulk_create(phrases, batch_size=1000)
    SearchPosting.objects.bulk_create(
        (SearchPosting(token=feature, phrase=phrase) for phrase in phrases for feature in _features(phrase)),
        batch_size=5000,
    )
    _count_features()
    _weigh(phrases)
    if len(wanted) >= MANY:
        _analyse()
    return len(phrases)


def index_everything() -> int:
    """Write the whole index anew."""
    return index_procedures(Procedure.objects.values_list("code", flat=True))


def _ways_to_say(content: dict[str, object]) -> list[tuple[str, str]]:
    name = nfc(str(content["name_vi"]))
    ways = [("NAME", name)]
    if len(name.split()) > 20:
        ways.append(("NAME", " ".join(name.split()[:14])))
    if content.get("name_en"):
        ways.append(("ENGLISH", str(content["name_en"])))
    ways += [("EVERYDAY", str(text)) for text in _listed(content, "everyday_words")]
    ways += [("OLD_NAME", str(text)) for text in _listed(content, "old_names")]
    result = content.get("result")
    if isinstance(result, dict):
        ways.append(("RESULT", str(result["name_vi"])))
    return ways


def _listed(content: dict[str, object], name: str) -> list[object]:
    found = content.get(name)
    return found if isinstance(found, list) else []


def _phrases(code: str, ways: list[tuple[str, str]], share: float) -> list[SearchPhrase]:
    kept: dict[tuple[str, ...], SearchPhrase] = {}
    for kind, text in ways:
        words = tokens(text, most=MOST_PHRASE_TOKENS)
        if words[:2] and [word.plain for word in words[:2]] == ["thu", "tuc"]:
            words = words[2:]
        key = tuple(word.written for word in words)
        if key and key not in kept:
            kept[key] = SearchPhrase(
                procedure_id=code,
                kind=kind,
                text=text,
                tokens=list(key),
                initials="".join(word.plain[0] for word in words if word.plain),
                weight=KIND_WEIGHTS[kind] * share,
            )
    return list(kept.values())


def _features(phrase: SearchPhrase) -> set[str]:
    return set(features([word.plain for word in tokens(" ".join(phrase.tokens), most=MOST_PHRASE_TOKENS)]))


def _count_features() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM catalogue_search_term")
        cursor.execute(
            """
            INSERT INTO catalogue_search_term (token, frequency)
            SELECT posting.token, count(DISTINCT phrase.procedure_id)
            FROM catalogue_search_posting posting
            JOIN catalogue_search_phrase phrase ON phrase.id = posting.phrase_id
            GROUP BY posting.token
            UNION ALL SELECT '*', count(*) FROM catalogue_procedure
            """
        )


def _weigh(phrases: list[SearchPhrase]) -> None:
    """Note how much each phrase tells, by the counts of now; later counts change it little."""
    frequencies = dict(SearchTerm.objects.values_list("token", "frequency"))
    procedures = frequencies["*"]
    for phrase in phrases:
        phrase.told = sum(weight_of(f, frequencies.get(f, 0), procedures) for f in _features(phrase))
    SearchPhrase.objects.bulk_update(phrases, ["told"], batch_size=1000)


def _analyse() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT catalogue_analyse_search()")
