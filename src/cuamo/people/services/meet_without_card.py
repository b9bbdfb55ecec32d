"""Find or make the record of somebody who came without an ID card."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from cuamo.kernel import events
from cuamo.kernel.actors import Actor
from cuamo.kernel.crypto import keyed_hash
from cuamo.kernel.errors import Conflict
from cuamo.people.models import Person
from cuamo.people.rules.stated import Stated, same_person
from cuamo.people.services.find_or_create import hash_of_personal_id


@transaction.atomic
def meet_without_card(*, stated: Stated, met_in: UUID, actor: Actor, at: datetime) -> Person:
    """Return the person behind a stated number; without any number the record is this one meeting's own.

    What a card or the person's own sign-in gave before is never changed by what is typed; gaps are filled.

    Args:
        met_in: the meeting (a visit, a mandate): people without any number are not merged across meetings.
    Raises:
        Conflict: the number is kept for a person of another name or year of birth; nothing of them is told.
    """
    key = _key(stated, met_in)
    person = Person.objects.select_for_update().filter(pid_hash=key).first()
    if person is None:
        try:
            with transaction.atomic():
                person = Person.objects.create(
                    pid_hash=key,
                    personal_id=stated.personal_id,
                    full_name=stated.full_name,
                    birth_date=stated.birth_date,
                    sex=stated.sex,
                    address=stated.address,
                    phone="",
                    paper_kind=_kind(stated),
                    paper_country=stated.paper_country,
                    paper_number=stated.paper_number,
                    created_at=at,
                    updated_at=at,
                )
        except IntegrityError:
            person = Person.objects.select_for_update().get(pid_hash=key)
        else:
            events.record("person.created", person.id, actor=actor, at=at, known_by=stated.known_by)
            return person
    if not same_person(stated=stated, full_name=person.full_name, birth_date=person.birth_date):
        raise Conflict(
            "stated.other_person",
            "Số này đang ghi với họ tên hoặc năm sinh khác. So lại từng chữ với giấy.",
            "This number is kept with another name or year of birth. Compare with the paper.",
            where="personal_id" if stated.personal_id else "paper_number",
            hint_vi="Giấy đúng mà vẫn báo thì gọi tổng đài, không đoán.",
            hint_en="If the paper is right, call the hotline; do not guess.",
        )
    facts = {
        "sex": stated.sex,
        "address": stated.address,
        "paper_number": stated.paper_number,
        "paper_country": stated.paper_country,
        "paper_kind": _kind(stated),
    }
    gaps = [name for name, value in facts.items() if value and not getattr(person, name)]
    if gaps:
        for name in gaps:
            setattr(person, name, facts[name])
        person.updated_at = at
        person.save(update_fields=[*gaps, "updated_at"])
        events.record("person.updated", person.id, actor=actor, at=at, fields=sorted(gaps))
    return person


def _kind(stated: Stated) -> str:
    return ("PASSPORT" if stated.known_by == "PASSPORT" else "OTHER") if stated.paper_number else ""


def _key(stated: Stated, met_in: UUID) -> bytes:
    if stated.personal_id:
        return hash_of_personal_id(stated.personal_id)
    if stated.paper_number:
        paper = f"{_kind(stated)}|{stated.paper_country}|{stated.paper_number}"
        return keyed_hash(paper, purpose="paper")
    return keyed_hash(f"{met_in}|{stated.full_name}|{stated.birth_date}", purpose="meeting")
