"""Put a person's record right, and forget what is kept for convenience."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.kernel import events
from cuamo.kernel.actors import Actor
from cuamo.kernel.text import nfc
from cuamo.people.models import Account, HeldInput, Person
from cuamo.people.rules.corrections import check_correction
from cuamo.people.services.find_or_create import hash_of_phone


@transaction.atomic
def correct_person(*, person_id: UUID, field: str, value: str, actor: Actor, at: datetime) -> Person:
    """Put one fact of the person's record right (đính chính dữ liệu); records `person.corrected`.

    Dossiers that were sent keep what the person declared then.

    Raises:
        Invalid: such a fact is not kept here, or the value cannot be one.
    """
    said = check_correction(field, nfc(value))
    person = Person.objects.select_for_update(no_key=True).get(id=person_id)
    changed = [field, "updated_at"]
    if field == "phone":
        person.phone_hash = hash_of_phone(said)
        changed.append("phone_hash")
    setattr(person, field, said)
    person.updated_at = at
    person.save(update_fields=changed)
    if field == "full_name":
        Account.objects.filter(person=person).update(full_name=said[:200])
    events.record("person.corrected", person.id, actor=actor, at=at, field=field)
    return person


@transaction.atomic
def forget_conveniences(*, person_id: UUID, actor: Actor, at: datetime) -> dict[str, int]:
    """Forget what is kept of a person only so that forms go faster; records `person.forgotten`.

    That is the phone number, the address and words typed into lost sessions. Identity stays: dossiers the law
    keeps belong to somebody.

    Returns how many things were forgotten, by kind.
    """
    person = Person.objects.select_for_update(no_key=True).get(id=person_id)
    told = {"phone": int(bool(person.phone)), "address": int(bool(person.address))}
    person.phone, person.phone_hash, person.address, person.updated_at = "", None, "", at
    person.save(update_fields=["phone", "phone_hash", "address", "updated_at"])
    held = HeldInput.objects.filter(account__person=person)
    told["held"] = held.delete()[0]
    events.record("person.forgotten", person.id, actor=actor, at=at, **told)
    return told
