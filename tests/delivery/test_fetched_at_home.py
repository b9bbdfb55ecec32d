"""Papers are fetched at the owner's door: agreed, put on a run, counted, sealed, signed for."""

from datetime import timedelta
from uuid import uuid4

import pytest

from cuamo.delivery.models import Alarm, Attempt, CourierAct, HandOver, Passing, SlotChoice
from cuamo.delivery.selectors.desk import desk_of_place
from cuamo.delivery.selectors.phone import runs_for_phone
from cuamo.delivery.selectors.slots import open_slots
from cuamo.delivery.selectors.stops import stops_in_order
from cuamo.delivery.services.attempt import attempt_failed
from cuamo.delivery.services.check_papers import check_papers
from cuamo.delivery.services.fetch_at_home import agree_fetch, call_off_fetch
from cuamo.delivery.services.find_alarms import end_past_alarms, find_late
from cuamo.delivery.services.hand_over import scan_in
from cuamo.delivery.services.load_run import load_run
from cuamo.delivery.services.prepare_originals import Home, prepare_originals
from cuamo.delivery.services.return_to_point import give_back, return_to_point
from cuamo.delivery.services.take_act import Act, take_act
from cuamo.delivery.services.take_at_home import take_at_home
from cuamo.delivery.states import MOST_ATTEMPTS, Direction, ParcelState
from cuamo.dossiers.selectors.carried import silent_about
from cuamo.kernel import events
from cuamo.kernel.actors import SYSTEM
from cuamo.kernel.clock import HANOI, local
from cuamo.kernel.errors import IllegalTransition, Invalid, NotPermitted
from tests.delivery.conftest import COURIER, NOON, OTHER, fresh
from tests.delivery.places import AUTHORITY, OFFICER, PAPERS

SLOT = "14/09 10:00–12:00"
"""Monday after the Friday of the tests."""
MONDAY = local("2026-09-14 10:30")
SIGNED = uuid4()

pytestmark = pytest.mark.usefixtures("point", "places")


def at_home(number=1):
    parcel = prepare_originals(
        subject_id=uuid4(),
        subject_code=f"H26.1-260911-{number:04d}",
        papers=PAPERS,
        origin_unit="",
        destination_unit=AUTHORITY,
        actor=SYSTEM,
        at=NOON,
        home=Home("Nguyễn Thị Hương", "0912345678", "Số 5 phố Lương Định Của", "00229"),
    )
    return agree_fetch(parcel_id=parcel.id, window=SLOT, actor=SYSTEM, at=NOON, via="WEB")


def on_run(courier=COURIER):
    parcel = at_home()
    load_run(parcel_ids=[parcel.id], courier=courier, clerk=OFFICER, at=local("2026-09-14 08:00"))
    return fresh(parcel)


def take(parcel, *, at=MONDAY, courier=COURIER, **more):
    said = {"seal_number": "GT-9001", "papers": 2, "evidence_id": SIGNED}
    return take_at_home(parcel_id=parcel.id, courier=courier, at=at, **(said | more))


def act_of(parcel, kind, **more):
    said = {
        "key": uuid4(),
        "kind": kind,
        "device": uuid4(),
        "serial": 1,
        "device_time": MONDAY,
        "label": parcel.label,
        "parcel_id": parcel.id,
        "run_id": parcel.run_id,
        "evidence_id": SIGNED,
    }
    return Act(**(said | more))


def test_the_promise_counts_from_the_end_of_the_time_that_was_agreed():
    parcel = at_home()

    assert (parcel.pickup_by, parcel.deliver_by) == (local("2026-09-14 12:00"), local("2026-09-15 17:00"))
    assert SlotChoice.objects.get(parcel=parcel).day.isoformat() == "2026-09-14"
    assert events.names_of(parcel.subject_id) == ["delivery.prepared", "delivery.fetch_agreed"]


def test_another_time_takes_the_place_of_the_first_and_one_that_is_not_offered_changes_nothing():
    parcel = at_home()
    for wrong in ("", "hôm nào cũng được", "11/09 08:00–10:00"):
        with pytest.raises(Invalid):
            agree_fetch(parcel_id=parcel.id, window=wrong, actor=SYSTEM, at=NOON, via="WEB")
    assert SlotChoice.objects.count() == 1

    other = open_slots(parcel, now=NOON)[-1]
    agree_fetch(parcel_id=parcel.id, window=other.key, actor=SYSTEM, at=NOON, via="LINK")

    assert SlotChoice.objects.get(ended_at=None).day == other.day
    assert fresh(parcel).pickup_by == other.until


def test_the_authority_sees_what_is_to_be_fetched_and_puts_it_on_a_run():
    parcel = at_home()

    waiting = desk_of_place([AUTHORITY], at=NOON)
    assert [(one.parcel.label, one.agreed) for one in waiting.to_fetch] == [(parcel.label, SLOT)]
    assert desk_of_place(["P001"], at=NOON).to_fetch == []
    run = load_run(parcel_ids=[parcel.id], courier=COURIER, clerk=OFFICER, at=NOON)

    desk = desk_of_place([AUTHORITY], at=NOON)
    assert (desk.to_fetch, desk.runs[0].parcels) == ([], [parcel])
    names = [(stop.name, stop.takes, stop.leaves) for stop in stops_in_order(run)]
    assert names == [(f"Nhà người gửi {parcel.label}", 1, 0), ("Phường Kim Liên", 0, 1)]


def test_the_phone_knows_where_to_fetch_and_where_to_bring_and_no_name_of_a_paper():
    parcel = on_run()

    (run,) = runs_for_phone(COURIER.id, day=MONDAY.astimezone(HANOI).date(), at=MONDAY)
    (stop,) = run["stops"]
    assert (stop["fetch"], stop["papers"], stop["agreed"]) == (True, 2, SLOT)
    assert (stop["address"], stop["to"]["name"]) == ("Số 5 phố Lương Định Của", "Phường Kim Liên")
    assert PAPERS[0].name not in str(run)
    assert parcel.phone not in str(run)


def test_what_is_taken_is_counted_sealed_and_signed_for_once():
    parcel = on_run()

    for _ in range(2):
        take(parcel)

    now, given = fresh(parcel), HandOver.objects.get(parcel=parcel)
    assert (now.state, now.holder_id, now.seal_number) == (ParcelState.PICKED_UP, COURIER.id, "GT-9001")
    assert (given.giver, given.proof, given.evidence_id) == (
        {"kind": "SENDER", "papers": 2},
        "SIGNATURE",
        SIGNED,
    )
    assert events.names_of(parcel.subject_id).count("delivery.fetched") == 1
    assert not SlotChoice.objects.filter(ended_at=None).exists()


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"papers": 0}, Invalid),
        ({"papers": 100}, Invalid),
        ({"seal_number": "?"}, Invalid),
        ({"evidence_id": None}, Invalid),
        ({"proof": "CODE"}, Invalid),
        ({"courier": OTHER}, NotPermitted),
    ],
)
def test_without_a_count_a_seal_and_a_signature_nothing_is_taken(wrong, refusal):
    parcel = on_run()

    with pytest.raises(refusal):
        take(parcel, **wrong)

    assert (fresh(parcel).state, fresh(parcel).holder_kind) == (ParcelState.ON_MANIFEST, "SENDER")
    assert not HandOver.objects.exists()


def test_it_travels_on_as_originals_do_and_a_missing_paper_has_an_owner():
    parcel = on_run()
    take(parcel, papers=1)
    give_back(label=parcel.label, courier=COURIER, at=MONDAY)
    return_to_point(label=parcel.label, clerk=OFFICER, at=MONDAY)
    assert fresh(parcel).state == ParcelState.DELIVERED
    assert "delivery.arrived" in events.names_of(parcel.subject_id)

    check_papers(parcel_id=parcel.id, found=[PAPERS[0].label], intact=True, clerk=OFFICER, at=MONDAY)

    alarm = Alarm.objects.get()
    assert (alarm.kind, alarm.owner_unit) == ("MISSING_PAPER", AUTHORITY)


def test_a_scan_at_a_place_takes_nothing_that_lies_at_home():
    parcel = on_run()

    with pytest.raises(IllegalTransition):
        scan_in(label=parcel.label, courier=COURIER, at=MONDAY)

    assert not HandOver.objects.exists()


def test_nobody_fetched_it_in_time_is_an_alarm_of_the_authority():
    parcel = at_home()

    find_late(at=local("2026-09-14 12:01"))

    alarm = Alarm.objects.get(kind="PICKUP_OVERDUE")
    assert (alarm.parcel_id, alarm.owner_unit, alarm.owner_role) == (parcel.id, AUTHORITY, "RECORDS_CLERK")


def test_each_appointment_has_its_own_alarms_and_none_before_its_time_has_begun():
    parcel = at_home()

    def open_alarms():
        still = Alarm.objects.filter(parcel=parcel, closed_at=None)
        return sorted(still.values_list("kind", flat=True))

    find_late(at=local("2026-09-14 09:59"))
    assert open_alarms() == []
    find_late(at=local("2026-09-14 10:00"))
    assert open_alarms() == ["PICKUP_SOON"]
    find_late(at=local("2026-09-14 12:01"))
    end_past_alarms(at=local("2026-09-14 12:01"))
    assert open_alarms() == ["PICKUP_OVERDUE"]

    agree_fetch(
        parcel_id=parcel.id,
        window="15/09 13:00–15:00",
        actor=SYSTEM,
        at=local("2026-09-14 12:30"),
        via="WEB",
    )

    assert open_alarms() == []
    assert find_late(at=local("2026-09-15 12:59")) == 0
    find_late(at=local("2026-09-15 13:00"))
    end_past_alarms(at=local("2026-09-15 13:00"))
    assert open_alarms() == ["PICKUP_SOON"]
    assert find_late(at=local("2026-09-15 15:01")) == 1
    assert find_late(at=local("2026-09-15 15:02")) == 0
    assert Alarm.objects.filter(parcel=parcel, kind="PICKUP_OVERDUE").count() == 2


def test_the_day_agreed_at_the_door_is_read_by_a_sound_clock_of_the_phone():
    for number, (skew, by) in enumerate(
        [(0, local("2026-09-15 15:00")), (3600, local("2026-09-16 17:00"))], start=1
    ):
        parcel = at_home(number)
        load_run(parcel_ids=[parcel.id], courier=COURIER, clerk=OFFICER, at=MONDAY)
        act = act_of(
            fresh(parcel),
            "fail",
            said={"reason": "ABSENT", "next_window": "15/09 13:00–15:00"},
            evidence_id=None,
            contact_at=MONDAY,
            skew_s=skew,
        )

        assert take_act(act=act, courier=COURIER, at=MONDAY + timedelta(days=1)).state == "DONE"

        assert fresh(parcel).pickup_by == by


def test_nobody_at_home_means_another_day_and_after_the_third_time_nobody_comes_again():
    parcel = at_home()
    for number in range(1, MOST_ATTEMPTS + 1):
        load_run(parcel_ids=[parcel.id], courier=COURIER, clerk=OFFICER, at=MONDAY)
        attempt_failed(
            parcel_id=parcel.id,
            reason="ABSENT",
            next_window="15/09 13:00–15:00" if number < MOST_ATTEMPTS else "",
            courier=COURIER,
            at=MONDAY,
        )
        now = fresh(parcel)
        assert now.run_id is None
        if number < MOST_ATTEMPTS:
            assert (now.state, now.pickup_by) == (ParcelState.CREATED, local("2026-09-15 15:00"))

    assert (now.state, now.ended_at, now.end_reason) == (ParcelState.CANCELLED, MONDAY, "NOT_FETCHED")
    assert Attempt.objects.filter(parcel=parcel).count() == MOST_ATTEMPTS
    told = [
        event.data["over"] for event in events.history_of(parcel.subject_id) if "not_fetched" in event.name
    ]
    assert told == [False, False, True]
    assert "delivery.failed" not in events.names_of(parcel.subject_id)


def test_its_owner_calls_it_off_until_a_courier_sets_out():
    parcel = at_home()
    for _ in range(2):
        call_off_fetch(parcel_id=parcel.id, actor=SYSTEM, at=NOON)
    assert (fresh(parcel).state, fresh(parcel).end_reason) == (ParcelState.CANCELLED, "CALLED_OFF")
    assert find_late(at=local("2026-09-21 12:01")) == 0

    coming = on_run()
    for act in (
        lambda: call_off_fetch(parcel_id=coming.id, actor=SYSTEM, at=NOON),
        lambda: agree_fetch(parcel_id=coming.id, window=SLOT, actor=SYSTEM, at=NOON, via="WEB"),
    ):
        with pytest.raises(IllegalTransition):
            act()
    assert fresh(coming).state == ParcelState.ON_MANIFEST


def test_a_phone_without_the_network_takes_papers_once_and_keeps_its_key():
    parcel = on_run()
    act = act_of(parcel, "fetch", said={"papers": "2", "seal": "gt-9001", "proof": "SIGNATURE"})

    states = [take_act(act=act, courier=COURIER, at=MONDAY + timedelta(hours=5)).state for _ in range(2)]

    given = HandOver.objects.get(parcel=parcel)
    assert (states, given.device_key, given.device_time) == (["DONE", "DONE"], str(act.key), MONDAY)


@pytest.mark.parametrize("seal", ["GT-9001", "?"])
def test_a_seal_number_that_cannot_be_holds_up_no_papers_that_were_taken(seal):
    sealed_before = on_run()
    take(sealed_before)
    parcel = at_home(2)
    load_run(parcel_ids=[parcel.id], courier=COURIER, clerk=OFFICER, at=MONDAY)
    act = act_of(fresh(parcel), "fetch", said={"papers": "2", "seal": seal})

    states = [take_act(act=act, courier=COURIER, at=MONDAY + timedelta(hours=5)).state for _ in range(2)]

    now, alarm = fresh(parcel), Alarm.objects.get(parcel=parcel)
    assert (states, now.state, now.seal_number) == (["DONE", "DONE"], ParcelState.PICKED_UP, "")
    assert (alarm.kind, alarm.facts["read"], alarm.owner_unit) == ("SEAL_BROKEN", seal, "VNP")


@pytest.mark.parametrize("wrong", [{"evidence_id": None}, {"said": {"papers": "0", "seal": "GT-9001"}}])
def test_without_count_or_signature_a_wrong_seal_number_takes_nothing(wrong):
    take(on_run())
    parcel = at_home(2)
    load_run(parcel_ids=[parcel.id], courier=COURIER, clerk=OFFICER, at=MONDAY)
    act = act_of(fresh(parcel), "fetch", **({"said": {"papers": "2", "seal": "GT-9001"}} | wrong))

    assert take_act(act=act, courier=COURIER, at=MONDAY).state == "LOOK"

    assert (fresh(parcel).state, fresh(parcel).holder_kind) == (ParcelState.ON_MANIFEST, "SENDER")
    assert not HandOver.objects.filter(parcel=parcel).exists()


def test_what_a_phone_took_of_a_stop_that_was_taken_away_is_looked_at_by_the_authority():
    parcel = on_run()
    act = act_of(parcel, "fetch", said={"papers": "2", "seal": "GT-9001"})
    call_off_fetch(parcel_id=parcel.id, actor=SYSTEM, at=NOON, why="ENDED")

    kept = take_act(act=act, courier=COURIER, at=MONDAY)

    assert (kept.state, kept.evidence_id) == ("LOOK", SIGNED)
    alarm = Alarm.objects.get(kind="COURIER_ACT")
    assert (alarm.owner_unit, CourierAct.objects.count()) == (AUTHORITY, 1)


def test_an_act_that_failed_at_the_door_comes_from_the_phone_too():
    parcel = on_run()
    act = act_of(parcel, "fail", said={"reason": "ABSENT"}, evidence_id=None)

    assert take_act(act=act, courier=COURIER, at=MONDAY).state == "DONE"
    assert (fresh(parcel).state, fresh(parcel).direction) == (ParcelState.CREATED, Direction.ORIGINALS)


@pytest.mark.parametrize("why", ["ENDED", "BROUGHT"])
def test_what_was_taken_before_it_was_called_off_is_in_the_couriers_hands_and_travels_on(why):
    parcel = on_run()
    said = {"papers": "2", "seal": "GT-9001"}
    act = act_of(parcel, "fetch", said=said, skew_s=0, contact_at=MONDAY)
    call_off_fetch(parcel_id=parcel.id, actor=SYSTEM, at=MONDAY + timedelta(minutes=5), why=why)

    states = [take_act(act=act, courier=COURIER, at=MONDAY + timedelta(hours=1)).state for _ in range(2)]

    now = fresh(parcel)
    assert states == ["DONE", "DONE"]
    assert (now.state, now.holder_id, now.ended_at) == (ParcelState.PICKED_UP, COURIER.id, None)
    give_back(label=parcel.label, courier=COURIER, at=MONDAY + timedelta(hours=2))
    return_to_point(label=parcel.label, clerk=OFFICER, at=MONDAY + timedelta(hours=2))
    assert fresh(parcel).state == ParcelState.DELIVERED


@pytest.mark.parametrize(
    ("wrong", "why", "refusal"),
    [
        ({"device_time": MONDAY + timedelta(minutes=6)}, "ENDED", NotPermitted),
        ({"device_time": None}, "ENDED", NotPermitted),
        ({"clock_is_sound": False}, "ENDED", NotPermitted),
        ({"courier": OTHER}, "ENDED", NotPermitted),
        ({}, "NOT_FETCHED", NotPermitted),
    ],
)
def test_what_was_called_off_is_taken_by_nobody_else_and_not_later(wrong, why, refusal):
    parcel = on_run()
    call_off_fetch(parcel_id=parcel.id, actor=SYSTEM, at=MONDAY + timedelta(minutes=5), why=why)

    with pytest.raises(refusal):
        take(parcel, **({"device_time": MONDAY, "at": MONDAY + timedelta(hours=1)} | wrong))

    assert (fresh(parcel).state, fresh(parcel).run_id) == (ParcelState.CANCELLED, None)
    assert not HandOver.objects.exists()


def test_where_another_envelope_was_ordered_since_the_first_is_not_opened_again():
    parcel = on_run()
    call_off_fetch(parcel_id=parcel.id, actor=SYSTEM, at=MONDAY + timedelta(minutes=5), why="BROUGHT")
    prepare_originals(
        subject_id=parcel.subject_id,
        subject_code=parcel.subject_code,
        papers=PAPERS,
        origin_unit="",
        destination_unit=AUTHORITY,
        actor=SYSTEM,
        at=MONDAY + timedelta(minutes=6),
        home=Home("Nguyễn Thị Hương", "0912345678", "Số 5 phố Lương Định Của", "00229"),
    )

    with pytest.raises(NotPermitted):
        take(parcel, device_time=MONDAY, at=MONDAY + timedelta(hours=1))

    assert fresh(parcel).state == ParcelState.CANCELLED


def test_that_the_owner_has_died_is_kept_before_nobody_comes_again():
    parcel = on_run()

    attempt_failed(parcel_id=parcel.id, reason="DECEASED", next_window="", courier=COURIER, at=MONDAY)

    assert (fresh(parcel).state, fresh(parcel).end_reason) == (ParcelState.CANCELLED, "NOT_FETCHED")
    assert Passing.objects.get().parcel_id == parcel.id
    assert "delivery.passing_reported" in events.names_of(parcel.subject_id)
    assert silent_about(parcel.subject_id)


def test_the_same_time_agreed_again_the_same_way_changes_nothing():
    parcel = at_home()
    before = SlotChoice.objects.get()

    agree_fetch(parcel_id=parcel.id, window=SLOT, actor=SYSTEM, at=NOON, via="WEB")

    assert SlotChoice.objects.get() == before
    assert events.names_of(parcel.subject_id).count("delivery.fetch_agreed") == 1
