"""Check a filled form: what counts, what is wrong, how to mend it. Nothing the person wrote is lost."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from cuamo.catalogue.rules import addresses, form_files
from cuamo.catalogue.rules.conditions import holds
from cuamo.catalogue.rules.form_files import (
    CANNOT_SIGN,
    LAPSED,
    LONGEST_WITNESS,
    is_file,
    is_refusal,
    values_signed,
)
from cuamo.catalogue.rules.form_reading import date_as_typed, read_date, read_money, read_sex
from cuamo.catalogue.rules.lacking import spared
from cuamo.catalogue.rules.questions import settled
from cuamo.kernel.identifiers import personal_id, phone, taxcode
from cuamo.kernel.identifiers.errors import InvalidIdentifier
from cuamo.kernel.text import nfc

MOST_KEPT = 20_000
_EMAIL = re.compile(r"^[^@\s]{1,64}@[A-Za-z0-9.-]{1,190}\.[A-Za-z]{2,24}$")
_YES = frozenset({"on", "true", "1", "yes", "có", "co"})


@dataclass(frozen=True)
class FieldError:
    """What is wrong with a field: names it, says the problem and the repair."""

    vi: str
    en: str


@dataclass(frozen=True)
class FormResult:
    """A checked form."""

    values: dict[str, Any]
    """Every field that applies: cleaned where it could be read, as typed where it could not."""
    errors: dict[str, FieldError]
    """By field key; cells of a repeated group are `key.row.column`."""
    set_aside: dict[str, Any] = field(default_factory=dict)
    """Kept input of fields that do not apply at the moment."""

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not self.errors


Outcome = tuple[Any, FieldError | None]


def clean(
    content: Mapping[str, Any],
    raw: Mapping[str, Any],
    *,
    answers: Mapping[str, Any],
    today: date,
    section: str | None = None,
) -> FormResult:
    """Return the cleaned values and what is wrong, field by field.

    Unknown keys are ignored, sizes are bounded, texts are NFC, identifiers and phone numbers are brought to
    one form, a date may lack its day and month where the field says so. Fields are read in the order of the
    form, so a condition sees the fields above it. A signature counts for the values it was given for; when
    they have changed it has lapsed and is asked for again.

    Args:
        raw: as typed: texts, lists for several choices, lists of mappings for repeated groups,
            `{"day", "month", "year"}` for the boxes of a date.
        section: check only this page; the other pages are read but not judged.
    """
    counted = settled(content, answers)
    values: dict[str, Any] = {}
    errors: dict[str, FieldError] = {}
    aside: dict[str, Any] = {}
    judged: set[str] = set()
    for page in content.get("form", {}).get("sections", []):
        page_applies = holds(page.get("when"), answers=counted, values=values)
        for part in page["fields"]:
            key = part["key"]
            if not page_applies or not holds(part.get("when"), answers=counted, values=values):
                if _given(raw.get(key)):
                    aside[key] = _bounded(raw[key])
                continue
            value, found = _clean_field(spared(part, answers), raw.get(key), today)
            if _given(value) or value is False:
                values[key] = value
            if section in (None, page["key"]):
                judged.add(key)
                errors |= found
    errors |= _lapse(content, values, counted, judged)
    for check in content.get("form", {}).get("checks", []):
        where = check["field"]
        applies = where in judged and where in values and where not in errors
        if applies and holds(check["fails_when"], answers=counted, values=values, today=today.isoformat()):
            errors[where] = FieldError(check["vi"], check["en"])
    return FormResult(values, errors, aside)


def _lapse(
    content: Mapping[str, Any], values: dict[str, Any], answers: Mapping[str, Any], judged: set[str]
) -> dict[str, FieldError]:
    """Let signatures lapse that were given for other values; return the faults of those that are needed."""
    signatures = [part for part in form_files.parts(content) if part["type"] == "signature"]
    given = [part for part in signatures if part["key"] in values]
    if not given:
        return {}
    found: dict[str, FieldError] = {}
    signed = values_signed(content, values, answers)
    for part in given:
        value = values[part["key"]]
        if (is_file(value) or is_refusal(value)) and value.get("signed_for") != signed:
            values[part["key"]] = dict(LAPSED)
        if values[part["key"]] == LAPSED and part.get("required") and part["key"] in judged:
            found[part["key"]] = _missing_signature(part, lapsed=True)
    return found


def _clean_field(part: Mapping[str, Any], raw: Any, today: date) -> tuple[Any, dict[str, FieldError]]:
    if part["type"] == "table":
        return _clean_table(part, raw, today)
    value, error = _clean_one(part, raw, today)
    return value, {part["key"]: error} if error else {}


def _clean_one(part: Mapping[str, Any], raw: Any, today: date) -> Outcome:
    kind = part.get("type", "text")
    if kind in {"checkbox", "multi"}:
        return _CLEANERS[kind](part, raw, today)
    if not _given(raw):
        return None, _missing(part) if part.get("required") else None
    value, error = _CLEANERS.get(kind, _text)(part, raw, today)
    if not _given(value):
        return None, _missing(part) if part.get("required") else None
    return value, error


def _clean_table(part: Mapping[str, Any], raw: Any, today: date) -> tuple[Any, dict[str, FieldError]]:
    key, label_vi, label_en = part["key"], part["label_vi"], part["label_en"]
    most = part.get("max_rows", 20)
    rows: list[dict[str, Any]] = []
    errors: dict[str, FieldError] = {}
    given = [row for row in raw if isinstance(row, Mapping)] if isinstance(raw, list) else []
    for row in given[: most * 2]:
        kept = {column["key"]: row.get(column["key"]) for column in part["columns"]}
        if not any(_given(cell) for cell in kept.values()):
            continue
        cells: dict[str, Any] = {}
        for column in part["columns"]:
            value, error = _clean_one(column, kept[column["key"]], today)
            if _given(value):
                cells[column["key"]] = value
            if error:
                errors[f"{key}.{len(rows)}.{column['key']}"] = error
        rows.append(cells)
    if len(rows) > most:
        errors[key] = FieldError(
            f"«{label_vi}» có {len(rows)} dòng, nhiều nhất là {most}. Bớt dòng, ghi tiếp vào giấy khác.",
            f"“{label_en}” has {len(rows)} rows, the most is {most}. Remove some; use a paper.",
        )
    if not rows and part.get("required"):
        errors[key] = FieldError(
            f"«{label_vi}» còn trống. Ghi ít nhất 1 dòng.",
            f"“{label_en}” is empty. Fill in at least one row.",
        )
    return rows, errors


def _text(part: Mapping[str, Any], raw: Any, today: date) -> Outcome:
    text = _plain(raw, lines=part.get("type") == "textarea")
    most = part.get("max_length") or (2000 if part.get("type") == "textarea" else 200)
    if len(text) > most:
        return text, FieldError(
            f"«{part['label_vi']}» dài {len(text)} chữ cái, nhiều nhất là {most}. Viết ngắn lại.",
            f"“{part['label_en']}” has {len(text)} characters, the most is {most}. Make it shorter.",
        )
    return text, None


def _address(part: Mapping[str, Any], raw: Any, today: date) -> Outcome:
    if isinstance(raw, Mapping):
        raw = ", ".join(text for text in (_plain(raw.get(k)) for k in ("street", "ward", "city")) if text)
    text, error = _text({**part, "max_length": part.get("max_length") or 300}, raw, today)
    if error or not part.get("today"):
        return text, error
    reading = addresses.read_address(text, addresses.published_book())
    if reading.kind == addresses.Kind.AMBIGUOUS:
        names = [ward.full_name for ward in reading.wards]
        old = reading.former or reading.wards[0].full_name
        return text, FieldError(
            f"«{part['label_vi']}»: {old} nay thuộc {' hoặc '.join(names)}. "
            "Ghi thêm tên phường, xã mới vào cuối địa chỉ.",
            f"“{part['label_en']}”: {old} now lies in {' or '.join(names)}. "
            "Add the name of the new ward at the end of the address.",
        )
    return reading.today or text, None


def _date(part: Mapping[str, Any], raw: Any, today: date) -> Outcome:
    label_vi, label_en = part["label_vi"], part["label_en"]
    typed = _plain(date_as_typed(raw))[:60]
    moment = read_date(raw if isinstance(raw, Mapping | date) else typed)
    if part.get("partial"):
        if not moment:
            return typed, FieldError(
                f"«{label_vi}» cần có năm, ví dụ 1949. Không nhớ ngày, tháng thì để trống.",
                f"“{label_en}” needs its year, such as 1949. Leave day and month empty if unknown.",
            )
    elif len(moment) != 10:
        return typed, FieldError(
            f"«{label_vi}» cần một ngày có thật, đủ ngày, tháng, năm, ví dụ 20/03/2026. Xem lại.",
            f"“{label_en}” needs a real date, day, month and year, such as 20/03/2026. Check it.",
        )
    if part.get("past") and moment > today.isoformat()[: len(moment)]:
        return moment, FieldError(
            f"«{label_vi}» đang là ngày sau hôm nay. Xem lại năm.",
            f"“{label_en}” lies after today. Check the year.",
        )
    return moment, None


def _enum(part: Mapping[str, Any], raw: Any, today: date) -> Outcome:
    text = _plain(raw)[:60]
    known = {option["value"] for option in part["options"]}
    value = text if text in known else read_sex(text)
    if value in known:
        return value, None
    by_label = {nfc(o["label_vi"]).lower(): o["value"] for o in part["options"]}
    if text.lower() in by_label:
        return by_label[text.lower()], None
    return text, FieldError(
        f"«{part['label_vi']}» chưa chọn được mục nào. Chọn một mục trong danh sách.",
        f"“{part['label_en']}” is none of the choices. Choose one from the list.",
    )


def _multi(part: Mapping[str, Any], raw: Any, today: date) -> Outcome:
    given = raw if isinstance(raw, list | tuple) else [raw]
    known = [option["value"] for option in part["options"]]
    chosen = {_plain(item)[:60] for item in given[:100] if _given(item)}
    values = [value for value in known if value in chosen]
    if chosen - set(known):
        return values, FieldError(
            f"«{part['label_vi']}» có mục không nằm trong danh sách. Chọn lại trong danh sách.",
            f"“{part['label_en']}” has a choice that is not in the list. Choose again from the list.",
        )
    if not values and part.get("required"):
        return values, FieldError(
            f"«{part['label_vi']}» chưa chọn mục nào. Chọn ít nhất một mục.",
            f"Nothing is chosen for “{part['label_en']}”. Choose at least one.",
        )
    return values, None


def _checkbox(part: Mapping[str, Any], raw: Any, today: date) -> Outcome:
    ticked = raw is True or (isinstance(raw, str) and raw.strip().lower() in _YES)
    if part.get("required") and not ticked:
        return False, FieldError(
            f"Chưa đánh dấu «{part['label_vi']}». Đọc rồi đánh dấu vào ô.",
            f"“{part['label_en']}” is not ticked. Read it and tick the box.",
        )
    return ticked, None


def _integer(part: Mapping[str, Any], raw: Any, today: date) -> Outcome:
    typed = _plain(raw)[:40]
    figures = re.sub(r"[.\s]", "", typed)
    low, high = part.get("min"), part.get("max")
    low, high = 0 if low is None else low, 1_000_000_000 if high is None else high
    if not re.fullmatch(r"\d{1,12}", figures) or not low <= int(figures) <= high:
        return typed, FieldError(
            f"«{part['label_vi']}» cần một số từ {low} đến {high:,}.".replace(",", ".") + " Ghi bằng chữ số.",
            f"“{part['label_en']}” needs a number from {low} to {high:,}. Write it in figures.",
        )
    return int(figures), None


def _money(part: Mapping[str, Any], raw: Any, today: date) -> Outcome:
    typed = _plain(raw)[:60]
    amount = read_money(raw if isinstance(raw, int) else typed)
    low = part.get("min") or 0
    high = 1_000_000_000_000_000 if part.get("max") is None else part["max"]
    if amount is None or not low <= amount <= high:
        return typed, FieldError(
            f"«{part['label_vi']}» cần số tiền bằng đồng, ví dụ 100.000.000. Xem lại số đã ghi.",
            f"“{part['label_en']}” needs an amount in đồng, such as 100.000.000. Check the figure.",
        )
    return amount, None


def _email(part: Mapping[str, Any], raw: Any, today: date) -> Outcome:
    typed = _plain(raw).replace(" ", "")[:300]
    if not _EMAIL.match(typed) or ".." in typed:
        return typed, FieldError(
            f"«{part['label_vi']}» cần dạng ten@noi.vn. Xem lại dấu @ và phần sau.",
            f"“{part['label_en']}” needs the form name@place.vn. Check the @ and what follows.",
        )
    name, _, host = typed.rpartition("@")
    return f"{name}@{host.lower()}", None


def _identifier(check: Callable[[str], str]) -> Callable[[Mapping[str, Any], Any, date], Outcome]:
    def cleaner(part: Mapping[str, Any], raw: Any, today: date) -> Outcome:
        typed = _plain(raw)[:60]
        try:
            return check(typed), None
        except InvalidIdentifier as wrong:
            return typed, FieldError(
                f"«{part['label_vi']}»: {wrong.vi} {wrong.hint_vi}".strip(),
                f"“{part['label_en']}”: {wrong.en} {wrong.hint_en}".strip(),
            )

    return cleaner


def _file(part: Mapping[str, Any], raw: Any, today: date) -> Outcome:
    if is_file(raw):
        return {key: raw[key] for key in ("file", "sha256", "name", "pages") if key in raw}, None
    return None, None


def _signature(part: Mapping[str, Any], raw: Any, today: date) -> Outcome:
    if raw == LAPSED:
        return dict(LAPSED), None
    if not isinstance(raw, Mapping):
        return None, None
    bound = {"signed_for": raw["signed_for"]} if "signed_for" in raw else {}
    if is_file(raw):
        return _file(part, raw, today)[0] | bound, None
    if raw.get("cannot") not in CANNOT_SIGN:
        return None, None
    witness = _plain(raw.get("witness"))[:LONGEST_WITNESS]
    value = {"cannot": raw["cannot"], "witness": witness, **bound}
    if len(witness) < 2:
        return value, FieldError(
            f"«{part['label_vi']}»: chưa có người làm chứng. Ghi họ tên người làm chứng.",
            f"“{part['label_en']}”: no witness is named. Write the full name of the witness.",
        )
    return value, None


def _missing_signature(part: Mapping[str, Any], *, lapsed: bool = False) -> FieldError:
    vi, en = part["label_vi"], part["label_en"]
    if lapsed:
        return FieldError(
            f"«{vi}»: tờ khai đã đổi sau khi ký. Xem lại rồi ký lại.",
            f"“{en}”: the form has changed since it was signed. Check it and sign again.",
        )
    return FieldError(
        f"«{vi}» chưa ký. Ký tên, hoặc chọn lý do không ký được.",
        f"“{en}” is not signed. Sign it, or choose why it cannot be signed.",
    )


_CLEANERS: dict[str, Callable[[Mapping[str, Any], Any, date], Outcome]] = {
    "text": _text,
    "textarea": _text,
    "address": _address,
    "date": _date,
    "enum": _enum,
    "multi": _multi,
    "checkbox": _checkbox,
    "integer": _integer,
    "money": _money,
    "email": _email,
    "pid12": _identifier(personal_id.check),
    "phone": _identifier(phone.normalise),
    "taxcode": _identifier(taxcode.check),
    "file": _file,
    "signature": _signature,
}


def _missing(part: Mapping[str, Any]) -> FieldError:
    vi, en = part["label_vi"], part["label_en"]
    if part.get("type") == "signature":
        return _missing_signature(part)
    if part.get("type") == "file":
        return FieldError(
            f"«{vi}» chưa có tệp. Chọn ảnh hoặc tệp PDF.",
            f"“{en}” has no file. Choose a picture or a PDF.",
        )
    if part.get("type") == "enum":
        return FieldError(f"«{vi}» chưa chọn. Chọn một mục.", f"“{en}” is not chosen yet. Choose one.")
    if part.get("type") == "date" and part.get("partial"):
        return FieldError(
            f"«{vi}» cần có năm, ví dụ 1949. Không nhớ ngày, tháng thì để trống.",
            f"“{en}” needs its year, such as 1949. Leave day and month empty if unknown.",
        )
    return FieldError(f"«{vi}» còn trống. Ghi vào ô này.", f"“{en}” is empty. Fill it in.")


def _given(raw: Any) -> bool:
    if isinstance(raw, str):
        return bool(raw.strip())
    if isinstance(raw, Mapping):
        return any(_given(item) for item in raw.values())
    if isinstance(raw, list | tuple):
        return bool(raw)
    return raw is not None and raw is not False


def _plain(raw: Any, *, lines: bool = False) -> str:
    text = str("" if raw is None else raw)[:MOST_KEPT].replace("\r\n", "\n")
    if lines:
        return "\n".join(nfc(line) for line in text.split("\n")).strip()
    return nfc(text)


def _bounded(raw: Any) -> Any:
    if isinstance(raw, Mapping):
        return {str(k)[:60]: _bounded(v) for k, v in list(raw.items())[:50]}
    if isinstance(raw, list | tuple):
        return [_bounded(item) for item in raw[:50]]
    return raw if isinstance(raw, bool | int) or raw is None else _plain(raw, lines=True)
