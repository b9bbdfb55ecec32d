"""What was late once stays late: in the lists and in the figures, whatever is done afterwards."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import invariant, run_state_machine_as_test

from cuamo.dossiers.models import Dossier, Lateness, WorkItem
from cuamo.dossiers.rules.lateness import broken_promises
from cuamo.dossiers.selectors import overdue
from cuamo.dossiers.services.accept import accept
from cuamo.dossiers.services.ask_supplement import answer_supplement, ask_supplement
from cuamo.dossiers.services.stop import stop
from cuamo.dossiers.services.withdraw import grant_withdrawal, withdraw
from cuamo.kernel.clock import local
from cuamo.kernel.events import history_of
from cuamo.organisation.selectors.scope import units_under
from cuamo.oversight.rules.counting import counts_of
from tests.dossiers.lives import ITEM, Life
from tests.support.city import citizen_of, staff

SEEN = {"late": 0, "ended late": 0, "late while it waits for the citizen": 0}
LIST_OF_LATE = 20
"""Pages of the list at most; a module holds few dossiers."""


def ending_of(dossier_id):
    """Return what the figures count of the event that ended a dossier, None while it is open."""
    row = Dossier.objects.get(id=dossier_id)
    ends = [event for event in history_of(dossier_id) if event.data.get("finished_at")]
    if row.finished_at is None or not ends:
        return None
    return counts_of(ends[0].name, ends[0].data)


def is_listed(dossier_id, *, now) -> bool:
    """Say whether the watchers of the centre find the dossier in one of the two lists of what is late."""
    units = units_under("TTPVHCC")
    after = ""
    for _ in range(LIST_OF_LATE):
        page = overdue.overdue(units=units, group="late", after=after, now=now)
        if any(row.dossier_id == dossier_id for row in page.rows):
            return True
        if page.next_after is None:
            break
        after = page.next_after
    ended = overdue.ended_late(units=units, now=now).rows
    return any(row.dossier_id == dossier_id for row in ended)


class WatchedLife(Life):
    """A random life beside which somebody with a watch writes down when a promise is broken."""

    def begin(self, procedure: str) -> None:
        self.seen_late = False
        super().begin(procedure)

    def attempt(self, act, **arguments) -> None:
        self.look()
        super().attempt(act, **arguments)
        self.look()

    def look(self) -> None:
        """Nothing but the row itself and the watch: is the promised moment over while the clock runs?"""
        row = Dossier.objects.get(id=self.id)
        runs = row.due_at is not None and row.paused_at is None and row.finished_at is None
        self.seen_late |= bool(runs and self.now > row.due_at) or row.returns > 1

    @invariant()
    def nothing_late_is_hidden(self) -> None:
        if not hasattr(self, "id") or not self.seen_late:
            return
        SEEN["late"] += 1
        ended = ending_of(self.id)
        assert is_listed(self.id, now=self.now), "late once, and in no list"
        if ended is not None:
            SEEN["ended late"] += 1
            assert (ended.get("on_time", 0), ended.get("closed_on_time", 0)) == (0, 0), "counted as on time"
            assert ended.get("finished", 0) + ended.get("closed", 0) == 1, "not counted at all"
        elif self.step == "CITIZEN":
            SEEN["late while it waits for the citizen"] += 1


@pytest.mark.django_db
def test_whatever_is_done_what_was_late_once_is_listed_and_counts_as_late(city):
    run_state_machine_as_test(
        WatchedLife,
        settings=settings(
            max_examples=8,
            stateful_step_count=25,
            deadline=None,
            derandomize=True,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert all(SEEN.values()), SEEN


def accepted(counter):
    dossier = counter.sent("1.004873")
    return accept(dossier_id=dossier.id, officer=staff("tiepnhan.hoankiem"), at=local("2026-11-20 09:00"))


def ask(dossier, at):
    officer = staff("chuyenvien.hoankiem")
    return ask_supplement(dossier_id=dossier.id, officer=officer, items=[ITEM], at=at)


def test_papers_asked_for_a_minute_after_the_term_leave_the_dossier_in_the_list(counter):
    dossier = accepted(counter)
    at = dossier.due_at + timedelta(minutes=1)

    ask(dossier, at)

    assert WorkItem.objects.get(dossier_id=dossier.id).flags == ["late"]
    assert is_listed(dossier.id, now=at)
    assert [(late.kind, late.since) for late in Lateness.objects.filter(dossier_id=dossier.id)] == [
        ("TERM", dossier.due_at)
    ]


def test_papers_asked_for_at_the_very_moment_of_the_term_are_in_time(counter):
    dossier = accepted(counter)

    ask(dossier, dossier.due_at)

    later = dossier.due_at + timedelta(days=3)
    assert not Lateness.objects.filter(dossier_id=dossier.id).exists()
    assert not is_listed(dossier.id, now=later)


def test_time_the_citizen_uses_after_that_never_makes_the_authority_late(counter):
    dossier = accepted(counter)
    ask(dossier, dossier.due_at - timedelta(minutes=30))

    stop(
        dossier_id=dossier.id,
        leader=staff("lanhdao.hoankiem"),
        ground="Không bổ sung",
        law="Mẫu 05",
        at=dossier.due_at + timedelta(days=40),
    )

    assert ending_of(dossier.id) == {
        "refused": 0, "answered_late": 0, "closed": 1, "closed_on_time": 1,
    }  # fmt: skip


def test_a_late_dossier_answered_within_its_new_time_still_ends_late(counter):
    dossier = accepted(counter)
    late = dossier.due_at + timedelta(hours=1)
    ask(dossier, late)
    answer_supplement(
        dossier_id=dossier.id, actor=citizen_of(dossier), files=[], note="Đây", at=late + timedelta(days=1)
    )
    withdraw(dossier_id=dossier.id, citizen=citizen_of(dossier), reason="Thôi", at=late + timedelta(days=1))

    grant_withdrawal(dossier_id=dossier.id, officer=staff("chuyenvien.hoankiem"), at=late + timedelta(days=1))

    counted = ending_of(dossier.id)
    assert (counted["closed"], counted["closed_on_time"]) == (1, 0)
    assert is_listed(dossier.id, now=late + timedelta(days=2))


@pytest.mark.parametrize(
    ("due", "at", "late"),
    [
        ("2026-02-13 17:00", "2026-02-23 08:00", True),
        ("2026-02-13 17:00", "2026-02-13 17:00", False),
        ("2026-11-20 17:00", "2026-11-20 23:59", True),
        ("2026-11-23 10:00", "2026-11-21 09:00", False),
        ("2026-11-23 10:00", "2026-11-23 10:01", True),
    ],
    ids=["over Tết", "at the minute", "a minute to midnight", "on the Saturday before", "a minute after"],
)
def test_late_begins_after_the_promised_minute_whatever_day_it_is(due, at, late):
    broken = broken_promises(
        answer_due_at=None,
        accepted_at=local("2026-02-01 08:00"),
        due_at=local(due),
        paused_at=None,
        finished_at=None,
        returns=0,
        at=local(at),
    )

    assert broken == ({"TERM": local(due)} if late else {})
