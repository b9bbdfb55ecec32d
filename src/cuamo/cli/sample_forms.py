"""Plausible answers and values for any form of the catalogue: for samples and tests, never for people."""

import random
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from cuamo.catalogue.rules import form, questions
from cuamo.catalogue.rules.form_files import file_value, kept_parts

STREETS = (
    "Trần Nhật Duật",
    "Hàng Bông",
    "Kim Mã",
    "Láng Hạ",
    "Nguyễn Trãi",
    "Trần Phú",
    "Phố Huế",
    "Cầu Giấy",
)

EXAMPLES = {"ma": "4711", "so_gplx": "010123456789", "so_ho_chieu": "C1234567"}
"""Fields whose form is their own."""
SAMPLE_FILE = "00000000-0000-0000-0000-000000000000"
"""Stands for an upload; whoever fills a dossier hands the file itself over."""
AHEAD = {"CTKM_TuNgay": 12, "CTKM_DenNgay": 40}
"""Fields that lie ahead, by days from today."""


def plausible_answers(
    content: Mapping[str, Any], rng: random.Random, *, simplest: bool = False
) -> dict[str, str]:
    """Return an answer to every question that is asked, choosing as `rng` says (the first if `simplest`)."""
    answers: dict[str, str] = {}
    for _ in range(12):
        open_questions = questions.missing(content, answers)
        if not open_questions:
            return answers
        question = open_questions[0]
        options = question.options
        answers[question.key] = (options[0] if simplest else rng.choice(options)).value
    return answers


def plausible_values(
    content: Mapping[str, Any],
    answers: Mapping[str, Any],
    known: Mapping[str, Any],
    *,
    today: date,
    rng: random.Random,
) -> dict[str, Any]:
    """Return `known` with every required gap filled by something the form accepts.

    Raises:
        ValueError: a field of the form cannot be filled this way.
    """
    values = {key: value for key, value in known.items() if value not in (None, "", [])}
    for attempt in range(60):
        for field in form.fields(content, answers, values):
            if not values.get(field.key) and field.required:
                values[field.key] = (
                    _another(field, today, rng) if attempt else _value(field.type, field, today, rng)
                )
        signatures = {key for key, part in kept_parts(content).items() if part["type"] == "signature"}
        values = form.bound(content, values, signatures, answers=answers, today=today)
        checked = form.clean(content, values, answers=answers, today=today)
        if not checked.errors:
            return {**values, **checked.values}
        for key in checked.errors:
            values.pop(key.split(".")[0], None)
    raise ValueError(f"{content['code']}: cannot fill {sorted(checked.errors)}")


def _another(field: Any, today: date, rng: random.Random) -> Any:
    """Return a value for a field whose first one did not fit the fields around it."""
    if field.type == "date":
        days = rng.choice((rng.randrange(-20, 1), rng.randrange(60)))
        return (today + timedelta(days=days)).isoformat()
    if field.type == "integer":
        return str(rng.randrange(1, 10))
    return _value(field.type, field, today, rng)


def _value(kind: str, field: Any, today: date, rng: random.Random) -> Any:
    if field.key in EXAMPLES:
        return EXAMPLES[field.key]
    if field.key in AHEAD:
        return (today + timedelta(days=AHEAD[field.key])).isoformat()
    options = [option.value for option in field.options]
    if kind in {"enum", "code"} or (options and kind != "multi"):
        return rng.choice(options) if options else "Kinh"
    if kind == "multi":
        return [rng.choice(options)] if options else []
    if kind == "date":
        return (today - timedelta(days=rng.randrange(3, 20))).isoformat()
    if kind == "table":
        return [{column.key: _value(column.type, column, today, rng) for column in field.columns}]
    plain: dict[str, Any] = {
        "pid12": f"0010{rng.randrange(60, 99)}{rng.randrange(10**6):06d}",
        "phone": f"09{rng.choice('0123468')}{rng.randrange(10**7):07d}",
        "email": "mau@example.vn",
        "money": str(rng.randrange(10, 900) * 100_000),
        "integer": "1",
        "taxcode": "0102595740",
        "checkbox": "on",
        "file": file_value(file_id=SAMPLE_FILE, sha256="0" * 64, name="mau.png", pages=1),
        "signature": {"cannot": "ILLITERATE", "witness": "Nguyễn Văn Mẫu"},
        "address": f"Số {rng.randrange(1, 200)} phố {rng.choice(STREETS)}, Hà Nội",
    }
    return plain.get(kind, "Theo giấy tờ kèm theo")
