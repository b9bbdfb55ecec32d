"""How long authorities take: medians and ninetieth percentiles on numbers made by hand."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest

from cuamo.dossiers.selectors.replay import compare
from cuamo.kernel.calendar import DayKind
from cuamo.kernel.clock import local
from cuamo.kernel.consumers import all_consumers
from cuamo.kernel.events import as_record
from cuamo.kernel.models import Event
from cuamo.kernel.selectors.calendar import forget_calendar
from cuamo.kernel.services.decide_days import DayDecision, decide_days
from cuamo.organisation.models import Unit
from cuamo.oversight.models import CaseFact
from cuamo.oversight.selectors.times import times_of_authorities
from cuamo.oversight.services.rebuild_facts import rebuild_facts
from cuamo.oversight.services.time_case import time_case
from tests.dossiers.life import Office
from tests.support.city import staff

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 26)
SLOW, FAST, FEW = "PX-00070", "PX-00082", "PX-00091"


def took(unit: str, *minutes: int, helped_at: str = "DL-001", received_by: str = "DIEM-00070", ago: int = 0):
    CaseFact.objects.bulk_create(
        CaseFact(
            dossier_id=uuid4(),
            day=DAY - timedelta(days=ago),
            decided_by=unit,
            helped_at=helped_at,
            received_by=received_by,
            working_minutes=each,
        )
        for each in minutes
    )


def said(units=("DL-001",)):
    found = times_of_authorities(units=units, day=DAY)
    return [(row.unit_code, row.results, row.median_hours, row.ninth_hours) for row in found]


def test_an_even_number_of_dossiers_has_its_median_between_the_middle_two():
    # 1 to 10 hours: the middle lies between 5 and 6; the ninth of ten a tenth of the way from 9 to 10.
    took(SLOW, *(60 * hours for hours in (10, 1, 9, 2, 8, 3, 7, 4, 6, 5)))

    assert said() == [(SLOW, 10, 5.5, pytest.approx(9.1))]


def test_an_odd_number_has_its_median_at_the_middle_one():
    # 11 dossiers: the sixth is the middle, the tenth is at nine tenths exactly.
    took(FAST, 30, 30, 60, 60, 90, 120, 480, 480, 960, 1440, 9600)

    assert said() == [(FAST, 11, 2.0, 24.0)]


def test_one_very_late_dossier_moves_neither_as_it_would_a_mean():
    took(FAST, *[120] * 18, 120, 480_000)

    (row,) = times_of_authorities(units=["DL-001"], day=DAY)
    assert (row.median_hours, row.ninth_hours) == (2.0, 2.0)


def test_each_authority_stands_by_itself_the_slowest_first_and_fewer_than_ten_are_not_told():
    took(FAST, *[60] * 10)
    took(SLOW, *[600] * 12)
    took(FEW, *[6000] * 9)

    assert [row[:3] for row in said()] == [(SLOW, 12, 10.0), (FAST, 10, 1.0)]


def test_only_four_weeks_and_only_the_territory_count():
    took(SLOW, *[60] * 10, ago=27)
    took(SLOW, *[6000] * 10, ago=28)
    took(SLOW, *[6000] * 10, ago=-1)
    took(SLOW, *[6000] * 10, helped_at="DL-060", received_by="DIEM-00082")
    took(FAST, *[120] * 10, helped_at="", received_by="DIEM-00070")

    assert said(["DL-001"]) == [(SLOW, 10, 1.0, 1.0)]
    assert said(["DIEM-00070"]) == [(FAST, 10, 2.0, 2.0), (SLOW, 10, 1.0, 1.0)]


@pytest.fixture
def office(counter) -> Office:
    people = [staff(f"{who}.hoankiem") for who in ("tiepnhan", "chuyenvien", "lanhdao", "vanthu")]
    return Office(counter.sent(), *people)


def finish(office: Office) -> None:
    from cuamo.dossiers.services.accept import accept

    accept(dossier_id=office.dossier.id, officer=office.receiver, at=local("2026-11-20 09:00"))
    office.finish(local("2026-11-23 10:30"))


def test_a_result_keeps_its_working_time_by_the_hours_of_the_office_that_decided(office):
    """Friday 9–12 and 13–16 at an office that closes at four, Monday 8–10:30: eight hours and a half."""
    day = [["08:00", "12:00"], ["13:00", "16:00"]]
    week = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), day)
    Unit.objects.filter(code="PX-00070").update(hours=week)
    finish(office)
    (event,) = Event.objects.filter(stream_id=office.dossier.id, name="dossier.finished")

    for _ in range(2):
        time_case(as_record(event))

    fact = CaseFact.objects.get()
    assert (fact.dossier_id, fact.decided_by, fact.day) == (office.dossier.id, "PX-00070", date(2026, 11, 23))
    assert fact.working_minutes == 3 * 60 + 3 * 60 + 150


def test_times_built_anew_are_the_same_times(office):
    finish(office)
    time_case(as_record(Event.objects.get(stream_id=office.dossier.id, name="dossier.finished")))
    before = list(CaseFact.objects.values())

    rebuild_facts()

    assert [row for row in CaseFact.objects.values() if row["dossier_id"] == office.dossier.id] == before


@pytest.fixture
def fresh_calendar():
    forget_calendar()
    yield
    forget_calendar()


@pytest.mark.usefixtures("fresh_calendar")
def test_a_decision_about_days_gone_by_changes_no_time_already_told(office):
    finish(office)
    event = as_record(Event.objects.get(stream_id=office.dossier.id, name="dossier.finished"))
    time_case(event)
    (before,) = CaseFact.objects.filter(dossier_id=office.dossier.id).values()
    assert event.data["working_minutes"] == before["working_minutes"] > 0
    assert compare(office.row()).same

    friday = DayDecision(date(2026, 11, 20), DayKind.HOLIDAY, "Nghỉ bù", "")
    keeper = staff("quantri.trungtam")
    decide_days(days=[friday], decision="Thông báo 9441/TB-BNV", admin=keeper, at=local("2026-11-24 08:00"))
    rebuild_facts()

    assert CaseFact.objects.filter(dossier_id=office.dossier.id).values().get() == before
    older = {name: value for name, value in event.data.items() if name != "working_minutes"}
    time_case(replace(event, data=older))
    assert CaseFact.objects.get(dossier_id=office.dossier.id).working_minutes == 150


def test_the_times_are_a_consumer_of_their_own_so_that_it_reads_the_ledger_from_its_beginning():
    consumers = {consumer.name: consumer for consumer in all_consumers()}

    assert set(consumers["case-facts"].handlers) == {"dossier.finished"}
