"""Whatever happens in whatever order, the books are balanced and explain every đồng in suspense."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cuamo.kernel import ports
from cuamo.kernel.actors import SYSTEM
from cuamo.kernel.errors import DomainError
from cuamo.payments.models import JournalEntry, PaymentRequest, Posting, Refund, SuspenseItem
from cuamo.payments.ports import RefundGateway
from cuamo.payments.selectors.books import balance_of, trial_balance
from cuamo.payments.services.ask_refund import ask_fee_back, ask_refund
from cuamo.payments.services.decide_refund import approve_refund, refuse_refund
from cuamo.payments.services.match_money import approve_match, call_stray, propose_match
from cuamo.payments.services.open_request import open_request
from cuamo.payments.services.receive_callback import take_transaction
from cuamo.payments.services.send_refund import ask_about_refund, send_refund
from cuamo.payments.services.start_attempt import start_attempt
from cuamo.payments.services.support import book_support, drop_support
from cuamo.payments.services.void import void_request
from cuamo.payments.states import ON_THEIR_WAY
from cuamo.payments.types import Transaction
from tests.payments.conftest import FEE, NOON
from tests.payments.refunds import WHY, RememberingRefunds, first, second

STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            [
                "open", "pay", "pay_less", "pay_more", "pay_again", "stray", "void", "match", "call_stray",
                "ask", "fee_back", "approve", "refuse", "send", "send_silent", "send_refused", "ask_again",
                "support", "unsupport",
            ]
        ),
        st.integers(0, 5),
    ),
    min_size=5,
    max_size=40,
)  # fmt: skip


class History:
    """One life of the books; a step that the rules refuse changes nothing."""

    def __init__(self) -> None:
        self.platform = RememberingRefunds()
        ports.bind(RefundGateway, lambda: self.platform)
        self.came = self.went = 0
        self.subjects: list[object] = []
        self.at = NOON

    def do(self, name: str, pick: int) -> None:
        self.at += timedelta(minutes=1)
        before = JournalEntry.objects.count()
        try:
            with transaction.atomic():
                getattr(self, name)(pick)
        except DomainError:
            assert JournalEntry.objects.count() == before

    def one(self, rows, pick):
        found = list(rows.order_by("id"))
        if not found:
            raise NothingThere("none", "Không có.", "There is none.")
        return found[pick % len(found)]

    def open(self, pick):
        setter = ("MOF", "COUNCIL", "OTHER")[pick % 3]
        refund_when = ["WITHDRAWN"] if pick % 2 else []
        line = {**FEE[0], "setter": setter, "citizen_vnd": 1_000 * (pick + 1), "budget_vnd": 500 * (pick % 2)}
        open_request(
            subject_id=uuid4(),
            subject_code=f"CM-{pick}",
            lines=[line | {"refund_when": refund_when}],
            payer_name="Nguyễn Văn An",
            actor=SYSTEM,
            at=self.at,
        )

    def _pay(self, pick, more):
        request = self.one(PaymentRequest.objects.all(), pick)
        attempt = request.attempts.first() or start_attempt(request_id=request.id, at=self.at)
        self._comes(attempt.reference, max(1, attempt.amount_vnd + more))

    def _comes(self, words, amount_vnd):
        self.came += amount_vnd
        said = Transaction(f"FT{uuid4().hex}", words, amount_vnd, True, self.at)
        take_transaction(said=said, body=b"{}", source="PULL", at=self.at)

    def pay(self, pick):
        self._pay(pick, 0)

    def pay_less(self, pick):
        self._pay(pick, -300)

    def pay_more(self, pick):
        self._pay(pick, 700)

    pay_again = pay

    def stray(self, pick):
        self._comes("chuyen tien", 1_000 * (pick + 1))

    def void(self, pick):
        request = self.one(PaymentRequest.objects.all(), pick)
        void_request(request_id=request.id, reason="Không nộp nữa", actor=SYSTEM, at=self.at)

    def match(self, pick):
        item = self.one(SuspenseItem.objects.filter(request=None), pick)
        request = self.one(PaymentRequest.objects.all(), pick)
        propose_match(item_id=item.id, request_id=request.id, reason=WHY, accountant=first(), at=self.at)
        approve_match(item_id=item.id, request_id=request.id, accountant=second(), at=self.at)

    def call_stray(self, pick):
        item = self.one(SuspenseItem.objects.filter(request=None), pick)
        call_stray(item_id=item.id, reason=WHY, accountant=first(), at=self.at)

    def ask(self, pick):
        item = self.one(SuspenseItem.objects.all(), pick)
        ask_refund(item_id=item.id, way="GATEWAY", reason=WHY, accountant=first(), at=self.at)

    def fee_back(self, pick):
        request = self.one(PaymentRequest.objects.all(), pick)
        ask_fee_back(
            request_id=request.id,
            line_ids=[line.id for line in request.lines.all()],
            ending="WITHDRAWN",
            reason=WHY,
            accountant=first(),
            at=self.at,
        )

    def approve(self, pick):
        refund = self.one(Refund.objects.filter(state="ASKED"), pick)
        approve_refund(refund_id=refund.id, accountant=second(), at=self.at)

    def refuse(self, pick):
        refund = self.one(Refund.objects.filter(state="ASKED"), pick)
        refuse_refund(refund_id=refund.id, reason=WHY, accountant=second(), at=self.at)

    def send(self, pick):
        send_refund(refund_id=self.one(Refund.objects.all(), pick).id, at=self.at)

    def send_silent(self, pick):
        self.platform.silent_after = True
        self.send(pick)
        self.platform.silent_after = False

    def send_refused(self, pick):
        self.platform.refuses = True
        self.send(pick)
        self.platform.refuses = False

    def ask_again(self, pick):
        ask_about_refund(refund_id=self.one(Refund.objects.all(), pick).id, at=self.at)

    def support(self, pick):
        subject = uuid4()
        self.subjects.append(subject)
        line = {**FEE[0], "citizen_vnd": 0, "budget_vnd": 1_000 * (pick + 1)}
        book_support(subject_id=subject, subject_code="CM", lines=[line], actor=SYSTEM, at=self.at)

    def unsupport(self, pick):
        if self.subjects:
            subject = self.subjects[pick % len(self.subjects)]
            drop_support(subject_id=subject, reason="Không tiếp nhận", actor=SYSTEM, at=self.at)


class NothingThere(DomainError):
    """The step finds nothing to be done with."""


def total(rows, column="amount_vnd"):
    return rows.aggregate(total=Sum(column))["total"] or 0


@pytest.mark.django_db
@given(STEPS)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_history_leaves_the_books_balanced_and_every_dong_explained(steps):
    with transaction.atomic():
        history = History()
        for name, pick in steps:
            history.do(name, pick)

        assert sum(trial_balance().values()) == 0
        by_entry = Posting.objects.values("entry").annotate(
            debit=Sum("amount_vnd", filter=side("D")), credit=Sum("amount_vnd", filter=side("C"))
        )
        assert all(row["debit"] == row["credit"] for row in by_entry)
        assert -balance_of("suspense") == total(SuspenseItem.objects.all(), "left_vnd")
        assert -balance_of("refunds") == total(Refund.objects.filter(state__in=ON_THEIR_WAY))
        back_vnd = total(Refund.objects.filter(state="PAID"))
        assert balance_of("gateway") == history.came - back_vnd
        assert balance_of("citizen") == total(
            PaymentRequest.objects.filter(voided_at=None), "amount_vnd"
        ) - total(PaymentRequest.objects.filter(voided_at=None), "received_vnd")
        for request in PaymentRequest.objects.all():
            gone = total(request.refunds.filter(state="PAID", cause="FEE_BACK"))
            assert gone <= request.received_vnd
        for item in SuspenseItem.objects.all():
            assert total(item.refunds.filter(state="PAID")) <= item.amount_vnd
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        transaction.set_rollback(True)


def side(name):
    from django.db.models import Q

    return Q(side=name)
