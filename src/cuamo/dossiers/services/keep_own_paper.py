"""Put a paper into its owner's store, to be used again: a result of ours, or a signed copy."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from cuamo.catalogue.rules.paper_kinds import is_id_card_image, kind_of_result, kinds_of, kinds_wanted
from cuamo.catalogue.selectors.paper_kinds import paper_book
from cuamo.documents.models import Reading
from cuamo.documents.rules.reading.checks import expired_on, later
from cuamo.documents.rules.reading.kinds import Kind
from cuamo.documents.selectors.readings import readings_of_files
from cuamo.dossiers.models import DigitalCopy, Dossier, OwnPaper, Result
from cuamo.dossiers.rules.digitising import CopyKind, CopyType, Digital
from cuamo.dossiers.services.parts import lock_dossier, tell
from cuamo.kernel.actors import SYSTEM
from cuamo.kernel.clock import HANOI


def keep_copy(dossier: Dossier, copy: DigitalCopy, *, at: datetime) -> OwnPaper | None:
    """Put a signed copy into the applicant's store; None where it is of a kind that is used once.

    An image of an identity paper never goes there (Law 91/2025/QH15). Call it with the dossier locked.
    """
    assert copy.file is not None
    assert copy.paper is not None
    book = paper_book()
    name = _component_name(dossier, copy.component_key)
    reading = readings_of_files([copy.paper.file_id]).get(copy.paper.file_id)
    read_as = reading.kind if reading else ""
    wanted = kinds_wanted(book, name)
    if not wanted or dossier.applicant_id is None or is_id_card_image(book, name, reading_kind=read_as):
        return None
    kind = kinds_of(book)[read_as if read_as in wanted else wanted[0]]
    facts = _facts(reading)
    kept, _ = _keep(
        dossier,
        source="COPY",
        kind=kind.key,
        name=(kind.name_vi, kind.name_en),
        code=copy.component_code,
        about=facts.get("full_name", ""),
        number=facts.get("number", ""),
        file_id=copy.file_id,
        sha256=copy.file.sha256,
        issued_on=None,
        valid_until=copy.valid_until or _printed_end(reading, facts),
        at=at,
    )
    return kept


@transaction.atomic
def keep_result(*, dossier_id: UUID, at: datetime) -> OwnPaper | None:
    """Put an issued result into the applicant's store, and count it as digitised; twice is once.

    A corrected one takes the place of the first, which is not offered any more.
    """
    dossier = lock_dossier(dossier_id)
    result = Result.objects.select_related("file").filter(dossier=dossier).first()
    if result is None or result.issued_at is None or result.file is None or result.revoked_at is not None:
        return None
    said = dossier.version.content["result"]
    _count_result(dossier, result, code=said.get("code", ""), at=at)
    if dossier.applicant_id is None:
        return None
    former = OwnPaper.objects.filter(dossier_id=dossier.id, source="RESULT", replaced_at=None)
    former.exclude(file=result.file).update(replaced_at=at)
    book = paper_book()
    kind = kinds_of(book).get(kind_of_result(book, said["name_vi"]))
    if kind is None:
        return None
    issued_on = result.issued_at.astimezone(HANOI).date()
    kept, made = _keep(
        dossier,
        source="RESULT",
        kind=kind.key,
        name=(said["name_vi"], said.get("name_en", "")),
        code=said.get("code", ""),
        about="",
        number=result.number,
        file_id=result.file_id,
        sha256=result.file.sha256,
        issued_on=issued_on,
        valid_until=later(issued_on, kind.months_valid) if kind.months_valid else None,
        at=at,
    )
    if made:
        tell("dossier.result_kept", dossier, actor=SYSTEM, at=at, kind=kind.key, own_paper=str(kept.id))
    return kept


@transaction.atomic
def drop_result(*, dossier_id: UUID, at: datetime) -> int:
    """A result was revoked: it is not offered any more; return how many papers that was."""
    return OwnPaper.objects.filter(dossier_id=dossier_id, source="RESULT", replaced_at=None).update(
        replaced_at=at
    )


def _keep(
    dossier: Dossier, *, name: tuple[str, str], file_id: UUID | None, at: datetime, **said: Any
) -> tuple[OwnPaper, bool]:
    assert dossier.applicant_id is not None
    assert file_id is not None
    return OwnPaper.objects.get_or_create(
        person_id=dossier.applicant_id,
        file_id=file_id,
        defaults={
            **said,
            "name_vi": name[0],
            "name_en": name[1],
            "dossier_id": dossier.id,
            "dossier_code": dossier.shown_code,
            "kept_at": at,
        },
    )


def _count_result(dossier: Dossier, result: Result, *, code: str, at: datetime) -> None:
    DigitalCopy.objects.update_or_create(
        dossier=dossier,
        kind=CopyKind.RESULT,
        defaults={
            "state": Digital.DIGITISED,
            "component_key": "",
            "component_code": code,
            "copy_type": CopyType.ELECTRONIC,
            "file": result.file,
            "digitised_at": result.issued_at or at,
        },
    )


def _component_name(dossier: Dossier, key: str) -> str:
    names = {part["key"]: part["name_vi"] for part in dossier.version.content.get("components", [])}
    return str(names.get(key, ""))


def _facts(reading: Reading | None) -> dict[str, str]:
    return {row["fact"]: row["value"] for row in reading.facts} if reading else {}


def _printed_end(reading: Reading | None, facts: dict[str, str]) -> date | None:
    return expired_on(Kind(reading.kind), facts) if reading else None
