"""What must be true at the end of a simulated month: each answer names what is wrong."""

from datetime import date

from django.db import connection

from cuamo.delivery.models import Alarm, HandOver, Parcel
from cuamo.delivery.states import ParcelState
from cuamo.kernel.models.consumer import ConsumerFault
from cuamo.payments.models import PaymentRequest, ReconciledDay, ReconciliationItem, SuspenseItem
from cuamo.payments.reconciling import DayState, ItemKind, ItemState
from cuamo.payments.selectors.books import balance_of, trial_balance
from tests.support.month.platform import Platform
from tests.support.month.post import GONE, HOME, Post
from tests.support.month.tills import Tills

OVER = frozenset({ParcelState.DELIVERED, ParcelState.CANCELLED})


def books(platform: Platform, tills: Tills, *, last: date) -> list[str]:
    """The books are balanced, and say what the simulation itself counted."""
    wrong = []
    balance = trial_balance()
    if sum(balance.values()):
        wrong.append(f"the trial balance is off by {sum(balance.values())}")
    closing = platform.history.opening_vnd + sum(_bank(platform, last))
    if balance_of("bank") != closing:
        wrong.append(f"bank: books {balance_of('bank')}, statement {closing}")
    _, _, held = platform.history._gateway_until(last)
    if balance_of("gateway") != held:
        wrong.append(f"gateway: books {balance_of('gateway')}, platform holds {held}")
    left = sum(SuspenseItem.objects.values_list("left_vnd", flat=True))
    if -balance_of("suspense") != left:
        wrong.append(f"suspense: books {-balance_of('suspense')}, items {left}")
    for request in PaymentRequest.objects.filter(voided_at=None).exclude(settled_at=None):
        if request.received_vnd != request.amount_vnd:
            wrong.append(f"{request.subject_code} is settled with {request.received_vnd}")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT request_id, count(*) FROM payments_journalentry WHERE kind = 'PAID_CASH' GROUP BY 1"
            " HAVING count(*) > 1"
        )
        wrong += [f"request {row[0]} was paid {row[1]} times in cash" for row in cursor.fetchall()]
        cursor.execute(
            "SELECT coalesce(sum(p.amount_vnd), 0) FROM payments_posting p"
            " JOIN payments_journalentry e ON e.id = p.entry_id"
            " WHERE e.kind = 'PAID_CASH' AND p.side = 'D'"
        )
        cash = int(cursor.fetchone()[0])
    if cash != tills.cash_vnd:
        wrong.append(f"cash: books {cash}, taken {tills.cash_vnd}")
    return wrong


def _bank(platform: Platform, last: date) -> list[int]:
    day, amounts = platform.history.first_day, []
    while day <= last:
        amounts += [moved.amount_vnd for moved in platform.history._bank_lines(day)]
        day = date.fromordinal(day.toordinal() + 1)
    return amounts


def consumers() -> list[str]:
    """No consumer of the ledger was stopped by an event."""
    return [f"{fault.consumer}: {fault.error[-300:]}" for fault in ConsumerFault.objects.order_by("id")]


def reconciliation(tills: Tills, *, first: date, last: date) -> list[str]:
    """Every difference is settled and every day balances, but for bags no line of the bank names."""
    open_items = list(ReconciliationItem.objects.exclude(state=ItemState.SETTLED).order_by("day", "id"))
    waiting = {f"bag:{number}" for number in tills.nameless}
    wrong = [f"open: {item.day} {item.kind} {item.subject}" for item in open_items
             if item.kind != ItemKind.DEPOSIT_MISSING or item.subject not in waiting]  # fmt: skip
    told = {item.subject for item in open_items if item.kind == ItemKind.DEPOSIT_MISSING}
    wrong += [f"no line names {subject}, and nobody is told" for subject in sorted(waiting - told)]
    days = dict(ReconciledDay.objects.values_list("day", "state"))
    excused = {item.day for item in open_items if item.subject in waiting}
    day = first
    while day <= last:
        if days.get(day) != DayState.BALANCED and day not in excused:
            wrong.append(f"{day} is {days.get(day)}")
        day = date.fromordinal(day.toordinal() + 1)
    return wrong


def custody(post: Post) -> list[str]:
    """Every envelope is where the records say, or an alarm says that it is not."""
    wrong = []
    alarmed = set(Alarm.objects.filter(parcel__isnull=False).values_list("parcel_id", flat=True))
    in_bags = set(Alarm.objects.filter(bag__isnull=False).values_list("bag__parcels__id", flat=True))
    for parcel in Parcel.objects.order_by("id"):
        truth = post.really.get(parcel.label)
        if truth is None or _agrees(parcel, truth) or parcel.id in alarmed | in_bags:
            continue
        wrong.append(
            f"{parcel.label} {parcel.state}: records {parcel.holder_kind} {parcel.holder_id}, is {truth}"
        )
    halves = HandOver.objects.filter(given_at=None) | HandOver.objects.filter(taken_at=None)
    wrong += [f"{half.parcel.label}: one side only, and no alarm" for half in halves.select_related("parcel")
              if half.parcel_id not in alarmed]  # fmt: skip
    for parcel in Parcel.objects.filter(state=ParcelState.DELIVERED).order_by("id"):
        if not _whole(parcel) and parcel.id not in alarmed:
            wrong.append(f"{parcel.label}: the chain of hand-overs has a hole, and no alarm")
    return wrong


def _agrees(parcel: Parcel, truth: str) -> bool:
    if truth == HOME:
        return parcel.state == ParcelState.DELIVERED
    if truth == GONE:
        return parcel.state == ParcelState.LOST or parcel.ended_at is not None
    if truth.startswith("carrier:"):
        return parcel.carrier == truth.removeprefix("carrier:") and parcel.state not in OVER
    if truth.startswith("courier:"):
        return (parcel.holder_kind, parcel.holder_id) == ("COURIER", truth.removeprefix("courier:"))
    return parcel.holder_kind == "UNIT" and parcel.holder_id == truth


def _whole(parcel: Parcel) -> bool:
    """Say whether each giver is who took it before: the same person, or somebody of the same place."""
    before = None
    for step in parcel.hand_overs.order_by("id"):
        if not step.complete:
            return False
        if before is not None:
            taker, giver = before.taker or {}, step.giver or {}
            if taker.get("id") != giver.get("id") and giver.get("unit") not in {
                before.place,
                taker.get("unit"),
            }:
                return False
        before = step
    return before is not None
