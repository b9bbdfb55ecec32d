"""Who signs in the sample units, and one result that was taken back."""

from datetime import date, datetime, timedelta
from uuid import UUID

from cuamo.cli.sample_work import Cast
from cuamo.dossiers.models import DossierKey, Result, WorkItem
from cuamo.dossiers.services.approve import approve
from cuamo.dossiers.services.number_result import next_number
from cuamo.dossiers.services.revoke_result import propose_revocation
from cuamo.dossiers.states import Step
from cuamo.kernel.actors import SYSTEM
from cuamo.organisation.models import Membership, SigningForm, SigningRight
from cuamo.organisation.services.signing_right import give_signing_right
from cuamo.organisation.types import Role, UnitKind

NUMBERED_FIRST = timedelta(days=5)
"""Older sample results bear their number before the signature, as was done before agencies signed too."""
FIRST_DAY = date(2026, 1, 2)
KIND, KEY = "SAMPLE-TH", "thu-hoi"
WHY = "Sổ hộ tịch gốc ghi khác: người yêu cầu không phải là người có tên trong sổ."
LAW = "Luật Hộ tịch 60/2014/QH13, điều 70"


def signers_of_units(*, at: datetime) -> None:
    """Let the leaders of every sample unit sign its results; a second run finds it done."""
    if SigningRight.objects.exists():
        return
    leaders = Membership.objects.filter(role=Role.LEADER, valid_to=None).select_related("account", "unit")
    for held in leaders.order_by("unit_id", "account__username"):
        ward = held.unit.kind == UnitKind.WARD
        give_signing_right(
            unit_code=held.unit_id,
            holder_id=str(held.account_id),
            holder_name=held.account.full_name,
            form=SigningForm.KT if ward else SigningForm.HEAD,
            position="Phó Chủ tịch" if ward else "Giám đốc",
            behalf="Chủ tịch" if ward else "",
            collective="Ủy ban nhân dân" if ward else "",
            source="Quyết định phân công số 01/QĐ ngày 02/01/2026 (mẫu)",
            valid_from=FIRST_DAY,
            actor=SYSTEM,
            at=at,
        )


def number_as_before(dossier_id: UUID, *, before: datetime) -> None:
    """Number an approved result of earlier days before it is signed."""
    result = Result.objects.filter(dossier_id=dossier_id, approved_at__lt=before, number="").first()
    if result is None or result.approved_at is None:
        return
    result.number = next_number(result.dossier.decided_by, at=result.approved_at)
    result.numbered_at = result.approved_at
    result.save(update_fields=["number", "numbered_at"])


def revoke_one(cast: Cast, *, now: datetime) -> None:
    """Take one issued result of the sample back, with its trail; a second run finds it done."""
    if DossierKey.objects.filter(kind=KIND, value=KEY).exists():
        return
    busy = WorkItem.objects.exclude(step=Step.PACK).values("dossier_id")
    issued = Result.objects.filter(issued_at__isnull=False, revoked_at=None).exclude(dossier_id__in=busy)
    result = issued.select_related("dossier").order_by("-issued_at", "id").first()
    if result is None or result.issued_at is None:
        return
    unit, at = result.dossier.decided_by, max(result.issued_at, now - timedelta(hours=3))
    propose_revocation(
        dossier_id=result.dossier_id,
        officer=cast.officer(unit, Role.SPECIALIST, at=at),
        reason=WHY,
        law=LAW,
        at=at,
    )
    approve(
        dossier_id=result.dossier_id,
        leader=cast.officer(unit, Role.LEADER, at=at),
        at=at + timedelta(minutes=40),
        sign_later=False,
    )
    DossierKey.objects.create(kind=KIND, value=KEY, dossier_id=result.dossier_id)
