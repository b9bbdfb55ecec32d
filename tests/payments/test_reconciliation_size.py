"""A day of thousands of transactions costs as many questions as a day of three."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cuamo.interop.systems.payment.simulator.day_files import Paid
from cuamo.kernel.ids import uuid7
from cuamo.kernel.selectors.calendar import current_calendar
from cuamo.payments.models import CallbackReceipt
from cuamo.payments.reconciling import FileSide
from cuamo.payments.services.book import book
from cuamo.payments.services.reconcile_day import reconcile_day
from cuamo.payments.types import Account, EntryKind, Leg, Side
from tests.payments.reconciling import City, day, moment

READ, RUN = 13, 43
"""Statements for one file, and for one day of two files in which two things differ."""
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("rows", [3, 5_000])
def test_a_day_costs_the_same_statements_however_many_transactions_it_has(rows):
    city = City()
    receipts = []
    for number in range(rows):
        at = moment(0, number % 600)
        city.history.paid.append(Paid(f"FT{number:06d}", f"X{number}", 8_000, at))
        receipts.append(
            CallbackReceipt(
                id=uuid7(at),
                transaction_id=f"FT{number:06d}",
                reference=f"X{number}",
                amount_vnd=8_000,
                succeeded=True,
                occurred_at=at,
                received_at=at,
                source="CALLBACK",
                body=b"{}",
                verdict="UNKNOWN_REFERENCE",
                last_seen_at=at,
            )
        )
    CallbackReceipt.objects.bulk_create(receipts)
    legs = [Leg(Account.GATEWAY, Side.DEBIT, 8_000 * rows), Leg(Account.SUSPENSE, Side.CREDIT, 8_000 * rows)]
    book(kind=EntryKind.SUSPENDED, source="all", request_id=None, legs=legs, at=moment(0))
    city.fault(0, "missing_row", "FT000001")
    city.fault(0, "wrong_amount", "FT000002")

    with CaptureQueriesContext(connection) as reading:
        city.read(0, FileSide.GATEWAY, city.file(0, FileSide.GATEWAY))
    city.read(0, FileSide.BANK, city.file(0, FileSide.BANK))
    current_calendar()  # read once by a process
    with CaptureQueriesContext(connection) as running:
        done = reconcile_day(day=day(0), at=moment(1))

    assert (done.gateway_ticked, done.state) == (rows - 2, "DIFFERENCES")
    assert (len(reading), len(running)) == (READ, RUN)
