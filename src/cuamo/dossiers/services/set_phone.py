"""Keep the number codes and news go to."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.catalogue.rules.lacking import with_lacking
from cuamo.dossiers.models import Dossier, Visit
from cuamo.dossiers.policies import require_own_visit
from cuamo.dossiers.selectors.visits import drafts_of_person
from cuamo.dossiers.services.parts import lock_visit
from cuamo.kernel import events
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import Invalid
from cuamo.kernel.identifiers import phone as phones
from cuamo.kernel.text import nfc
from cuamo.people.models import Person
from cuamo.people.services.find_or_create import hash_of_phone


@transaction.atomic
def set_phone(*, visit_id: UUID, clerk: Actor, phone: str, at: datetime) -> Person:
    """Keep the phone number of the visit's person; open drafts use it, and no relative's number any more.

    Raises:
        Invalid: it is no Vietnamese number, or nobody has been identified yet.
    """
    visit = _of_somebody(visit_id, clerk)
    assert visit.person is not None
    number = phones.normalise(phone)
    person = visit.person
    person.phone, person.phone_hash, person.updated_at = number, hash_of_phone(number), at
    person.save(update_fields=["phone", "phone_hash", "updated_at"])
    _use(visit, "", "")
    use_in_drafts(visit)
    return person


@transaction.atomic
def use_number_of(*, visit_id: UUID, clerk: Actor, phone: str, owner: str, at: datetime) -> Visit:
    """Let somebody else's number take the messages of this visit (số của người thân).

    It never becomes the person's own: nobody is found by it. The person is asked for consent to it, with the
    words of this visit; codes to confirm with are not sent there.

    Raises:
        Invalid: it is no Vietnamese number, whose it is was not said, or it is the person's own.
    """
    visit = _of_somebody(visit_id, clerk)
    number = phones.normalise(phone)
    said = nfc(owner)[:60]
    if sum(letter.isalpha() for letter in said) < 2:
        raise Invalid(
            "phone.owner",
            "Ghi số này là của ai, ví dụ con gái, hàng xóm.",
            "Write whose number this is, such as daughter or neighbour.",
            where="owner",
        )
    assert visit.person is not None
    if number == visit.person.phone:
        raise Invalid(
            "phone.own",
            "Đây là số của chính người làm thủ tục, đã ghi ở bước 1.",
            "This is the person's own number, written down in step 1.",
            where="phone",
        )
    _use(visit, number, said)
    use_in_drafts(visit)
    events.record("visit.number_of_other_taken", visit.id, actor=clerk, at=at)
    return visit


@transaction.atomic
def use_no_number(*, visit_id: UUID, clerk: Actor, at: datetime) -> Visit:
    """Nobody's number takes messages: the receipt and the hotline tell how the dossier stands.

    A number the person gave on an earlier day stays with the person; this visit does not use it.
    """
    visit = _of_somebody(visit_id, clerk)
    _use(visit, "", NOBODY)
    use_in_drafts(visit)
    events.record("visit.no_number", visit.id, actor=clerk, at=at)
    return visit


NOBODY = "-"
"""Stands as the owner where no number is used."""


def number_for(visit: Visit) -> str:
    """Return where messages of this visit go; empty when nowhere."""
    if visit.contact_owner:
        return str(visit.contact_phone)
    return visit.person.phone if visit.person else ""


def _of_somebody(visit_id: UUID, clerk: Actor) -> Visit:
    visit = lock_visit(visit_id)
    require_own_visit(visit, clerk)
    if visit.person is None:
        raise Invalid("visit.nobody", "Chưa đọc căn cước.", "No card has been read yet.", where="Q1")
    return visit


def _use(visit: Visit, number: str, owner: str) -> None:
    if (str(visit.contact_phone), visit.contact_owner) != (number, owner):
        visit.contact_phone, visit.contact_owner = number, owner
        visit.save(update_fields=["contact_phone", "contact_owner"])


def use_in_drafts(visit: Visit) -> None:
    """Let the drafts of the visit's person use the number of the visit; those of others keep theirs."""
    number = number_for(visit)
    for draft in drafts_of_person(visit):
        answers = with_lacking(draft.answers, lacking_in(visit, draft))
        if draft.contact_phone != number or answers != draft.answers:
            draft.contact_phone, draft.answers = number, answers
            draft.save(update_fields=["contact_phone", "answers"])


def lacking_in(visit: Visit, dossier: Dossier) -> set[str]:
    """Return what the applicant of a draft of this visit does not have (`catalogue.rules.lacking`)."""
    lacks = {"person.phone"} if visit.contact_owner == NOBODY else set()
    if dossier.applicant is not None and not dossier.applicant.personal_id:
        lacks.add("person.personal_id")
    return lacks
