"""A dossier filed in the citizen's own session on a ministry's system: keep its code and follow it."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from cuamo.dossiers.models import Dossier, DossierKey, WorkItem
from cuamo.dossiers.policies import require_editor, unknown_dossier
from cuamo.dossiers.services.parts import leave_queues, lock_dossier, tell
from cuamo.dossiers.states import CLOSED, State, Sync
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import Conflict, IllegalTransition, Invalid
from cuamo.kernel.identifiers import dossier_code
from cuamo.organisation.selectors.scope import units_under


@transaction.atomic
def enter_external_code(*, dossier_id: UUID, actor: Actor, code: str, at: datetime) -> Dossier:
    """Keep the code the ministry's system gave (mã hồ sơ trên hệ thống của bộ); one corrected is let go.

    Raises:
        Invalid: it does not look like a dossier code, or this dossier goes to the city.
        Conflict: another dossier has this code.
    """
    dossier = lock_dossier(dossier_id)
    require_editor(dossier, actor, at=at)
    if dossier.sync != Sync.EXTERNAL:
        raise Invalid("external.city", "Hồ sơ này nộp cho thành phố.", "This dossier goes to the city.")
    value = dossier_code.check(code)
    if dossier.external_code == value:
        return dossier
    try:
        with transaction.atomic():
            DossierKey.objects.create(kind="EXTERNAL", value=value, dossier_id=dossier.id)
    except IntegrityError:
        raise Conflict(
            "external.taken",
            f"Mã {value} đã gắn với một hồ sơ khác.",
            f"The code {value} belongs to another dossier already.",
            where="code",
        ) from None
    former = DossierKey.objects.filter(kind="EXTERNAL", value=dossier.external_code)
    former.filter(dossier_id=dossier.id).delete()
    dossier.external_code = value
    dossier.save(update_fields=["external_code"])
    WorkItem.objects.filter(dossier_id=dossier.id).update(code=value)
    tell("dossier.external_code_entered", dossier, actor=actor, at=at, code=value)
    return dossier


@transaction.atomic
def follow_external(*, dossier_id: UUID, actor: Actor, state: State, at: datetime) -> Dossier:
    """Write down the state the ministry's system shows (theo dõi trạng thái).

    Raises:
        NotFound: the actor's unit did not help with this dossier.
        IllegalTransition: it goes back to a draft, or is closed.
    """
    dossier = lock_dossier(dossier_id)
    if dossier.helped_at not in units_under(actor.unit_code) or dossier.sync != Sync.EXTERNAL:
        raise unknown_dossier()
    if state == State.DRAFT or State(dossier.state) in CLOSED - {State.DONE}:
        raise IllegalTransition("external.closed", "Hồ sơ đã kết thúc.", "The dossier is closed.")
    if dossier.state == state:
        return dossier
    dossier.state = state
    if state == State.ACCEPTED and dossier.accepted_at is None:
        dossier.accepted_at = at
    if state in CLOSED:
        dossier.finished_at = dossier.finished_at or at
        leave_queues(dossier)
    if state == State.RETURNED:
        dossier.returned_at = dossier.returned_at or at
    dossier.save(update_fields=["state", "accepted_at", "finished_at", "returned_at"])
    tell("dossier.external_state_seen", dossier, actor=actor, at=at)
    return dossier
