"""Which counter a message is about, by the receipt or dossier it names."""

import re
from dataclasses import dataclass
from uuid import UUID

from cuamo.dossiers.models import Dossier, DossierKey, Obligation
from cuamo.dossiers.rules.typed_code import code_as_kept
from cuamo.payments.models import CashReceipt, ElectronicReceipt

_CASH = re.compile(r"BL-([A-Z0-9-]+)-(\d{6})-(\d{1,9})", re.ASCII)
_ELECTRONIC = re.compile(r"BLDT-([A-Z0-9-]+)-(\d{2})-(\d{1,9})", re.ASCII)


@dataclass(frozen=True)
class Concerned:
    """The dossier, shift, point and person at the counter; empty where nothing is known."""

    dossier_id: UUID | None = None
    shift_id: UUID | None = None
    unit_code: str = ""
    account_id: str = ""


def concerned(named: str, *, dossier_id: UUID | None = None) -> Concerned:
    """Return whom a message is about; a number nobody issued tells nothing and refuses nothing.

    Args:
        named: number of a receipt or code of a dossier, as written.
        dossier_id: the dossier, where it is known already.
    """
    text = re.sub(r"\s+", "", named).upper()
    cash = _cash(text)
    if cash is not None:
        subject = _of(cash.request.subject_id)
        return Concerned(subject, cash.shift_id, cash.unit_code, cash.clerk_id)
    electronic = _electronic(text)
    if electronic is not None:
        taken = CashReceipt.objects.filter(request_id=electronic.request_id).order_by("taken_at", "id").last()
        subject = _of(electronic.request.subject_id)
        if taken is not None:
            return Concerned(subject, taken.shift_id, taken.unit_code, taken.clerk_id)
        return _at_counter(Dossier.objects.filter(id=subject).first() if subject else None)
    dossier = Dossier.objects.filter(id=dossier_id).first() if dossier_id else None
    if dossier is None and text:
        keys = DossierKey.objects.filter(value=code_as_kept(text)).values("dossier_id")[:1]
        dossier = Dossier.objects.filter(id__in=keys).first()
    return _at_counter(dossier)


def _at_counter(dossier: Dossier | None) -> Concerned:
    if dossier is None:
        return Concerned()
    visit = dossier.visit
    if visit is None:
        return Concerned(dossier.id, None, dossier.helped_at)
    return Concerned(dossier.id, visit.shift_id, visit.agency_code, visit.clerk_id)


def _cash(text: str) -> CashReceipt | None:
    found = _CASH.search(text)
    if found is None:
        return None
    unit, day, number = found.groups()
    rows = CashReceipt.objects.filter(unit_code=unit, number=int(number)).select_related("request")
    return next((row for row in rows.order_by("-day")[:400] if f"{row.day:%y%m%d}" == day), None)


def _electronic(text: str) -> ElectronicReceipt | None:
    found = _ELECTRONIC.search(text)
    if found is None:
        return None
    unit, year, number = found.groups()
    rows = ElectronicReceipt.objects.filter(unit_code=unit, year=2000 + int(year), number=int(number))
    return rows.select_related("request").first()


def _of(subject_id: UUID) -> UUID | None:
    if Dossier.objects.filter(id=subject_id).exists():
        return subject_id
    return Obligation.objects.filter(id=subject_id).values_list("dossier_id", flat=True).first()
