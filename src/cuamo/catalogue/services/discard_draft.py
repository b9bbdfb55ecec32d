"""Drop a draft nobody needs."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.catalogue.models import Procedure
from cuamo.catalogue.policies import require_editor
from cuamo.catalogue.services.approve_version import lock_version
from cuamo.catalogue.states import CHANGEABLE
from cuamo.kernel import events
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import IllegalTransition


@transaction.atomic
def discard_draft(*, version_id: UUID, actor: Actor, at: datetime) -> None:
    """Remove a draft (bỏ bản nháp); records `version.discarded` with the mark of what it held.

    A procedure left without any version goes with it.

    Raises:
        NotPermitted: the actor is no editor.
        IllegalTransition: it is no draft.
    """
    require_editor(actor)
    version = lock_version(version_id)
    if version.status not in CHANGEABLE:
        raise IllegalTransition(
            "catalogue.not_draft",
            "Chỉ bỏ được bản nháp.",
            "Only a draft can be dropped.",
            where=version.status,
        )
    code, number, sha256 = version.procedure_id, version.number, version.content_sha256
    version.delete()
    Procedure.objects.filter(code=code, versions__isnull=True).delete()
    events.record(
        "version.discarded", version_id, actor=actor, at=at, code=code, number=number, sha256=sha256
    )
