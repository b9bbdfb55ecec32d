"""Money found while deciding."""

from uuid import UUID

from cuamo.dossiers.models import Dossier, Obligation, PersonDossier
from cuamo.dossiers.policies import unknown_dossier
from cuamo.dossiers.states import Money, State
from cuamo.kernel.crypto import keyed_hash
from cuamo.payments.rules.refunds import goes_back
from cuamo.payments.selectors.status import request_of
from cuamo.payments.types import Status
from cuamo.people.models import Person


def open_obligation_of(dossier: Dossier) -> Obligation | None:
    """Return what the dossier waits for to be paid now, None when it waits for no money."""
    if dossier.state != State.PAYMENT:
        return None
    return Obligation.objects.filter(dossier=dossier, settled_at=None).first()


def owes_fee_again(dossier: Dossier) -> bool:
    """True for a dossier that was sent in and whose payment was taken back since.

    Nothing is taken that would have to be given back: a fee that goes back after the way the dossier ended.
    """
    return (
        dossier.money == Money.AWAITING and dossier.submitted_at is not None and not _would_go_back(dossier)
    )


def fee_to_collect(dossier_id: UUID) -> Dossier:
    """Return a dossier that was sent in and whose fee a counter is asked to take, paid by now or not.

    Raises:
        NotFound: there is none.
    """
    found = Dossier.objects.select_related("version", "applicant").filter(id=dossier_id).first()
    if found is None or found.submitted_at is None:
        raise unknown_dossier()
    return found


def fees_owed_by_card(personal_id: str) -> list[Dossier]:
    """Return the dossiers of the person of a card whose fee is owed again, newest first."""
    person = Person.objects.filter(pid_hash=keyed_hash(personal_id, purpose="personal_id")).first()
    if person is None:
        return []
    keys = PersonDossier.objects.filter(person_id=person.id, role="APPLICANT").values("dossier_id")
    owing = Dossier.objects.filter(id__in=keys, money=Money.AWAITING, submitted_at__isnull=False)
    found = owing.select_related("version", "applicant").order_by("-id")
    return [dossier for dossier in found if owes_fee_again(dossier)]


def obligations_of(dossier: Dossier) -> list[Obligation]:
    """Return everything the authority asked to be paid while deciding, oldest first."""
    return list(Obligation.objects.filter(dossier=dossier).order_by("asked_at", "id"))


def obligation_to_collect(obligation_id: UUID) -> Obligation:
    """Return what a counter is asked to take, with its dossier, paid or not.

    Raises:
        NotFound: there is none.
    """
    found = Obligation.objects.select_related("dossier__version", "dossier__applicant")
    obligation = found.filter(id=obligation_id).first()
    if obligation is None:
        raise unknown_dossier()
    return obligation


def is_paid(obligation: Obligation, asked: Status | None) -> bool:
    """True once the money is here, also before the dossier has heard of it.

    Args:
        asked: where its payment request stands, None when nothing was asked.
    """
    return obligation.settled_at is not None or (asked is not None and asked.settled)


def is_closed(obligation: Obligation, asked: Status | None) -> bool:
    """True when it was not paid and is owed no more: the dossier was withdrawn, or stopped."""
    if is_paid(obligation, asked):
        return False
    return asked is None or obligation.dossier.state != State.PAYMENT


def owed_by(person_id: UUID | str) -> list[Obligation]:
    """Return what the person's dossiers wait for to be paid, whichever counter or phone sent them.

    Who acted for somebody else does not owe it, and their card does not tell what that person owes: it is
    paid by its code.
    """
    keys = PersonDossier.objects.filter(person_id=person_id, role="APPLICANT").values("dossier_id")
    waiting = Obligation.objects.filter(
        dossier_id__in=keys, settled_at=None, dossier__state=State.PAYMENT
    ).select_related("dossier__version", "dossier__applicant")
    return list(waiting.order_by("-dossier_id"))


def owed_by_card(personal_id: str) -> list[Obligation]:
    """Return what the person of a card owes; nobody's record is made by asking."""
    person = Person.objects.filter(pid_hash=keyed_hash(personal_id, purpose="personal_id")).first()
    return owed_by(person.id) if person else []


def _would_go_back(dossier: Dossier) -> bool:
    ending = dossier.ending.get("kind", "") if dossier.finished_at is not None else ""
    asked = request_of(dossier.id) if ending else None
    return asked is not None and any(goes_back(line.refund_when, ending=ending) for line in asked.lines.all())
