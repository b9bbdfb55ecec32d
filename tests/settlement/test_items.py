"""What an operator did becomes one item, once, with its proof; what is not proven says so."""

from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from cuamo.delivery.models import HandOver, Parcel
from cuamo.delivery.services.lose import declare_lost, report_found
from cuamo.kernel import consumers, events
from cuamo.kernel.actors import SYSTEM
from cuamo.kernel.clock import local
from cuamo.kernel.identifiers.s10 import check_digit
from cuamo.kernel.ids import uuid7
from cuamo.organisation.types import Role
from cuamo.settlement.models import Item
from cuamo.settlement.rules.custody import GONE, HALF, NO_PROOF, TWICE
from cuamo.settlement.services.note_items import note_items
from tests.settlement.conftest import CLERK, COURIERS, NOVEMBER, hand_over, person


def _seen():
    return list(Item.objects.order_by("acted_at", "service").values_list("service", "claimable", "reason"))


def test_a_result_at_the_door_is_one_item_that_points_at_its_hand_over(carry):
    parcel = carry()

    item = Item.objects.get()
    door = HandOver.objects.get(parcel=parcel, taker__kind="RECIPIENT")
    assert (item.service, item.operator_code, item.label) == ("DELIVER_HOME", "VNPOST", parcel.label)
    assert (item.hand_over_id, item.proof, item.claimable) == (door.id, "CODE", True)


def test_noting_again_changes_nothing(carry):
    parcel = carry()
    before = list(Item.objects.values())

    note_items(subject_id=parcel.subject_id, at=NOVEMBER)

    assert [row["id"] for row in Item.objects.values()] == [row["id"] for row in before]


@pytest.mark.parametrize(
    ("proof", "evidence", "reason"),
    [
        ("CODE", None, ""),
        ("SIGNATURE", uuid4(), ""),
        ("PHOTO", uuid4(), ""),
        ("SIGNATURE", None, NO_PROOF),
        ("PHOTO", None, NO_PROOF),
        ("SCAN", uuid4(), NO_PROOF),
    ],
)
def test_a_delivery_needs_a_code_or_evidence_that_was_kept(carry, proof, evidence, reason):
    carry(proof=proof, evidence=evidence)

    assert _seen() == [("DELIVER_HOME", not reason, reason)]


def test_a_hand_over_with_one_side_makes_it_not_claimable_until_the_other_side_signs(carry):
    parcel = carry(half=True)
    assert _seen() == [("DELIVER_HOME", False, HALF)]

    HandOver.objects.filter(parcel=parcel, given_at=None).update(given_at=local("2026-10-05 15:00"))
    note_items(subject_id=parcel.subject_id, at=NOVEMBER)

    assert _seen() == [("DELIVER_HOME", True, "")]


def test_a_replaced_envelope_of_the_same_result_is_not_claimable_again(carry):
    subject = uuid4()
    first = carry(subject=subject)
    Parcel.objects.filter(id=first.id).update(ended_at=local("2026-10-08 08:00"), end_reason="REPLACED")

    carry(subject=subject, taken="2026-10-08 15:00", home="2026-10-09 10:00", operator="VTPOST")

    assert _seen() == [("DELIVER_HOME", True, ""), ("DELIVER_HOME", False, TWICE)]


def test_the_database_refuses_a_second_claimable_item_for_the_same_act(carry):
    carry()
    item = Item.objects.get()
    item.pk, item.hand_over_id, item.operator_code = uuid4(), uuid4(), "VTPOST"

    with pytest.raises(IntegrityError, match="nothing_claimable_twice"), transaction.atomic():
        item.save(force_insert=True)

    assert Item.objects.count() == 1


def test_what_came_back_after_a_failed_attempt_is_a_return_and_without_one_it_is_nothing(carry):
    carry(back="2026-10-07 17:00", home=None, tries=(("2026-10-06 09:00", "ABSENT", ""),))
    carry(back="2026-10-05 17:00", home=None)

    assert _seen() == [("RETURN", True, "")]


def test_a_loss_out_of_an_operators_hands_is_an_item_and_out_of_the_points_hands_is_none(carry):
    carry(home=None, ended_at=local("2026-10-20 08:00"), end_reason="LOST")
    carry(home=None, back="2026-10-06 08:00", ended_at=local("2026-10-20 08:00"), end_reason="LOST")

    assert [(row.service, row.operator_code) for row in Item.objects.all()] == [("LOSS", "VNPOST")]


def test_items_told_from_nothing_again_are_the_same(carry):
    (consumer,) = [one for one in consumers.all_consumers() if one.name == "settlement-items"]
    subjects = []
    for number in range(3):
        parcel = carry(note=False, home=f"2026-10-0{6 + number} 10:00")
        events.record("delivery.delivered", parcel.subject_id, actor=SYSTEM, at=NOVEMBER, label=parcel.label)
        subjects.append(parcel.subject_id)

    def tell_everything():
        for subject in subjects:
            for event in events.history_of(subject):
                for handler in consumer.handlers.get(event.name, []):
                    handler(event)
        return set(Item.objects.values_list("claim_key", "claimable", "hand_over_id"))

    told = tell_everything()
    assert len(told) == 3
    assert tell_everything() == told

    Item.objects.all().delete()

    assert tell_everything() == told


def test_an_envelope_found_again_was_not_lost_and_declared_lost_it_is_charged_unreplaced(carry):
    parcel = carry(home=None)
    parcel.label = f"RH00000001{check_digit('00000001')}VN"
    Parcel.objects.filter(id=parcel.id).update(
        state="OUT_FOR_DELIVERY", holder_kind="COURIER", label=parcel.label
    )
    declare_lost(parcel_id=parcel.id, why="NO_SCAN", actor=SYSTEM, at=local("2026-10-20 09:00"))
    note_items(subject_id=parcel.subject_id, at=NOVEMBER)
    loss = Item.objects.get()
    assert (loss.service, loss.claimable, loss.acted_at) == ("LOSS", True, local("2026-10-20 09:00"))

    report_found(label=parcel.label, actor=SYSTEM, at=local("2026-10-21 09:00"))
    (consumer,) = [one for one in consumers.all_consumers() if one.name == "settlement-items"]
    (told,) = [one for one in events.history_of(parcel.subject_id) if one.name == "delivery.found_again"]
    for handler in consumer.handlers[told.name]:
        handler(told)

    assert _seen() == [("LOSS", False, GONE)]


def test_who_brings_on_what_was_found_is_paid_and_is_not_charged_for_whoever_lost_sight_of_it(carry):
    parcel = carry(home=None, half=True, operator="VTPOST", note=False)
    HandOver.objects.filter(parcel=parcel).update(
        broken_off_at=local("2026-10-06 08:00"), gap_found_at=local("2026-10-05 16:00")
    )
    at, centre = local("2026-10-06 08:00"), person("TT", Role.RECEIVER)
    HandOver.objects.create(
        id=uuid7(at), parcel=parcel, giver={}, taker=centre.as_json(), taken_at=at, place="TT", proof="FOUND"
    )
    courier = COURIERS["VNPOST"]
    hand_over(parcel, centre, courier, local("2026-10-07 09:00"), place="TT")
    hand_over(parcel, courier, None, local("2026-10-07 15:00"), proof="CODE")

    note_items(subject_id=parcel.subject_id, at=NOVEMBER)

    item = Item.objects.get()
    assert (item.service, item.operator_code, item.claimable) == ("DELIVER_HOME", "VNPOST", True)
    assert item.facts["gaps"] == []


@pytest.mark.parametrize("recalled", [None, local("2026-10-06 10:00")])
def test_what_a_point_hands_to_the_centre_after_it_came_back_is_no_second_return(carry, recalled):
    tries = () if recalled else (("2026-10-06 09:00", "ABSENT", ""),)
    parcel = carry(back="2026-10-06 17:00", home=None, tries=tries, carrier="VNPOST", recalled_at=recalled)
    hand_over(parcel, CLERK, person("TT", Role.RECEIVER), local("2026-10-14 09:00"), place="TT")

    note_items(subject_id=parcel.subject_id, at=NOVEMBER)

    assert _seen() == [("RETURN", True, "")]
