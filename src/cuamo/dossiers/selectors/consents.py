"""What a visit's person has agreed to."""

from cuamo.dossiers.models import Consent, Visit
from cuamo.dossiers.rules.consent import COUNTER_HELP, ConsentText, counter_help
from cuamo.dossiers.selectors.mandates import name_of_represented


def consent_text(visit: Visit) -> ConsentText:
    """Return the exact text this visit's person is asked about."""
    return counter_help(
        relative=visit.contact_owner if visit.contact_phone else "",
        phone_end=str(visit.contact_phone)[-3:],
        represented=name_of_represented(visit.mandate) if visit.mandate_id and visit.mandate else "",
    )


def consent_of(visit: Visit) -> Consent | None:
    """Return the latest decision of the visit's person on the text that counts now, None without one.

    A yes to other words does not count: whose number is used and for whom the person acts are part of them.
    """
    if visit.person_id is None:
        return None
    decisions = Consent.objects.filter(
        visit=visit,
        person_id=visit.person_id,
        purpose=COUNTER_HELP.purpose,
        text_hash=consent_text(visit).hash,
    )
    return decisions.order_by("-decided_at", "-id").first()


def has_consented(visit: Visit) -> bool:
    """True when the latest decision is a yes."""
    latest = consent_of(visit)
    return latest is not None and latest.given
