"""The person agrees, or does not."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.dossiers.models import Consent
from cuamo.dossiers.rules.consent import COUNTER_HELP
from cuamo.dossiers.services.parts import lock_visit
from cuamo.kernel import events
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import Invalid


@transaction.atomic
def give_consent(*, visit_id: UUID, given: bool, evidence: str, citizen: Actor, at: datetime) -> Consent:
    """Record what the person decided on the citizen screen, with the text they read (đồng ý).

    Raises:
        Invalid: nobody has been identified in this visit.
    """
    visit = lock_visit(visit_id)
    if visit.person_id is None or visit.ended_at is not None:
        raise Invalid("visit.nobody", "Chưa đọc căn cước.", "No card has been read yet.", where="Q1")
    latest = Consent.objects.filter(visit=visit).order_by("-decided_at", "-id").first()
    if latest is not None and latest.given == given and latest.person_id == visit.person_id:
        return latest
    consent = Consent.objects.create(
        visit=visit,
        person_id=visit.person_id,
        purpose=COUNTER_HELP.purpose,
        text_version=COUNTER_HELP.version,
        text_hash=COUNTER_HELP.hash,
        given=given,
        evidence=evidence,
        decided_at=at,
    )
    events.record(
        "consent.given" if given else "consent.refused",
        visit.id,
        actor=citizen,
        at=at,
        text=COUNTER_HELP.version,
        hash=COUNTER_HELP.hash.hex(),
    )
    return consent
