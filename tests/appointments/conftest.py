"""A point with two counters and shop hours, and one with office hours."""

from uuid import UUID

import pytest

from cuamo.kernel.actors import Actor, ActorKind
from cuamo.kernel.clock import local
from cuamo.kernel.selectors.calendar import forget_calendar
from cuamo.organisation.models import Counter, Membership, Shift, Unit
from cuamo.organisation.types import Role, UnitKind
from cuamo.people.models import Account

WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
SHOP = {day: [["07:00", "19:00"]] for day in WEEK}
OFFICE = {day: [["08:00", "12:00"], ["13:00", "17:00"]] for day in WEEK[:5]}
FRIDAY = local("2026-11-27 09:00")
"""An ordinary working day."""
TET = local("2026-02-17 09:00")
"""Mùng 1 Tết Bính Ngọ."""
PHONE = "0912 345 678"


def make_point(code: str = "DL-1", *, counters: int = 2, hours: dict = SHOP, kind=UnitKind.AGENCY) -> Unit:
    """Make a point with its counters."""
    unit = Unit.objects.create(
        code=code, kind=kind, name_vi=f"Điểm {code}", name_en=f"Point {code}", hours=hours, phone="024.1022"
    )
    for number in range(1, counters + 1):
        Counter.objects.create(unit=unit, number=number)
    return unit


def make_clerk(unit: Unit, counter_number: int, *, at=FRIDAY, name: str = "") -> Actor:
    """Make a clerk who sits at the counter with an open shift."""
    name = name or f"Nhân viên quầy {counter_number}"
    account = Account.objects.create_user(f"{unit.code}.{counter_number}", "x" * 20, full_name=name)
    counter = Counter.objects.get(unit=unit, number=counter_number)
    Membership.objects.create(account=account, unit=unit, role=Role.CLERK, valid_from=at)
    Shift.objects.create(
        counter=counter, unit_code=unit.code, clerk=account, opened_at=at, float_vnd=0, cash_in_vnd=0
    )
    return Actor(ActorKind.STAFF, str(account.id), name, unit.code, frozenset({Role.CLERK.value}))


@pytest.fixture
def point(db) -> Unit:
    forget_calendar()
    return make_point()


@pytest.fixture
def office(db) -> Unit:
    forget_calendar()
    return make_point("CN-1", hours=OFFICE, kind=UnitKind.BRANCH)


NOBODY = UUID(int=0)
