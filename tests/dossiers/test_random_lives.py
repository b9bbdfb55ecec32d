"""Random lives, clocks and people: no illegal state, no change without an event, no clock that errs."""

import random
from datetime import datetime, timedelta
from functools import cache

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from cuamo.dossiers import states
from cuamo.dossiers.models import ClockPause, Dossier, Obligation, Opinion, Result, WorkItem
from cuamo.dossiers.selectors.replay import compare
from cuamo.dossiers.services.accept import accept, refuse_intake
from cuamo.dossiers.services.approve import approve, send_back
from cuamo.dossiers.services.ask_payment import ask_payment, settle_obligation
from cuamo.dossiers.services.ask_supplement import answer_supplement, ask_supplement
from cuamo.dossiers.services.complain import complain
from cuamo.dossiers.services.correct_result import correct_result
from cuamo.dossiers.services.extend import extend
from cuamo.dossiers.services.issue_result import issue_result
from cuamo.dossiers.services.opinion import ask_opinion, give_opinion
from cuamo.dossiers.services.propose import propose
from cuamo.dossiers.services.sign_result import _keep
from cuamo.dossiers.services.stop import stop
from cuamo.dossiers.services.transfer import transfer
from cuamo.dossiers.services.warn import warn
from cuamo.dossiers.services.withdraw import grant_withdrawal, withdraw
from cuamo.dossiers.states import CLOSED, Step
from cuamo.kernel import events
from cuamo.kernel.actors import Actor, ActorKind
from cuamo.kernel.clock import HANOI, local
from cuamo.kernel.errors import DomainError
from cuamo.kernel.selectors.calendar import current_calendar
from tests.support.city import Counter, begin_shift, citizen_of, staff

UNITS = ("PX-00070", "PX-00082")
LOST = (False, False, False, False, True)
"""One act in five is tried by somebody of another unit."""
REACHED: set[str] = set()
MONEY = {"name_vi": "Lệ phí trước bạ", "amount_vnd": 50_000, "law": "Thông báo 12"}
ITEM = {"about": "", "label": "Giấy", "reason": "mờ", "todo": "chụp lại"}


class Life(RuleBasedStateMachine):
    """One dossier and everybody who may do something with it, at any hour of the day."""

    def __init__(self) -> None:
        super().__init__()
        self.outer = transaction.atomic()
        self.outer.__enter__()

    def teardown(self) -> None:
        REACHED.update(events.names_of(self.id))
        transaction.set_rollback(True)
        self.outer.__exit__(None, None, None)

    @initialize(procedure=st.sampled_from(["2.000635", "1.004873", "1.001193"]))
    def send(self, procedure: str) -> None:
        clerk = staff("quay.hoankiem")
        begin_shift(clerk)
        at = local("2026-11-20 08:30")
        dossier = Counter(clerk, at).sent(procedure)
        self.id, self.now = dossier.id, at
        self.citizen = citizen_of(dossier)
        self.left: int | None = None

    # people

    def at(self, lost: bool, role: str, n: int = 0) -> Actor:
        return Actor(ActorKind.STAFF, f"{unit}-{role}-{n}", "Người thử", unit, frozenset({role}))

    def there(self, lost: bool, role: str, n: int = 0) -> Actor:
        right = self.row.decided_by
        return self.at(next(unit for unit in UNITS if unit != right) if lost else right, role, n)

    @property
    def row(self) -> Dossier:
        return Dossier.objects.select_related("version", "applicant").get(id=self.id)

    def attempt(self, act, **arguments) -> None:
        """Do it, or be refused; a refusal leaves row, queue and ledger as they were."""
        before = self.everything()
        try:
            with transaction.atomic():
                act(at=self.now, **arguments)
        except DomainError:
            assert self.everything() == before
            return
        assert len(events.names_of(self.id)) > before[1], f"{act.__name__} changed something without an event"

    def everything(self):
        row = Dossier.objects.filter(id=self.id).values().get()
        return row, len(events.names_of(self.id)), list(WorkItem.objects.filter(dossier_id=self.id).values())

    # time

    @rule(minutes=st.integers(1, 60 * 24 * 4))
    def time_passes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    # acts

    @rule(lost=st.sampled_from(LOST))
    def accept(self, lost: bool) -> None:
        point = "DIEM-00082" if lost else "DIEM-00070"
        self.attempt(accept, dossier_id=self.id, officer=self.at(point, "RECEIVER"))

    @rule(reason=st.sampled_from(["", "", "", "Không thuộc thẩm quyền"]))
    def refuse(self, reason: str) -> None:
        self.attempt(
            refuse_intake,
            dossier_id=self.id,
            officer=self.at("DIEM-00070", "RECEIVER"),
            reasons=[reason],
            turn_to="",
        )

    @rule(lost=st.sampled_from(LOST), second=st.booleans())
    def ask(self, lost: bool, second: bool) -> None:
        self.attempt(
            ask_supplement,
            dossier_id=self.id,
            officer=self.there(lost, "SPECIALIST"),
            items=[ITEM],
            supervisor=self.there(lost, "LEADER") if second else None,
        )

    @rule()
    def answer(self) -> None:
        self.attempt(answer_supplement, dossier_id=self.id, actor=self.citizen, files=[], note="Đã sửa")

    @rule(lost=st.sampled_from(LOST))
    def ask_money(self, lost: bool) -> None:
        self.attempt(ask_payment, dossier_id=self.id, officer=self.there(lost, "SPECIALIST"), lines=[MONEY])

    @rule()
    def pay(self) -> None:
        owed = Obligation.objects.filter(dossier_id=self.id, settled_at=None).first()
        if owed is not None:
            self.attempt(settle_obligation, obligation_id=owed.id, amount_vnd=50_000)

    @rule(lost=st.sampled_from(LOST), to_unit=st.sampled_from([*UNITS, "KHONG-CO"]))
    def pass_on(self, lost: bool, to_lost: bool) -> None:
        self.attempt(
            transfer,
            dossier_id=self.id,
            officer=self.there(lost, "SPECIALIST"),
            to_unit=to_unit,
            reason="Nơi ở",
        )

    @rule(lost=st.sampled_from(LOST), hours=st.integers(0, 40))
    def ask_other(self, lost: bool, hours: int) -> None:
        self.attempt(
            ask_opinion,
            dossier_id=self.id,
            officer=self.there(lost, "SPECIALIST"),
            of_unit="PX-00091",
            question="Có không?",
            hours=hours,
        )

    @rule(agrees=st.booleans())
    def say(self, agrees: bool) -> None:
        open_one = Opinion.objects.filter(dossier_id=self.id, answered_at=None).first()
        if open_one is not None:
            self.attempt(
                give_opinion,
                opinion_id=open_one.id,
                officer=self.at("PX-00091", "LEADER"),
                agrees=agrees,
                answer="Có.",
            )

    @rule(lost=st.sampled_from(LOST), days=st.integers(-2, 20))
    def promise_again(self, lost: bool, days: int) -> None:
        due = self.row.due_at or self.now
        self.attempt(
            extend,
            dossier_id=self.id,
            leader=self.there(lost, "LEADER"),
            cause="Chờ xác minh",
            new_due_at=due + timedelta(days=days),
        )

    @rule(lost=st.sampled_from(LOST), grant=st.booleans(), n=st.integers(0, 1))
    def propose(self, lost: bool, grant: bool, n: int) -> None:
        self.attempt(
            propose,
            dossier_id=self.id,
            officer=self.there(lost, "SPECIALIST", n),
            grant=grant,
            note="",
            result={"Nội dung": "x"},
            reasons=[] if grant else ["Thiếu điều kiện"],
        )

    @rule(lost=st.sampled_from(LOST))
    def approve(self, lost: bool) -> None:
        self.attempt(approve, dossier_id=self.id, leader=self.there(lost, "LEADER"), sign_later=False)

    @rule(lost=st.sampled_from(LOST), note=st.sampled_from(["", "Xem lại"]))
    def send_back(self, lost: bool, note: str) -> None:
        self.attempt(send_back, dossier_id=self.id, leader=self.there(lost, "LEADER"), note=note)

    @rule()
    def sign(self) -> None:
        result = Result.objects.filter(
            dossier_id=self.id, approved_at__isnull=False, signed_at__isnull=True
        ).first()
        if result is not None:
            self.attempt(lambda at: _keep(self.id, f"%PDF-1.7 {random.random()}".encode(), at))

    @rule(lost=st.sampled_from(LOST))
    def issue(self, lost: bool) -> None:
        self.attempt(issue_result, dossier_id=self.id, clerk=self.there(lost, "RECORDS_CLERK"))

    @rule(lost=st.sampled_from(LOST))
    def correct(self, lost: bool) -> None:
        self.attempt(
            correct_result,
            dossier_id=self.id,
            officer=self.there(lost, "SPECIALIST"),
            reason="Sai tên",
            content={"Nội dung": str(self.now)},
        )

    @rule()
    def take_back(self) -> None:
        self.attempt(withdraw, dossier_id=self.id, citizen=self.citizen, reason="Không cần nữa")

    @rule(lost=st.sampled_from(LOST))
    def let_go(self, lost: bool) -> None:
        self.attempt(grant_withdrawal, dossier_id=self.id, officer=self.there(lost, "SPECIALIST"))

    @rule(lost=st.sampled_from(LOST))
    def stop(self, lost: bool) -> None:
        self.attempt(
            stop, dossier_id=self.id, leader=self.there(lost, "LEADER"), ground="Quá hạn", law="Mẫu 05"
        )

    @rule()
    def complain(self) -> None:
        self.attempt(complain, dossier_id=self.id, citizen=self.citizen, text="Tôi không đồng ý.")

    @rule()
    def warn(self) -> None:
        warn(at=self.now)

    # what always holds

    @invariant()
    def row_and_ledger_agree(self) -> None:
        if hasattr(self, "id"):
            told = compare(self.row)
            assert told.same, (told.differences, told.faults)

    @invariant()
    def the_queue_agrees_with_the_state(self) -> None:
        if not hasattr(self, "id"):
            return
        row = self.row
        item = WorkItem.objects.filter(dossier_id=self.id).first()
        if row.state in {states.State.NOT_ACCEPTED, states.State.STOPPED}:
            assert item is None
        elif row.state not in CLOSED:
            assert item is not None
            assert item.state == row.state
            waits = {states.State.SUPPLEMENT, states.State.PAYMENT}
            assert (item.step == Step.CITIZEN) == (row.state in waits)

    @invariant()
    def the_clock_agrees_with_a_count_of_minutes(self) -> None:
        """Working minutes from start to due = the limit + every pause, counted one by one."""
        if not hasattr(self, "id"):
            return
        row = self.row
        if row.due_at is None or row.paused_at is not None or row.promised_again_at == row.due_at:
            return
        assert (row.paused_at is None) == (not ClockPause.objects.filter(dossier=row, ended_at=None).exists())
        if row.version.content["time_limit"].get("clock_policy", "PAUSE") != "PAUSE":
            return
        pauses = list(ClockPause.objects.filter(dossier=row).values_list("started_at", "ended_at"))
        if any(start >= row.original_due_at for start, _ in pauses):
            return
        slow = sum(count(start, end) for start, end in pauses)
        if row.finished_at is None or row.state != states.State.STOPPED:
            assert (
                count(row.clock_starts_at, row.due_at)
                == count(row.clock_starts_at, row.original_due_at) + slow
            )


@cache
def count(start: datetime, end: datetime) -> int:
    """Count the working minutes between two moments, one at a time: slow, and plainly right."""
    calendar, minute = current_calendar(), timedelta(minutes=1)
    moment, total = start.astimezone(HANOI), 0
    while moment < end:
        if not calendar.is_working(moment.date()):
            moment = datetime.combine(moment.date() + timedelta(days=1), datetime.min.time(), HANOI)
            continue
        total += calendar.is_open(moment)
        moment += minute
    return total


@pytest.mark.django_db
def test_random_lives_never_leave_the_law(city):
    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=30,
            stateful_step_count=35,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    print(sorted(REACHED))
