"""A city that is paid over some days, with the files the outside writes about it."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from cuamo.interop.systems.payment.simulator.day_files import Fault, History, Moved, Paid, distort
from cuamo.kernel.actors import SYSTEM, Actor, ActorKind
from cuamo.kernel.clock import local
from cuamo.organisation.models import Unit
from cuamo.organisation.types import Role, UnitKind
from cuamo.payments.models import MoneyFile, ReconciledDay, ReconciliationItem
from cuamo.payments.reconciling import FileSide, ItemState
from cuamo.payments.rules.repairs import Repair
from cuamo.payments.services.check_parity import check_messages
from cuamo.payments.services.read_money_file import read_money_file
from cuamo.payments.services.receive_callback import take_transaction
from cuamo.payments.services.reconcile_day import reconcile_day
from cuamo.payments.services.repair import approve_repair, needs_second, plan_of, propose_repair
from cuamo.payments.services.start_attempt import start_attempt
from cuamo.payments.types import Transaction
from tests.payments.conftest import ask_for

FIRST = date(2026, 9, 7)


def accountant(name: str) -> Actor:
    """Return an accountant of the centre."""
    Unit.objects.get_or_create(
        code="TTPVHCC", defaults={"kind": UnitKind.CENTRE, "name_vi": "Trung tâm", "name_en": "Centre"}
    )
    return Actor(
        ActorKind.STAFF, name, f"Kế toán {name}", unit_code="TTPVHCC", roles=frozenset({Role.FINANCE.value})
    )


def day(step: int) -> date:
    return FIRST + timedelta(days=step)


def moment(step: int, minutes: int = 0) -> datetime:
    return local(f"{day(step)} 08:00") + timedelta(minutes=minutes)


@dataclass
class City:
    """What the city and the outside know of each other."""

    history: History = field(default_factory=lambda: History(FIRST))
    paid: int = 0

    def pay(self, step: int, amount_vnd: int = 8_000, *, told: bool = True, known: bool = True) -> Paid:
        """Let somebody pay at the platform; `told` is whether its message reached us."""
        self.paid += 1
        at = moment(step, self.paid)
        reference = f"NOBODY{self.paid}"
        if known:
            reference = start_attempt(request_id=ask_for(amount_vnd).id, at=at).reference
        paid = Paid(f"FT{self.paid:05d}", reference, amount_vnd, at)
        self.history.paid.append(paid)
        if told:
            said = Transaction(paid.transaction_id, reference, amount_vnd, True, at)
            take_transaction(said=said, body=b"{}", source="CALLBACK", at=at)
        return paid

    def move(self, step: int, amount_vnd: int, code: str, words: str) -> None:
        """Let something happen on the account at the bank."""
        self.paid += 1
        self.history.moved.append(Moved(moment(step, self.paid), amount_vnd, code, "NGUYEN VAN MAU", words))

    def fault(self, step: int, kind: str, target: str = "") -> None:
        self.history.faults.append(Fault(day(step), kind, target))

    def night(self, step: int, *, distorted: dict[FileSide, str] | None = None) -> ReconciledDay:
        """Read the files of a day and run it, the next morning."""
        at = moment(step + 1, -120)
        for side in FileSide:
            content = self.file(step, side)
            kind = (distorted or {}).get(side)
            if kind is not None:
                read_money_file(side=side, day=day(step), content=distort(content, kind), actor=SYSTEM, at=at)
                reconcile_day(day=day(step), at=at)
            read_money_file(side=side, day=day(step), content=content, actor=SYSTEM, at=at)
        check_messages(day=day(step), at=at)
        return reconcile_day(day=day(step), at=at)

    def file(self, step: int, side: FileSide) -> bytes:
        write = self.history.settlement if side == FileSide.GATEWAY else self.history.statement
        return write(day(step))

    def read(self, step: int, side: FileSide, content: bytes, *, by_hand: bool = False) -> MoneyFile:
        at = moment(step + 1, -60)
        return read_money_file(
            side=side, day=day(step), content=content, actor=SYSTEM, at=at, by_hand=by_hand
        )


def open_items() -> list[tuple[str, str]]:
    """Return kind and subject of what is not settled."""
    items = ReconciliationItem.objects.exclude(state=ItemState.SETTLED).order_by("kind", "subject")
    return list(items.values_list("kind", "subject"))


def all_items() -> list[str]:
    return sorted(ReconciliationItem.objects.values_list("kind", flat=True))


def mend_all(step: int, *, leave: Collection[str] = ()) -> None:
    """Let two accountants mend whatever a person can mend, but for kinds in `leave`."""
    at = moment(step + 1, 60)
    first, second = accountant("1"), accountant("2")
    for item in ReconciliationItem.objects.exclude(state=ItemState.SETTLED).order_by("raised_at", "id"):
        if plan_of(item).repair == Repair.WAIT or item.kind in leave:
            continue
        propose_repair(item_id=item.id, words="Đã xem tệp và hỏi cổng.", actor=first, at=at)
        if needs_second(item):
            approve_repair(item_id=item.id, actor=second, at=at)
