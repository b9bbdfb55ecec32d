"""Clerks at their tills: cash and QR at the counter, and in the evening the bag to the bank."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from cuamo.cli.sample_work import Cast
from cuamo.dossiers.models import Dossier
from cuamo.dossiers.services.finish_shift import finish_shift
from cuamo.dossiers.services.settle_money import settle_money
from cuamo.kernel.actors import SYSTEM, Actor, ActorKind
from cuamo.kernel.clock import HANOI
from cuamo.organisation.models import Shift
from cuamo.organisation.selectors.shifts import free_counters, open_shift_of
from cuamo.organisation.selectors.staff import actor_of
from cuamo.organisation.services.roles import grant_role
from cuamo.organisation.types import Role
from cuamo.payments.models import PaymentRequest
from cuamo.payments.selectors.books import cash_in_of
from cuamo.payments.services.carry_bag import give_bag, see_bag_off, tell_deposit
from cuamo.payments.services.pack_bag import pack_bag, seal_bag
from cuamo.payments.services.start_attempt import start_attempt
from cuamo.payments.services.take_cash import take_cash
from cuamo.payments.services.till import open_till
from cuamo.people.models import Account
from tests.support.month.platform import Platform
from tests.support.month.world import Life, World

FLOAT_VND = 500_000
MISCOUNTS = (-20_000, -5_000, 2_000, 10_000)


class Tills(Cast):
    """Who works where, and what payers do at the counter: most of it right, some of it not."""

    def __init__(self, world: World, platform: Platform) -> None:
        super().__init__()
        self.world, self.platform = world, platform
        self.cash_vnd = 0
        """Cash that was taken, by the simulation's own count."""
        self.credited_vnd = 0
        """Money credited to demands by QR, by the simulation's own count."""
        self.nameless: set[str] = set()
        """Bags whose deposit the bank's statement does not name: somebody has to look for them."""
        self._ways: tuple[tuple[Callable[[PaymentRequest, Actor, datetime], None], int], ...] = (
            (self._in_cash, 35),
            (self._by_qr, 40),
            (self._told_twice, 6),
            (self._too_much, 5),
            (self._in_two_parts, 5),
            (self._unheard, 5),
            (self._cash_after_qr, 4),
        )

    def clerk_of(self, unit_code: str, *, at: datetime) -> Actor:
        """Return the agency's clerk, whose shift of the day is open."""
        clerk = self.officer(unit_code, Role.CLERK, at=at)
        if open_shift_of(clerk.id) is None:
            counter = free_counters(unit_code).first()
            assert counter is not None
            open_till(clerk=clerk, counter_id=counter.id, float_vnd=FLOAT_VND, at=at - timedelta(minutes=2))
        return clerk

    def lead_of(self, unit_code: str, *, at: datetime) -> Actor:
        """Return the lead of the agency's shifts, somebody else than its clerk; made at need."""
        key = (unit_code, Role.SHIFT_LEAD)
        if key not in self._people:
            name = f"truongca.{unit_code.lower()}"
            account, _ = Account.objects.get_or_create(username=name, defaults={"full_name": "Trưởng ca mẫu"})
            grant_role(
                account_id=account.id, unit_code=unit_code, role=Role.SHIFT_LEAD, actor=SYSTEM,
                at=at - timedelta(days=1),
            )  # fmt: skip
            self._people[key] = actor_of(account, at=at)
        return self._people[key]

    def pay(self, dossier: Dossier, clerk: Actor, *, at: datetime) -> None:
        """Pay what is owed in one of the ways people pay."""
        request = PaymentRequest.objects.get(subject_id=dossier.id, voided_at=None)
        ways, weights = zip(*self._ways, strict=True)
        way = self.world.rng.choices(ways, weights)[0]
        if clerk.kind != ActorKind.STAFF:  # who files alone has no till before him
            way = self.world.rng.choice((self._by_qr, self._told_twice, self._too_much, self._in_two_parts))
        way(request, clerk, at)
        self.world.done[f"pay: {way.__name__.strip('_')}"] += 1
        settle_money(dossier_id=dossier.id, amount_vnd=request.amount_vnd, at=at)

    def _in_cash(self, request: PaymentRequest, clerk: Actor, at: datetime) -> None:
        shift = open_shift_of(clerk.id)
        assert shift is not None
        tendered = -(-request.amount_vnd // 50_000) * 50_000
        take_cash(request_id=request.id, tendered_vnd=tendered, shift_id=shift.id, clerk=clerk, at=at)
        self.cash_vnd += request.amount_vnd

    def _by_qr(self, request: PaymentRequest, clerk: Actor, at: datetime) -> None:
        attempt = start_attempt(request_id=request.id, at=at)
        paid = self.platform.pay(attempt.reference, attempt.amount_vnd, at=at + timedelta(seconds=15))
        self.platform.tell(paid, at=at + timedelta(seconds=17))
        self.credited_vnd += attempt.amount_vnd

    def _told_twice(self, request: PaymentRequest, clerk: Actor, at: datetime) -> None:
        self._by_qr(request, clerk, at)
        self.platform.tell(self.platform.history.paid[-1], at=at + timedelta(seconds=20))

    def _too_much(self, request: PaymentRequest, clerk: Actor, at: datetime) -> None:
        attempt = start_attempt(request_id=request.id, at=at)
        paid = self.platform.pay(attempt.reference, attempt.amount_vnd + 5_000, at=at)
        self.platform.tell(paid, at=at + timedelta(seconds=2))
        self.credited_vnd += attempt.amount_vnd

    def _in_two_parts(self, request: PaymentRequest, clerk: Actor, at: datetime) -> None:
        first = start_attempt(request_id=request.id, at=at)
        part = max(1_000, first.amount_vnd // 2)
        self.platform.tell(self.platform.pay(first.reference, part, at=at), at=at + timedelta(seconds=2))
        self.credited_vnd += min(part, first.amount_vnd)
        if part < first.amount_vnd:
            self._by_qr(request, clerk, at + timedelta(seconds=3))

    def _unheard(self, request: PaymentRequest, clerk: Actor, at: datetime) -> None:
        """The message was lost and the platform does not answer: the payer pays cash and has paid twice."""
        attempt = start_attempt(request_id=request.id, at=at)
        self.platform.pay(attempt.reference, attempt.amount_vnd, at=at)
        self.platform.silent.add(attempt.reference)
        self._in_cash(request, clerk, at + timedelta(minutes=2))

    def _cash_after_qr(self, request: PaymentRequest, clerk: Actor, at: datetime) -> None:
        """The payer gives up waiting and pays cash; the money of the QR comes all the same."""
        attempt = start_attempt(request_id=request.id, at=at)
        self._in_cash(request, clerk, at + timedelta(minutes=1))
        self.world.begin(
            self._late_money(attempt.reference, attempt.amount_vnd), at=at + timedelta(minutes=9)
        )

    def _late_money(self, reference: str, amount_vnd: int) -> Life:
        paid = self.platform.pay(reference, amount_vnd, at=self.world.now)
        self.platform.tell(paid, at=self.world.now)
        yield from ()

    def evening(self, day: date) -> Life:
        """Close every shift of the day, bag the cash before two people, give it to the bank's collector."""
        for shift in Shift.objects.filter(closed_at=None).select_related("clerk").order_by("id"):
            self._close(shift)
        yield from ()

    def _close(self, shift: Shift) -> None:
        world, at = self.world, self.world.now
        clerk = actor_of(shift.clerk, at=at)
        taken = cash_in_of(shift.id)
        wrong = world.rng.choice(MISCOUNTS) if taken > 20_000 and world.chance(0.08) else 0
        if wrong:
            world.done["till: counted wrong"] += 1
        finish_shift(
            shift_id=shift.id, clerk=clerk, counted_vnd=shift.float_vnd + taken + wrong,
            reason="Đếm lại hai lần, chưa rõ lý do" if wrong else "", at=at,
        )  # fmt: skip
        if taken:
            self._bag(shift, clerk)

    def _bag(self, shift: Shift, clerk: Actor) -> None:
        world, at = self.world, self.world.now + timedelta(minutes=5)
        seal = f"TM{world.rng.randrange(10**9):09d}"
        lead = self.lead_of(shift.unit_code, at=at)
        bag = pack_bag(shift_ids=[shift.id], seal_number=seal, clerk=clerk, at=at)
        seal_bag(bag_id=bag.id, seal_seen=seal, signer=lead, at=at)
        receipt = f"BN{bag.number[-5:]}{world.rng.randrange(10**6):06d}"
        give_bag(bag_id=bag.id, giver=clerk, at=at, bank_receipt=receipt)
        see_bag_off(bag_id=bag.id, seal_seen=seal, signer=lead, at=at)
        slip = f"GNT{world.rng.randrange(10**9):09d}"
        tell_deposit(bag_id=bag.id, slip_number=slip, amount_vnd=bag.amount_vnd, actor=lead, at=at)
        world.done["till: bag"] += 1
        words, amount_vnd = f"NOP TIEN MAT TUI {bag.number} GNT {slip}", bag.amount_vnd
        if world.chance(0.04) and amount_vnd > 10_000:
            amount_vnd -= 10_000
            world.done["bank: deposit too small"] += 1
        if world.chance(0.04):
            words = "NOP TIEN MAT"
            self.nameless.add(bag.number)
            world.done["bank: deposit without words"] += 1
        arrives = datetime.combine(at.astimezone(HANOI).date() + timedelta(days=1), time(9, 30), HANOI)
        self.platform.move(arrives, amount_vnd, "CSH", "DIEM THU", words)
