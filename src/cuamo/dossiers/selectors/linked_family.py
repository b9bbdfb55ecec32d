"""What a part belongs to, for those who work on it."""

from dataclasses import dataclass

from cuamo.dossiers.models import Dossier
from cuamo.dossiers.rules.ladder import Rung
from cuamo.dossiers.selectors.linked import part_row, parts_of, said_of
from cuamo.dossiers.selectors.linked_track import rung_of_part
from cuamo.organisation.models import Unit


@dataclass(frozen=True)
class Relative:
    """Another part: what it is, where it is decided and how it stands; nothing of what is in it."""

    key: str
    name_vi: str
    name_en: str
    unit_vi: str
    rung: Rung
    this: bool
    needed_here: bool
    """The part looked at begins with this one's result."""


@dataclass(frozen=True)
class Family:
    """A filing as an officer of one part sees it."""

    code: str
    token: str
    name_vi: str
    parts: list[Relative]
    without_result: bool
    """The part looked at began without the result it needs: the person chose to go on."""


def family_of(dossier: Dossier) -> Family | None:
    """Return the filing of a part with the state of each other part; None for a dossier on its own.

    An officer sees that the others exist, where and how they stand: no answers, no papers, no codes.
    """
    row = part_row(dossier.id)
    if row is None:
        return None
    said = said_of(row.filing)
    parts = parts_of(row.filing_id)
    codes = {part.dossier.decided_by for part in parts}
    units = dict(Unit.objects.filter(code__in=codes).values_list("code", "name_vi"))
    names = {part.key: part for part in said.parts}
    return Family(
        code=row.filing.dossier.shown_code,
        token=row.filing.dossier.tracking_token,
        name_vi=said.name_vi,
        parts=[
            Relative(
                key=part.key,
                name_vi=names[part.key].name_vi,
                name_en=names[part.key].name_en,
                unit_vi=units.get(part.dossier.decided_by, ""),
                rung=rung_of_part(part),
                this=part.dossier_id == dossier.id,
                needed_here=part.dossier_id == row.starts_after_id,
            )
            for part in parts
        ],
        without_result=row.started_at is not None and row.starts_after_id is not None and not row.with_result,
    )
