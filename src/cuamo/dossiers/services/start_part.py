"""A part of a linked filing comes to its authority."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.dossiers.models import Dossier, DossierPaper, LinkedPart, Result
from cuamo.dossiers.policies import is_citizen_of, unknown_dossier
from cuamo.dossiers.rules.deadline import answer_due
from cuamo.dossiers.rules.linked import waits_for_part
from cuamo.dossiers.selectors.calendar_for import calendar_for
from cuamo.dossiers.selectors.linked import spec_of
from cuamo.dossiers.services.parts import lock_dossier, tell, wait_at
from cuamo.dossiers.services.send_linked import filled_part
from cuamo.dossiers.states import State, Step
from cuamo.kernel.actors import SYSTEM, Actor
from cuamo.kernel.clock import HANOI
from cuamo.kernel.errors import IllegalTransition

EARLIER_RESULT = "earlier_result"
"""Source of a value that stands in the result of the part before."""


@transaction.atomic
def start_part(*, dossier_id: UUID, at: datetime) -> bool:
    """Let a waiting part begin with the result it waited for (bắt đầu sau khi có kết quả trước).

    The result lies among its papers, by reference; what the part reads from it stands in its form; from now
    on the answer is owed. Records `dossier.part_started`. One that began, or was taken back, is left alone.

    Returns whether it began now.
    """
    dossier = lock_dossier(dossier_id)
    part = _locked_part(dossier)
    if part is None or part.started_at is not None or not waits_for_part(dossier):
        return False
    result = _result_of(part.starts_after)
    if result is None:
        return False
    _take_result(dossier, part, result, at)
    _begin(dossier, part, actor=SYSTEM, at=at, with_result=True)
    return True


@transaction.atomic
def go_on_without(*, dossier_id: UUID, citizen: Actor, at: datetime) -> Dossier:
    """Let a part begin although the one before ended without a result: the person's own choice (làm tiếp).

    Chosen twice, it began once.

    Raises:
        NotFound: it is not the citizen's, or no part of a filing.
        IllegalTransition: the part before is still being decided, or this one has ended.
    """
    dossier = lock_dossier(dossier_id)
    part = _locked_part(dossier)
    if part is None or not is_citizen_of(dossier, citizen, at=at):
        raise unknown_dossier()
    if part.started_at is not None:
        return dossier
    if part.blocked_at is None or not waits_for_part(dossier):
        raise IllegalTransition(
            "linked.still_waits",
            "Phần này đang chờ kết quả của phần trước, hoặc đã kết thúc.",
            "This part waits for the one before, or has ended.",
            hint_vi="Tải lại trang để xem trạng thái mới nhất.",
            hint_en="Reload the page to see its latest state.",
        )
    _begin(dossier, part, actor=citizen, at=at, with_result=False)
    return dossier


@transaction.atomic
def block_part(*, dossier_id: UUID, at: datetime) -> bool:
    """Write down that the part a waiting one needs ended without a result; records `dossier.part_blocked`.

    The person is told what it means and chooses. Heard twice, it is written once.
    """
    dossier = lock_dossier(dossier_id)
    part = _locked_part(dossier)
    if part is None or part.blocked_at is not None or not waits_for_part(dossier):
        return False
    part.blocked_at = at
    part.save(update_fields=["blocked_at"])
    tell("dossier.part_blocked", dossier, actor=SYSTEM, at=at, after=str(part.starts_after_id))
    return True


def _locked_part(dossier: Dossier) -> LinkedPart | None:
    rows = LinkedPart.objects.select_for_update(of=("self",)).select_related("filing", "starts_after")
    return rows.filter(dossier_id=dossier.id).first()


def _result_of(part: LinkedPart | None) -> Result | None:
    """Return the issued result a part waits for; one that was taken back is none."""
    if part is None:
        return None
    done = Result.objects.filter(dossier_id=part.dossier_id, issued_at__isnull=False, revoked_at=None)
    done = done.filter(dossier__state__in=[State.DONE, State.RETURNED])
    return done.select_related("file").first()


def _take_result(dossier: Dossier, part: LinkedPart, result: Result, at: datetime) -> None:
    spec = spec_of(part)
    if spec.result_paper and result.file is not None:
        DossierPaper.objects.create(
            dossier=dossier,
            component_key=spec.result_paper,
            file=result.file,
            added_at=at,
            added_by=SYSTEM.as_json(),
        )
    taken = filled_part(
        part.filing.dossier,
        spec,
        dossier.version.content,
        today=at.astimezone(HANOI).date(),
        result=result.content,
    )
    read = {key: value for key, value in taken.values.items() if spec.values[key].from_result}
    if read:
        dossier.values = {**dossier.values, **read}
        dossier.sources = {**dossier.sources, **dict.fromkeys(read, EARLIER_RESULT)}
        dossier.save(update_fields=["values", "sources"])


def _begin(dossier: Dossier, part: LinkedPart, *, actor: Actor, at: datetime, with_result: bool) -> None:
    part.started_at = at
    part.with_result = with_result
    part.save(update_fields=["started_at", "with_result"])
    dossier.answer_due_at = answer_due(submitted_at=at, calendar=calendar_for(dossier))
    dossier.save(update_fields=["answer_due_at"])
    wait_at(dossier, Step.INTAKE, at=at, step_due_at=dossier.answer_due_at)
    tell("dossier.part_started", dossier, actor=actor, at=at, with_result=with_result)
