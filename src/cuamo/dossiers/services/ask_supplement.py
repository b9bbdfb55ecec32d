"""Ask for everything that is missing, at once; take what comes back."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.documents.models import StoredFile
from cuamo.documents.services.read_later import read_later
from cuamo.documents.services.store import store_upload
from cuamo.dossiers import policies
from cuamo.dossiers.models import Dossier, DossierPaper, SupplementRequest
from cuamo.dossiers.policies import unknown_dossier
from cuamo.dossiers.selectors.calendar_for import calendar_for
from cuamo.dossiers.services.accept import decided
from cuamo.dossiers.services.four_eyes import require_other_eyes
from cuamo.dossiers.services.go_on import back_to_officer
from cuamo.dossiers.services.parts import lock_dossier, tell, wait_at
from cuamo.dossiers.services.reuse_paper import AGREED, OWN_ACT, paper_of_store, use_in
from cuamo.dossiers.services.stand_still import pause_clock, resume_clock
from cuamo.dossiers.states import Move, Step, after
from cuamo.kernel.actors import Actor, ActorKind
from cuamo.kernel.errors import Invalid, NotPermitted

DAYS_TO_ANSWER = 30


@transaction.atomic
def ask_supplement(
    *,
    dossier_id: UUID,
    officer: Actor,
    items: Sequence[Mapping[str, str]],
    supervisor: Actor | None = None,
    at: datetime,
) -> SupplementRequest:
    """Ask for more papers with every defect listed (yêu cầu bổ sung, form 02); the clock pauses.

    Args:
        items: `about` (component or field key), `label`, `reason`, `todo`; where the defect is on one page of
            a stored paper, also `paper` (its id) and `page`.
        supervisor: needed for the second return of the same dossier, which counts as late.
    Raises:
        Invalid: an item says no reason or nothing to do.
        NotPermitted: not the officer's step, or a second return without another person as supervisor.
    Law: Decree 118/2025/NĐ-CP; Circular 03/2025/TT-VPCP, form 02; Decision 766/QĐ-TTg.
    """
    dossier = lock_dossier(dossier_id)
    policies.require_step(dossier, officer, Step.EXAMINE)
    clean = clean_items(items)
    if dossier.returns >= 1 and (supervisor is None or "LEADER" not in supervisor.roles):
        raise NotPermitted(
            "supplement.second",
            "Yêu cầu bổ sung lần hai cần lãnh đạo đồng ý và bị tính là trễ.",
            "A second return needs a leader and counts as late.",
        )
    if dossier.returns >= 1 and supervisor is not None:
        policies.require_step(dossier, supervisor, Step.APPROVE)
        require_other_eyes(dossier, supervisor)
        if supervisor.id == officer.id:
            raise NotPermitted(
                "supplement.own",
                "Lãnh đạo đồng ý phải là người khác với người yêu cầu.",
                "The leader who agrees must be another person than the one who asks.",
            )
    return send_request(dossier, clean, asked_by=officer.as_json(), actor=officer, at=at)


def clean_items(items: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    """Return the defects as they are kept.

    Raises:
        Invalid: there is none, or one says no reason or nothing to do.
    """
    clean = [
        {key: str(item.get(key, "")).strip()[:500] for key in ("about", "label", "reason", "todo")}
        | {key: str(item[key])[:40] for key in ("paper", "page") if item.get(key)}
        for item in items
    ]
    if not clean or any(not item["reason"] or not item["todo"] for item in clean):
        raise Invalid(
            "supplement.empty",
            "Mỗi mục cần lý do và việc cần làm.",
            "Every item needs a reason and what to do.",
            where="items",
        )
    return clean


def send_request(
    dossier: Dossier, items: list[dict[str, str]], *, asked_by: dict[str, str], actor: Actor, at: datetime
) -> SupplementRequest:
    """Ask the citizen of a locked dossier for everything in `items`; `asked_by` is whom they may call."""
    dossier.state = after(Move.ASK_SUPPLEMENT, dossier.state)
    dossier.returns += 1
    request = SupplementRequest.objects.create(
        dossier=dossier,
        number=dossier.returns,
        items=items,
        asked_at=at,
        asked_by=asked_by,
        answer_by=calendar_for(dossier).add_calendar_days(at, DAYS_TO_ANSWER),
    )
    pause_clock(dossier, reason="SUPPLEMENT", document_id=request.id, at=at)
    dossier.save(update_fields=["state", "returns", "paused_at"])
    decided(dossier, "ASK_SUPPLEMENT", actor, at, items=items)
    wait_at(dossier, Step.CITIZEN, at=at, step_due_at=request.answer_by)
    tell(
        "dossier.supplement_asked",
        dossier,
        actor=actor,
        at=at,
        number=request.number,
        items=len(items),
        answer_by=request.answer_by.isoformat(),
    )
    return request


@transaction.atomic
def answer_supplement(
    *,
    dossier_id: UUID,
    actor: Actor,
    files: Sequence[tuple[str, str, bytes | StoredFile]],
    reused: Sequence[tuple[str, UUID]] = (),
    note: str = "",
    at_point: str = "",
    at: datetime,
) -> Dossier:
    """Send everything that was asked for, once (bổ sung); the clock runs again, for the same officer.

    Args:
        files: component key, file name and content of each paper, or the file that is in the store already.
        reused: component key and paper of the person's own that answers it; each is checked before it counts.
        at_point: the agency that took it, where a counter did.
    Raises:
        Invalid: neither a paper nor a note is given.
        IllegalTransition: nothing is asked for any more.
    """
    dossier = lock_dossier(dossier_id)
    own = actor.kind is ActorKind.CITIZEN and policies.is_citizen_of(dossier, actor, at=at)
    helped = actor.kind is ActorKind.STAFF and "CLERK" in actor.roles
    if not (own or helped or actor.kind is ActorKind.SYSTEM):
        raise unknown_dossier()
    policies.require_no_filing(dossier)
    if not files and not reused and not note.strip():
        raise Invalid("supplement.nothing", "Chưa có giấy tờ nào.", "There is no paper yet.", where="files")
    dossier.state = after(Move.ANSWER_SUPPLEMENT, dossier.state)
    request = SupplementRequest.objects.select_for_update().get(dossier=dossier, number=dossier.returns)
    for key, filename, data in files:
        stored = data
        if not isinstance(stored, StoredFile):
            stored = store_upload(data=stored, filename=filename, actor=actor, at=at)
        DossierPaper.objects.create(
            dossier=dossier,
            component_key=key,
            file=stored,
            added_at=at,
            added_by=actor.as_json(),
            supplement=request.number,
        )
        read_later(stored)
    for key, own_paper_id in reused:
        use_in(
            dossier,
            paper_of_store(own_paper_id),
            key,
            actor=actor,
            ground=OWN_ACT if own else AGREED,
            supplement=request.number,
            at=at,
        )
    request.answered_at = at
    request.save(update_fields=["answered_at"])
    resume_clock(dossier, at)
    dossier.save(update_fields=["state", "due_at", "paused_at"])
    back_to_officer(dossier, at)
    told: dict[str, object] = {"number": request.number, "papers": len(files) + len(reused)}
    if at_point:
        told["at_point"] = at_point
    tell("dossier.supplemented", dossier, actor=actor, at=at, **told)
    return dossier
