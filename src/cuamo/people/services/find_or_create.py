"""Find the person behind a card, or make their record."""

from datetime import datetime

from django.db import IntegrityError, transaction

from cuamo.kernel import events
from cuamo.kernel.actors import Actor
from cuamo.kernel.crypto import keyed_hash
from cuamo.kernel.errors import Invalid
from cuamo.kernel.identifiers import phone as phones
from cuamo.kernel.identifiers.card import CardFacts
from cuamo.kernel.rehearsal import is_invented, is_on
from cuamo.kernel.text import nfc
from cuamo.people.models import Person


def hash_of_personal_id(personal_id: str) -> bytes:
    """Return the keyed hash a person is found by."""
    return keyed_hash(personal_id, purpose="personal_id")


def hash_of_phone(phone: str) -> bytes:
    """Return the keyed hash a phone number is found by; the number must be normalised."""
    return keyed_hash(phone, purpose="phone")


@transaction.atomic
def find_or_create_person(*, card: CardFacts, phone: str = "", actor: Actor, at: datetime) -> Person:
    """Return the person of the card; newer facts of the card replace what was kept.

    Two counters at once reading the same new card get the same record.

    Raises:
        Invalid: `phone` is given and is not a Vietnamese number; or an invented person comes to a real
            counter, or a real one to a rehearsal.
    """
    _require_right_ground(card.personal_id)
    number = phones.normalise(phone) if phone.strip() else ""
    pid_hash = hash_of_personal_id(card.personal_id)
    facts = {
        "full_name": nfc(card.full_name),
        "birth_date": card.birth_date.isoformat() if card.birth_date else "",
        "sex": card.sex or "",
        "address": nfc(card.address),
        "card_issued_on": card.issued_on,
    }
    person = Person.objects.select_for_update().filter(pid_hash=pid_hash).first()
    if person is None:
        try:
            with transaction.atomic():
                person = Person.objects.create(
                    pid_hash=pid_hash,
                    personal_id=card.personal_id,
                    phone=number,
                    phone_hash=hash_of_phone(number) if number else None,
                    created_at=at,
                    updated_at=at,
                    **facts,
                )
        except IntegrityError:
            person = Person.objects.select_for_update().get(pid_hash=pid_hash)
        else:
            events.record("person.created", person.id, actor=actor, at=at)
            return person
    changed = [name for name, value in facts.items() if value and getattr(person, name) != value]
    if number and person.phone != number:
        person.phone, person.phone_hash = number, hash_of_phone(number)
        changed += ["phone", "phone_hash"]
    if changed:
        for name in changed:
            if name in facts:
                setattr(person, name, facts[name])
        person.updated_at = at
        person.save(update_fields=[*changed, "updated_at"])
        events.record("person.updated", person.id, actor=actor, at=at, fields=sorted(changed))
    return person


def _require_right_ground(personal_id: str) -> None:
    if is_invented(personal_id) and not is_on():
        raise Invalid(
            "person.invented",
            "Số căn cước này chỉ dùng khi luyện tập. Mở trang Luyện tập.",
            "This ID number is for training only. Open the training page.",
            where="card",
        )
    if is_on() and not is_invented(personal_id):
        raise Invalid(
            "person.real",
            "Khi luyện tập không đọc thẻ của người thật. Dùng thẻ của bài luyện tập.",
            "In training no real person's card is read. Use the card of the task.",
            where="card",
        )
