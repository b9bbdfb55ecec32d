"""Help with the electronic identity, and lessons: the person does it, and what came of it is measured."""

from datetime import timedelta

import pytest

from cuamo.dossiers.models import GuidedVisit, Visit
from cuamo.dossiers.rules.guided import acted_alone, carries_secret
from cuamo.dossiers.selectors.guided import account_list, later_alone, lesson_list, lesson_names
from cuamo.dossiers.services.choose_procedure import open_draft
from cuamo.dossiers.services.give_consent import give_consent
from cuamo.dossiers.services.guide_by_list import end_guided, start_guided, tick_guided
from cuamo.dossiers.services.start_visit import start_visit
from cuamo.dossiers.states import Channel
from cuamo.kernel import events
from cuamo.kernel.errors import Conflict, Invalid, NotFound
from cuamo.kernel.identifiers.card import read_card
from tests.support.city import CARD, MORNING, PHONE, citizen_of

ALL = [step.key for step in account_list().steps]


def visiting(counter, *, consented: bool = True, card: str = CARD) -> Visit:
    visit = start_visit(clerk=counter.clerk, card=read_card(card), phone=PHONE, at=counter.at)
    if consented:
        give_consent(
            visit_id=visit.id, given=True, evidence="screen-touch", citizen=citizen_of(visit), at=counter.at
        )
    return visit


def helped(counter, *, at=MORNING, card: str = CARD) -> Visit:
    visit = visiting(counter, card=card)
    start_guided(visit_id=visit.id, clerk=counter.clerk, at=at)
    end_guided(visit_id=visit.id, clerk=counter.clerk, done=ALL, outcome="ACTIVATED", at=at)
    visit.refresh_from_db()
    return visit


def test_an_activated_account_ends_the_visit_with_its_own_kind_and_outcome(counter):
    visit = helped(counter)

    row = GuidedVisit.objects.get(visit=visit)
    assert (visit.kind, visit.outcome, row.outcome, row.done) == ("ACCOUNT", "ACCOUNT", "ACTIVATED", ALL)
    assert visit.ended_at == MORNING
    assert row.list_version == account_list().version
    assert events.names_of(visit.id)[-3:] == ["visit.guided_begun", "visit.guided_ended", "visit.ended"]


@pytest.mark.parametrize(
    ("done", "outcome", "note", "where"),
    [
        (ALL[:-2], "ACTIVATED", "", "done"),
        (ALL, "", "", "outcome"),
        (ALL, "APPOINTMENT", "", "note"),
        (ALL, "NOT_POSSIBLE", "", "note"),
        (ALL, "NOT_POSSIBLE", "mật khẩu là 123456", "note"),
        (ALL, "APPOINTMENT", "Công an phường, mã 12 34 56", "note"),
    ],
)
def test_an_outcome_that_is_not_true_or_a_note_with_a_code_is_refused(counter, done, outcome, note, where):
    visit = visiting(counter)
    start_guided(visit_id=visit.id, clerk=counter.clerk, at=counter.at)
    with pytest.raises(Invalid) as refused:
        end_guided(
            visit_id=visit.id, clerk=counter.clerk, done=done, outcome=outcome, note=note, at=counter.at
        )

    assert refused.value.where == where
    visit.refresh_from_db()
    assert visit.ended_at is None
    assert GuidedVisit.objects.get(visit=visit).outcome == ""


def test_an_appointment_with_the_police_says_where_and_when(counter):
    visit = visiting(counter)
    start_guided(visit_id=visit.id, clerk=counter.clerk, at=counter.at)
    note = "Công an phường Hoàn Kiếm, 9:00 ngày 28/11"
    end_guided(
        visit_id=visit.id,
        clerk=counter.clerk,
        done=["level", "warned"],
        outcome="APPOINTMENT",
        note=note,
        at=counter.at,
    )
    assert GuidedVisit.objects.get(visit=visit).note == note


@pytest.mark.parametrize(
    ("note", "secret"), [("123456", True), ("1 2-3.456", True), ("9:00 ngày 28/11", False)]
)
def test_six_digits_in_a_row_are_taken_for_a_code(note, secret):
    assert carries_secret(note) is secret


def test_nothing_begins_without_consent(counter):
    visit = visiting(counter, consented=False)
    with pytest.raises(Invalid, match="no_consent"):
        start_guided(visit_id=visit.id, clerk=counter.clerk, at=counter.at)
    assert not GuidedVisit.objects.exists()


def test_a_lesson_is_learned_only_when_every_step_and_its_proof_are_done(counter):
    key = lesson_names()[0][0]
    visit = visiting(counter)
    start_guided(visit_id=visit.id, clerk=counter.clerk, lesson=key, at=counter.at)
    steps = [step.key for step in lesson_list(key).steps]
    tick_guided(visit_id=visit.id, clerk=counter.clerk, done=[*steps[:2], "invented"], at=counter.at)
    assert GuidedVisit.objects.get(visit=visit).done == steps[:2]
    with pytest.raises(Invalid):
        end_guided(visit_id=visit.id, clerk=counter.clerk, done=steps[:-1], outcome="LEARNED", at=counter.at)

    end_guided(visit_id=visit.id, clerk=counter.clerk, done=steps, outcome="LEARNED", at=counter.at)
    visit.refresh_from_db()
    assert (visit.kind, visit.outcome) == ("LESSON", "LESSON")


def test_a_list_on_which_something_was_ticked_is_not_swapped_for_another(counter):
    visit = visiting(counter)
    start_guided(visit_id=visit.id, clerk=counter.clerk, at=counter.at)
    tick_guided(visit_id=visit.id, clerk=counter.clerk, done=ALL[:1], at=counter.at)
    with pytest.raises(Conflict):
        start_guided(visit_id=visit.id, clerk=counter.clerk, lesson=lesson_names()[0][0], at=counter.at)
    with pytest.raises(NotFound):
        start_guided(visit_id=visit.id, clerk=counter.clerk, lesson="khong-co", at=counter.at)
    assert GuidedVisit.objects.get(visit=visit).kind == "ACCOUNT"


def test_acting_alone_counts_a_dossier_after_the_help_and_within_the_days():
    day = timedelta(days=1)
    facts = {"helped_at": MORNING, "within_days": 90}
    assert acted_alone(filed_alone=[MORNING - day, MORNING + 91 * day], **facts) is None
    assert acted_alone(filed_alone=[MORNING], **facts) is None
    assert acted_alone(filed_alone=[MORNING + 90 * day, MORNING + 2 * day], **facts) == MORNING + 2 * day


def test_an_agency_sees_how_many_later_filed_by_themselves(counter, django_assert_num_queries):
    visit = helped(counter)
    other = CARD.replace("001185012345", "001185054321")
    helped(counter, card=other)
    assert visit.person is not None
    draft = open_draft(
        person=visit.person,
        procedure_code="2.000635",
        channel=Channel.SELF,
        actor=citizen_of(visit),
        at=MORNING + timedelta(days=3),
    )
    codes = [visit.agency_code]
    now = MORNING + timedelta(days=4)
    found = later_alone(agency_codes=codes, since=MORNING, now=now)
    assert (found.helped, found.alone, found.still_open) == (2, 0, 2)

    type(draft).objects.filter(id=draft.id).update(submitted_at=MORNING + timedelta(days=3))

    with django_assert_num_queries(3):
        found = later_alone(agency_codes=codes, since=MORNING, now=now)
    assert (found.helped, found.alone, found.still_open) == (2, 1, 1)
    much_later = later_alone(agency_codes=codes, since=MORNING, now=MORNING + timedelta(days=200))
    assert much_later.still_open == 0
    assert later_alone(agency_codes=["X"], since=MORNING, now=now).helped == 0


def test_a_dossier_with_the_clerks_help_is_not_acting_alone(counter):
    visit = helped(counter)
    sent = counter.sent()
    assert sent.applicant_id == visit.person_id
    found = later_alone(agency_codes=[visit.agency_code], since=MORNING, now=MORNING + timedelta(days=1))
    assert (found.helped, found.alone) == (1, 0)
