"""`cuamo sample queue`: lessons and booked times to come, numbers of today, visits that were timed."""

import json
from datetime import date, datetime, time, timedelta

import click
from django.conf import settings
from django.utils import timezone

from cuamo.appointments.models import Booking, LessonSession, Ticket
from cuamo.appointments.selectors.lessons import lessons
from cuamo.appointments.selectors.opening import at_time, spans_of
from cuamo.appointments.selectors.slots import free_slots
from cuamo.appointments.services.book import book
from cuamo.appointments.services.open_lesson import open_lesson
from cuamo.appointments.services.take_ticket import open_point, take_ticket
from cuamo.cli.sample_people import FIRST_AGENCY, Names
from cuamo.cli.sample_shifts import close_shifts, take_seat
from cuamo.dossiers.models import Visit
from cuamo.dossiers.services.end_visit import end_visit
from cuamo.dossiers.services.start_visit import start_visit
from cuamo.kernel.actors import SYSTEM, Actor
from cuamo.kernel.clock import to_hanoi
from cuamo.kernel.errors import DomainError
from cuamo.kernel.partitions import TABLES, ensure_partitions
from cuamo.organisation.models import Unit
from cuamo.organisation.selectors.staff import actor_of, staff_of
from cuamo.organisation.types import Role

TEACHING = (FIRST_AGENCY, "DL-002", "DL-003", "DL-004")
TIMED = "DL-002"
"""Its visits of yesterday are timed, so that one point of the sample shows a waiting time."""
LESSON_HOURS = (time(9), time(14, 30))
AHEAD_DAYS = 12
ARRIVALS = (
    (48, "nop", ""),
    (41, "nhan", ""),
    (33, "nop", "ELDERLY"),
    (24, "hoi", ""),
    (15, "tai-khoan", "PREGNANT"),
    (6, "khac", ""),
)
"""Minutes ago, what for, priority."""
MINUTES = (4, 6, 3, 8, 5, 4, 7, 5)
"""How long the timed visits took."""
VISIT_EVERY = timedelta(minutes=20)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def queue(as_json: bool) -> None:
    """Make sample lessons, booked times and numbers; a second run of the same day changes nothing."""
    now = timezone.now()
    made = {
        "lessons": open_lessons_of(now),
        "booked times": book_times(now),
        "numbers": take_numbers(now),
        "timed visits": time_visits(now),
    }
    click.echo(json.dumps(made) if as_json else ", ".join(f"{count} {what}" for what, count in made.items()))


def open_lessons_of(now: datetime) -> int:
    """Open each lesson of the list once at a teaching point within the next days; return how many are new."""
    made = 0
    keys = list(lessons())
    for place, code in enumerate(TEACHING):
        unit = Unit.objects.get(code=code)
        if LessonSession.objects.filter(unit_code=code, starts_at__gt=now).exists():
            continue
        teacher = _clerk(code, now)
        for number, day in enumerate(_open_days(unit, now)[: len(keys)]):
            key = keys[(number + place) % len(keys)]
            starts_at = at_time(day, LESSON_HOURS[number % 2])
            open_lesson(
                lesson_key=key, starts_at=starts_at, places=lessons()[key].places, staff=teacher, at=now
            )
            made += 1
    return made


def book_times(now: datetime) -> int:
    """Book a few times and places at the agency of the tour; return how many are new."""
    if Booking.objects.filter(unit_code=FIRST_AGENCY, starts_at__gt=now).exists():
        return 0
    names = _names()
    unit = Unit.objects.get(code=FIRST_AGENCY)
    today = to_hanoi(now).date()
    free = free_slots(unit, first=today, last=today + timedelta(days=3), at=now)
    slots = [slot for day in free.values() for slot in day[1:8:3]]
    for number, slot in enumerate(slots):
        book(
            unit_code=unit.code,
            starts_at=slot.starts_at,
            name=names[number % len(names)],
            phone=f"09{80_000_100 + number}",
            subject="sample",
            at=now,
        )
    session = (
        LessonSession.objects.filter(unit_code=unit.code, starts_at__gt=now).order_by("starts_at").first()
    )
    for number in range(3 if session else 0):
        assert session is not None
        book(
            unit_code=unit.code,
            kind="LESSON",
            session_id=session.id,
            starts_at=session.starts_at,
            name=names[-1 - number],
            phone=f"09{80_000_200 + number}",
            subject="sample",
            at=now,
        )
    return len(slots) + (3 if session else 0)


def take_numbers(now: datetime) -> int:
    """Take numbers at the agency of the tour, if it is open and has none today; return how many."""
    day = to_hanoi(now).date()
    if Ticket.objects.filter(unit_code=FIRST_AGENCY, day=day).exists():
        return 0
    made = 0
    for minutes, reason, priority in ARRIVALS:
        came = now - timedelta(minutes=minutes)
        try:
            open_point(FIRST_AGENCY, at=came)
        except DomainError:
            continue
        take_ticket(
            unit_code=FIRST_AGENCY, reason=reason, priority=priority, source="DOOR", actor=SYSTEM, at=came
        )
        made += 1
    return made


def time_visits(now: datetime) -> int:
    """Make the visits of the last open day at one agency, advice only; return how many are new."""
    unit = Unit.objects.get(code=TIMED)
    if Visit.objects.filter(agency_code=TIMED, started_at__gt=now - timedelta(days=10)).exists():
        return 0
    today = to_hanoi(now).date()
    day = next(
        today - timedelta(days=back) for back in range(1, 15) if spans_of(unit, today - timedelta(days=back))
    )
    for table, months in TABLES.items():
        ensure_partitions(table=table, months=months, first=day - timedelta(days=2), last=today)
    opens = at_time(day, spans_of(unit, day)[0][0])
    clerk = _clerk(TIMED, now)
    for number, minutes in enumerate(MINUTES):
        began = opens + timedelta(hours=1) + number * VISIT_EVERY
        take_seat(clerk, at=began)
        visit = start_visit(clerk=clerk, card=None, at=began)
        end_visit(visit_id=visit.id, clerk=clerk, at=began + timedelta(minutes=minutes))
    close_shifts(before=today, at=now)
    return len(MINUTES)


def _open_days(unit: Unit, now: datetime) -> list[date]:
    first = to_hanoi(now).date() + timedelta(days=1)
    days = (first + timedelta(days=ahead) for ahead in range(AHEAD_DAYS))
    return [
        day
        for day in days
        if any(start <= LESSON_HOURS[0] and end > LESSON_HOURS[1] for start, end in spans_of(unit, day))
    ]


def _clerk(code: str, now: datetime) -> Actor:
    account = staff_of([code], Role.CLERK, at=now).first()
    assert account is not None, f"no clerk at {code}; run `cuamo sample network` first"
    return actor_of(account, at=now)


def _names() -> list[str]:
    names = Names(settings.REFERENCE / "sample" / "names.json", seed=20261126)
    return [names.next() for _ in range(12)]
