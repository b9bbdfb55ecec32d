"""Sample of reconciliation: three invented days of money, two that agree and one with work left."""

from datetime import date, datetime, time, timedelta

from cuamo.interop.systems.payment.simulator.day_files import Fault, History, Moved, Paid
from cuamo.kernel.actors import SYSTEM
from cuamo.kernel.clock import HANOI
from cuamo.payments.models import MoneyFile
from cuamo.payments.reconciling import FileSide
from cuamo.payments.services.read_money_file import read_money_file
from cuamo.payments.services.receive_callback import take_transaction
from cuamo.payments.services.reconcile_day import reconcile_day
from cuamo.payments.types import Transaction

AMOUNTS_VND = (8_000, 15_000, 75_000, 200_000, 8_000)
"""Invented; nobody's demand: they wait as money nobody knows, for the pages of suspense too."""
NEVER_TOLD = 3
WORDS = ("chuyen tien le phi", "nop phi ho so", "NGUYEN VAN MAU ck", "le phi khai sinh", "tien phi dia chinh")


def reconcile_three_days(*, now: datetime) -> int:
    """Let three days be paid, filed and run; a second run changes nothing. Return the number of files."""
    if MoneyFile.objects.exists():
        return 0
    today = now.astimezone(HANOI).date()
    days = [today - timedelta(days=back) for back in (3, 2, 1)]
    history = _history(days)
    for paid in history.paid:
        if paid.transaction_id != history.paid[NEVER_TOLD].transaction_id:
            said = Transaction(paid.transaction_id, paid.reference, paid.amount_vnd, True, paid.occurred_at)
            take_transaction(said=said, body=b"{}", source="CALLBACK", at=paid.occurred_at)
    for day in days:
        at = _at(day + timedelta(days=1), 6)
        for side, write in ((FileSide.GATEWAY, history.settlement), (FileSide.BANK, history.statement)):
            read_money_file(side=side, day=day, content=write(day), actor=SYSTEM, at=at)
        reconcile_day(day=day, at=at)
    return MoneyFile.objects.count()


def _history(days: list[date]) -> History:
    first, second, third = days
    history = History(first)
    for place, (amount_vnd, words) in enumerate(zip(AMOUNTS_VND, WORDS, strict=True)):
        day = first if place < 2 else second
        at = _at(day, 8 + place)
        history.paid.append(Paid(f"FT{day:%y%m%d}MAU{place}", words, amount_vnd, at))
    history.faults.append(Fault(third, "payout_short"))
    for hour, amount_vnd, code, words in (
        (10, 120_000, "TRF", "ung ho trung tam"),
        (17, -5_500, "CHG", "phi quan ly tai khoan"),
    ):
        history.moved.append(Moved(_at(third, hour), amount_vnd, code, "TRAN THI MAU", words))
    return history


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), HANOI)
