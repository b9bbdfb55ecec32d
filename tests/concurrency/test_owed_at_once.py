"""Money found while deciding, taken at two counters and by phone at the same moment, on real connections."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from cuamo.dossiers.models import Dossier, Obligation
from cuamo.dossiers.services.accept import accept
from cuamo.dossiers.services.ask_payment import ask_payment
from cuamo.dossiers.services.collect import show_owed
from cuamo.dossiers.states import State
from cuamo.dossiers.subscribers import mark_paid
from cuamo.kernel import events
from cuamo.payments.models import CashReceipt, PaymentAttempt
from cuamo.payments.selectors.books import balance_of
from cuamo.payments.services.receive_callback import take_transaction
from cuamo.payments.types import Transaction
from cuamo.people.models import Account
from tests.support.at_once import all_at_once
from tests.support.city import Counter, begin_shift, load_city, staff

pytestmark = pytest.mark.django_db(transaction=True)
OWED = 1_430_000
CLERKS = ("quay.hoankiem", "truongca.hoankiem")


@pytest.fixture
def owed(transactional_db) -> Obligation:
    load_city()
    now = timezone.now()
    for username in CLERKS:
        begin_shift(staff(username), at=now - timedelta(hours=4))
    sent = Counter(staff("quay.hoankiem"), now - timedelta(hours=3)).sent()
    accept(dossier_id=sent.id, officer=staff("tiepnhan.hoankiem"), at=now - timedelta(hours=2))
    line = {"name_vi": "Lệ phí trước bạ", "amount_vnd": OWED, "law": "Thông báo thuế số 12/TB"}
    return ask_payment(dossier_id=sent.id, officer=staff("chuyenvien.hoankiem"), lines=[line], at=now)


def presses(owed: Obligation, username: str):
    client = Client()
    client.force_login(Account.objects.get(username=username))
    return lambda: client.post(f"/quay/thu/{owed.id}/", {"act": "cash", "tendered": str(OWED)})


def settled_once(owed: Obligation) -> None:
    for event in events.history_of(owed.id):
        if event.name == "payment.settled":
            mark_paid(event)
    assert events.names_of(owed.id).count("payment.settled") == 1
    assert events.names_of(owed.dossier_id).count("dossier.obligation_paid") == 1
    assert Dossier.objects.get(id=owed.dossier_id).state == State.IN_PROGRESS
    assert balance_of("citizen") == 0


def test_two_clerks_at_once_take_the_money_once_and_the_other_is_told(owed):
    came = all_at_once([presses(owed, username) for username in CLERKS])

    assert sorted(answer.status_code for answer in came) == [302, 409]
    assert "Không thu nữa" in next(a for a in came if a.status_code == 409).content.decode()
    assert CashReceipt.objects.count() == 1
    settled_once(owed)


def test_a_double_click_takes_the_money_once(owed):
    came = all_at_once([presses(owed, CLERKS[0]) for _ in range(4)])

    assert [answer.status_code for answer in came] == [302] * 4
    assert CashReceipt.objects.count() == 1
    settled_once(owed)


def test_two_counters_and_the_phone_at_once_settle_once(owed):
    now = timezone.now()
    show_owed(obligation_id=owed.id, visit_id=None, clerk=staff(CLERKS[0]), at=now)
    attempt = PaymentAttempt.objects.get(request__subject_id=owed.id)
    said = Transaction("FT1", attempt.reference, OWED, True, now)

    came = all_at_once(
        [
            presses(owed, CLERKS[0]),
            presses(owed, CLERKS[1]),
            lambda: take_transaction(said=said, body=b"{}", source="CALLBACK", at=now),
        ]
    )

    statuses = sorted(answer.status_code for answer in came[:2])
    by_cash = CashReceipt.objects.count()
    assert statuses == ([302, 409] if by_cash else [409, 409])
    assert balance_of("suspense") == -OWED * by_cash, "what came beside the cash waits to be refunded"
    settled_once(owed)
