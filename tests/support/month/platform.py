"""The payment platform and the bank of a simulated month, and what they do wrong."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from cuamo.interop.systems.payment.simulator.day_files import Fault, GivenBack, History, Moved, Paid, distort
from cuamo.kernel.actors import SYSTEM, Actor
from cuamo.kernel.clock import HANOI
from cuamo.payments.errors import GatewayUnavailable
from cuamo.payments.models import ReconciliationItem, SuspenseItem
from cuamo.payments.reconciling import FileSide, ItemState
from cuamo.payments.rules.repairs import Repair
from cuamo.payments.services.ask_refund import ask_refund
from cuamo.payments.services.check_parity import check_messages
from cuamo.payments.services.decide_refund import approve_refund
from cuamo.payments.services.match_money import call_stray
from cuamo.payments.services.read_money_file import read_money_file
from cuamo.payments.services.receive_callback import take_transaction
from cuamo.payments.services.reconcile_day import reconcile_day
from cuamo.payments.services.repair import approve_repair, needs_second, plan_of, propose_repair
from cuamo.payments.types import GatewayOrder, RefundAnswer, RefundOrder, Transaction
from tests.support.month.world import World

ROW_FAULTS = ("missing_row", "doubled_row", "wrong_amount", "late_row", "reversed")
BANK_FAULTS = ("payout_split", "payout_short", "payout_unnamed", "payout_late")
FILE_FAULTS = ("truncated", "other_encoding", "wrong_day")
WORDS = "Đã xem tệp của hai bên và hỏi lại cổng thanh toán."


@dataclass
class Platform:
    """Takes money, tells of it more or less truly, pays out, gives back; and the bank behind it."""

    world: World
    history: History
    silent: set[str] = field(default_factory=set)
    """References about which it answers nothing when asked."""
    quiet_refunds: dict[str, int] = field(default_factory=dict)
    """Refunds done without an answer, and how often they were asked about since."""
    taken: int = 0
    given: dict[str, tuple[RefundOrder, RefundAnswer]] = field(default_factory=dict)
    injected: list[tuple[date, str]] = field(default_factory=list)
    """Every fault of a file, by day."""

    # what the product asks (payments.ports.PaymentGateway and RefundGateway)

    def pay_url(self, order: GatewayOrder) -> str:
        return f"https://cong.invalid/{order.reference}"

    def beneficiary(self, receiver: str) -> tuple[str, str]:
        return "970432", "1234567890123"

    def find(self, reference: str) -> list[Transaction]:
        if reference in self.silent:
            raise GatewayUnavailable("no answer")
        found = [paid for paid in self.history.paid if paid.reference == reference]
        return [self.said(paid) for paid in found]

    def refund(self, order: RefundOrder) -> RefundAnswer:
        if order.key in self.given:
            return self.given[order.key][1]
        answer = self._give_back(order)
        if self.world.chance(0.2):
            self.world.done["refund: no answer"] += 1
            self.quiet_refunds[order.key] = 0
            raise GatewayUnavailable("no answer")
        return answer

    def find_refund(self, key: str) -> RefundAnswer | None:
        if key in self.quiet_refunds:
            self.quiet_refunds[key] += 1
            if self.quiet_refunds[key] < 2:
                raise GatewayUnavailable("no answer")
        return self.given[key][1] if key in self.given else None

    def _give_back(self, order: RefundOrder) -> RefundAnswer:
        answer = RefundAnswer(outcome="PAID", number=f"RF{len(self.given) + 1:06d}")
        self.given[order.key] = (order, answer)
        paid = next(paid for paid in self.history.paid if paid.transaction_id == order.transaction_id)
        self.history.given_back.append(
            GivenBack(answer.number, paid.reference, order.amount_vnd, self.world.now)
        )
        return answer

    # what payers do

    def pay(self, reference: str, amount_vnd: int, *, at: datetime) -> Paid:
        """Take money for a reference."""
        self.taken += 1
        paid = Paid(f"FT{self.world.seed % 97:02d}{self.taken:07d}", reference, amount_vnd, at)
        self.history.paid.append(paid)
        return paid

    def tell(self, paid: Paid, *, at: datetime) -> None:
        """Let the product know by a message."""
        take_transaction(said=self.said(paid), body=b"{}", source="CALLBACK", at=at)

    @staticmethod
    def said(paid: Paid) -> Transaction:
        return Transaction(paid.transaction_id, paid.reference, paid.amount_vnd, True, paid.occurred_at)

    def move(self, at: datetime, amount_vnd: int, code: str, party: str, words: str) -> None:
        """Let something happen on the account at the bank."""
        self.history.moved.append(Moved(at, amount_vnd, code, party, words))

    # the night

    def fault(self, day: date) -> None:
        """Draw what goes wrong with the files of a day."""
        world = self.world
        paid = [one for one in self.history.paid if one.occurred_at.astimezone(HANOI).date() == day]
        targets = world.rng.sample(paid, min(len(paid), 3)) if paid and world.chance(0.6) else []
        for one in targets:
            self._add(day, world.rng.choice(ROW_FAULTS), one.transaction_id)
        if world.chance(0.3):
            self._add(day, world.rng.choice(BANK_FAULTS), "")

    def _add(self, day: date, kind: str, target: str) -> None:
        self.history.faults.append(Fault(day, kind, target))
        self.injected.append((day, kind))
        self.world.done[f"file: {kind}"] += 1

    def night(self, day: date, at: datetime) -> None:
        """Write the files of the day, now and then badly the first time, and let the product compare."""
        self.fault(day)
        for side in FileSide:
            write = self.history.settlement if side == FileSide.GATEWAY else self.history.statement
            content = write(day)
            if self.world.chance(0.08):
                kind = self.world.rng.choice(FILE_FAULTS)
                self.world.done[f"file: {kind}"] += 1
                self.injected.append((day, kind))
                read_money_file(side=side, day=day, content=distort(content, kind), actor=SYSTEM, at=at)
                reconcile_day(day=day, at=at)
            read_money_file(side=side, day=day, content=content, actor=SYSTEM, at=at)
        check_messages(day=day, at=at)
        reconcile_day(day=day, at=at)


@dataclass
class Accountants:
    """Two accountants who mend every morning what the night found."""

    world: World
    first: Actor
    second: Actor

    def morning(self, day: date, night: datetime) -> None:
        """Mend differences, and give back what is owed to nobody."""
        at = night + timedelta(hours=6)
        for item in ReconciliationItem.objects.exclude(state=ItemState.SETTLED).order_by("raised_at", "id"):
            if plan_of(item).repair == Repair.WAIT:
                continue
            propose_repair(item_id=item.id, words=WORDS, actor=self.first, at=at)
            if needs_second(item):
                approve_repair(item_id=item.id, actor=self.second, at=at)
            self.world.done[f"mended: {item.kind}"] += 1
        for sum_ in SuspenseItem.objects.filter(left_vnd__gt=0).order_by("since", "id"):
            if sum_.callback_id is None or sum_.refunds.exclude(state__in=["REFUSED", "FAILED"]).exists():
                continue
            if sum_.request_id is None:
                call_stray(item_id=sum_.id, reason=WORDS, accountant=self.first, at=at)
            refund = ask_refund(item_id=sum_.id, way="GATEWAY", reason=WORDS, accountant=self.first, at=at)
            approve_refund(refund_id=refund.id, accountant=self.second, at=at)
            self.world.done["refund"] += 1
