"""Form fields: one tag draws label, hint, error and input of every kind the catalogue knows."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.template import Context

from cuamo.catalogue.rules.form_files import (
    CANNOT_SIGN,
    KEPT,
    LAPSED,
    is_file,
    is_refusal,
    say_file,
    say_signature,
)
from cuamo.web import language

register = template.Library()

INPUTS: dict[str, dict[str, str]] = {
    "text": {"type": "text"},
    "search": {"type": "search"},
    "password": {"type": "password"},
    "pid12": {"type": "text", "inputmode": "numeric", "css": "so width-code", "autocomplete": "off"},
    "taxcode": {"type": "text", "inputmode": "numeric", "css": "so width-code", "autocomplete": "off"},
    "phone": {"type": "tel", "inputmode": "tel", "css": "so width-code", "autocomplete": "tel"},
    "email": {"type": "email", "inputmode": "email", "autocomplete": "email"},
    "money": {"type": "text", "inputmode": "numeric", "css": "so width-code", "suffix": "₫"},
    "integer": {"type": "text", "inputmode": "numeric", "css": "so width-small"},
    "code": {"type": "text", "inputmode": "numeric", "css": "so width-otp", "autocomplete": "one-time-code"},
    "address": {"type": "text", "autocomplete": "street-address"},
    "time": {"type": "time", "css": "so width-small"},
    "day": {"type": "date", "css": "so width-code"},
}
FEW = 7
"""Up to this many options are shown as large radio targets; more become a list box."""

Option = tuple[str, str]


@register.inclusion_tag("components/field.html", takes_context=True, name="field")
def form_field(
    context: Context,
    kind: str,
    name: str,
    label: str,
    *,
    value: Any = "",
    hint: str = "",
    error: Any = "",
    options: Iterable[Any] = (),
    required: bool = True,
    source: str = "",
    autocomplete: str = "",
    maxlength: int | None = None,
    rows: int = 4,
    accept: str = "image/*,.heic,.pdf",
    multiple: bool = False,
    columns: Iterable[Any] = (),
    autofocus: bool = False,
    readonly: bool = False,
    suggested: bool = False,
    big: bool = False,
    hide_label: bool = False,
    numbered: bool = False,
) -> dict[str, Any]:
    """Draw one field.

    `{% field "pid12" "so_can_cuoc" "Số căn cước" value=v hint="12 số" error=errors.so_can_cuoc %}`
    """
    chosen = context.get("language") or language.current()
    choices = [_option(option, chosen) for option in options]
    if kind == "enum":
        kind = "radio" if len(choices) <= FEW else "select"
    preset = INPUTS.get(kind, {})
    message = error_text(error, chosen)
    described = [f"{name}-goi-y"] if hint else []
    described += [f"{name}-loi"] if message else []
    return {
        "kind": kind,
        "shape": "input" if preset else kind,
        "preset": preset,
        "name": name,
        "label": label,
        "value": "" if value is None else value,
        "hint": hint,
        "error": message,
        "choices": choices,
        "own_empty": any(key == "" for key, *_ in choices),
        "picked": _picked(value),
        "required": required,
        "source": source,
        "autocomplete": autocomplete or preset.get("autocomplete", ""),
        "maxlength": maxlength,
        "rows": rows,
        "accept": accept,
        "multiple": multiple,
        "columns": [_column(column, chosen) for column in columns],
        "table_rows": _table_rows(value, list(columns)) if kind == "table" else [],
        "date": split_date(value) if kind == "date" else {},
        "autofocus": autofocus,
        "readonly": readonly,
        "suggested": suggested,
        "big": big,
        "hide_label": hide_label,
        "numbered": numbered,
        "described": " ".join(described),
        "language": chosen,
    }


@register.inclusion_tag("components/field.html", takes_context=True, name="catalogue_field")
def catalogue_field(
    context: Context,
    spec: Any,
    values: Mapping[str, Any] | None = None,
    errors: Mapping[str, Any] | None = None,
    sources: Mapping[str, str] | None = None,
    *,
    prefix: str = "",
    caret: str = "",
    numbered: bool = False,
    draw: bool = False,
) -> dict[str, Any]:
    """Draw a field of a procedure's form: `{% catalogue_field spec values errors sources %}`.

    Args:
        caret: key of the field that takes the caret when the page opens.
        draw: a signature may be drawn here; only where the page is in the citizen's own hands.
    """
    chosen = context.get("language") or language.current()
    key = _of(spec, "key")
    kind = _of(spec, "type") or "text"
    drawn = form_field(
        context,
        "kept_file" if kind == "file" else kind,
        prefix + key,
        _of(spec, f"label_{chosen}") or _of(spec, "label_vi"),
        value=(values or {}).get(key, ""),
        hint=_of(spec, f"help_{chosen}") or _of(spec, "help_vi"),
        error=(errors or {}).get(key, ""),
        options=_of(spec, "options") or (),
        required=bool(_of(spec, "required")),
        source=(sources or {}).get(key, ""),
        maxlength=_of(spec, "max_length") or None,
        columns=_of(spec, "columns") or (),
        autofocus=bool(caret) and key == caret,
        numbered=numbered,
    )
    if kind in KEPT:
        drawn |= _kept(kind, (values or {}).get(key), str(context.get("file_base") or ""), key, chosen)
    return drawn | {"draw": draw}


def _kept(kind: str, value: Any, file_base: str, key: str, chosen: str) -> dict[str, Any]:
    """Return what stands in a field of type file or signature, in words, and where it can be seen."""
    said = say_file(value) if kind == "file" else say_signature(value)
    place = 1 if chosen == "en" else 0
    return {
        "kept": said is not None,
        "kept_words": said[place] if said else "",
        "file_url": f"{file_base}{key}/" if file_base and is_file(value) else "",
        "refusal": value if is_refusal(value) else {},
        "lapsed": value == LAPSED,
        "reasons": [(reason, words[place]) for reason, words in CANNOT_SIGN.items()],
    }


@register.inclusion_tag("components/error_summary.html", takes_context=True, name="error_summary")
def error_summary(context: Context, errors: Mapping[str, Any] | None, labels: Any = None) -> dict[str, Any]:
    """`{% error_summary errors %}`: on top of the form, takes focus, links to each field."""
    chosen = context.get("language") or language.current()
    rows = [(name, error_text(error, chosen)) for name, error in (errors or {}).items()]
    return {"rows": [row for row in rows if row[1]], "language": chosen}


def error_text(error: Any, chosen: str) -> str:
    """Read a `FieldError(vi, en)`, a list of texts or a text."""
    if not error:
        return ""
    if isinstance(error, (list, tuple)):
        return " ".join(str(part) for part in error)
    return str(getattr(error, chosen, None) or getattr(error, "vi", None) or error)


def split_date(value: Any) -> dict[str, str]:
    """Take `20/03/1949`, `03/1949`, `1949`, `1949-03-20` or a date apart into day, month, year."""
    if hasattr(value, "strftime"):
        value = value.strftime("%d/%m/%Y")
    text = str(value or "").strip()
    parts = text.split("/")
    if "-" in text and len(text.split("-")[0]) == 4:
        parts = list(reversed(text.split("-")))
    parts = [""] * (3 - len(parts)) + parts[-3:]
    return {"day": parts[0], "month": parts[1], "year": parts[2]}


def _of(spec: Any, key: str) -> Any:
    return spec.get(key, "") if isinstance(spec, Mapping) else getattr(spec, key, "")


def _option(option: Any, chosen: str) -> Option:
    if isinstance(option, str):
        return option, option
    if isinstance(option, (tuple, list)):
        return str(option[0]), str(option[1])
    label = _of(option, f"label_{chosen}") or _of(option, "label_vi") or _of(option, "label")
    return str(_of(option, "value")), str(label)


def _column(column: Any, chosen: str) -> dict[str, str]:
    return {
        "key": str(_of(column, "key")),
        "label": str(_of(column, f"label_{chosen}") or _of(column, "label_vi")),
    }


def _picked(value: Any) -> list[str]:
    if isinstance(value, (list, tuple, set, frozenset)):
        return [str(part) for part in value]
    if isinstance(value, bool):
        return ["1"] if value else []
    return [str(value)] if value not in (None, "") else []


def _table_rows(value: Any, columns: list[Any]) -> list[list[dict[str, str]]]:
    keys = [str(_of(column, "key")) for column in columns]
    rows = [row for row in (value or []) if isinstance(row, Mapping)]
    rows += [{}] * (1 if rows else 2)
    return [[{"key": key, "value": str(row.get(key, ""))} for key in keys] for row in rows]
