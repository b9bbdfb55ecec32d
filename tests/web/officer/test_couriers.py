"""Who can be given a run from a place: every courier of its operator, found by name."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cuamo.delivery.models import Run
from cuamo.organisation.models import Membership
from cuamo.organisation.types import Role
from cuamo.people.models import Account, AccountKind
from cuamo.web.officer.couriers import MOST, courier_at, couriers_for
from tests.support.city import staff

pytestmark = pytest.mark.django_db
AGENCY, POINT = "DL-001", "DIEM-00070"


@pytest.fixture
def many(city, db) -> list[Account]:
    """More couriers of one operator than a list shows."""
    now = timezone.now() - timedelta(days=1)
    made = [
        Account.objects.create(
            username=f"a-buuta-{number:03d}", full_name=f"Bưu Tá Số {number:03d}", kind=AccountKind.STAFF
        )
        for number in range(MOST + 5)
    ]
    for account in made:
        Membership.objects.create(account=account, unit_id="VNPOST", role=Role.COURIER, valid_from=now)
    return made


def names(unit_code: str, sought: str = "") -> list[str]:
    return [one.username for one in couriers_for(unit_code, at=timezone.now(), sought=sought)]


def test_the_courier_beyond_the_list_is_found_by_name_and_can_be_given_a_run(many):
    last = many[-1]
    assert last.username not in names(AGENCY)

    assert names(AGENCY, f" {last.full_name[-7:].lower()} ") == [last.username]
    assert courier_at(AGENCY, last.id, at=timezone.now()) == last


def test_who_carried_from_here_before_stands_first(many):
    carrier = staff("buuta.hoankiem")
    assert carrier.name not in [one.full_name for one in couriers_for(AGENCY, at=timezone.now())]
    now = timezone.now()
    Run.objects.create(
        number="CH-1",
        origin_unit=AGENCY,
        courier_id=carrier.id,
        courier_name="",
        run_date=now,
        created_at=now,
    )

    assert names(AGENCY)[0] == "buuta.hoankiem"


def test_an_agency_gives_to_its_own_operator_and_an_authority_to_all(city, db):
    other = Account.objects.get(username="buuta.vtpost")

    assert "buuta.vtpost" not in names(AGENCY)
    assert courier_at(AGENCY, other.id, at=timezone.now()) is None
    assert {"buuta.vtpost", "buuta.hoankiem"} <= set(names(POINT))
    assert courier_at(POINT, other.id, at=timezone.now()) == other


def test_a_role_that_has_ended_carries_nothing(many):
    now = timezone.now()
    Membership.objects.filter(account=many[0]).update(valid_to=now - timedelta(hours=1))

    assert courier_at(AGENCY, many[0].id, at=now) is None
    assert courier_at(AGENCY, None, at=now) is None
