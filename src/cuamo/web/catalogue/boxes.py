"""Boxes of an editor page: what each asks, how it is read back, how it stands on the page."""

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.http import QueryDict

from cuamo.catalogue.rules.portal_rows import Fault
from cuamo.kernel.clock import HANOI, to_hanoi
from cuamo.web.catalogue import conditions
from cuamo.web.catalogue.conditions import Choices

PREFIX = "b."
Options = Sequence[tuple[str, str]]
_MOMENT = re.compile(r"^(\d{1,2})/(\d{1,2})/(\d{4})\s+(\d{1,2}):(\d{2})$")
REPAIRS = {
    "int": "Ghi một số nguyên, ví dụ 3.",
    "number": "Ghi một số, ví dụ 4 hoặc 0,5.",
    "money": "Ghi số đồng, ví dụ 8000. Chưa biết thì để trống.",
    "moment": "Ghi ngày và giờ, ví dụ 24/11/2026 09:00.",
    "condition": "Chọn lại điều kiện, hoặc sửa phần JSONLogic.",
    "json": "Viết lại cho đúng dạng JSON.",
    "select": "Chọn một mục trong danh sách.",
    "key": "Chỉ dùng chữ không dấu, số và gạch dưới, bắt đầu bằng chữ.",
}


@dataclass(frozen=True)
class Box:
    """One thing an editor types."""

    key: str
    """Where in the part, dots lead deeper: `result.name_vi`."""
    label: str
    kind: str = "text"
    """text, area, int, number, money, select, check, set, lines, moment, day, json, condition, rows, key;
    `pairs`, a mapping shown as rows of `name` and `value`; in a table also `when`, a condition of one
    comparison, `loose`, a text that may stand for true, false or a list, and `choices`, one option a line."""
    hint: str = ""
    options: Options = ()
    required: bool = False
    keep_empty: bool = False
    """An empty text stays as an empty text; otherwise the key is left out."""
    default: bool = False
    """Of a check that says nothing."""
    columns: tuple["Box", ...] = ()
    """Of the rows of a table."""
    empty_row: Mapping[str, Any] = field(default_factory=dict)
    wide: bool = False
    group: str = ""
    """Boxes of one group fold away together."""


@dataclass(frozen=True)
class Cell:
    """A cell of a table of rows."""

    name: str
    label: str
    kind: str
    value: Any
    options: Options
    error: str


@dataclass(frozen=True)
class Drawn:
    """A box as the page shows it."""

    name: str
    label: str
    kind: str
    value: Any
    hint: str
    error: str
    options: Options
    required: bool
    wide: bool
    group: str
    key: str
    heads: tuple[str, ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()
    condition: "conditions.Built | None" = None

    @property
    def field_kind(self) -> str:
        """The kind of the design system's field that draws it."""
        return {
            "area": "textarea", "lines": "textarea", "json": "textarea", "int": "integer",
            "number": "integer", "money": "money", "select": "select", "check": "checkbox", "set": "multi",
        }.get(self.kind, "text")  # fmt: skip


def get(part: Any, key: str) -> Any:
    """Return what a part says at a dotted key."""
    for step in key.split("."):
        if not isinstance(part, Mapping):
            return None
        part = part.get(step)
    return part


def put(part: dict[str, Any], key: str, value: Any) -> None:
    """Write a value at a dotted key; None takes the key out, and a part it leaves empty with it."""
    *way, last = key.split(".")
    holder = get(part, ".".join(way)) if way else None
    if value is None and isinstance(holder, Mapping) and set(holder) <= {last}:
        put(part, ".".join(way), None)
        return
    for step in way:
        inner = part.get(step)
        part[step] = dict(inner) if isinstance(inner, Mapping) else {}
        part = part[step]
    if value is None:
        part.pop(last, None)
    else:
        part[last] = None if value is NULL else value


OPTION = ("value", "label_vi", "label_en")
"""What a line of `choices` holds, in its order; a stored object has an order of its own."""
NULL = object()
NULLABLE = frozenset({"amount_vnd", "online_vnd", "direct_vnd", "qty"})
"""Keys where nothing entered means "not known" and is written so."""


def read(posted: QueryDict, boxes: Sequence[Box], before: Any) -> dict[str, Any]:
    """Return the part as typed, over what it was; what no box shows stays."""
    part = json.loads(json.dumps(before)) if isinstance(before, Mapping) else {}
    for box in boxes:
        name = PREFIX + box.key
        if box.kind == "rows":
            rows: Any = _read_rows(posted, box, get(before, box.key))
            if rows or get(before, box.key):
                put(part, box.key, rows)
            continue
        if box.kind == "pairs":
            put(part, box.key, _read_pairs(posted, box, get(before, box.key)))
            continue
        if box.kind == "condition":
            put(part, box.key, conditions.read(posted, name, get(before, box.key)))
            continue
        _put_typed(part, box, _read_one(posted, name, box))
    return part


def _put_typed(part: dict[str, Any], box: Box, value: Any) -> None:
    """Write what was typed; what reads the same as before stays exactly as it was."""
    before = get(part, box.key)
    alike = value is None or before is None or type(value) is type(before) or isinstance(before, float)
    if (alike or box.kind == "loose") and _shown(value, box) == _shown(before, box):
        return
    if value is None and box.key.rpartition(".")[2] in NULLABLE:
        value = NULL
    put(part, box.key, value)


def draw(
    part: Any, boxes: Sequence[Box], faults: Sequence[Fault], where: Sequence[str], choices: Choices
) -> list[Drawn]:
    """Return the boxes filled with what the part says, each with its fault.

    Args:
        where: prefixes by which faults name this part, such as `questions.0`.
    """
    drawn = []
    for box in boxes:
        found = _faults_at(faults, where, box.key)
        own = [text for rest, text in found if box.kind != "rows" or not rest]
        value = get(part, box.key)
        rows: tuple[tuple[Cell, ...], ...] = ()
        if box.kind == "pairs":
            rows = _cells(_as_rows(value), box, (), choices)
        if box.kind == "rows":
            rows = _cells(value, box, found, choices)
            own += [text for rest, text in found if rest and not _cell_of(rest, box)]
        drawn.append(
            Drawn(
                name=PREFIX + box.key,
                label=box.label,
                kind=box.kind,
                value=_shown(value, box),
                hint=box.hint,
                error=_said(own, box.kind),
                options=_offered(box, value),
                required=box.required,
                wide=box.wide,
                group=box.group,
                key=box.key,
                heads=tuple(column.label for column in box.columns),
                rows=rows,
                condition=conditions.show(get(part, box.key), choices) if box.kind == "condition" else None,
            )
        )
    return drawn


def unplaced(faults: Sequence[Fault], where: Sequence[str], boxes: Sequence[Box]) -> list[str]:
    """Return the faults of a part that belong to no box of it."""
    placed = [text for box in boxes for _, text in _faults_at(faults, where, box.key)]
    under = [fault for fault in faults if any(_under(fault.field, prefix) is not None for prefix in where)]
    return [_plain(fault) for fault in under if _plain(fault) not in placed]


def _read_one(posted: QueryDict, name: str, box: Box) -> Any:
    if box.kind == "check":
        return bool(posted.get(name))
    if box.kind == "set":
        return [value for value in posted.getlist(name) if value]
    text = unicodedata.normalize("NFC", posted.get(name, "")).replace("\r\n", "\n").strip()
    if box.kind == "choices":
        return [_choice(line) for line in text.split("\n") if line.strip()] or None
    if box.kind == "lines":
        lines = [line.strip() for line in text.split("\n") if line.strip()]
        return lines or (None if not box.keep_empty else [])
    if not text:
        return "" if box.keep_empty or (box.required and box.kind in {"text", "area", "key"}) else None
    return _as_kind(text, box.kind)


def _choice(line: str) -> dict[str, str]:
    """Read `MINH | Cho mình | For myself`; what the line leaves out is a fault of the content."""
    texts = (part.strip() for part in line.split("|", 2))
    return dict(zip(OPTION, texts, strict=False))


def _as_kind(text: str, kind: str) -> Any:
    if kind == "loose" and text in {"true", "false"}:
        return text == "true"
    if kind == "loose" and text[:1] in {"[", "{"}:
        kind = "json"
    if kind in {"int", "money"}:
        plain = re.sub(r"[.\s₫]", "", text)
        return int(plain) if re.fullmatch(r"-?\d{1,15}", plain) else text
    if kind == "number":
        plain = text.replace(",", ".")
        if not re.fullmatch(r"-?\d{1,9}(\.\d{1,4})?", plain):
            return text
        number = float(plain)
        return int(number) if number.is_integer() else number
    if kind == "moment" and (found := _MOMENT.match(text)):
        day, month, year, hour, minute = (int(group) for group in found.groups())
        try:
            return datetime(year, month, day, hour, minute, tzinfo=HANOI).isoformat()
        except ValueError:
            return text
    if kind == "day" and (found := re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", text)):
        day, month, year = (int(group) for group in found.groups())
        return f"{year:04}-{month:02}-{day:02}"
    if kind == "json":
        try:
            return json.loads(text)
        except (json.JSONDecodeError, RecursionError):
            return text
    return text


def _read_rows(posted: QueryDict, box: Box, before: Any) -> list[dict[str, Any]] | None:
    """Read the rows of a table; those left empty are dropped, what no column shows stays."""
    old = before if isinstance(before, list) else []
    head = re.compile(re.escape(PREFIX + box.key) + r"\.(\d{1,3})\.")
    numbers = sorted({int(found.group(1)) for name in posted if (found := head.match(name))})
    rows = []
    for number in numbers:
        kept = dict(old[number]) if number < len(old) and isinstance(old[number], Mapping) else {}
        row: dict[str, Any] = kept or dict(box.empty_row)
        told = False
        for column in box.columns:
            if column.kind == "when":
                chosen = posted.get(f"{PREFIX}{box.key}.{number}.{column.key}", "")
                put(row, column.key, conditions.read_one(chosen, get(row, column.key)))
                continue
            value = _read_one(posted, f"{PREFIX}{box.key}.{number}.{column.key}", column)
            begun = box.empty_row.get(column.key) if column.kind == "select" else None
            told = told or (value not in (None, "", False) and value != begun)
            _put_typed(row, column, value)
        if told or (
            kept
            and number < len(old)
            and any(column.kind == "select" and column.required for column in box.columns)
        ):
            rows.append(row)
    return rows or (None if not box.keep_empty else [])


def _read_pairs(posted: QueryDict, box: Box, before: Any) -> dict[str, Any] | None:
    """Read a mapping out of its rows; the first of two rows with one name counts, None for no row."""
    read_back: dict[str, Any] = {}
    for row in _read_rows(posted, box, _as_rows(before)) or []:
        read_back.setdefault(str(row.get("name") or ""), row.get("value", ""))
    return read_back or None


def _as_rows(found: Any) -> list[dict[str, Any]]:
    return (
        [{"name": name, "value": value} for name, value in found.items()]
        if isinstance(found, Mapping)
        else []
    )


def _cells(
    found: Any, box: Box, faults: Sequence[tuple[str, str]], choices: Choices
) -> tuple[tuple[Cell, ...], ...]:
    rows = [row if isinstance(row, Mapping) else {} for row in found] if isinstance(found, list) else []
    shown = []
    for number, row in enumerate([*rows, dict(box.empty_row)]):
        cells = []
        for column in box.columns:
            here = [
                text
                for rest, text in faults
                if rest.split(".")[:2] == [str(number), column.key.split(".")[0]]
            ]
            value, options = _shown(get(row, column.key), column), _offered(column, get(row, column.key))
            if column.kind == "when":
                value, options = conditions.one_of(get(row, column.key), choices)
            cells.append(
                Cell(
                    f"{PREFIX}{box.key}.{number}.{column.key}",
                    f"{column.label}, dòng {number + 1}",
                    "select" if column.kind == "when" else column.kind,
                    value,
                    options,
                    _said(here, column.kind) if number < len(rows) else "",
                )
            )
        shown.append(tuple(cells))
    return tuple(shown)


def _offered(box: Box, value: Any) -> Options:
    """Return the options, with a value this page does not know kept among them: saving never drops it."""
    held = value if isinstance(value, list) else [value]
    if box.kind not in {"select", "set"}:
        return box.options
    unknown = [str(item) for item in held if item not in (None, "") and item not in dict(box.options)]
    return [*box.options, *((item, item) for item in unknown)]


def _cell_of(rest: str, box: Box) -> bool:
    parts = rest.split(".")
    return len(parts) >= 2 and parts[1] in {column.key.split(".")[0] for column in box.columns}


def _shown(value: Any, box: Box) -> Any:
    if box.kind == "check":
        return box.default if value is None else bool(value)
    if box.kind == "set":
        return value if isinstance(value, list) else []
    if box.kind == "choices":
        rows = [row for row in value if isinstance(row, Mapping)] if isinstance(value, list) else []
        return "\n".join(_line_of(row) for row in rows)
    if box.kind == "lines":
        return "\n".join(str(line) for line in value) if isinstance(value, list) else value or ""
    if box.kind == "loose":
        return "" if value is None else str(value).lower() if isinstance(value, bool) else _dumped(value)
    if box.kind == "json":
        return "" if value in (None, {}, []) else _dumped(value)
    if box.kind == "moment":
        try:
            return to_hanoi(datetime.fromisoformat(str(value))).strftime("%d/%m/%Y %H:%M") if value else ""
        except ValueError:
            return value
    if box.kind == "day" and isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        year, month, day = value.split("-")
        return f"{day}/{month}/{year}"
    if box.kind == "number" and isinstance(value, float):
        return f"{value:g}".replace(".", ",")
    return "" if value is None else value


def _line_of(row: Mapping[str, Any]) -> str:
    """Write one option as `_choice` reads it; what is left out at its end takes no bar."""
    texts = [str(row.get(key, "")) for key in OPTION]
    while len(texts) > 1 and not texts[-1]:
        texts.pop()
    return " | ".join(texts)


def _dumped(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, indent=2)


def _faults_at(faults: Sequence[Fault], where: Sequence[str], key: str) -> list[tuple[str, str]]:
    """Return (what follows the key, text) of the faults of a box."""
    found = []
    for fault in faults:
        for prefix in where:
            rest = _under(fault.field, prefix)
            if rest is not None and (rest == key or rest.startswith(key + ".")):
                found.append((rest[len(key) + 1 :], _plain(fault)))
                break
    return found


def _under(field_name: str, prefix: str) -> str | None:
    if not prefix:
        return field_name
    if field_name == prefix:
        return ""
    return field_name[len(prefix) + 1 :] if field_name.startswith(prefix + ".") else None


def _plain(fault: Fault) -> str:
    text = fault.vi.removeprefix(f"{fault.field}: ")
    text = re.sub(r"^[a-z_]+(\.[A-Za-z0-9_]+)*: ", "", text)
    return text[:1].upper() + text[1:]


def _said(texts: Sequence[str], kind: str) -> str:
    said: list[str] = []
    for text in texts:
        if text == "Chưa đúng." and kind in REPAIRS:
            words = REPAIRS[kind]
        elif text == "Viết chưa đúng dạng." and kind == "key":
            words = f"{text} {REPAIRS['key']}"
        else:
            words = text
        if words not in said:
            said.append(words)
    return " ".join(said)
