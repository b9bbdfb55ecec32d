"""Teams of a unit and who is in them."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.kernel import events
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import Conflict, Invalid, NotFound
from cuamo.kernel.text import nfc
from cuamo.organisation.models import SharingRule, Team, TeamMember
from cuamo.organisation.policies import require_leads
from cuamo.organisation.selectors.scope import units_under
from cuamo.organisation.selectors.sharing import at_desk
from cuamo.organisation.services.lock_unit import lock_unit

AT_WORK = ("RECEIVER", "SPECIALIST", "LEADER", "RECORDS_CLERK")
"""Roles that work at a step of a dossier inside a unit."""


@transaction.atomic
def set_team(
    *,
    unit_code: str,
    name: str,
    members: Sequence[str],
    team_id: UUID | None = None,
    leader: Actor,
    at: datetime,
) -> Team:
    """Make a team of the unit, or change its name and people (lập, đổi tổ). Records `team.set` on it.

    Raises:
        NotPermitted: `leader` does not lead the unit.
        NotFound: there is no such team any more.
        Invalid: no name, or somebody who does not work at the unit.
        Conflict: the unit has a team of this name.
    """
    require_leads(leader, unit_code, scope=units_under(leader.unit_code))
    lock_unit(unit_code)
    title = nfc(name)
    if not 1 <= len(title) <= 80:
        raise Invalid(
            "team.name",
            "Tên tổ dài từ 1 đến 80 chữ cái.",
            "A team's name has 1 to 80 characters.",
            where="ten",
        )
    others = Team.objects.filter(unit_id=unit_code, closed_at=None)
    if any(team.id != team_id and team.name.casefold() == title.casefold() for team in others):
        raise Conflict(
            "team.same_name",
            f"Đơn vị đã có tổ tên «{title}».",
            f"The unit has a team named “{title}” already.",
            where="ten",
            hint_vi="Đặt tên khác, hoặc sửa tổ đó.",
            hint_en="Choose another name, or change that team.",
        )
    here = {officer.id for officer in at_desk(unit_code, *AT_WORK, at=at)}
    if strangers := set(members) - here:
        raise Invalid(
            "team.stranger",
            "Có người không làm việc ở đơn vị này.",
            "Somebody chosen does not work at this unit.",
            where="nguoi",
            hint_vi="Tải lại trang và chọn trong danh sách.",
            hint_en=f"Reload the page and choose from the list. ({len(strangers)})",
        )
    if team_id is None:
        team = Team.objects.create(unit_id=unit_code, name=title)
    else:
        team = _open(team_id, unit_code)
        team.name = title
        team.save(update_fields=["name"])
        TeamMember.objects.filter(team=team).exclude(account_id__in=members).delete()
    kept = {str(key) for key in team.members.values_list("account_id", flat=True)}
    TeamMember.objects.bulk_create(
        TeamMember(team=team, account_id=UUID(who)) for who in sorted(set(members) - kept)
    )
    events.record(
        "team.set", team.id, actor=leader, at=at, unit=unit_code, title=title, members=sorted(set(members))
    )
    return team


@transaction.atomic
def close_team(*, team_id: UUID, unit_code: str, leader: Actor, at: datetime) -> None:
    """Close a team; the rules that name it close with it (giải thể tổ). Records `team.closed`.

    Raises:
        NotPermitted: `leader` does not lead the unit.
        NotFound: there is no such team any more.
    """
    require_leads(leader, unit_code, scope=units_under(leader.unit_code))
    lock_unit(unit_code)
    team = _open(team_id, unit_code)
    SharingRule.objects.filter(team=team, closed_at=None).update(closed_at=at)
    team.closed_at = at
    team.save(update_fields=["closed_at"])
    events.record("team.closed", team.id, actor=leader, at=at, unit=unit_code)


def _open(team_id: UUID, unit_code: str) -> Team:
    team = Team.objects.filter(id=team_id, unit_id=unit_code, closed_at=None).first()
    if team is None:
        raise NotFound(
            "team.unknown", "Không thấy tổ này, có thể đã giải thể.", "There is no such team any more."
        )
    return team
