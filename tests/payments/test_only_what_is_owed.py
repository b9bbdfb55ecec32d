"""No address takes an amount that the fee engine did not name; a refusal changes nothing at all."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from cuamo.dossiers.models import Dossier, Obligation
from cuamo.dossiers.services.accept import accept
from cuamo.dossiers.services.ask_payment import ask_payment
from cuamo.kernel.errors import DomainError
from cuamo.organisation.models import Shift
from cuamo.organisation.selectors.shifts import open_shift_of
from cuamo.payments.models import CashReceipt, JournalEntry, PaymentRequest
from cuamo.payments.selectors.status import request_of
from cuamo.payments.services.take_cash import take_cash
from cuamo.payments.services.void import void_request
from cuamo.people.models import Account
from tests.support.city import Counter, begin_shift, staff

pytestmark = pytest.mark.django_db
OWED = 1_430_000
CLERK = "quay.hoankiem"


@pytest.fixture
def owed(city) -> Obligation:
    now = timezone.now()
    if not Shift.objects.filter(clerk_id=staff(CLERK).id, closed_at=None).exists():
        begin_shift(staff(CLERK), at=now - timedelta(hours=4))
    sent = Counter(staff(CLERK), now - timedelta(hours=3)).sent()
    accept(dossier_id=sent.id, officer=staff("tiepnhan.hoankiem"), at=now - timedelta(hours=2))
    line = {"name_vi": "Lệ phí trước bạ", "amount_vnd": OWED, "law": "Thông báo thuế số 12/TB"}
    return ask_payment(dossier_id=sent.id, officer=staff("chuyenvien.hoankiem"), lines=[line], at=now)


def signed_in(username: str = CLERK) -> Client:
    client = Client()
    client.force_login(Account.objects.get(username=username))
    return client


def money() -> tuple:
    """Everything that moves when money is taken."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM kernel_event WHERE name LIKE 'payment.%' OR name LIKE 'cash.%'")
        (told,) = cursor.fetchone()
    return (
        told,
        JournalEntry.objects.count(),
        CashReceipt.objects.count(),
        sorted(PaymentRequest.objects.values_list("id", "amount_vnd", "received_vnd", "state")),
    )


@pytest.mark.parametrize(
    "typed",
    [
        "1",
        "1429999",
        "-1430000",
        "−1430000",
        "１４３００００",
        "١٤٣٠٠٠٠",
        "1430000.50",
        "1,43e6",
        "0x15d1f0",
        "1930000",
        "99999999999999999999",
        "",
        "nghìn",
        "1430000\u0000",
    ],
)
def test_what_is_put_on_the_table_never_changes_what_is_taken(owed, typed):
    """Too little, a sign, other digits, a fraction, far too much: refused, and nothing has moved."""
    before = money()

    answer = signed_in().post(f"/quay/thu/{owed.id}/", {"act": "cash", "tendered": typed})

    assert answer.status_code in {400, 409, 422}
    assert money() == before


@pytest.mark.parametrize("name", ["amount", "amount_vnd", "owed", "citizen_total_vnd", "lines", "request_id"])
def test_an_amount_in_the_form_is_not_read(owed, name):
    answer = signed_in().post(
        f"/quay/thu/{owed.id}/", {"act": "cash", "tendered": str(OWED + 70_000), name: str(OWED + 70_000)}
    )

    assert answer.status_code == 302
    receipt = CashReceipt.objects.get(request__subject_id=owed.id)
    assert (receipt.amount_vnd, receipt.change_vnd) == (OWED, 70_000)
    assert request_of(owed.id).received_vnd == OWED


def test_cash_for_a_cancelled_demand_or_one_nobody_made_is_refused(owed):
    request = request_of(owed.id)
    clerk = staff(CLERK)
    shift = open_shift_of(clerk.id)
    void_request(request_id=request.id, reason="Hồ sơ rút", actor=clerk, at=timezone.now())
    before = money()

    for request_id in (request.id, uuid4()):
        with pytest.raises(DomainError):
            take_cash(
                request_id=request_id,
                tendered_vnd=OWED,
                shift_id=shift.id,
                clerk=clerk,
                at=timezone.now(),
            )
    answers = [
        signed_in().post(f"/quay/thu/{subject}/", {"act": "cash", "tendered": str(OWED)})
        for subject in (owed.id, request.id, uuid4())
    ]

    assert answers[0].status_code == 409
    assert all(answer.status_code in {403, 404, 409} for answer in answers)
    assert money() == before


@pytest.mark.parametrize(
    "username", ["tiepnhan.hoankiem", "buuta.hoankiem", "ketoan.trungtam", "tongdai.vcs", "giamsat.trungtam"]
)
def test_who_is_no_clerk_takes_no_cash(owed, username):
    before = money()

    answer = signed_in(username).post(f"/quay/thu/{owed.id}/", {"act": "cash", "tendered": str(OWED)})

    assert answer.status_code == 403
    assert money() == before


def test_the_till_of_somebody_else_is_never_used(owed):
    lead = staff("truongca.hoankiem")
    shift = open_shift_of(staff(CLERK).id)
    before = money()

    with pytest.raises(DomainError) as refused:
        take_cash(
            request_id=request_of(owed.id).id,
            tendered_vnd=OWED,
            shift_id=shift.id,
            clerk=lead,
            at=timezone.now(),
        )

    assert refused.value.code == "shift.other"
    assert money() == before


@pytest.mark.parametrize("path", ["/api/v1/payments", "/api/v1/cash", "/api/v1/callbacks/payment"])
def test_the_interface_for_programs_takes_no_money_without_the_platforms_signature(owed, path):
    before = money()
    body = {"transaction_id": "X1", "reference": "X", "amount_vnd": OWED, "status": "PAID"}

    for client in (Client(), signed_in()):
        answer = client.post(path, json.dumps(body), content_type="application/json")
        assert answer.status_code in {401, 403, 404, 422}

    assert money() == before


def test_a_fee_named_by_the_browser_is_not_the_fee(owed):
    """The amounts of a demand are kept once, by the services; the row of the dossier is what pages show."""
    dossier = Dossier.objects.get(id=owed.dossier_id)
    fee = dict(dossier.fee)
    client = signed_in()

    for name in ("fee", "citizen_total_vnd"):
        client.post(
            f"/quay/luot/{dossier.visit_id}/9/", {"act": "cash", "tendered": "500000", name: "500000"}
        )

    assert Dossier.objects.get(id=dossier.id).fee == fee
    assert not CashReceipt.objects.filter(request__subject_id=dossier.id, amount_vnd=500_000).exists()
