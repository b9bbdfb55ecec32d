"""Whether a person has shown that the number of their record is theirs."""

from cuamo.dossiers.models import Dossier
from cuamo.notices.models import OneTimeCode
from cuamo.people.models import Person


def proven_number(person: Person) -> bytes | None:
    """Return the hash of the person's number once a code sent to it was keyed in for them; None before.

    A number somebody only wrote down, or asked to have put right, opens nothing that is found by number.
    """
    if person.phone_hash is None:
        return None
    number = bytes(person.phone_hash)
    theirs = [person.id, *Dossier.objects.filter(applicant_id=person.id).values_list("id", flat=True)]
    taken = OneTimeCode.objects.filter(subject_id__in=theirs, phone_hash=number, consumed_at__isnull=False)
    return number if taken.exists() else None
