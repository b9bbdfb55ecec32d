"""Money goes to the account of whom the whole sum is due to."""

from uuid import uuid4

import pytest

from cuamo.interop.systems.payment.adapter import PlatformGateway
from cuamo.kernel import ports
from cuamo.kernel.actors import SYSTEM
from cuamo.payments.ports import PaymentGateway
from cuamo.payments.services.open_request import open_request
from cuamo.payments.services.start_attempt import start_attempt
from tests.payments.conftest import FEE, NOON

pytestmark = pytest.mark.django_db
CITY, STATE = "1234567890123", "1234567890124"


@pytest.mark.parametrize(
    ("setters", "account"),
    [(["MOF"], STATE), (["OTHER", "MOF"], STATE), (["COUNCIL"], CITY), (["COUNCIL", "MOF"], CITY)],
)
def test_a_qr_names_the_account_of_its_only_owner_and_the_first_one_for_several(setters, account):
    gateway = PlatformGateway(
        "http://127.0.0.1:9", "secret", bank="970432", account=CITY, accounts={"ministry": STATE}
    )
    ports.bind(PaymentGateway, lambda: gateway)
    lines = [
        {**FEE[0], "key": f"k{place}", "setter": setter, "citizen_vnd": 5_000}
        for place, setter in enumerate(setters)
    ]
    request = open_request(
        subject_id=uuid4(), subject_code="CM-1", lines=lines, payer_name="An", actor=SYSTEM, at=NOON
    )

    attempt = start_attempt(request_id=request.id, at=NOON)

    assert attempt.account == account
    assert f"0113{account}" in attempt.qr_payload
    assert f"account={account}" in attempt.pay_url
