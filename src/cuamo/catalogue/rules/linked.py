"""Linked procedures: one form for the person, a dossier for each authority (bộ thủ tục liên thông)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from pydantic import Field, StringConstraints, ValidationError, model_validator

from cuamo.catalogue.rules import form
from cuamo.catalogue.rules.conditions import faults_in, holds
from cuamo.catalogue.rules.portal_rows import Fault
from cuamo.catalogue.types import Key, Line, Logic, Part, UnconfirmedPart, Words

Code = Annotated[str, StringConstraints(pattern=r"^\d\.\d{6}$")]
Place = Annotated[str, StringConstraints(pattern=r"^(answers|values)\.[A-Za-z][A-Za-z0-9_]{0,59}$")]


class Case(Part):
    """One of several things a field may say, by what the common form says."""

    when: Logic
    says: Any


class Source(Part):
    """Where one answer or field of a part comes from: the common form, or words that are always the same."""

    read: Place | None = None
    """`values.<field>` or `answers.<question>` of the common form."""
    name_part: Annotated[str, StringConstraints(pattern=r"^(family|middle|given)$")] | None = None
    """Only the family name, the middle names or the given name of a full name."""
    translate: dict[str, str] = {}
    """Choices that are called differently in the part; others stay as they are."""
    older_than_days: Annotated[int, Field(ge=1, le=40_000)] | None = None
    """The first of `says_old` and `says_young` when the date read lies further back than this."""
    says_old: Any = None
    says_young: Any = None
    cases: Annotated[list[Case], Field(max_length=8)] = []
    """The first case that holds speaks, before anything else."""
    says: Any = None
    """Always the same; after `cases` it is what they leave."""
    from_result: Annotated[str, StringConstraints(max_length=80)] = ""
    """Read from the result of the part this one starts after, by the label of the line; empty until then."""

    @model_validator(mode="after")
    def _speaks(self) -> "Source":
        if not (self.read or self.cases or self.from_result or self.says is not None):
            raise ValueError("a source reads something or says something")
        if (self.name_part or self.translate or self.older_than_days) and not self.read:
            raise ValueError("name_part, translate and older_than_days need something to read")
        return self


class LinkedPartSpec(Part):
    """One dossier of the set."""

    key: Key
    name_vi: Line
    """Short name on slips and ladders: «Khai sinh»."""
    name_en: Line
    procedure: Code
    starts_after: Key | None = None
    """The part whose result it needs; until then it waits and no clock runs."""
    waits_vi: Words = ""
    """What the ladder says meanwhile: «Chờ kết quả khai sinh»."""
    waits_en: Words = ""
    without_vi: Words = ""
    """What it means for this part when the earlier one ends without a result."""
    without_en: Words = ""
    answers: dict[Key, Source] = {}
    values: dict[Key, Source] = {}
    papers: dict[Key, list[Key]] = {}
    """Papers of the common form by the papers of this part they stand for; the file is shared, not copied."""
    fees: list[Key] = []
    """Fees of the part's own procedure that are due; none when the set says they are not taken."""
    result_paper: Key | None = None
    """Under which name the earlier result lies among the papers."""


class LinkedContent(Part):
    """Everything one version of a linked set says."""

    code: Code
    """The procedure whose form is the common one."""
    name_vi: Line
    name_en: Line
    lead_vi: Words = ""
    lead_en: Words = ""
    receipt_vi: Words = ""
    """A sentence on the one receipt."""
    legal_basis: list[Line] = []
    parts: Annotated[list[LinkedPartSpec], Field(min_length=2, max_length=6)]
    unconfirmed: list[UnconfirmedPart] = []
    source: Words
    as_of: Line


@dataclass(frozen=True)
class Filled:
    """What one part takes from the common form."""

    answers: dict[str, str]
    values: dict[str, Any]
    faults: tuple[str, ...] = ()
    """Fields its own form still lacks; its officer sees them empty."""


def faults_of(content: Mapping[str, Any], contents: Mapping[str, Mapping[str, Any]]) -> list[Fault]:
    """Return everything wrong with a linked set; none when filings may be sent by it.

    Args:
        contents: contents in force of the procedures it names, by code; a missing one is a fault.
    """
    try:
        linked = LinkedContent.model_validate(content)
    except ValidationError as wrong:
        return [
            _fault(".".join(str(part) for part in item["loc"]) or "content", "chưa đúng", str(item["msg"]))
            for item in wrong.errors(include_url=False)
        ]
    faults = _order_faults(linked)
    common = contents.get(linked.code)
    if common is None:
        return [*faults, _fault("code", "không có thủ tục này", "there is no such procedure")]
    names = _names(common)
    for part in linked.parts:
        own = contents.get(part.procedure)
        if own is None:
            faults.append(_fault(part.key, f"không có thủ tục {part.procedure}", "no such procedure"))
        else:
            faults += _part_faults(part, own, common, names)
    return faults


def fill(
    part: LinkedPartSpec,
    content: Mapping[str, Any],
    *,
    answers: Mapping[str, Any],
    values: Mapping[str, Any],
    today: date,
    result: Mapping[str, Any] | None = None,
) -> Filled:
    """Return the answers and form values of one part, from the common form.

    What the part's own form does not ask in this case is left out; a value it cannot take is left out too.

    Args:
        content: content of the version the part is pinned to.
        answers: answers of the common form. values: its cleaned values.
        result: lines of the earlier part's result, by label, once there is one.
    """
    offered = {item["key"]: {o["value"] for o in item["options"]} for item in content.get("questions", [])}
    said = {
        key: str(value)
        for key, source in part.answers.items()
        if (value := _said(source, answers, values, today, result)) not in (None, "")
        and str(value) in offered.get(key, set())
    }
    raw = {
        key: value
        for key, source in part.values.items()
        if (value := _said(source, answers, values, today, result)) not in (None, "")
    }
    cleaned = form.clean(content, raw, answers=said, today=today)
    shown = {field.key for field in form.fields(content, said, {**raw, **cleaned.values})}
    kept = {
        key: cleaned.values.get(key, raw[key]) for key in raw if key in shown and key not in cleaned.errors
    }
    return Filled(said, kept, tuple(sorted(key for key in cleaned.errors if key in shown)))


def in_order(parts: Iterable[LinkedPartSpec]) -> list[LinkedPartSpec]:
    """Return the parts so that each stands after the one it starts after."""
    left, done, ordered = list(parts), set[str](), list[LinkedPartSpec]()
    while ready := [part for part in left if part.starts_after is None or part.starts_after in done]:
        ordered += ready
        done |= {part.key for part in ready}
        left = [part for part in left if part.key not in done]
    return ordered + left


def name_part(full_name: str, part: str) -> str:
    """Return the family name (họ), the middle names (chữ đệm) or the given name (tên) of a full name.

    The first word is taken for the family name and the last for the given name.
    """
    words = full_name.split()
    if not words:
        return ""
    if part == "family":
        return words[0] if len(words) > 1 else ""
    if part == "given":
        return words[-1]
    return " ".join(words[1:-1])


def _said(
    source: Source,
    answers: Mapping[str, Any],
    values: Mapping[str, Any],
    today: date,
    result: Mapping[str, Any] | None,
) -> Any:
    if source.from_result:
        wanted = source.from_result.casefold()
        lines = (result or {}).items()
        return next((value for label, value in lines if wanted in label.casefold()), None)
    for case in source.cases:
        if holds(case.when, answers=answers, values=values, today=today.isoformat()):
            return case.says
    if source.read is None:
        return source.says
    where, _, key = source.read.partition(".")
    found = (answers if where == "answers" else values).get(key)
    if found in (None, "", [], {}):
        return source.says
    if source.older_than_days is not None:
        return (
            source.says_old if _days_since(str(found), today) > source.older_than_days else source.says_young
        )
    if source.name_part:
        return name_part(str(found), source.name_part)
    return source.translate.get(found, found) if isinstance(found, str) else found


def _days_since(said: str, today: date) -> int:
    try:
        return (today - date.fromisoformat(said)).days
    except ValueError:
        return 0


def _order_faults(linked: LinkedContent) -> list[Fault]:
    keys = [part.key for part in linked.parts]
    faults = [
        _fault(key, "tên phần bị trùng", "the key is used twice") for key in {*keys} if keys.count(key) > 1
    ]
    codes = [part.procedure for part in linked.parts]
    faults += [
        _fault(code, "thủ tục bị lặp", "the procedure is named twice")
        for code in {*codes}
        if codes.count(code) > 1 or code == linked.code
    ]
    faults += [
        _fault(part.key, f"bắt đầu sau phần không có: {part.starts_after}", "starts after an unknown part")
        for part in linked.parts
        if part.starts_after is not None and part.starts_after not in keys
    ]
    waiting = {part.key: part.starts_after for part in linked.parts}
    for key in keys:
        seen, at = set[str](), waiting.get(key)
        while at is not None and at not in seen and at != key:
            seen.add(at)
            at = waiting.get(at)
        if at == key:
            faults.append(
                _fault(key, "các phần chờ nhau thành vòng", "the parts wait for each other in a ring")
            )
    faults += [
        _fault(
            part.key, "chưa ghi đang chờ gì, và nếu không có kết quả thì sao", "what it waits for is not said"
        )
        for part in linked.parts
        if part.starts_after and not (part.waits_vi and part.without_vi)
    ]
    return faults


def _part_faults(
    part: LinkedPartSpec, own: Mapping[str, Any], common: Mapping[str, Any], names: frozenset[str]
) -> list[Fault]:
    fields = _fields(own)
    questions = {item["key"] for item in own.get("questions", [])}
    papers = {item["key"] for item in own.get("components", [])}
    shared = {item["key"] for item in common.get("components", [])}
    fees = {item["key"] for item in own.get("fees", [])}
    faults = [
        *(_unknown(part, "answers", key) for key in part.answers if key not in questions),
        *(_unknown(part, "values", key) for key in part.values if key not in fields),
        *(_unknown(part, "papers", key) for key in part.papers if key not in papers),
        *(
            _unknown(part, "papers", key)
            for group in part.papers.values()
            for key in group
            if key not in shared
        ),
        *(_unknown(part, "fees", key) for key in part.fees if key not in fees),
    ]
    if not fields:
        faults.append(_fault(part.key, "thủ tục chưa có tờ khai", "the procedure has no form"))
    for place, source in [*part.answers.items(), *part.values.items()]:
        if source.read is not None and source.read not in names:
            faults.append(_unknown(part, place, source.read))
        if source.from_result and part.starts_after is None:
            faults.append(
                _fault(
                    f"{part.key}.{place}",
                    "không chờ phần nào nên không có kết quả để đọc",
                    "waits for nothing",
                )
            )
        faults += [
            _fault(f"{part.key}.{place}", wrong, wrong)
            for case in source.cases
            for wrong in faults_in(case.when, known=names)
        ]
    mapped = set(part.values)
    faults += [
        _fault(f"{part.key}.{key}", "ô bắt buộc mà không có gì điền vào", "required and nothing fills it")
        for key, item in fields.items()
        if item.get("required") and item.get("when") is None and not item["in_when"] and key not in mapped
    ]
    return faults


def _fields(content: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    return {
        item["key"]: {**item, "in_when": section.get("when") is not None}
        for section in content.get("form", {}).get("sections", [])
        for item in section["fields"]
    }


def _names(content: Mapping[str, Any]) -> frozenset[str]:
    """Return every name of the common form a source may read."""
    return frozenset(
        [f"values.{key}" for key in _fields(content)]
        + [f"answers.{item['key']}" for item in content.get("questions", [])]
    )


def _unknown(part: LinkedPartSpec, where: str, key: str) -> Fault:
    return _fault(f"{part.key}.{where}.{key}", "không có tên này", "is no known name")


def _fault(where: str, vi: str, en: str) -> Fault:
    return Fault(where, f"{where}: {vi}.", f"{where}: {en}.")
