"""A saved draft meets a newer version of its procedure: what still fits stays, the rest is named."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.catalogue.models import ProcedureVersion
from cuamo.catalogue.rules.carry_answers import Carried, carry
from cuamo.catalogue.rules.lacking import lacking, with_lacking
from cuamo.catalogue.selectors.versions import version_in_force
from cuamo.dossiers.models import Dossier
from cuamo.dossiers.services.fill_form import lock_draft, touch
from cuamo.dossiers.services.parts import tell
from cuamo.dossiers.states import State
from cuamo.kernel.actors import Actor
from cuamo.kernel.clock import to_hanoi
from cuamo.kernel.errors import NotFound


def newer_version(dossier: Dossier, *, at: datetime) -> ProcedureVersion | None:
    """Return the version a draft should move to; None when its own still counts, or it has been sent.

    Dossiers received under a version keep it for life (Decree 118/2025/NĐ-CP, the law at reception).
    """
    if dossier.state != State.DRAFT:
        return None
    try:
        current = version_in_force(dossier.procedure_code, on=to_hanoi(at).date())
    except NotFound:
        return None
    offered = bool(current.content.get("form", {}).get("sections"))
    return current if offered and current.id != dossier.version_id else None


def what_would_change(dossier: Dossier, *, at: datetime) -> Carried | None:
    """Return what moving to the newer version would keep, drop and ask; None when there is none."""
    newer = newer_version(dossier, at=at)
    return None if newer is None else _carried(dossier, newer, at)


def must_be_told(dossier: Dossier, *, at: datetime) -> bool:
    """Return whether a newer version changes something people read: nobody goes on before they were told."""
    carried = what_would_change(dossier, at=at)
    return carried is not None and bool(
        carried.changes or carried.dropped or carried.papers_needed or carried.papers_spared
    )


@transaction.atomic
def meet_new_version(*, dossier_id: UUID, actor: Actor, at: datetime) -> Carried | None:
    """Move a draft to the version in force today and keep every answer that fits (gặp phiên bản mới).

    Records `dossier.moved` with both versions. Papers already given stay with the dossier; a summary shown
    before no longer counts. A second call finds it done and returns None.

    Raises:
        IllegalTransition: the dossier has been sent.
        NotPermitted: the actor may not change it.
    """
    dossier = lock_draft(dossier_id, actor, at=at)
    newer = newer_version(dossier, at=at)
    if newer is None:
        return None
    carried = _carried(dossier, newer, at)
    before = dossier.version_id
    dossier.version = newer
    dossier.route = newer.content["route"]
    dossier.answers = with_lacking(carried.answers, lacking(dossier.answers))
    dossier.values = carried.values
    dossier.sources = {key: source for key, source in dossier.sources.items() if key in carried.values}
    touch(dossier, at, "version", "route", "answers", "values", "sources")
    tell(
        "dossier.moved",
        dossier,
        actor=actor,
        at=at,
        before=str(before),
        version=str(newer.id),
        dropped=len(carried.dropped),
    )
    return carried


def _carried(dossier: Dossier, newer: ProcedureVersion, at: datetime) -> Carried:
    return carry(
        dossier.version.content,
        newer.content,
        answers=dossier.answers,
        values=dossier.values,
        today=to_hanoi(at).date(),
    )
