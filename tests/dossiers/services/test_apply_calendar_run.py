"""A second person lets a decision about days reach open dossiers: in the background, once, in the open."""

from datetime import date, timedelta

import pytest

from cuamo.dossiers.models import Dossier, LongRun, WorkItem
from cuamo.dossiers.selectors.touched_by_calendar import glance
from cuamo.dossiers.services.accept import accept
from cuamo.dossiers.services.apply_calendar_run import go_on_calendar_run, start_calendar_run
from cuamo.dossiers.services.ask_supplement import ask_supplement
from cuamo.dossiers.services.tell_citizen import tell_citizen
from cuamo.kernel import events
from cuamo.kernel.calendar import DayKind
from cuamo.kernel.clock import local
from cuamo.kernel.errors import Conflict, NotFound, NotPermitted
from cuamo.kernel.ids import new_id
from cuamo.kernel.selectors.calendar import days_of_year, forget_calendar
from cuamo.kernel.selectors.calendar_decisions import calendar_change, decisions_about_days
from cuamo.kernel.services.decide_days import CALENDAR_STREAM, DayDecision, decide_days
from cuamo.notices.models import Notice
from cuamo.organisation.models import Unit
from tests.support.city import staff
from tests.support.jobs import run_due_jobs, waiting_jobs

pytestmark = pytest.mark.django_db
THREE_DAYS = "1.004873"
OFF = DayDecision(date(2026, 11, 23), DayKind.SWAP_OFF, "Nghỉ hoán đổi")
ON = DayDecision(date(2026, 11, 28), DayKind.SWAP_WORK, "Làm bù")
NOW = local("2026-11-20 16:00")
ITEM = {"about": "", "label": "Tờ khai", "reason": "Ảnh mờ", "todo": "Chụp lại"}


@pytest.fixture(autouse=True)
def fresh_calendar():
    forget_calendar()
    yield
    forget_calendar()


@pytest.fixture
def admin(city, db):
    return staff("quantri.trungtam")


@pytest.fixture
def approver(city, db):
    return staff("duyet.trungtam")


def decided(admin, *days):
    return decide_days(days=days or (OFF, ON), decision="Thông báo 9441/TB-BNV", admin=admin, at=NOW)


def taken_in(counter, at="2026-11-20 09:00") -> Dossier:
    sent = counter.sent(THREE_DAYS)
    accept(dossier_id=sent.id, officer=staff("tiepnhan.hoankiem"), at=local(at))
    return Dossier.objects.get(id=sent.id)


def due_of(dossier):
    return Dossier.objects.get(id=dossier.id).due_at


def test_a_second_person_starts_it_and_a_job_does_it(counter, admin, approver):
    dossier = taken_in(counter)
    decision = decided(admin)

    run = start_calendar_run(decision_id=decision, admin=approver, at=NOW)
    assert (run.status, due_of(dossier)) == ("WAITING", local("2026-11-26 09:00"))
    started = events.history_of(CALENDAR_STREAM)[-1]
    assert (started.name, started.actor["id"]) == ("calendar.apply_started", approver.id)
    run_due_jobs("care")

    run.refresh_from_db()
    assert (run.status, run.done, run.total) == ("DONE", 1, 1)
    assert (run.result["changed"], run.result["left"]) == (1, 0)
    assert due_of(dossier) == local("2026-11-27 09:00")
    told = events.history_of(dossier.id)[-1]
    assert (told.name, told.actor["id"]) == ("dossier.due_recounted", approver.id)


def test_whoever_recorded_the_decision_cannot_apply_it(counter, admin):
    dossier = taken_in(counter)
    decision = decided(admin)
    told = events.names_of(CALENDAR_STREAM)

    with pytest.raises(NotPermitted):
        start_calendar_run(decision_id=decision, admin=admin, at=NOW)

    assert not LongRun.objects.exists()
    assert events.names_of(CALENDAR_STREAM) == told
    assert due_of(dossier) == local("2026-11-26 09:00")


@pytest.mark.parametrize("who", ["chuyenvien.hoankiem", "bientap.trungtam"])
def test_only_those_who_keep_or_approve_apply(counter, admin, who):
    decision = decided(admin)

    with pytest.raises(NotPermitted):
        start_calendar_run(decision_id=decision, admin=staff(who), at=NOW)
    assert not LongRun.objects.exists()


def test_a_decision_is_applied_once(counter, admin, approver):
    taken_in(counter)
    decision = decided(admin)
    start_calendar_run(decision_id=decision, admin=approver, at=NOW)
    jobs = waiting_jobs()

    with pytest.raises(Conflict):
        start_calendar_run(decision_id=decision, admin=approver, at=NOW)
    run_due_jobs("care")
    with pytest.raises(Conflict):
        start_calendar_run(decision_id=decision, admin=approver, at=NOW)
    with pytest.raises(NotFound):
        start_calendar_run(decision_id=new_id(), admin=approver, at=NOW)

    assert LongRun.objects.count() == 1
    assert len([job for job in jobs if "run_calendar" in job]) == 1


def test_a_run_that_broke_off_goes_on_and_counts_everything_once(counter, admin, approver):
    dossiers = [taken_in(counter) for _ in range(3)]
    odd = taken_in(counter)
    Dossier.objects.filter(id=odd.id).update(due_at=local("2026-11-26 11:11"))
    run = start_calendar_run(decision_id=decided(admin), admin=approver, at=NOW)

    go_on_calendar_run(run_id=run.id, at=NOW, most=1)
    go_on_calendar_run(run_id=run.id, at=NOW, most=1)

    run.refresh_from_db()
    assert (run.status, run.done, run.total) == ("DONE", 4, 4)
    assert (run.result["changed"], run.result["by_hand"]) == (3, [odd.code])
    assert {due_of(each) for each in dossiers} == {local("2026-11-27 09:00")}
    for each in dossiers:
        assert events.names_of(each.id).count("dossier.due_recounted") == 1


def test_the_page_looks_at_a_part_and_says_so(counter, admin):
    for _ in range(3):
        taken_in(counter)
    change = calendar_change(decided(admin))

    whole, part = glance(change, shown=2), glance(change, most=2)

    assert (whole.count, len(whole.first), whole.complete) == (3, 2, True)
    assert (part.count, part.looked_at, part.complete) == (2, 2, False)


def test_the_citizen_is_told_of_the_new_day_once_per_decision(counter, admin, approver):
    dossier = taken_in(counter)
    start_calendar_run(decision_id=decided(admin), admin=approver, at=NOW)
    run_due_jobs("care")

    for _ in range(2):
        tell_citizen(dossier_id=dossier.id, news="dossier.due_recounted", at=NOW)

    sent = Notice.objects.filter(subject_id=dossier.id, template="N4L")
    assert ["27/11/2026" in notice.text for notice in sent] == [True]


def test_nobody_is_told_of_a_day_while_the_clock_waits_for_them(counter, admin, approver):
    dossier = taken_in(counter)
    officer = staff("chuyenvien.hoankiem")
    ask_supplement(dossier_id=dossier.id, officer=officer, items=[ITEM], at=local("2026-11-25 08:00"))
    start_calendar_run(decision_id=decided(admin, OFF), admin=approver, at=local("2026-11-25 09:00"))
    run_due_jobs("care")
    assert "dossier.due_recounted" in events.names_of(dossier.id)

    assert tell_citizen(dossier_id=dossier.id, news="dossier.due_recounted", at=NOW) is None
    assert not Notice.objects.filter(subject_id=dossier.id, template="N4L").exists()


def test_the_clock_and_the_recount_run_by_the_hours_of_the_deciding_office(counter, admin, approver):
    """An office that closes at noon on Fridays promises later, and a decision finds its promise explained."""
    day = [["08:00", "12:00"], ["13:00", "17:00"]]
    week = dict.fromkeys(("mon", "tue", "wed", "thu"), day) | {"fri": [["08:00", "12:00"]]}
    Unit.objects.filter(code="PX-00070").update(hours=week)
    dossier = taken_in(counter)
    item = WorkItem.objects.get(dossier_id=dossier.id)
    # Friday gives 3 hours, Monday 8, Wednesday 8 (Tuesday is a holiday), Thursday 5.
    assert dossier.due_at == local("2026-11-26 14:00")
    assert item.step_due_at == local("2026-11-25 11:00")

    run = start_calendar_run(decision_id=decided(admin, OFF), admin=approver, at=NOW)
    run_due_jobs("care")

    run.refresh_from_db()
    assert (run.result["changed"], run.result["by_hand"]) == (1, [])
    # Wednesday 8, Thursday 8, Friday 4, and 1 on Monday 30.
    assert due_of(dossier) == local("2026-11-30 09:00")


def test_a_year_shows_what_counts_and_what_waits_for_a_decision(admin):
    before = {row.date: row for row in days_of_year(2026)}
    assert not before[OFF.date].applies
    assert before[date(2026, 1, 1)].applies

    decision = decided(admin)

    after = {row.date: row for row in days_of_year(2026)}
    assert after[OFF.date].applies
    assert after[OFF.date].confirmed_by == "Thông báo 9441/TB-BNV"
    newest = decisions_about_days()[0]
    assert (newest.id, newest.by_id, len(newest.days)) == (decision, admin.id, 2)
    assert newest.decided_at - NOW == timedelta(0)
