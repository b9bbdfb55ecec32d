"""Rules by which a unit's work is shared."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.kernel import events
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import Invalid, NotFound
from cuamo.organisation.models import SharingRule, Team, Ward
from cuamo.organisation.policies import require_leads
from cuamo.organisation.selectors.scope import units_under
from cuamo.organisation.selectors.sharing import at_desk
from cuamo.organisation.services.lock_unit import lock_unit
from cuamo.organisation.services.teams import AT_WORK

MOST_OPEN = 10_000


@transaction.atomic
def set_rule(
    *,
    unit_code: str,
    procedure_code: str = "",
    ward_code: str = "",
    team_id: str = "",
    officer_id: str = "",
    most_open: int = 0,
    leader: Actor,
    at: datetime,
) -> SharingRule:
    """Say to whom work of a kind goes when it arrives (đặt quy tắc phân công).

    A rule for the same procedure and ward takes the place of the one before. Records `sharing_rule.set`.

    Args:
        procedure_code: empty for every procedure; whether there is such a one is the caller's to know.
        most_open: how many open dossiers each may have by this rule; 0 for no limit.
    Raises:
        NotPermitted: `leader` does not lead the unit.
        Invalid: both a team and an officer, one that is not of the unit, an unknown ward, a limit below 0 or
            above 10,000, or a rule that says nothing.
    """
    require_leads(leader, unit_code, scope=units_under(leader.unit_code))
    lock_unit(unit_code)
    if (team_id and officer_id) or not (team_id or officer_id or most_open):
        raise Invalid(
            "rule.whom",
            "Chọn một tổ hoặc một người nhận việc, hoặc đặt mức tối đa.",
            "Choose one team or one officer, or set a limit.",
            where="cho",
        )
    if not 0 <= most_open <= MOST_OPEN:
        raise Invalid(
            "rule.most",
            "Mức tối đa từ 0 đến 10.000 hồ sơ.",
            "The limit is from 0 to 10,000 dossiers.",
            where="toi_da",
        )
    if ward_code and not Ward.objects.filter(code=ward_code).exists():
        raise Invalid(
            "rule.ward", "Chọn phường, xã trong danh sách.", "Choose a ward from the list.", where="phuong"
        )
    here = {officer.id for officer in at_desk(unit_code, *AT_WORK, at=at)}
    teams = {
        str(key)
        for key in Team.objects.filter(unit_id=unit_code, closed_at=None).values_list("id", flat=True)
    }
    if (officer_id and officer_id not in here) or (team_id and team_id not in teams):
        raise Invalid(
            "rule.stranger",
            "Chọn tổ hoặc người của đơn vị này.",
            "Choose a team or an officer of this unit.",
            where="cho",
        )
    same = SharingRule.objects.filter(
        unit_id=unit_code, procedure_code=procedure_code, ward_code=ward_code, closed_at=None
    )
    same.update(closed_at=at)
    rule = SharingRule.objects.create(
        unit_id=unit_code,
        procedure_code=procedure_code,
        ward_code=ward_code,
        team_id=UUID(team_id) if team_id else None,
        officer_id=UUID(officer_id) if officer_id else None,
        most_open=most_open,
    )
    events.record(
        "sharing_rule.set",
        rule.id,
        actor=leader,
        at=at,
        unit=unit_code,
        procedure=procedure_code,
        ward=ward_code,
        team=team_id,
        officer=officer_id,
        most_open=most_open,
    )
    return rule


@transaction.atomic
def close_rule(*, rule_id: UUID, unit_code: str, leader: Actor, at: datetime) -> None:
    """Drop a rule; what it gave out stays given (bỏ quy tắc). Records `sharing_rule.closed`.

    Raises:
        NotPermitted: `leader` does not lead the unit.
        NotFound: there is no such rule any more.
    """
    require_leads(leader, unit_code, scope=units_under(leader.unit_code))
    lock_unit(unit_code)
    rule = SharingRule.objects.filter(id=rule_id, unit_id=unit_code, closed_at=None).first()
    if rule is None:
        raise NotFound(
            "rule.unknown", "Không thấy quy tắc này, có thể đã bỏ.", "There is no such rule any more."
        )
    rule.closed_at = at
    rule.save(update_fields=["closed_at"])
    events.record("sharing_rule.closed", rule.id, actor=leader, at=at, unit=unit_code)
