"""Form 07: the register of what a unit received."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import QuerySet

from cuamo.dossiers.models import Dossier
from cuamo.dossiers.rules.handovers import Handover
from cuamo.dossiers.selectors.control_slip import handovers_of
from cuamo.dossiers.selectors.sheets import RETURN_WAYS, parent_name, unit_name
from cuamo.dossiers.states import State, Step
from cuamo.kernel.clock import HANOI
from cuamo.kernel.ids import first_id

OLDEST_DRAFT = timedelta(days=400)
"""How long before its submission a dossier may have been begun: where reading the partitions starts."""
ENDINGS = {
    "REFUSED_INTAKE": "Không tiếp nhận",
    "REFUSED": "Từ chối giải quyết",
    "WITHDRAWN": "Rút hồ sơ",
    "STOPPED": "Dừng giải quyết",
}


def received_between(*, unit_code: str, first: date, last: date) -> QuerySet[Dossier]:
    """Return what the unit received from `first` to `last`, both included, in the order of reception."""
    start = datetime.combine(first, time(), HANOI)
    end = datetime.combine(last + timedelta(days=1), time(), HANOI)
    begun = Dossier.objects.filter(id__gte=first_id(start - OLDEST_DRAFT), id__lt=first_id(end))
    received = begun.filter(received_by=unit_code, submitted_at__gte=start, submitted_at__lt=end)
    return received.select_related("applicant", "version").order_by("submitted_at", "id")


def form_07_sheet(
    *, unit_code: str, first: date, last: date, keeper: str, signer: str = "", at: datetime, reprint: int = 0
) -> dict[str, Any]:
    """Return form 07 (Sổ theo dõi hồ sơ) of one unit for the days from `first` to `last`.

    Law: Circular 03/2025/TT-VPCP, form 07.
    """
    entries = [_entry(dossier) for dossier in received_between(unit_code=unit_code, first=first, last=last)]
    return {
        "agency_parent": parent_name(unit_code),
        "agency_name": unit_name(unit_code),
        "number": f"SO-{unit_code}-{first:%Y%m%d}-{last:%Y%m%d}",
        "place": "Hà Nội",
        "issued_on": at.astimezone(HANOI).date(),
        "period": f"Từ ngày {first:%d/%m/%Y} đến ngày {last:%d/%m/%Y}",
        "entries": entries,
        "totals": f"Đã trả: {sum(bool(entry['returned_on']) for entry in entries)} hồ sơ",
        "keeper_name": keeper,
        "signer_name": signer,
        "reprint": reprint,
    }


def _entry(dossier: Dossier) -> dict[str, Any]:
    stays = handovers_of(dossier)
    owner = dossier.applicant
    return {
        "code": dossier.shown_code,
        "procedure": dossier.version.content["name_vi"],
        "sets": 1,
        "owner": owner.full_name if owner else "",
        "address": owner.address if owner else "",
        "phone": dossier.contact_phone,
        "receiving_body": unit_name(dossier.decided_by),
        "received_on": _day(dossier.submitted_at),
        "due_on": _day(dossier.due_at),
        "transferred_on": _day(_first_in(stays, Step.EXAMINE)),
        "result_on": _day(dossier.finished_at if dossier.state in {State.DONE, State.RETURNED} else None),
        "returned_on": _day(dossier.returned_at),
        "return_how": RETURN_WAYS.get(dossier.delivery.get("way", ""), "") if dossier.returned_at else "",
        "note": ENDINGS.get(dossier.ending.get("kind", ""), ""),
    }


def _first_in(stays: list[Handover], step: Step) -> datetime | None:
    return next((stay.time_in for stay in stays if stay.step is step), None)


def _day(moment: datetime | None) -> date | None:
    return moment.astimezone(HANOI).date() if moment else None
