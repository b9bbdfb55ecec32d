"""A visit of an invented person, on the tables of the rehearsal."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from cuamo.dossiers.models import Visit
from cuamo.dossiers.selectors.visits import dossier_of_visit
from cuamo.dossiers.services.start_visit import start_visit
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import NotFound
from cuamo.kernel.identifiers.card import read_card
from cuamo.kernel.rehearsal import rehearsal
from cuamo.organisation.models import Shift
from cuamo.organisation.selectors.shifts import free_counters, open_shift_of
from cuamo.organisation.services.shift import open_shift

FLOAT_VND = 500_000


@dataclass(frozen=True)
class Rehearsed:
    """What was done in a rehearsed visit; figures and the procedure."""

    procedure: str
    presses: int
    seconds: int


def begin_rehearsal(*, clerk: Actor, card: str, phone: str, at: datetime) -> UUID:
    """Let an invented person come to the counter (bắt đầu luyện tập); what was rehearsed before is put away.

    Everything is written to the tables of the rehearsal only: the till, the person, the visit.
    """
    with rehearsal():
        Visit.objects.filter(clerk_id=clerk.id, ended_at=None).update(ended_at=at, parked=False)
        if open_shift_of(clerk.id) is None:
            counter = free_counters(clerk.unit_code).first()
            if counter is None:
                Shift.objects.filter(unit_code=clerk.unit_code, closed_at=None).update(closed_at=at)
                counter = free_counters(clerk.unit_code).first()
            if counter is None:
                raise NotFound("counter.unknown", "Điểm này chưa có quầy.", "This place has no counter.")
            open_shift(clerk=clerk, counter_id=counter.id, float_vnd=FLOAT_VND, at=at)
        return start_visit(clerk=clerk, card=read_card(card), phone=phone, at=at).id


def what_was_done(*, visit_id: UUID, clerk: Actor, at: datetime) -> Rehearsed:
    """Return what the rehearsed visit took, and put it away.

    Raises:
        NotFound: there is no such rehearsed visit of this clerk.
    """
    with rehearsal():
        visit = Visit.objects.filter(id=visit_id, clerk_id=clerk.id).first()
        if visit is None:
            raise NotFound("visit.unknown", "Không thấy lượt luyện tập này.", "There is no such rehearsal.")
        dossier = dossier_of_visit(visit)
        took = visit.measures.values()
        done = Rehearsed(
            procedure=dossier.procedure_code if dossier else "",
            presses=sum(int(step.get("presses", 0)) for step in took),
            seconds=sum(int(step.get("seconds", 0)) for step in took),
        )
        Visit.objects.filter(id=visit.id, ended_at=None).update(ended_at=at, parked=False)
        return done
