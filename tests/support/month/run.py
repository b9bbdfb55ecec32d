"""Set a month up, live through it, and say what came of it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from cuamo.documents.services.store import store_upload
from cuamo.documents.types import Purpose
from cuamo.interop.systems.payment.simulator.day_files import History
from cuamo.kernel import ports
from cuamo.kernel.clock import local
from cuamo.kernel.partitions import TABLES, ensure_partitions
from cuamo.payments.ports import PaymentGateway, RefundGateway
from tests.support.city import PNG, load_city, staff
from tests.support.month import judge
from tests.support.month.carriers import running_carriers
from tests.support.month.lives import Lives
from tests.support.month.platform import Accountants, Platform
from tests.support.month.post import Post
from tests.support.month.settling import settle, sign_contracts
from tests.support.month.tills import Tills
from tests.support.month.world import World, without_horizon

FIRST = date(2026, 9, 1)
MONTH_ENDS = date(2026, 10, 1)
AFTER = 14
"""Days after the month in which what is under way comes to its end."""


@dataclass
class Month:
    """A month that has been lived through."""

    world: World
    platform: Platform
    tills: Tills
    post: Post

    def wrong(self) -> list[str]:
        """Return everything that is not as it must be."""
        last = self.world.last + timedelta(days=AFTER)
        return [
            *self.world.broken,
            *judge.consumers(),
            *settle(self.world.first, self.tills, at=self.world.at(max(last, MONTH_ENDS), time(9))),
            *judge.books(self.platform, self.tills, last=last),
            *judge.reconciliation(self.tills, first=self.world.first, last=last),
            *judge.custody(self.post),
        ]


def live(
    *,
    dossiers: int,
    days: int = 30,
    seed: int = 30,
    pause: timedelta = timedelta(minutes=30),
    say: Callable[[str], None] = lambda _: None,
    load: Callable[..., None] = load_city,
) -> Month:
    """Live through a month with so many dossiers in the current, empty database."""
    first = FIRST
    load(at=local("2026-08-31 08:00"))
    for table, months in TABLES.items():
        ensure_partitions(
            table=table, months=months, first=first - timedelta(days=10), last=first + timedelta(days=120)
        )
    world = World(seed=seed, first=first, days=days, say=say, pause=pause)
    platform = Platform(world, History(first))
    ports.bind(PaymentGateway, lambda: platform)
    ports.bind(RefundGateway, lambda: platform)
    sign_contracts(world.now)
    tills = Tills(world, platform)
    post = Post(world, tills, evidence=_picture)
    accountants = Accountants(world, staff("ketoan.trungtam"), staff("ketoan2.trungtam"))
    world.nights += [platform.night, accountants.morning]
    world.beats.append(post.answer_alarms)
    for step in range(days + AFTER):
        day = first + timedelta(days=step)
        world.begin(tills.evening(day), at=world.at(day, time(19, 30)))
    Lives(world, tills, post).draw(dossiers)
    with running_carriers(world) as carriers, without_horizon():
        world.beats.append(carriers.beat)
        world.run(until=world.last + timedelta(days=AFTER))
    return Month(world, platform, tills, post)


def _picture(at: datetime) -> UUID:
    clerk = staff("buuta.hoankiem")
    return store_upload(data=PNG, filename="chu-ky.png", actor=clerk, at=at, purpose=Purpose.EVIDENCE).id
