"""A visit works on the matter of who is in front, and of nobody else; what another person began is kept."""

from datetime import timedelta

import pytest

from cuamo.dossiers.models import Confirmation, Dossier, GuidedVisit, Visit
from cuamo.dossiers.selectors.visits import Way, dossier_of_visit, drafts_to_go_on_with
from cuamo.dossiers.services.ask_change import ask_change, drop_change
from cuamo.dossiers.services.choose_procedure import choose_procedure
from cuamo.dossiers.services.confirm import agree_to_summary, confirm
from cuamo.dossiers.services.give_consent import give_consent
from cuamo.dossiers.services.guide_by_list import start_guided, tick_guided
from cuamo.dossiers.services.request_confirmation import request_confirmation
from cuamo.dossiers.services.set_phone import set_phone, use_number_of
from cuamo.dossiers.services.start_visit import identify, start_visit
from cuamo.dossiers.services.take_mandate import act_for_oneself, stop_mandate, take_mandate
from cuamo.dossiers.services.take_up_draft import take_up_draft
from cuamo.kernel import events
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import Conflict, Invalid, NotFound, NotPermitted
from cuamo.kernel.identifiers.card import read_card
from cuamo.people.rules.stated import read_stated
from tests.dossiers.test_visit_acting import acting, person
from tests.support.city import CARD, MORNING, PHONE, citizen_of, last_code

OTHER = "001090054321||Phạm Văn Ẩn|01011990|Nam|Số 7 phố Hàng Gai, Hoàn Kiếm, Hà Nội|12082021"
SIMPLE = "2.000635"
OTHER_PHONE = "0968888888"


def read(counter, visit: Visit, card: str) -> Visit:
    identify(visit_id=visit.id, clerk=counter.clerk, card=read_card(card), at=counter.at)
    return Visit.objects.select_related("person").get(id=visit.id)


def agree(counter, visit: Visit) -> None:
    give_consent(
        visit_id=visit.id, given=True, evidence="screen-touch", citizen=citizen_of(visit), at=counter.at
    )


def choose(counter, visit: Visit, *, minute: int = 0) -> Dossier:
    at = counter.at + timedelta(minutes=minute)
    return choose_procedure(visit_id=visit.id, clerk=counter.clerk, procedure_code=SIMPLE, at=at)


def act_for(counter, visit: Visit, **more) -> Visit:
    take_mandate(visit_id=visit.id, clerk=counter.clerk, acting=acting(**more), at=counter.at)
    visit = Visit.objects.select_related("person").get(id=visit.id)
    agree(counter, visit)
    return visit


def child(name: str) -> dict[str, object]:
    stated = read_stated(known_by="NOTHING", full_name=name, birth=("", "", "2020"), today=MORNING.date())
    return {"kind": "CHILD", "proof": "BIRTH", "relation": "con", "stated": stated, "notice_phone": ""}


@pytest.fixture
def begun(counter) -> Dossier:
    """A complete draft of the person of `CARD`."""
    return counter.draft()


def ways(counter) -> dict[object, Way]:
    return {row.dossier.id: row.way for row in drafts_to_go_on_with(counter.clerk)}


def test_another_card_brings_nobodys_dossier_and_the_first_card_brings_it_back(counter, begun):
    assert ways(counter) == {begun.id: Way.OPEN}

    visit = read(counter, begun.visit, OTHER)

    assert dossier_of_visit(visit) is None
    assert ways(counter) == {begun.id: Way.READ_CARD}
    agree(counter, visit)
    own = choose(counter, visit)
    assert own.id != begun.id
    assert dossier_of_visit(visit) == own

    visit = read(counter, visit, CARD)
    assert dossier_of_visit(visit) == begun
    assert ways(counter) == {begun.id: Way.OPEN, own.id: Way.READ_CARD}
    kept = Dossier.objects.get(id=begun.id)
    assert (kept.values, kept.answers, kept.delivery) == (begun.values, begun.answers, begun.delivery)


def test_a_dossier_that_was_sent_is_not_shown_to_the_next_person_either(counter):
    sent = counter.sent()
    assert dossier_of_visit(sent.visit) == sent
    assert dossier_of_visit(read(counter, sent.visit, OTHER)) is None


def test_the_number_of_the_next_person_does_not_get_into_the_draft_of_the_first(counter, begun):
    visit = read(counter, begun.visit, OTHER)
    set_phone(visit_id=visit.id, clerk=counter.clerk, phone=OTHER_PHONE, at=counter.at)
    use_number_of(visit_id=visit.id, clerk=counter.clerk, phone="0977777777", owner="hàng xóm", at=counter.at)
    assert Dossier.objects.get(id=begun.id).contact_phone == PHONE


def test_a_relatives_number_is_not_used_after_another_card_was_read_in_between(counter, begun):
    use_number_of(
        visit_id=begun.visit_id, clerk=counter.clerk, phone="0977777777", owner="con gái", at=counter.at
    )
    assert Dossier.objects.get(id=begun.id).contact_phone == "0977777777"

    visit = read(counter, read(counter, begun.visit, OTHER), CARD)

    assert (visit.contact_phone, visit.contact_owner) == ("", "")
    assert Dossier.objects.get(id=begun.id).contact_phone == PHONE


@pytest.mark.parametrize("act", ["agree", "confirm", "ask", "drop"])
def test_nobody_else_agrees_confirms_or_points_at_a_line(counter, begun, act):
    shown = request_confirmation(dossier_id=begun.id, actor=counter.clerk, at=counter.at)
    owner = citizen_of(begun)
    facts = {"dossier_id": begun.id, "at": counter.at}
    if act == "confirm":
        agree_to_summary(summary_id=shown.id, citizen=owner, place="Quầy", **facts)
    if act == "drop":
        ask_change(line="papers", citizen=owner, **facts)
    other = citizen_of(read(counter, begun.visit, OTHER))
    before = events.names_of(begun.id)

    def press(who: Actor) -> None:
        if act == "agree":
            agree_to_summary(summary_id=shown.id, citizen=who, place="Quầy", **facts)
        elif act == "confirm":
            confirm(code=last_code(begun.id), citizen=who, **facts)
        elif act == "ask":
            ask_change(line="papers", citizen=who, **facts)
        else:
            drop_change(citizen=who, **facts)

    with pytest.raises(NotPermitted, match=r"confirm\.other"):
        press(other)
    assert events.names_of(begun.id) == before
    assert Confirmation.objects.get(id=shown.id).confirmed_at is None
    press(owner)
    assert events.names_of(begun.id) != before


def test_a_draft_of_ones_own_is_none_under_a_mandate_and_the_other_way_round(counter, begun):
    visit = act_for(counter, begun.visit)
    assert dossier_of_visit(visit) is None
    assert ways(counter) == {begun.id: Way.TAKE_UP}

    for_mother = choose(counter, visit)
    assert for_mother.id != begun.id
    assert for_mother.applicant.full_name == "Trần Thị Ổi"
    assert events.names_of(for_mother.id)[-1] == "dossier.acted_for"
    assert choose(counter, visit) == for_mother

    act_for_oneself(visit_id=visit.id, clerk=counter.clerk, at=counter.at)
    visit.refresh_from_db()
    assert choose(counter, visit) == begun
    assert ways(counter) == {begun.id: Way.OPEN, for_mother.id: Way.TAKE_UP}


def test_a_second_child_gets_a_draft_of_their_own(counter):
    visit = start_visit(clerk=counter.clerk, card=read_card(CARD), phone=PHONE, at=counter.at)
    visit = act_for(counter, visit, **child("Nguyễn Bé Ẩn"))
    first = choose(counter, visit)
    visit = act_for(counter, visit, **child("Nguyễn Bé Ổn"))
    assert dossier_of_visit(visit) is None
    second = choose(counter, visit, minute=1)

    assert first.id != second.id
    assert first.applicant_id == second.applicant_id == visit.person_id
    listed = [(row.dossier.id, row.acted_for, row.way) for row in drafts_to_go_on_with(counter.clerk)]
    assert listed == [(first.id, "Nguyễn Bé Ẩn", Way.TAKE_UP), (second.id, "Nguyễn Bé Ổn", Way.OPEN)]

    take_up_draft(visit_id=visit.id, dossier_id=first.id, clerk=counter.clerk, at=counter.at)
    visit.refresh_from_db()
    assert dossier_of_visit(visit) == first
    assert events.names_of(visit.id)[-1] == "visit.acts_again"


def test_the_first_card_again_goes_on_under_the_mandate_the_draft_was_begun_under(counter):
    visit = start_visit(clerk=counter.clerk, card=read_card(CARD), phone=PHONE, at=counter.at)
    visit = act_for(counter, visit)
    draft, mandate_id = choose(counter, visit), visit.mandate_id

    visit = read(counter, visit, OTHER)
    assert (visit.mandate_id, dossier_of_visit(visit)) == (None, None)
    visit = read(counter, visit, CARD)

    assert visit.mandate_id == mandate_id
    assert dossier_of_visit(visit) == draft


def test_a_draft_whose_mandate_was_stopped_leaves_both_screens_and_is_said_to_go_no_further(counter):
    visit = start_visit(clerk=counter.clerk, card=read_card(CARD), phone=PHONE, at=counter.at)
    visit = act_for(counter, visit)
    draft = choose(counter, visit)

    stop_mandate(mandate_id=visit.mandate_id, citizen=person(visit.mandate.represented), at=counter.at)

    visit.refresh_from_db()
    assert dossier_of_visit(visit) is None
    assert ways(counter) == {draft.id: Way.STOPPED}
    with pytest.raises(NotFound):
        take_up_draft(visit_id=visit.id, dossier_id=draft.id, clerk=counter.clerk, at=counter.at)


def test_a_draft_of_another_person_is_not_taken_up(counter, begun):
    visit = read(counter, begun.visit, OTHER)
    with pytest.raises(NotFound, match="other_person"):
        take_up_draft(visit_id=visit.id, dossier_id=begun.id, clerk=counter.clerk, at=counter.at)
    assert dossier_of_visit(Visit.objects.get(id=visit.id)) is None


def test_a_draft_is_not_taken_up_under_a_mandate_that_has_ended(counter):
    visit = start_visit(clerk=counter.clerk, card=read_card(CARD), phone=PHONE, at=counter.at)
    visit = act_for(counter, visit)
    draft = choose(counter, visit)
    act_for_oneself(visit_id=visit.id, clerk=counter.clerk, at=counter.at)
    tomorrow = MORNING + timedelta(days=1)

    with pytest.raises(Invalid, match=r"mandate\.ended"):
        take_up_draft(visit_id=visit.id, dossier_id=draft.id, clerk=counter.clerk, at=tomorrow)
    visit.refresh_from_db()
    assert visit.mandate_id is None


def test_a_list_nothing_was_done_on_is_left_and_one_half_done_keeps_its_person(counter):
    visit = start_visit(clerk=counter.clerk, card=read_card(CARD), phone=PHONE, at=counter.at)
    agree(counter, visit)
    start_guided(visit_id=visit.id, clerk=counter.clerk, at=counter.at)
    other = read(counter, visit, OTHER)
    assert (other.kind, GuidedVisit.objects.filter(visit=visit).exists()) == ("DOSSIER", False)

    agree(counter, other)
    start_guided(visit_id=visit.id, clerk=counter.clerk, at=counter.at)
    tick_guided(visit_id=visit.id, clerk=counter.clerk, done=["app"], at=counter.at)
    with pytest.raises(Conflict, match="other_person"):
        read(counter, visit, CARD)
    visit.refresh_from_db()
    followed = GuidedVisit.objects.get(visit=visit)
    assert (visit.person_id, followed.person_id, followed.done) == (other.person_id, other.person_id, ["app"])
