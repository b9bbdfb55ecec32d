"""The answers of a form beside what is known of the person: source and mismatch marks."""

from collections.abc import Sequence
from typing import Any

from cuamo.catalogue.rules import form
from cuamo.catalogue.rules.form_files import KEPT, is_file
from cuamo.dossiers.models import Dossier, DossierPaper
from cuamo.dossiers.selectors.proposals import Proposal, proposals_for
from cuamo.dossiers.services.fill_form import EARLIER
from cuamo.dossiers.services.start_part import EARLIER_RESULT
from cuamo.dossiers.services.take_proposal import PAPER


def answers_of(dossier: Dossier, given: Sequence[DossierPaper] | None = None) -> list[dict[str, Any]]:
    """Return the form section by section; each line with its source, what card and papers say."""
    content = dossier.version.content
    known = form.prefill(content, dossier.answers, dossier.applicant.facts()) if dossier.applicant else {}
    by_card = _said(dossier, {key: value for key, (value, _) in known.items()})
    on_paper = {found.field_key: found for found in proposals_for(dossier, given)}
    grouped: list[dict[str, Any]] = []
    for row in form.summary(content, dossier.values, dossier.answers):
        if not grouped or grouped[-1]["title"] != row.section_vi:
            grouped.append({"title": row.section_vi, "rows": []})
        card = by_card.get(row.key, "")
        differs = bool(card) and row.stated and card.casefold() != row.value_vi.casefold()
        grouped[-1]["rows"].append(
            {
                "row": row,
                "pages": _pages(dossier.values.get(row.key)) if row.type in KEPT else (),
                "source": _source(dossier, row.key) if not differs else "",
                "card": card if differs else "",
                "paper": (paper := on_paper.get(row.key)),
                "differs": paper is not None and bool(paper.stands) and not paper.agrees,
            }
        )
    return grouped


def differing(sections: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the lines where the card or a paper says something else than the form (chỗ lệch)."""
    lines = [line for section in sections for line in section["rows"]]
    return [line for line in lines if line["card"] or line["differs"]]


def papers_differing(sections: Sequence[dict[str, Any]]) -> list[Proposal]:
    """Return what papers say otherwise than the form, each with its page and place."""
    return [line["paper"] for line in differing(sections) if line["differs"]]


def _pages(value: Any) -> range:
    """Return the page numbers of a file or signature given inside the form; none when there is no file."""
    return range(1, int(value.get("pages") or 1) + 1) if is_file(value) else range(0)


EARLIER_WORDS = {EARLIER: "Hồ sơ trước", EARLIER_RESULT: "Phần trước"}


def _source(dossier: Dossier, key: str) -> str:
    source = dossier.sources.get(key, "")
    if source in EARLIER_WORDS:
        return EARLIER_WORDS[source]
    return "Giấy đã quét" if source.startswith(PAPER) else "Căn cước" if source else ""


def _said(dossier: Dossier, values: dict[str, Any]) -> dict[str, str]:
    """Return what is known of the person in the words of the form."""
    rows = form.summary(dossier.version.content, values, dossier.answers)
    return {row.key: row.value_vi for row in rows if row.stated}
