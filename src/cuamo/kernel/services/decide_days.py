"""Write a decision about days into the calendar."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import transaction

from cuamo.kernel import events
from cuamo.kernel.actors import Actor, ActorKind
from cuamo.kernel.calendar import DayKind
from cuamo.kernel.calendar.hours import spans_of_text
from cuamo.kernel.errors import Invalid, NotPermitted
from cuamo.kernel.models import CalendarDay
from cuamo.kernel.selectors.calendar import forget_calendar

CALENDAR_STREAM = uuid5(NAMESPACE_URL, "cuamo:calendar")
"""All that happens to the calendar is one stream of the ledger."""
ADMINS = frozenset({"BUSINESS_ADMIN"})
APPLIERS = ADMINS | {"CATALOGUE_APPROVER"}
"""Who may let a recorded decision reach open dossiers: somebody else than who recorded it."""


@dataclass(frozen=True)
class DayDecision:
    """What a decision makes of one day."""

    date: date
    kind: DayKind
    name: str
    hours: str = ""
    """Hours of a day that is worked in part, as `08:00–12:00`."""


@transaction.atomic
def decide_days(*, days: Sequence[DayDecision], decision: str, admin: Actor, at: datetime) -> UUID:
    """Confirm or change days by a named decision (xác nhận ngày nghỉ, làm bù), both days of a swap at once.

    New dossiers follow it at once. Open dossiers keep their due moments until
    `apply_calendar_decision` is called with what this returns: the decision's id.

    Args:
        decision: number and issuer of the paper, for example `Thông báo 9441/TB-BNV`.
    Raises:
        NotPermitted: `admin` does not keep the calendar.
        Invalid: no day, a day named twice, no decision, or hours that cannot be.
    Law: Labour Code 45/2019/QH14, art. 111-112.
    """
    require_calendar_admin(admin)
    check_days(days, decision)
    known = {day.date: day for day in CalendarDay.objects.select_for_update()}
    told: list[dict[str, Any]] = []
    for day in sorted(days, key=lambda each: each.date):
        before = known.get(day.date)
        told.append(
            {
                "date": day.date.isoformat(),
                "kind": day.kind.value,
                "hours": day.hours,
                "was": _as_json(before) if before else None,
            }
        )
        CalendarDay.objects.update_or_create(
            date=day.date,
            defaults={
                "kind": day.kind.value,
                "name": day.name.strip(),
                "source": decision.strip(),
                "confidence": "high",
                "confirmed_by": decision.strip(),
                "hours": day.hours,
            },
        )
    recorded = events.record(
        "calendar.decided", CALENDAR_STREAM, actor=admin, at=at, decision=decision.strip(), days=told
    )
    forget_calendar()
    transaction.on_commit(forget_calendar)
    return recorded.id


def require_calendar_admin(admin: Actor) -> None:
    """Refuse anyone who does not keep the calendar.

    Raises:
        NotPermitted: as said.
    """
    if admin.kind is not ActorKind.SYSTEM and not admin.roles & ADMINS:
        raise NotPermitted(
            "calendar.role",
            "Lịch làm việc do quản trị nghiệp vụ giữ.",
            "The calendar is kept by the business administrator.",
        )


def require_calendar_applier(person: Actor) -> None:
    """Refuse anyone who may not let a decision reach open dossiers.

    Raises:
        NotPermitted: as said.
    """
    if person.kind is not ActorKind.SYSTEM and not person.roles & APPLIERS:
        raise NotPermitted(
            "calendar.applier",
            "Quản trị nghiệp vụ hoặc người duyệt danh mục áp dụng lịch.",
            "The business administrator or an approver of the catalogue applies the calendar.",
        )


def check_days(days: Sequence[DayDecision], decision: str) -> None:
    """Refuse a decision that cannot be written down.

    Raises:
        Invalid: no day, a day named twice, a day without a name, no decision, or hours that cannot be.
    """
    if not decision.strip():
        raise Invalid(
            "calendar.no_decision",
            "Cần ghi số và nơi ban hành của văn bản.",
            "Number and issuer of the decision are needed.",
            where="decision",
        )
    if not days or len({day.date for day in days}) < len(days):
        raise Invalid(
            "calendar.days",
            "Cần ít nhất một ngày, mỗi ngày một lần.",
            "At least one day, each once.",
            where="days",
        )
    for day in days:
        if not day.name.strip():
            raise Invalid("calendar.name", "Cần ghi lý do của ngày.", "Say what the day is.", where="days")
        try:
            if day.hours:
                spans_of_text(day.hours)
        except ValueError:
            raise Invalid(
                "calendar.hours",
                f"Giờ «{day.hours}» không đọc được; ghi như 08:00–12:00.",
                f"The hours “{day.hours}” cannot be read; write 08:00–12:00.",
                where="hours",
            ) from None


def _as_json(day: CalendarDay) -> dict[str, str]:
    return {"kind": day.kind, "hours": day.hours, "confirmed_by": day.confirmed_by}
