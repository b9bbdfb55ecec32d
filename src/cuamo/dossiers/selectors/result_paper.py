"""The paper of a result: the same program and the same data for the draft, the signature and the print."""

from dataclasses import dataclass

from cuamo.documents.rules.open_place import ISSUED, NUMBER, number_line
from cuamo.documents.services.open_fields import with_open_fields
from cuamo.documents.services.print_sheet import open_places, print_sheet
from cuamo.dossiers.models import Result
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
