"""Pages of a draft: what lies in the tray, where it could go, how the reading of each page stands."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from cuamo.documents.models import Reading
from cuamo.documents.rules.page_code import read_page_code
from cuamo.documents.rules.reading.kinds import Kind
from cuamo.documents.selectors.parts import page_reader
from cuamo.documents.selectors.readings import being_read, readings_of_files
from cuamo.dossiers.models import Dossier, DossierPaper, TrayPage
from cuamo.dossiers.rules.split_pages import LoosePage, OpenPaper, Split, is_declaration, split
from cuamo.dossiers.selectors.papers import PaperSlot, paper_slots
from cuamo.kernel.text import fold

FORM = "00"
"""Number of the declaration itself in the bar code of its pages."""
LOOK = 70
"""How sure the words of a page are below which a person should look."""
WAITS = timedelta(minutes=10)


class ReadState(StrEnum):
    """How the reading of one page stands (ux §11)."""

    NONE = ""
    WAITING = "WAITING"
    READING = "READING"
    READ = "READ"
    LOOK = "LOOK"


@dataclass(frozen=True)
class PageRead:
    """The reading of one page."""

    state: ReadState
    percent: int = 0
    kind: Kind | None = None
    turn: int = 0

    @property
    def said(self) -> str:
        """The state in words."""
        return {
            ReadState.NONE: "",
            ReadState.WAITING: "Chờ đọc",
            ReadState.READING: "Đang đọc",
            ReadState.READ: f"Đọc xong {self.percent} %",
            ReadState.LOOK: "Cần người xem",
        }[self.state]


def tray_pages(dossier: Dossier) -> list[TrayPage]:
    """Return the pages brought for the draft and not put away, in their order."""
    kept = TrayPage.objects.filter(dossier=dossier, removed_at=None)
    return list(kept.select_related("file").order_by("position", "id"))


def split_of(dossier: Dossier, pages: Sequence[TrayPage], slots: Sequence[PaperSlot] | None = None) -> Split:
    """Return where the pages that lie in the tray could go."""
    loose = [page for page in pages if not page.component_key]
    if not loose:
        return Split()
    readings = readings_of_files(page.file_id for page in loose)
    asked = paper_slots(dossier) if slots is None else slots
    return split(
        [
            LoosePage(
                id=page.id,
                upload=page.upload_id,
                blank=page.blank,
                kind=Kind(readings[page.file_id].kind) if page.file_id in readings else None,
                is_form=is_own_form(page),
            )
            for page in loose
        ],
        [
            OpenPaper(
                slot.need.key,
                slot.need.name_vi,
                has_pages=bool(slot.files),
                required=slot.need.required,
                own_form=_is_own_form_name(slot.need.name_vi, dossier),
            )
            for slot in asked
            if not slot.need.replaced_by_data
        ],
    )


def _is_own_form_name(name: str, dossier: Dossier) -> bool:
    """Say whether a declaration of this name is the one printed for the dossier: it names the procedure."""
    return is_declaration(name) and fold(str(dossier.version.content["name_vi"])) in fold(name)


def is_own_form(page: TrayPage) -> bool:
    """True for a page of the printed declaration; slips the authorities print are no papers to hand in."""
    code = read_page_code(page.code) if page.code else None
    return code is not None and code.form == FORM


def missing_form_pages(pages: Sequence[TrayPage]) -> list[str]:
    """Return which pages of the printed declaration have not come, in words."""
    codes = [code for page in pages if page.code and (code := read_page_code(page.code)) is not None]
    found = []
    for total in sorted({code.total for code in codes if code.form == FORM}):
        here = {code.page for code in codes if code.form == FORM and code.total == total}
        gone = [number for number in range(1, total + 1) if number not in here]
        if here and gone:
            found.append(f"Tờ khai còn thiếu trang {', '.join(f'{number}/{total}' for number in gone)}.")
    return found


def twice(pages: Sequence[TrayPage]) -> set[UUID]:
    """Return the later ones of pages that look exactly alike."""
    seen: Counter[str] = Counter()
    found = set()
    for page in pages:
        if seen[page.file.sha256]:
            found.add(page.id)
        seen[page.file.sha256] += 1
    return found


def page_readings(pages: Sequence[TrayPage], *, now: datetime) -> dict[UUID, PageRead]:
    """Return how the reading of each page stands; empty where nothing can read."""
    if not pages or not page_reader().ready:
        return {}
    readings = readings_of_files(page.file_id for page in pages)
    open_files = [page.file_id for page in pages if page.file_id not in readings]
    running = being_read(open_files) if open_files else set()
    return {page.id: _state(page, readings.get(page.file_id), page.file_id in running, now) for page in pages}


def _state(page: TrayPage, reading: Reading | None, running: bool, now: datetime) -> PageRead:
    if page.blank:
        return PageRead(ReadState.NONE)
    if reading is None:
        if now - page.added_at > WAITS:
            return PageRead(ReadState.LOOK)
        return PageRead(ReadState.READING if running else ReadState.WAITING)
    kind = Kind(reading.kind)
    if reading.flaws or reading.confidence < LOOK:
        return PageRead(ReadState.LOOK, reading.confidence, kind, reading.turn)
    return PageRead(ReadState.READ, reading.confidence, kind, reading.turn)


def papers_outside_tray(papers: Sequence[DossierPaper], pages: Sequence[TrayPage]) -> list[DossierPaper]:
    """Return the papers that were not put together from pages: those given from elsewhere."""
    made = {page.paper_id for page in pages}
    return [paper for paper in papers if paper.id not in made]
