"""Random lives at the door: whatever happens, never two results at large and never the wrong person."""

import random
from datetime import timedelta
from uuid import uuid4

import pytest
from django.conf import settings

from cuamo.delivery.models import Alarm, HandOver, Loss, Parcel
from cuamo.delivery.selectors.home_terms import home_terms
from cuamo.delivery.selectors.slots import open_slots
from cuamo.delivery.services.attempt import attempt_failed
from cuamo.delivery.services.choose_window import choose_point, choose_window
from cuamo.delivery.services.collect_at_point import collect_at_point
from cuamo.delivery.services.deliver import deliver
from cuamo.delivery.services.hand_over import hand_over, scan_in
from cuamo.delivery.services.hold_at_point import (
    end_holds,
    hold_at_point,
    hold_what_came_back,
    keep_at_centre,
    send_to_centre,
)
from cuamo.delivery.services.load_recipient_rules import load_recipient_rules
from cuamo.delivery.services.load_run import load_run
from cuamo.delivery.services.lose import declare_lost, end_lost, note_replacement, report_found
from cuamo.delivery.services.passing import name_heirs, recipient_lives, report_passing
from cuamo.delivery.services.pin_rule import pin_rule
from cuamo.delivery.services.prepare_parcel import prepare_parcel
from cuamo.delivery.services.redirect import apply_redirects, ask_redirect, confirm_redirect, stop_redirect
from cuamo.delivery.services.return_to_point import give_back, return_to_point
from cuamo.delivery.services.seal import seal
from cuamo.delivery.services.start_out import start_out
from cuamo.delivery.states import FAILURE_REASONS, LOSS_REASONS, ParcelState, Relation
from cuamo.kernel.errors import DomainError
from cuamo.organisation.models import Unit
from cuamo.organisation.types import UnitKind
from tests.delivery.conftest import CLERK, COURIER, NOON, OTHER
from tests.delivery.test_right_person import EVERYTHING, LEADER
from tests.delivery.test_ways_at_the_door import CITIZEN, KEEPER

RULES = ["STANDARD", "SELF_CARD", "FAMILY_HOME", "AUTHORITY", "COMPANY", "MINOR"]
ASKS = {
    ("STANDARD", "SELF"): (set(), {"CARD"}),
    ("STANDARD", "FAMILY"): (set(), {"CARD"}),
    ("STANDARD", "AUTHORISED"): (set(), {"CARD", "PAPER"}),
    ("SELF_CARD", "SELF"): ({"CARD"}, {"CARD"}),
    ("FAMILY_HOME", "SELF"): (set(), {"CARD"}),
    ("FAMILY_HOME", "FAMILY"): ({"CARD", "SAME_ADDRESS"},) * 2,
    ("FAMILY_HOME", "AUTHORISED"): ({"CARD", "PAPER"},) * 2,
    ("AUTHORITY", "SELF"): ({"CARD"}, {"CARD"}),
    ("AUTHORITY", "AUTHORISED"): ({"CARD", "PAPER"},) * 2,
    ("COMPANY", "SELF"): ({"CARD"}, {"CARD"}),
    ("COMPANY", "LETTER"): ({"CARD", "LETTER"},) * 2,
    ("COMPANY", "AUTHORISED"): ({"CARD", "PAPER"},) * 2,
    ("MINOR", "PARENT"): ({"CARD"}, {"CARD"}),
    ("MINOR", "AUTHORISED"): ({"CARD", "PAPER"},) * 2,
    ("HEIRS", "HEIR"): ({"CARD"}, {"CARD"}),
}
"""What has to be shown with the code and without it, written down once more by hand."""
STEPS, SUBJECTS = 110, 3


class Door:
    """Three results, everybody who touches them, and a clock."""

    def __init__(self, seed: int) -> None:
        self.pick, self.now, self.seals = random.Random(seed), NOON, 0
        self.subjects = [uuid4() for _ in range(SUBJECTS)]
        self.heirs: set[str] = set()
        self.refused = 0
        for subject in self.subjects:
            self.make(subject)

    def make(self, subject):
        """Put the result into an envelope, in a lost one's place where there is one."""
        lost = end_lost(subject_id=subject, at=self.now)
        parcel = prepare_parcel(
            subject_id=subject,
            subject_code="H26.1-260911-0001",
            recipient="Nguyễn Thị Thanh Hương",
            phone="0912345678",
            address="Số 5 ngõ 12 phố Lương Định Của",
            ward_code="00229",
            origin_unit="P001",
            contents=["Trích lục"],
            actor=CLERK,
            at=self.now,
        )
        pin_rule(parcel_id=parcel.id, rule=self.pick.choice(RULES))
        if lost is not None:
            note_replacement(lost=lost, by=parcel, actor=CLERK, at=self.now)
        self.seals += 1
        seal(parcel_id=parcel.id, seal_number=f"NP-{self.seals:06d}", clerk=CLERK, at=self.now)

    def attempt(self, act, **given) -> bool:
        """Do it; refused, nothing has changed."""
        before = list(Parcel.objects.order_by("id").values())
        try:
            act(**given)
        except DomainError:
            self.refused += 1
            assert list(Parcel.objects.order_by("id").values()) == before, act
            return False
        return True

    def live(self, subject):
        return Parcel.objects.filter(subject_id=subject, ended_at=None).first()

    def step(self) -> None:
        self.now += timedelta(minutes=self.pick.choice([1, 20, 240, 1500]))
        names = [name for name in dir(self) if name.startswith("do_")]
        parcel = self.pick.choice(list(Parcel.objects.order_by("id")))
        if self.pick.random() < 0.5:
            self.onward(parcel)
        else:
            getattr(self, self.pick.choice(names))(parcel)

    def onward(self, parcel) -> None:
        """Whoever has it does what comes next."""
        label, held = {"label": parcel.label, "at": self.now}, {"parcel_id": parcel.id, "at": self.now}
        match ParcelState(parcel.state):
            case ParcelState.SEALED | ParcelState.RETURNED:
                if hold_what_came_back(label=parcel.label, at=self.now) is None:
                    self.attempt(load_run, parcel_ids=[parcel.id], courier=COURIER, clerk=CLERK, at=self.now)
            case ParcelState.ON_MANIFEST:
                self.attempt(hand_over, clerk=CLERK, **label)
                self.attempt(scan_in, courier=COURIER, **label)
            case ParcelState.PICKED_UP | ParcelState.FAILED_ATTEMPT:
                self.attempt(start_out, window="", courier=COURIER, **held)
            case ParcelState.OUT_FOR_DELIVERY:
                self.do_give(parcel)
            case ParcelState.RETURNING:
                self.do_back(parcel)
            case ParcelState.HELD:
                self.do_collect(parcel)
            case ParcelState.LOST if parcel.ended_at is None:
                self.make(parcel.subject_id)

    def said(self, parcel):
        """Somebody stands there with something in their hands."""
        seen = {need for need in sorted(EVERYTHING) if self.pick.random() < 0.6}
        by_code = self.pick.random() < 0.5
        relation = self.pick.choice(Relation.values)
        ref = "1" if self.pick.random() < 0.5 else ""
        proof = {"proof": "CODE", "pin": parcel.pin} if by_code else {"proof": "SIGNATURE"}
        return {"relation": relation, "seen": seen, "taker_ref": ref, "evidence_id": uuid4(), **proof}

    def may_have(self, parcel, said) -> bool:
        asks = ASKS.get((parcel.recipient_rule, said["relation"]))
        named = parcel.recipient_rule != "HEIRS" or (
            str(parcel.id) in self.heirs and said["taker_ref"] == "1"
        )
        return asks is not None and named and asks[said["proof"] != "CODE"] <= said["seen"]

    def do_give(self, parcel) -> None:
        said = self.said(parcel)
        courier = self.pick.choice([COURIER, COURIER, COURIER, OTHER])
        self.attempt(deliver, parcel_id=parcel.id, courier=courier, at=self.now, **said)
        self.look(parcel, said)

    def do_collect(self, parcel) -> None:
        said, clerk = self.said(parcel), self.pick.choice([CLERK, KEEPER])
        self.attempt(collect_at_point, parcel_id=parcel.id, clerk=clerk, at=self.now, **said)
        self.look(parcel, said)

    def look(self, before, said) -> None:
        """It changed hands only if this person may have it."""
        taken = Parcel.objects.get(id=before.id).state == ParcelState.DELIVERED
        if taken and before.state != ParcelState.DELIVERED:
            assert self.may_have(before, said), (before.recipient_rule, said)

    def do_fail(self, parcel) -> None:
        reason = self.pick.choice(list(FAILURE_REASONS))
        self.attempt(
            attempt_failed, parcel_id=parcel.id, reason=reason, next_window="", courier=COURIER, at=self.now
        )

    def do_back(self, parcel) -> None:
        self.attempt(give_back, label=parcel.label, courier=COURIER, at=self.now)
        self.attempt(return_to_point, label=parcel.label, clerk=CLERK, at=self.now)
        hold_what_came_back(label=parcel.label, at=self.now)

    def do_hold(self, parcel) -> None:
        self.attempt(hold_at_point, parcel_id=parcel.id, actor=CLERK, at=self.now)

    def do_time(self, parcel) -> None:
        end_holds(at=self.now)
        self.attempt(send_to_centre, label=parcel.label, clerk=CLERK, at=self.now)
        self.attempt(keep_at_centre, label=parcel.label, clerk=KEEPER, at=self.now)

    def do_slot(self, parcel) -> None:
        slot = self.pick.choice(open_slots(parcel, now=self.now)).key
        self.attempt(choose_window, subject_id=parcel.subject_id, window=slot, recipient=CITIZEN, at=self.now)

    def do_point(self, parcel) -> None:
        self.attempt(
            choose_point, subject_id=parcel.subject_id, point_code="P001", recipient=CITIZEN, at=self.now
        )

    def do_move(self, parcel) -> None:
        self.attempt(
            ask_redirect,
            subject_id=parcel.subject_id,
            address=f"Số {self.pick.randrange(900)} phố Tây Sơn",
            ward_code=self.pick.choice(["00229", "00235"]),
            proven_by="SIGNED_IN",
            via="WEB",
            asker=CITIZEN,
            at=self.now,
        )

    def do_confirm(self, parcel) -> None:
        asked = parcel.redirects.filter(applied_at=None, stopped_at=None).first()
        code = asked.code if asked and self.pick.random() < 0.7 else "12"
        self.attempt(confirm_redirect, subject_id=parcel.subject_id, code=code, actor=CITIZEN, at=self.now)

    def do_stop(self, parcel) -> None:
        self.attempt(stop_redirect, subject_id=parcel.subject_id, actor=CITIZEN, at=self.now)

    def do_apply(self, parcel) -> None:
        apply_redirects(at=self.now)

    def do_death(self, parcel) -> None:
        self.attempt(report_passing, parcel_id=parcel.id, actor=COURIER, at=self.now)
        if self.pick.random() < 0.5:
            given = {"names": ["Lê Thị Con"], "ground": "Trích lục", "officer": LEADER, "at": self.now}
            if self.attempt(name_heirs, parcel_id=parcel.id, **given):
                self.heirs.add(str(parcel.id))
        else:
            self.attempt(recipient_lives, parcel_id=parcel.id, officer=LEADER, at=self.now)
            self.heirs.discard(str(parcel.id))

    def do_lose(self, parcel) -> None:
        if self.pick.random() < 0.4:
            why = self.pick.choice(list(LOSS_REASONS))
            self.attempt(declare_lost, parcel_id=parcel.id, why=why, actor=CLERK, at=self.now)

    def do_find(self, parcel) -> None:
        self.attempt(report_found, label=parcel.label, actor=CLERK, at=self.now)

    def never_two(self) -> None:
        """At most one that can still be given, or was given, for every result."""
        for subject in self.subjects:
            mine = list(Parcel.objects.filter(subject_id=subject))
            count = [each for each in mine if each.state != ParcelState.LOST]
            assert len(count) <= 1, [(each.label, each.state) for each in mine]
            assert len([each for each in mine if each.ended_at is None]) == 1
            assert all(each.recalled_at for each in mine if each.state == ParcelState.LOST)
            given = HandOver.objects.filter(parcel__subject_id=subject, taker__kind="RECIPIENT")
            assert given.count() <= 1

    def to_the_end(self) -> None:
        """Nobody is ever at home: everything comes to rest somewhere."""
        for _ in range(40):
            self.now += timedelta(days=1)
            apply_redirects(at=self.now)
            for parcel in Parcel.objects.filter(ended_at=None):
                if parcel.state == ParcelState.OUT_FOR_DELIVERY:
                    given = {"reason": "ABSENT", "next_window": "", "courier": COURIER, "at": self.now}
                    self.attempt(attempt_failed, parcel_id=parcel.id, **given)
                elif parcel.state == ParcelState.HELD:
                    self.do_time(parcel)
                elif parcel.state != ParcelState.LOST:
                    self.onward(parcel)


@pytest.mark.parametrize("seed", range(5))
def test_whatever_happens_the_right_person_has_it_or_somebody_answers_for_it(point, seed):
    Unit.objects.create(
        code=home_terms().keeper_unit, kind=UnitKind.CENTRE, name_vi="Trung tâm", name_en="Centre"
    )
    Unit.objects.filter(code="P001").update(ward_code="00229")
    load_recipient_rules(path=settings.REFERENCE / "delivery" / "recipient_rules.json")
    door = Door(seed)
    for _ in range(STEPS):
        door.step()
        door.never_two()

    door.to_the_end()

    door.never_two()
    assert door.refused
    for parcel in Parcel.objects.all():
        if parcel.state == ParcelState.HELD:
            assert parcel.holder_kind == "UNIT"
            assert Unit.objects.filter(code=parcel.holder_id).exists()
        elif parcel.state == ParcelState.LOST:
            loss = Loss.objects.get(parcel=parcel)
            alarms = Alarm.objects.filter(parcel=parcel, kind="LOST", closed_at=None)
            assert loss.replacement_id or alarms.exists()
            found = Alarm.objects.filter(parcel=parcel, kind="FOUND_AGAIN", closed_at=None)
            assert found.exists() == (loss.found_at is not None)
        else:
            assert parcel.state == ParcelState.DELIVERED, (parcel.label, parcel.state)
