"""`cuamo sample history`: 2,000 invented dossiers over 90 days, made through the services."""

import json
import random
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import click
from django.db import connections
from django.utils import timezone

from cuamo.cli.sample_archive import archive_and_hold
from cuamo.cli.sample_data import ask_beside_dossiers
from cuamo.cli.sample_door import three_at_the_door
from cuamo.cli.sample_handovers import originals_on_their_way
from cuamo.cli.sample_kinds import visit_of_every_kind
from cuamo.cli.sample_linked import linked_filing
from cuamo.cli.sample_money import money_that_came_twice
from cuamo.cli.sample_moving import make_moving
from cuamo.cli.sample_own_papers import own_papers_of_one, sign_what_was_asked
from cuamo.cli.sample_post import make_carried
from cuamo.cli.sample_reconciliation import reconcile_three_days
from cuamo.cli.sample_results import revoke_one, signers_of_units
from cuamo.cli.sample_settlement import settle_two_months
from cuamo.cli.sample_shifts import close_shifts
from cuamo.cli.sample_story import Story, approved_and_not_issued, begin_story, end_story, sign_story
from cuamo.cli.sample_training import practise
from cuamo.cli.sample_work import Cast
from cuamo.dossiers.models import DossierKey
from cuamo.kernel.clock import HANOI
from cuamo.kernel.partitions import TABLES, ensure_partitions
from cuamo.kernel.selectors.calendar import current_calendar

SEED = 20261124
TOTAL = 2000
DAYS = 90
SIGNERS = 3
"""Results signed at the same time: signing waits for another process more than it works."""
AHEAD = 12
"""How many dossiers may wait for their signature while the next ones are begun."""
BEAT = 25


@click.command()
@click.option("--count", type=click.IntRange(1, TOTAL), default=TOTAL, help="How many dossiers in all.")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def history(count: int, as_json: bool) -> None:
    """Make the sample dossiers of 90 days; run again, it goes on where it stopped."""
    made = make_history(count, now=timezone.now(), say=(lambda _: None) if as_json else click.echo)
    if as_json:
        click.echo(json.dumps({"made": made, "total": count}))


def make_history(count: int, *, now: datetime, say: Callable[[str], None] = click.echo) -> int:
    """Tell the first `count` stories that are not told yet; return how many were new.

    The same seed and day give the same dossiers with the same codes. What a kill interrupts is finished by
    the next run: a story begins in one transaction and ends in another, and the signature between them is
    made once.
    """
    days = working_days(now)
    for table, months in TABLES.items():
        ensure_partitions(
            table=table, months=months, first=days[0] - timedelta(days=2), last=now.astimezone(UTC).date()
        )
    begun = dict(DossierKey.objects.filter(kind="SAMPLE").values_list("value", "dossier_id"))
    unended = approved_and_not_issued(begun.values())
    cast = Cast()
    signers_of_units(at=now)
    fresh = 0
    with ThreadPoolExecutor(SIGNERS, thread_name_prefix="sign") as signers:
        line = _Line(cast, now, signers)
        for number, story in enumerate(stories(count, days), start=1):
            key = f"{number:05d}"
            if key not in begun:
                dossier_id = begin_story(story, cast, key=key, now=now)
                fresh += 1
            elif begun[key] in unended:
                dossier_id = begun[key]
            else:
                continue
            line.join(story, dossier_id)
            if number % BEAT == 0:
                say(f"{number}/{count}")
        line.finish()
    visit_of_every_kind(now=now)
    linked_filing(now=now)
    own_papers_of_one(now=now)
    ask_beside_dossiers(now=now)
    close_shifts(before=now.astimezone(HANOI).date(), at=now)
    practise(now=now)
    make_moving(now)
    originals_on_their_way(now)
    make_carried(now)
    archive_and_hold(now=now)
    revoke_one(cast, now=now)
    three_at_the_door(cast, now=now)
    settle_two_months(now=now)
    reconcile_three_days(now=now)
    money_that_came_twice(now=now)
    say(f"{count}/{count}")
    return fresh


@dataclass
class _Line:
    """Dossiers on their way through the signing service; they end in the order they began."""

    cast: Cast
    now: datetime
    signers: ThreadPoolExecutor
    waiting: deque[tuple[Story, UUID, Future[None]]] = field(default_factory=deque)

    def join(self, story: Story, dossier_id: UUID) -> None:
        """Have the result signed if there is one, and end those whose turn has come."""
        self.waiting.append((story, dossier_id, self.signers.submit(_sign, dossier_id)))
        while self.waiting and (len(self.waiting) > AHEAD or self.waiting[0][2].done()):
            self._end_first()

    def finish(self) -> None:
        """End everything that is still on its way."""
        while self.waiting:
            self._end_first()

    def _end_first(self) -> None:
        story, dossier_id, signed = self.waiting.popleft()
        signed.result()
        end_story(story, self.cast, dossier_id, now=self.now)


def _sign(dossier_id: UUID) -> None:
    try:
        sign_what_was_asked(dossier_id)
        sign_story(dossier_id)
    finally:
        connections.close_all()


def working_days(now: datetime) -> list[date]:
    """Return the working days of the last 90 days, oldest first, today not included."""
    calendar = current_calendar()
    today = now.astimezone(HANOI).date()
    days = [today - timedelta(days=back) for back in range(DAYS, 0, -1)]
    return [day for day in days if calendar.is_working(day)]


def stories(count: int, days: list[date]) -> list[Story]:
    """Return what happens to each dossier, in the order they are sent; the same seed gives the same ones."""
    rng = random.Random(SEED)  # noqa: S311  # invented data must be the same every time
    told = [Story.draw(rng, days) for _ in range(TOTAL)]
    return sorted(told, key=lambda story: story.starts_at)[:count]
