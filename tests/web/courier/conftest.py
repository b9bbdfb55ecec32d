"""A courier signed in, with a run of three envelopes handed over to them."""

from dataclasses import dataclass

import pytest
from django.utils import timezone

from cuamo.delivery.models import Parcel, Run
from cuamo.delivery.services.hand_over import hand_over
from cuamo.kernel.actors import SYSTEM
from cuamo.organisation.selectors.staff import actor_of
from cuamo.organisation.services.roles import grant_role
from cuamo.organisation.types import Role
from cuamo.people.models import Account
from tests.delivery.conftest import CLERK, NOON, point, run_of, sealed

__all__ = ["point"]


@dataclass
class Round:
    """A run, its envelopes, its courier."""

    run: Run
    parcels: list[Parcel]
    account: Account


def courier_account(username: str) -> Account:
    account = Account.objects.create_user(username, "x" * 20, full_name="TRẦN VĂN TÀI")
    grant_role(account_id=account.id, unit_code="VNP", role=Role.COURIER, actor=SYSTEM, at=NOON)
    return account


@pytest.fixture
def round_(point) -> Round:
    account = courier_account("tai.tv")
    parcels = [sealed(number) for number in (1, 2, 3)]
    run = run_of(actor_of(account, at=timezone.now()), *parcels)
    for parcel in parcels:
        hand_over(label=parcel.label, clerk=CLERK, at=NOON)
    return Round(run, parcels, account)


@pytest.fixture
def courier(client, round_):
    client.force_login(round_.account)
    return client
