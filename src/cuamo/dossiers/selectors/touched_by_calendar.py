"""Which open dossiers a decision about days touches, and how."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from uuid import UUID

from cuamo.catalogue.rules import clock
from cuamo.dossiers.models import ClockPause, Decision, Dossier, WorkItem
from cuamo.dossiers.rules.deadline import answer_due
from cuamo.dossiers.rules.recount import NewDate, Pause, recounted_due
from cuamo.dossiers.selectors.calendar_for import office_of
from cuamo.dossiers.selectors.linked import began_at
from cuamo.kernel.calendar import WorkingCalendar
from cuamo.kernel.clock import HANOI
from cuamo.kernel.selectors.calendar_decisions import CalendarChange
from cuamo.organisation.selectors.calendar_of import office_hours

BATCH = 500
MOST_LOOKED_AT = 3000
"""A page looks at so many open dossiers; the act itself reaches all."""


@dataclass(frozen=True)
class Touched:
    """One open dossier whose due moment a decision moves."""

    dossier: Dossier
    field: str
    """`due_at`, or `answer_due_at` of one that waits for acceptance."""
    stored: datetime
    before: datetime
    """By the calendar before the decision."""
    after: datetime
    now: datetime
    """By the calendar with all decisions."""

    @property
    def settled(self) -> bool:
        """Whether the stored moment follows the decision already."""
        return self.stored in {self.after, self.now}

    @property
    def by_hand(self) -> bool:
        """Whether the stored moment follows neither side: somebody must look."""
        return not self.settled and self.stored != self.before


def open_items(change: CalendarChange, *, after: UUID | None = None, most: int = BATCH) -> list[UUID]:
    """Return the dossiers a change may reach, by id: those that wait and are not due before its first day."""
    start = datetime.combine(change.first_day, time(), HANOI)
    items = WorkItem.objects.filter(due_at__gte=start)
    if after is not None:
        items = items.filter(dossier_id__gt=after)
    return list(items.order_by("dossier_id").values_list("dossier_id", flat=True)[:most])


def reach(change: CalendarChange) -> int:
    """Return how many open dossiers the act will look at."""
    start = datetime.combine(change.first_day, time(), HANOI)
    return WorkItem.objects.filter(due_at__gte=start).count()


def touched(dossiers: Sequence[Dossier], change: CalendarChange) -> Iterator[Touched]:
    """Yield those of the dossiers whose term is longer or shorter by the change."""
    running = [dossier for dossier in dossiers if dossier.finished_at is None]
    pauses, new_dates = _pauses_of(running), _new_dates_of(running)
    began = began_at(dossier.id for dossier in running if dossier.accepted_at is None)
    hours = office_hours(office_of(dossier) for dossier in running)
    for dossier in running:
        field = "answer_due_at" if dossier.accepted_at is None else "due_at"
        stored: datetime | None = getattr(dossier, field)
        if stored is None:
            continue
        sides = change.sides(hours[office_of(dossier)])
        before, after, now = (
            _counted(
                dossier,
                began.get(dossier.id, dossier.submitted_at),
                pauses[dossier.id],
                new_dates.get(dossier.id),
                calendar,
            )
            for calendar in (sides.before, sides.after, sides.now)
        )
        if before != after:
            yield Touched(dossier, field, stored.astimezone(HANOI), before, after, now)


@dataclass(frozen=True)
class Glance:
    """What a change would touch, as far as a page looks."""

    count: int
    first: tuple[Touched, ...]
    """The first ones only."""
    looked_at: int
    complete: bool
    """False when there are more open dossiers than were looked at: the count is the least there can be."""


def glance(change: CalendarChange, *, shown: int = 50, most: int = MOST_LOOKED_AT) -> Glance:
    """Return how many open dossiers a change would move, and the first of them (xem trước tác động)."""
    ids = open_items(change, most=most + 1)
    count = 0
    first: list[Touched] = []
    for start in range(0, min(len(ids), most), BATCH):
        part = ids[start : min(start + BATCH, most)]
        found = Dossier.objects.select_related("version").in_bulk(part)
        for each in touched([found[key] for key in part if key in found], change):
            if not each.settled:
                count += 1
                first += [each] if len(first) < shown else []
    return Glance(count, tuple(first), min(len(ids), most), len(ids) <= most)


def _counted(
    dossier: Dossier,
    owed_from: datetime | None,
    pauses: Sequence[Pause],
    new_date: NewDate | None,
    calendar: WorkingCalendar,
) -> datetime:
    if dossier.accepted_at is None:
        assert owed_from is not None
        return answer_due(submitted_at=owed_from, calendar=calendar)
    content = dossier.version.content

    def promise(at: datetime, by: WorkingCalendar) -> datetime:
        counted = clock.due(
            content, received_at=at, calendar=by, answers=dossier.answers, values=dossier.values
        )
        return counted.due_at

    return recounted_due(
        promise=promise,
        accepted_at=dossier.accepted_at,
        pauses=pauses,
        new_date=new_date,
        restarts=content["time_limit"].get("clock_policy") == "RESTART",
        calendar=calendar,
    )


def _pauses_of(dossiers: Sequence[Dossier]) -> dict[UUID, list[Pause]]:
    found: dict[UUID, list[Pause]] = defaultdict(list)
    ids = [dossier.id for dossier in dossiers]
    for pause in ClockPause.objects.filter(dossier_id__in=ids).order_by("started_at"):
        found[pause.dossier_id].append(Pause(pause.started_at, pause.ended_at))
    return found


def _new_dates_of(dossiers: Sequence[Dossier]) -> dict[UUID, NewDate]:
    promised = [dossier.id for dossier in dossiers if dossier.promised_again_at is not None]
    found = {}
    for decision in Decision.objects.filter(dossier_id__in=promised, kind="EXTEND"):
        if decision.content.get("in_time"):
            due_at = datetime.fromisoformat(decision.content["new"]).astimezone(HANOI)
            found[decision.dossier_id] = NewDate(decision.decided_at, due_at)
    return found
