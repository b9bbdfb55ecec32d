"""The questions that decide papers, fee and form (câu hỏi phân nhánh)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cuamo.catalogue.rules.conditions import holds


@dataclass(frozen=True)
class Option:
    """One answer that can be chosen."""

    value: str
    label_vi: str
    label_en: str


@dataclass(frozen=True)
class Question:
    """A question to put now, with the answer given so far."""

    key: str
    label_vi: str
    label_en: str
    help_vi: str
    help_en: str
    options: tuple[Option, ...]
    answer: str = ""

    @property
    def chosen(self) -> Option | None:
        """The option that was answered."""
        return next((option for option in self.options if option.value == self.answer), None)


def visible(content: Mapping[str, Any], answers: Mapping[str, Any]) -> list[Question]:
    """Return the questions to ask, in order, given the answers so far.

    A question hidden by an earlier answer disappears together with its own answer, so that nothing
    further down hangs on an answer nobody sees any more. Answers that are no option are not answers.
    """
    shown: list[Question] = []
    settled: dict[str, str] = {}
    for part in content.get("questions", []):
        if not holds(part.get("when"), answers=settled, values={}):
            continue
        options = tuple(Option(o["value"], o["label_vi"], o["label_en"]) for o in part["options"])
        given = answers.get(part["key"])
        answer = given if isinstance(given, str) and any(o.value == given for o in options) else ""
        if answer:
            settled[part["key"]] = answer
        shown.append(
            Question(
                part["key"],
                part["label_vi"],
                part["label_en"],
                part.get("help_vi", ""),
                part.get("help_en", ""),
                options,
                answer,
            )
        )
    return shown


def settled(content: Mapping[str, Any], answers: Mapping[str, Any]) -> dict[str, str]:
    """Return the answers that count: to questions being asked, and among their options."""
    return {question.key: question.answer for question in visible(content, answers) if question.answer}


def missing(content: Mapping[str, Any], answers: Mapping[str, Any]) -> list[Question]:
    """Return the questions still without an answer, in order."""
    return [question for question in visible(content, answers) if not question.answer]
