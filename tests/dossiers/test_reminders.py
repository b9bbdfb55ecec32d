"""Who is reminded when of a dossier that does not move; what can be put off, and what ends it."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cuamo.dossiers.models import Decision, Dossier, PreparedApology, StaffAlert, WorkItem
from cuamo.dossiers.rules.apology import new_date, prepare_from, will_miss
from cuamo.dossiers.selectors.alerts import alert_count, open_alerts, reminder_log, snoozed_alerts
from cuamo.dossiers.selectors.whom_to_tell import centre, supervisors
from cuamo.dossiers.services.accept import accept
from cuamo.dossiers.services.ask_supplement import ask_supplement
from cuamo.dossiers.services.escalate import escalate
from cuamo.dossiers.services.extend import extend
from cuamo.dossiers.services.hold_items import hold_items
from cuamo.dossiers.services.opinion import ask_opinion
from cuamo.dossiers.services.prepare_apology import prepare_apologies, report_unsent_apologies
from cuamo.dossiers.services.propose import propose
from cuamo.dossiers.services.raise_alerts import raise_alerts
from cuamo.dossiers.services.remind import snooze
from cuamo.dossiers.services.warn import warn
from cuamo.dossiers.services.warn_slow import warn_slow
from cuamo.dossiers.services.withdraw import withdraw
from cuamo.kernel.actors import Actor, ActorKind
from cuamo.kernel.clock import local
from cuamo.kernel.errors import IllegalTransition, NotFound
from cuamo.kernel.events import EventRecord, history_of, names_of
from cuamo.kernel.selectors.calendar import current_calendar
from cuamo.organisation.models import Absence, Membership
from cuamo.people.models import Account
from tests.support.city import staff

LONG = "1.001193"


@pytest.fixture
def officer(city):
    return staff("chuyenvien.hoankiem")


@pytest.fixture
def leader(city):
    return staff("lanhdao.hoankiem")


@pytest.fixture
def dossier(counter, officer):
    sent = counter.sent("1.004873")
    accept(dossier_id=sent.id, officer=staff("tiepnhan.hoankiem"), at=local("2026-11-20 09:00"))
    hold_items(dossier_ids=[sent.id], officer=officer, at=local("2026-11-20 09:05"))
    return Dossier.objects.select_related("version").get(id=sent.id)


def hear(dossier, times: int = 1) -> None:
    """Let the consumer hear everything that happened to the dossier, as often as it may happen."""
    for _ in range(times):
        for event in history_of(dossier.id):
            raise_alerts(event)


def told(dossier, **more):
    rows = StaffAlert.objects.filter(subject_id=dossier.id, **more).order_by("made_at", "person_name")
    return {(alert.kind, alert.as_who, alert.account_id) for alert in rows}


def test_half_of_the_step_unmoved_reminds_holder_and_leader_once(dossier, officer, leader):
    item = WorkItem.objects.get(dossier_id=dossier.id)
    half = item.arrived_at + (item.step_due_at - item.arrived_at) / 2

    before = warn_slow(at=half - timedelta(seconds=1))
    given = [warn_slow(at=half), warn_slow(at=half + timedelta(minutes=5))]
    hear(dossier, times=2)

    assert (before, given) == (0, [1, 0])
    assert told(dossier) == {("SLOW", "HOLDER", officer.id), ("SLOW", "SUPERVISOR", leader.id)}


def test_moving_it_ends_the_reminder_and_the_next_step_may_be_slow_again(dossier, officer, leader):
    item = WorkItem.objects.get(dossier_id=dossier.id)
    warn_slow(at=item.arrived_at + (item.step_due_at - item.arrived_at) / 2)

    propose(
        dossier_id=dossier.id, officer=officer, grant=True, note="", result={"Nội dung": "x"},
        at=item.step_due_at - timedelta(minutes=30),
    )  # fmt: skip
    hear(dossier)

    assert told(dossier, ended_at=None) == set()
    item.refresh_from_db()
    assert item.flags == []
    assert warn_slow(at=item.arrived_at + (item.step_due_at - item.arrived_at) / 2) == 1


def test_three_quarters_remind_the_holder_and_the_end_of_the_term_the_leader_too(dossier, officer, leader):
    warn(at=WorkItem.objects.get(dossier_id=dossier.id).warn_at)
    hear(dossier)
    soon = told(dossier)

    warn(at=dossier.due_at + timedelta(minutes=1))
    hear(dossier)

    assert soon == {("SOON", "HOLDER", officer.id)}
    assert told(dossier) - soon == {("LATE", "HOLDER", officer.id), ("LATE", "SUPERVISOR", leader.id)}


def test_late_for_two_working_days_goes_to_the_units_leader_and_for_five_to_the_centre(dossier, leader):
    calendar = current_calendar()
    warn(at=dossier.due_at + timedelta(minutes=1))
    second, fifth = (calendar.add_working_days(dossier.due_at, days) for days in (2, 5))

    steps = [
        escalate(at=moment)
        for moment in (
            second - timedelta(seconds=1),
            second,
            second,
            fifth - timedelta(seconds=1),
            fifth,
            fifth,
        )
    ]
    hear(dossier, times=2)

    assert steps == [0, 1, 0, 0, 1, 0]
    bosses = {("LATE_CENTRE", "CENTRE", who.id) for who in centre(at=fifth)}
    assert bosses
    assert told(dossier, kind__startswith="LATE_") == {("LATE_UNIT", "SUPERVISOR", leader.id)} | bosses
    assert len(reminder_log([dossier.id])[dossier.id]) == 3 + len(bosses)
    mine = StaffAlert.objects.filter(subject_id=dossier.id, account_id=leader.id, ended_at=None)
    assert [alert.kind for alert in mine] == ["LATE_UNIT"], "one dossier stands in one batch only"


def test_a_request_for_papers_after_the_term_does_not_stop_the_ladder(dossier, officer):
    late = dossier.due_at + timedelta(minutes=5)
    ask_supplement(
        dossier_id=dossier.id, officer=officer, at=late,
        items=[{"about": "", "label": "Giấy", "reason": "mờ", "todo": "chụp lại"}],
    )  # fmt: skip

    assert escalate(at=late + timedelta(days=20)) == 1


def test_whoever_is_away_is_not_told_but_their_substitute_of_the_same_role_is(dossier, leader, counter):
    stand_in = Account.objects.get(username="chuyenvien.hoankiem")
    Membership.objects.create(
        account=stand_in, unit_id="PX-00070", role="LEADER", valid_from=local("2026-11-20 08:00"),
        valid_to=local("2026-11-20 23:59:30"),
    )  # fmt: skip
    Absence.objects.create(
        account_id=UUID(leader.id), unit_code="PX-00070", substitute=stand_in,
        starts_on="2026-11-20", ends_on="2026-11-20",
    )  # fmt: skip

    there = supervisors("PX-00070", at=local("2026-11-20 23:59"))
    back = supervisors("PX-00070", at=local("2026-11-21 00:00"))

    assert [who.id for who in there] == [str(stand_in.id)]
    assert [who.id for who in back] == [leader.id]


def test_a_unit_whose_leader_is_away_without_a_substitute_hands_it_up(city, leader, db):
    Absence.objects.create(
        account_id=UUID(leader.id), unit_code="PX-00070", starts_on="2026-11-20", ends_on="2026-11-20"
    )

    at = local("2026-11-20 10:00")

    assert supervisors("PX-00070", at=at) == centre(at=at) != []


def test_a_reminder_is_put_off_twice_at_most_and_comes_back_by_itself(dossier, officer):
    warn(at=WorkItem.objects.get(dossier_id=dossier.id).warn_at)
    hear(dossier)
    alert = StaffAlert.objects.get(subject_id=dossier.id, account_id=officer.id)
    friday = local("2026-11-20 16:00")

    snooze(alert_ids=[alert.id], officer=officer, at=friday)
    away = alert_count(officer.id, now=local("2026-11-22 12:00"))
    back = open_alerts(officer.id, now=local("2026-11-23 12:00"))
    listed = snoozed_alerts(officer.id, now=local("2026-11-22 12:00"))
    snooze(alert_ids=[alert.id], officer=officer, at=local("2026-11-23 13:30"))
    with pytest.raises(IllegalTransition, match="snoozed_enough"):
        snooze(alert_ids=[alert.id], officer=officer, at=local("2026-11-24 09:00"))

    assert (away, [each.id for each in back], [each.id for each in listed]) == (0, [alert.id], [alert.id])
    assert StaffAlert.objects.get(id=alert.id).snoozes == 2


def test_nobody_puts_off_somebody_elses_reminder(dossier, leader):
    warn(at=WorkItem.objects.get(dossier_id=dossier.id).warn_at)
    hear(dossier)
    alert = StaffAlert.objects.get(subject_id=dossier.id)

    with pytest.raises(NotFound):
        snooze(alert_ids=[alert.id], officer=leader, at=local("2026-11-20 10:00"))

    assert StaffAlert.objects.get(id=alert.id).snoozes == 0
    assert "alert.snoozed" not in names_of(dossier.id)


@pytest.mark.parametrize(
    ("due", "accepted", "ready"),
    [
        ("2026-11-25 17:00", "2026-11-20 09:00", "2026-11-23 08:00"),
        ("2026-11-23 10:00", "2026-11-16 09:00", "2026-11-20 08:00"),
        ("2026-02-23 17:00", "2026-02-09 09:00", "2026-02-13 08:00"),
        ("2026-11-20 17:00", "2026-11-20 09:00", "2026-11-20 17:00"),
    ],
    ids=["over Culture Day", "over a weekend", "over Tết", "a term of one day"],
)
def test_the_letter_is_ready_when_the_working_day_before_the_due_day_begins(city, due, accepted, ready):
    calendar = current_calendar()

    assert prepare_from(accepted_at=local(accepted), due_at=local(due), calendar=calendar) == local(ready)


def test_the_new_date_is_when_the_rest_can_be_done_and_never_on_a_day_off(city):
    def date(at, due, **more):
        asked = {"waits_until": None, "needed_minutes": 60} | more
        return new_date(at=local(at), due_at=local(due), calendar=current_calendar(), **asked)

    assert date("2026-02-13 08:30", "2026-02-13 17:00") == local("2026-02-23 17:00")
    assert date("2026-11-20 08:30", "2026-11-20 17:00", needed_minutes=15 * 60) == local("2026-11-23 17:00")
    assert date(
        "2026-11-20 08:30", "2026-11-23 17:00", waits_until=local("2026-11-26 10:00"), needed_minutes=8 * 60
    ) == local("2026-11-27 17:00")
    assert not will_miss(needed_minutes=60, left_minutes=60, waits_past=False)
    assert will_miss(needed_minutes=61, left_minutes=60, waits_past=False)


@pytest.fixture
def waiting(dossier, officer):
    """A dossier whose term ends after a weekend, and that waits for an opinion."""
    ask_opinion(
        dossier_id=dossier.id, officer=officer, of_unit="PX-00091", question="Có không?", hours=40,
        at=local("2026-11-20 09:30"),
    )  # fmt: skip
    return dossier


def eve_of(dossier):
    return prepare_from(accepted_at=dossier.accepted_at, due_at=dossier.due_at, calendar=current_calendar())


def test_an_apology_lies_ready_with_cause_and_date_and_nothing_is_sent(waiting, leader):
    eve = eve_of(waiting)

    drafted = [prepare_apologies(at=moment) for moment in (eve - timedelta(seconds=1), eve, eve)]
    hear(waiting)

    ready = PreparedApology.objects.get(dossier_id=waiting.id)
    assert drafted == [0, 1, 0]
    assert "Đang chờ ý kiến của" in ready.cause
    assert "hỏi ngày 20/11/2026" in ready.cause
    assert ready.new_due_at > waiting.due_at
    assert WorkItem.objects.get(dossier_id=waiting.id).flags == ["apology"]
    assert ("APOLOGY", "SUPERVISOR", leader.id) in told(waiting)
    waiting.refresh_from_db()
    assert waiting.promised_again_at is None
    assert not Decision.objects.filter(dossier=waiting, kind="EXTEND").exists()


def test_a_run_that_drafts_no_letter_locks_nothing_and_nobody_waits_for_it(dossier):
    moment = dossier.accepted_at + timedelta(minutes=1)
    WorkItem.objects.filter(dossier_id=dossier.id).update(due_at=moment)

    with CaptureQueriesContext(connection) as asked:
        assert prepare_apologies(at=moment) == 0

    assert any("dossiers_work_item" in query["sql"] for query in asked)
    assert not [query["sql"] for query in asked if " FOR " in query["sql"]]


def test_sending_it_is_the_leaders_one_decision_and_the_flag_goes(waiting, leader):
    eve = eve_of(waiting)
    prepare_apologies(at=eve)
    ready = PreparedApology.objects.get(dossier_id=waiting.id)

    extend(
        dossier_id=waiting.id, leader=leader, cause=ready.cause, new_due_at=ready.new_due_at,
        at=eve + timedelta(minutes=10),
    )  # fmt: skip
    hear(waiting)

    ready.refresh_from_db()
    assert (ready.sent, ready.ended_at) == (True, eve + timedelta(minutes=10))
    assert WorkItem.objects.get(dossier_id=waiting.id).flags == []
    assert told(waiting, kind="APOLOGY", ended_at=None) == set()
    assert report_unsent_apologies(at=waiting.due_at + timedelta(days=9)) == 0
    assert prepare_apologies(at=ready.new_due_at - timedelta(hours=1)) == 0, "one new date only"


def test_a_letter_nobody_sent_by_the_due_moment_is_reported_to_the_centre_once(waiting):
    prepare_apologies(at=eve_of(waiting))

    reported = [
        report_unsent_apologies(at=waiting.due_at + timedelta(minutes=minutes)) for minutes in (0, 1, 20)
    ]
    hear(waiting)

    assert reported == [0, 1, 0]
    bosses = {("APOLOGY", "CENTRE", who.id) for who in centre(at=waiting.due_at)}
    assert bosses
    assert bosses <= told(waiting)


def test_a_letter_is_forgotten_when_the_clock_stands_still(waiting, officer):
    eve = eve_of(waiting)
    prepare_apologies(at=eve)

    ask_supplement(
        dossier_id=waiting.id, officer=officer, at=eve + timedelta(minutes=30),
        items=[{"about": "", "label": "Giấy", "reason": "mờ", "todo": "chụp lại"}],
    )  # fmt: skip
    hear(waiting)

    assert not PreparedApology.objects.filter(dossier_id=waiting.id).exists()
    assert WorkItem.objects.get(dossier_id=waiting.id).flags == []


def test_an_old_request_for_papers_heard_late_forgets_no_letter_that_came_after_it(waiting, leader):
    eve = eve_of(waiting)
    prepare_apologies(at=eve)
    hear(waiting)

    for name in ("dossier.supplement_asked", "dossier.payment_asked", "dossier.withdrawal_asked"):
        raise_alerts(EventRecord(uuid4(), name, waiting.id, 2, eve - timedelta(minutes=1), {}, {}))

    assert PreparedApology.objects.filter(dossier_id=waiting.id, ended_at=None).exists()
    assert WorkItem.objects.get(dossier_id=waiting.id).flags == ["apology"]
    assert ("APOLOGY", "SUPERVISOR", leader.id) in told(waiting, ended_at=None)


def test_an_end_heard_again_ends_no_reminder_that_came_after_it(waiting, leader):
    eve = eve_of(waiting)
    prepare_apologies(at=eve)
    hear(waiting)

    before = eve - timedelta(minutes=1)
    facts = {"finished_at": before.isoformat()}
    raise_alerts(EventRecord(uuid4(), "dossier.refused", waiting.id, 2, before, {}, facts))

    assert PreparedApology.objects.get(dossier_id=waiting.id).ended_at is None
    assert ("APOLOGY", "SUPERVISOR", leader.id) in told(waiting, ended_at=None)


def asks_to_withdraw(dossier, *, at):
    person = Actor(ActorKind.CITIZEN, "p", "Người nộp", person_id=str(dossier.applicant_id))
    withdraw(dossier_id=dossier.id, citizen=person, reason="", at=at)


def test_a_letter_of_a_dossier_to_be_withdrawn_is_forgotten_and_reported_to_nobody(waiting):
    prepare_apologies(at=eve_of(waiting))
    asks_to_withdraw(waiting, at=eve_of(waiting) + timedelta(minutes=5))
    late = waiting.due_at + timedelta(minutes=1)
    kept = PreparedApology.objects.get()

    hear(waiting)

    assert not PreparedApology.objects.exists()
    assert told(waiting, kind="APOLOGY", ended_at=None) == set()
    kept.save(force_insert=True)
    report_unsent_apologies(at=late)
    hear(waiting)
    assert told(waiting, as_who="CENTRE") == set(), "not even before the news was heard"
    assert PreparedApology.objects.get().escalated_at is None
