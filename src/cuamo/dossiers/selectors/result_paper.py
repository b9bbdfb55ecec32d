"""The paper of a result: the same program and the same data for the draft, the signature and the print."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from cuamo.catalogue.rules.result_template import draft, sentence_places
from cuamo.documents.rules.open_place import ISSUED, NUMBER, number_line
from cuamo.documents.services.open_fields import with_open_fields
from cuamo.documents.services.print_sheet import open_places, print_sheet
from cuamo.dossiers.models import Dossier, Result
from cuamo.dossiers.selectors.sheets import PLACE, result_sheet
from cuamo.organisation.models import Unit

NOT_YET = f"{PLACE}, ngày … tháng … năm …"


@dataclass(frozen=True)
class Paper:
    """A printed result."""

    pdf: bytes
    open: bool
    """Number and day are form fields that wait to be filled."""


def result_paper(result: Result, unit: Unit) -> Paper:
    """Return the result as it is signed: with open places while it has no number.

    Law: Decree 30/2020/NĐ-CP, Annex I (layout).
    """
    data = result_sheet(result, unit)
    pdf = print_sheet("result", data)
    if not data["open"]:
        return Paper(pdf, open=False)
    return Paper(
        with_open_fields(
            pdf,
            open_places("result", data),
            shown={NUMBER: number_line("…"), ISSUED: NOT_YET},
            signer=result.approved_by_name,
        ),
        open=True,
    )


def draft_paper_of(dossier: Dossier, typed: Mapping[str, str] | None, *, at: datetime) -> bytes:
    """Return the drafted result on the sheet it will be signed on, unsigned and marked as a draft.

    Args:
        typed: its rows, and the words of its sentences, as typed so far; as proposed, or as template and form
            give them, when None.
    """
    kept = Result.objects.filter(dossier=dossier).first()
    content = dossier.version.content
    template = draft(content, dossier.values, dossier.answers, rows=typed)
    beside = sentence_places(content)
    printed = {label: text for label, text in (typed or {}).items() if label not in beside}
    rows = printed if typed is not None else dict(kept.content) if kept else {}
    if not rows and template is not None:
        rows = {row.label: row.value for row in template.rows}
    shown = Result(
        dossier=dossier,
        title=content["result"]["name_vi"],
        content=rows,
        layout=(kept.layout if kept and typed is None else {}) or (template.layout if template else {}),
        drafted_at=at,
        approved_by_name=kept.approved_by_name if kept else "",
        check_token="",
    )
    data = result_sheet(shown, Unit.objects.get(code=dossier.decided_by))
    return print_sheet("result", data | {"draft": True, "open": False, "number": "…"})
