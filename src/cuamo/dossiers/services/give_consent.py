"""The person agrees, or does not."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.dossiers.models import Consent
from cuamo.dossiers.policies import require_own_visit
from cuamo.dossiers.selectors.consents import consent_of, consent_text
from cuamo.dossiers.services.parts import lock_visit
from cuamo.dossiers.services.signed_evidence import Evidence, keep_evidence
from cuamo.kernel import events
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import Invalid, NotPermitted

ON_PAPER = frozenset({"signed-slip", "thumbprint-slip"})


@transaction.atomic
def give_consent(
    *,
    visit_id: UUID,
    given: bool,
    evidence: str,
    citizen: Actor,
    slip: Evidence | None = None,
    helper: Actor | None = None,
    at: datetime,
) -> Consent:
    """Record what the person decided on the citizen screen or on a slip, with the text they read (đồng ý).

    Args:
        evidence: `screen-touch`, `signed-in`, or `signed-slip` and `thumbprint-slip` for paper.
        slip: the scan of the signed slip; of the kinds on paper only.
        helper: the clerk of the visit who scanned the slip.
    Raises:
        Invalid: nobody has been identified in this visit, or a slip is named and none was scanned.
        NotPermitted: staff may not agree in the citizen's place; a slip is scanned by the clerk of the visit.
    """
    if citizen.roles:
        raise NotPermitted(
            "consent.staff",
            "Nhân viên không được đồng ý thay.",
            "Staff may not agree for the citizen.",
        )
    visit = lock_visit(visit_id)
    if visit.person_id is None or visit.ended_at is not None:
        raise Invalid("visit.nobody", "Chưa đọc căn cước.", "No card has been read yet.", where="Q1")
    latest = consent_of(visit)
    if latest is not None and latest.given == given:
        return latest
    text = consent_text(visit)
    file = None
    if evidence in ON_PAPER:
        if slip is None or helper is None:
            raise Invalid(
                "consent.no_slip",
                "Chưa có phiếu đồng ý đã ký. Quét phiếu rồi tiếp tục.",
                "The signed slip is not there yet. Scan it, then go on.",
                where="Q2",
            )
        require_own_visit(visit, helper)
        file = keep_evidence(slip, drawn=False, actor=helper, at=at)
    consent = Consent.objects.create(
        visit=visit,
        person_id=visit.person_id,
        purpose=text.purpose,
        text_version=text.version,
        text_hash=text.hash,
        given=given,
        evidence=evidence,
        slip=file,
        decided_at=at,
    )
    events.record(
        "consent.given" if given else "consent.refused",
        visit.id,
        actor=citizen,
        at=at,
        text=text.version,
        hash=text.hash.hex(),
        evidence=evidence,
        **({"slip": file.sha256} if file else {}),
    )
    return consent
