"""Whether every way through a process ends, every step is reached, and the hours fit every limit."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import Any

from cuamo.catalogue.rules.conditions import holds, names_read
from cuamo.catalogue.rules.portal_rows import Fault
from cuamo.catalogue.rules.process import (
    AUTHORITIES,
    HOLDERS,
    NAMES,
    ORDER,
    Row,
    hours_allowed,
    longest,
    parts_of,
    rows_of,
)

MOST_WAYS = 5000
"""Combinations of answers one process may hang on; more cannot be read by a person either."""


@dataclass(frozen=True)
class Way:
    """One combination of answers that decides which rows hold."""

    answers: Mapping[str, str]
    values: Mapping[str, Any]
    vi: str = ""
    """` khi …`, empty where nothing is asked."""
    en: str = ""


@dataclass(frozen=True)
class Term:
    """One limit of the version against the longest way through the process under it."""

    where: str
    way: Way
    hours: float
    least: float
    most: float

    @property
    def fits(self) -> bool:
        """Whether the hours sum to the limit."""
        return self.least <= self.hours <= self.most


@dataclass(frozen=True)
class Looked:
    """The process with everything that is wrong in it."""

    rows: tuple[Row, ...]
    terms: tuple[Term, ...]
    faults: tuple[Fault, ...]

    @property
    def sound(self) -> bool:
        """Whether every step is reached, every way ends, and the hours fit every limit."""
        return not self.faults

    @property
    def hours(self) -> float:
        """Working hours of the usual limit, along the longest way."""
        return self.terms[0].hours if self.terms else 0.0

    def at(self, number: int) -> tuple[Fault, ...]:
        """Return what is wrong with one row."""
        here = f"process.{number}"
        return tuple(each for each in self.faults if each.field == here or each.field.startswith(here + "."))

    @property
    def of_whole(self) -> tuple[Fault, ...]:
        """Return what is wrong with no single row."""
        return tuple(each for each in self.faults if not each.field.startswith("process."))


def faults(content: Mapping[str, Any]) -> list[Fault]:
    """Return everything that keeps a process from approval; none when it is sound.

    Every row must be reached by some answers, every combination of answers must lead through the four
    stages in their order to a result, and the hours of the longest way must sum to each limit.
    """
    return list(look_at(content).faults)


def look_at(content: Mapping[str, Any]) -> Looked:
    """Return the process with everything wrong in it, also when it is only half written."""
    rows = rows_of(content)
    found: dict[tuple[str, str], Fault] = {}
    for fault in _of_rows(rows):
        found.setdefault((fault.field, fault.en), fault)
    asked = _Asked.of(content, rows)
    for fault in _undecided(content, rows, asked):
        found.setdefault((fault.field, fault.en), fault)
    ways = list(asked.ways())
    if len(ways) > MOST_WAYS:
        many = Fault(
            "process",
            f"Quy trình phụ thuộc hơn {MOST_WAYS} tổ hợp câu trả lời, không kiểm hết được.",
            f"The process hangs on more than {MOST_WAYS} combinations of answers.",
        )
        return Looked(tuple(rows), (), (*found.values(), many))
    for fault in _of_ways(rows, ways, asked):
        found.setdefault((fault.field, fault.en.split(" when ")[0]), fault)
    terms = tuple(_terms(content, rows, ways, asked))
    for fault in _of_terms(content, terms):
        found.setdefault((fault.field, fault.en), fault)
    return Looked(tuple(rows), terms, tuple(found.values()))


def _of_rows(rows: list[Row]) -> Iterator[Fault]:
    highest = 0
    for row in rows:
        here, name = f"process.{row.number}", NAMES.get(row.step, (row.step, row.step))
        if row.rank is None:
            yield Fault(f"{here}.step", "không phải một bước của quy trình", "is no step of a process")
            continue
        if row.rank < highest:
            yield Fault(
                f"{here}.step",
                f"không tới được: bước «{name[0]}» đứng sau bước đến sau nó",
                f"cannot be reached: “{name[1]}” stands after a later step",
            )
        highest = max(highest, row.rank)
        if row.hours is None:
            yield Fault(f"{here}.hours", "số giờ chưa đúng", "the hours are not right")
        if row.beside:
            yield from _of_consultation(row, here)
        elif row.role != HOLDERS[row.step]:
            yield Fault(
                f"{here}.role",
                "người giữ bước này không có quyền làm bước này",
                "the role may not take this step",
            )


def _of_consultation(row: Row, here: str) -> Iterator[Fault]:
    if not row.unit_code and row.unit_kind not in AUTHORITIES:
        yield Fault(
            f"{here}.unit_kind",
            "chưa ghi hỏi cơ quan nào",
            "does not say which authority is asked",
        )
    if not row.question_vi:
        yield Fault(f"{here}.question_vi", "chưa ghi hỏi gì", "does not say what is asked")
    if row.role:
        yield Fault(
            f"{here}.role",
            "hỏi ý kiến thì để trống người làm: cơ quan được hỏi tự cử",
            "a consultation names no role: the authority asked appoints its own",
        )


@dataclass
class _Asked:
    """What decides which rows hold: questions and fields with few options, and what cannot be listed."""

    questions: list[Mapping[str, Any]] = field(default_factory=list)
    fields: list[tuple[Mapping[str, Any], tuple[Any, ...]]] = field(default_factory=list)
    unlisted: frozenset[str] = frozenset()
    """Names of conditions whose values cannot be listed, such as a number."""

    @classmethod
    def of(cls, content: Mapping[str, Any], rows: list[Row]) -> "_Asked":
        read = {name for row in rows for name in names_read(row.when)}
        read |= {name for case in _cases(content) for name in names_read(case.get("when"))}
        known = {str(part.get("key")): part for part in parts_of(content.get("questions"))}
        wanted = {name.removeprefix("answers.") for name in read if name.startswith("answers.")} & set(known)
        while (
            more := {
                name.removeprefix("answers.")
                for key in wanted
                for name in names_read(known[key].get("when"))
                if name.removeprefix("answers.") in known
            }
            - wanted
        ):
            wanted |= more
        done = cls([part for key, part in known.items() if key in wanted])
        unlisted = set(read - {f"answers.{key}" for key in wanted})
        for part, hidden in _fields(content):
            name = f"values.{part.get('key')}"
            options = _options_of(part)
            if name in read and options:
                may_miss = hidden or part.get("when") is not None or not part.get("required")
                done.fields.append((part, (*options, None) if may_miss else options))
                unlisted.discard(name)
        done.unlisted = frozenset(unlisted)
        return done

    def open_to(self, condition: Any) -> bool:
        """Whether a condition hangs on something that cannot be listed."""
        return any(name in self.unlisted for name in names_read(condition))

    def ways(self) -> Iterator[Way]:
        """Yield every combination that can come up, at most one more than can be looked at."""
        many = 0
        for answers in self._answered(0, {}):
            for chosen in product(*(options for _, options in self.fields)):
                pairs = [
                    (part, value)
                    for (part, _), value in zip(self.fields, chosen, strict=True)
                    if value is not None
                ]
                values = {str(part["key"]): value for part, value in pairs}
                yield Way(answers, values, *self._said(answers, pairs))
                many += 1
                if many > MOST_WAYS:
                    return

    def _answered(self, place: int, so_far: dict[str, str]) -> Iterator[dict[str, str]]:
        if place == len(self.questions):
            yield so_far
            return
        part = self.questions[place]
        options = [str(option.get("value")) for option in parts_of(part.get("options"))]
        if not options or not _met(part.get("when"), Way(so_far, {})):
            yield from self._answered(place + 1, so_far)
            return
        for value in options:
            yield from self._answered(place + 1, so_far | {str(part["key"]): value})

    def _said(
        self, answers: Mapping[str, str], pairs: list[tuple[Mapping[str, Any], Any]]
    ) -> tuple[str, str]:
        chosen = [(part, answers[str(part["key"])]) for part in self.questions if part["key"] in answers]
        said = [_in_words(part, value) for part, value in [*chosen, *pairs]]
        if not said:
            return "", ""
        return " khi " + ", ".join(vi for vi, _ in said), " when " + ", ".join(en for _, en in said)


def _undecided(content: Mapping[str, Any], rows: list[Row], asked: _Asked) -> Iterator[Fault]:
    """A stage or a limit that hangs on a number or a text cannot be checked for every case."""
    vi = "chỉ dựa được vào câu hỏi, ô chọn một hoặc ô đánh dấu"
    en = "may hang on questions, choices and check boxes only"
    for row in rows:
        if not row.beside and asked.open_to(row.when):
            yield Fault(f"process.{row.number}.when", f"điều kiện của bước này {vi}", f"this step {en}")
    for number, case in enumerate(_cases(content)):
        if asked.open_to(case.get("when")):
            yield Fault(
                f"time_limit.cases.{number}.when", f"điều kiện của thời hạn này {vi}", f"this limit {en}"
            )


def _of_ways(rows: list[Row], ways: list[Way], asked: _Asked) -> Iterator[Fault]:
    met: set[int] = set()
    for way in ways:
        held = [row for row in rows if _met(row.when, way) or (row.beside and asked.open_to(row.when))]
        met |= {row.number for row in held}
        yield from _through(held, way)
    for row in rows:
        if row.number not in met and row.rank is not None:
            yield Fault(
                f"process.{row.number}.when",
                "không bao giờ tới được: không câu trả lời nào cho ra bước này",
                "can never be reached: no answers lead to this step",
            )


def _through(held: list[Row], way: Way) -> Iterator[Fault]:
    """Walk one way: each stage once, in order, up to the result."""
    reached = 0
    for row in held:
        if row.beside or row.rank is None:
            continue
        here, name = f"process.{row.number}", NAMES[row.step]
        if row.rank < reached:
            yield Fault(
                f"{here}.when",
                f"bước «{name[0]}» đến hai lần{way.vi}",
                f"“{name[1]}” comes twice{way.en}",
            )
            continue
        if row.rank > reached:
            lacks = NAMES[ORDER[reached]]
            yield Fault(
                f"{here}.step",
                f"không tới được{way.vi}: trước đó cần bước «{lacks[0]}»",
                f"cannot be reached, “{lacks[1]}” must come first{way.en}",
            )
        reached = row.rank + 1
    if reached < len(ORDER):
        lacks = NAMES[ORDER[reached]]
        yield Fault(
            "process",
            f"Quy trình dừng giữa chừng{way.vi}: chưa có bước «{lacks[0]}».",
            f"The process is a dead end, there is no step “{lacks[1]}”{way.en}.",
        )


def _terms(content: Mapping[str, Any], rows: list[Row], ways: list[Way], asked: _Asked) -> Iterator[Term]:
    """Yield each limit with its longest way, the usual limit first."""
    limit = content.get("time_limit")
    if not isinstance(limit, Mapping):
        return
    limits: list[tuple[str, Mapping[str, Any]]] = [("time_limit", limit)]
    limits += [(f"time_limit.cases.{number}", case) for number, case in enumerate(_cases(content))]
    most: dict[str, tuple[float, Way]] = {}
    for way in ways:
        where = next((where for where, case in limits[1:] if _met(case.get("when"), way)), "time_limit")
        held = [row for row in rows if _met(row.when, way) or (row.beside and asked.open_to(row.when))]
        hours = longest(held)
        if where not in most or hours > most[where][0]:
            most[where] = (hours, way)
    for where, case in limits:
        qty = case.get("qty")
        if where in most and isinstance(qty, int) and not isinstance(qty, bool) and qty > 0:
            hours, way = most[where]
            least, allowed = hours_allowed(case)
            yield Term(where, way, hours, float(least), float(allowed))


def _of_terms(content: Mapping[str, Any], terms: tuple[Term, ...]) -> Iterator[Fault]:
    limit = content.get("time_limit")
    if not isinstance(limit, Mapping) or not limit.get("qty"):
        yield Fault(
            "process", "Chưa có thời hạn để so với tổng số giờ.", "There is no limit to sum the hours to."
        )
    for term in terms:
        if not term.fits:
            allowed = [_plain(term.least), *([] if term.least == term.most else [_plain(term.most)])]
            yield Fault(
                "process",
                f"Tổng các bước là {_plain(term.hours)} giờ{term.way.vi}, "
                f"thời hạn cho {' đến '.join(allowed)} giờ.",
                f"The hours of the steps sum to {term.hours:g}{term.way.en}, "
                f"the time limit gives {' to '.join(allowed)}.",
            )


def _met(condition: Any, way: Way) -> bool:
    """Whether a condition holds; one that cannot be read holds never."""
    if condition is not None and not isinstance(condition, bool | Mapping):
        return False
    try:
        return holds(condition, answers=way.answers, values=way.values)
    except (ArithmeticError, AttributeError, IndexError, KeyError, TypeError, ValueError):
        return False


def _in_words(part: Mapping[str, Any], value: Any) -> tuple[str, str]:
    option = next((each for each in parts_of(part.get("options")) if each.get("value") == value), None)
    if option is None:
        vi, en = ("có", "yes") if value else ("không", "no")
    else:
        vi, en = str(option.get("label_vi", "")), str(option.get("label_en", ""))
    return f"«{part.get('label_vi', '')}» là «{vi}»", f"“{part.get('label_en', '')}” is “{en}”"


def _options_of(part: Mapping[str, Any]) -> tuple[Any, ...]:
    if part.get("type") == "checkbox":
        return (True, False)
    if part.get("type") == "enum":
        return tuple(str(option.get("value")) for option in parts_of(part.get("options")))
    return ()


def _fields(content: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any], bool]]:
    form = content.get("form")
    for section in parts_of(form.get("sections") if isinstance(form, Mapping) else None):
        for part in parts_of(section.get("fields")):
            yield part, section.get("when") is not None


def _cases(content: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    limit = content.get("time_limit")
    return parts_of(limit.get("cases") if isinstance(limit, Mapping) else None)


def _plain(hours: float) -> str:
    return f"{hours:g}".replace(".", ",")
