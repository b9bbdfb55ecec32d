"""Stop uses of a person's data, and allow them again."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.kernel import events
from cuamo.kernel.actors import Actor
from cuamo.people.models import Person, UseStop
from cuamo.people.rules.uses import Use


@transaction.atomic
def stop_uses(
    *, person_id: UUID, uses: Iterable[str], request_id: UUID | None, actor: Actor, at: datetime
) -> list[Use]:
    """Stop uses from this moment (ngừng sử dụng); those stopped already stay as they are.

    Records `person.use_stopped`. Returns what was stopped now.

    Law: Law 91/2025/QH15 (withdrawal of consent, restriction, objection).
    """
    Person.objects.select_for_update().get(id=person_id)
    there = set(UseStop.objects.filter(person_id=person_id, lifted_at=None).values_list("use", flat=True))
    fresh = [Use(use) for use in dict.fromkeys(uses) if use not in there]
    UseStop.objects.bulk_create(
        [UseStop(person_id=person_id, use=use, request_id=request_id, since=at) for use in fresh]
    )
    if fresh:
        said = [str(use) for use in fresh]
        events.record("person.use_stopped", person_id, actor=actor, at=at, uses=said)
    return fresh


@transaction.atomic
def allow_uses(
    *,
    person_id: UUID,
    actor: Actor,
    at: datetime,
    uses: Iterable[str] | None = None,
    request_id: UUID | None = None,
) -> int:
    """Allow uses again (cho dùng lại); records `person.use_allowed`. Returns how many stops were lifted.

    Args:
        uses: which; None: all.
        request_id: only those stopped by this request; None: whatever stopped them.
    """
    Person.objects.select_for_update().get(id=person_id)
    stops = UseStop.objects.filter(person_id=person_id, lifted_at=None)
    if uses is not None:
        stops = stops.filter(use__in=list(uses))
    if request_id is not None:
        stops = stops.filter(request_id=request_id)
    said = list(stops.values_list("use", flat=True))
    stops.update(lifted_at=at)
    if said:
        events.record("person.use_allowed", person_id, actor=actor, at=at, uses=said)
    return len(said)
