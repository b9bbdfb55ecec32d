"""A dossier that owes money found while deciding, and what the tests of taking it share."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from cuamo.dossiers.models import Dossier, Obligation, Visit
from cuamo.dossiers.services.accept import accept
from cuamo.dossiers.services.ask_payment import ask_payment
from cuamo.dossiers.states import State
from cuamo.dossiers.subscribers import mark_paid, text_the_citizen
from cuamo.kernel import events
from cuamo.notices.models import Notice
from cuamo.organisation.models import Shift
from cuamo.payments.models import CashReceipt, JournalEntry, PaymentAttempt
from cuamo.payments.selectors.status import request_of
from cuamo.payments.services.receive_callback import take_transaction
from cuamo.payments.types import Transaction
from cuamo.people.models import Account
from tests.support.city import CARD, begin_shift, staff

TAX = {"name_vi": "Lệ phí trước bạ", "amount_vnd": "1.430.000", "law": "Thông báo thuế số 12/TB"}
OWED = 1_430_000


@pytest.fixture
def owed(counter) -> Obligation:
    sent = counter.sent()
    now = timezone.now()
    accept(dossier_id=sent.id, officer=staff("tiepnhan.hoankiem"), at=now - timedelta(hours=2))
    return ask_payment(
        dossier_id=sent.id,
        officer=staff("chuyenvien.hoankiem"),
        lines=[TAX],
        at=now - timedelta(hours=1),
    )


def at_counter(username: str = "quay.hoankiem", *, shift: bool = True) -> Client:
    """Return the browser of a clerk; with an open shift unless said otherwise."""
    account = Account.objects.get(username=username)
    if shift and not Shift.objects.filter(clerk_id=account.id, closed_at=None).exists():
        begin_shift(staff(username), at=timezone.now())
    client = Client()
    client.force_login(account)
    return client


def other_agency() -> str:
    """Return a clerk of an agency that neither helped with nor received the dossier."""
    for account in Account.objects.filter(username__startswith="quay.").order_by("username"):
        if staff(account.username).unit_code != staff("quay.hoankiem").unit_code:
            return account.username
    raise AssertionError("the sample has one agency only")


def page_of(owed: Obligation) -> str:
    return f"/quay/thu/{owed.id}/"


def told(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, path
    return answer.content.decode()


def hear(owed: Obligation) -> None:
    """Let the consumers of the ledger hear what happened."""
    for event in events.history_of(owed.id):
        if event.name == "payment.settled":
            mark_paid(event)
    for event in events.history_of(owed.dossier_id):
        if event.name == "dossier.obligation_paid":
            text_the_citizen(event)


def bank_says(owed: Obligation, amount_vnd: int = OWED, number: str = "FT1") -> None:
    """Let the bank's money come for the QR that is shown."""
    attempt = PaymentAttempt.objects.get(request__subject_id=owed.id)
    now = timezone.now()
    take_transaction(
        said=Transaction(number, attempt.reference, amount_vnd, True, now),
        body=b"{}",
        source="CALLBACK",
        at=now,
    )


def settled_once(owed: Obligation) -> None:
    """Assert one settlement, the dossier with its officer again, and one text N9."""
    hear(owed)
    hear(owed)
    assert events.names_of(owed.id).count("payment.settled") == 1
    assert events.names_of(owed.dossier_id).count("dossier.obligation_paid") == 1
    dossier = Dossier.objects.get(id=owed.dossier_id)
    assert (dossier.state, dossier.paused_at) == (State.IN_PROGRESS, None)
    texts = Notice.objects.filter(subject_id=dossier.id, template="N9")
    assert [("1.430.000" in notice.text) for notice in texts] == [True]


def facts_of(owed: Obligation) -> tuple:
    """Everything taking money could change."""
    dossier = Dossier.objects.get(id=owed.dossier_id)
    asked = request_of(owed.id)
    return (
        dossier.state,
        dossier.due_at,
        asked.state,
        asked.received_vnd,
        Obligation.objects.get(id=owed.id).settled_at,
        CashReceipt.objects.count(),
        JournalEntry.objects.count(),
        events.names_of(owed.id),
        events.names_of(owed.dossier_id),
    )


def visit_begun(client: Client, card: str = CARD) -> Visit:
    """Return the one open visit, begun by the card of the applicant unless said otherwise."""
    Visit.objects.update(ended_at=timezone.now())
    assert client.post("/quay/", {"card": card}).status_code == 302
    return Visit.objects.latest("id")
