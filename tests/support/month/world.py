"""The clock of a simulated month: whoever acts next, and the work the product does by itself in between."""

import heapq
import random
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import TypeVar

from django.db import connection

from cuamo.delivery.services.fetch_proof import fetch_due_proofs
from cuamo.delivery.services.find_alarms import end_past_alarms, escalate_alarms, find_late
from cuamo.delivery.services.find_gaps import find_gaps
from cuamo.delivery.services.hold_at_point import end_holds, remind_holds
from cuamo.delivery.services.lose import lose_what_nobody_scanned
from cuamo.delivery.services.poll_carrier import poll_carriers
from cuamo.delivery.services.tend_order import tend_due_orders
from cuamo.kernel import consumers
from cuamo.kernel.clock import HANOI
from cuamo.kernel.consumers import all_consumers, run_once
from cuamo.kernel.selectors.calendar import current_calendar
from cuamo.payments.selectors.refunds import refunds_to_ask, refunds_to_send
from cuamo.payments.selectors.status import attempts_to_ask
from cuamo.payments.services.pull_status import pull_status
from cuamo.payments.services.send_refund import ask_about_refund, send_refund

Life = Iterator[datetime]
T = TypeVar("T")
HORIZON = "AND f.xid < pg_snapshot_xmin(pg_current_snapshot())"
OPENS, CLOSES = time(7), time(20)
AT_ONCE = 500


@dataclass
class World:
    """What happens when; the same seed makes the same month."""

    seed: int
    first: date
    days: int
    say: Callable[[str], None]
    pause: timedelta = timedelta(minutes=30)
    """How often the background work of the product is run; in production every minute or five."""
    rng: random.Random = field(init=False)
    now: datetime = field(init=False)
    done: Counter[str] = field(default_factory=Counter)
    """How often each thing happened, the faults among them."""
    nights: list[Callable[[date, datetime], None]] = field(default_factory=list)
    beats: list[Callable[[datetime], None]] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    """Steps that ended in a fault; everything else goes on."""

    def __post_init__(self) -> None:
        self.rng = random.Random(self.seed)
        self.now = self.at(self.first, OPENS)
        self._heap: list[tuple[datetime, int, Life]] = []
        self._count = self._read = 0

    @staticmethod
    def at(day: date, moment: time) -> datetime:
        return datetime.combine(day, moment, HANOI)

    @property
    def last(self) -> date:
        return self.first + timedelta(days=self.days - 1)

    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    def begin(self, life: Life, *, at: datetime) -> None:
        """Let a life begin; it gives the moment of its next step each time, and is done when it returns."""
        self._count += 1
        heapq.heappush(self._heap, (at, self._count, life))

    def run(self, *, until: date) -> None:
        """Live through every day up to `until`: steps of lives in their order, background work between."""
        day = self.first
        while day <= until:
            self._day(day)
            day += timedelta(days=1)

    def _day(self, day: date) -> None:
        beat = self.at(day, OPENS)
        while beat <= self.at(day, CLOSES):
            self._steps_before(beat)
            self.now = max(self.now, beat)
            self.work(beat)
            beat += self.pause
        self._steps_before(self.at(day + timedelta(days=1), time(0)))
        night = self.at(day + timedelta(days=1), time(3))
        self.now = night
        end_holds(at=night)
        remind_holds(at=night)
        lose_what_nobody_scanned(at=night)
        self.consume()
        for each in self.nights:
            self._bravely(partial(each, day, night), night)
        self.consume()
        self.say(f"{day:%d/%m}: {dict(sorted(self.done.items()))}")

    def _steps_before(self, moment: datetime) -> None:
        while self._heap and self._heap[0][0] < moment:
            at, _, life = heapq.heappop(self._heap)
            self.now = max(self.now, at)
            later = self._bravely(partial(next, life, None), at)
            if later is not None:
                self.begin(life, at=max(later, self.now))

    def _bravely(self, step: Callable[[], T], at: datetime) -> T | None:
        """Go a step; a fault is kept for the judge, and everybody else lives on."""
        try:
            return step()
        except Exception:
            told = traceback.format_exc()[-2000:]
            self.broken.append(f"{at:%d/%m %H:%M}: {told}")
            self.say(f"BROKEN {at:%d/%m %H:%M}: {told}")
            return None

    def work(self, at: datetime) -> None:
        """Run what the clock of the product runs."""
        for each in self.beats:
            self._bravely(partial(each, at), at)
        for attempt in attempts_to_ask(at=at)[:AT_ONCE]:
            pull_status(attempt_id=attempt.id, at=at)
        for refund in refunds_to_send(before=at)[:AT_ONCE]:
            send_refund(refund_id=refund.id, at=at)
        for refund in refunds_to_ask(at=at)[:AT_ONCE]:
            ask_about_refund(refund_id=refund.id, at=at)
        self.consume()
        tend_due_orders(at=at)
        poll_carriers(at=at)
        fetch_due_proofs(at=at)
        self.consume()
        find_gaps(at=at)
        find_late(at=at)
        end_past_alarms(at=at)
        escalate_alarms(at=at)

    def consume(self) -> None:
        """Let every consumer of the ledger read to its end, until nothing new came of it."""
        while news := _news_after(self._read):
            self._read = max(news.values())
            for consumer in all_consumers():
                if not news.keys().isdisjoint(consumer.handlers):
                    while run_once(consumer, limit=1000):
                        pass

    def working(self, at: datetime, minutes: int) -> datetime:
        """Return the moment after so many working minutes."""
        return current_calendar().add_minutes(at, minutes)


def _news_after(read: int) -> dict[str, int]:
    """Return the kinds of news behind this place of the feed, each with its last place."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, max(id) FROM kernel_feed WHERE id > %s GROUP BY name", [read])
        return dict(cursor.fetchall())


@contextmanager
def without_horizon() -> Iterator[None]:
    """Let consumers read to the end of the feed, whatever is open elsewhere in the cluster.

    Nobody else writes here; the transaction of another test in another database would hold news back for
    minutes of the clock on the wall, which are days of this month.
    """
    before = consumers._READ
    assert HORIZON in before
    consumers._READ = before.replace(HORIZON, "")
    try:
        yield
    finally:
        consumers._READ = before
