"""Which part of a content is open in the editor."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from cuamo.catalogue.rules.portal_rows import Fault
from cuamo.catalogue.services.save_draft import Path, only, part_at, stamp
from cuamo.kernel.errors import NotFound
from cuamo.web.catalogue import tab_form, tab_process
from cuamo.web.catalogue.boxes import Box
from cuamo.web.catalogue.choices import STEPS
from cuamo.web.catalogue.shelves import Shelf
from cuamo.web.catalogue.tabs import TABS, Tab
from cuamo.web.forms import read_number


@dataclass(frozen=True)
class Spot:
    """The part that is open: where it is, what it asks, how faults name it."""

    name: str
    path: Path
    keys: tuple[str, ...]
    boxes: tuple[Box, ...]
    where: tuple[str, ...]
    title: str

    def part(self, content: Mapping[str, Any]) -> Any:
        """Return what the content says here."""
        return only(part_at(content, self.path), self.keys)


@dataclass(frozen=True)
class Entry:
    """One line of the outline."""

    spot: str
    title: str
    note: str
    list_id: str
    row: int
    stamp: str
    faults: int
    first: bool
    last: bool
    deep: bool = False
    fixed: bool = False
    """It is always there: neither moved nor taken out."""


@dataclass(frozen=True)
class Add:
    """A button that adds a row to a list of the outline."""

    list_id: str
    word: str


def spot_of(tab: Tab, content: Mapping[str, Any], name: str) -> Spot | None:
    """Return the part a name such as `2` or `p0.o3` opens; None when the tab holds nothing yet."""
    if tab.sheet is tab_process.PROCESS and (step := _of_step(content, name)) is not None:
        return step
    held = _of_shelf(tab.shelf, content, name) if tab.shelf is not None and name.isdecimal() else None
    if tab.sheet is not None and held is None:
        return Spot("", (), tab.sheet.keys, tab.sheet.boxes, ("",), tab.name)
    if tab.shelf is not None:
        return held or _of_shelf(tab.shelf, content, name)
    return _of_form(content, name)


def outline(tab: Tab, content: Mapping[str, Any], faults: list[Fault]) -> tuple[list[Entry], list[Add]]:
    """Return the lines of the outline, and what can be added."""
    if tab.shelf is None and tab.sheet is not None:
        return [], []
    if tab.shelf is not None:
        shelf = tab.shelf
        rows = _rows(content, shelf.path)
        entries = _entries(rows, shelf.path, "", shelf.word, (shelf.title, "key"), faults)
        if tab.sheet is not None:
            entries = [_of_sheet(tab, faults), *_of_steps(tab, content, faults), *entries]
        return entries, [Add(".".join(shelf.path), shelf.add)] if len(rows) < shelf.most else []
    whole = sum(fault.field in {"form", "form.ref"} for fault in faults)
    entries, adds = (
        [Entry("f", "Cả tờ khai", "Tờ khai", "", 0, "", whole, first=True, last=True, fixed=True)],
        [],
    )
    sections = _rows(content, ("form", "sections"))
    for entry in _entries(sections, ("form", "sections"), "p", "Phần", ("title_vi", "key"), faults):
        entries.append(entry)
        path: Path = ("form", "sections", entry.row, "fields")
        entries += _entries(
            _rows(content, path), path, f"p{entry.row}.o", "Ô", ("label_vi", "key"), faults, deep=True
        )
        adds.append(Add(f"form.sections.{entry.row}.fields", f"Thêm ô vào «{entry.title}»"))
    adds.append(Add("form.sections", "Thêm phần"))
    checks = _rows(content, ("form", "checks"))
    entries += _entries(checks, ("form", "checks"), "k", "Kiểm tra chéo", ("vi", "field"), faults)
    adds.append(Add("form.checks", "Thêm kiểm tra chéo"))
    return entries, adds


def template_of(list_id: str) -> Any:
    """Return what a new row of a list begins with.

    Raises:
        NotFound: there is no such list.
    """
    if list_id == "form.sections":
        return dict(tab_form.SECTION)
    if list_id.startswith("form.sections.") and list_id.endswith(".fields"):
        return dict(tab_form.FIELD)
    if list_id == "form.checks":
        return dict(tab_form.CHECK)
    for tab in TABS:
        if tab.shelf is not None and ".".join(tab.shelf.path) == list_id:
            return dict(tab.shelf.template)
    raise NotFound("catalogue.no_part", "Không thấy phần này.", "There is no such part.")


def path_of(list_id: str) -> Path:
    """Return the path a list is named by."""
    return tuple(step if (row := read_number(step, -1)) < 0 else row for step in list_id.split("."))


def spot_in(list_id: str, row: int) -> str:
    """Return the name of the part at a row of a list."""
    if list_id == "form.sections":
        return f"p{row}"
    if list_id == "form.checks":
        return f"k{row}"
    if list_id.startswith("form.sections."):
        return f"p{list_id.split('.')[2]}.o{row}"
    return str(row)


def new_key(content: Mapping[str, Any], list_id: str) -> str:
    """Return a name for a new row that is not taken yet."""
    stem = {"questions": "cau", "components": "giay", "fees": "phi", "form.sections": "phan"}.get(
        list_id, "o"
    )
    taken = str(content)
    number = 1
    while f"'{stem}_{number}'" in taken:
        number += 1
    return f"{stem}_{number}"


def _of_shelf(shelf: Shelf, content: Mapping[str, Any], name: str) -> Spot | None:
    rows = _rows(content, shelf.path)
    if not rows:
        return None
    row = min(read_number(name), len(rows) - 1)
    dotted = ".".join(shelf.path)
    return Spot(
        str(row),
        (*shelf.path, row),
        (),
        shelf.boxes_of(content),
        (f"{dotted}.{row}",),
        f"{shelf.word} {row + 1}",
    )


def _of_form(content: Mapping[str, Any], name: str) -> Spot | None:
    head, _, deep = name.partition(".")
    if head[:1] == "k":
        checks = _rows(content, ("form", "checks"))
        row = read_number(head[1:], -1)
        if 0 <= row < len(checks):
            return Spot(
                name,
                ("form", "checks", row),
                (),
                tab_form.CHECK_BOXES,
                (f"form.checks.{row}",),
                f"Kiểm tra chéo {row + 1}",
            )
    sections = _rows(content, ("form", "sections"))
    if name == "f":
        return Spot("f", ("form",), ("ref",), tab_form.WHOLE_FORM_BOXES, ("form",), "Cả tờ khai")
    if not sections:
        return None
    at = min(read_number(head[1:]), len(sections) - 1) if head[:1] == "p" else 0
    fields = _rows(content, ("form", "sections", at, "fields"))
    row = read_number(deep[1:], -1)
    if deep[:1] == "o" and 0 <= row < len(fields):
        path: Path = ("form", "sections", at, "fields", row)
        where = (".".join(map(str, path)), f"form.{fields[row].get('key')}")
        boxes = tab_form.field_boxes(fields[row])
        return Spot(f"p{at}.o{row}", path, (), boxes, where, f"Ô {row + 1} của phần {at + 1}")
    keys = ("title_vi", "title_en", "key", "help_vi", "when")
    where = (f"form.sections.{at}", f"form.{sections[at].get('key')}")
    return Spot(f"p{at}", ("form", "sections", at), keys, tab_form.SECTION_BOXES, where, f"Phần {at + 1}")


def _of_step(content: Mapping[str, Any], name: str) -> Spot | None:
    """Return one step of the process by a name such as `b2`; its table is the sheet's."""
    rows, row = _rows(content, ("process",)), read_number(name[1:], -1)
    if name[:1] != "b" or not 0 <= row < len(rows):
        return None
    title = f"Bước {row + 1}: {dict(STEPS).get(str(rows[row].get('step')), 'chưa chọn')}"
    return Spot(f"b{row}", ("process", row), (), tab_process.STEP_BOXES, (f"process.{row}",), title)


def _of_steps(tab: Tab, content: Mapping[str, Any], faults: list[Fault]) -> list[Entry]:
    if tab.sheet is not tab_process.PROCESS:
        return []
    named = dict(STEPS)
    rows: list[Mapping[str, Any]] = [
        {**row, "step": named.get(str(row.get("step")), "")} for row in _rows(content, ("process",))
    ]
    entries = _entries(rows, ("process",), "b", "Bước", ("step",), faults, deep=True)
    return [replace(entry, fixed=True) for entry in entries]


def _of_sheet(tab: Tab, faults: list[Fault]) -> Entry:
    """The line of the sheet, above the parts that have lines of their own."""
    inside = ".".join(tab.shelf.path) + "." if tab.shelf else ""
    mine = [
        fault
        for fault in faults
        if fault.field.split(".")[0] in tab.parts and not fault.field.startswith(inside)
    ]
    return Entry("", tab.name, tab.name, "", 0, "", len(mine), first=True, last=True, fixed=True)


def _entries(
    rows: list[Mapping[str, Any]],
    path: Path,
    prefix: str,
    word: str,
    names: tuple[str, ...],
    faults: list[Fault],
    *,
    deep: bool = False,
) -> list[Entry]:
    list_id = ".".join(map(str, path))
    shown = []
    for number, row in enumerate(rows):
        here = f"{list_id}.{number}"
        inside = f"{here}.fields."
        keyed = f"form.{row.get('key')}." if list_id.startswith("form") else "\0"
        count = sum(
            (fault.field == here or fault.field.startswith((here + ".", keyed)))
            and not fault.field.startswith(inside)
            for fault in faults
        )
        title = next((str(row[name]) for name in names if row.get(name)), "")
        shown.append(
            Entry(
                f"{prefix}{number}",
                title or f"{word} {number + 1} chưa có tên",
                f"{word} {number + 1}",
                list_id,
                number,
                stamp(row),
                count,
                number == 0,
                number == len(rows) - 1,
                deep,
            )
        )
    return shown


def _rows(content: Mapping[str, Any], path: Path) -> list[Mapping[str, Any]]:
    found = part_at(content, path)
    return [row if isinstance(row, Mapping) else {} for row in found] if isinstance(found, list) else []
