"""What X3 asks: reasons, items tied to a paper or a line, the drafted result; typed text stays."""

from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from django.http import QueryDict

from cuamo.catalogue.rules import form
from cuamo.catalogue.rules.desk_checks import DeskCheck
from cuamo.catalogue.rules.result_template import draft
from cuamo.dossiers.models import Decision, Dossier
from cuamo.dossiers.selectors.desk_checks import checks_for, unticked_of
from cuamo.dossiers.selectors.papers import PaperSlot, paper_slots
from cuamo.dossiers.states import Step
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import Invalid
from cuamo.organisation.models import Unit
from cuamo.organisation.types import UnitKind
from cuamo.web.forms import read_number

RESULT_ROWS = 12
WHOLE = "Cả hồ sơ"
SEND_IT_AGAIN = "Chụp hoặc quét giấy này rồi gửi lại."
ADD = "them_dong"
"""The button that gives another empty line and decides nothing."""
YES = {"tiep-nhan": Step.INTAKE, "trinh-dong-y": Step.EXAMINE, "phe-duyet": Step.APPROVE}
"""Decisions before which the checklist of a step should be ticked."""


@dataclass(frozen=True)
class Item:
    """One thing to be mended: which paper or line, what is wrong, what to do."""

    about: str = ""
    reason: str = ""
    todo: str = ""
    on: bool = False
    page: str = ""
    paper: str = ""
    """Which stored file the page is of, where the officer came from that page."""


@dataclass(frozen=True)
class Reason:
    """One reason of the catalogue, as the officer words it."""

    usual: str
    text: str
    law: str
    on: bool


def reasons_of(content: dict[str, Any], posted: QueryDict) -> list[Reason]:
    """Return the catalogue's reasons for refusing, in the words typed so far."""
    worded, on = _worded(posted), set(posted.getlist("reasons"))
    return [
        Reason(
            usual=reason["text_vi"],
            text=worded.get(reason["text_vi"], reason["text_vi"]),
            law=reason.get("law") or "",
            on=reason["text_vi"] in on,
        )
        for reason in content.get("refusal_reasons", [])
    ]


def given_reasons(posted: QueryDict) -> list[str]:
    """Return the ticked reasons as they were worded, and the one that was typed."""
    worded = _worded(posted)
    return [*(worded.get(usual, usual) for usual in posted.getlist("reasons")), posted.get("more_reason", "")]


def unticked_before(
    dossier: Dossier, kind: str, officer: Actor, proposal: Decision | None
) -> tuple[list[DeskCheck], list[DeskCheck]]:
    """Return what the officer has not ticked before this yes, and what the specialist had not."""
    if kind not in YES:
        return [], []
    missing = unticked_of(dossier, YES[kind], officer.id)
    if proposal is None:
        return missing, []
    left = set(proposal.content.get("unticked", []))
    return missing, [check for check in checks_for(dossier, Step.EXAMINE) if check.key in left]


def things_of(dossier: Dossier) -> list[tuple[str, str]]:
    """Return what a defect can be tied to: the whole, a paper, a line of the form."""
    papers = [(slot.need.key, slot.need.name_vi) for slot in paper_slots(dossier)]
    lines = form.summary(dossier.version.content, dossier.values, dossier.answers)
    return [("", WHOLE), *papers, *((row.key, f"Tờ khai: {row.label_vi}") for row in lines)]


def authorities_but(unit_code: str) -> list[tuple[str, str]]:
    """Return the authorities a case can be passed on to: departments first, then wards and communes."""
    deciding = Unit.objects.filter(kind__in=[UnitKind.AUTHORITY, UnitKind.WARD]).exclude(code=unit_code)
    return list(deciding.order_by("kind", "name_vi").values_list("code", "name_vi"))


def items_of(content: dict[str, Any], posted: QueryDict, *, from_page: str = "") -> list[Item]:
    """Return what was typed; before that the catalogue's usual defects and an empty one.

    Args:
        from_page: `component|paper|page` of the page the officer found wanting.
    """
    if posted:
        return _typed(posted) + ([Item()] if ADD in posted else [])
    usual = [_split(reason["text_vi"]) for reason in content.get("supplement_reasons", [])]
    about, _, place = from_page.partition("|")
    paper, _, page = place.partition("|")
    return [*usual, Item(about, on=True, page=page, paper=paper) if page else Item()]


def asked_items(dossier: Dossier, posted: QueryDict) -> list[dict[str, str]]:
    """Return the ticked items as they are asked for, each with its page where it has one."""
    names, slots = dict(things_of(dossier)), {slot.need.key: slot for slot in paper_slots(dossier)}
    asked = []
    for item in _typed(posted):
        if not item.on:
            continue
        found = {
            "about": item.about,
            "label": names.get(item.about, WHOLE),
            "reason": item.reason,
            "todo": item.todo,
        }
        if (place := _page_of(item, slots.get(item.about))) is not None:
            paper_id, page, words = place
            found |= {"label": f"{found['label']}, {words}", "paper": paper_id, "page": str(page)}
        asked.append(found)
    return asked


def require_pages(dossier: Dossier, posted: QueryDict) -> None:
    """Refuse a page the paper does not have.

    Raises:
        Invalid: with the paper's name and how many pages it has.
    """
    slots = {slot.need.key: slot for slot in paper_slots(dossier)}
    for item in _typed(posted):
        slot = slots.get(item.about)
        if not item.on or not item.page or _page_of(item, slot) is not None:
            continue
        name = slot.need.name_vi if slot else names_of(dossier).get(item.about, WHOLE)
        pages = sum(paper.file.pages for paper in slot.files) if slot else 0
        has = f"có {pages} trang" if pages else "không có trang nào để chỉ ra"
        raise Invalid(
            "supplement.page",
            f"{name} {has}. Sửa số trang, hoặc để trống.",
            "The paper has no such page.",
            where="items",
        )


def names_of(dossier: Dossier) -> dict[str, str]:
    """Return the words for what a defect can be tied to, by key."""
    return dict(things_of(dossier))


def _page_of(item: Item, slot: PaperSlot | None) -> tuple[str, int, str] | None:
    """Return the stored file, the page in it and the words; several files of one paper count on."""
    wanted = read_number(item.page)
    if slot is None or wanted == 0:
        return None
    many = len(slot.files) > 1
    for number, paper in enumerate(slot.files, 1):
        if item.paper and str(paper.id) != item.paper:
            continue
        if 1 <= wanted <= paper.file.pages:
            which = f"bản {number}, " if many else ""
            return str(paper.id), wanted, f"{which}trang {wanted}"
        wanted -= paper.file.pages
    return None


def result_of(dossier: Dossier, posted: QueryDict) -> list[dict[str, str]]:
    """Return what the result will say: as typed, or by the template and the form; with what is required."""
    template = draft(dossier.version.content, dossier.values, dossier.answers)
    required = {row.label for row in template.rows if row.required} if template else set()
    labels, values = posted.getlist("result_label"), posted.getlist("result_value")
    if labels:
        rows = list(zip(labels, values, strict=False))
    elif template is not None and template.rows:
        rows = [(row.label, row.value) for row in template.rows]
    else:
        lines = form.summary(dossier.version.content, dossier.values, dossier.answers)
        rows = [(line.label_vi, line.value_vi) for line in lines if line.stated][:RESULT_ROWS]
    return [
        {"label": label, "value": value, "required": "1" if label in required else ""}
        for label, value in rows
    ]


def _typed(posted: QueryDict) -> list[Item]:
    on = set(posted.getlist("item_on"))
    about, reason, todo, page, paper = (
        posted.getlist(f"item_{name}") for name in ("about", "reason", "todo", "page", "paper")
    )
    rows = list(zip(about, reason, todo, strict=False))
    places = zip_longest(page[: len(rows)], paper[: len(rows)], fillvalue="")
    return [
        Item(
            row[0].strip(),
            row[1].strip(),
            row[2].strip(),
            on=str(number) in on,
            page=place[0].strip(),
            paper=place[1].strip(),
        )
        for number, (row, place) in enumerate(zip_longest(rows, places, fillvalue=("", "", "")))
    ]


def _worded(posted: QueryDict) -> dict[str, str]:
    """Return the catalogue's reasons as the officer worded them, by their usual words."""
    return dict(zip(posted.getlist("reason_of"), posted.getlist("reason_text"), strict=False))


def _split(text: str) -> Item:
    """A usual reason says what is wrong, then what to do."""
    reason, _, todo = text.partition(". ")
    return Item(reason=reason.rstrip(".") + ".", todo=todo or SEND_IT_AGAIN)
