"""Linked sets: which one counts, and what it says of its parts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.models import Q

from cuamo.catalogue.models import LinkedSet, ProcedureVersion
from cuamo.catalogue.rules.linked import LinkedContent, LinkedPartSpec, in_order
from cuamo.catalogue.selectors.versions import counting_on


@dataclass(frozen=True)
class PartShown:
    """One part of a set as people read it before they begin."""

    key: str
    name_vi: str
    name_en: str
    procedure_code: str
    authority_vi: str
    authority_en: str
    limit: Mapping[str, Any]
    waits_vi: str
    waits_en: str


@dataclass(frozen=True)
class SetShown:
    """A set as people read it: one filing, these dossiers."""

    name_vi: str
    name_en: str
    lead_vi: str
    lead_en: str
    parts: list[PartShown]


def linked_set(procedure_code: str, *, on: date) -> LinkedSet | None:
    """Return the set that counts on the day `on` for the procedure; None where it is filed as one dossier."""
    still = Q(valid_to__isnull=True) | Q(valid_to__gte=on)
    rows = LinkedSet.objects.filter(still, procedure_id=procedure_code, valid_from__lte=on)
    return rows.order_by("-number").first()


def pinned_set(set_id: UUID) -> LinkedContent:
    """Return what the set of a filing says; it never changes, so it is kept in the process."""
    return _kept(set_id)


@lru_cache(maxsize=50)
def _kept(set_id: UUID) -> LinkedContent:
    return content_of(LinkedSet.objects.get(id=set_id))


def content_of(row: LinkedSet) -> LinkedContent:
    """Return what a set says, its parts in the order they start."""
    said = LinkedContent.model_validate(row.content)
    return said.model_copy(update={"parts": in_order(said.parts)})


def part_of(said: LinkedContent, key: str) -> LinkedPartSpec:
    """Return a part by its key.

    Raises:
        LookupError: the set has none of that name.
    """
    found = next((part for part in said.parts if part.key == key), None)
    if found is None:
        raise LookupError(f"{said.code} has no part {key}")
    return found


def versions_of_parts(said: LinkedContent, *, on: date) -> dict[str, ProcedureVersion]:
    """Return the version of each part that counts on the day `on`, by procedure code, in one query."""
    codes = [part.procedure for part in said.parts]
    rows = counting_on(on).filter(procedure_id__in=codes).order_by("-status", "number")
    return {row.procedure_id: row for row in rows}


def shown_set(procedure_code: str, *, on: date) -> SetShown | None:
    """Return the set as people read it on P2, P4.1 and Q3; None for a procedure of its own."""
    row = linked_set(procedure_code, on=on)
    if row is None:
        return None
    said = content_of(row)
    versions = versions_of_parts(said, on=on)
    parts = [
        PartShown(
            key=part.key,
            name_vi=part.name_vi,
            name_en=part.name_en,
            procedure_code=part.procedure,
            authority_vi=authority.get("name_vi", ""),
            authority_en=authority.get("name_en", "") or authority.get("name_vi", ""),
            limit=versions[part.procedure].content["time_limit"],
            waits_vi=part.waits_vi,
            waits_en=part.waits_en,
        )
        for part in said.parts
        if part.procedure in versions
        for authority in [versions[part.procedure].content["authority"]]
    ]
    return SetShown(said.name_vi, said.name_en, said.lead_vi, said.lead_en, parts)
