"""Give waiting dossiers to an officer."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.dossiers.models import WorkItem
from cuamo.dossiers.policies import require_sharer, unknown_dossier
from cuamo.dossiers.services.lock_order import lock_in_order
from cuamo.dossiers.states import STEP_ROLE, Step
from cuamo.kernel import events
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import Conflict, Invalid, NotFound
from cuamo.organisation.models import Absence
from cuamo.organisation.selectors.absences import away_at
from cuamo.organisation.selectors.scope import units_under
from cuamo.organisation.selectors.staff import actor_of
from cuamo.people.models import Account, AccountKind

MOST = 200


@transaction.atomic
def assign(*, dossier_ids: Sequence[UUID], to_officer: UUID | str, by: Actor, at: datetime) -> int:
    """Give waiting dossiers to one officer (phân cho), all of them or none. Records `dossier.assigned`.

    Whoever had one in hands lets go of it; notes and ticks stay with the dossier. What the officer has
    already stays as it is and counts as nothing.

    Returns:
        How many changed hands.
    Raises:
        Invalid: nothing is chosen, or more than 200.
        NotFound: no such officer, or one of the dossiers waits for nobody.
        NotPermitted: `by` does not share out the work of the unit where one waits.
        Conflict: the officer does not work at the step where one waits, or is away today.
    """
    items, officer = _checked(dossier_ids, to_officer, by, at)
    moved = [item for item in items if item.assignee_id != officer.id]
    for item in moved:
        left = item.assignee_id
        item.assignee_id, item.assignee_name = officer.id, officer.name
        if item.holder_id != officer.id:
            item.holder_id = item.holder_name = ""
        item.save(update_fields=["assignee_id", "assignee_name", "holder_id", "holder_name"])
        events.record(
            "dossier.assigned", item.dossier_id, actor=by, at=at, to=officer.id, left=left, step=item.step
        )
    return len(moved)


def _checked(
    dossier_ids: Sequence[UUID], to_officer: UUID | str, by: Actor, at: datetime
) -> tuple[list[WorkItem], Actor]:
    chosen = set(dossier_ids)
    if not 1 <= len(chosen) <= MOST:
        raise Invalid(
            "assign.none",
            f"Đánh dấu từ 1 đến {MOST} hồ sơ bằng phím cách.",
            f"Tick 1 to {MOST} dossiers with the space key.",
            where="chon",
        )
    officer = _officer(to_officer, at)
    lock_in_order(chosen)
    waiting = WorkItem.objects.filter(dossier_id__in=chosen).order_by("dossier_id")
    items = list(waiting.select_for_update(of=("self",)))
    scope = units_under(by.unit_code)
    for item in items:
        require_sharer(item.unit_code, by, scope=scope)
    if len(items) != len(chosen):
        raise unknown_dossier()
    _require_here_today(officer, at)
    reach = set(units_under(officer.unit_code))
    for item in items:
        if item.unit_code not in reach or STEP_ROLE[Step(item.step)] not in officer.roles:
            raise Conflict(
                "assign.step",
                f"{officer.name} không làm bước của hồ sơ {item.code}.",
                f"{officer.name} does not work at the step of dossier {item.code}.",
                where="nguoi",
                hint_vi="Chọn người có vai trò của bước này tại đơn vị.",
                hint_en="Choose somebody who holds the role of this step at the unit.",
            )
    return items, officer


def _officer(account_id: UUID | str, at: datetime) -> Actor:
    try:
        key = UUID(str(account_id))
    except ValueError:
        key = None
    account = Account.objects.filter(id=key, kind=AccountKind.STAFF, is_active=True).first() if key else None
    if account is None:
        raise NotFound(
            "assign.nobody",
            "Không thấy người nhận việc này.",
            "There is no such officer.",
            where="nguoi",
            hint_vi="Chọn một người trong danh sách.",
            hint_en="Choose somebody from the list.",
        )
    return actor_of(account, at=at)


def _require_here_today(officer: Actor, at: datetime) -> None:
    away = (
        Absence.objects.filter(away_at(at), account_id=officer.id)
        .select_related("substitute")
        .order_by("-ends_on")
        .first()
    )
    if away is None:
        return
    instead = away.substitute.full_name if away.substitute else ""
    raise Conflict(
        "assign.away",
        f"{officer.name} nghỉ đến hết ngày {away.ends_on:%d/%m/%Y}.",
        f"{officer.name} is away until {away.ends_on:%d/%m/%Y}.",
        where="nguoi",
        hint_vi=f"Giao cho người thay: {instead}." if instead else "Chọn người khác trong đơn vị.",
        hint_en=f"Give it to the substitute: {instead}." if instead else "Choose somebody else of the unit.",
    )
