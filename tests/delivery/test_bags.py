"""Envelopes travel in sealed bags; what the other end finds is compared with the list."""

from datetime import timedelta

import pytest

from cuamo.delivery.models import Alarm, Bag, HandOver
from cuamo.delivery.selectors.custody import custody_of_parcel
from cuamo.delivery.services.close_run import close_run
from cuamo.delivery.services.count_bag import count_bag
from cuamo.delivery.services.fill_bag import open_bag, put_in_bag, seal_bag, take_from_bag
from cuamo.delivery.services.find_here import find_here
from cuamo.delivery.services.hand_over import hand_over, scan_in
from cuamo.delivery.services.hand_over_bag import give_bag, hand_over_bag, receive_bag, take_bag
from cuamo.delivery.services.load_bag import load_bag
from cuamo.delivery.services.load_run import load_run
from cuamo.delivery.services.recall import recall_parcel
from cuamo.delivery.states import BagState, Direction, ParcelState
from cuamo.kernel import events
from cuamo.kernel.actors import SYSTEM
from cuamo.kernel.errors import IllegalTransition, Invalid, NotFound, NotPermitted
from cuamo.kernel.identifiers import s10
from tests.delivery.conftest import CLERK, COURIER, NOON, OTHER, fresh, sealed
from tests.delivery.places import AUTHORITY, OFFICER, SORTER, originals

SOON = NOON + timedelta(minutes=20)
pytestmark = pytest.mark.usefixtures("point", "places")


def bag_with(*parcels, to=AUTHORITY):
    bag = open_bag(origin_unit="P001", destination_unit=to, clerk=CLERK, at=NOON)
    for parcel in parcels:
        put_in_bag(bag_id=bag.id, label=parcel.label, clerk=CLERK, at=NOON)
    return bag


def under_way(*parcels, seal="TS-0001", to=AUTHORITY):
    bag = bag_with(*parcels, to=to)
    seal_bag(bag_id=bag.id, seal_number=seal, clerk=CLERK, at=NOON)
    load_bag(bag_id=bag.id, courier=COURIER, clerk=CLERK, at=NOON)
    hand_over_bag(number=bag.number, clerk=CLERK, at=NOON)
    take_bag(number=bag.number, courier=COURIER, at=NOON)
    return Bag.objects.get(id=bag.id)


def received(*parcels, intact=True, seal_read="", to=AUTHORITY, by=OFFICER):
    bag = under_way(*parcels, to=to)
    give_bag(number=bag.number, courier=COURIER, at=SOON)
    receive_bag(number=bag.number, clerk=by, at=SOON, intact=intact, seal_read=seal_read)
    return Bag.objects.get(id=bag.id)


def test_there_is_one_open_bag_from_one_place_to_another():
    assert bag_with().id == bag_with().id
    with pytest.raises(NotPermitted):
        open_bag(origin_unit="P001", destination_unit=AUTHORITY, clerk=OFFICER, at=NOON)


def test_an_envelope_that_goes_elsewhere_is_not_put_in_and_the_words_say_where_it_goes():
    paper, result = originals(1), sealed(2)
    bag = bag_with(to="P002")

    with pytest.raises(Invalid) as said:
        put_in_bag(bag_id=bag.id, label=paper.label, clerk=CLERK, at=NOON)

    assert "Phường Kim Liên" in said.value.vi
    assert fresh(paper).bag_id is None
    put_in_bag(bag_id=bag.id, label=result.label, clerk=CLERK, at=NOON)
    assert fresh(result).bag_id == bag.id


def test_an_envelope_lies_in_one_bag_and_moves_only_with_it():
    paper = originals()
    bag = bag_with(paper)
    other = bag_with(to="VNP")

    for refused in (
        lambda: put_in_bag(bag_id=other.id, label=paper.label, clerk=CLERK, at=NOON),
        lambda: load_run(parcel_ids=[paper.id], courier=COURIER, clerk=CLERK, at=NOON),
    ):
        with pytest.raises(IllegalTransition):
            refused()

    assert fresh(paper).bag_id == bag.id
    take_from_bag(bag_id=bag.id, label=paper.label, clerk=CLERK, at=NOON)
    assert fresh(paper).bag_id is None


def test_a_closed_bag_takes_and_gives_nothing_and_an_empty_one_is_not_closed():
    paper, late = originals(1), originals(2)
    bag = bag_with(paper)
    with pytest.raises(IllegalTransition):
        seal_bag(bag_id=bag_with(to="VNP").id, seal_number="TS-0009", clerk=CLERK, at=NOON)
    seal_bag(bag_id=bag.id, seal_number=" ts-0001", clerk=CLERK, at=NOON)
    assert seal_bag(bag_id=bag.id, seal_number="TS-0001", clerk=CLERK, at=SOON).sealed_at == NOON

    with pytest.raises(IllegalTransition):
        put_in_bag(bag_id=bag.id, label=late.label, clerk=CLERK, at=NOON)
    with pytest.raises(IllegalTransition):
        take_from_bag(bag_id=bag.id, label=paper.label, clerk=CLERK, at=NOON)
    with pytest.raises(IllegalTransition):
        seal_bag(bag_id=bag.id, seal_number="TS-0002", clerk=CLERK, at=NOON)
    assert events.names_of(bag.id) == ["delivery.bag_sealed"]
    assert Bag.objects.get(id=bag.id).listed == [paper.label]


def test_a_seal_is_on_one_bag_or_one_envelope():
    paper, other = originals(1), originals(2)
    bag = bag_with(paper)
    with pytest.raises(Invalid):
        seal_bag(bag_id=bag.id, seal_number=other.seal_number, clerk=CLERK, at=NOON)
    assert Bag.objects.get(id=bag.id).state == BagState.OPEN


def test_the_bags_hand_over_moves_every_envelope_in_it():
    first, second = originals(1), originals(2)
    bag = under_way(first, second)

    for parcel in (first, second):
        assert (fresh(parcel).state, fresh(parcel).holder_id) == (ParcelState.PICKED_UP, COURIER.id)
        assert [link.gap for link in custody_of_parcel(parcel.id)] == [""]
        assert hand_over(label=parcel.label, clerk=CLERK, at=SOON).bag_id == bag.id
    assert bag.state == BagState.HANDED
    hand_over_bag(number=bag.number, clerk=CLERK, at=SOON)
    take_bag(number=bag.number, courier=COURIER, at=SOON)
    assert HandOver.objects.count() == 2


def test_another_courier_takes_no_bag_and_nobody_takes_an_envelope_out_of_it():
    paper = originals()
    bag = bag_with(paper)
    seal_bag(bag_id=bag.id, seal_number="TS-0001", clerk=CLERK, at=NOON)
    load_bag(bag_id=bag.id, courier=COURIER, clerk=CLERK, at=NOON)

    with pytest.raises(NotPermitted):
        take_bag(number=bag.number, courier=OTHER, at=NOON)
    with pytest.raises(IllegalTransition):
        scan_in(label=paper.label, courier=COURIER, at=NOON)
    assert not HandOver.objects.exists()


def test_a_counted_bag_with_all_in_it_raises_nothing_and_papers_have_arrived():
    first, second = originals(1), originals(2)
    bag = received(first, second)

    count = count_bag(bag_id=bag.id, labels=[second.label, first.label], clerk=OFFICER, at=SOON)

    assert (sorted(count.right), count.missing, count.surplus) == (
        sorted([first.label, second.label]),
        [],
        [],
    )
    assert {fresh(parcel).state for parcel in (first, second)} == {ParcelState.DELIVERED}
    assert not Alarm.objects.exists()
    again = count_bag(bag_id=bag.id, labels=[], clerk=OFFICER, at=SOON)
    assert again.missing == []


def test_missing_under_a_whole_seal_is_asked_of_who_sealed_it_and_the_envelope_is_on_no_run_till_it_is_seen():
    first, second = originals(1), originals(2)
    bag = received(first, second)

    count_bag(bag_id=bag.id, labels=[first.label], clerk=OFFICER, at=SOON)

    alarm = Alarm.objects.get()
    assert (alarm.kind, alarm.parcel_id, alarm.owner_unit) == ("MISSING", second.id, "P001")
    with pytest.raises(IllegalTransition):
        load_run(parcel_ids=[second.id], courier=COURIER, clerk=OFFICER, at=SOON)
    find_here(label=second.label, clerk=OFFICER, at=SOON)
    assert Alarm.objects.get().closed_at == SOON


def test_a_broken_or_changed_seal_is_an_alarm_at_once_at_who_carried_it():
    paper = originals()
    bag = under_way(paper)

    receive_bag(number=bag.number, clerk=OFFICER, at=SOON, seal_read="TS-9999")

    alarm = Alarm.objects.get()
    assert (alarm.kind, alarm.bag_id, alarm.owner_unit) == ("SEAL_BROKEN", bag.id, "VNP")
    give_bag(number=bag.number, courier=COURIER, at=SOON)
    assert Bag.objects.get().state == BagState.BROKEN
    assert "delivery.bag_broken" in events.names_of(bag.id)
    count_bag(bag_id=bag.id, labels=[], clerk=OFFICER, at=SOON)
    assert Alarm.objects.get(kind="MISSING").owner_unit == "VNP"


def test_an_envelope_of_another_bag_is_an_alarm_with_where_it_belongs_and_is_held_here():
    mine, foreign = originals(1), sealed(2)
    other = bag_with(foreign, to="VNP")
    bag = received(mine)

    count = count_bag(bag_id=bag.id, labels=[mine.label, foreign.label], clerk=OFFICER, at=SOON)

    assert count.surplus == [foreign.label]
    alarm = Alarm.objects.get()
    assert (alarm.kind, alarm.owner_unit, alarm.facts["belongs"]) == ("WRONG_BAG", "P001", other.number)
    now = fresh(foreign)
    assert (now.holder_id, now.bag_id, now.state) == (AUTHORITY, None, ParcelState.IN_TRANSIT)
    assert [link.gap for link in custody_of_parcel(foreign.id)] == ["giver"]
    run = load_run(parcel_ids=[foreign.id], courier=COURIER, clerk=OFFICER, at=SOON)
    assert run.origin_unit == AUTHORITY


def test_an_unknown_label_leaves_the_bag_uncounted():
    paper = originals()
    bag = received(paper)

    with pytest.raises(NotFound):
        count_bag(bag_id=bag.id, labels=[paper.label, s10.make("RH", 99_999_999)], clerk=OFFICER, at=SOON)
    with pytest.raises(NotPermitted):
        count_bag(bag_id=bag.id, labels=[paper.label], clerk=CLERK, at=SOON)

    assert Bag.objects.get().counted_at is None
    assert fresh(paper).state == ParcelState.IN_TRANSIT


def test_results_go_on_from_the_operators_sorting_place_to_their_recipients():
    result = sealed()
    bag = received(result, to="VNP", by=SORTER)
    count_bag(bag_id=bag.id, labels=[result.label], clerk=SORTER, at=SOON)
    assert (fresh(result).state, fresh(result).holder_id) == (ParcelState.IN_TRANSIT, "VNP")

    load_run(parcel_ids=[result.id], courier=OTHER, clerk=SORTER, at=SOON)
    hand_over(label=result.label, clerk=SORTER, at=SOON)
    scan_in(label=result.label, courier=OTHER, at=SOON)

    assert fresh(result).holder_id == OTHER.id
    assert [link.gap for link in custody_of_parcel(result.id)] == ["", "", ""]


def test_a_bag_taken_in_at_another_place_is_an_alarm():
    bag = under_way(originals())
    give_bag(number=bag.number, courier=COURIER, at=SOON)
    elsewhere = OFFICER.__class__(OFFICER.kind, OFFICER.id, OFFICER.name, "P002", OFFICER.roles)

    receive_bag(number=bag.number, clerk=elsewhere, at=SOON)

    assert Alarm.objects.get().facts == {"place": "P002", "belongs": AUTHORITY}


def test_what_is_called_back_comes_out_of_an_open_bag_at_once_and_of_a_closed_one_when_it_is_counted():
    loose, shut = originals(1), sealed(2)
    bag_with(loose)
    recall_parcel(subject_id=loose.subject_id, actor=SYSTEM, at=NOON, direction=Direction.ORIGINALS)
    assert fresh(loose).bag_id is None
    bag = received(shut, to="VNP", by=SORTER)

    recall_parcel(subject_id=shut.subject_id, actor=SYSTEM, at=NOON)
    count_bag(bag_id=bag.id, labels=[shut.label], clerk=SORTER, at=SOON)

    assert (fresh(shut).state, fresh(shut).bag_id) == (ParcelState.RETURNED, None)


def test_a_run_ends_with_words_about_what_is_unaccounted_for():
    bag = under_way(originals(1))
    loose = sealed(2)
    run = load_run(parcel_ids=[loose.id], courier=COURIER, clerk=CLERK, at=NOON)

    with pytest.raises(IllegalTransition) as said:
        close_run(run_id=run.id, courier=COURIER, at=SOON)
    assert bag.number in said.value.vi
    assert loose.label in said.value.vi
    assert not Alarm.objects.exists()

    close_run(run_id=run.id, courier=COURIER, at=SOON, words="Xe hỏng, túi còn ở xe, mai giao tiếp")
    assert {alarm.owner_unit for alarm in Alarm.objects.filter(kind="UNACCOUNTED")} == {"VNP"}
    assert Alarm.objects.filter(kind="UNACCOUNTED").count() == 2
