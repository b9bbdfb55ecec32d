"""Write down that somebody looked at a person's data."""

from datetime import datetime
from uuid import UUID

from cuamo.kernel.actors import Actor
from cuamo.people.models import Reading


def log_reading(
    *, person_id: UUID, actor: Actor, purpose: str, dossier_id: UUID | None, fields: list[str], at: datetime
) -> Reading | None:
    """Record one look at personal data; a person looking at their own is not recorded.

    Law: Law 91/2025/QH15 and Decree 356/2025/NĐ-CP (processing must be traceable per person).
    """
    if actor.person_id == str(person_id):
        return None
    return Reading.objects.create(
        person_id=person_id,
        read_at=at,
        actor_kind=actor.kind,
        actor_id=actor.id,
        actor_name=actor.name,
        unit_code=actor.unit_code,
        purpose=purpose,
        dossier_id=dossier_id,
        fields=fields,
    )
