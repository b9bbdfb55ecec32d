"""Words people say for official words, or for a procedure; their effect is seen before they are kept."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction

from cuamo.catalogue.models import Procedure, Synonym
from cuamo.catalogue.policies import require_editor
from cuamo.catalogue.selectors.search import Hit, search
from cuamo.catalogue.services.index_search import index_procedures
from cuamo.kernel import events
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import Conflict, Invalid, NotFound
from cuamo.kernel.text import fold, nfc

STREAM = UUID("6f1c6a0e-30a1-7d55-8a38-7d3c3f1f5b01")
MOST_CHARS = 120
MOST_PHRASES = 8
SHOWN = 5
SOURCE = "city"


@dataclass(frozen=True)
class Wanted:
    """A synonym as an editor wants it."""

    spoken: str
    words: str = ""
    code: str = ""


@dataclass(frozen=True)
class Ranking:
    """What a phrase finds before and after a change."""

    phrase: str
    before: list[Hit]
    after: list[Hit]

    @property
    def changed(self) -> bool:
        """Whether the order of the first hits is another."""
        return [hit.code for hit in self.before] != [hit.code for hit in self.after]


@transaction.atomic
def save_synonym(*, wanted: Wanted, actor: Actor, at: datetime, synonym_id: int | None = None) -> Synonym:
    """Add a synonym, or change one (sửa từ đồng nghĩa); search follows at once. Records `synonym.saved`.

    Raises:
        Conflict: the phrase is explained already.
        Invalid: it says nothing, or names a procedure that does not exist.
        NotFound: there is no such synonym.
        NotPermitted: the actor is no editor.
    """
    require_editor(actor)
    synonym, touched = _write(wanted, synonym_id)
    index_procedures(touched)
    events.record(
        "synonym.saved",
        _stream(synonym.phrase),
        actor=actor,
        at=at,
        spoken=synonym.spoken,
        words=synonym.words,
        code=synonym.procedure_id or "",
    )
    return synonym


@transaction.atomic
def remove_synonym(*, synonym_id: int, actor: Actor, at: datetime) -> None:
    """Remove a synonym (bỏ từ đồng nghĩa); records `synonym.removed`.

    Raises:
        NotFound: there is no such synonym.
        NotPermitted: the actor is no editor.
    """
    require_editor(actor)
    synonym = _locked(synonym_id)
    code, phrase = synonym.procedure_id, synonym.phrase
    facts = {"spoken": synonym.spoken, "words": synonym.words, "code": code or ""}
    synonym.delete()
    index_procedures({code} if code else set())
    events.record("synonym.removed", _stream(phrase), actor=actor, at=at, **facts)


def rehearse_synonym(
    *, phrases: Sequence[str], wanted: Wanted | None, actor: Actor, synonym_id: int | None = None
) -> list[Ranking]:
    """Return what these phrases find now, and would find then; nothing is kept.

    Args:
        wanted: the synonym as it would be; None when it would be removed.
    Raises:
        Conflict, Invalid, NotFound, NotPermitted: as saving would.
    """
    require_editor(actor)
    asked = _asked(phrases)
    before = {phrase: search(phrase, limit=SHOWN) for phrase in asked}
    with _undone():
        if wanted is None:
            synonym = _locked(synonym_id or 0)
            code = synonym.procedure_id
            synonym.delete()
            index_procedures({code} if code else set())
        else:
            index_procedures(_write(wanted, synonym_id)[1])
        after = {phrase: search(phrase, limit=SHOWN) for phrase in asked}
    return [Ranking(phrase, before[phrase], after[phrase]) for phrase in asked]


def rehearse_content(
    *, phrases: Sequence[str], code: str, content: Mapping[str, object], actor: Actor
) -> list[Ranking]:
    """Return what these phrases find now, and would find were this content published; nothing is kept.

    Raises:
        NotPermitted: the actor is no editor.
    """
    require_editor(actor)
    asked = _asked(phrases)
    before = {phrase: search(phrase, limit=SHOWN) for phrase in asked}
    with _undone():
        index_procedures([code], instead={code: dict(content)})
        after = {phrase: search(phrase, limit=SHOWN) for phrase in asked}
    return [Ranking(phrase, before[phrase], after[phrase]) for phrase in asked]


@contextmanager
def _undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _asked(phrases: Sequence[str]) -> list[str]:
    texts = [nfc(phrase).strip()[:MOST_CHARS] for phrase in phrases]
    return list(dict.fromkeys(text for text in texts if text))[:MOST_PHRASES]


def _write(wanted: Wanted, synonym_id: int | None) -> tuple[Synonym, set[str]]:
    spoken, words, code = nfc(wanted.spoken).strip(), nfc(wanted.words).strip(), wanted.code.strip()
    phrase = fold(spoken)
    if not phrase or len(spoken) > MOST_CHARS or len(words) > MOST_CHARS * 4:
        raise Invalid(
            "catalogue.spoken",
            f"Ghi cách nói của người dân, nhiều nhất {MOST_CHARS} chữ.",
            f"Write what people say, {MOST_CHARS} characters at most.",
            where="spoken",
        )
    if bool(words) == bool(code):
        raise Invalid(
            "catalogue.means",
            "Ghi từ chính thức, hoặc chọn một thủ tục: đúng một trong hai.",
            "Give either the official words or one procedure.",
            where="words",
        )
    if code and not Procedure.objects.filter(code=code).exists():
        raise Invalid(
            "catalogue.no_procedure",
            f"Không thấy thủ tục {code}.",
            f"There is no procedure {code}.",
            where="code",
        )
    if Synonym.objects.filter(phrase=phrase).exclude(id=synonym_id or 0).exists():
        raise Conflict(
            "catalogue.spoken_taken",
            f"«{spoken}» đã có trong danh sách. Sửa dòng đó.",
            f"“{spoken}” is in the list. Change that line.",
            where="spoken",
        )
    synonym = _locked(synonym_id) if synonym_id else Synonym()
    touched = {str(synonym.procedure_id)} if synonym.procedure_id else set()
    synonym.phrase, synonym.spoken, synonym.words, synonym.source = phrase, spoken, words, SOURCE
    synonym.procedure_id = code or None
    synonym.save()
    return synonym, touched | ({code} if code else set())


def _locked(synonym_id: int) -> Synonym:
    found = Synonym.objects.select_for_update().filter(id=synonym_id).first()
    if found is None:
        raise NotFound("catalogue.no_synonym", "Không thấy dòng này.", "There is no such line.")
    return found


def _stream(phrase: str) -> UUID:
    return uuid5(STREAM, phrase)
