"""Every alarm has an owner, a term and an end in words."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext

from cuamo.delivery.models import Alarm, BagHandOver, HandOver
from cuamo.delivery.services.close_alarm import close_alarm
from cuamo.delivery.services.deliver import deliver
from cuamo.delivery.services.fill_bag import open_bag, put_in_bag, seal_bag
from cuamo.delivery.services.find_alarms import end_past_alarms, escalate_alarms, find_late
from cuamo.delivery.services.find_gaps import find_gaps
from cuamo.delivery.services.find_here import find_here
from cuamo.delivery.services.hand_over import hand_over, scan_in
from cuamo.delivery.services.hand_over_bag import hand_over_bag, take_bag
from cuamo.delivery.services.load_bag import load_bag
from cuamo.delivery.services.raise_alarm import raise_alarm
from cuamo.delivery.states import AlarmKind, ParcelState
from cuamo.kernel import events
from cuamo.kernel.actors import Actor, ActorKind
from cuamo.kernel.clock import local
from cuamo.kernel.errors import IllegalTransition, Invalid, NotPermitted
from cuamo.organisation.types import Role
from tests.delivery.conftest import CLERK, COURIER, NOON, fresh, run_of, sealed
from tests.delivery.places import AUTHORITY, OFFICER, originals

HALF_AN_HOUR = timedelta(minutes=31)
pytestmark = pytest.mark.usefixtures("point", "places")


def an_alarm(parcel, kind=AlarmKind.OUT_OF_SIGHT, unit="P001"):
    return raise_alarm(kind=kind, parcel=parcel, owner_unit=unit, owner_role=Role.RECEIVER, at=NOON)


def test_one_kind_of_alarm_is_open_once_for_an_envelope_and_told_once():
    parcel = sealed()

    assert an_alarm(parcel).id == an_alarm(parcel).id

    assert events.names_of(parcel.subject_id).count("delivery.alarm") == 1
    told = events.history_of(parcel.subject_id)[-1].data
    assert (told["kind"], told["owner"], told["label"]) == ("OUT_OF_SIGHT", "P001", parcel.label)
    with pytest.raises(ValueError, match="one envelope or one bag"):
        raise_alarm(kind="GAP", owner_unit="P001", owner_role=Role.RECEIVER, at=NOON)


def test_an_alarm_is_closed_by_who_owns_it_and_with_words():
    alarm = an_alarm(sealed())

    with pytest.raises(NotPermitted):
        close_alarm(alarm_id=alarm.id, actor=OFFICER, words="Đã thấy trong tủ số 3", at=NOON)
    with pytest.raises(Invalid):
        close_alarm(alarm_id=alarm.id, actor=CLERK, words="  ok   ", at=NOON)
    assert Alarm.objects.get().closed_at is None

    close_alarm(alarm_id=alarm.id, actor=CLERK, words="Đã thấy  trong tủ số 3", at=NOON)
    close_alarm(alarm_id=alarm.id, actor=CLERK, words="Lần thứ hai không đổi gì", at=NOON + HALF_AN_HOUR)
    kept = Alarm.objects.get()
    assert (kept.closed_at, kept.words, kept.closed_by["id"]) == (NOON, "Đã thấy trong tủ số 3", CLERK.id)


def test_an_inspector_reads_alarms_and_answers_none():
    alarm = an_alarm(sealed(), unit="TT")
    inspector = Actor(ActorKind.STAFF, str(uuid4()), "Ngô Văn Soi", "TT", frozenset({Role.INSPECTOR.value}))
    admin = Actor(ActorKind.STAFF, str(uuid4()), "Lý Thị Quản", "TT", frozenset({Role.BUSINESS_ADMIN.value}))

    with pytest.raises(NotPermitted):
        close_alarm(alarm_id=alarm.id, actor=inspector, words="Đã thấy trong tủ số 3", at=NOON)
    assert Alarm.objects.get().closed_at is None

    close_alarm(alarm_id=alarm.id, actor=admin, words="Đã thấy trong tủ số 3", at=NOON)
    assert Alarm.objects.get().closed_at == NOON


def test_the_database_keeps_no_closed_alarm_without_words():
    alarm = an_alarm(sealed())
    with pytest.raises(IntegrityError), transaction.atomic():
        Alarm.objects.filter(id=alarm.id).update(closed_at=NOON)


def test_unanswered_it_goes_to_the_coordinator_then_to_the_centre_and_no_further():
    parcel = sealed()
    run_of(COURIER, parcel)
    an_alarm(parcel)

    assert escalate_alarms(at=local("2026-09-11 14:00")) == 0
    assert escalate_alarms(at=local("2026-09-11 15:01")) == 1
    assert (Alarm.objects.get().owner_unit, Alarm.objects.get().owner_role) == ("VNP", Role.COORDINATOR)
    assert escalate_alarms(at=local("2026-09-14 11:00")) == 1
    assert (Alarm.objects.get().owner_unit, Alarm.objects.get().level) == ("TT", 2)
    assert escalate_alarms(at=local("2026-09-30 11:00")) == 0
    assert Alarm.objects.get().first_unit == "P001"


def test_a_gap_is_an_alarm_that_ends_when_the_other_side_signs():
    parcel = sealed()
    run_of(COURIER, parcel)
    hand_over(label=parcel.label, clerk=CLERK, at=NOON)

    find_gaps(at=NOON + HALF_AN_HOUR)
    assert end_past_alarms(at=NOON + HALF_AN_HOUR) == 0
    assert (Alarm.objects.get().kind, Alarm.objects.get().facts["missing"]) == ("GAP", "taker")

    scan_in(label=parcel.label, courier=COURIER, at=NOON + HALF_AN_HOUR)
    assert end_past_alarms(at=NOON + HALF_AN_HOUR) == 1
    assert Alarm.objects.get().words == "Cả hai bên đã quét."


def test_a_bag_signed_by_one_side_is_a_gap_too():
    bag = open_bag(origin_unit="P001", destination_unit=AUTHORITY, clerk=CLERK, at=NOON)
    put_in_bag(bag_id=bag.id, label=originals().label, clerk=CLERK, at=NOON)
    seal_bag(bag_id=bag.id, seal_number="TS-0001", clerk=CLERK, at=NOON)
    load_bag(bag_id=bag.id, courier=COURIER, clerk=CLERK, at=NOON)
    hand_over_bag(number=bag.number, clerk=CLERK, at=NOON)

    assert find_gaps(at=NOON + HALF_AN_HOUR) == 1
    assert find_gaps(at=NOON + HALF_AN_HOUR) == 0
    assert (Alarm.objects.get().bag_id, Alarm.objects.get().owner_unit) == (bag.id, "P001")
    take_bag(number=bag.number, courier=COURIER, at=NOON + HALF_AN_HOUR)
    assert end_past_alarms(at=NOON + HALF_AN_HOUR) == 1


def test_a_leg_warns_at_three_quarters_and_is_overdue_at_its_end():
    parcel = originals()

    assert find_late(at=local("2026-09-11 14:30")) == 0
    assert find_late(at=local("2026-09-11 16:10")) == 1
    assert find_late(at=local("2026-09-11 16:30")) == 0
    assert Alarm.objects.get().kind == AlarmKind.PICKUP_SOON
    assert find_late(at=local("2026-09-11 17:00")) == 1
    end_past_alarms(at=local("2026-09-11 17:00"))

    kinds = dict(Alarm.objects.values_list("kind", "closed_at"))
    assert kinds[AlarmKind.PICKUP_OVERDUE] is None
    assert kinds[AlarmKind.PICKUP_SOON] is not None
    assert find_late(at=local("2026-09-14 17:00")) == 1
    assert Alarm.objects.filter(kind=AlarmKind.DELIVERY_OVERDUE, parcel=parcel).exists()


def test_what_a_courier_has_and_nobody_scans_for_a_day_is_out_of_sight(taken):
    parcel = taken()
    Alarm.objects.all().delete()

    find_late(at=NOON + timedelta(hours=23))
    assert not Alarm.objects.filter(kind=AlarmKind.OUT_OF_SIGHT).exists()
    find_late(at=NOON + timedelta(hours=25))
    find_late(at=NOON + timedelta(hours=26))

    alarm = Alarm.objects.get(kind=AlarmKind.OUT_OF_SIGHT)
    assert (alarm.parcel_id, alarm.owner_unit, alarm.owner_role) == (parcel.id, "VNP", Role.COURIER)


def test_looking_for_alarms_asks_as_often_for_forty_envelopes_as_for_four():
    def asked():
        with CaptureQueriesContext(
            connection,
        ) as seen:
            find_gaps(at=NOON)
            find_late(at=NOON)
            end_past_alarms(at=NOON)
            escalate_alarms(at=NOON)
        return len(seen)

    for number in range(4):
        sealed(number + 1)
    few = asked()
    for number in range(4, 40):
        sealed(number + 1)

    assert asked() == few
    assert few <= 24


def test_what_turns_up_where_it_does_not_belong_is_held_there_with_an_alarm_at_who_had_it():
    parcel = sealed()
    run_of(COURIER, parcel)
    hand_over(label=parcel.label, clerk=CLERK, at=NOON)

    find_here(label=parcel.label, clerk=OFFICER, at=NOON)
    find_here(label=parcel.label, clerk=OFFICER, at=NOON)

    now = fresh(parcel)
    assert (now.holder_id, now.state, now.run_id) == (AUTHORITY, ParcelState.IN_TRANSIT, None)
    assert Alarm.objects.get().kind == AlarmKind.WRONG_PLACE
    assert [half.broken_off_at for half in HandOver.objects.order_by("id")] == [NOON, None]
    assert find_gaps(at=NOON + HALF_AN_HOUR) == 0


def test_what_has_reached_its_recipient_or_was_never_closed_is_not_found_anywhere(out):
    deliver(parcel_id=out.id, pin=out.pin, courier=COURIER, at=NOON)
    with pytest.raises(IllegalTransition):
        find_here(label=out.label, clerk=OFFICER, at=NOON)
    nobody = Actor(ActorKind.STAFF, str(uuid4()), "Ai đó", AUTHORITY, frozenset({Role.SPECIALIST.value}))
    with pytest.raises(NotPermitted):
        find_here(label=out.label, clerk=nobody, at=NOON)
    assert fresh(out).holder_kind == "RECIPIENT"


def test_the_database_changes_and_deletes_no_side_of_a_hand_over(taken):
    parcel = taken()
    bag = open_bag(origin_unit="P001", destination_unit=AUTHORITY, clerk=CLERK, at=NOON)
    BagHandOver.objects.create(bag=bag, giver={"id": "a"}, given_at=NOON)

    for refused in (
        lambda: HandOver.objects.filter(parcel=parcel).delete(),
        lambda: HandOver.objects.filter(parcel=parcel).update(taken_at=NOON + HALF_AN_HOUR),
        lambda: HandOver.objects.filter(parcel=parcel).update(giver={}),
        lambda: HandOver.objects.filter(parcel=parcel).update(proof="PHOTO"),
        lambda: BagHandOver.objects.all().delete(),
        lambda: BagHandOver.objects.update(giver={}),
    ):
        with pytest.raises(ProgrammingError, match="append-only"), transaction.atomic():
            refused()
    assert HandOver.objects.filter(parcel=parcel, giver__id=CLERK.id).count() == 1
