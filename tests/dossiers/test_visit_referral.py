"""Sent elsewhere: a named place, a time that is really booked, and nobody is forgotten."""

from datetime import date, datetime, timedelta

import pytest

from cuamo.appointments.models import Booking
from cuamo.appointments.selectors.slots import free_slots
from cuamo.catalogue.selectors.versions import version_in_force
from cuamo.dossiers.models import Referral, Visit
from cuamo.dossiers.rules.referral import ask_from, is_overdue
from cuamo.dossiers.selectors.referrals import open_referrals, places_for, referral_slip
from cuamo.dossiers.services.end_visit import end_visit
from cuamo.dossiers.services.give_consent import give_consent
from cuamo.dossiers.services.refer import close_referral, refer
from cuamo.dossiers.services.set_phone import use_no_number
from cuamo.dossiers.services.start_visit import start_visit
from cuamo.kernel import events
from cuamo.kernel.clock import to_hanoi
from cuamo.kernel.errors import DomainError, Invalid, NotFound
from cuamo.kernel.identifiers.card import read_card
from cuamo.notices.models import Notice
from tests.support.city import CARD, MORNING, PHONE, citizen_of, staff

TODAY = MORNING.date()
BIRTH = "1.001193"


@pytest.fixture
def visit(counter) -> Visit:
    visit = start_visit(clerk=counter.clerk, card=read_card(CARD), phone=PHONE, at=counter.at)
    decide(visit, given=True, at=counter.at)
    return visit


def decide(visit: Visit, *, given: bool, at: datetime) -> None:
    give_consent(visit_id=visit.id, given=given, evidence="screen-touch", citizen=citizen_of(visit), at=at)


def place_of(visit: Visit):
    return places_for(version_in_force(BIRTH, on=TODAY), visit)[0]


def send(counter, visit: Visit, **more) -> Referral:
    facts = {"procedure_code": BIRTH, "to_unit": place_of(visit).code, "reason": "OFFLINE"}
    return refer(visit_id=visit.id, clerk=counter.clerk, at=counter.at, **(facts | more))


def test_the_day_to_ask_follows_the_booked_day_or_comes_after_a_week():
    assert ask_from(made_on=TODAY, expected_on=date(2026, 11, 24)) == date(2026, 11, 25)
    assert ask_from(made_on=TODAY, expected_on=None) == TODAY + timedelta(days=7)
    assert is_overdue(ask_on=TODAY, outcome="", today=TODAY + timedelta(days=1))
    assert not is_overdue(ask_on=TODAY, outcome="", today=TODAY)
    assert not is_overdue(ask_on=TODAY, outcome="DONE", today=TODAY + timedelta(days=9))


def test_a_time_is_really_booked_at_the_place_and_the_person_gets_slip_and_text(counter, visit):
    places = places_for(version_in_force(BIRTH, on=TODAY), visit)
    place, time = next(
        (place, slot.starts_at)
        for place in places
        for slots in free_slots(place, first=TODAY, last=TODAY + timedelta(days=7), at=counter.at).values()
        for slot in slots
    )

    row = send(counter, visit, to_unit=place.code, starts_at=time, prepared=["Đã in tờ khai"])

    booked = Booking.objects.get(id=row.booking_id)
    assert (booked.unit_code, booked.starts_at, booked.subject) == (place.code, time, row.ref)
    assert row.ask_on == to_hanoi(time).date() + timedelta(days=1)
    told = Notice.objects.get(subject_id=row.id, template="N14")
    assert (told.phone, told.parts) == (PHONE, 1)
    assert row.ref in told.text
    slip = referral_slip(row, at=counter.at)
    said = [line for section in slip["sections"] for line in section["lines"]]
    assert any("đã hẹn" in line for line in said)
    assert "Đã in tờ khai" in said
    assert set(row.checklist) <= set(said)
    assert place.code != visit.agency_code


def test_the_same_referral_twice_in_a_visit_is_one(counter, visit):
    first, second = send(counter, visit), send(counter, visit)
    assert first.id == second.id
    assert Notice.objects.filter(subject_id=first.id).count() == 1


def test_without_a_phone_there_is_the_slip_and_a_day_and_no_text(counter, visit):
    use_no_number(visit_id=visit.id, clerk=counter.clerk, at=counter.at)
    row = send(counter, visit, expected_on=TODAY + timedelta(days=2))
    assert (row.booking_id, row.ask_on) == (None, TODAY + timedelta(days=3))
    assert not Notice.objects.filter(subject_id=row.id).exists()


@pytest.mark.parametrize(
    ("facts", "where"),
    [
        ({"reason": ""}, "reason"),
        ({"to_unit": "KHONG-CO"}, "to_unit"),
        ({"expected_on": TODAY - timedelta(days=1)}, "expected_on"),
        ({"starts_at": MORNING - timedelta(days=1)}, ""),
    ],
)
def test_what_cannot_be_arranged_is_refused_and_nothing_is_kept(counter, visit, facts, where):
    with pytest.raises(DomainError) as refused:
        send(counter, visit, **facts)
    assert where in refused.value.where
    assert not Referral.objects.exists()
    assert not Booking.objects.exists()


def test_nobodys_name_and_number_reach_another_place_before_they_agreed(counter, visit):
    decide(visit, given=False, at=counter.at + timedelta(minutes=1))
    with pytest.raises(Invalid, match="no_consent") as refused:
        send(counter, visit)
    assert refused.value.where == "Q2"
    assert not Referral.objects.exists()
    assert not Booking.objects.exists()
    assert not Notice.objects.filter(template="N14").exists()
    assert "visit.referred" not in events.names_of(visit.id)


def test_nobody_is_sent_to_where_they_are(counter, visit):
    assert visit.agency_code not in {
        place.code for place in places_for(version_in_force(BIRTH, on=TODAY), visit)
    }
    with pytest.raises(NotFound):
        send(counter, visit, to_unit=visit.agency_code)


def test_the_visit_ends_as_a_referral_and_stays_on_the_list_until_somebody_says_how_it_ended(counter, visit):
    row = send(counter, visit)
    end_visit(visit_id=visit.id, clerk=counter.clerk, at=counter.at)
    visit.refresh_from_db()
    assert visit.outcome == "REFERRAL"
    later = TODAY + timedelta(days=8)
    assert [one.id for one in open_referrals(visit.agency_code)] == [row.id]
    assert [one.ask_on < later for one in open_referrals(visit.agency_code)] == [True]
    for wrong in ({"outcome": "", "source": "CITIZEN"}, {"outcome": "DONE", "source": ""}):
        with pytest.raises(DomainError):
            close_referral(referral_id=row.id, clerk=counter.clerk, at=counter.at, **wrong)
    assert [one.ask_on < later for one in open_referrals(visit.agency_code)] == [True]

    done = {"outcome": "DONE", "source": "PLACE", "note": "gọi lúc 9 giờ"}
    close_referral(referral_id=row.id, clerk=counter.clerk, at=MORNING + timedelta(days=8), **done)

    row.refresh_from_db()
    assert (row.outcome, row.outcome_source, row.outcome_by["name"]) == ("DONE", "PLACE", counter.clerk.name)
    assert open_referrals(visit.agency_code) == []
    told = [event for event in events.history_of(visit.id) if event.name == "referral.closed"]
    assert told[0].data["days"] == 8
    close_referral(
        referral_id=row.id, clerk=counter.clerk, outcome="GAVE_UP", source="CITIZEN", at=counter.at
    )
    row.refresh_from_db()
    assert row.outcome == "DONE"


def test_another_agencys_referral_cannot_be_closed(counter, visit):
    row = send(counter, visit)
    with pytest.raises(NotFound):
        close_referral(
            referral_id=row.id,
            clerk=staff("chuyenvien.hoankiem"),
            outcome="DONE",
            source="PLACE",
            at=counter.at,
        )
    row.refresh_from_db()
    assert row.outcome == ""
