"""Sums that wait, seen through the pages of an accountant."""

from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from cuamo.kernel.actors import SYSTEM
from cuamo.payments.models import PaymentRequest, SuspenseItem
from cuamo.payments.services.open_request import open_request
from cuamo.payments.services.receive_callback import take_transaction
from cuamo.payments.services.start_attempt import start_attempt
from cuamo.payments.types import Transaction
from tests.payments.conftest import FEE


def demand(amount_vnd: int = 8_000, *, code: str = "H26.16-261120-0000123", ago: int = 60) -> PaymentRequest:
    """A demand opened some minutes ago."""
    return open_request(
        subject_id=uuid4(),
        subject_code=code,
        lines=[{**FEE[0], "citizen_vnd": amount_vnd, "reason_vi": "Nộp trực tiếp thì trả đủ."}],
        payer_name="Nguyễn Thị Đặng Thẳng",
        actor=SYSTEM,
        at=timezone.now() - timedelta(minutes=ago),
    )


def comes(words: str, amount_vnd: int, number: str) -> None:
    """Money comes with these words."""
    now = timezone.now()
    said = Transaction(number, words, amount_vnd, True, now)
    take_transaction(said=said, body=b"{}", source="PULL", at=now)


def paid_twice(amount_vnd: int = 8_000, *, number: str = "FTA") -> SuspenseItem:
    """Money that came twice for one demand; the second sum waits."""
    attempt = start_attempt(request_id=demand(amount_vnd).id, at=timezone.now())
    comes(attempt.reference, amount_vnd, f"{number}1")
    comes(attempt.reference, amount_vnd, f"{number}2")
    return SuspenseItem.objects.get(source=f"gateway:{number}2")


def nobody_knows(amount_vnd: int = 8_000, *, words: str = "chuyen tien", number: str = "FTX") -> SuspenseItem:
    """Money without a reference."""
    comes(words, amount_vnd, number)
    return SuspenseItem.objects.get(source=f"gateway:{number}")
