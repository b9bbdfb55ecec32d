"""A specialist examines and proposes; the work of deciding stays with the leader."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.catalogue.rules.result_template import draft, missing_labels
from cuamo.dossiers import policies
from cuamo.dossiers.models import Dossier, Result
from cuamo.dossiers.rules.deadline import step_due
from cuamo.dossiers.selectors.calendar_for import calendar_for
from cuamo.dossiers.services.accept import decided, hours_of
from cuamo.dossiers.services.examine import left_unticked
from cuamo.dossiers.services.opinion import require_no_open_opinion
from cuamo.dossiers.services.parts import lock_dossier, random_code, tell, wait_at
from cuamo.dossiers.states import Move, State, Step, after
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import IllegalTransition, Invalid


@transaction.atomic
def propose(
    *,
    dossier_id: UUID,
    officer: Actor,
    grant: bool,
    note: str,
    result: Mapping[str, str],
    reasons: Sequence[str] = (),
    at: datetime,
) -> Dossier:
    """Propose to grant, with the drafted result, or to refuse, with reasons (thẩm định, trình lãnh đạo).

    Args:
        result: what the result document will say, label by label.
    Raises:
        NotPermitted: `officer` is no specialist of the deciding unit.
        Invalid: a refusal without a reason, a check the version asks for is not ticked, or the result lacks
            what its template requires.
        IllegalTransition: the dossier does not wait for examination.
    """
    dossier = lock_dossier(dossier_id)
    policies.require_step(dossier, officer, Step.EXAMINE)
    if dossier.state == State.ACCEPTED:
        dossier.state = after(Move.START, dossier.state)
    if dossier.state != State.IN_PROGRESS:
        raise IllegalTransition(
            "dossier.state", "Hồ sơ không ở bước thẩm định.", "The dossier is not being examined."
        )
    require_no_open_opinion(dossier, at=at)
    given = [reason.strip() for reason in reasons if reason.strip()]
    if not grant and not given:
        raise Invalid("refusal.no_reason", "Cần ít nhất một lý do.", "A reason is needed.", where="reasons")
    unticked = left_unticked(dossier, officer, Step.EXAMINE) if grant else []
    content = dossier.version.content
    if grant:
        if lacking := missing_labels(content, result):
            raise Invalid(
                "propose.gap",
                f"Kết quả còn trống: {', '.join(lacking)}.",
                f"The result lacks: {', '.join(lacking)}.",
                where="content",
            )
        template = draft(content, dossier.values, dossier.answers, rows=result)
        layout = template.layout if template else {}
        Result.objects.update_or_create(
            dossier=dossier,
            defaults={
                "title": content["result"]["name_vi"],
                "content": dict(result),
                "layout": layout,
                "drafted_at": at,
                "drafted_by": officer.id,
                "drafted_by_name": officer.name,
                "approved_at": None,
                "approved_by": "",
            },
            create_defaults={
                "title": content["result"]["name_vi"],
                "content": dict(result),
                "layout": layout,
                "drafted_at": at,
                "drafted_by": officer.id,
                "drafted_by_name": officer.name,
                "check_token": random_code(16),
            },
        )
    kind = "PROPOSE_GRANT" if grant else "PROPOSE_REFUSE"
    decided(dossier, kind, officer, at, note=note, reasons=given, unticked=unticked)
    dossier.save(update_fields=["state"])
    assert dossier.due_at is not None
    wait_at(
        dossier,
        Step.APPROVE,
        at=at,
        step_due_at=step_due(
            arrived_at=at,
            hours=hours_of(dossier, "APPROVE"),
            due_at=dossier.due_at,
            calendar=calendar_for(dossier),
        ),
    )
    tell("dossier.proposed", dossier, actor=officer, at=at, grant=grant)
    return dossier
