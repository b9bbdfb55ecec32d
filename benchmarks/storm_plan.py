"""What a payment platform sends on a bad day, and what must have come of it: counted from the list alone."""

import json
import random
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from cuamo.payments.rules.reference import make_reference

DUPLICATES = 0.30
KINDS = (
    ("exact", 78),
    ("late", 4),
    ("two parts", 4),
    ("part only", 2),
    ("too much", 2),
    ("paid twice", 2),
    ("failed, then paid", 3),
    ("failed", 1),
    ("after void", 1),
    ("wrong reference", 1),
    ("same id, other content", 2),
)
"""How often each case comes, in hundredths."""


@dataclass
class Ask:
    """One demand for money with its open attempt."""

    number: int
    kind: str
    amount_vnd: int
    subject_id: str = ""
    request_id: str = ""
    reference: str = ""
    expires_at: datetime | None = None

    @property
    def voided(self) -> bool:
        return self.kind == "after void"


@dataclass(frozen=True)
class Movement:
    """What the platform says happened; the same words each time it says so."""

    transaction_id: str
    ask: int
    """Number of the demand it pays; -1 when its reference is nobody's."""
    amount_vnd: int
    succeeded: bool
    body: bytes


@dataclass
class Plan:
    """Everything that is sent, in the order it is sent."""

    asks: list[Ask]
    movements: list[Movement] = field(default_factory=list)
    """Each once; of two contents with one id both stand here."""
    sent: list[int] = field(default_factory=list)
    """Places in `movements`, duplicates included, shuffled."""


@dataclass
class Expected:
    """What an independent recount says."""

    came_vnd: dict[int, int]
    credited_vnd: dict[int, int]
    settled: set[int]
    gateway_vnd: int
    citizen_vnd: int
    suspense_vnd: int
    paid_ids: set[str]
    ids: set[str]
    conflicts: set[str]


def asks_for(count: int, *, seed: int) -> list[Ask]:
    """Return as many demands as `count` messages need."""
    rng = random.Random(seed)
    names, weights = zip(*KINDS, strict=True)
    amounts = (8_000, 15_000, 50_000, 100_000, 300_000, 1_430_000)
    distinct = round(count * (1 - DUPLICATES))
    asks: list[Ask] = []
    while distinct > 0:
        kind = names[len(asks)] if len(asks) < len(names) else rng.choices(names, weights)[0]
        asks.append(Ask(len(asks), kind, rng.choice(amounts)))
        distinct -= _movements_of(kind)
    return asks


def plan_of(asks: list[Ask], *, count: int, seed: int, at: datetime) -> Plan:
    """Return the messages about demands that have their references, shuffled, 30 % of them duplicates."""
    rng = random.Random(seed + 1)
    plan = Plan(asks)
    run = f"{int(at.timestamp()):X}"
    for ask in asks:
        plan.movements += _of(ask, rng, run, at)
    plan.sent = list(range(len(plan.movements)))
    plan.sent += [rng.randrange(len(plan.movements)) for _ in range(count - len(plan.sent))]
    rng.shuffle(plan.sent)
    return plan


def recount(plan: Plan, kept: Callable[[str], bytes]) -> Expected:
    """Add up what must have come, from the list alone.

    Args:
        kept: gives the content that came first for an id that was sent with two contents; nothing else is
            taken from what is being checked.
    """
    by_id: dict[str, list[Movement]] = defaultdict(list)
    for movement in plan.movements:
        by_id[movement.transaction_id].append(movement)
    conflicts = {number for number, said in by_id.items() if len({each.body for each in said}) > 1}
    came: dict[int, int] = defaultdict(int)
    paid_ids = set()
    for number, said in by_id.items():
        counts = said[0]
        if number in conflicts:
            counts = next(each for each in said if each.body == kept(number))
        if counts.succeeded:
            came[counts.ask] += counts.amount_vnd
            paid_ids.add(number)
    credited = {
        ask.number: 0 if ask.voided else min(came.get(ask.number, 0), ask.amount_vnd) for ask in plan.asks
    }
    owed = sum(ask.amount_vnd for ask in plan.asks if not ask.voided)
    total = sum(came.values())
    return Expected(
        came_vnd=dict(came),
        credited_vnd=credited,
        settled={
            ask.number for ask in plan.asks if not ask.voided and credited[ask.number] == ask.amount_vnd
        },
        gateway_vnd=total,
        citizen_vnd=owed - sum(credited.values()),
        suspense_vnd=sum(credited.values()) - total,
        paid_ids=paid_ids,
        ids=set(by_id),
        conflicts=conflicts,
    )


def _movements_of(kind: str) -> int:
    return 2 if kind in {"two parts", "paid twice", "failed, then paid", "same id, other content"} else 1


def _of(ask: Ask, rng: random.Random, run: str, at: datetime) -> Iterable[Movement]:
    whole, part = ask.amount_vnd, ask.amount_vnd // 4
    says = {
        "exact": [(whole, True)],
        "late": [(whole, True)],
        "two parts": [(part, True), (whole - part, True)],
        "part only": [(part, True)],
        "too much": [(whole + 2_000, True)],
        "paid twice": [(whole, True), (whole, True)],
        "failed, then paid": [(whole, False), (whole, True)],
        "failed": [(whole, False)],
        "after void": [(whole, True)],
        "wrong reference": [(whole, True)],
        "same id, other content": [(whole, True), (whole + 1_000, True)],
    }[ask.kind]
    for step, (amount_vnd, succeeded) in enumerate(says):
        number = f"FT{run}.{ask.number:07d}"
        if ask.kind != "same id, other content":
            number += f".{step}"
        lost = ask.kind == "wrong reference"
        reference = make_reference(rng.getrandbits(60)) if lost else ask.reference
        moment = at + timedelta(seconds=step)
        if ask.kind == "late" and ask.expires_at is not None:
            moment = ask.expires_at + timedelta(hours=1)
        content = {
            "transaction_id": number,
            "reference": f"CHUYEN TIEN {reference.lower()} HO SO" if rng.random() < 0.2 else reference,
            "amount_vnd": amount_vnd,
            "status": "PAID" if succeeded else "FAILED",
            "occurred_at": moment.isoformat(),
        }
        yield Movement(
            number, -1 if lost else ask.number, amount_vnd, succeeded, json.dumps(content).encode()
        )
