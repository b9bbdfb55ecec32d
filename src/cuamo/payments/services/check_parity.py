"""Balances of the books against those of the outside."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Case, F, Sum, When

from cuamo.kernel.actors import SYSTEM
from cuamo.payments.models import MoneyFile, Posting
from cuamo.payments.reconciling import FileState, ItemKind
from cuamo.payments.rules.day import closes
from cuamo.payments.selectors.books import balance_of
from cuamo.payments.selectors.parity import callbacks_unbooked, entries_untold
from cuamo.payments.selectors.three_sides import deltas_waiting, given_back_after, received_after
from cuamo.payments.services.items import SELF_CLOSED, raise_item, settle_item, take_turns
from cuamo.payments.types import Account, EntryKind, Side

OURS = (
    EntryKind.PAID_OUT,
    EntryKind.PAID_BANK,
    EntryKind.CORRECTED,
    EntryKind.REVERSED,
    EntryKind.DEPOSITED,
    EntryKind.TAKEN_BACK,
)
"""Entries of reconciliation: whenever they are booked, they are about days that are closed."""
_SIGNED = Sum(Case(When(side=Side.DEBIT, then=F("amount_vnd")), default=-F("amount_vnd")))


def check_balances(*, gateway: MoneyFile, bank: MoneyFile, at: datetime) -> dict[str, dict[str, int]] | None:
    """Hold both balances at the close of the day against the books; None for a day before the last one.

    What open items explain is taken off; what nothing explains becomes an item, and closes itself when the
    balances agree again.
    """
    later = MoneyFile.objects.filter(day__gt=gateway.day, state=FileState.CURRENT)
    if len(set(later.values_list("side", flat=True))) > 1:
        return None
    explained = deltas_waiting(day=gateway.day)
    figures = {
        "gateway": _held(
            ItemKind.GATEWAY_PARITY,
            ours_vnd=_gateway_at_close(gateway.day),
            theirs_vnd=gateway.balance_vnd,
            explained_vnd=explained["gateway"],
            day=gateway.day,
            at=at,
        ),
        "bank": _held(
            ItemKind.BANK_PARITY,
            ours_vnd=_bank_at_close(bank.day),
            theirs_vnd=bank.balance_vnd,
            explained_vnd=explained["bank"],
            day=bank.day,
            at=at,
        ),
    }
    return figures


@transaction.atomic
def check_messages(*, day: date, at: datetime) -> int:
    """Every message of money has its entry, every entry of money its message; return how many have not."""
    return _counted(ItemKind.CALLBACK_UNBOOKED, callbacks_unbooked(day), day=day, at=at) + _counted(
        ItemKind.ENTRY_UNTOLD, entries_untold(day), day=day, at=at
    )


def _counted(kind: ItemKind, names: list[str], *, day: date, at: datetime) -> int:
    take_turns()
    subject = f"day:{day}"
    if names:
        raise_item(
            kind=kind,
            subject=subject,
            day=day,
            evidence={"names": names[:20], "count": len(names)},
            at=at,
            ours_vnd=len(names),
        )
    else:
        settle_item(kind=kind, subject=subject, outcome=SELF_CLOSED, actor=SYSTEM, at=at)
    return len(names)


def _held(
    kind: ItemKind, *, ours_vnd: int, theirs_vnd: int, explained_vnd: int, day: date, at: datetime
) -> dict[str, int]:
    unexplained_vnd = theirs_vnd - ours_vnd - explained_vnd
    at_gateway = kind == ItemKind.GATEWAY_PARITY
    subject = "balance:gateway" if at_gateway else "balance:bank"
    if unexplained_vnd:
        raise_item(
            kind=kind,
            subject=subject,
            day=day,
            evidence={"explained_vnd": explained_vnd, "day": day.isoformat()},
            at=at,
            ours_vnd=ours_vnd,
            gateway_vnd=theirs_vnd if at_gateway else None,
            bank_vnd=None if at_gateway else theirs_vnd,
            gateway_delta_vnd=unexplained_vnd if at_gateway else 0,
            bank_delta_vnd=0 if at_gateway else unexplained_vnd,
        )
    else:
        settle_item(kind=kind, subject=subject, outcome=SELF_CLOSED, actor=SYSTEM, at=at)
    return {
        "ours": ours_vnd,
        "theirs": theirs_vnd,
        "explained": explained_vnd,
        "unexplained": unexplained_vnd,
    }


def _gateway_at_close(day: date) -> int:
    """What came in later is taken off; repairs, pay-outs and late messages count where they belong."""
    return balance_of(Account.GATEWAY) - received_after(day) + given_back_after(day)


def _bank_at_close(day: date) -> int:
    later = Posting.objects.filter(account=Account.BANK, entry__booked_at__gte=closes(day))
    moved = later.exclude(entry__kind__in=OURS).aggregate(total=_SIGNED)["total"]
    return balance_of(Account.BANK) - (moved or 0)
