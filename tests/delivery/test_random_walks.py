"""Random walks of envelopes and bags, both ways, with everybody's mistakes: custody has no silent hole."""

import random
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from cuamo.delivery.models import Alarm, Bag, HandOver, Parcel, Run
from cuamo.delivery.selectors.custody import custody_of_parcel
from cuamo.delivery.services.attempt import attempt_failed
from cuamo.delivery.services.check_papers import check_papers
from cuamo.delivery.services.close_run import close_run
from cuamo.delivery.services.count_bag import count_bag
from cuamo.delivery.services.deliver import deliver
from cuamo.delivery.services.fill_bag import open_bag, put_in_bag, seal_bag, take_from_bag
from cuamo.delivery.services.find_alarms import end_past_alarms, escalate_alarms, find_late
from cuamo.delivery.services.find_gaps import find_gaps
from cuamo.delivery.services.find_here import find_here
from cuamo.delivery.services.hand_over import hand_over, scan_in
from cuamo.delivery.services.hand_over_bag import give_bag, hand_over_bag, receive_bag, take_bag
from cuamo.delivery.services.load_bag import load_bag
from cuamo.delivery.services.load_run import load_run
from cuamo.delivery.services.recall import recall_parcel
from cuamo.delivery.services.return_to_point import give_back, return_to_point
from cuamo.delivery.services.start_out import start_out
from cuamo.delivery.services.take_off_manifest import take_off_manifest
from cuamo.delivery.states import BagState, Direction, ParcelState, Proof
from cuamo.kernel import events
from cuamo.kernel.actors import SYSTEM
from cuamo.kernel.errors import DomainError
from cuamo.kernel.models.event import Stream
from tests.delivery.conftest import CLERK, COURIER, NOON, OTHER, sealed
from tests.delivery.places import AUTHORITY, OFFICER, SORTER, originals

CLERKS = {"P001": CLERK, AUTHORITY: OFFICER, "VNP": SORTER}
COURIERS = (COURIER, OTHER)
AT_UNIT = {
    ParcelState.SEALED,
    ParcelState.ON_MANIFEST,
    ParcelState.RETURNED,
    ParcelState.IN_TRANSIT,
}
WITH_A_COURIER = {
    ParcelState.PICKED_UP,
    ParcelState.OUT_FOR_DELIVERY,
    ParcelState.FAILED_ATTEMPT,
    ParcelState.RETURNING,
}
AFTER = {
    "delivery.sealed": {ParcelState.SEALED},
    "delivery.manifested": {ParcelState.ON_MANIFEST},
    "delivery.off_manifest": {ParcelState.SEALED, ParcelState.RETURNED},
    "delivery.out": {ParcelState.OUT_FOR_DELIVERY},
    "delivery.failed": {ParcelState.FAILED_ATTEMPT, ParcelState.RETURNING},
    "delivery.delivered": {ParcelState.DELIVERED},
    "delivery.returned": {ParcelState.RETURNED},
    "delivery.arrived": {ParcelState.DELIVERED},
    "delivery.handed_over": {ParcelState.PICKED_UP, ParcelState.IN_TRANSIT, ParcelState.RETURNED},
    "delivery.found": {ParcelState.IN_TRANSIT, ParcelState.RETURNED},
}
"""States an envelope can be in after the last of these events."""
MUST_HAPPEN = {
    *AFTER,
    "delivery.recalled",
    "delivery.alarm",
    "delivery.alarm_closed",
    "delivery.gap_found",
    "delivery.half_handed_over",
    "delivery.papers_checked",
}
REACHED: set[str] = set()


class Walk(RuleBasedStateMachine):
    """Two results and two envelopes of papers, three places, two couriers, and anybody's mistakes."""

    def __init__(self) -> None:
        super().__init__()
        self.outer = transaction.atomic()
        self.outer.__enter__()

    def teardown(self) -> None:
        for parcel in self.parcels():
            REACHED.update(events.names_of(parcel.subject_id))
        transaction.set_rollback(True)
        self.outer.__exit__(None, None, None)

    @initialize(seed=st.integers(0, 2**32 - 1))
    def begin(self, seed: int) -> None:
        self.dice, self.now, self.seals = random.Random(seed), NOON, 0
        for number in (1, 2):
            sealed(number)
            originals(number)
        if self.dice.random() < 0.75:
            self.out_at_once()

    def out_at_once(self) -> None:
        """More than half begin with a result at the door, so that what may come after is walked too."""
        first = Parcel.objects.get(seal_number="NP-000001")
        load_run(parcel_ids=[first.id], courier=COURIER, clerk=CLERK, at=self.now)
        hand_over(label=first.label, clerk=CLERK, at=self.now)
        self.now += timedelta(minutes=45)
        find_gaps(at=self.now)
        scan_in(label=first.label, courier=COURIER, at=self.now)
        end_past_alarms(at=self.now)
        start_out(parcel_id=first.id, window="", courier=COURIER, at=self.now)
        if self.dice.random() < 0.5:
            give_back(label=first.label, courier=COURIER, at=self.now)
            return_to_point(label=first.label, clerk=CLERK, at=self.now)

    def parcels(self) -> list[Parcel]:
        return list(Parcel.objects.select_related("run", "bag").order_by("label"))

    def one(self) -> Parcel:
        return self.dice.choice(self.parcels())

    def bag(self) -> Bag | None:
        bags = list(Bag.objects.order_by("number"))
        return self.dice.choice(bags) if bags else None

    def clerk(self, right: str = ""):
        lost = self.dice.random() < 0.12
        return self.dice.choice(list(CLERKS.values())) if lost or right not in CLERKS else CLERKS[right]

    def courier(self, run: Run | None):
        lost = self.dice.random() < 0.12 or run is None
        return self.dice.choice(COURIERS) if lost else next(c for c in COURIERS if c.id == run.courier_id)

    def everything(self) -> list:
        rows = [list(model.objects.order_by("pk").values()) for model in (Parcel, Bag, HandOver, Alarm, Run)]
        return [*rows, list(Stream.objects.order_by("stream_id").values_list("stream_id", "seq"))]

    def attempt(self, act, **said) -> None:
        """Do it, or be refused; a refusal leaves everything as it was."""
        before = self.everything()
        try:
            act(**said, at=self.now)
        except DomainError:
            assert self.everything() == before

    @rule(minutes=st.sampled_from([1, 5, 45, 300]))
    def time_passes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)
        if minutes >= 45:
            find_gaps(at=self.now)
            find_late(at=self.now)
            escalate_alarms(at=self.now)
        end_past_alarms(at=self.now)

    @rule()
    def on(self) -> None:
        """Somebody does what is next for one envelope, most often rightly."""
        parcel = self.one()
        {
            ParcelState.SEALED: self.leave,
            ParcelState.RETURNED: self.leave,
            ParcelState.IN_TRANSIT: self.leave,
            ParcelState.ON_MANIFEST: self.cross,
            ParcelState.PICKED_UP: self.carry,
            ParcelState.OUT_FOR_DELIVERY: self.at_the_door,
            ParcelState.FAILED_ATTEMPT: self.carry,
            ParcelState.RETURNING: self.come_back,
            ParcelState.DELIVERED: self.open_it,
        }[ParcelState(parcel.state)](parcel)

    on_again, on_more, on_and_on = on, on, on

    def leave(self, parcel: Parcel) -> None:
        if parcel.bag_id is not None:
            self.move_bag(parcel.bag)
        elif self.dice.random() < 0.45:
            to = parcel.destination_unit or "VNP"
            bag = open_bag(
                origin_unit=parcel.holder_id,
                destination_unit=to if to != parcel.holder_id else "P001",
                clerk=SYSTEM,
                at=self.now,
            )
            self.attempt(put_in_bag, bag_id=bag.id, label=parcel.label, clerk=self.clerk(parcel.holder_id))
        else:
            courier = self.dice.choice(COURIERS)
            self.attempt(
                load_run, parcel_ids=[parcel.id], courier=courier, clerk=self.clerk(parcel.holder_id)
            )

    def cross(self, parcel: Parcel) -> None:
        if parcel.bag_id is not None:
            self.move_bag(parcel.bag)
        elif self.dice.random() < 0.5:
            self.attempt(hand_over, label=parcel.label, clerk=self.clerk(parcel.holder_id))
        elif self.dice.random() < 0.1:
            self.attempt(take_off_manifest, parcel_id=parcel.id, clerk=self.clerk(parcel.holder_id))
        else:
            self.attempt(scan_in, label=parcel.label, courier=self.courier(parcel.run))

    def carry(self, parcel: Parcel) -> None:
        if parcel.bag_id is not None:
            self.move_bag(parcel.bag)
        elif parcel.direction == Direction.ORIGINALS or self.dice.random() < 0.4:
            self.come_back(parcel)
        else:
            self.attempt(start_out, parcel_id=parcel.id, window="", courier=self.courier(parcel.run))

    def at_the_door(self, parcel: Parcel) -> None:
        said = {"parcel_id": parcel.id, "courier": self.courier(parcel.run)}
        if parcel.attempts == 0 or self.dice.random() < 0.3:
            self.attempt(attempt_failed, **said, reason="ABSENT", next_window="")
        else:
            self.attempt(deliver, **said, pin=parcel.pin)

    def come_back(self, parcel: Parcel) -> None:
        right = parcel.destination_unit or "P001"
        if self.dice.random() < 0.5:
            self.attempt(give_back, label=parcel.label, courier=self.courier(parcel.run))
        else:
            self.attempt(return_to_point, label=parcel.label, clerk=self.clerk(right))

    def open_it(self, parcel: Parcel) -> None:
        labels = list(parcel.papers.values_list("label", flat=True))
        found = labels if self.dice.random() < 0.7 else labels[:1]
        intact = self.dice.random() < 0.8
        self.attempt(
            check_papers, parcel_id=parcel.id, found=found, intact=intact, clerk=self.clerk(parcel.holder_id)
        )

    def move_bag(self, bag: Bag) -> None:
        bag = Bag.objects.select_related("run").get(id=bag.id)
        here, there = self.clerk(bag.origin_unit), self.clerk(bag.destination_unit)
        first = self.dice.random() < 0.5
        if bag.state == BagState.OPEN:
            self.seals += 1
            self.attempt(seal_bag, bag_id=bag.id, seal_number=f"TS-{self.seals:05d}", clerk=here)
        elif bag.state == BagState.SEALED and bag.run_id is None:
            self.attempt(load_bag, bag_id=bag.id, courier=self.dice.choice(COURIERS), clerk=here)
        elif bag.state == BagState.SEALED and first:
            self.attempt(hand_over_bag, number=bag.number, clerk=here)
        elif bag.state == BagState.SEALED:
            self.attempt(take_bag, number=bag.number, courier=self.courier(bag.run))
        elif bag.state == BagState.HANDED and first:
            self.attempt(give_bag, number=bag.number, courier=self.courier(bag.run))
        elif bag.state == BagState.HANDED:
            self.attempt(receive_bag, number=bag.number, clerk=there, intact=self.dice.random() < 0.8)
        else:
            labels = [parcel.label for parcel in self.parcels() if parcel.bag_id == bag.id]
            if self.dice.random() < 0.3:
                labels = labels[1:]
            if self.dice.random() < 0.3:
                labels = [*labels, self.one().label]
            self.attempt(count_bag, bag_id=bag.id, labels=labels, clerk=there)

    @rule()
    def somebody_errs(self) -> None:
        """Any verb, on anything, by anybody."""
        parcel, bag = self.one(), self.bag()
        clerk, courier = self.dice.choice(list(CLERKS.values())), self.dice.choice(COURIERS)
        errors = [
            (find_here, {"label": parcel.label, "clerk": clerk}),
            (hand_over, {"label": parcel.label, "clerk": clerk}),
            (scan_in, {"label": parcel.label, "courier": courier}),
            (give_back, {"label": parcel.label, "courier": courier}),
            (return_to_point, {"label": parcel.label, "clerk": clerk}),
            (start_out, {"parcel_id": parcel.id, "window": "", "courier": courier}),
            (deliver, {"parcel_id": parcel.id, "pin": parcel.pin or "0000", "courier": courier}),
        ]
        if bag is not None:
            errors += [
                (put_in_bag, {"bag_id": bag.id, "label": parcel.label, "clerk": clerk}),
                (take_from_bag, {"bag_id": bag.id, "label": parcel.label, "clerk": clerk}),
                (hand_over_bag, {"number": bag.number, "clerk": clerk}),
                (take_bag, {"number": bag.number, "courier": courier}),
                (give_bag, {"number": bag.number, "courier": courier}),
            ]
        act, said = self.dice.choice(errors)
        self.attempt(act, **said)

    @rule()
    def a_run_ends(self) -> None:
        run = Run.objects.filter(closed_at=None).order_by("number").first()
        if run is not None and self.dice.random() < 0.3:
            words = "Còn trên xe, mai giao tiếp" if self.dice.random() < 0.5 else ""
            self.attempt(close_run, run_id=run.id, courier=self.courier(run), words=words)

    @rule()
    def called_back(self) -> None:
        if self.dice.random() < 0.2:
            parcel = self.one()
            self.attempt(
                recall_parcel, subject_id=parcel.subject_id, actor=SYSTEM, direction=parcel.direction
            )

    @invariant()
    def custody_is_whole(self) -> None:
        """One holder, named by the chain; state, run and bag agree; a hole in the chain has its alarm."""
        if not hasattr(self, "dice"):
            return
        steps: dict[object, list[HandOver]] = {}
        for step in HandOver.objects.order_by("id"):
            steps.setdefault(step.parcel_id, []).append(step)
        alarmed = set(Alarm.objects.exclude(parcel=None).values_list("parcel_id", flat=True))
        for parcel in self.parcels():
            chain = steps.get(parcel.id, [])
            held_as_the_chain_says(parcel, chain)
            state_agrees(parcel)
            waiting = [step for step in chain if half_open(step)]
            assert len(waiting) <= 1
            if any(not step.complete for step in chain if step not in waiting):
                assert parcel.id in alarmed

    @invariant()
    def the_ledger_says_where_one_of_them_stands_and_it_can_be_called_back(self) -> None:
        if not hasattr(self, "dice"):
            return
        parcel = self.one()
        holes = [link for link in custody_of_parcel(parcel.id) if link.gap == "between"]
        # A half that is still open explains a hole beside it; after half an hour it is an alarm itself.
        unsigned = any(half_open(step) for step in parcel.hand_overs.all())
        assert not holes or unsigned or parcel.alarms.exists()
        told = [name for name in events.names_of(parcel.subject_id) if name in AFTER]
        allowed = AFTER[told[-1]]
        if told[-1] == "delivery.manifested" and parcel.recalled_at is not None:
            allowed = allowed | {ParcelState.SEALED, ParcelState.RETURNED}
        assert parcel.state in allowed, told[-1]
        with transaction.atomic():
            back = recall_parcel(
                subject_id=parcel.subject_id, actor=SYSTEM, at=self.now, direction=parcel.direction
            )
            assert (back is None) == (parcel.state == ParcelState.DELIVERED)
            if back is not None and back.state != ParcelState.OUT_FOR_DELIVERY:
                with pytest.raises(DomainError), transaction.atomic():
                    start_out(parcel_id=parcel.id, window="", courier=SYSTEM, at=self.now)
            transaction.set_rollback(True)


def half_open(step: HandOver) -> bool:
    return not step.complete and step.broken_off_at is None and step.proof != Proof.FOUND


def held_as_the_chain_says(parcel: Parcel, chain: list[HandOver]) -> None:
    ended = [step for step in chain if step.taken_at and (step.given_at or step.proof == Proof.FOUND)]
    if not ended:
        assert (parcel.holder_kind, parcel.holder_id) == ("UNIT", parcel.origin_unit)
        return
    last = ended[-1]
    takers = {"UNIT": last.place, "COURIER": last.taker.get("id"), "RECIPIENT": ""}
    assert parcel.holder_id == takers[parcel.holder_kind]


def state_agrees(parcel: Parcel) -> None:
    state = ParcelState(parcel.state)
    if state in AT_UNIT:
        assert parcel.holder_kind == "UNIT"
    elif state in WITH_A_COURIER:
        assert parcel.holder_kind == "COURIER"
        assert parcel.run is not None
        assert parcel.run.courier_id == parcel.holder_id
    else:
        assert state == ParcelState.DELIVERED
        papers = parcel.direction == Direction.ORIGINALS
        assert parcel.holder_kind == ("UNIT" if papers else "RECIPIENT")
        assert not papers or parcel.holder_id == parcel.destination_unit
    assert (state == ParcelState.ON_MANIFEST) <= (parcel.run_id is not None)
    if parcel.bag is not None:
        assert parcel.bag.counted_at is None
        assert state in AT_UNIT | {ParcelState.PICKED_UP}
        assert parcel.bag.state == BagState.OPEN or parcel.label in parcel.bag.listed


@pytest.mark.usefixtures("point", "places")
def test_random_walks_of_envelopes_and_bags_keep_custody_whole(db):
    run_state_machine_as_test(
        Walk,
        settings=settings(
            max_examples=8,
            stateful_step_count=40,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert REACHED >= MUST_HAPPEN, sorted(MUST_HAPPEN - REACHED)
