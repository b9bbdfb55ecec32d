"""What X3 asks: reasons, items tied to a paper or a line, the drafted result; typed text stays."""

from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from cuamo.catalogue.rules import form
from cuamo.dossiers.models import Dossier
from cuamo.dossiers.selectors.papers import paper_slots
from cuamo.organisation.models import Unit
from cuamo.organisation.types import UnitKind

RESULT_ROWS = 12
WHOLE = "Cả hồ sơ"
SEND_IT_AGAIN = "Chụp hoặc quét giấy này rồi gửi lại."


@dataclass(frozen=True)
class Item:
    """One thing to be mended: which paper or line, what is wrong, what to do."""

    about: str = ""
    reason: str = ""
    todo: str = ""
    on: bool = False


def reasons_of(content: dict[str, Any]) -> list[dict[str, str]]:
    """Return the catalogue's reasons for refusing."""
    return [
        {"text": reason["text_vi"], "law": reason.get("law") or ""}
        for reason in content.get("refusal_reasons", [])
    ]


def given_reasons(posted: QueryDict) -> list[str]:
    """Return the ticked reasons and the one that was typed."""
    return [*posted.getlist("reasons"), posted.get("more_reason", "")]


def things_of(dossier: Dossier) -> list[tuple[str, str]]:
    """Return what a defect can be tied to: the whole, a paper, a line of the form."""
    papers = [(slot.need.key, slot.need.name_vi) for slot in paper_slots(dossier)]
    lines = form.summary(dossier.version.content, dossier.values, dossier.answers)
    return [("", WHOLE), *papers, *((row.key, f"Tờ khai: {row.label_vi}") for row in lines)]


def authorities_but(unit_code: str) -> list[tuple[str, str]]:
    """Return the authorities a case can be passed on to: departments first, then wards and communes."""
    deciding = Unit.objects.filter(kind__in=[UnitKind.AUTHORITY, UnitKind.WARD]).exclude(code=unit_code)
    return list(deciding.order_by("kind", "name_vi").values_list("code", "name_vi"))


def items_of(content: dict[str, Any], posted: QueryDict) -> list[Item]:
    """Return what was typed; before that the catalogue's usual defects and an empty one."""
    if posted:
        return _typed(posted)
    usual = [_split(reason["text_vi"]) for reason in content.get("supplement_reasons", [])]
    return [*usual, Item()]


def asked_items(dossier: Dossier, posted: QueryDict) -> list[dict[str, str]]:
    """Return the ticked items as they are asked for."""
    names = dict(things_of(dossier))
    return [
        {
            "about": item.about,
            "label": names.get(item.about, WHOLE),
            "reason": item.reason,
            "todo": item.todo,
        }
        for item in _typed(posted)
        if item.on
    ]


def result_of(dossier: Dossier, posted: QueryDict) -> list[dict[str, str]]:
    """Return what the result will say: as typed, or out of the form."""
    labels, values = posted.getlist("result_label"), posted.getlist("result_value")
    if labels:
        return [{"label": label, "value": value} for label, value in zip(labels, values, strict=False)]
    rows = form.summary(dossier.version.content, dossier.values, dossier.answers)
    return [{"label": row.label_vi, "value": row.value_vi} for row in rows if row.stated][:RESULT_ROWS]


def _typed(posted: QueryDict) -> list[Item]:
    on = set(posted.getlist("item_on"))
    columns = [posted.getlist(f"item_{name}") for name in ("about", "reason", "todo")]
    return [
        Item(about.strip(), reason.strip(), todo.strip(), on=str(place) in on)
        for place, (about, reason, todo) in enumerate(zip(*columns, strict=False))
    ]


def _split(text: str) -> Item:
    """A usual reason says what is wrong, then what to do."""
    reason, _, todo = text.partition(". ")
    return Item(reason=reason.rstrip(".") + ".", todo=todo or SEND_IT_AGAIN)
