"""Teams of one ward, colleagues, and somebody on leave: what the queue's leader has to order."""

from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction

from cuamo.cli.sample_people import FIRST_WARD, Names, password_of_sample
from cuamo.kernel.actors import SYSTEM, Actor
from cuamo.kernel.clock import to_hanoi
from cuamo.organisation.models import Team
from cuamo.organisation.selectors.staff import actor_of
from cuamo.organisation.services.leave import set_leave
from cuamo.organisation.services.roles import grant_role
from cuamo.organisation.services.sharing_rules import set_rule
from cuamo.organisation.services.teams import set_team
from cuamo.organisation.types import Role
from cuamo.people.models import Account, AccountKind

UNIT = f"PX-{FIRST_WARD}"
COLLEAGUES = ("chuyenvien2.hoankiem", "chuyenvien3.hoankiem")
CIVIL_STATUS, BUSINESS = "Tổ Hộ tịch", "Tổ Kinh tế, Đất đai"
RULED = "2.000635"
DAYS_AWAY = 5


@transaction.atomic
def make_teams(*, at: datetime) -> int:
    """Give the ward of the tour two specialists, two teams, a rule and a leave; return how many teams."""
    if Team.objects.filter(unit_id=UNIT).exists():
        return 0
    names = Names(settings.REFERENCE / "sample" / "names.json", seed=20261127)
    second, third = (_colleague(username, names.next(), at) for username in COLLEAGUES)
    first, leader = _actor("chuyenvien.hoankiem", at), _actor("lanhdao.hoankiem", at)
    team = set_team(unit_code=UNIT, name=CIVIL_STATUS, members=[first.id, second.id], leader=leader, at=at)
    set_team(unit_code=UNIT, name=BUSINESS, members=[third.id], leader=leader, at=at)
    set_rule(unit_code=UNIT, procedure_code=RULED, team_id=str(team.id), leader=leader, at=at)
    today = to_hanoi(at).date()
    set_leave(
        unit_code=UNIT,
        officer_id=third.id,
        substitute_id=second.id,
        starts_on=today,
        ends_on=today + timedelta(days=DAYS_AWAY),
        leader=leader,
        at=at,
    )
    return 2


def _colleague(username: str, full_name: str, at: datetime) -> Actor:
    from cuamo.cli.sample_network import STARTED_BEFORE, app_of

    account, made = Account.objects.get_or_create(
        username=username,
        defaults={
            "full_name": full_name,
            "kind": AccountKind.STAFF,
            "password": make_password(password_of_sample()),
        },
    )
    if made:
        Authenticator.objects.bulk_create([app_of(account)])
        grant_role(
            account_id=account.id,
            unit_code=UNIT,
            role=Role.SPECIALIST,
            actor=SYSTEM,
            at=at - STARTED_BEFORE,
        )
    return actor_of(account, at=at)


def _actor(username: str, at: datetime) -> Actor:
    return actor_of(Account.objects.get(username=username), at=at)
