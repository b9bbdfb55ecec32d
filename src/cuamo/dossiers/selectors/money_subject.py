"""What a demand for money is about."""

from dataclasses import dataclass
from uuid import UUID

from cuamo.dossiers.models import Dossier, Obligation


@dataclass(frozen=True)
class MoneySubject:
    """The dossier behind a demand for money; nothing of what is in it."""

    dossier_id: UUID
    person_id: UUID | None
    code: str
    procedure_vi: str
    ending: str
    """How the case ended without its result; empty while it runs, or where it has its result."""
    has_phone: bool
    """A text about it reaches somebody."""
    is_fee: bool
    """The fee of filing, not what the authority found while deciding."""


def subject_of(subject_id: UUID) -> MoneySubject | None:
    """Return what a payment request is about, None for a subject nobody knows any more."""
    obligation = Obligation.objects.filter(id=subject_id).only("dossier_id").first()
    dossiers = Dossier.objects.select_related("version")
    dossier = dossiers.filter(id=obligation.dossier_id if obligation is not None else subject_id).first()
    if dossier is None:
        return None
    return MoneySubject(
        dossier_id=dossier.id,
        person_id=dossier.applicant_id,
        code=dossier.shown_code,
        procedure_vi=dossier.version.content["name_vi"],
        ending=dossier.ending.get("kind", "") if dossier.finished_at is not None else "",
        has_phone=bool(dossier.contact_phone),
        is_fee=obligation is None,
    )
