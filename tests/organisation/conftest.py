"""The network of Hanoi and people at work in it."""

from collections.abc import Callable

import pytest

from cuamo.kernel.actors import SYSTEM, Actor
from cuamo.kernel.clock import local
from cuamo.organisation.selectors.staff import actor_of
from cuamo.organisation.services.roles import grant_role
from cuamo.organisation.types import Role
from cuamo.people.models import Account
from tests.support import network as files

EARLIER = local("2026-11-02 08:00")
NOW = local("2026-11-25 08:00")


@pytest.fixture
def network(db: None) -> None:
    files.load()


@pytest.fixture
def work_at(network: None) -> Callable[..., Actor]:
    """`work_at("DL-001", Role.CLERK)` → somebody at work there."""

    def somebody(unit_code: str, *roles: Role) -> Actor:
        account = Account.objects.create(
            username=f"thu-{Account.objects.count()}", full_name="NGUYỄN THỊ ĐẶNG THẲNG"
        )
        for role in roles:
            grant_role(account_id=account.id, unit_code=unit_code, role=role, actor=SYSTEM, at=EARLIER)
        return actor_of(account, at=NOW)

    return somebody
