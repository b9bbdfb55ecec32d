"""The process of a version as the editor draws it: every row, on what condition, and what is wrong."""

from collections.abc import Mapping
from typing import Any

from django.utils.safestring import SafeString

from cuamo.catalogue.rules.process import AUTHORITIES, NAMES, ROLES, Row
from cuamo.catalogue.rules.process_check import Looked
from cuamo.organisation.models import Unit
from cuamo.web import process_diagram
from cuamo.web.catalogue.conditions import choices_of, in_words
from cuamo.web.process_diagram import Box


def draw(looked: Looked, content: Mapping[str, Any]) -> SafeString:
    """Return the drawing of a process with its text; conditions in words, faulty rows marked."""
    choices = choices_of(content)
    codes = [row.unit_code for row in looked.rows if row.unit_code]
    names = dict(Unit.objects.filter(code__in=codes).values_list("code", "name_vi")) if codes else {}
    boxes = [
        Box(
            stage=row.rank if row.rank is not None else 1,
            name=NAMES.get(row.step, (row.step or "?", ""))[0],
            who=_who(row, names),
            hours=row.hours,
            note="" if row.when is None else in_words(row.when, choices),
            beside=row.beside,
            fault=bool(looked.at(row.number)),
        )
        for row in looked.rows
    ]
    return process_diagram.draw(boxes, title="Quy trình của thủ tục")


def faults_in_words(looked: Looked) -> list[str]:
    """Return what is wrong, row by row, then with the whole."""
    said = []
    for row in looked.rows:
        for fault in looked.at(row.number):
            said.append(f"Dòng {row.number + 1}, {NAMES.get(row.step, ('?', ''))[0]}: {fault.vi}.")
    return [*said, *(fault.vi for fault in looked.of_whole if fault.field == "process")]


def _who(row: Row, names: Mapping[str, str]) -> str:
    if row.beside:
        return names.get(row.unit_code, row.unit_code) or AUTHORITIES.get(row.unit_kind, "")
    return ROLES.get(row.role, row.role)
