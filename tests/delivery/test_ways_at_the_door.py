"""Times, points, other addresses, holding, losing and finding again."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from cuamo.delivery.models import Alarm, HandOver, Loss, Redirect, SlotChoice
from cuamo.delivery.selectors.home_terms import home_terms
from cuamo.delivery.selectors.phone import runs_for_phone
from cuamo.delivery.selectors.slots import agreed_with, open_slots, points_near
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
    remind_holds,
    send_to_centre,
)
from cuamo.delivery.services.lose import (
    declare_lost,
    end_lost,
    lose_by_carrier,
    lose_what_nobody_scanned,
    report_found,
)
from cuamo.delivery.services.redirect import apply_redirects, ask_redirect, confirm_redirect, stop_redirect
from cuamo.delivery.services.return_to_point import give_back, return_to_point
from cuamo.delivery.services.start_out import start_out
from cuamo.delivery.states import ParcelState
from cuamo.kernel import events
from cuamo.kernel.actors import SYSTEM, Actor, ActorKind
from cuamo.kernel.errors import IllegalTransition, Invalid, NotPermitted
from cuamo.organisation.models import Unit
from cuamo.organisation.types import Role, UnitKind
from tests.delivery.conftest import CLERK, COURIER, NOON, fresh, run_of, sealed

CITIZEN = Actor(ActorKind.CITIZEN, "person:1", "", person_id=str(uuid4()))
KEEPER = Actor(
    ActorKind.STAFF, str(uuid4()), "Đỗ Thị Giữ", home_terms().keeper_unit, frozenset({Role.RECEIVER.value})
)
CARD = {"seen": {"CARD"}}
LATER = NOON + timedelta(days=1)


@pytest.fixture
def centre(point):
    return Unit.objects.create(
        code=home_terms().keeper_unit, kind=UnitKind.CENTRE, name_vi="Trung tâm", name_en="Centre"
    )


def back(parcel, *, at=NOON):
    """The courier and the point scan it back."""
    give_back(label=parcel.label, courier=COURIER, at=at)
    return_to_point(label=parcel.label, clerk=CLERK, at=at)
    return fresh(parcel)


def refuse(parcel, *, at=NOON):
    attempt_failed(parcel_id=parcel.id, reason="REFUSED", next_window="", courier=COURIER, at=at)


@pytest.fixture
def held(out, centre):
    refuse(out)
    back(out)
    return hold_what_came_back(label=out.label, at=NOON)


def unchanged(error, parcel, act, **given):
    before = (fresh(parcel).__dict__ | {"_state": None}, events.names_of(parcel.subject_id))
    with pytest.raises(error) as caught:
        act(**given)
    assert (fresh(parcel).__dict__ | {"_state": None}, events.names_of(parcel.subject_id)) == before
    return caught.value


# times and points


def test_only_days_a_courier_works_can_be_chosen(point):
    parcel = sealed()

    days = [slot.day for slot in open_slots(parcel, now=NOON)]

    assert sorted(set(days)) == [date(2026, 9, 14), date(2026, 9, 15), date(2026, 9, 16)]


def test_a_time_can_be_chosen_before_the_first_try_and_changed_until_the_courier_sets_out(taken):
    parcel = taken()
    first, second = (slot.key for slot in open_slots(parcel, now=NOON)[:2])

    choose_window(subject_id=parcel.subject_id, window=first, recipient=CITIZEN, at=NOON)
    choose_window(subject_id=parcel.subject_id, window=second, recipient=CITIZEN, at=NOON, via="LINK")
    start_out(parcel_id=parcel.id, window="", courier=COURIER, at=NOON)

    assert agreed_with(parcel) == second
    assert SlotChoice.objects.filter(parcel=parcel, ended_at=None).count() == 1
    unchanged(
        IllegalTransition,
        parcel,
        choose_window,
        subject_id=parcel.subject_id,
        window=first,
        recipient=CITIZEN,
        at=NOON,
    )


def test_a_full_time_is_not_offered_and_refused(point):
    mine, first = sealed(900), open_slots(sealed(901), now=NOON)[0]
    for number in range(home_terms().slot_capacity):
        other = sealed(number + 1)
        choose_window(subject_id=other.subject_id, window=first.key, recipient=CITIZEN, at=NOON)

    assert first not in open_slots(mine, now=NOON)
    assert first in open_slots(other, now=NOON)
    unchanged(
        Invalid,
        mine,
        choose_window,
        subject_id=mine.subject_id,
        window=first.key,
        recipient=CITIZEN,
        at=NOON,
    )


def test_a_point_chosen_instead_of_home_keeps_the_envelope_after_one_try(out):
    Unit.objects.filter(code="P001").update(ward_code="00229")
    attempt_failed(parcel_id=out.id, reason="ABSENT", next_window="", courier=COURIER, at=NOON)
    (near,) = points_near(fresh(out))
    unchanged(
        Invalid, out, choose_point, subject_id=out.subject_id, point_code="P9", recipient=CITIZEN, at=NOON
    )

    choose_point(subject_id=out.subject_id, point_code=near.code, recipient=CITIZEN, at=NOON)

    assert fresh(out).state == ParcelState.RETURNING
    back(out)
    assert hold_what_came_back(label=out.label, at=NOON).state == ParcelState.HELD


# another address


def ask(parcel, *, at=NOON, **said):
    given = {"address": "Số 9 phố Tây Sơn, Đống Đa", "ward_code": "00235", "proven_by": "SIGNED_IN"}
    return ask_redirect(
        **{"subject_id": parcel.subject_id, "via": "WEB", "asker": CITIZEN, "at": at, **given, **said}
    )


def test_another_address_holds_with_the_code_of_the_known_phone_and_the_old_one_is_kept(taken):
    parcel = taken()
    asked = ask(parcel)
    assert fresh(parcel).address == parcel.address

    assert confirm_redirect(subject_id=parcel.subject_id, code="000000x", actor=CITIZEN, at=NOON) is False
    assert confirm_redirect(subject_id=parcel.subject_id, code=asked.code, actor=CITIZEN, at=NOON)

    moved, kept = fresh(parcel), Redirect.objects.get()
    assert (moved.address, moved.ward_code, moved.state) == (
        "Số 9 phố Tây Sơn, Đống Đa",
        "00235",
        ParcelState.RETURNING,
    )
    assert (kept.old_address, kept.old_ward) == (parcel.address, "00229")
    assert "Tây Sơn" not in str([event.data for event in events.history_of(parcel.subject_id)])


def test_without_the_code_it_holds_after_a_day_unless_somebody_stops_it(point):
    one, other = sealed(1), sealed(2)
    ask(one)
    ask(other)
    stop_redirect(subject_id=other.subject_id, actor=SYSTEM, at=NOON)

    assert apply_redirects(at=LATER - timedelta(minutes=1)) == 0
    assert apply_redirects(at=LATER) == 1

    assert (fresh(one).ward_code, fresh(other).ward_code) == ("00235", "00229")
    assert apply_redirects(at=LATER) == 0


def test_five_wrong_codes_leave_it_to_the_day(point):
    parcel = sealed()
    asked = ask(parcel)
    wrong = f"{(int(asked.code) + 1) % 1_000_000:06d}"
    for _ in range(5):
        assert not confirm_redirect(subject_id=parcel.subject_id, code=wrong, actor=CITIZEN, at=NOON)

    unchanged(
        IllegalTransition,
        parcel,
        confirm_redirect,
        subject_id=parcel.subject_id,
        code=asked.code,
        actor=CITIZEN,
        at=NOON,
    )
    assert apply_redirects(at=LATER) == 1


def test_what_the_courier_is_bringing_keeps_its_address_until_that_try_is_over(out):
    asked = ask(out)
    confirm_redirect(subject_id=out.subject_id, code=asked.code, actor=CITIZEN, at=NOON)
    assert fresh(out).ward_code == "00229"

    attempt_failed(parcel_id=out.id, reason="MOVED", next_window="", courier=COURIER, at=NOON)
    assert apply_redirects(at=NOON) == 1

    assert (fresh(out).ward_code, fresh(out).state) == ("00235", ParcelState.RETURNING)


@pytest.mark.parametrize(
    "said", [{"address": "ngõ 5"}, {"address": "Số 5 ngõ 12 phố Lương Định Của", "ward_code": "00229"}]
)
def test_an_address_that_says_too_little_or_nothing_new_is_refused(point, said):
    parcel = sealed()

    unchanged(Invalid, parcel, lambda: ask(parcel, **said))
    assert not Redirect.objects.exists()


# kept at a point


def test_what_was_refused_is_kept_for_the_days_of_the_term_and_collected_with_the_card(held):
    assert (held.state, held.held_until.date()) == (
        ParcelState.HELD,
        (NOON + timedelta(days=home_terms().hold_days)).date(),
    )
    assert "delivery.refused" in events.names_of(held.subject_id)
    given = {"parcel_id": held.id, "clerk": CLERK, "at": NOON, "evidence_id": uuid4()}
    unchanged(Invalid, held, collect_at_point, **given)

    assert collect_at_point(**given, **CARD).delivered
    assert collect_at_point(**given, **CARD).delivered

    last = HandOver.objects.latest("id")
    assert (fresh(held).state, last.place, last.giver["id"]) == (ParcelState.DELIVERED, "P001", CLERK.id)
    assert events.names_of(held.subject_id).count("delivery.delivered") == 1


def test_the_code_of_the_text_collects_it_and_another_point_cannot_give_it(held, centre):
    given = {"parcel_id": held.id, "at": NOON, "proof": "CODE", "pin": held.pin, **CARD}
    Unit.objects.create(code="P002", kind=UnitKind.POINT, name_vi="Điểm khác", name_en="Other")
    elsewhere = Actor(ActorKind.STAFF, str(uuid4()), "Ai", "P002", frozenset({Role.CLERK.value}))

    unchanged(NotPermitted, held, collect_at_point, clerk=elsewhere, **given)
    assert collect_at_point(clerk=CLERK, **given).delivered


def test_nobody_collects_in_time_so_the_centre_answers_for_it_and_then_keeps_it(held):
    in_time = held.held_until - timedelta(hours=1)
    assert (end_holds(at=in_time), remind_holds(at=in_time), remind_holds(at=in_time)) == (0, 1, 0)
    over = held.held_until + timedelta(hours=9)
    unchanged(IllegalTransition, held, keep_at_centre, label=held.label, clerk=KEEPER, at=over)

    assert (end_holds(at=over), end_holds(at=over)) == (1, 0)
    alarm = Alarm.objects.get(parcel=held, kind="HELD_TOO_LONG")
    assert (alarm.owner_unit, alarm.closed_at) == (home_terms().keeper_unit, None)

    send_to_centre(label=held.label, clerk=CLERK, at=over)
    unchanged(IllegalTransition, held, collect_at_point, parcel_id=held.id, clerk=CLERK, at=over, **CARD)
    keep_at_centre(label=held.label, clerk=KEEPER, at=over)
    keep_at_centre(label=held.label, clerk=KEEPER, at=over)

    alarm.refresh_from_db()
    assert (fresh(held).state, fresh(held).holder_id) == (ParcelState.HELD, home_terms().keeper_unit)
    assert alarm.closed_at == over
    assert collect_at_point(parcel_id=held.id, clerk=KEEPER, at=over, evidence_id=uuid4(), **CARD).delivered


def test_what_comes_back_after_one_try_goes_out_again_and_is_not_kept(out):
    attempt_failed(parcel_id=out.id, reason="ABSENT", next_window="", courier=COURIER, at=NOON)
    back(out)

    assert hold_what_came_back(label=out.label, at=NOON) is None
    assert hold_at_point(parcel_id=out.id, actor=CLERK, at=NOON).state == ParcelState.HELD


# lost and found


def test_a_lost_envelope_says_who_had_it_last_and_goes_to_nobody(out, centre):
    loss = declare_lost(parcel_id=out.id, why="SAID", actor=CLERK, at=NOON, words="Rơi trên đường")
    declare_lost(parcel_id=out.id, why="SAID", actor=CLERK, at=NOON)

    assert (loss.last_holder["id"], loss.last_holder["unit"]) == (COURIER.id, "VNP")
    assert events.names_of(out.subject_id).count("delivery.lost") == 1
    assert Alarm.objects.get(parcel=out, kind="LOST").closed_at is None
    for act in (
        lambda: deliver(parcel_id=out.id, pin=out.pin, courier=COURIER, at=NOON),
        lambda: start_out(parcel_id=out.id, window="", courier=COURIER, at=NOON),
        lambda: collect_at_point(parcel_id=out.id, clerk=CLERK, at=NOON, **CARD),
    ):
        unchanged((IllegalTransition, NotPermitted), out, act)


def test_found_again_it_goes_to_nobody_and_somebody_answers_for_it(out, centre):
    declare_lost(parcel_id=out.id, why="SAID", actor=CLERK, at=NOON)
    end_lost(subject_id=out.subject_id, at=NOON)

    return_to_point(label=out.label, clerk=CLERK, at=LATER)
    return_to_point(label=out.label, clerk=CLERK, at=LATER)

    assert Loss.objects.get().found_at == LATER
    assert Alarm.objects.get(parcel=out, kind="FOUND_AGAIN").owner_unit == "P001"
    assert events.names_of(out.subject_id).count("delivery.found_again") == 1
    assert (fresh(out).state, fresh(out).end_reason) == (ParcelState.LOST, "LOST")


def test_only_who_has_to_do_with_it_declares_it_lost_and_only_what_has_left(out, centre):
    stranger = Actor(ActorKind.STAFF, str(uuid4()), "Ai", "XX", frozenset({Role.RECEIVER.value}))
    unchanged(NotPermitted, out, declare_lost, parcel_id=out.id, why="SAID", actor=stranger, at=NOON)
    unchanged(NotPermitted, out, declare_lost, parcel_id=out.id, why="SAID", actor=COURIER, at=NOON)
    unchanged(Invalid, out, declare_lost, parcel_id=out.id, why="LAZY", actor=CLERK, at=NOON)

    deliver(parcel_id=out.id, pin=out.pin, courier=COURIER, at=NOON)
    unchanged(IllegalTransition, out, declare_lost, parcel_id=out.id, why="SAID", actor=CLERK, at=NOON)
    unchanged(IllegalTransition, out, report_found, label=out.label, actor=CLERK, at=NOON)
    assert not Alarm.objects.exists()


def test_what_nobody_has_scanned_for_the_days_of_the_terms_counts_as_lost(out, centre):
    days = home_terms().quiet_days_lost

    assert lose_what_nobody_scanned(at=NOON + timedelta(days=days - 1)) == 0
    assert lose_what_nobody_scanned(at=NOON + timedelta(days=days, minutes=1)) == 1

    assert fresh(out).state == ParcelState.LOST
    assert Loss.objects.get().why == "NO_SCAN"


def test_what_its_carrier_has_lost_is_declared_lost_once(out, centre):
    assert lose_by_carrier(label=out.label, at=NOON).why == "CARRIER"
    assert lose_by_carrier(label=out.label, at=NOON).why == "CARRIER"
    end_lost(subject_id=out.subject_id, at=NOON)

    assert lose_by_carrier(label=out.label, at=NOON) is None
    assert events.names_of(out.subject_id).count("delivery.lost") == 1


def test_a_point_chosen_before_the_courier_takes_it_is_where_it_is_brought(point):
    Unit.objects.filter(code="P001").update(ward_code="00229")
    parcel = sealed()
    choose_point(subject_id=parcel.subject_id, point_code="P001", recipient=CITIZEN, at=NOON)

    run_of(COURIER, parcel)
    hand_over(label=parcel.label, clerk=CLERK, at=NOON)
    scan_in(label=parcel.label, courier=COURIER, at=NOON)

    assert fresh(parcel).state == ParcelState.RETURNING
    (run,) = runs_for_phone(COURIER.id, day=NOON.date(), at=NOON)
    assert run["stops"][0]["agreed"] == "Để ở Điểm Kim Liên"
    unchanged(IllegalTransition, parcel, start_out, parcel_id=parcel.id, window="", courier=COURIER, at=NOON)
    back(parcel)
    assert hold_what_came_back(label=parcel.label, at=NOON).state == ParcelState.HELD
