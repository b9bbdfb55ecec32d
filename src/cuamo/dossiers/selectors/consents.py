"""What a visit's person has agreed to."""

from cuamo.dossiers.models import Consent, Visit


def consent_of(visit: Visit) -> Consent | None:
    """Return the latest decision of the visit's person, None when there is none yet."""
    if visit.person_id is None:
        return None
    decisions = Consent.objects.filter(visit=visit, person_id=visit.person_id)
    return decisions.order_by("-decided_at", "-id").first()


def has_consented(visit: Visit) -> bool:
    """True when the latest decision is a yes."""
    latest = consent_of(visit)
    return latest is not None and latest.given
