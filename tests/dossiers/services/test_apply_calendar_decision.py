"""A decision about days reaches open dossiers by an act of its own, once, and leaves its trace."""

from datetime import date

import pytest

from cuamo.dossiers.models import Dossier, Lateness, StaffAlert, WorkItem
from cuamo.dossiers.selectors.replay import compare
from cuamo.dossiers.selectors.touched_by_calendar import glance
from cuamo.dossiers.services.accept import accept
from cuamo.dossiers.services.apply_calendar_decision import apply_calendar_decision
from cuamo.dossiers.services.ask_supplement import answer_supplement, ask_supplement
from cuamo.dossiers.services.extend import extend
from cuamo.dossiers.services.raise_alerts import raise_alerts
from cuamo.dossiers.services.warn import warn
from cuamo.kernel import events
from cuamo.kernel.calendar import CalendarRow, DayKind
from cuamo.kernel.clock import local
from cuamo.kernel.errors import NotFound, NotPermitted
from cuamo.kernel.ids import new_id
from cuamo.kernel.selectors.calendar import forget_calendar
from cuamo.kernel.selectors.calendar_decisions import supposed_change
from cuamo.kernel.services.decide_days import CALENDAR_STREAM, DayDecision, decide_days
from tests.support.city import citizen_of, staff

pytestmark = pytest.mark.django_db
THREE_DAYS = "1.004873"
MONDAY_OFF = DayDecision(date(2026, 11, 23), DayKind.SWAP_OFF, "Nghỉ hoán đổi Ngày Văn hóa Việt Nam")
SATURDAY_ON = DayDecision(date(2026, 11, 28), DayKind.SWAP_WORK, "Làm bù cho ngày 23/11/2026")
PAPER = "Thông báo 9441/TB-BNV"
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


def swap(admin, *days):
    return decide_days(days=days or (MONDAY_OFF, SATURDAY_ON), decision=PAPER, admin=admin, at=NOW)


def taken_in(counter, at="2026-11-20 09:00") -> Dossier:
    sent = counter.sent(THREE_DAYS)
    accept(dossier_id=sent.id, officer=staff("tiepnhan.hoankiem"), at=local(at))
    return row(sent)


def row(dossier) -> Dossier:
    return Dossier.objects.get(id=dossier.id)


def everything():
    return (
        list(Dossier.objects.order_by("id").values()),
        list(WorkItem.objects.order_by("dossier_id").values()),
    )


def test_a_running_dossier_gets_its_new_due_moment_and_keeps_the_first(counter, admin):
    dossier = taken_in(counter)
    item = WorkItem.objects.get(dossier_id=dossier.id)
    assert (dossier.due_at, item.step_due_at) == (local("2026-11-26 09:00"), local("2026-11-23 16:00"))

    done = apply_calendar_decision(decision_id=swap(admin), admin=admin, at=NOW)

    after = row(dossier)
    item.refresh_from_db()
    assert (done.changed, done.by_hand) == (1, ())
    assert after.due_at == item.due_at == local("2026-11-27 09:00")
    assert after.original_due_at == local("2026-11-26 09:00")
    assert item.step_due_at == local("2026-11-25 16:00")
    assert item.warn_at is not None
    told = events.history_of(dossier.id)[-1]
    assert (told.name, told.actor["id"]) == ("dossier.due_recounted", admin.id)
    assert told.data["former"] == local("2026-11-26 09:00").isoformat()
    assert told.data["new"] == local("2026-11-27 09:00").isoformat()
    assert told.data["decision"] == PAPER
    assert compare(after).same
    applied = events.history_of(CALENDAR_STREAM)[-1]
    assert (applied.name, applied.data["changed"]) == ("calendar.applied", 1)


def test_nothing_moves_before_the_decision_is_applied_but_new_dossiers_follow_it(counter, admin):
    before = taken_in(counter)

    swap(admin)
    new = taken_in(counter)

    assert row(before).due_at == local("2026-11-26 09:00")
    assert new.due_at == local("2026-11-27 09:00")


def test_applying_twice_changes_nothing_more(counter, admin):
    dossier = taken_in(counter)
    decision = swap(admin)
    apply_calendar_decision(decision_id=decision, admin=admin, at=NOW)
    once, told = everything(), events.names_of(dossier.id)

    again = apply_calendar_decision(decision_id=decision, admin=admin, at=local("2026-11-20 17:00"))

    assert (again.changed, again.settled) == (0, 1)
    assert everything() == once
    assert events.names_of(dossier.id) == told


def test_a_dossier_due_after_both_days_of_a_swap_is_not_touched(counter, admin):
    dossier = taken_in(counter, at="2026-11-25 16:00")
    assert dossier.due_at == local("2026-11-30 16:00")
    told = events.names_of(dossier.id)

    apply_calendar_decision(decision_id=swap(admin, MONDAY_OFF), admin=admin, at=NOW)

    assert row(dossier).due_at == local("2026-11-30 16:00")
    assert events.names_of(dossier.id) == told


def test_a_worked_saturday_alone_brings_the_due_moment_forward(counter, admin):
    dossier = taken_in(counter, at="2026-11-26 09:00")
    assert dossier.due_at == local("2026-12-01 09:00")

    apply_calendar_decision(decision_id=swap(admin, SATURDAY_ON), admin=admin, at=NOW)

    assert row(dossier).due_at == local("2026-11-30 09:00")


def test_working_time_spent_before_a_pause_is_counted_by_the_decided_calendar(counter, admin):
    dossier = taken_in(counter)
    ask_supplement(
        dossier_id=dossier.id,
        officer=staff("chuyenvien.hoankiem"),
        items=[ITEM],
        at=local("2026-11-25 08:00"),
    )
    answer_supplement(
        dossier_id=dossier.id,
        actor=citizen_of(dossier),
        files=[],
        note="Đã chụp",
        at=local("2026-11-27 08:00"),
    )
    assert row(dossier).due_at == local("2026-11-30 09:00")

    apply_calendar_decision(decision_id=swap(admin, MONDAY_OFF), admin=admin, at=local("2026-11-27 09:00"))

    # Friday 20 gave 7 of 24 hours, Monday 23 none: 17 are left from Friday 27, 08:00.
    assert row(dossier).due_at == local("2026-12-01 09:00")
    assert row(dossier).original_due_at == local("2026-11-26 09:00")


def test_a_pause_across_the_day_off_loses_nothing(counter, admin):
    dossier = taken_in(counter)
    ask_supplement(
        dossier_id=dossier.id,
        officer=staff("chuyenvien.hoankiem"),
        items=[ITEM],
        at=local("2026-11-20 10:00"),
    )
    answer_supplement(
        dossier_id=dossier.id,
        actor=citizen_of(dossier),
        files=[],
        note="Đã chụp",
        at=local("2026-11-25 08:00"),
    )
    assert row(dossier).due_at == local("2026-11-27 16:00")

    done = apply_calendar_decision(decision_id=swap(admin, MONDAY_OFF), admin=admin, at=NOW)

    assert done.changed == 0
    assert row(dossier).due_at == local("2026-11-27 16:00")


def test_a_paused_dossier_is_counted_up_to_where_it_stands(counter, admin):
    dossier = taken_in(counter)
    ask_supplement(
        dossier_id=dossier.id,
        officer=staff("chuyenvien.hoankiem"),
        items=[ITEM],
        at=local("2026-11-25 08:00"),
    )
    apply_calendar_decision(decision_id=swap(admin, MONDAY_OFF), admin=admin, at=local("2026-11-25 09:00"))
    answer_supplement(
        dossier_id=dossier.id,
        actor=citizen_of(dossier),
        files=[],
        note="Đã chụp",
        at=local("2026-11-26 08:00"),
    )

    assert row(dossier).due_at == local("2026-11-30 09:00")


def test_a_date_promised_by_name_stays_unless_its_day_is_off(counter, admin):
    leader = staff("lanhdao.hoankiem")
    stays, moves = taken_in(counter), taken_in(counter)
    for dossier, promised in ((stays, "2026-11-27 17:00"), (moves, "2026-11-30 10:00")):
        extend(
            dossier_id=dossier.id,
            leader=leader,
            cause="Chờ xác minh",
            new_due_at=local(promised),
            at=local("2026-11-20 10:00"),
        )
    day = DayDecision(date(2026, 11, 30), DayKind.HOLIDAY, "Nghỉ vì bão")

    done = apply_calendar_decision(decision_id=swap(admin, MONDAY_OFF, day), admin=admin, at=NOW)

    assert done.changed == 1
    assert row(stays).due_at == local("2026-11-27 17:00")
    assert row(moves).due_at == local("2026-12-01 10:00")


def test_one_that_waits_for_acceptance_is_answered_later(counter, admin):
    counter.at = local("2026-11-20 16:30")
    sent = counter.sent(THREE_DAYS)
    assert sent.answer_due_at == local("2026-11-23 16:30")

    apply_calendar_decision(decision_id=swap(admin), admin=admin, at=NOW)

    item = WorkItem.objects.get(dossier_id=sent.id)
    assert row(sent).answer_due_at == item.due_at == item.step_due_at == local("2026-11-25 16:30")
    assert compare(row(sent)).same


def test_a_due_moment_set_in_another_way_is_left_and_named(counter, admin):
    dossier = taken_in(counter)
    Dossier.objects.filter(id=dossier.id).update(due_at=local("2026-11-26 11:11"))

    done = apply_calendar_decision(decision_id=swap(admin), admin=admin, at=NOW)

    assert (done.changed, done.by_hand) == (0, (dossier.code,))
    assert row(dossier).due_at == local("2026-11-26 11:11")


def test_what_a_decision_would_touch_is_shown_before_and_is_what_it_touches(counter, admin):
    dossiers = [
        taken_in(counter),
        taken_in(counter, at="2026-11-20 14:00"),
        taken_in(counter, at="2026-12-01 09:00"),
    ]
    days = [
        CalendarRow(day.date, day.kind, day.name, PAPER, "unverified", None)
        for day in (MONDAY_OFF, SATURDAY_ON)
    ]

    shown = {each.dossier.id: each.after for each in glance(supposed_change(days)).first}
    before = everything()
    apply_calendar_decision(decision_id=swap(admin), admin=admin, at=NOW)

    assert set(shown) == {dossiers[0].id, dossiers[1].id}
    assert shown == {
        dossier.id: row(dossier).due_at for dossier in dossiers if row(dossier).due_at != dossier.due_at
    }
    assert before != everything()


def test_decisions_apply_one_after_the_other(counter, admin):
    dossier = taken_in(counter)
    first = swap(admin, MONDAY_OFF)
    second = swap(admin, DayDecision(date(2026, 11, 26), DayKind.HOLIDAY, "Nghỉ vì bão"))

    apply_calendar_decision(decision_id=first, admin=admin, at=NOW)
    assert row(dossier).due_at == local("2026-11-27 09:00")
    apply_calendar_decision(decision_id=second, admin=admin, at=NOW)

    assert row(dossier).due_at == local("2026-11-30 09:00")
    told = [event for event in events.history_of(dossier.id) if event.name == "dossier.due_recounted"]
    assert len(told) == 2


def test_a_run_can_stop_and_go_on(counter, admin):
    dossiers = [taken_in(counter) for _ in range(3)]
    decision = swap(admin)

    done, last = [], None
    while not done or last:
        part = apply_calendar_decision(decision_id=decision, admin=admin, at=NOW, after=last, most=1)
        done.append(part.changed)
        last = part.last

    assert sum(done) == 3
    assert {row(dossier).due_at for dossier in dossiers} == {local("2026-11-27 09:00")}


def test_only_the_keeper_of_the_calendar_applies(counter, admin):
    taken_in(counter)
    decision = swap(admin)
    before = everything()

    with pytest.raises(NotPermitted):
        apply_calendar_decision(decision_id=decision, admin=staff("chuyenvien.hoankiem"), at=NOW)
    with pytest.raises(NotFound):
        apply_calendar_decision(decision_id=new_id(), admin=admin, at=NOW)

    assert everything() == before


STORM = DayDecision(date(2026, 11, 26), DayKind.SWAP_OFF, "Đóng cửa vì bão")


def test_what_was_due_on_a_day_the_office_was_closed_was_never_late(counter, admin):
    dossier = taken_in(counter)
    next_day = local("2026-11-27 08:00")
    warn(at=local("2026-11-26 10:00"))
    tell_staff(dossier)
    assert WorkItem.objects.get(dossier_id=dossier.id).flags == ["late"]

    apply_calendar_decision(
        decision_id=decide_days(days=[STORM], decision=PAPER, admin=admin, at=next_day),
        admin=admin,
        at=next_day,
    )

    assert row(dossier).due_at == local("2026-11-27 09:00")
    assert not Lateness.objects.filter(dossier_id=dossier.id).exists()
    assert WorkItem.objects.get(dossier_id=dossier.id).flags == []
    assert not StaffAlert.objects.filter(subject_id=dossier.id, kind="LATE", ended_at=None).exists()
    assert events.history_of(dossier.id)[-1].data["late_lifted"] is True
    warn(at=local("2026-11-27 09:01"))
    assert Lateness.objects.get(dossier_id=dossier.id).since == local("2026-11-27 09:00")


def test_what_is_late_by_the_new_moment_too_stays_late(counter, admin):
    dossier = taken_in(counter)
    warn(at=local("2026-11-26 10:00"))
    later = local("2026-11-30 08:00")

    apply_calendar_decision(
        decision_id=decide_days(days=[STORM], decision=PAPER, admin=admin, at=later), admin=admin, at=later
    )

    assert Lateness.objects.get(dossier_id=dossier.id).kind == "TERM"
    assert "late" in WorkItem.objects.get(dossier_id=dossier.id).flags


def test_a_day_off_before_the_due_day_does_not_undo_what_was_late(counter, admin):
    dossier = taken_in(counter)
    warn(at=local("2026-11-26 10:00"))
    at = local("2026-11-26 11:00")

    apply_calendar_decision(decision_id=swap(admin, MONDAY_OFF), admin=admin, at=at)

    assert row(dossier).due_at == local("2026-11-27 09:00")
    assert Lateness.objects.get(dossier_id=dossier.id).since == local("2026-11-26 09:00")


def test_a_worked_day_behind_us_makes_nothing_late_in_arrears_and_is_named(counter, admin):
    dossier = taken_in(counter, "2026-11-26 09:00")
    was = row(dossier).due_at
    decision = swap(admin, SATURDAY_ON)
    at = local("2026-11-30 09:30")

    done = [apply_calendar_decision(decision_id=decision, admin=admin, at=at) for _ in range(2)]

    assert [(each.changed, each.by_hand) for each in done] == [(0, (dossier.shown_code,))] * 2
    assert row(dossier).due_at == was
    assert was > at
    assert not Lateness.objects.filter(dossier_id=dossier.id, kind="TERM").exists()


def tell_staff(dossier):
    for event in events.history_of(dossier.id):
        raise_alerts(event)
