"""Which uses of their data people have stopped."""

from uuid import UUID

from cuamo.people.models import Person, UseStop
from cuamo.people.rules.uses import Use


def stopped_uses(person_id: UUID | str | None) -> frozenset[Use]:
    """Return the uses the person has stopped; none for nobody."""
    if not person_id:
        return frozenset()
    rows = UseStop.objects.filter(person_id=person_id, lifted_at=None)
    return frozenset(Use(use) for use in rows.values_list("use", flat=True))


def facts_for_forms(person: Person) -> dict[str, str]:
    """Return what forms may be filled in from: nothing when the person has stopped that.

    The record itself is not touched: an officer still compares with it.
    """
    return {} if Use.PREFILL in stopped_uses(person.id) else person.facts()


def messages_stopped_for(phone_hash: bytes) -> bool:
    """Say whether somebody who is behind this number wants no optional messages."""
    behind = Person.objects.filter(phone_hash=phone_hash).values("id")
    return UseStop.objects.filter(person_id__in=behind, use=Use.MESSAGES, lifted_at=None).exists()
