"""What a courier's phone brings: once, in its own words, never believed for its clock."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cuamo.delivery.models import Alarm, Attempt, CourierAct, HandOver
from cuamo.delivery.rules.code_check import check_byte
from cuamo.delivery.rules.device_clock import doubt_of
from cuamo.delivery.selectors.phone import elsewhere_for_phone, looks_for_phone, runs_for_phone
from cuamo.delivery.selectors.pins import pin_of
from cuamo.delivery.services.close_alarm import close_alarm
from cuamo.delivery.services.close_run import close_run
from cuamo.delivery.services.fill_bag import open_bag, put_in_bag, seal_bag
from cuamo.delivery.services.recall import recall_parcel
from cuamo.delivery.services.settle_acts import settle_acts
from cuamo.delivery.services.take_act import Act, take_act
from cuamo.delivery.states import ParcelState
from cuamo.kernel import events
from cuamo.kernel.actors import SYSTEM
from cuamo.kernel.errors import NotPermitted
from tests.delivery.conftest import CLERK, COURIER, NOON, OTHER, fresh, run_of, sealed

DEVICE = uuid4()
LATER = NOON + timedelta(hours=5)
DOOR = NOON + timedelta(hours=1)


def act_of(parcel, kind="hand", **more) -> Act:
    said = {
        "key": uuid4(),
        "kind": kind,
        "device": DEVICE,
        "serial": 1,
        "device_time": DOOR,
        "skew_s": 0,
        "contact_at": NOON,
        "label": parcel.label,
        "parcel_id": parcel.id,
        "run_id": parcel.run_id,
        "position": {"lat": 21.0, "lon": 105.8},
    }
    return Act(**(said | more))


def by_code(parcel, **more) -> Act:
    return act_of(parcel, code=parcel.pin, said={"proof": "CODE", "relation": "SELF"}, **more)


def test_an_act_is_done_once_however_often_it_comes(out):
    act = by_code(out)

    first = take_act(act=act, courier=COURIER, at=LATER)
    again = take_act(act=act, courier=COURIER, at=LATER + timedelta(minutes=1))

    assert (first.state, again.state, again.received_at) == ("DONE", "DONE", LATER)
    assert fresh(out).state == ParcelState.DELIVERED
    given = HandOver.objects.filter(parcel=out).latest("id")
    assert (given.given_at, given.device_time, given.device_key) == (LATER, DOOR, str(act.key))
    assert given.position == {"lat": 21.0, "lon": 105.8}
    assert (CourierAct.objects.count(), events.names_of(out.subject_id).count("delivery.delivered")) == (1, 1)


def test_a_wrong_code_is_counted_once_and_waits_to_be_looked_at(out):
    wrong = replace(by_code(out), code=f"{(int(out.pin) + 1) % 10_000:04d}")

    for minutes in (0, 1, 2):
        kept = take_act(act=wrong, courier=COURIER, at=LATER + timedelta(minutes=minutes))

    assert (kept.state, kept.reasons[0]["code"]) == ("LOOK", "deliver.wrong_code")
    assert (fresh(out).state, fresh(out).pin_tries) == (ParcelState.OUT_FOR_DELIVERY, 1)
    assert Alarm.objects.filter(parcel=out, kind="COURIER_ACT", closed_at=None).count() == 1
    assert events.names_of(out.subject_id)[-1] in {"delivery.act_held", "delivery.alarm"}
    assert out.pin not in str(CourierAct.objects.values().get())


def test_sent_once_more_on_purpose_it_is_tried_again(out):
    wrong = replace(by_code(out), code=f"{(int(out.pin) + 1) % 10_000:04d}")
    take_act(act=wrong, courier=COURIER, at=LATER)

    kept = take_act(act=replace(wrong, code=out.pin, again=1), courier=COURIER, at=LATER)

    assert (kept.state, kept.again, kept.reasons) == ("DONE", 1, [])
    assert fresh(out).state == ParcelState.DELIVERED


def test_five_wrong_codes_spend_it_on_the_server_too(out):
    wrong = f"{(int(out.pin) + 1) % 10_000:04d}"
    for serial in range(5):
        take_act(act=replace(by_code(out), code=wrong, serial=serial), courier=COURIER, at=LATER)

    kept = take_act(act=by_code(out, serial=9), courier=COURIER, at=LATER)

    assert (kept.state, kept.reasons[0]["code"]) == ("LOOK", "parcel.code_spent")
    assert fresh(out).state == ParcelState.OUT_FOR_DELIVERY


@pytest.mark.parametrize(
    ("told", "skew", "state"),
    [
        (DOOR, 0, "DONE"),
        (DOOR + timedelta(hours=3), 0, "LOOK"),
        (DOOR - timedelta(days=1), 0, "LOOK"),
        (DOOR, 3600, "LOOK"),
        (DOOR, None, "LOOK"),
    ],
    ids=["before the recall", "after it", "clock set back a day", "clock known to be wrong", "clock unknown"],
)
def test_a_clock_that_is_not_believed_does_not_decide_what_was_before_a_recall(out, told, skew, state):
    recall_parcel(subject_id=out.subject_id, actor=SYSTEM, at=NOON + timedelta(hours=2))

    kept = take_act(act=by_code(out, device_time=told, skew_s=skew), courier=COURIER, at=LATER)

    assert kept.state == state
    assert kept.device_time == told
    assert (fresh(out).state == ParcelState.DELIVERED) is (state == "DONE")


def test_an_envelope_of_another_run_stays_where_it_is_and_is_looked_at(taken, out):
    kept = take_act(act=by_code(out), courier=OTHER, at=LATER)

    assert (kept.state, kept.reasons[0]["code"]) == ("LOOK", "parcel.other_run")
    assert fresh(out).state == ParcelState.OUT_FOR_DELIVERY


def test_nobody_answers_for_another_couriers_key(out):
    act = by_code(out)
    take_act(act=act, courier=COURIER, at=LATER)

    with pytest.raises(NotPermitted):
        take_act(act=act, courier=OTHER, at=LATER)

    assert CourierAct.objects.get().courier_id == COURIER.id


def test_another_act_on_a_delivered_envelope_is_seen_not_swallowed(out):
    take_act(act=by_code(out), courier=COURIER, at=LATER)

    kept = take_act(act=by_code(out, serial=2), courier=COURIER, at=LATER)

    assert (kept.state, kept.reasons[0]["code"]) == ("LOOK", "parcel.delivered_before")
    assert HandOver.objects.filter(parcel=out, proof="CODE").count() == 1


def test_setting_out_told_after_the_door_sends_nobody_a_code(taken):
    parcel = taken()

    take_act(
        act=act_of(parcel, "go", said={"window": "13:00–15:00"}, overtaken=True), courier=COURIER, at=LATER
    )

    assert fresh(parcel).state == ParcelState.OUT_FOR_DELIVERY
    assert pin_of(parcel.subject_id) is None


def test_the_whole_day_comes_in_order(point):
    parcel = sealed(1)
    run = run_of(COURIER, parcel)
    from cuamo.delivery.services.hand_over import hand_over

    hand_over(label=parcel.label, clerk=CLERK, at=NOON)
    parcel = fresh(parcel)
    day = [
        act_of(parcel, "take", serial=1),
        act_of(parcel, "go", serial=2, said={"window": "13:00–15:00"}, overtaken=True),
        act_of(parcel, "fail", serial=3, said={"reason": "ABSENT", "next_window": "12/09 08:00–10:00"}),
        act_of(parcel, "back", serial=4),
    ]

    states = [take_act(act=act, courier=COURIER, at=LATER).state for act in day]

    assert states == ["DONE"] * 4
    assert Attempt.objects.get().next_window == "12/09 08:00–10:00"
    assert fresh(parcel).run_id == run.id
    assert HandOver.objects.filter(parcel=parcel, taken_at=None).count() == 1


def test_what_somebody_answered_in_words_is_settled(out):
    wrong = replace(by_code(out), code=f"{(int(out.pin) + 1) % 10_000:04d}")
    take_act(act=wrong, courier=COURIER, at=LATER)
    assert settle_acts(courier=COURIER, at=LATER) == 0
    alarm = Alarm.objects.get(parcel=out, kind="COURIER_ACT")
    close_alarm(alarm_id=alarm.id, words="Đã hỏi người nhận, sẽ giao lại.", actor=CLERK, at=LATER)

    assert (settle_acts(courier=COURIER, at=LATER), settle_acts(courier=COURIER, at=LATER)) == (1, 0)

    kept = CourierAct.objects.get()
    assert (kept.state, kept.words) == ("SETTLED", "Đã hỏi người nhận, sẽ giao lại.")
    assert take_act(act=replace(wrong, again=5), courier=COURIER, at=LATER).state == "SETTLED"


def test_a_phone_gets_no_code_no_number_and_nothing_of_what_is_inside(out):
    (run,) = runs_for_phone(COURIER.id, day=NOON.date(), at=NOON)

    (stop,) = run["stops"]
    assert (stop["name"], stop["label"]) == (out.recipient, out.label)
    assert stop["check"]["byte"] == check_byte(out.pin, stop["check"]["salt"])
    for secret in (out.phone, out.subject_code, "Trích lục", f'"{out.pin}"'):
        assert secret not in str(run).replace("'", '"')


def test_a_phone_knows_where_envelopes_of_other_runs_belong_but_not_whose_they_are(taken):
    taken()
    other = sealed(7)
    run = run_of(OTHER, other)

    known = elsewhere_for_phone(COURIER.id, day=NOON.date())

    assert known == {other.label: f"{run.number}, bưu tá {OTHER.name}"}


@pytest.mark.parametrize(
    ("told", "skew", "contact", "before", "doubt"),
    [
        (DOOR, 0, NOON, None, ""),
        (DOOR, 119, NOON, DOOR - timedelta(hours=1), ""),
        (DOOR, None, NOON, None, "UNKNOWN"),
        (DOOR, 0, None, None, "UNKNOWN"),
        (DOOR, -120, NOON, None, "SKEW"),
        (LATER + timedelta(minutes=3), 0, NOON, None, "AHEAD"),
        (NOON - timedelta(minutes=3), 0, NOON, None, "BEHIND"),
        (DOOR, 0, NOON, DOOR + timedelta(minutes=3), "BACKWARDS"),
    ],
)
def test_a_phones_time_is_held_against_its_last_contact_and_the_act_before(
    told, skew, contact, before, doubt
):
    assert doubt_of(told, skew_s=skew, contact_at=contact, received_at=LATER, before=before) == doubt


def test_what_was_refused_about_a_bag_is_settled_by_the_answer_to_its_alarm(places):
    parcel, bag = sealed(), open_bag(origin_unit="P001", destination_unit="P002", clerk=CLERK, at=NOON)
    put_in_bag(bag_id=bag.id, label=parcel.label, clerk=CLERK, at=NOON)
    bag = seal_bag(bag_id=bag.id, seal_number="TUI-00001", clerk=CLERK, at=NOON)
    act = replace(act_of(parcel, "take"), label=bag.number, parcel_id=None)
    assert take_act(act=act, courier=COURIER, at=LATER).state == "LOOK"
    assert settle_acts(courier=COURIER, at=LATER) == 0

    alarm = Alarm.objects.get(bag=bag, kind="COURIER_ACT")
    close_alarm(alarm_id=alarm.id, actor=SYSTEM, words="Túi chưa có bảng kê, đã lập.", at=LATER)

    assert (settle_acts(courier=COURIER, at=LATER), settle_acts(courier=COURIER, at=LATER)) == (1, 0)
    kept = CourierAct.objects.get(key=act.key)
    assert (kept.state, kept.words) == ("SETTLED", "Túi chưa có bảng kê, đã lập.")


def test_that_a_run_could_not_be_ended_is_settled_once_it_has_ended(taken):
    parcel = taken()
    act = act_of(parcel, "close", label="", parcel_id=None)
    assert take_act(act=act, courier=COURIER, at=LATER).state == "LOOK"
    assert settle_acts(courier=COURIER, at=LATER) == 0

    close_run(run_id=parcel.run_id, courier=COURIER, at=LATER, words="Xe hỏng, phong bì ở bưu cục")

    assert settle_acts(courier=COURIER, at=LATER) == 1
    assert CourierAct.objects.get(key=act.key).state == "SETTLED"


def test_a_phone_hears_by_an_index_of_what_was_looked_at_lately(point):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")
    with CaptureQueriesContext(connection) as asked:
        looks_for_phone(COURIER.id, at=NOON)
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN " + asked[0]["sql"])
        plan = "\n".join(row[0] for row in cursor.fetchall())

    assert "courier_acts_looked_at" in plan


def test_a_label_nobody_knows_is_an_alarm_of_the_courier_s_operator_once_and_settles_when_answered(taken):
    run = taken().run
    for serial in (1, 2):
        act = Act(
            key=uuid4(),
            kind="take",
            device=DEVICE,
            serial=serial,
            device_time=DOOR,
            label="RH000000997VN",
            run_id=run.id,
        )
        assert take_act(act=act, courier=COURIER, at=LATER).state == "LOOK"

    alarm = Alarm.objects.get()
    assert (alarm.kind, alarm.thing) == ("UNKNOWN_LABEL", "RH000000997VN")
    assert (alarm.owner_unit, alarm.owner_role) == ("VNP", "COORDINATOR")
    assert settle_acts(courier=COURIER, at=LATER) == 0
    close_alarm(alarm_id=alarm.id, actor=SYSTEM, words="Phong bì của nơi khác, đã gửi trả.", at=LATER)
    assert settle_acts(courier=COURIER, at=LATER) == 2


def test_a_bag_nobody_knows_is_an_alarm_too(taken):
    act = Act(
        key=uuid4(),
        kind="take",
        device=DEVICE,
        serial=1,
        device_time=DOOR,
        label="TU-261127-9999",
        run_id=None,
    )

    assert take_act(act=act, courier=COURIER, at=LATER).state == "LOOK"

    assert (Alarm.objects.get().kind, Alarm.objects.get().label) == ("UNKNOWN_LABEL", "TU-261127-9999")


def test_a_run_that_could_not_be_ended_is_an_alarm_that_ends_with_the_run(taken):
    run = taken().run
    act = Act(key=uuid4(), kind="close", device=DEVICE, serial=1, device_time=DOOR, run_id=run.id)

    assert take_act(act=act, courier=COURIER, at=LATER).state == "LOOK"

    alarm = Alarm.objects.get()
    assert (alarm.kind, alarm.run_id, alarm.owner_unit) == ("COURIER_ACT", run.id, "VNP")
    close_run(run_id=run.id, courier=COURIER, at=LATER, words="Phong bì còn ở trên xe, mai giao tiếp.")
    alarm.refresh_from_db()
    assert alarm.closed_at == LATER
    assert settle_acts(courier=COURIER, at=LATER) == 1


@pytest.mark.parametrize("of_a_run", [True, False])
def test_an_act_about_a_run_that_is_not_theirs_is_an_alarm_of_the_courier_s_operator(point, of_a_run):
    run = run_of(OTHER, sealed(7)) if of_a_run else None
    act = Act(
        key=uuid4(), kind="close", device=DEVICE, serial=1, device_time=DOOR, run_id=run.id if run else None
    )

    for again in (0, 1):
        assert take_act(act=replace(act, again=again), courier=COURIER, at=LATER).state == "LOOK"

    alarm = Alarm.objects.get()
    assert (alarm.kind, alarm.label, alarm.run_id) == ("COURIER_ACT", str(act.key), None)
    assert (alarm.owner_unit, alarm.owner_role) == ("VNP", "COORDINATOR")
    assert settle_acts(courier=COURIER, at=LATER) == 0
    close_alarm(alarm_id=alarm.id, actor=SYSTEM, words="Chuyến của người khác, không phải làm gì.", at=LATER)
    assert (settle_acts(courier=COURIER, at=LATER), settle_acts(courier=COURIER, at=LATER)) == (1, 0)
