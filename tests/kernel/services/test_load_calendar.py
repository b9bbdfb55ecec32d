"""The calendar file reaches the database once, and never over an administrator."""

from datetime import date

from cuamo.kernel.clock import local
from cuamo.kernel.models import CalendarDay
from cuamo.kernel.selectors.calendar import current_calendar, forget_calendar
from cuamo.kernel.services.load_calendar import load_calendar
from tests.support.network import REFERENCE

FILE = REFERENCE / "calendar" / "vn.json"
BRIDGE = date(2026, 11, 23)


def test_days_load_once(db):
    assert load_calendar(path=FILE)["new"] > 50
    assert load_calendar(path=FILE) == {}
    forget_calendar()
    assert not current_calendar().is_working(date(2026, 11, 24))
    assert current_calendar().is_working(BRIDGE)
    forget_calendar()


def test_a_day_confirmed_by_an_administrator_stays(db):
    load_calendar(path=FILE)
    CalendarDay.objects.update_or_create(
        date=BRIDGE,
        defaults={
            "kind": "SWAP_OFF",
            "name": "nghỉ hoán đổi",
            "source": "quyết định",
            "confirmed_by": "quantri",
        },
    )

    load_calendar(path=FILE)

    assert CalendarDay.objects.get(date=BRIDGE).confirmed_by == "quantri"
    forget_calendar()
    assert current_calendar().next_working_day(local("2026-11-20 09:00").date()) == date(2026, 11, 25)
    forget_calendar()
