"""What the papers of a dossier say, beside what its form says: proposals, never values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from cuamo.catalogue.rules import form
from cuamo.documents.models import Reading
from cuamo.documents.rules.reading.checks import expired_on
from cuamo.documents.rules.reading.kinds import KIND_NAMES, Kind, wrong_kind
from cuamo.documents.rules.reading.quality import FLAW_WORDS, Flaw
from cuamo.documents.selectors.parts import page_reader
from cuamo.documents.selectors.readings import readings_of_files
from cuamo.dossiers.models import Dossier, DossierPaper
from cuamo.dossiers.rules.proposed_fields import ReadFact, fields_of
from cuamo.dossiers.selectors.papers import papers_given
from cuamo.kernel.clock import HANOI

LOOK_TWICE = 80
"""Confidence below which a proposal is to be compared letter by letter."""
READING_TAKES = timedelta(minutes=10)
"""A paper not read by then will not be: nobody is kept waiting for it."""


@dataclass(frozen=True)
class Proposal:
    """A value a paper proposes for a field (giá trị máy đọc)."""

    field_key: str
    label_vi: str
    value: Any
    """As the form would keep it."""
    said: str
    stands: str
    """What the field says now, in words; empty when nothing was stated."""
    confidence: int
    paper_id: UUID
    paper_name: str
    page: int
    place: tuple[float, float, float, float]

    @property
    def agrees(self) -> bool:
        """True when the form says the same, capital letters aside."""
        return bool(self.stands) and self.said.casefold() == self.stands.casefold()

    @property
    def where(self) -> str:
        """The place on the page in words: `trang 1, phía trên bên trái`."""
        across, down = (self.place[0] + self.place[2]) / 2, (self.place[1] + self.place[3]) / 2
        height = "phía trên" if down < 1 / 3 else "ở giữa" if down < 2 / 3 else "phía dưới"
        side = " bên trái" if across < 1 / 3 else "" if across < 2 / 3 else " bên phải"
        return f"trang {self.page}, {height}{side}"

    @property
    def unsure(self) -> bool:
        """True when every letter is to be compared."""
        return self.confidence < LOOK_TWICE


@dataclass(frozen=True)
class PaperRead:
    """How the reading of one paper went, in words."""

    paper_id: UUID
    kind_name: str
    waiting: bool
    notes: tuple[str, ...]
    """What is wrong: unreadable, blurred, of another kind, no longer valid."""


def proposals_for(dossier: Dossier, given: Sequence[DossierPaper] | None = None) -> list[Proposal]:
    """Return what the papers propose for the fields of the form that apply, in the order of the form.

    Of several papers the surest speaks for a field. What the form would not take is not proposed.

    Args:
        given: the papers of the dossier, where the caller has them already.
    """
    papers = papers_given(dossier) if given is None else given
    readings = readings_of_files(paper.file_id for paper in papers)
    if not readings:
        return []
    content, answers, values = dossier.version.content, dossier.answers, dossier.values
    shown = form.fields(content, answers, values)
    best: dict[str, tuple[ReadFact, DossierPaper, Kind]] = {}
    for paper in papers:
        reading = readings.get(paper.file_id)
        if reading is None:
            continue
        kind = Kind(reading.kind)
        for key, fact in fields_of(kind, _facts(reading), shown, values).items():
            if key not in best or fact.confidence > best[key][0].confidence:
                best[key] = (fact, paper, kind)
    fields = {field.key: field for field in shown}
    raw = {key: fact.value for key, (fact, _, _) in best.items()}
    taken = form.clean(content, {**values, **raw}, answers=answers, today=datetime.now(HANOI).date())
    now_said = {row.key: row for row in form.summary(content, values, answers)}
    then_said = {row.key: row for row in form.summary(content, {**values, **taken.values}, answers)}
    found = []
    for key, field in fields.items():
        if key not in best or key in taken.errors or not then_said[key].stated:
            continue
        fact, paper, kind = best[key]
        row = now_said.get(key)
        found.append(
            Proposal(
                field_key=key,
                label_vi=field.label_vi,
                value=taken.values[key],
                said=then_said[key].value_vi,
                stands=row.value_vi if row and row.stated else "",
                confidence=fact.confidence,
                paper_id=paper.id,
                paper_name=KIND_NAMES[kind],
                page=fact.page,
                place=fact.place,
            )
        )
    return found


def papers_read(
    dossier: Dossier, given: Sequence[DossierPaper] | None = None, *, now: datetime
) -> dict[UUID, PaperRead]:
    """Return for each paper of the dossier how its reading went; empty where nothing can read."""
    papers = papers_given(dossier) if given is None else given
    readings = readings_of_files(paper.file_id for paper in papers)
    ready = page_reader().ready
    names = {part["key"]: part["name_vi"] for part in dossier.version.content.get("components", [])}
    found = {}
    for paper in papers:
        reading = readings.get(paper.file_id)
        if reading is not None:
            found[paper.id] = _read(paper, reading, names.get(paper.component_key, ""), now)
        elif ready and now - paper.added_at < READING_TAKES:
            found[paper.id] = PaperRead(paper.id, "", True, ())
    return found


def _read(paper: DossierPaper, reading: Reading, component_name: str, now: datetime) -> PaperRead:
    kind = Kind(reading.kind)
    notes = list(dict.fromkeys(FLAW_WORDS[Flaw(row["flaw"])] for row in reading.flaws))
    if component_name and wrong_kind(kind, component_name):
        notes.append(f"Giấy này giống «{KIND_NAMES[kind]}», không phải «{component_name}».")
    until = expired_on(kind, {row["fact"]: row["value"] for row in reading.facts})
    if until is not None and until < now.astimezone(HANOI).date():
        notes.append(f"Giấy hết giá trị từ {until:%d/%m/%Y}.")
    return PaperRead(paper.id, KIND_NAMES[kind], False, tuple(notes))


def _facts(reading: Reading) -> Mapping[str, ReadFact]:
    return {
        row["fact"]: ReadFact(row["fact"], row["value"], row["confidence"], row["page"], tuple(row["place"]))
        for row in reading.facts
    }
