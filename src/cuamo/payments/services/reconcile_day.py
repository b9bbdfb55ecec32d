"""Hold the three sides of one day against each other."""

from datetime import date, datetime

from django.db import transaction

from cuamo.kernel.actors import SYSTEM
from cuamo.payments.models import BookedPayout, MoneyFile, ReconciledDay, ReconciliationItem
from cuamo.payments.reconciling import (
    BANK_KINDS,
    GATEWAY_KINDS,
    BankRow,
    DayState,
    Difference,
    FileSide,
    ItemKind,
    ItemState,
    LineCode,
)
from cuamo.payments.rules.matching import Matched, match_bank, match_gateway
from cuamo.payments.rules.repairs import payout_legs
from cuamo.payments.selectors import three_sides
from cuamo.payments.selectors.money_files import current_file
from cuamo.payments.selectors.taken_back import taken_back_pairs
from cuamo.payments.selectors.which_bag import bags_to_confirm, find_bag, likely_bag
from cuamo.payments.services.book import book
from cuamo.payments.services.carry_bag import confirm_deposit
from cuamo.payments.services.check_parity import check_balances
from cuamo.payments.services.items import SELF_CLOSED, close_items, keep_items, take_turns
from cuamo.payments.types import EntryKind

_BOOKED_AT_ONCE = {
    ItemKind.PAYOUT_SPLIT: "Cộng lại đủ số đã báo, máy đã ghi sổ.",
    ItemKind.DEPOSIT_DIFFERS: "Sổ đã ghi theo ngân hàng; chênh lệch tiền mặt có người giải trình.",
}


@transaction.atomic
def reconcile_day(*, day: date, at: datetime) -> ReconciledDay:
    """Compare books, platform and bank for one day (đối soát một ngày), as far as the files have come.

    What agrees is counted, what differs becomes an item, an item whose sides agree again closes itself, and
    pay-outs that agree are booked. Running it again changes nothing that stands: neither entries, nor what
    people said.
    """
    take_turns()
    ReconciledDay.objects.get_or_create(day=day)
    kept = ReconciledDay.objects.select_for_update().get(day=day)
    gateway, bank = current_file(side=FileSide.GATEWAY, day=day), current_file(side=FileSide.BANK, day=day)
    if gateway is not None:
        kept.gateway_ticked = _compare_gateway(gateway, at)
    if gateway is not None and bank is not None:
        kept.bank_ticked = _compare_bank(gateway, bank, at)
        figures = check_balances(gateway=gateway, bank=bank, at=at)
        if figures is not None:
            kept.figures = figures
    kept.run_at = at
    kept.runs += 1
    kept.state = state_of(day, complete=gateway is not None and bank is not None)
    kept.save()
    return kept


def state_of(day: date, *, complete: bool) -> DayState:
    """Return where a day stands whose files have come, or not."""
    if not complete:
        return DayState.WAITING
    waiting = ReconciliationItem.objects.filter(day=day).exclude(state=ItemState.SETTLED)
    return DayState.DIFFERENCES if waiting.exists() else DayState.BALANCED


def refresh_days(days: set[date]) -> None:
    """Bring the state of days up to date whose items were closed or opened."""
    for kept in ReconciledDay.objects.select_for_update().filter(day__in=sorted(days)).order_by("day"):
        files = MoneyFile.objects.filter(day=kept.day, state="CURRENT").values_list("side", flat=True)
        state = state_of(kept.day, complete=len(set(files)) == len(FileSide))
        if state != kept.state:
            ReconciledDay.objects.filter(day=kept.day).update(state=state)


def _compare_gateway(file: MoneyFile, at: datetime) -> int:
    waiting = three_sides.open_items(GATEWAY_KINDS)
    also = [item.subject.removeprefix("tx:") for item in waiting if item.subject.startswith("tx:")]
    found = match_gateway(
        ours=three_sides.ours_at_gateway(file, also=also),
        rows=three_sides.gateway_rows(file),
        elsewhere=three_sides.rows_elsewhere(file, also=also),
    )
    _keep(found, waiting, day=file.day, at=at)
    return found.ticked


def _compare_bank(gateway: MoneyFile, bank: MoneyFile, at: datetime) -> int:
    waiting = three_sides.open_items(BANK_KINDS)
    subjects = [item.subject.partition(":") for item in waiting]
    numbers = {name for kind, _, name in subjects if kind == "line"} | _lines_of(waiting)
    batches = three_sides.batches_on(bank) | {name for kind, _, name in subjects if kind == "batch"}
    declared = three_sides.payouts_declared(gateway, also=batches)
    batches |= {batch.number for batch in declared}
    lines = three_sides.bank_rows(bank, numbers=numbers, batches=batches)
    by_hand, likely = _confirm_deposits(lines, at)
    found = match_bank(
        declared=declared,
        booked=three_sides.payouts_booked(batches),
        lines=lines,
        accounted=three_sides.accounted_lines(),
        deposits=three_sides.bags_to_hold(bank),
        requests=three_sides.references_of_ours(lines),
        bags=by_hand,
        likely=likely,
    )
    came = _by_batch(lines)
    once = {batch.number: batch for batch in declared}
    for number in found.payouts:
        batch, bank_vnd = once[number], sum(row.amount_vnd for row in came[number])
        BookedPayout.objects.create(number=number, gross_vnd=batch.gross_vnd, bank_vnd=bank_vnd, booked_at=at)
        book(
            kind=EntryKind.PAID_OUT,
            source=f"payout:{number}",
            request_id=None,
            legs=payout_legs(gross_vnd=batch.gross_vnd, fee_vnd=batch.fee_vnd, bank_vnd=bank_vnd),
            at=at,
        )
    _keep(found, waiting, day=bank.day, at=at)
    return found.ticked


def _lines_of(waiting: list[ReconciliationItem]) -> set[str]:
    """Lines an open item is about, which do not name it: a pay-out that came without its number."""
    return {str(line["number"]) for item in waiting for line in item.evidence.get("lines", [])}


def _confirm_deposits(lines: list[BankRow], at: datetime) -> tuple[dict[str, str], dict[str, str]]:
    """A line of cash that names a bag is that bag's deposit; the bag's own service books it once.

    A line two people have taken back from a bag is not given to it again. Returns bags by the line that names
    them in a file somebody uploaded, which two people have to take; and bags a line may mean.
    """
    accounted = three_sides.accounted_lines()
    waiting = bags_to_confirm()
    parted = taken_back_pairs() if waiting else set()
    by_hand: dict[str, str] = {}
    likely: dict[str, str] = {}
    for row in lines:
        if row.code != LineCode.CASH or row.amount_vnd <= 0 or row.number in accounted:
            continue
        bag = find_bag(row.words, amount_vnd=row.amount_vnd, among=waiting)
        if bag is not None and (bag.id, row.number) in parted:
            continue
        if bag is None:
            maybe = likely_bag(row.words, among=waiting)
            if maybe is not None:
                likely[row.number] = maybe.number
        elif row.by_hand:
            by_hand[row.number] = bag.number
        else:
            confirm_deposit(bag_id=bag.id, amount_vnd=row.amount_vnd, source=f"line:{row.number}", at=at)
            waiting.remove(bag)
    return by_hand, likely


def _by_batch(lines: list[BankRow]) -> dict[str, list[BankRow]]:
    came: dict[str, list[BankRow]] = {}
    for row in lines:
        if row.batch:
            came.setdefault(row.batch, []).append(row)
    return came


def _keep(found: Matched, waiting: list[ReconciliationItem], *, day: date, at: datetime) -> None:
    kept = keep_items(found.differences, day=day, at=at)
    for kind, outcome in _BOOKED_AT_ONCE.items():
        done = [item for item in kept if item.kind == kind and item.state != ItemState.SETTLED]
        close_items(done, outcome=outcome, actor=SYSTEM, at=at)
    told = {_name(difference) for difference in found.differences}
    gone = [
        item
        for item in waiting
        if (item.kind, item.subject) not in told and (item.day == day or item.kind != ItemKind.DOUBLED_ROW)
    ]
    close_items(gone, outcome=SELF_CLOSED, actor=SYSTEM, at=at)
    refresh_days({item.day for item in [*gone, *kept]} - {day})


def _name(difference: Difference) -> tuple[str, str]:
    return difference.kind.value, difference.subject
