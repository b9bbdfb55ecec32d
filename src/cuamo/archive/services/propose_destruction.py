"""A list is proposed for destruction by one person and decided by another."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.archive import policies
from cuamo.archive.jobs import destroy
from cuamo.archive.models import Destruction, DestructionItem
from cuamo.archive.selectors.due import to_destroy
from cuamo.archive.types import DestructionState, Outcome
from cuamo.kernel import events
from cuamo.kernel.actors import Actor
from cuamo.kernel.clock import to_hanoi
from cuamo.kernel.errors import Conflict, IllegalTransition, Invalid, NotFound, NotPermitted
from cuamo.kernel.numbering import take_number

MOST = 500


@transaction.atomic
def propose_destruction(
    *,
    unit_code: str,
    officer: Actor,
    council: str,
    at: datetime,
    dossier_ids: Sequence[UUID] | None = None,
) -> Destruction:
    """Put dossiers whose retention has ended on a list, at most 500. Records `archive.list_proposed`.

    Args:
        council: number and day of the minutes of the council that looked at them (hội đồng xét huỷ).
    Raises:
        NotFound, NotPermitted: `officer` keeps no records there.
        Invalid: the council's minutes are not named.
        Conflict: nothing is due, or it stands on another list.
    Law: Law on Archives 33/2024/QH15 (destruction of files whose retention has ended).
    """
    policies.require_keeper(officer, unit_code)
    if len(council.strip()) < 3:
        raise Invalid(
            "destruction.council",
            "Cần ghi số, ngày biên bản của hội đồng xét huỷ.",
            "Name the minutes of the council that looked at the list.",
            where="bien_ban",
        )
    rows = to_destroy([unit_code], at=at)
    if dossier_ids is not None:
        rows = rows.filter(dossier_id__in=list(dossier_ids))
    due = list(
        rows.select_for_update(of=("self",), skip_locked=True).order_by("destroy_from", "dossier_id")[:MOST]
    )
    listed = DestructionItem.objects.filter(
        outcome=Outcome.WAITING, dossier_id__in=[row.dossier_id for row in due]
    )
    just_listed = set(listed.values_list("dossier_id", flat=True))  # between our look and our lock
    due = [row for row in due if row.dossier_id not in just_listed]
    if not due:
        raise Conflict(
            "destruction.nothing",
            "Không còn hồ sơ nào hết hạn bảo quản để đề nghị.",
            "There is no dossier left whose retention has ended.",
        )
    year = to_hanoi(at).year
    destruction = Destruction.objects.create(
        number=f"TH-{unit_code}-{year}-{take_number(f'archive-destruction:{unit_code}:{year}'):04d}",
        unit_code=unit_code,
        proposed_by=officer.as_json(),
        proposed_at=at,
        council=council.strip()[:300],
        total=len(due),
    )
    DestructionItem.objects.bulk_create(
        DestructionItem(destruction=destruction, dossier_id=row.dossier_id, code=row.code) for row in due
    )
    events.record(
        "archive.list_proposed",
        destruction.id,
        actor=officer,
        at=at,
        number=destruction.number,
        dossiers=len(due),
    )
    return destruction


@transaction.atomic
def decide_destruction(
    *, destruction_id: UUID, leader: Actor, approve: bool, words: str, at: datetime
) -> Destruction:
    """Approve or reject a list, as a leader who did not propose it; an approved one is carried out.

    Records `archive.list_approved` or `archive.list_rejected`.

    Args:
        words: number of the decision, or why it is rejected.
    Raises:
        NotFound, NotPermitted: no leader of the unit, or the one who proposed.
        Invalid: nothing is said.
        IllegalTransition: it has been decided.
    """
    destruction = Destruction.objects.select_for_update().filter(id=destruction_id).first()
    if destruction is None:
        raise NotFound("destruction.unknown", "Không thấy danh mục này.", "There is no such list.")
    policies.require_leader(leader, destruction.unit_code)
    if destruction.proposed_by["id"] == leader.id:
        raise NotPermitted(
            "destruction.own",
            "Người đề nghị không tự duyệt danh mục của mình.",
            "Who proposed the list does not approve it.",
        )
    if destruction.state != DestructionState.PROPOSED:
        raise IllegalTransition(
            "destruction.decided", "Danh mục này đã được quyết định.", "This list has been decided."
        )
    if len(words.strip()) < 3:
        raise Invalid(
            "destruction.words",
            "Cần ghi số quyết định tiêu huỷ." if approve else "Cần ghi vì sao không duyệt.",
            "Give the number of the decision." if approve else "Say why it is rejected.",
            where="quyet_dinh",
        )
    destruction.state = DestructionState.APPROVED if approve else DestructionState.REJECTED
    destruction.decided_by, destruction.decided_at = leader.as_json(), at
    destruction.decision = words.strip()[:500]
    destruction.save()
    if approve:
        destroy.enqueue(destruction_id=str(destruction.id))
    else:
        waiting = destruction.items.filter(outcome=Outcome.WAITING)
        waiting.update(outcome=Outcome.KEPT, settled_at=at)
    events.record(
        "archive.list_approved" if approve else "archive.list_rejected",
        destruction.id,
        actor=leader,
        at=at,
        number=destruction.number,
    )
    return destruction
