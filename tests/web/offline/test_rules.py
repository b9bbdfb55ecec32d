"""The counter's PC judges as the server does: every procedure, random answers and values, one outcome."""

import json
import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from cuamo.catalogue.rules import components, fees, form, questions
from cuamo.cli.sample_forms import plausible_values
from cuamo.dossiers.rules.completeness import missing
from cuamo.kernel.identifiers.errors import InvalidIdentifier
from cuamo.kernel.identifiers.local_number import check, make

STATIC = Path(form.__file__).parents[2] / "web" / "static"
REFERENCE = Path(__file__).parents[3] / "reference" / "catalogue" / "procedures"
TODAY = date(2026, 11, 26)
ROUNDS = 4
FACTS = {
    "person.full_name": "Nguyễn Thị Đặng Thẳng",
    "person.personal_id": "001185012345",
    "person.birth_date": "1985-09-02",
    "person.sex": "Nữ",
    "person.address": "Số 12 phố Hàng Bông, Hoàn Kiếm, Hà Nội",
    "person.phone": "0912345678",
}
JUNK = (
    "", "  ", "x", "Nam", "nữ", "31/02/2020", "1949", "03/1949", "2/9/1985", "02091985", "2030-01-01", "12",
    "1.500", "100 triệu", "1,5 tỷ", "-3", "0100109106", "0100109107", "001185012345", "123456789",
    "+84 912.345.678",
    "a@b.vn", "a@@b", "CO", "KHONG", "A" * 350, "Hà  Nội\u0301", True, None, ["x"],
    {"day": "2", "month": "", "year": "1949"},
    {"day": "", "month": "", "year": ""}, 3, 2000,
)  # fmt: skip

SHAPES: dict[str, Any] = {
    "date": str | dict,
    "checkbox": str | bool,
    "multi": str | list,
    "integer": str | int,
    "money": str | int,
}
"""What a page can send for a field beside text."""


def contents() -> list[dict[str, Any]]:
    """Return every content of the reference that is in force."""
    read = [json.loads(path.read_text())["procedures"] for path in sorted(REFERENCE.glob("*.json"))]
    return [item["content"] for rows in read for item in rows if item["status"] == "IN_FORCE"]


@pytest.fixture
def rules(browser) -> Iterator[Any]:
    """A page with the modules of the counter's PC; nothing but them is served."""
    context = browser.chromium.new_context()
    page = context.new_page()

    def serve(route: Any) -> None:
        path = STATIC / route.request.url.split("/static/")[-1]
        if path.is_file():
            route.fulfill(body=path.read_text(), content_type="text/javascript")
        else:
            route.fulfill(body="<!doctype html><title>x</title>", content_type="text/html")

    page.route("**/*", serve)
    page.goto("http://rules.test/")
    page.evaluate((Path(__file__).parent / "judge.js").read_text())
    yield page
    context.close()


def test_browser_and_server_judge_every_procedure_alike(rules):
    rng = random.Random(20261126)
    cases = [case for content in contents() for case in _cases(content, rng)]
    assert len(cases) > 200

    told = rules.evaluate("cases => cases.map((one) => judge(one))", cases)

    for case, browser_says in zip(cases, told, strict=True):
        here, there = _tidy(case, browser_says), _tidy(case, _judge(case))
        for what, told in there.items():
            assert here[what] == told, (case["content"]["code"], what, case["answers"])


def test_browser_and_server_make_the_same_local_numbers_and_a_slip_of_the_pen_is_noticed(rules):
    devices = [UUID(int=random.Random(seed).getrandbits(128)) for seed in range(40)]
    wanted = [(str(device), serial) for device in devices for serial in (1, 12, 999, 1000, 99_999)]

    made = rules.evaluate(
        "all => all.map(([device, serial]) => localNumber(device, '2026-11-26', serial))", wanted
    )

    assert made == [make(UUID(device), TODAY, serial) for device, serial in wanted]
    for number in made[:20]:
        assert check(number.lower().replace("-", " ")) == number
        other = "8" if number[8] != "8" else "3"
        with pytest.raises(InvalidIdentifier):
            check(number[:8] + other + number[9:])


def _cases(content: dict[str, Any], rng: random.Random) -> Iterator[dict[str, Any]]:
    for turn in range(ROUNDS):
        answers = {
            question["key"]: rng.choice(
                [o["value"] for o in question["options"]] + (["", "LA"] if turn else [])
            )
            for question in content.get("questions", [])
        }
        parts = [part for page in content.get("form", {}).get("sections", []) for part in page["fields"]]
        values: dict[str, Any] = {part["key"]: _junk(part, rng) for part in parts if rng.random() < 0.8}
        if turn == 0:
            try:
                values = plausible_values(content, answers, {}, today=TODAY, rng=rng)
            except ValueError:
                values = {}
        yield {
            "content": content, "answers": answers, "values": values, "facts": FACTS,
            "papers": [part["key"] for part in content.get("components", []) if rng.random() < 0.5],
            "delivery": {"way": "HOME"} if rng.random() < 0.7 else {},
            "today": (TODAY + timedelta(days=rng.choice([0, 0, 400]))).isoformat(),
        }  # fmt: skip


def _junk(part: dict[str, Any], rng: random.Random) -> Any:
    if part["type"] == "table":
        return [
            {column["key"]: _text(column, rng) for column in part["columns"]}
            for _ in range(rng.randint(0, 3))
        ]
    if part["type"] in {"file", "signature"}:
        return None
    if part.get("options") and rng.random() < 0.7:
        value = rng.choice(part["options"])["value"]
        return [value] if part["type"] == "multi" else value
    fits = [junk for junk in JUNK if isinstance(junk, SHAPES.get(part["type"], str))]
    return rng.choice([junk for junk in fits if part["type"] == "checkbox" or not isinstance(junk, bool)])


def _text(column: dict[str, Any], rng: random.Random) -> Any:
    if column.get("options"):
        return rng.choice(column["options"])["value"]
    return rng.choice([junk for junk in JUNK if isinstance(junk, str)])


def _judge(case: dict[str, Any]) -> dict[str, Any]:
    content, answers, today = case["content"], case["answers"], date.fromisoformat(case["today"])
    checked = form.clean(content, case["values"], answers=answers, today=today)
    fee = fees.assess(content, answers=answers, values=checked.values, channel="ONLINE", filed_on=today)
    gaps = missing(
        content,
        answers=answers,
        values=case["values"],
        papers=set(case["papers"]),
        delivery=case["delivery"],
        today=today,
    )
    return {
        "asked": [[q.key, q.answer] for q in questions.visible(content, answers)],
        "could": [field.key for field in form.fields(content, answers)],
        "fields": [field.key for field in form.fields(content, answers, checked.values)],
        "needed": [need.key for need in components.needed(content, answers)],
        "prefill": {key: list(pair) for key, pair in form.prefill(content, answers, FACTS).items()},
        "values": checked.values,
        "errors": {key: fault.vi for key, fault in checked.errors.items()},
        "said": [
            [row.key, row.value_vi if row.stated else ""]
            for row in form.summary(content, checked.values, answers)
        ],
        "gaps": [gap.where for gap in gaps],
        "lines": [[x.key, x.full_vnd, x.citizen_vnd, x.budget_vnd, x.quantity] for x in fee.lines],
        "total": fee.citizen_total_vnd,
        "unknown": fee.unknown,
    }


def _tidy(case: dict[str, Any], told: dict[str, Any]) -> dict[str, Any]:
    """Leave out what only the server knows: old place names, and the spelling of amounts in one sentence."""
    parts = [part for page in case["content"].get("form", {}).get("sections", []) for part in page["fields"]]
    places = {part["key"] for part in parts if part["type"] == "address" and part.get("today")}
    kept = {part["key"] for part in parts if part["type"] in {"file", "signature"}}
    left_out = places | kept
    tidy = dict(told)
    for name in ("values", "errors"):
        tidy[name] = {key: value for key, value in told[name].items() if key.split(".")[0] not in left_out}
    tidy["errors"] = {key: text.replace(",", ".") for key, text in tidy["errors"].items()}
    tidy["said"] = [[key, text.replace("\u00a0", " ")] for key, text in told["said"] if key not in left_out]
    tidy["gaps"] = [gap for gap in told["gaps"] if gap.removeprefix("field:").split(".")[0] not in left_out]
    return tidy
