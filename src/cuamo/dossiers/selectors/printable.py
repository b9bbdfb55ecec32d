"""Which slip of a dossier can be printed now, and what it says."""

from datetime import datetime
from typing import Any

from cuamo.dossiers.models import Dossier, SupplementRequest
from cuamo.dossiers.selectors.control_slip import form_06_sheet
from cuamo.dossiers.selectors.form_sheet import form_sheet
from cuamo.dossiers.selectors.sheets import (
    form_01_sheet,
    form_02_sheet,
    form_03_sheet,
    form_04_sheet,
    form_05_sheet,
)

FORM = "to-khai"
"""In place of the number of a slip: the filled form."""
REFUSALS = {"REFUSED_INTAKE", "REFUSED"}
STOPS = {"STOPPED", "WITHDRAWN"}
NAMES = {
    FORM: "Tờ khai",
    "01": "Phiếu 01, tiếp nhận và hẹn trả",
    "02": "Phiếu 02, yêu cầu bổ sung",
    "03": "Phiếu 03, từ chối",
    "04": "Phiếu 04, xin lỗi và hẹn lại",
    "05": "Phiếu 05, dừng giải quyết",
    "06": "Phiếu 06, kiểm soát quá trình",
}


def slips_of(dossier: Dossier) -> list[str]:
    """Return what there is a reason to print, in order."""
    ended = dossier.ending.get("kind") if dossier.finished_at else ""
    there = {
        FORM: dossier.submitted_at,
        "01": dossier.accepted_at,
        "02": dossier.returns,
        "03": ended in REFUSALS,
        "04": dossier.promised_again_at,
        "05": ended in STOPS,
        "06": dossier.submitted_at,
    }
    return [form for form, reason in there.items() if reason]


def slip_sheet(dossier: Dossier, form: str, *, at: datetime) -> tuple[str, dict[str, Any]] | None:
    """Return the sheet of a slip and what it says; None where there is no reason for it.

    Law: Circular 03/2025/TT-VPCP, forms 01 to 06.
    """
    if form not in slips_of(dossier):
        return None
    if form == FORM:
        return "summary_a5", form_sheet(dossier, at=at)
    if form == "02":
        asked = SupplementRequest.objects.filter(dossier=dossier).order_by("-number").first()
        return ("form_02", form_02_sheet(dossier, asked, at=at)) if asked is not None else None
    made = {
        "01": form_01_sheet,
        "03": form_03_sheet,
        "04": form_04_sheet,
        "05": form_05_sheet,
        "06": form_06_sheet,
    }
    return f"form_{form}", made[form](dossier, at=at)
