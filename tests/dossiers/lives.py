"""Lives of dossiers for random walks: what may happen next, what must hold, minutes counted one by one."""

import random
from datetime import datetime, timedelta
from functools import cache

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from cuamo.delivery.models import Parcel
from cuamo.delivery.services.attempt import attempt_failed
from cuamo.delivery.services.deliver import deliver
from cuamo.delivery.services.hand_over import hand_over, scan_in
from cuamo.delivery.services.load_run import load_run
from cuamo.delivery.services.return_to_point import give_back, return_to_point
from cuamo.delivery.services.start_out import start_out
from cuamo.delivery.states import ParcelState
from cuamo.dossiers import states
from cuamo.dossiers.models import (
    ClockPause,
    Decision,
    Dossier,
    Obligation,
    Opinion,
    PastResult,
    Result,
    WorkItem,
)
from cuamo.dossiers.selectors.replay import compare
from cuamo.dossiers.services.accept import accept, refuse_intake
from cuamo.dossiers.services.approve import approve, send_back
from cuamo.dossiers.services.ask_payment import ask_payment, settle_obligation
from cuamo.dossiers.services.ask_supplement import answer_supplement, ask_supplement
from cuamo.dossiers.services.carry import follow_parcel
from cuamo.dossiers.services.complain import complain
from cuamo.dossiers.services.correct_result import correct_result
from cuamo.dossiers.services.extend import extend
from cuamo.dossiers.services.issue_result import issue_result, pack_result
from cuamo.dossiers.services.opinion import ask_opinion, give_opinion
from cuamo.dossiers.services.propose import propose
from cuamo.dossiers.services.revoke_result import propose_revocation
from cuamo.dossiers.services.seal_result import seal_result
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
PROCEDURES = ("2.000635", "1.004873", "1.001193")
LOST = (False, False, False, False, True)
"""One act in five is tried by somebody of another unit."""
ACTS = (
    "accept", "refuse", "ask", "answer", "ask_money", "pay", "pass_on", "ask_other", "say", "promise_again",
    "propose", "approve", "send_back", "sign", "issue", "correct", "take_back", "let_go", "stop", "complain",
    "warn", "pack", "carry", "carry", "revoke",
)  # fmt: skip
FITTING = {
    "INTAKE": ("accept",) * 5,
    "EXAMINE": ("propose",) * 3
    + ("ask", "ask_money", "ask_other", "say", "promise_again") * 2
    + ("promise_again", "promise_again", "pass_on", "pass_on", "let_go", "stop"),
    "CITIZEN": ("answer", "pay") * 3 + ("take_back", "warn"),
    "APPROVE": ("approve",) * 3 + ("send_back",) * 3 + ("promise_again",),
    "SIGN": ("sign",) * 4,
    "ISSUE": ("issue",) * 4,
    "PACK": ("correct", "correct", "complain", "pack", "pack", "pack", "revoke"),
    "": ("correct", "complain", *("revoke",) * 2, *("carry",) * 6),
}
CORRECTING = {"EXAMINE": ("propose",) * 4, "APPROVE": ("approve",) * 4 + ("send_back",)}
"""What mostly happens while a correction is under way, so that a walk sees one through."""
REACHED: set[str] = set()
MUST_HAPPEN = {
    "accepted", "supplement_asked", "supplemented", "payment_asked", "obligation_paid", "opinion_asked",
    "opinion_given", "extended", "transferred", "approved", "sent_back", "finished", "stopped", "complained",
    "result_corrected", "withdrawal_asked", "returned", "revocation_proposed", "result_revoked",
    "delivery.prepared", "delivery.sealed", "delivery.handed_over", "delivery.out", "delivery.failed",
    "delivery.returned", "delivery.delivered", "delivery.recalled",
}  # fmt: skip
"""A walk that never came to one of these proved nothing about it."""
MONEY = {"name_vi": "Lệ phí trước bạ", "amount_vnd": 50_000, "law": "Thông báo 12"}
WHERE = {
    None: {"NONE", "READY", "DELIVERED"},
    ParcelState.CREATED: {"READY"},
    ParcelState.SEALED: {"SEALED"},
    ParcelState.ON_MANIFEST: {"SEALED", "RETURNED"},
    ParcelState.PICKED_UP: {"IN_TRANSIT"},
    ParcelState.OUT_FOR_DELIVERY: {"OUT"},
    ParcelState.FAILED_ATTEMPT: {"FAILED"},
    ParcelState.RETURNING: {"FAILED"},
    ParcelState.RETURNED: {"RETURNED"},
    ParcelState.DELIVERED: {"DELIVERED"},
}
"""Delivery states of the dossier by that of its envelope."""
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

    @initialize(procedure=st.sampled_from(PROCEDURES), seed=st.integers(0, 2**32 - 1))
    def send(self, procedure: str, seed: int) -> None:
        # Drawn strategies lean to their simplest values, and simple lives all look alike: dice do not lean.
        self.dice = random.Random(seed)
        begin_shift(staff("quay.hoankiem"))
        self.begin(procedure)

    def begin(self, procedure: str) -> None:
        """A clerk sends a dossier, and its life begins."""
        at = local("2026-11-20 08:30")
        dossier = Counter(staff("quay.hoankiem"), at).sent(procedure)
        self.id, self.now = dossier.id, at
        self.citizen = citizen_of(dossier)
        self.after_the_end = 0
        if self.dice.random() < 0.25:
            self.come_to_its_result()

    def come_to_its_result(self) -> None:
        """One life in four goes straight to its result, so that what may come after is walked too."""

        def sure(choices):
            return choices[0]

        for name in ("accept", "propose", "approve", "sign", "issue"):
            self.now += timedelta(minutes=20)
            getattr(self, name)(sure)

    # people

    def at(self, unit: str, role: str, n: int = 0) -> Actor:
        return Actor(ActorKind.STAFF, f"{unit}-{role}-{n}", "Người thử", unit, frozenset({role}))

    def there(self, lost: bool, role: str, n: int = 0) -> Actor:
        right = self.row.decided_by
        return self.at(next(unit for unit in UNITS if unit != right) if lost else right, role, n)

    @property
    def row(self) -> Dossier:
        return Dossier.objects.select_related("version", "applicant").get(id=self.id)

    @property
    def correcting(self) -> bool:
        result = Result.objects.filter(dossier_id=self.id).first()
        return result is not None and bool(result.corrects)

    @property
    def envelope(self) -> Parcel | None:
        return Parcel.objects.filter(subject_id=self.id).order_by("created_at").last()

    @property
    def step(self) -> str:
        return next((item.step for item in WorkItem.objects.filter(dossier_id=self.id)), "")

    def attempt(self, act, **arguments) -> None:
        """Do it, or be refused; a refusal leaves row, queue and ledger as they were."""
        before = self.everything()
        try:
            with transaction.atomic():
                act(at=self.now, **arguments)
        except DomainError:
            assert self.everything() == before
            return
        after = self.everything()
        assert after[1] > before[1] or after == before, f"{act.__name__} changed something without an event"
        for name in events.names_of(self.id)[before[1] :]:
            if name.startswith("delivery."):
                follow_parcel(dossier_id=self.id, news=name, at=self.now)

    def everything(self):
        row = Dossier.objects.filter(id=self.id).values().get()
        return row, len(events.names_of(self.id)), list(WorkItem.objects.filter(dossier_id=self.id).values())

    # one act after the other

    @rule()
    def something_happens(self) -> None:
        """Mostly what fits the step the dossier waits at, now and then anything at all."""
        pick = self.dice.choice
        self.now += timedelta(minutes=pick(range(1, pick((240, 60 * 24 * 3)))))
        step = self.step
        self.after_the_end += step in {"PACK", ""}
        if self.after_the_end > 12:
            REACHED.update(events.names_of(self.id))
            self.begin(pick(PROCEDURES))
            step = self.step
        fitting = CORRECTING.get(step, FITTING[step]) if self.correcting else FITTING[step]
        name = pick([*fitting, pick(ACTS)])
        getattr(self, name)(pick)

    def accept(self, pick) -> None:
        lost = pick(LOST)
        point = "DIEM-00082" if lost else "DIEM-00070"
        self.attempt(accept, dossier_id=self.id, officer=self.at(point, "RECEIVER"))

    def refuse(self, pick) -> None:
        reason = pick(["", "", "", "Không thuộc thẩm quyền"])
        self.attempt(
            refuse_intake,
            dossier_id=self.id,
            officer=self.at("DIEM-00070", "RECEIVER"),
            reasons=[reason],
            turn_to="",
        )

    def ask(self, pick) -> None:
        lost = pick(LOST)
        second = pick((True, False))
        self.attempt(
            ask_supplement,
            dossier_id=self.id,
            officer=self.there(lost, "SPECIALIST"),
            items=[ITEM],
            supervisor=self.there(lost, "LEADER") if second else None,
        )

    def answer(self, pick) -> None:
        self.attempt(answer_supplement, dossier_id=self.id, actor=self.citizen, files=[], note="Đã sửa")

    def ask_money(self, pick) -> None:
        lost = pick(LOST)
        self.attempt(ask_payment, dossier_id=self.id, officer=self.there(lost, "SPECIALIST"), lines=[MONEY])

    def pay(self, pick) -> None:
        owed = Obligation.objects.filter(dossier_id=self.id, settled_at=None).first()
        if owed is not None:
            self.attempt(settle_obligation, obligation_id=owed.id, amount_vnd=50_000)

    def pass_on(self, pick) -> None:
        lost = pick(LOST)
        to_unit = pick([*UNITS, "KHONG-CO"])
        self.attempt(
            transfer,
            dossier_id=self.id,
            officer=self.there(lost, "SPECIALIST"),
            to_unit=to_unit,
            reason="Nơi ở",
        )

    def ask_other(self, pick) -> None:
        lost = pick(LOST)
        hours = pick(range(41))
        self.attempt(
            ask_opinion,
            dossier_id=self.id,
            officer=self.there(lost, "SPECIALIST"),
            of_unit="PX-00091",
            question="Có không?",
            hours=hours,
        )

    def say(self, pick) -> None:
        agrees = pick((True, False))
        open_one = Opinion.objects.filter(dossier_id=self.id, answered_at=None).first()
        if open_one is not None:
            self.attempt(
                give_opinion,
                opinion_id=open_one.id,
                officer=self.at("PX-00091", "LEADER"),
                agrees=agrees,
                answer="Có.",
            )

    def promise_again(self, pick) -> None:
        lost = pick(LOST)
        days = pick([-2, 1, 2, 3, 5, 20])
        due = self.row.due_at or self.now
        self.attempt(
            extend,
            dossier_id=self.id,
            leader=self.there(lost, "LEADER"),
            cause="Chờ xác minh",
            new_due_at=due + timedelta(days=days),
        )

    def propose(self, pick) -> None:
        lost = pick(LOST)
        grant = pick((True, False))
        n = pick(range(2))
        self.attempt(
            propose,
            dossier_id=self.id,
            officer=self.there(lost, "SPECIALIST", n),
            grant=grant,
            note="",
            result={"Nội dung": "x"},
            reasons=[] if grant else ["Thiếu điều kiện"],
        )

    def approve(self, pick) -> None:
        lost = pick(LOST)
        self.attempt(approve, dossier_id=self.id, leader=self.there(lost, "LEADER"), sign_later=False)

    def send_back(self, pick) -> None:
        lost = pick(LOST)
        note = pick(["Xem lại", "Xem lại", ""])
        self.attempt(send_back, dossier_id=self.id, leader=self.there(lost, "LEADER"), note=note)

    def sign(self, pick) -> None:
        result = Result.objects.filter(
            dossier_id=self.id, approved_at__isnull=False, signed_at__isnull=True
        ).first()
        if result is not None:
            self.attempt(lambda at: _keep(self.id, f"%PDF-1.7 {random.random()}".encode(), at))

    def issue(self, pick) -> None:
        lost = pick(LOST)
        self.attempt(issue_result, dossier_id=self.id, clerk=self.there(lost, "RECORDS_CLERK"))

    def correct(self, pick) -> None:
        lost = pick(LOST)
        self.attempt(
            correct_result,
            dossier_id=self.id,
            officer=self.there(lost, "SPECIALIST"),
            reason="Sai tên",
            content={"Nội dung": str(self.now)},
        )

    def revoke(self, pick) -> None:
        lost = pick(LOST)
        self.attempt(
            propose_revocation,
            dossier_id=self.id,
            officer=self.there(lost, "SPECIALIST"),
            reason="Cấp sai",
            law="Điều 12",
        )

    def take_back(self, pick) -> None:
        self.attempt(withdraw, dossier_id=self.id, citizen=self.citizen, reason="Không cần nữa")

    def let_go(self, pick) -> None:
        lost = pick(LOST)
        self.attempt(grant_withdrawal, dossier_id=self.id, officer=self.there(lost, "SPECIALIST"))

    def stop(self, pick) -> None:
        lost = pick(LOST)
        self.attempt(
            stop, dossier_id=self.id, leader=self.there(lost, "LEADER"), ground="Quá hạn", law="Mẫu 05"
        )

    def complain(self, pick) -> None:
        self.attempt(complain, dossier_id=self.id, citizen=self.citizen, text="Tôi không đồng ý.")

    def pack(self, pick) -> None:
        unit = self.row.decided_by if pick(LOST) else self.row.received_by
        if self.envelope is None:
            self.attempt(pack_result, dossier_id=self.id, clerk=self.at(unit, "RECORDS_CLERK"))

    def carry(self, pick) -> None:
        """The envelope goes some steps on its way."""
        for _ in range(pick((2, 4, 6, 8))):
            if (envelope := self.envelope) is not None:
                self.carry_one_step(envelope, pick)

    def carry_one_step(self, envelope: Parcel, pick) -> None:
        """Whoever has the envelope does the next thing with it, or somebody else tries to."""
        clerk = self.at(envelope.origin_unit, "RECORDS_CLERK")
        courier = self.at("VNPOST", "COURIER", pick(LOST))
        held, label = {"parcel_id": envelope.id}, {"label": envelope.label}
        match ParcelState(envelope.state):
            case ParcelState.CREATED:
                self.attempt(seal_result, **held, seal_number=f"S-{pick(range(9999)):04d}", clerk=clerk)
            case ParcelState.SEALED | ParcelState.RETURNED:
                self.attempt(load_run, parcel_ids=[envelope.id], courier=courier, clerk=clerk)
            case ParcelState.ON_MANIFEST:
                self.attempt(hand_over, **label, clerk=clerk)
                self.attempt(scan_in, **label, courier=courier)
            case ParcelState.PICKED_UP | ParcelState.FAILED_ATTEMPT:
                self.attempt(start_out, **held, window="08:00–10:00", courier=courier)
            case ParcelState.OUT_FOR_DELIVERY if pick((True, False, False)):
                self.attempt(deliver, **held, pin=envelope.pin, courier=courier)
            case ParcelState.OUT_FOR_DELIVERY if pick((True, True, False)):
                self.attempt(attempt_failed, **held, reason="ABSENT", next_window="", courier=courier)
            case ParcelState.OUT_FOR_DELIVERY | ParcelState.RETURNING:
                self.attempt(give_back, **label, courier=courier)
                self.attempt(return_to_point, **label, clerk=clerk)

    def warn(self, pick) -> None:
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
    def the_envelope_agrees_with_the_delivery_state(self) -> None:
        if not hasattr(self, "id"):
            return
        row, envelope = self.row, self.envelope
        state = ParcelState(envelope.state) if envelope else None
        if row.state in {states.State.DONE, states.State.RETURNED}:
            assert str(row.carriage) in WHERE[state], (row.carriage, state)
            assert row.state == states.State.DONE or state is ParcelState.DELIVERED, "handed over by nobody"
        if envelope is not None and envelope.recalled_at is not None:
            assert state is not ParcelState.DELIVERED, "called back, and handed over all the same"
        waits_here = WorkItem.objects.filter(dossier_id=self.id, step=Step.PACK).exists()
        if waits_here and envelope is not None:
            other_print = PastResult.objects.filter(dossier=row, replaced_at__gte=envelope.created_at)
            assert state is ParcelState.CREATED, "what is sealed does not wait to be packed"
            assert other_print.exists(), "packed, and still waiting to be packed"

    @invariant()
    def the_clock_agrees_with_a_count_of_minutes(self) -> None:
        """Working minutes from start to due = those of the term + every pause since, counted one by one."""
        if not hasattr(self, "id"):
            return
        row = self.row
        if row.due_at is None or row.paused_at is not None:
            return
        assert not ClockPause.objects.filter(dossier=row, ended_at=None).exists()
        if row.version.content["time_limit"].get("clock_policy", "PAUSE") != "PAUSE":
            return
        promised, since = row.original_due_at, row.accepted_at
        again = Decision.objects.filter(dossier=row, kind="EXTEND").first()
        if again is not None and again.content["in_time"]:
            promised, since = row.promised_again_at, again.decided_at
        pauses = ClockPause.objects.filter(dossier=row, started_at__gte=since)
        spans = list(pauses.values_list("started_at", "ended_at"))
        late = any(start >= promised for start, _ in spans)
        if not late and row.state != states.State.STOPPED:
            slow = sum(count(start, end) for start, end in spans)
            assert count(row.clock_starts_at, row.due_at) == count(row.clock_starts_at, promised) + slow


@cache
def count(start: datetime, end: datetime) -> int:
    """Count the working minutes between two moments, one at a time: slow, and plainly right."""
    calendar = current_calendar()
    moment, total = start.astimezone(HANOI), 0
    while moment < end:
        tomorrow = datetime.combine(moment.date() + timedelta(days=1), datetime.min.time(), HANOI)
        if not calendar.is_working(moment.date()):
            moment = tomorrow
            continue
        minutes, moment = count_in_day(moment, min(end, tomorrow))
        total += minutes
    return total


@cache
def count_in_day(moment: datetime, end: datetime) -> tuple[int, datetime]:
    """Count within one day, remembered: many lives go through the same days; return where it stopped too."""
    calendar, minutes = current_calendar(), 0
    while moment < end:
        minutes += calendar.is_open(moment)
        moment += timedelta(minutes=1)
    return minutes, moment
