"""Papers of a citizen travel to the authority, ticked at both ends."""

from datetime import timedelta
from uuid import uuid4

import pytest

from cuamo.delivery.models import Alarm, HandOver
from cuamo.delivery.selectors.parcels import originals_of, parcel_of
from cuamo.delivery.services.add_to_manifest import add_to_manifest
from cuamo.delivery.services.check_papers import check_papers
from cuamo.delivery.services.close_originals import NONE_INSIDE, close_originals
from cuamo.delivery.services.hand_over import hand_over, scan_in
from cuamo.delivery.services.list_originals import list_originals
from cuamo.delivery.services.lose import declare_lost, end_lost
from cuamo.delivery.services.prepare_originals import Home, Paper, prepare_originals
from cuamo.delivery.services.prepare_parcel import prepare_parcel
from cuamo.delivery.services.recall import recall_parcel
from cuamo.delivery.services.return_to_point import give_back, return_to_point
from cuamo.delivery.services.seal import seal
from cuamo.delivery.services.start_out import start_out
from cuamo.delivery.services.take_at_home import take_at_home
from cuamo.delivery.states import Direction, ParcelState
from cuamo.kernel import events
from cuamo.kernel.actors import SYSTEM
from cuamo.kernel.clock import local
from cuamo.kernel.errors import IllegalTransition, Invalid, NotPermitted
from tests.delivery.conftest import CLERK, COURIER, NOON, fresh, run_of
from tests.delivery.places import AUTHORITY, OFFICER, PAPERS, originals

SOON = NOON + timedelta(minutes=10)

pytestmark = pytest.mark.usefixtures("point", "places")


def under_way():
    parcel = originals()
    run_of(COURIER, parcel)
    hand_over(label=parcel.label, clerk=CLERK, at=NOON)
    scan_in(label=parcel.label, courier=COURIER, at=NOON)
    return fresh(parcel)


def arrived():
    parcel = under_way()
    give_back(label=parcel.label, courier=COURIER, at=SOON)
    return_to_point(label=parcel.label, clerk=OFFICER, at=SOON)
    return fresh(parcel)


def test_taken_on_a_friday_noon_they_are_promised_for_monday_evening():
    parcel = originals()

    assert (parcel.pickup_by, parcel.deliver_by) == (local("2026-09-11 17:00"), local("2026-09-14 17:00"))
    assert local("2026-09-11 15:00") < parcel.pickup_warn_at < parcel.pickup_by


def test_taken_late_in_the_afternoon_they_go_with_the_post_of_the_next_working_day():
    parcel = originals(at=local("2026-09-11 15:30"))

    assert (parcel.pickup_by, parcel.deliver_by) == (local("2026-09-14 17:00"), local("2026-09-15 17:00"))


def test_they_arrive_when_both_sides_have_scanned_and_the_authority_holds_them():
    parcel = arrived()

    assert (parcel.state, parcel.holder_id, parcel.run_id) == (ParcelState.DELIVERED, AUTHORITY, None)
    assert [half.complete for half in HandOver.objects.filter(parcel=parcel)] == [True, True]
    names = events.names_of(parcel.subject_id)
    assert names[-1] == "delivery.arrived"
    assert "delivery.delivered" not in names
    assert not Alarm.objects.exists()


def test_every_news_of_papers_says_that_it_is_not_the_result():
    told = events.history_of(arrived().subject_id)

    assert {event.data.get("direction") for event in told} == {"ORIGINALS"}


def test_an_envelope_of_papers_is_never_taken_out_to_a_recipient():
    parcel = under_way()

    with pytest.raises(IllegalTransition):
        start_out(parcel_id=parcel.id, window="", courier=COURIER, at=SOON)
    assert fresh(parcel).state == ParcelState.PICKED_UP


def test_what_is_not_ticked_does_not_travel_and_nothing_ticked_is_refused():
    parcel = originals(close=False)
    with pytest.raises(Invalid):
        close_originals(parcel_id=parcel.id, inside=[], seal_number="GT-1001", clerk=CLERK, at=NOON)
    assert parcel.papers.count() == 2

    close_originals(
        parcel_id=parcel.id, inside=[PAPERS[1].label], seal_number="GT-1001", clerk=CLERK, at=NOON
    )

    assert list(parcel.papers.values_list("label", flat=True)) == [PAPERS[1].label]
    assert fresh(parcel).contents == [PAPERS[1].name]


def test_a_missing_paper_under_a_whole_seal_is_an_alarm_at_the_counter_that_sealed_it():
    parcel = arrived()

    check_papers(parcel_id=parcel.id, found=[PAPERS[0].label], intact=True, clerk=OFFICER, at=SOON)

    alarm = Alarm.objects.get()
    assert (alarm.kind, alarm.owner_unit) == ("MISSING_PAPER", "P001")
    assert alarm.facts["papers"] == [PAPERS[1].label]
    check_papers(
        parcel_id=parcel.id, found=[paper.label for paper in PAPERS], intact=True, clerk=OFFICER, at=SOON
    )
    assert parcel.papers.filter(found_at=None).count() == 0


def test_a_broken_seal_is_an_alarm_at_who_carried_it():
    parcel = arrived()

    check_papers(parcel_id=parcel.id, found=[PAPERS[0].label], intact=False, clerk=OFFICER, at=SOON)

    owners = {alarm.kind: alarm.owner_unit for alarm in Alarm.objects.all()}
    assert owners == {"SEAL_BROKEN": "VNP", "MISSING_PAPER": "VNP"}


def test_a_paper_of_another_envelope_is_refused_and_nothing_is_ticked():
    parcel = arrived()

    with pytest.raises(Invalid):
        check_papers(parcel_id=parcel.id, found=["GT-XXXXXXXXXX"], intact=True, clerk=OFFICER, at=SOON)
    with pytest.raises(NotPermitted):
        check_papers(parcel_id=parcel.id, found=[PAPERS[0].label], intact=True, clerk=CLERK, at=SOON)

    assert parcel.papers.filter(found_at=None).count() == 2
    assert not Alarm.objects.exists()


def test_papers_taken_in_at_a_place_that_is_not_theirs_are_an_alarm_and_can_go_on_from_there():
    parcel = under_way()
    other = OFFICER.__class__(OFFICER.kind, OFFICER.id, OFFICER.name, "P002", OFFICER.roles)
    give_back(label=parcel.label, courier=COURIER, at=SOON)
    return_to_point(label=parcel.label, clerk=other, at=SOON)

    alarm = Alarm.objects.get()
    assert (alarm.kind, alarm.owner_unit, alarm.facts["belongs"]) == ("WRONG_PLACE", "VNP", AUTHORITY)
    assert (fresh(parcel).state, fresh(parcel).holder_id) == (ParcelState.RETURNED, "P002")


def test_they_are_called_back_apart_from_the_result():
    parcel = under_way()

    assert recall_parcel(subject_id=parcel.subject_id, actor=SYSTEM, at=SOON) is None
    called = recall_parcel(subject_id=parcel.subject_id, actor=SYSTEM, at=SOON, direction=Direction.ORIGINALS)

    assert called is not None
    assert called.recalled_at == SOON


def test_a_second_envelope_leaves_when_more_papers_come_later():
    first = arrived()
    more = Paper(3, "GT-CCCCCCCCCC", "Giấy bổ sung")

    second = prepare_originals(
        subject_id=first.subject_id,
        subject_code=first.subject_code,
        papers=[*PAPERS, more],
        origin_unit="P001",
        destination_unit=AUTHORITY,
        actor=CLERK,
        at=SOON,
    )

    assert second.id != first.id
    assert list(second.papers.values_list("label", flat=True)) == [more.label]
    assert originals_of(first.subject_id) == second
    assert parcel_of(first.subject_id) is None


def test_papers_are_fetched_at_home_by_the_courier_of_the_run():
    parcel = prepare_originals(
        subject_id=uuid4(),
        subject_code="H26.1-260911-0077",
        papers=PAPERS,
        origin_unit="",
        destination_unit=AUTHORITY,
        actor=SYSTEM,
        at=NOON,
        home=Home("Nguyễn Thị Hương", "0912345678", "Số 5", "00229"),
    )
    assert (parcel.holder_kind, parcel.recipient) == ("SENDER", "Nguyễn Thị Hương")
    run = run_of(COURIER)
    with pytest.raises(NotPermitted):
        add_to_manifest(run_id=run.id, parcel_ids=[parcel.id], clerk=CLERK, at=NOON)
    add_to_manifest(run_id=run.id, parcel_ids=[parcel.id], clerk=OFFICER, at=NOON)

    for _ in range(2):
        take_at_home(
            parcel_id=parcel.id,
            seal_number="GT-9001",
            papers=2,
            evidence_id=uuid4(),
            courier=COURIER,
            at=SOON,
        )

    now = fresh(parcel)
    assert (now.state, now.holder_id, now.seal_number) == (ParcelState.PICKED_UP, COURIER.id, "GT-9001")
    assert HandOver.objects.filter(parcel=parcel).count() == 1
    assert parcel.papers.filter(put_in_at=None).count() == 0


# home again with the result


def result_with_papers(subject_id=None):
    parcel = prepare_parcel(
        subject_id=subject_id or uuid4(),
        subject_code="H26.1-260911-0077",
        recipient="Nguyễn Thị Thanh Hương",
        phone="0912345678",
        address="Số 5 ngõ 12 phố Lương Định Của",
        ward_code="00229",
        origin_unit="P001",
        contents=["Trích lục khai sinh"],
        actor=CLERK,
        at=NOON,
    )
    return list_originals(parcel_id=parcel.id, papers=PAPERS, clerk=CLERK, at=NOON)


def close(parcel, inside, seal="NP-000077"):
    return close_originals(parcel_id=parcel.id, inside=inside, seal_number=seal, clerk=CLERK, at=SOON)


def test_originals_that_go_home_are_ticked_before_the_result_is_sealed():
    parcel = result_with_papers()
    for seal_it in (
        lambda: close(parcel, []),
        lambda: seal(parcel_id=parcel.id, seal_number="NP-1234", clerk=CLERK, at=SOON),
    ):
        with pytest.raises(Invalid):
            seal_it()
    assert (fresh(parcel).state, parcel.papers.exclude(put_in_at=None).exists()) == (
        ParcelState.CREATED,
        False,
    )

    sealed = close(parcel, [paper.label for paper in PAPERS])

    assert sealed.state == ParcelState.SEALED
    assert set(parcel.papers.values_list("put_in_at", flat=True)) == {SOON}
    assert not Alarm.objects.exists()
    assert fresh(parcel).contents == ["Trích lục khai sinh", *(f"Bản gốc: {paper.name}" for paper in PAPERS)]


@pytest.mark.parametrize("inside", [[PAPERS[0].label], [NONE_INSIDE]])
def test_an_original_that_does_not_go_home_is_an_alarm_where_the_result_is_packed(inside):
    parcel = result_with_papers()
    close(parcel, inside)
    close(parcel, inside)

    stays = [paper.label for paper in PAPERS if paper.label not in inside]
    alarm = Alarm.objects.get()
    assert (alarm.kind, alarm.owner_unit, alarm.facts["papers"]) == ("MISSING_PAPER", "P001", stays)
    assert events.names_of(parcel.subject_id).count("delivery.papers_left_out") == 1
    assert len(fresh(parcel).contents) == 1 + len(PAPERS) - len(stays)


def test_originals_that_lie_in_a_lost_envelope_are_on_no_other_list_and_are_an_alarm():
    lost = close(result_with_papers(), [paper.label for paper in PAPERS])
    run_of(COURIER, lost)
    hand_over(label=lost.label, clerk=CLERK, at=SOON)
    scan_in(label=lost.label, courier=COURIER, at=SOON)
    declare_lost(parcel_id=lost.id, why="STOLEN", actor=SYSTEM, at=SOON)
    end_lost(subject_id=lost.subject_id, at=SOON)

    again = result_with_papers(lost.subject_id)

    assert again.id != lost.id
    assert not again.papers.exists()
    alarm = Alarm.objects.get(kind="MISSING_PAPER")
    assert (alarm.parcel_id, len(alarm.facts["papers"])) == (lost.id, len(PAPERS))
