"""The hands the sample dossiers go through: clerks, officers, couriers at their working hours."""

import random
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from django.db import transaction

from cuamo.catalogue.rules.result_template import draft
from cuamo.cli.sample_desk import look_at
from cuamo.cli.sample_shifts import take_seat
from cuamo.delivery.models import Parcel
from cuamo.delivery.selectors.recipient import check_for
from cuamo.delivery.selectors.slots import open_slots
from cuamo.delivery.services.add_to_manifest import add_to_manifest, open_run
from cuamo.delivery.services.attempt import attempt_failed
from cuamo.delivery.services.close_originals import close_originals
from cuamo.delivery.services.deliver import deliver
from cuamo.delivery.services.hand_over import hand_over, scan_in
from cuamo.delivery.services.start_out import start_out
from cuamo.dossiers.models import Dossier, Opinion, Result
from cuamo.dossiers.services.accept import accept, refuse_intake
from cuamo.dossiers.services.approve import approve
from cuamo.dossiers.services.ask_payment import ask_payment
from cuamo.dossiers.services.ask_supplement import answer_supplement, ask_supplement
from cuamo.dossiers.services.carry import follow_parcel
from cuamo.dossiers.services.digitise import accept_and_digitise
from cuamo.dossiers.services.enter_external_code import follow_external
from cuamo.dossiers.services.issue_result import issue_result, pack_result
from cuamo.dossiers.services.opinion import give_opinion
from cuamo.dossiers.services.propose import propose
from cuamo.dossiers.services.rate import rate
from cuamo.dossiers.services.settle_money import settle_money
from cuamo.dossiers.services.withdraw import grant_withdrawal, withdraw
from cuamo.dossiers.states import State, Sync
from cuamo.kernel.actors import SYSTEM, Actor, ActorKind
from cuamo.kernel.selectors.calendar import current_calendar
from cuamo.organisation.selectors.shifts import open_shift_of
from cuamo.organisation.selectors.staff import actor_of, staff_of
from cuamo.organisation.types import Role
from cuamo.payments.models import PaymentRequest
from cuamo.payments.services.take_cash import take_cash

ABROAD = {
    "SENT": (),
    "ACCEPTED": (State.ACCEPTED,),
    "PROPOSED": (State.ACCEPTED, State.IN_PROGRESS),
    "SIGNED": (State.ACCEPTED, State.IN_PROGRESS),
    "SUPPLEMENT": (State.ACCEPTED, State.SUPPLEMENT),
    "PAYMENT": (State.ACCEPTED, State.IN_PROGRESS, State.PAYMENT),
    "ON_THE_WAY": (State.ACCEPTED, State.DONE),
    "REFUSED_INTAKE": (State.NOT_ACCEPTED,),
    "REFUSED": (State.ACCEPTED, State.STOPPED),
    "WITHDRAWN": (State.STOPPED,),
    "DELIVERED": (State.ACCEPTED, State.IN_PROGRESS, State.DONE, State.RETURNED),
}
"""What the ministry's system shows of a dossier filed there, by how its story ends."""
REASONS = ("Ảnh giấy tờ bị mờ, không đọc được số", "Thiếu chữ ký ở trang cuối", "Giấy tờ đã hết hạn")


class Plan(Protocol):
    """What a story says about the work on it."""

    @property
    def ends(self) -> str: ...
    @property
    def late(self) -> bool: ...
    @property
    def rating(self) -> int: ...


class Cast:
    """Who works where; looked up once."""

    def __init__(self) -> None:
        self._people: dict[tuple[str, str], Actor] = {}

    def officer(self, unit_code: str, role: Role, *, at: datetime) -> Actor:
        """Return somebody who holds the role at the unit.

        Raises:
            LookupError: nobody does.
        """
        key = (unit_code, role)
        if key not in self._people:
            account = staff_of([unit_code], role, at=at).first()
            if account is None:
                raise LookupError(f"nobody is {role} at {unit_code}")
            self._people[key] = actor_of(account, at=at)
        return self._people[key]

    def clerk_of(self, unit_code: str, *, at: datetime) -> Actor:
        """Return the agency's clerk, sitting at a counter that day."""
        clerk = self.officer(unit_code, Role.CLERK, at=at)
        take_seat(clerk, at=at)
        return clerk

    def pay(self, dossier: Dossier, clerk: Actor, *, at: datetime) -> None:
        """Take what is owed in cash at the counter."""
        request = PaymentRequest.objects.get(subject_id=dossier.id, voided_at=None)
        shift = open_shift_of(clerk.id)
        assert shift is not None
        tendered = -(-request.amount_vnd // 50_000) * 50_000
        take_cash(request_id=request.id, tendered_vnd=tendered, shift_id=shift.id, clerk=clerk, at=at)
        settle_money(dossier_id=dossier.id, amount_vnd=request.amount_vnd, at=at)


def work_on(plan: Plan, cast: Cast, dossier_id: UUID, rng: random.Random, *, now: datetime) -> None:
    """Carry the sent dossier to its leader's decision, or as far before as its plan says."""
    dossier = Dossier.objects.select_related("version", "applicant").get(id=dossier_id)
    assert dossier.submitted_at is not None
    hand = _Hand(plan, cast, dossier, rng, dossier.submitted_at, now)
    if dossier.sync == Sync.EXTERNAL:
        hand.follow()
    else:
        hand.decide()


def deliver_signed(plan: Plan, cast: Cast, result: Result, rng: random.Random, *, now: datetime) -> None:
    """Issue the signed result and carry it as far as the plan says."""
    assert result.signed_at is not None
    hand = _Hand(plan, cast, result.dossier, rng, result.signed_at, now)
    hand.issue()


class _Hand:
    """The work on one dossier, step after step."""

    def __init__(
        self, plan: Plan, cast: Cast, dossier: Dossier, rng: random.Random, at: datetime, now: datetime
    ) -> None:
        self.plan, self.cast, self.dossier, self.rng, self.at, self.now = plan, cast, dossier, rng, at, now
        self.calendar = current_calendar()

    def later(self, low: int, high: int) -> datetime:
        """Let working minutes pass and return the moment."""
        self.at = min(self.calendar.add_minutes(self.at, self.rng.randrange(low, high)), self.now)
        return self.at

    def follow(self) -> None:
        """Write down, step by step, what the ministry's system shows."""
        if not self.dossier.helped_at:
            return
        clerk = self.cast.officer(self.dossier.helped_at, Role.CLERK, at=self.at)
        for state in ABROAD.get(self.plan.ends, ABROAD["DELIVERED"]):
            follow_external(dossier_id=self.dossier.id, actor=clerk, state=state, at=self.later(200, 900))

    def decide(self) -> None:
        """Take the dossier in, examine it, decide it; never past what the plan says."""
        ends, key = self.plan.ends, self.dossier.id
        if ends == "SENT":
            return
        if ends == "WITHDRAWN":
            withdraw(dossier_id=key, citizen=self._citizen(), reason="Nộp nhầm thủ tục", at=self.later(5, 60))
            return
        receiver = self._at(self.dossier.received_by, Role.RECEIVER)
        if ends == "REFUSED_INTAKE":
            refuse_intake(
                dossier_id=key,
                officer=receiver,
                reasons=["Thủ tục này thuộc nơi khác giải quyết"],
                turn_to="Trung tâm Phục vụ hành chính công thành phố",
                at=self.later(20, 300),
            )
            self._rate()
            return
        take_in = accept_and_digitise if self._digitised() else accept
        take_in(dossier_id=key, officer=receiver, at=self.later(10, 300))
        if ends in {"WITHDRAWAL", "STOPPED"}:
            self._take_back()
        elif ends == "ACCEPTED":
            specialist = self._at(self.dossier.decided_by, Role.SPECIALIST)
            look_at(key, specialist, every=False, at=self.at)
        else:
            self._examine()

    def _digitised(self) -> bool:
        """Say whether the receiver of this one has its copies signed: one in twenty, always the same ones."""
        return self.dossier.submitted_at is not None and self.dossier.submitted_at.second % 20 == 0

    def _take_back(self) -> None:
        key = self.dossier.id
        withdraw(dossier_id=key, citizen=self._citizen(), reason="Không còn cần nữa", at=self.later(20, 200))
        if self.plan.ends == "STOPPED":
            specialist = self._at(self.dossier.decided_by, Role.SPECIALIST)
            grant_withdrawal(dossier_id=key, officer=specialist, at=self.later(20, 200))

    def _examine(self) -> None:
        ends, key = self.plan.ends, self.dossier.id
        specialist = self._at(self.dossier.decided_by, Role.SPECIALIST)
        if ends in {"SUPPLEMENT", "SUPPLEMENTED"}:
            reason = self.rng.choice(REASONS)
            item = {"about": "", "label": "Giấy tờ kèm theo", "reason": reason, "todo": "Chụp lại rồi gửi"}
            ask_supplement(dossier_id=key, officer=specialist, items=[item], at=self.later(20, 200))
            if ends == "SUPPLEMENT":
                return
            answer_supplement(
                dossier_id=key, actor=self._citizen(), files=[], note="Đã chụp lại", at=self.later(200, 1500)
            )
        if ends == "PAYMENT":
            fine = {
                "name_vi": "Tiền chậm nộp thuế",
                "amount_vnd": 120_000,
                "law": "Thông báo của cơ quan thuế",
            }
            ask_payment(dossier_id=key, officer=specialist, lines=[fine], at=self.later(20, 200))
            return
        self._answer_opinions()
        grant = ends != "REFUSED"
        if ends == "PROPOSED":
            look_at(key, specialist, every=True, at=self.at)
        propose(
            dossier_id=key,
            officer=specialist,
            grant=grant,
            note="",
            result=self._result(),
            reasons=[] if grant else ["Không đủ điều kiện theo quy định của thủ tục"],
            at=self._soon(),
        )
        if ends == "PROPOSED":
            return
        leader = self._at(self.dossier.decided_by, Role.LEADER)
        approve(dossier_id=key, leader=leader, at=self._soon(), sign_later=False)
        if not grant:
            self._rate()
            return

    def _result(self) -> dict[str, str]:
        """What the result says: by the version's template, what the form leaves open written by hand."""
        template = draft(self.dossier.version.content, self.dossier.values, self.dossier.answers)
        if template is not None and template.rows:
            return {row.label: row.value or ("Theo sổ" if row.required else "") for row in template.rows}
        return {"Người đề nghị": self.dossier.applicant.full_name if self.dossier.applicant else ""}

    def _answer_opinions(self) -> None:
        """Whom the process consulted answers in time."""
        for opinion in Opinion.objects.filter(dossier_id=self.dossier.id, answered_at=None):
            give_opinion(
                opinion_id=opinion.id,
                officer=self._at(opinion.unit_code, Role.SPECIALIST),
                agrees=True,
                answer="Đã thực hiện phần việc của cơ quan",
                at=self._soon(),
            )

    def issue(self) -> None:
        """Issue the signed result, late if the plan says so, and let it travel."""
        if self.plan.late:
            self.later(900, 1500)
        records = self._at(self.dossier.decided_by, Role.RECORDS_CLERK)
        issue_result(dossier_id=self.dossier.id, clerk=records, at=self._soon())
        self.dossier.refresh_from_db()
        if self.dossier.state == State.RETURNED or self.plan.ends == "ISSUED":
            self._rate()
            return
        self._carry()

    def _carry(self) -> None:
        key, receiver = self.dossier.id, self._at(self.dossier.received_by, Role.RECEIVER)
        parcel = pack_result(dossier_id=key, clerk=receiver, at=self.later(5, 60))
        courier = self._at("VNPOST", Role.COURIER)
        with transaction.atomic():  # sealed and on its run at once: no carrier is asked for it in between
            close_originals(
                parcel_id=parcel.id,
                inside=list(parcel.papers.values_list("label", flat=True)),
                seal_number=f"HN-{parcel.label[2:11]}",
                clerk=receiver,
                at=self.at,
            )
            run = open_run(
                origin_unit=parcel.origin_unit,
                courier_id=courier.id,
                courier_name=courier.name,
                operator_code=courier.unit_code,
                clerk=receiver,
                at=self.at,
            )
            add_to_manifest(run_id=run.id, parcel_ids=[parcel.id], clerk=receiver, at=self.at)
        hand_over(label=parcel.label, clerk=receiver, at=self.later(2, 20))
        scan_in(label=parcel.label, courier=courier, at=self.at)
        start_out(parcel_id=parcel.id, window="", courier=courier, at=self.later(20, 400))
        self._news("delivery.out")
        if self.plan.ends == "ON_THE_WAY":
            return
        if self.plan.ends == "NOT_AT_HOME":
            at = self.later(10, 90)
            attempt_failed(
                parcel_id=parcel.id,
                reason="ABSENT",
                note="",
                next_window=open_slots(parcel, now=at)[0].key,
                courier=courier,
                at=at,
            )
            self._news("delivery.failed")
            return
        parcel = Parcel.objects.get(id=parcel.id)
        check = check_for(parcel, at=self.at)
        deliver(
            parcel_id=parcel.id,
            pin=str(parcel.pin),
            relation=check.relations[0][0],
            seen=[need for need, _ in check.ticks],
            courier=courier,
            at=self.later(10, 90),
        )
        self._news("delivery.delivered")
        self._rate()

    def _news(self, name: str) -> None:
        follow_parcel(dossier_id=self.dossier.id, news=name, at=self.at)

    def _soon(self) -> datetime:
        """Return a moment within the promise, unless the plan says late."""
        self.dossier.refresh_from_db()
        due = self.dossier.due_at
        moment = self.later(15, 90)
        if due is not None and moment > due and not self.plan.late:
            self.at = max(due - timedelta(minutes=5), self.dossier.accepted_at or due)
        return self.at

    def _rate(self) -> None:
        if self.plan.rating:
            rate(
                dossier_id=self.dossier.id,
                score=self.plan.rating,
                extra_money=False,
                comment="",
                citizen=self._citizen(),
                at=self.later(30, 600),
            )

    def _at(self, unit_code: str, role: Role) -> Actor:
        return self.cast.officer(unit_code, role, at=self.at)

    def _citizen(self) -> Actor:
        person = self.dossier.applicant_id
        if person is None:
            return SYSTEM
        return Actor(ActorKind.CITIZEN, f"person:{person}", "", person_id=str(person))
