"""What is still missing before a dossier can be confirmed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from cuamo.catalogue.rules import components, form, questions


@dataclass(frozen=True)
class Missing:
    """One thing to do, said to a person."""

    where: str
    """`question:<key>`, `field:<key>`, `paper:<key>` or `delivery`."""
    vi: str
    en: str


def missing(
    content: Mapping[str, Any],
    *,
    answers: Mapping[str, Any],
    values: Mapping[str, Any],
    papers: set[str],
    delivery: Mapping[str, Any],
    today: date,
) -> list[Missing]:
    """Return every gap at once, in the order of the steps.

    Law: Decree 118/2025/NĐ-CP (guidance once and complete); ux §1.4.
    """
    gaps = [
        Missing(
            f"question:{question.key}",
            f"Chưa trả lời: {question.label_vi}",
            f"Not answered: {question.label_en}",
        )
        for question in questions.missing(content, answers)
    ]
    checked = form.clean(content, values, answers=answers, today=today)
    gaps += [Missing(f"field:{key}", fault.vi, fault.en) for key, fault in checked.errors.items()]
    gaps += [
        Missing(f"paper:{need.key}", f"Còn thiếu giấy: {need.name_vi}", f"Missing paper: {need.name_en}")
        for need in components.needed(content, answers)
        if need.required and not need.replaced_by_data and not need.shown_only and need.key not in papers
    ]
    if not delivery.get("way"):
        gaps.append(Missing("delivery", "Chưa chọn cách nhận kết quả", "How to get the result is not chosen"))
    return gaps
