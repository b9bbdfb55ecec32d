"""Decisions about days: confirmed by a named paper, recorded, in force at once."""

from datetime import date

import pytest

from cuamo.kernel import events
from cuamo.kernel.actors import Actor, ActorKind
from cuamo.kernel.calendar import DayKind
from cuamo.kernel.clock import local
from cuamo.kernel.errors import Invalid, NotPermitted
from cuamo.kernel.models import CalendarDay
from cuamo.kernel.selectors.calendar import current_calendar, forget_calendar, unconfirmed_days
from cuamo.kernel.services.decide_days import CALENDAR_STREAM, DayDecision, decide_days
from cuamo.kernel.services.load_calendar import load_calendar
from tests.support.network import REFERENCE

pytestmark = pytest.mark.django_db
ADMIN = Actor(ActorKind.STAFF, "admin", "Quản Trị", "TTPVHCC", frozenset({"BUSINESS_ADMIN"}))
CLERK = Actor(ActorKind.STAFF, "clerk", "Nhân Viên", "DL-001", frozenset({"CLERK"}))
NOW = local("2026-10-01 09:00")
OFF, ON = date(2026, 11, 23), date(2026, 11, 28)
SWAP = (DayDecision(OFF, DayKind.SWAP_OFF, "Nghỉ hoán đổi"), DayDecision(ON, DayKind.SWAP_WORK, "Làm bù"))
PAPER = "Thông báo 9441/TB-BNV"


@pytest.fixture(autouse=True)
def days():
    load_calendar(path=REFERENCE / "calendar" / "vn.json")
    forget_calendar()
    yield
    forget_calendar()


def test_a_confirmed_swap_is_in_force_and_no_longer_waits():
    assert [row.date for row in unconfirmed_days(2026)] == [OFF, ON]

    decide_days(days=SWAP, decision=PAPER, admin=ADMIN, at=NOW)

    assert unconfirmed_days(2026) == []
    assert not current_calendar().is_working(OFF)
    assert current_calendar().is_working(ON)
    told = events.history_of(CALENDAR_STREAM)[-1]
    assert (told.name, told.data["decision"], told.actor["id"]) == ("calendar.decided", PAPER, "admin")
    assert [day["date"] for day in told.data["days"]] == [OFF.isoformat(), ON.isoformat()]
    assert told.data["days"][0]["was"] == {"kind": "SWAP_OFF", "hours": "", "confirmed_by": ""}


def test_a_declined_proposal_is_an_ordinary_day_that_no_longer_waits():
    declined = (
        DayDecision(OFF, DayKind.WORK, "Ngày làm việc"),
        DayDecision(ON, DayKind.INTAKE_ONLY, "Chỉ tiếp nhận"),
    )

    decide_days(days=declined, decision=PAPER, admin=ADMIN, at=NOW)

    assert unconfirmed_days(2026) == []
    assert current_calendar().is_working(OFF)
    assert not current_calendar().is_working(ON)
    assert current_calendar().takes_intake(ON)


def test_an_afternoon_off_shortens_its_day():
    storm = DayDecision(date(2026, 10, 7), DayKind.WORK, "Nghỉ chiều vì bão", hours="08:00–12:00")

    decide_days(days=[storm], decision="Công điện 1/CĐ-UBND", admin=ADMIN, at=NOW)

    assert current_calendar().close_of(date(2026, 10, 7)) == local("2026-10-07 12:00")


def test_days_beyond_the_file_wait_too():
    assert [row.date for row in unconfirmed_days(2033)] == [date(2033, 9, 1), date(2033, 9, 5)]
    assert CalendarDay.objects.filter(date__year=2033).count() == 0


def test_a_decided_day_stays_when_the_file_is_loaded_again():
    decide_days(days=SWAP, decision=PAPER, admin=ADMIN, at=NOW)

    load_calendar(path=REFERENCE / "calendar" / "vn.json")

    assert CalendarDay.objects.get(date=OFF).confirmed_by == PAPER


@pytest.mark.parametrize(
    ("who", "days", "paper", "refusal"),
    [
        (CLERK, SWAP, PAPER, NotPermitted),
        (ADMIN, SWAP, "  ", Invalid),
        (ADMIN, (), PAPER, Invalid),
        (ADMIN, (SWAP[0], SWAP[0]), PAPER, Invalid),
        (ADMIN, (DayDecision(OFF, DayKind.WORK, "x", hours="sáng"),), PAPER, Invalid),
    ],
)
def test_a_refused_decision_changes_nothing(who, days, paper, refusal):
    before = list(CalendarDay.objects.order_by("date").values())

    with pytest.raises(refusal):
        decide_days(days=days, decision=paper, admin=who, at=NOW)

    assert list(CalendarDay.objects.order_by("date").values()) == before
    assert events.names_of(CALENDAR_STREAM) == []
