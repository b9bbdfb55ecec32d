"""Who is away from a unit, and who stands in."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from cuamo.kernel import events
from cuamo.kernel.actors import Actor
from cuamo.kernel.clock import to_hanoi
from cuamo.kernel.errors import Conflict, Invalid, NotFound
from cuamo.organisation.models import Absence
from cuamo.organisation.policies import require_leads
from cuamo.organisation.selectors.scope import units_under
from cuamo.organisation.selectors.sharing import at_desk
from cuamo.organisation.services.lock_unit import lock_unit
from cuamo.organisation.services.teams import AT_WORK

LONGEST_DAYS = 366


@transaction.atomic
def set_leave(
    *,
    unit_code: str,
    officer_id: str,
    starts_on: date,
    ends_on: date,
    substitute_id: str,
    leader: Actor,
    at: datetime,
) -> Absence:
    """Say that an officer is away from one day to another and who stands in (nghỉ, cử người thay).

    Meanwhile nothing new is given to them; the substitute sees what they have, and it is theirs again the day
    after. Records `leave.set` on the officer's account.

    Raises:
        NotPermitted: `leader` does not lead the unit.
        Invalid: days that do not follow each other, are past or too many; somebody of another unit; the
            officer themself as substitute, or somebody without their roles where another has them.
        Conflict: the officer is away on some of the days already, or the substitute is.
    """
    require_leads(leader, unit_code, scope=units_under(leader.unit_code))
    lock_unit(unit_code)
    _require_days(starts_on, ends_on, today=to_hanoi(at).date())
    here = {officer.id: officer.name for officer in at_desk(unit_code, *AT_WORK, at=at)}
    if officer_id not in here:
        raise Invalid(
            "leave.stranger",
            "Chọn người nghỉ trong danh sách của đơn vị.",
            "Choose who is away from the list of the unit.",
            where="nguoi",
        )
    if substitute_id == officer_id or substitute_id not in here:
        raise Invalid(
            "leave.substitute",
            "Chọn người thay là một người khác của đơn vị.",
            "The substitute is another person of the unit.",
            where="thay",
        )
    _require_able(substitute_id, officer_id, here, unit_code, at)
    for who, where in ((officer_id, "nguoi"), (substitute_id, "thay")):
        if _away(who, starts_on, ends_on):
            raise Conflict(
                "leave.away",
                f"{here[who]} đã có lịch nghỉ trong những ngày này.",
                f"{here[who]} is away on some of these days already.",
                where=where,
                hint_vi="Chọn ngày khác hoặc người khác.",
                hint_en="Choose other days or somebody else.",
            )
    absence = Absence.objects.create(
        account_id=UUID(officer_id),
        unit_code=unit_code,
        starts_on=starts_on,
        ends_on=ends_on,
        substitute_id=UUID(substitute_id),
    )
    events.record(
        "leave.set",
        absence.account_id,
        actor=leader,
        at=at,
        unit=unit_code,
        starts_on=starts_on.isoformat(),
        ends_on=ends_on.isoformat(),
        substitute=substitute_id,
    )
    return absence


@transaction.atomic
def end_leave(*, absence_id: UUID, unit_code: str, leader: Actor, at: datetime) -> Absence:
    """Let an officer be back from today on; leave that has not begun never was (đi làm lại).

    Records `leave.ended` on the officer's account.

    Raises:
        NotPermitted: `leader` does not lead the unit.
        NotFound: there is no such leave any more.
    """
    require_leads(leader, unit_code, scope=units_under(leader.unit_code))
    lock_unit(unit_code)
    today = to_hanoi(at).date()
    running = Absence.objects.filter(unit_code=unit_code, cancelled_at=None, ends_on__gte=today)
    absence = running.filter(id=absence_id).first()
    if absence is None:
        raise NotFound("leave.unknown", "Lịch nghỉ này đã hết.", "This leave is over already.")
    if absence.starts_on >= today:
        absence.cancelled_at = at
    else:
        absence.ends_on = date.fromordinal(today.toordinal() - 1)
    absence.save(update_fields=["cancelled_at", "ends_on"])
    events.record("leave.ended", absence.account_id, actor=leader, at=at, unit=unit_code)
    return absence


def _away(officer_id: str, starts_on: date, ends_on: date) -> bool:
    same = Absence.objects.filter(account_id=officer_id, cancelled_at=None)
    return same.filter(starts_on__lte=ends_on, ends_on__gte=starts_on).exists()


def _require_able(
    substitute_id: str, officer_id: str, here: dict[str, str], unit_code: str, at: datetime
) -> None:
    """Refuse a substitute who could not do the work where another can; alone in a role, anybody minds it.

    Standing in gives nobody a role: what only the absent one may decide goes up meanwhile.
    """
    able = set(here) - {officer_id}
    for role in AT_WORK:
        holding = {one.id for one in at_desk(unit_code, role, at=at)}
        if officer_id in holding:
            able &= holding
    if able and substitute_id not in able:
        names = ", ".join(sorted(here[one] for one in able))
        raise Invalid(
            "leave.role",
            f"{here[substitute_id]} không có vai trò của {here[officer_id]}, không làm thay được.",
            f"{here[substitute_id]} does not hold the roles of {here[officer_id]}.",
            where="thay",
            hint_vi=f"Chọn: {names}.",
            hint_en=f"Choose: {names}.",
        )


def _require_days(starts_on: date, ends_on: date, *, today: date) -> None:
    if starts_on > ends_on or ends_on < today or (ends_on - starts_on).days >= LONGEST_DAYS:
        raise Invalid(
            "leave.days",
            "Ngày nghỉ cuối phải từ hôm nay trở đi, không trước ngày đầu và không quá 1 năm.",
            "The last day is today or later, not before the first, and within a year.",
            where="den",
            hint_vi="Ví dụ từ 20/11/2026 đến 27/11/2026.",
            hint_en="For example from 20/11/2026 to 27/11/2026.",
        )
