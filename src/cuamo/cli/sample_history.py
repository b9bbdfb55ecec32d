"""`cuamo sample history`: 2,000 invented dossiers over 90 days, made through the services."""

import json
import random
from datetime import UTC, date, datetime, timedelta

import click
from django.utils import timezone

from cuamo.cli.sample_story import Story, tell_story
from cuamo.cli.sample_work import Cast
from cuamo.dossiers.models import DossierKey
from cuamo.kernel.clock import HANOI
from cuamo.kernel.partitions import TABLES, ensure_partitions
from cuamo.kernel.selectors.calendar import current_calendar

SEED = 20261124
TOTAL = 2000
DAYS = 90


@click.command()
@click.option("--count", type=click.IntRange(1, TOTAL), default=TOTAL, help="How many dossiers in all.")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def history(count: int, as_json: bool) -> None:
    """Make the sample dossiers of 90 days; run again, it goes on where it stopped."""
    now = timezone.now()
    made = set(DossierKey.objects.filter(kind="SAMPLE").values_list("value", flat=True))
    days = working_days(now)
    for table, months in TABLES.items():
        ensure_partitions(
            table=table, months=months, first=days[0] - timedelta(days=2), last=now.astimezone(UTC).date()
        )
    cast = Cast()
    fresh = 0
    for number, story in enumerate(stories(count, days), start=1):
        key = f"{number:05d}"
        if key in made:
            continue
        dossier_id = tell_story(story, cast, now=now)
        DossierKey.objects.get_or_create(kind="SAMPLE", value=key, defaults={"dossier_id": dossier_id})
        fresh += 1
        if not as_json and (number % 50 == 0 or number == count):
            click.echo(f"{number}/{count}")
    cast.close_shifts(at=now)
    if as_json:
        click.echo(json.dumps({"made": fresh, "total": count}))


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
