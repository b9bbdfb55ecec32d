"""What the citizen needs beside a ministry's form: what to open, and every value to take over."""

from dataclasses import dataclass

from cuamo.catalogue.rules import form
from cuamo.catalogue.rules.form_files import KEPT
from cuamo.dossiers.models import Dossier, WorkItem
from cuamo.dossiers.states import State, Step, Sync

PORTAL = "https://dichvucong.gov.vn"
CITY = "CITY"
MOST = 50
SEEN = (
    (State.ACCEPTED, "Được tiếp nhận"),
    (State.IN_PROGRESS, "Đang xử lý"),
    (State.SUPPLEMENT, "Yêu cầu bổ sung"),
    (State.PAYMENT, "Yêu cầu nộp tiền"),
    (State.NOT_ACCEPTED, "Không được tiếp nhận"),
    (State.STOPPED, "Dừng xử lý"),
    (State.DONE, "Có kết quả"),
    (State.RETURNED, "Đã trả kết quả"),
)
"""States the ministry's page can show, as the clerk writes them down."""


@dataclass(frozen=True)
class Value:
    """One line to take over."""

    label_vi: str
    label_en: str
    value: str


def is_ministry(dossier: Dossier) -> bool:
    """Say whether the dossier is filed on a ministry's system, in the citizen's own session."""
    return dossier.route != CITY


def where_to_open(dossier: Dossier) -> str:
    """Return the address the citizen opens on their own device: the national portal, at this procedure.

    A procedure version that names its page is opened there; else the portal is, and the code is searched for.
    """
    pages = dossier.version.content.get("sources") or []
    own = next((page for page in pages if str(page).startswith(PORTAL)), "")
    return str(own) or PORTAL


def values_to_copy(dossier: Dossier) -> list[Value]:
    """Return every value of the form that was given, in its order; files and signatures are no values."""
    rows = form.summary(dossier.version.content, dossier.values, dossier.answers)
    return [
        Value(row.label_vi, row.label_en, row.value_vi)
        for row in rows
        if row.stated and row.type not in KEPT and row.type != "checkbox"
    ]


def waiting_at_ministries(agency_code: str) -> list[Dossier]:
    """Return the dossiers this place helped with that lie at a ministry, oldest first, at most fifty."""
    rows = WorkItem.objects.filter(unit_code=agency_code, step=Step.EXTERNAL)
    ids = list(rows.order_by("arrived_at").values_list("dossier_id", flat=True)[:MOST])
    found = Dossier.objects.filter(id__in=ids, sync=Sync.EXTERNAL).select_related("version", "applicant")
    return sorted(found, key=lambda dossier: ids.index(dossier.id))
