"""What anybody may know of a printed result by the QR on it: what is printed, and whether it still holds."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from cuamo.dossiers.models import PastResult, Result
from cuamo.organisation.models import Unit


class Standing(StrEnum):
    """Whether a print may be relied on."""

    GOOD = "GOOD"
    CORRECTING = "CORRECTING"
    """Being corrected: no new one is issued yet."""
    REPLACED = "REPLACED"
    REVOKED = "REVOKED"


@dataclass(frozen=True)
class Checked:
    """A result as it was printed; nothing else of the dossier."""

    standing: Standing
    title: str
    number: str
    unit: str
    signer: str
    signed_at: datetime | None
    sealed_at: datetime | None
    sha256: str
    """Of the electronic original, to compare a file with; never shown."""
    revoked_at: datetime | None = None


def check_result(token: str) -> Checked | None:
    """Return what is printed on the result with this QR and how it stands; None for a token of no result."""
    wanted = token.upper()
    found = Result.objects.filter(check_token=wanted, issued_at__isnull=False)
    result = found.select_related("dossier", "file").first()
    if result is not None:
        return Checked(
            standing=Standing.REVOKED if result.revoked_at else Standing.GOOD,
            title=result.layout.get("title") or result.title,
            number=result.number,
            unit=_unit(result.dossier.decided_by),
            signer=result.approved_by_name,
            signed_at=result.signed_at,
            sealed_at=result.sealed_at,
            sha256=result.file.sha256 if result.file else "",
            revoked_at=result.revoked_at,
        )
    past = PastResult.objects.filter(check_token=wanted).select_related("dossier__result", "file").first()
    if past is None:
        return None
    now = past.dossier.result
    return Checked(
        standing=Standing.CORRECTING if now.issued_at is None else Standing.REPLACED,
        title=now.layout.get("title") or now.title,
        number=past.number,
        unit=_unit(past.dossier.decided_by),
        signer=past.approved_by_name,
        signed_at=past.signed_at,
        sealed_at=past.sealed_at,
        sha256=past.file.sha256 if past.file else "",
    )


def _unit(code: str) -> str:
    return Unit.objects.filter(code=code).values_list("name_vi", flat=True).first() or code
