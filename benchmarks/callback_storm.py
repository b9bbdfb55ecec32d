"""Messages of the payment platform in a storm: 30 % twice, shuffled, sixteen connections, processes killed.

`python -m benchmarks.callback_storm [100000] [--kills 200] [--through web|processes] [--here]`

Afterwards the books are compared with a recount from the generated list.
"""

import argparse
import hmac
import os
import secrets
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from benchmarks.figures import at_share, median
from benchmarks.storm_plan import Ask, Expected, Plan, asks_for, plan_of, recount
from benchmarks.storm_senders import Storm, in_processes, to_web

_AT_ONCE = 2_000


def main() -> None:
    """Send the storm, recount, and stop with an error when anything differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", type=int, nargs="?", default=100_000)
    parser.add_argument("--kills", type=int, default=0, help="0: one for every 500 messages")
    parser.add_argument("--seed", type=int, default=6)
    parser.add_argument("--through", choices=["web", "processes"], default="web")
    parser.add_argument("--here", action="store_true", help="in the database DATABASE_URL names")
    options = parser.parse_args()
    kills = options.kills or max(5, options.count // 500)
    with _database(options.here) as at:
        print(_durability())
        begun = time.perf_counter()
        plan, before = prepare(options.count, seed=options.seed)
        print(f"prepared {len(plan.asks)} demands in {time.perf_counter() - begun:.0f} s", flush=True)
        bodies = [plan.movements[place].body for place in plan.sent]
        if options.through == "processes":
            storm = in_processes(bodies, sign=signature, kills=kills, seed=options.seed)
        else:
            from benchmarks.place import web

            with web(at) as server:
                from django.urls import reverse

                storm = to_web(
                    bodies,
                    sign=signature,
                    kills=kills,
                    seed=options.seed,
                    port=server.port,
                    path=reverse("payment-callback"),
                    pids=server.workers,
                )
        report(plan, storm, options.through)
        faults = differences(plan, storm, before)
        for fault in faults:
            print("WRONG:", fault)
        if faults:
            raise SystemExit(1)
        print("books, requests, events and receipts equal the recount from the list, to the đồng")


def signature(body: bytes) -> str:
    """Return the signature the platform would give this message now."""
    from django.conf import settings

    moment = str(int(time.time()))
    proof = hmac.new(settings.PAYMENT_SECRET.encode(), moment.encode() + b"." + body, sha256).hexdigest()
    return f"t={moment},v1={proof}"


def prepare(count: int, *, seed: int) -> tuple[Plan, dict[str, int]]:
    """Open the demands with their attempts, and return the plan with the balances of before."""
    from django.db import connections
    from django.utils import timezone

    from cuamo.payments.selectors.books import trial_balance

    asks = asks_for(count, seed=seed)
    before = trial_balance()
    for first in range(0, len(asks), _AT_ONCE):
        _open(asks[first : first + _AT_ONCE])
    connections.close_all()
    return plan_of(asks, count=count, seed=seed, at=timezone.now()), before


def report(plan: Plan, storm: Storm, through: str) -> None:
    """Print what was measured."""
    total = sum(storm.acknowledged.values())
    print(
        f"{total} answers to {len(plan.sent)} messages ({len(plan.movements)} different) through {through} "
        f"in {storm.seconds:.0f} s: {total / storm.seconds:.0f}/s"
    )
    print(
        f"answer: median {1000 * median(storm.times):.0f} ms, "
        f"p95 {1000 * at_share(storm.times, 0.95):.0f} ms, p99 {1000 * at_share(storm.times, 0.99):.0f} ms"
    )
    print(f"killed {storm.kills} processes, {storm.inside} of them at work; {storm.lost} messages sent again")
    if through == "processes":
        print("statements into the transaction when killed:", dict(sorted(Counter(storm.depths).items())))
    print("verdicts:", dict(storm.answered.most_common()))


def differences(plan: Plan, storm: Storm, before: dict[str, int]) -> list[str]:
    """Return what in the product differs from the recount; empty when nothing does."""
    from cuamo.payments.models import CallbackReceipt
    from cuamo.payments.selectors.books import trial_balance

    numbers = {movement.transaction_id for movement in plan.movements}
    receipts = {
        row["transaction_id"]: row
        for row in CallbackReceipt.objects.filter(transaction_id__in=numbers).values(
            "id", "transaction_id", "body", "verdict", "times_seen", "conflicting_body"
        )
    }
    expected = recount(plan, lambda number: bytes(receipts[number]["body"]))
    now = trial_balance()
    moved = {name: now.get(name, 0) - before.get(name, 0) for name in {*now, *before}}
    faults = [f"trial balance is {sum(now.values())}"] if sum(now.values()) else []
    for account, wanted in (
        ("gateway", expected.gateway_vnd),
        ("citizen", expected.citizen_vnd),
        ("suspense", expected.suspense_vnd),
    ):
        if moved.get(account, 0) != wanted:
            faults.append(f"account {account} moved by {moved.get(account, 0)}, recount says {wanted}")
    faults += _wrong_receipts(plan, storm, expected, receipts)
    faults += _wrong_requests(plan, expected)
    faults += _wrong_entries(expected)
    return faults + _wrong_events(plan, expected, receipts)


def _wrong_receipts(
    plan: Plan, storm: Storm, expected: Expected, receipts: dict[str, dict[str, Any]]
) -> list[str]:
    faults = []
    if silent := len(plan.sent) - len(storm.acknowledged):
        faults.append(f"{silent} messages were never answered")
    if lost := expected.ids - set(receipts):
        faults.append(f"{len(lost)} movements are lost, such as {min(lost)}")
    answered: Counter[str] = Counter()
    for place, times in storm.acknowledged.items():
        answered[plan.movements[plan.sent[place]].transaction_id] += times
    faults += [
        f"{number} was answered {answered[number]} times and seen {row['times_seen']} times"
        for number, row in receipts.items()
        if row["times_seen"] < answered[number]
    ]
    marked = {number for number, row in receipts.items() if row["conflicting_body"] is not None}
    if marked != expected.conflicts:
        faults.append(f"{len(marked)} ids with two contents are marked of {len(expected.conflicts)}")
    return faults


def _wrong_requests(plan: Plan, expected: Expected) -> list[str]:
    from cuamo.payments.models import PaymentRequest

    rows = {
        str(row.id): row
        for row in PaymentRequest.objects.filter(id__in=[UUID(ask.request_id) for ask in plan.asks])
    }
    faults = []
    for ask in plan.asks:
        row = rows[ask.request_id]
        if row.received_vnd != expected.credited_vnd[ask.number]:
            faults.append(f"demand {ask.number} ({ask.kind}) has {row.received_vnd} credited")
        if row.settled != (ask.number in expected.settled):
            faults.append(f"demand {ask.number} ({ask.kind}) is settled: {row.settled}")
    return faults


def _wrong_entries(expected: Expected) -> list[str]:
    from cuamo.payments.models import JournalEntry

    wanted = {f"gateway:{number}" for number in expected.paid_ids}
    kept = {
        source
        for source in JournalEntry.objects.filter(source__startswith="gateway:").values_list(
            "source", flat=True
        )
        if source.removeprefix("gateway:") in expected.ids
    }
    return [f"{len(wanted ^ kept)} entries are missing or too many"] if wanted != kept else []


def _wrong_events(plan: Plan, expected: Expected, receipts: dict[str, dict[str, Any]]) -> list[str]:
    from cuamo.kernel.models.event import Event

    subjects = {UUID(ask.subject_id): ask.number for ask in plan.asks}
    counts: Counter[tuple[str, int]] = Counter()
    names = ("payment.settled", "payment.received", "payment.suspended")
    messages, suspended = {row["id"] for row in receipts.values()}, 0
    for name, stream in Event.objects.filter(name__in=names).values_list("name", "stream_id").iterator():
        if stream in subjects:
            counts[name, subjects[stream]] += 1
        suspended += name == "payment.suspended" and (stream in subjects or stream in messages)
    settled = {number: times for (name, number), times in counts.items() if name == "payment.settled"}
    faults = []
    if settled != dict.fromkeys(expected.settled, 1):
        faults.append(f"{sum(settled.values())} times settled was said of {len(expected.settled)} demands")
    verdicts = Counter(row["verdict"] for row in receipts.values())
    received = sum(times for (name, _), times in counts.items() if name == "payment.received")
    if received != verdicts["PARTIAL"]:
        faults.append(f"{received} parts were told of, {verdicts['PARTIAL']} came")
    waits = sum(verdicts[each] for each in ("OVERPAID", "ALREADY_PAID", "AFTER_VOID", "UNKNOWN_REFERENCE"))
    if suspended != waits + len(expected.conflicts):
        faults.append(f"{suspended} times suspended was said of {waits} + {len(expected.conflicts)}")
    return faults


def _open(asks: list[Ask]) -> None:
    """Write demands with open attempts in bulk, row for row as the services do; void through the service."""
    from datetime import timedelta

    from django.db import transaction
    from django.utils import timezone

    from cuamo.kernel.actors import SYSTEM
    from cuamo.kernel.ids import uuid7
    from cuamo.payments.models import JournalEntry, PaymentAttempt, PaymentLine, PaymentRequest, Posting
    from cuamo.payments.rules import asking, legs
    from cuamo.payments.rules.reference import make_reference
    from cuamo.payments.services.void import void_request
    from cuamo.payments.types import EntryKind

    at = timezone.now()
    requests, lines, attempts, entries, postings = [], [], [], [], []
    for ask in asks:
        request = PaymentRequest(
            id=uuid7(at),
            subject_id=uuid4(),
            subject_code=f"BAO-{ask.number:06d}",
            fee_digest=sha256(str(ask.number).encode()).digest(),
            payer_name="Người nộp",
            amount_vnd=ask.amount_vnd,
            opened_at=at,
        )
        attempt = PaymentAttempt(
            request=request,
            reference=make_reference(secrets.randbits(64)),
            amount_vnd=ask.amount_vnd,
            started_at=at,
            expires_at=at + asking.LIFE,
            ask_again_at=at + timedelta(days=1),
        )
        entry = JournalEntry(
            id=uuid7(at),
            kind=EntryKind.OPENED,
            source=f"opened:{request.id}",
            request_id=request.id,
            booked_at=at,
        )
        share = legs.Share("COUNCIL", ask.amount_vnd)
        requests.append(request)
        attempts.append(attempt)
        entries.append(entry)
        lines.append(
            PaymentLine(
                request=request,
                position=0,
                key="phi",
                name_vi="Phí",
                kind="PHI",
                setter=share.setter,
                amount_vnd=ask.amount_vnd,
            )
        )
        postings += [
            Posting(entry=entry, account=leg.account, side=leg.side, amount_vnd=leg.amount_vnd)
            for leg in legs.opened([share])
        ]
        ask.subject_id, ask.request_id = str(request.subject_id), str(request.id)
        ask.reference, ask.expires_at = attempt.reference, attempt.expires_at
    with transaction.atomic():
        PaymentRequest.objects.bulk_create(requests)
        PaymentLine.objects.bulk_create(lines)
        PaymentAttempt.objects.bulk_create(attempts)
        JournalEntry.objects.bulk_create(entries)
        Posting.objects.bulk_create(postings)
    for ask in asks:
        if ask.voided:
            void_request(request_id=UUID(ask.request_id), reason="Đo thử", actor=SYSTEM, at=at)


@contextmanager
def _database(here: bool) -> Iterator[Any]:
    from benchmarks import place

    if not here:
        with place.place() as at:
            yield at
        return
    import django

    django.setup()
    home = Path(os.environ["CUAMO_VAR"])
    (home / "log").mkdir(exist_ok=True)
    from django.conf import settings

    env = os.environ | {"CUAMO_PAYMENT_SECRET": settings.PAYMENT_SECRET}
    yield place.Place(home, None, os.environ["DATABASE_URL"], env)  # type: ignore[arg-type]  # nothing is started


def _durability() -> str:
    from benchmarks.place import durability

    return durability()


if __name__ == "__main__":
    main()
