"""The papers of a dossier as X2 lays them out: one, or two beside each other."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from cuamo.catalogue.selectors.versions import pinned_version
from cuamo.documents.rules.page_faults import fault_words
from cuamo.dossiers.models import Dossier, DossierPaper
from cuamo.dossiers.selectors.papers import PaperSlot
from cuamo.dossiers.selectors.proposals import Proposal


@dataclass(frozen=True)
class Mark:
    """A place on a page that says something else than the form."""

    field_key: str
    words: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class SheetPage:
    """One page of a stored file, with the places that differ from the form."""

    number: int
    marks: list[Mark] = field(default_factory=list)


@dataclass(frozen=True)
class Sheet:
    """One stored file under the name of the paper it was given for."""

    paper: DossierPaper
    name: str
    marks: Mapping[int, list[Mark]] = field(default_factory=dict)
    earlier: str = ""
    """Code of the earlier dossier it belongs to; empty for a paper of this one."""

    @property
    def pages(self) -> list[SheetPage]:
        """The pages, from 1."""
        return [
            SheetPage(number, self.marks.get(number, [])) for number in range(1, self.paper.file.pages + 1)
        ]


def paper_view(
    query: Mapping[str, Any],
    slots: list[PaperSlot],
    given: list[DossierPaper],
    *,
    differing: Iterable[Proposal] = (),
    earlier: Iterable[DossierPaper] = (),
) -> dict[str, Any]:
    """Return every sheet, the one chosen by `giay`, and the one `voi` puts beside it to compare.

    Args:
        differing: what papers say otherwise than the form; marked on its page.
        earlier: papers of earlier dossiers, offered for comparing.
    """
    marks = _marks(differing)
    sheets = [
        _sheet(slot, place, paper, marks) for slot in slots for place, paper in enumerate(slot.files, 1)
    ]
    placed = {sheet.paper.id for sheet in sheets}
    sheets += [
        Sheet(paper, _unasked(paper), marks.get(paper.id, {})) for paper in given if paper.id not in placed
    ]
    before = [_earlier(paper) for paper in earlier]
    shown = _chosen(sheets, str(query.get("giay", ""))) or (sheets[0] if sheets else None)
    beside = _chosen([*sheets, *before], str(query.get("voi", "")))
    place = sheets.index(shown) if shown is not None else 0
    return {
        "sheets": sheets,
        "shown": shown,
        "beside": beside if beside is not shown else None,
        "earlier": before,
        "previous": sheets[place - 1] if place > 0 else None,
        "next": sheets[place + 1] if place + 1 < len(sheets) else None,
        "remarks": used_all_the_same(sheets),
    }


def used_all_the_same(sheets: list[Sheet]) -> list[str]:
    """Return what was seen to be faulty at the counter and used all the same: paper, page, what is wrong."""
    return [
        f"{sheet.name}, trang {row['page']}: {fault_words(row['fault'], row['box'])[0].split('. ')[0]}."
        for sheet in sheets
        for row in sheet.paper.remarks
    ]


def _marks(differing: Iterable[Proposal]) -> dict[Any, dict[int, list[Mark]]]:
    found: dict[Any, dict[int, list[Mark]]] = {}
    for proposal in differing:
        left, top, right, bottom = proposal.place
        mark = Mark(
            proposal.field_key,
            f"{proposal.label_vi}: giấy ghi {proposal.said}",
            x=round(left * 100, 2),
            y=round(top * 100, 2),
            width=round((right - left) * 100, 2),
            height=round((bottom - top) * 100, 2),
        )
        found.setdefault(proposal.paper_id, {}).setdefault(proposal.page, []).append(mark)
    return found


def _sheet(
    slot: PaperSlot, place: int, paper: DossierPaper, marks: dict[Any, dict[int, list[Mark]]]
) -> Sheet:
    number = f" ({place})" if len(slot.files) > 1 else ""
    added = ", bổ sung" if paper.supplement else ""
    return Sheet(paper, f"{slot.need.name_vi}{number}{added}", marks.get(paper.id, {}))


def _earlier(paper: DossierPaper) -> Sheet:
    dossier: Dossier = paper.dossier
    parts = pinned_version(dossier.version_id).content.get("components", [])
    names = {part["key"]: part["name_vi"] for part in parts}
    code = dossier.shown_code
    return Sheet(paper, f"{names.get(paper.component_key, 'Giấy tờ gửi thêm')}, hồ sơ {code}", earlier=code)


def _chosen(sheets: list[Sheet], key: str) -> Sheet | None:
    return next((sheet for sheet in sheets if str(sheet.paper.id) == key), None)


def _unasked(paper: DossierPaper) -> str:
    """Return the name of a paper no answer asks for: the result of the part before, or one sent beside."""
    linked = paper.component_key.startswith("ket_qua_")
    return "Kết quả phần trước (liên thông)" if linked else "Giấy tờ gửi thêm"
