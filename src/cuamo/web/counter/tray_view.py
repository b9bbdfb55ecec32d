"""What Q6 shows of the pages: the tray with its proposal, and each paper with its pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from cuamo.documents.rules.arrange import edits_from
from cuamo.documents.rules.page_code import read_page_code
from cuamo.documents.rules.page_faults import fault_words
from cuamo.documents.rules.reading.kinds import KIND_NAMES, Kind, wrong_kind
from cuamo.dossiers.models import Dossier, TrayPage, Visit
from cuamo.dossiers.rules.split_pages import WHY_WORDS
from cuamo.dossiers.selectors.papers import PaperSlot, paper_slots
from cuamo.dossiers.selectors.tray import (
    PageRead,
    ReadState,
    is_own_form,
    missing_form_pages,
    page_readings,
    papers_outside_tray,
    split_of,
    tray_pages,
    twice,
)


@dataclass(frozen=True)
class _About:
    """What the page needs to know of every page at once."""

    visit: Visit
    readings: dict[UUID, PageRead]
    double: set[UUID]
    names: dict[str, str]


def tray_of(visit: Visit, dossier: Dossier, slots: Sequence[PaperSlot] | None = None) -> dict[str, Any]:
    """Return the pages as the step shows them."""
    asked = [
        slot for slot in (paper_slots(dossier) if slots is None else slots) if not slot.need.replaced_by_data
    ]
    pages = tray_pages(dossier)
    about = _About(
        visit,
        page_readings(pages, now=timezone.now()),
        twice(pages),
        {slot.need.key: slot.need.name_vi for slot in asked},
    )
    drawn = {page.id: _page(page, about) for page in pages}
    found = split_of(dossier, pages, asked)
    split_pages = {page for group in found.groups for page in group.pages} | set(found.separators)
    astray = [
        drawn[page.id]
        for page in pages
        if page.component_key not in about.names and page.id not in split_pages
    ]
    groups: list[dict[str, Any]] = [
        {
            "number": number,
            "key": group.key,
            "why": WHY_WORDS[group.why] if group.key else "chọn giấy cho các trang này",
            "pages": [drawn[page] for page in group.pages],
        }
        for number, group in enumerate(found.groups, start=1)
    ]
    if astray:
        groups.append({"number": 0, "key": "", "why": "chọn giấy cho các trang này", "pages": astray})
    first_open = next((slot for slot in asked if not slot.complete), None)
    papers: list[dict[str, Any]] = [
        {
            "need": slot.need,
            "number": number,
            "complete": slot.complete,
            "caret": slot is first_open,
            "pages": [drawn[page.id] for page in pages if page.component_key == slot.need.key],
            "files": [
                {
                    "name": f"{slot.need.name_vi} {place}",
                    "image_url": reverse("counter:thumb", args=[visit.id, paper.id]),
                    "pages": paper.file.pages,
                    "remove_url": reverse("counter:remove", args=[visit.id, paper.id]),
                }
                for place, paper in enumerate(papers_outside_tray(slot.files, pages), start=1)
            ],
        }
        for number, slot in enumerate(asked, start=1)
    ]
    to_decide = [
        {**page, "paper": paper["need"].name_vi, "number": number}
        for paper in papers
        for number, page in enumerate(paper["pages"], start=1)
        if page["undecided"]
    ]
    states = [read.state for read in about.readings.values()]
    return {
        "groups": groups,
        "separators": [drawn[page] for page in found.separators],
        "loose": sum(len(group["pages"]) for group in groups),
        "choices": [(slot.need.key, slot.need.name_vi) for slot in asked],
        "papers": papers,
        "any": bool(pages),
        "told": missing_form_pages(pages),
        "undecided": len(to_decide),
        "to_decide": to_decide[:4],
        "unclear": any(not group["key"] for group in groups),
        "next": first_open.need.name_vi if first_open else "",
        "reading": sum(state in {ReadState.WAITING, ReadState.READING} for state in states),
        "read": sum(state in {ReadState.READ, ReadState.LOOK} for state in states),
        "to_look": sum(state is ReadState.LOOK for state in states),
        "url": reverse("counter:tray", args=[visit.id]),
        "settle_url": reverse("counter:tray-settle", args=[visit.id]),
        "place_url": reverse("counter:tray-place", args=[visit.id]),
        "change_url": reverse("counter:tray-change", args=[visit.id]),
    }


def _page(page: TrayPage, about: _About) -> dict[str, Any]:
    read = about.readings.get(page.id)
    address = reverse("counter:page", args=[about.visit.id, page.id])
    name = about.names.get(page.component_key, "")
    return {
        "id": page.id,
        "image_url": f"{address}?v={page.file_id}",
        "large_url": f"{address}?co=lon&v={page.file_id}",
        "plain_url": f"{address}?co=lon&ban=goc" if page.edits else "",
        "pages": page.file.pages,
        "read": read.said if read else "",
        "read_state": read.state if read else "",
        "done": edits_from(page.edits).said[0],
        "marks": [_mark(fault["box"]) for fault in page.faults],
        "notes": _notes(page, read, name, about),
        "undecided": page.undecided,
        "kept": page.kept_at is not None,
    }


def _notes(page: TrayPage, read: PageRead | None, name: str, about: _About) -> list[str]:
    notes = [fault_words(fault["fault"], fault["box"])[0] for fault in page.faults]
    if page.id in about.double:
        notes.append("Giống hệt một trang đã có.")
    if page.blank and page.component_key:
        notes.append("Trang trắng.")
    if read and read.turn:
        notes.append("Giấy nằm ngược: bấm Xoay.")
    if read and read.kind not in {None, Kind.UNKNOWN}:
        kind = Kind(read.kind or Kind.UNKNOWN)
        if name and wrong_kind(kind, name):
            notes.append(f"Trông giống «{KIND_NAMES[kind]}».")
    code = read_page_code(page.code) if page.code else None
    if code and is_own_form(page):
        notes.append(f"Tờ khai, trang {code.page}/{code.total}.")
    elif code:
        notes.append("Phiếu của cơ quan, không phải giấy để nộp.")
    return notes


def _mark(box: Sequence[float]) -> dict[str, str]:
    left, top, right, bottom = box
    return {
        "x": f"{100 * left:.1f}",
        "y": f"{100 * top:.1f}",
        "width": f"{100 * (right - left):.1f}",
        "height": f"{100 * (bottom - top):.1f}",
    }
