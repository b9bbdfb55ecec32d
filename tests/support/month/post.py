"""Envelopes by hand: where each really is, and what clerks, couriers and carriers do with it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from cuamo.delivery.models import Alarm, Bag, Parcel
from cuamo.delivery.selectors.recipient import check_for
from cuamo.delivery.services.attempt import attempt_failed
from cuamo.delivery.services.close_alarm import close_alarm
from cuamo.delivery.services.collect_at_point import collect_at_point
from cuamo.delivery.services.count_bag import count_bag
from cuamo.delivery.services.deliver import deliver
from cuamo.delivery.services.fill_bag import open_bag, put_in_bag, seal_bag
from cuamo.delivery.services.find_here import find_here
from cuamo.delivery.services.hand_over import hand_over, scan_in
from cuamo.delivery.services.hand_over_bag import give_bag, hand_over_bag, receive_bag, take_bag
from cuamo.delivery.services.load_bag import load_bag
from cuamo.delivery.services.load_run import load_run
from cuamo.delivery.services.order_carriage import choose_carrier
from cuamo.delivery.services.return_to_point import give_back, return_to_point
from cuamo.delivery.services.start_out import start_out
from cuamo.delivery.states import MOST_ATTEMPTS, ParcelState, Proof
from cuamo.dossiers.services.receive_originals import receive_originals
from cuamo.kernel.actors import Actor
from cuamo.organisation.types import Role
from tests.support.month.tills import Tills
from tests.support.month.world import Life, World

HOME = "HOME"
GONE = "GONE"
REASONS = ("ABSENT", "ABSENT", "ABSENT", "ADDRESS", "REFUSED")
SEEN = "Đã hỏi hai bên, đã tìm lại và đối chiếu."


@dataclass
class Post:
    """The two directions, and the truth about every envelope beside what the records say."""

    world: World
    tills: Tills
    evidence: Callable[[datetime], UUID]
    """Keeps a picture at the door and returns its id."""
    really: dict[str, str] = field(default_factory=dict)
    """Where the envelope with this label is: a unit, `courier:<id>`, a carrier, HOME or GONE."""

    # results

    def result(self, parcel: Parcel) -> Life:
        """Carry a sealed result to its recipient, by the courier or the carrier the contract names."""
        world, label = self.world, parcel.label
        self.really[label] = parcel.origin_unit
        yield world.now + world.pause + timedelta(minutes=5)
        # What follows of the sealing by itself does so for news of these days only.
        choose_carrier(label=label, at=world.now)
        parcel = Parcel.objects.get(id=parcel.id)
        if parcel.carrier:
            yield from self._by_carrier(parcel)
        else:
            yield from self._by_courier(parcel)

    def _by_carrier(self, parcel: Parcel) -> Life:
        world = self.world
        world.done[f"post: {parcel.carrier}"] += 1
        self.really[parcel.label] = f"carrier:{parcel.carrier}"
        if world.chance(0.03):
            world.done["post: place forgot to scan out"] += 1
            yield world.working(world.now, 90)
        hand_over(label=parcel.label, clerk=self._clerk(parcel.origin_unit), at=world.now)
        while True:
            yield world.working(world.now, 120)
            parcel = Parcel.objects.get(id=parcel.id)
            if parcel.state in {ParcelState.DELIVERED, ParcelState.LOST} or parcel.ended_at:
                self.really[parcel.label] = HOME if parcel.state == ParcelState.DELIVERED else GONE
                return
            if parcel.state == ParcelState.RETURNING:
                self._back(parcel, courier=None)
                yield from self._held(parcel)
                return

    def _by_courier(self, parcel: Parcel) -> Life:
        world, label = self.world, parcel.label
        clerk, courier = self._clerk(parcel.origin_unit), self._courier()
        world.done["post: own courier"] += 1
        load_run(parcel_ids=[parcel.id], courier=courier, clerk=clerk, at=world.now)
        forgot = world.rng.choices(("", "giver", "taker"), (94, 3, 3))[0]
        if forgot != "giver":
            hand_over(label=label, clerk=clerk, at=world.now)
        self.really[label] = f"courier:{courier.id}"
        if forgot != "taker":
            scan_in(label=label, courier=courier, at=world.now)
        if forgot:
            world.done[f"post: {forgot} forgot to scan"] += 1
            yield world.working(world.now, 60)
            if forgot == "giver":
                hand_over(label=label, clerk=clerk, at=world.now)
            else:
                scan_in(label=label, courier=courier, at=world.now)
        if world.chance(0.006):
            self.really[label] = GONE
            world.done["post: courier lost it"] += 1
            return
        for number in range(1, MOST_ATTEMPTS + 1):
            yield world.working(world.now, world.rng.randrange(20, 240))
            start_out(parcel_id=parcel.id, window="", courier=courier, at=world.now)
            yield world.now + timedelta(minutes=world.rng.randrange(10, 60))
            if world.chance(0.9 if number == 1 else 0.6):
                self._at_the_door(parcel, courier)
                return
            reason = world.rng.choice(REASONS)
            world.done[f"post: {reason.lower()}"] += 1
            attempt_failed(parcel_id=parcel.id, reason=reason, next_window="", courier=courier, at=world.now)
            if Parcel.objects.get(id=parcel.id).state == ParcelState.RETURNING:
                break
        yield world.now + timedelta(minutes=40)
        self._back(Parcel.objects.get(id=parcel.id), courier=courier)
        yield from self._held(parcel)

    def _at_the_door(self, parcel: Parcel, courier: Actor) -> None:
        at = self.world.now
        pin = str(Parcel.objects.get(id=parcel.id).pin)
        check = check_for(Parcel.objects.get(id=parcel.id), at=at)
        right = {"relation": check.relations[0][0], "seen": [need for need, _ in check.ticks]}
        if self.world.chance(0.8):
            done = deliver(parcel_id=parcel.id, pin=pin, courier=courier, at=at, **right)
        else:
            done = deliver(
                parcel_id=parcel.id, proof=Proof.SIGNATURE, identity_seen=True,
                evidence_id=self.evidence(at), courier=courier, at=at, **right,
            )  # fmt: skip
        assert done.delivered
        self.really[parcel.label] = HOME
        self.world.done["post: at home"] += 1

    def _back(self, parcel: Parcel, *, courier: Actor | None) -> None:
        """Bring what could not be handed over back to where it came from; both sides scan."""
        if courier is not None:
            give_back(label=parcel.label, courier=courier, at=self.world.now)
        return_to_point(label=parcel.label, clerk=self._clerk(parcel.origin_unit), at=self.world.now)
        self.really[parcel.label] = parcel.origin_unit
        self.world.done["post: brought back"] += 1

    def _held(self, parcel: Parcel) -> Life:
        """Most come for what is kept for them; what nobody comes for stays."""
        world = self.world
        yield world.working(world.now, world.rng.randrange(300, 1500))
        parcel = Parcel.objects.get(id=parcel.id)
        if parcel.state != ParcelState.HELD or not world.chance(0.8):
            return
        collect_at_point(
            parcel_id=parcel.id, clerk=self._clerk(parcel.holder_id), at=world.now,
            relation=check_for(parcel, at=world.now).relations[0][0],
            seen=("CARD",), evidence_id=self.evidence(world.now),
        )  # fmt: skip
        self.really[parcel.label] = HOME
        world.done["post: collected"] += 1

    # papers of citizens

    def originals(self, parcel: Parcel) -> Life:
        """Carry papers in the evening's bag to where the dossier was received, and tick them there."""
        world, label = self.world, parcel.label
        origin, target = parcel.origin_unit, parcel.destination_unit
        clerk, courier = self._clerk(origin), self._courier()
        self.really[label] = origin
        yield world.now + timedelta(minutes=20)
        bag = open_bag(origin_unit=origin, destination_unit=target, clerk=clerk, at=world.now)
        put_in_bag(bag_id=bag.id, label=label, clerk=clerk, at=world.now)
        seal_bag(bag_id=bag.id, seal_number=f"TU{world.rng.randrange(10**9):09d}", clerk=clerk, at=world.now)
        left_out = world.chance(0.02)
        load_bag(bag_id=bag.id, courier=courier, clerk=clerk, at=world.now)
        hand_over_bag(number=bag.number, clerk=clerk, at=world.now)
        take_bag(number=bag.number, courier=courier, at=world.now)
        if not left_out:
            self.really[label] = f"courier:{courier.id}"
        yield world.working(world.now, world.rng.randrange(60, 240))
        broken = world.chance(0.02)
        officer = self._clerk(target)
        give_bag(number=bag.number, courier=courier, at=world.now)
        receive_bag(number=bag.number, clerk=officer, at=world.now, intact=not broken)
        count_bag(bag_id=bag.id, labels=[] if left_out else [label], clerk=officer, at=world.now)
        if broken:
            world.done["post: bag with a broken seal"] += 1
        if left_out:
            world.done["post: left out of its bag"] += 1
            yield world.working(world.now, 300)
            find_here(label=label, clerk=clerk, at=world.now)
            return
        self.really[label] = target
        self._tick(parcel, officer, intact=not broken)

    def _tick(self, parcel: Parcel, officer: Actor, *, intact: bool) -> None:
        papers = list(parcel.papers.values_list("label", flat=True))
        missing = len(papers) > 1 and self.world.chance(0.02)
        if missing:
            self.world.done["post: a paper is missing"] += 1
        found = papers[1:] if missing else papers
        receive_originals(parcel_id=parcel.id, found=found, intact=intact, clerk=officer, at=self.world.now)
        self.world.done["post: papers arrived"] += 1

    # alarms

    def answer_alarms(self, at: datetime) -> None:
        """Owners answer, a day after, what a person has to answer."""
        old = Alarm.objects.filter(closed_at=None, raised_at__lt=at - timedelta(days=1))
        for alarm in old.order_by("id")[:200]:
            if alarm.kind in {"LOST", "CARRIER_LOST", "OUT_OF_SIGHT", "HELD_TOO_LONG", "MISSING"}:
                continue
            owner = self._owner(alarm, at)
            if owner is not None:
                dead = alarm.kind == "SENDER_DEAD"
                close_alarm(alarm_id=alarm.id, actor=owner, words=SEEN, at=at, death_confirmed=dead)
                self.world.done["alarm answered"] += 1

    def _owner(self, alarm: Alarm, at: datetime) -> Actor | None:
        role = Role.COORDINATOR if alarm.owner_role == Role.COURIER else Role(alarm.owner_role)
        try:
            return self.tills.officer(alarm.owner_unit, role, at=at)
        except LookupError:
            return None

    # people

    def _clerk(self, unit_code: str) -> Actor:
        role = Role.CLERK if unit_code.startswith("DL-") else Role.RECEIVER
        try:
            return self.tills.officer(unit_code, role, at=self.world.now)
        except LookupError:
            return self.tills.officer(unit_code, Role.RECORDS_CLERK, at=self.world.now)

    def _courier(self) -> Actor:
        return self.tills.officer("VNPOST", Role.COURIER, at=self.world.now)


def bags_under_way() -> list[Bag]:
    """Return bags nobody has received."""
    return list(Bag.objects.exclude(state__in=["RECEIVED", "BROKEN"]).order_by("id"))
