"""Show the way without opening a dossier."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.catalogue.models import ProcedureVersion
from cuamo.catalogue.selectors.versions import version_in_force
from cuamo.dossiers.policies import require_own_visit
from cuamo.dossiers.services.parts import lock_visit
from cuamo.kernel import events
from cuamo.kernel.actors import Actor
from cuamo.kernel.clock import to_hanoi

GUIDED = "GUIDED"


@transaction.atomic
def guide_only(*, visit_id: UUID, clerk: Actor, procedure_code: str, at: datetime) -> ProcedureVersion:
    """Make the visit one of guidance (chỉ hướng dẫn): no dossier is opened, a checklist is taken home.

    A place that may not file a procedure may still guide; so may every place.

    Raises:
        NotFound: nothing of this code is in force.
        NotPermitted: it is another clerk's visit, or it has ended.
    """
    visit = lock_visit(visit_id)
    require_own_visit(visit, clerk)
    version = version_in_force(procedure_code, on=to_hanoi(at).date())
    if visit.mode != GUIDED:
        visit.mode = GUIDED
        visit.save(update_fields=["mode"])
    events.record(
        "visit.guided",
        visit.id,
        actor=clerk,
        at=at,
        agency=visit.agency_code,
        procedure=procedure_code,
        version=str(version.id),
    )
    return version
