"""The papers of a dossier as X2 lays them out: one, or two beside each other."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cuamo.documents.rules.page_faults import fault_words
from cuamo.dossiers.models import DossierPaper
from cuamo.dossiers.selectors.papers import PaperSlot


@dataclass(frozen=True)
class Sheet:
    """One stored file under the name of the paper it was given for."""

    paper: DossierPaper
    name: str

    @property
    def pages(self) -> range:
        """The page numbers, from 1."""
        return range(1, self.paper.file.pages + 1)


def paper_view(query: Mapping[str, Any], slots: list[PaperSlot], given: list[DossierPaper]) -> dict[str, Any]:
    """Return every sheet, the one chosen by `giay`, and the one `voi` puts beside it to compare."""
    sheets = [_sheet(slot, place, paper) for slot in slots for place, paper in enumerate(slot.files, 1)]
    placed = {sheet.paper.id for sheet in sheets}
    sheets += [Sheet(paper, "Giấy tờ gửi thêm") for paper in given if paper.id not in placed]
    shown = _chosen(sheets, str(query.get("giay", ""))) or (sheets[0] if sheets else None)
    beside = _chosen(sheets, str(query.get("voi", "")))
    return {
        "sheets": sheets,
        "shown": shown,
        "beside": beside if beside is not shown else None,
        "remarks": used_all_the_same(sheets),
    }


def used_all_the_same(sheets: list[Sheet]) -> list[str]:
    """Return what was seen to be faulty at the counter and used all the same: paper, page, what is wrong."""
    return [
        f"{sheet.name}, trang {row['page']}: {fault_words(row['fault'], row['box'])[0].split('. ')[0]}."
        for sheet in sheets
        for row in sheet.paper.remarks
    ]


def _sheet(slot: PaperSlot, place: int, paper: DossierPaper) -> Sheet:
    number = f" ({place})" if len(slot.files) > 1 else ""
    added = ", bổ sung" if paper.supplement else ""
    return Sheet(paper, f"{slot.need.name_vi}{number}{added}")


def _chosen(sheets: list[Sheet], key: str) -> Sheet | None:
    return next((sheet for sheet in sheets if str(sheet.paper.id) == key), None)
