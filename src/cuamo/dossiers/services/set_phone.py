"""Keep the number the person wants codes and news on."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.dossiers.policies import require_own_visit
from cuamo.dossiers.services.parts import lock_visit
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import Invalid
from cuamo.kernel.identifiers import phone as phones
from cuamo.people.models import Person
from cuamo.people.services.find_or_create import hash_of_phone


@transaction.atomic
def set_phone(*, visit_id: UUID, clerk: Actor, phone: str, at: datetime) -> Person:
    """Keep the phone number of the visit's person.

    Raises:
        Invalid: it is no Vietnamese number, or nobody has been identified yet.
    """
    visit = lock_visit(visit_id)
    require_own_visit(visit, clerk)
    if visit.person is None:
        raise Invalid("visit.nobody", "Chưa đọc căn cước.", "No card has been read yet.", where="Q1")
    number = phones.normalise(phone)
    person = visit.person
    person.phone, person.phone_hash, person.updated_at = number, hash_of_phone(number), at
    person.save(update_fields=["phone", "phone_hash", "updated_at"])
    return person
