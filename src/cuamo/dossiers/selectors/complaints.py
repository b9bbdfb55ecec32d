"""Complaints a leader has to answer, and those about a dossier."""

from uuid import UUID

from cuamo.dossiers.models import Complaint, Decision, Dossier
from cuamo.dossiers.selectors.pages import KeysetPage, page_by
from cuamo.dossiers.states import State
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import NotFound
from cuamo.organisation.selectors.scope import units_under

DECIDED = frozenset({State.NOT_ACCEPTED, State.STOPPED, State.DONE, State.RETURNED})
ENDINGS = ("APPROVE", "REFUSE", "STOP", "REFUSE_INTAKE")


def complaints_to_answer(*, leader: Actor, after: str = "") -> KeysetPage[Complaint]:
    """Return the open complaints of the leader's territory, soonest to be answered first."""
    mine = Complaint.objects.filter(unit_code__in=units_under(leader.unit_code), answered_at=None)
    return page_by(mine.select_related("dossier__version"), "answer_by", after=after)


def complaints_answered(*, leader: Actor, after: str = "") -> KeysetPage[Complaint]:
    """Return the answered complaints of the leader's territory, newest first."""
    units = units_under(leader.unit_code)
    mine = Complaint.objects.filter(unit_code__in=units, answered_at__isnull=False)
    return page_by(mine.select_related("dossier__version"), "answered_at", after=after, newest_first=True)


def complaint_for(leader: Actor, complaint_id: UUID) -> Complaint:
    """Return a complaint of the leader's territory, with its dossier.

    Raises:
        NotFound: there is none, or it lies in another territory.
    """
    with_dossier = Complaint.objects.select_related("dossier__version", "dossier__applicant")
    found = with_dossier.filter(id=complaint_id).first()
    if found is None or found.unit_code not in units_under(leader.unit_code):
        raise NotFound("complaint.unknown", "Không thấy khiếu nại này.", "There is no such complaint here.")
    return found


def complaints_of(dossier: Dossier) -> list[Complaint]:
    """Return every complaint about the dossier, oldest first."""
    return list(Complaint.objects.filter(dossier=dossier).order_by("made_at", "id"))


def decision_complained_of(dossier: Dossier) -> Decision | None:
    """Return the decision that ended the dossier: the one a complaint is about."""
    acts = Decision.objects.filter(dossier=dossier, kind__in=ENDINGS)
    return acts.order_by("decided_at", "id").last()


def may_complain(dossier: Dossier) -> bool:
    """True when there is a decision to complain about and no complaint is being looked at."""
    if dossier.state not in DECIDED:
        return False
    return not Complaint.objects.filter(dossier=dossier, answered_at=None).exists()
