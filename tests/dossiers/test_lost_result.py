"""A result that is lost on its way is issued again, and never two that count are at large."""

from datetime import timedelta

import pytest

from cuamo.delivery.models import Alarm, Loss, Parcel, RecipientRule
from cuamo.delivery.selectors.parcels import parcel_of
from cuamo.delivery.services.return_to_point import return_to_point
from cuamo.delivery.states import ParcelState
from cuamo.dossiers.models import PastResult, Result, WorkItem
from cuamo.dossiers.services.carry import follow_parcel
from cuamo.dossiers.services.issue_result import pack_result
from cuamo.dossiers.services.replace_lost import replace_lost_result
from cuamo.dossiers.services.seal_result import seal_result
from cuamo.dossiers.services.settle_carriage import let_heirs_have_it, report_lost
from cuamo.dossiers.services.tell_citizen import tell_citizen
from cuamo.dossiers.states import Carriage, State, Step
from cuamo.kernel import events
from cuamo.kernel.errors import IllegalTransition, NotFound
from cuamo.notices.models import Notice
from tests.support.city import MORNING, staff
from tests.support.remembered import remembered
from tests.web.officer.desk import issued

pytestmark = pytest.mark.django_db

LATER = MORNING + timedelta(days=1)


@pytest.fixture
@remembered
def packed(counter):
    """A finished dossier whose result lies sealed in its envelope."""
    done, clerk = issued(counter), staff("tiepnhan.hoankiem")
    parcel = pack_result(dossier_id=done.id, clerk=clerk, at=MORNING)
    seal_result(parcel_id=parcel.id, seal_number="NP-770001", clerk=clerk, at=MORNING)
    done.refresh_from_db()
    return done


def lose(dossier, *, at=LATER):
    return report_lost(
        dossier_id=dossier.id, officer=staff("vanthu.hoankiem"), why="SAID", words="Rơi", at=at
    )


def hear(dossier):
    """What the consumers do with the news."""
    for event in events.history_of(dossier.id):
        if event.name == "delivery.lost":
            follow_parcel(dossier_id=dossier.id, news=event.name, said=event.data, at=event.occurred_at)
    replace_lost_result(dossier_id=dossier.id, at=LATER)
    dossier.refresh_from_db()


def live(dossier):
    return Parcel.objects.filter(subject_id=dossier.id, ended_at=None).exclude(state=ParcelState.LOST)


def test_the_rule_of_the_procedure_is_pinned_when_the_result_is_packed(packed):
    rule = RecipientRule.objects.filter(procedures__contains=[packed.procedure_code]).first()

    assert parcel_of(packed.id).recipient_rule == (rule.code if rule else "STANDARD")


def test_a_copy_is_printed_again_and_takes_the_lost_ones_place(packed):
    number = Result.objects.get(dossier=packed).number
    loss = lose(packed)
    hear(packed)
    assert (packed.carriage, packed.state) == (Carriage.LOST, State.DONE)
    assert WorkItem.objects.get(dossier_id=packed.id).step == Step.PACK
    assert not live(packed).exists()

    again = pack_result(dossier_id=packed.id, clerk=staff("vanthu.hoankiem"), at=LATER)

    loss.refresh_from_db()
    assert (loss.replacement_id, loss.parcel.end_reason) == (again.id, "LOST")
    assert [each.id for each in live(packed)] == [again.id]
    assert Result.objects.get(dossier=packed).number == number
    assert Alarm.objects.get(parcel=loss.parcel, kind="LOST").closed_at is not None
    assert "delivery.replaced" in events.names_of(packed.id)


def test_where_the_kind_demands_it_the_lost_papers_number_ends(packed):
    Parcel.objects.filter(subject_id=packed.id).update(recipient_rule="SELF_CARD")
    old = Result.objects.get(dossier=packed)
    lose(packed)
    hear(packed)
    hear(packed)

    past, new = PastResult.objects.get(dossier=packed), Result.objects.get(dossier=packed)
    assert (past.number, past.check_token) == (old.number, old.check_token)
    assert (new.number, new.issued_at, new.file) == ("", None, None)
    assert new.check_token != old.check_token
    assert WorkItem.objects.get(dossier_id=packed.id).step == Step.APPROVE


def test_a_result_that_is_signed_again_is_not_packed_and_the_leaders_work_stays(packed):
    Parcel.objects.filter(subject_id=packed.id).update(recipient_rule="SELF_CARD")
    loss = lose(packed)
    hear(packed)

    with pytest.raises(IllegalTransition) as refused:
        pack_result(dossier_id=packed.id, clerk=staff("vanthu.hoankiem"), at=LATER)

    loss.refresh_from_db()
    assert refused.value.code == "result.again"
    assert (loss.replaced_at, loss.parcel.ended_at) == (None, None)
    assert WorkItem.objects.get(dossier_id=packed.id).step == Step.APPROVE
    assert not live(packed).exists()


def test_packing_again_gives_the_same_envelope(packed):
    first = parcel_of(packed.id)

    again = pack_result(dossier_id=packed.id, clerk=staff("vanthu.hoankiem"), at=LATER)

    assert (again.id, Parcel.objects.filter(subject_id=packed.id).count()) == (first.id, 1)


def test_the_envelope_begins_where_it_is_packed_and_is_sealed_there(packed):
    clerk = staff("vanthu.hoankiem")
    lose(packed)
    hear(packed)

    again = pack_result(dossier_id=packed.id, clerk=clerk, at=LATER)

    assert (again.origin_unit, again.holder_id) == (clerk.unit_code, clerk.unit_code)
    seal_result(parcel_id=again.id, seal_number="NP-770011", clerk=clerk, at=LATER)
    assert parcel_of(packed.id).state == ParcelState.SEALED


def test_found_again_the_lost_one_is_an_alarm_and_its_replacement_goes_on(packed):
    loss = lose(packed)
    hear(packed)
    again = pack_result(dossier_id=packed.id, clerk=staff("vanthu.hoankiem"), at=LATER)

    return_to_point(label=loss.parcel.label, clerk=staff("vanthu.hoankiem"), at=LATER)

    assert [each.id for each in live(packed)] == [again.id]
    assert Alarm.objects.filter(parcel=loss.parcel, kind="FOUND_AGAIN", closed_at=None).count() == 1
    assert parcel_of(packed.id).id == again.id


def test_the_citizen_hears_once_with_a_new_day(packed):
    loss = lose(packed)
    for _ in range(2):
        tell_citizen(dossier_id=packed.id, news="delivery.lost", at=LATER)

    (text,) = Notice.objects.filter(subject_id=packed.id, template="N7L")
    assert f"{loss.promised_by:%d/%m}" in text.text
    assert "mien phi" in text.text
    assert len(text.text) <= 160


def test_a_result_that_was_taken_back_is_not_issued_again(packed):
    Result.objects.filter(dossier=packed).update(revoked_at=LATER)
    lose(packed)
    hear(packed)

    assert not WorkItem.objects.filter(dossier_id=packed.id).exists()
    assert Alarm.objects.filter(kind="LOST", closed_at=None).count() == 1


def test_an_officer_of_another_ward_neither_loses_nor_gives_to_heirs(packed):
    stranger = staff("giamsat.trungtam")
    with pytest.raises(NotFound):
        report_lost(dossier_id=packed.id, officer=stranger, why="SAID", at=LATER)
    with pytest.raises(NotFound):
        let_heirs_have_it(dossier_id=packed.id, officer=stranger, names=["A B"], ground="x", at=LATER)
    assert not Loss.objects.exists()
