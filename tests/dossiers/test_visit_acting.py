"""Acting for somebody else: they are told, they see it, and they stop it at once."""

from datetime import timedelta

import pytest

from cuamo.dossiers.models import ActedFor, Dossier, PersonDossier
from cuamo.dossiers.policies import is_citizen_of
from cuamo.dossiers.rules.mandate import is_child, is_in_force
from cuamo.dossiers.selectors.earlier import earlier_dossiers, procedures_before, same_case_before
from cuamo.dossiers.selectors.mandates import acted_by
from cuamo.dossiers.selectors.of_person import dossiers_of, own_dossier
from cuamo.dossiers.selectors.sheets import receipt_sheet
from cuamo.dossiers.services.choose_procedure import choose_procedure
from cuamo.dossiers.services.confirm import confirm
from cuamo.dossiers.services.fill_form import answer_questions
from cuamo.dossiers.services.form_files import Upload
from cuamo.dossiers.services.give_consent import give_consent
from cuamo.dossiers.services.request_confirmation import request_confirmation
from cuamo.dossiers.services.set_phone import set_phone
from cuamo.dossiers.services.start_visit import start_visit
from cuamo.dossiers.services.submit import submit
from cuamo.dossiers.services.take_mandate import Acting, act_for_oneself, stop_mandate, take_mandate
from cuamo.dossiers.services.tell_represented import tell_represented
from cuamo.dossiers.states import State
from cuamo.kernel import events
from cuamo.kernel.actors import Actor, ActorKind
from cuamo.kernel.clock import local
from cuamo.kernel.errors import Invalid, NotFound, NotPermitted
from cuamo.kernel.identifiers.card import read_card
from cuamo.notices.models import Notice
from cuamo.people.models import Person
from cuamo.people.rules.stated import read_stated
from tests.support.city import CARD, MORNING, PHONE, PNG, citizen_of

TODAY = MORNING.date()


def acting(**more) -> Acting:
    stated = read_stated(known_by="NOTHING", full_name="Trần Thị Ổi", birth=("", "", "1950"), today=TODAY)
    facts = {
        "kind": "PARENT",
        "proof": "AUTHORITY",
        "paper": Upload(PNG, "giay.png"),
        "relation": "mẹ",
        "stated": stated,
        "notice_phone": "0977777777",
    }
    return Acting(**(facts | more))


def drafted(counter, **more):
    visit = start_visit(clerk=counter.clerk, card=read_card(CARD), phone=PHONE, at=counter.at)
    mandate = take_mandate(visit_id=visit.id, clerk=counter.clerk, acting=acting(**more), at=counter.at)
    visit.refresh_from_db()
    give_consent(
        visit_id=visit.id, given=True, evidence="screen-touch", citizen=citizen_of(visit), at=counter.at
    )
    dossier = choose_procedure(
        visit_id=visit.id, clerk=counter.clerk, procedure_code="2.000635", at=counter.at
    )
    return visit, mandate, dossier


def person(who: Person) -> Actor:
    return Actor(ActorKind.CITIZEN, f"person:{who.id}", who.full_name, person_id=str(who.id))


@pytest.mark.parametrize(
    ("birth", "child"),
    [
        ("2008-11-20", False),
        ("2008-11-21", True),
        ("2008-11", True),
        ("2008-10", False),
        ("2008", True),
        ("2007", False),
    ],
)
def test_a_child_is_under_18_and_an_unknown_day_counts_for_the_child(birth, child):
    assert is_child(birth, today=TODAY) is child


def test_a_mandate_covers_both_days_its_procedures_and_nothing_once_revoked():
    facts = {"starts_on": TODAY, "ends_on": TODAY, "today": TODAY, "procedures": ["a"]}
    assert is_in_force(**facts, revoked=False, procedure="a")
    assert not is_in_force(**facts, revoked=False, procedure="b")
    assert not is_in_force(**facts, revoked=True, procedure="a")


def test_the_represented_is_told_on_their_own_number_once_and_not_the_one_who_acts(counter):
    _, mandate, dossier = drafted(counter)
    assert dossier.contact_phone == PHONE

    for _ in range(2):
        tell_represented(dossier_id=dossier.id, at=counter.at)

    told = Notice.objects.get(subject_id=dossier.id, template="N11")
    assert told.phone == "0977777777"
    assert "Nguyen Thi Dang Thang vua nop ho so" in told.text
    assert acted_by(dossier) == "Nguyễn Thị Đặng Thẳng làm thay Trần Thị Ổi"
    sheet = receipt_sheet(dossier, point=None, counter="1", clerk="x", at=counter.at)
    assert "Nguyễn Thị Đặng Thẳng làm thay Trần Thị Ổi." in sheet["notes"]
    assert sheet["person"]["name"] == "Trần Thị Ổi"
    assert mandate.represented_id == dossier.applicant_id


def test_a_number_the_represented_gave_themselves_stands_before_the_one_named_for_them(counter):
    _, mandate, dossier = drafted(counter)
    Person.objects.filter(id=mandate.represented_id).update(phone="0966666666")

    tell_represented(dossier_id=dossier.id, at=counter.at)

    assert Notice.objects.get(subject_id=dossier.id, template="N11").phone == "0966666666"


@pytest.mark.parametrize("whose", ["own", "named", "takes messages"])
def test_a_number_of_who_acted_is_never_told_and_the_next_one_is(counter, whose):
    _, mandate, dossier = drafted(counter)
    own, told = ("0966666666", "0966666666") if whose == "named" else (PHONE, "0977777777")
    Person.objects.filter(id=mandate.represented_id).update(phone=own)
    if whose == "named":
        Person.objects.filter(id=mandate.holder_id).update(phone="0977777777")
    elif whose == "takes messages":
        Person.objects.filter(id=mandate.holder_id).update(phone="0968888888")

    assert tell_represented(dossier_id=dossier.id, at=counter.at) == "N11"

    assert [notice.phone for notice in Notice.objects.filter(subject_id=dossier.id)] == [told]
    assert "dossier.represented_not_told" not in events.names_of(dossier.id)


@pytest.mark.parametrize("named", ["0977777777", ""])
def test_where_only_who_acted_could_be_told_nobody_is_and_the_record_says_so_once(counter, named):
    visit, _, dossier = drafted(counter, notice_phone=named)
    if named:
        set_phone(visit_id=visit.id, clerk=counter.clerk, phone=named, at=counter.at)

    for _ in range(2):
        assert tell_represented(dossier_id=dossier.id, at=counter.at) is None

    assert not Notice.objects.filter(subject_id=dossier.id).exists()
    assert events.names_of(dossier.id).count("dossier.represented_not_told") == 1


def test_who_files_alone_tells_nobody(counter):
    dossier = counter.draft()
    assert tell_represented(dossier_id=dossier.id, at=counter.at) is None
    assert not Notice.objects.filter(subject_id=dossier.id).exists()
    assert "dossier.represented_not_told" not in events.names_of(dossier.id)


def test_stopping_it_ends_the_draft_at_once_and_takes_the_dossier_out_of_the_holders_sight(counter):
    visit, mandate, dossier = drafted(counter)
    holder, represented = person(mandate.holder), person(mandate.represented)
    assert is_citizen_of(dossier, holder, at=counter.at)

    stop_mandate(mandate_id=mandate.id, citizen=represented, at=counter.at)

    dossier = Dossier.objects.get(id=dossier.id)
    assert not is_citizen_of(dossier, holder, at=counter.at)
    assert is_citizen_of(dossier, represented, at=counter.at)
    assert not PersonDossier.objects.filter(dossier_id=dossier.id, role="ACTOR").exists()
    with pytest.raises(NotPermitted, match="stopped"):
        request_confirmation(dossier_id=dossier.id, actor=counter.clerk, at=counter.at)
    with pytest.raises(Invalid):
        submit(dossier_id=dossier.id, actor=counter.clerk, key="k", at=counter.at)
    dossier.refresh_from_db()
    assert dossier.state == State.DRAFT
    visit.refresh_from_db()
    assert visit.mandate_id is None
    assert events.names_of(mandate.id) == ["mandate.taken", "mandate.stopped"]
    stop_mandate(mandate_id=mandate.id, citizen=holder, at=counter.at)
    assert events.names_of(mandate.id) == ["mandate.taken", "mandate.stopped"]


def test_after_its_last_day_the_holder_neither_sees_nor_changes_nor_confirms_anything(counter):
    _, mandate, dossier = drafted(counter)
    holder, evening = person(mandate.holder), local("2026-11-20 23:59")
    assert own_dossier(holder.person_id, dossier.id, now=evening) == dossier
    assert dossiers_of(holder.person_id, now=evening) == [dossier]
    assert is_citizen_of(dossier, holder, at=evening)

    night = local("2026-11-21 00:00")

    assert own_dossier(holder.person_id, dossier.id, now=night) is None
    assert dossiers_of(holder.person_id, now=night) == []
    assert not is_citizen_of(dossier, holder, at=night)
    before = Dossier.objects.get(id=dossier.id).answers
    with pytest.raises(NotFound):
        answer_questions(dossier_id=dossier.id, actor=holder, answers={"so_ban": "1"}, at=night)
    with pytest.raises(NotPermitted):
        confirm(dossier_id=dossier.id, code="123456", citizen=holder, at=night)
    assert Dossier.objects.get(id=dossier.id).answers == before
    represented = person(mandate.represented)
    assert own_dossier(represented.person_id, dossier.id, now=night) == dossier
    assert is_citizen_of(dossier, represented, at=night)


def sent(dossier: Dossier) -> Dossier:
    Dossier.objects.filter(id=dossier.id).update(state=State.SUBMITTED)
    return Dossier.objects.get(id=dossier.id)


def test_what_was_filed_for_a_parent_says_nothing_about_the_one_who_acted_and_the_other_way_round(counter):
    visit, mandate, draft = drafted(counter)
    mothers = sent(draft)
    assert earlier_dossiers(visit.person_id) == []
    assert procedures_before(visit.person_id) == []
    assert earlier_dossiers(mandate.represented_id) == [mothers]

    act_for_oneself(visit_id=visit.id, clerk=counter.clerk, at=counter.at)
    later = counter.at + timedelta(minutes=1)
    give_consent(visit_id=visit.id, given=True, evidence="screen-touch", citizen=citizen_of(visit), at=later)
    own = choose_procedure(visit_id=visit.id, clerk=counter.clerk, procedure_code="2.000635", at=later)
    own.answers = mothers.answers
    assert same_case_before(own) is None


def test_what_was_filed_for_one_company_is_kept_for_it_and_not_taken_for_oneself_or_another(counter):
    company = {"kind": "COMPANY", "proof": "COMPANY", "stated": None, "relation": ""}
    first = {"company_name": "Công ty Ổi Xanh", "company_code": "0100109106"}
    other = {"company_name": "Công ty Mận Đỏ", "company_code": "0100686209"}
    _, _, draft = drafted(counter, **company, **first)
    filed = sent(draft)

    again = drafted(counter, **company, **first)[2]
    assert same_case_before(again) == filed
    assert same_case_before(drafted(counter, **company, **other)[2]) is None
    assert same_case_before(counter.draft()) is None


def test_nobody_else_can_stop_it(counter):
    _, mandate, _ = drafted(counter)
    stranger = Actor(ActorKind.CITIZEN, "person:x", "x", person_id="0197f1a0-0000-7000-8000-000000000000")
    for who in (stranger, counter.clerk):
        with pytest.raises(NotFound):
            stop_mandate(mandate_id=mandate.id, citizen=who, at=counter.at)
    mandate.refresh_from_db()
    assert mandate.revoked_at is None


def test_a_procedure_outside_the_mandate_opens_no_draft(counter):
    visit = start_visit(clerk=counter.clerk, card=read_card(CARD), phone=PHONE, at=counter.at)
    take_mandate(
        visit_id=visit.id, clerk=counter.clerk, acting=acting(procedures=["1.001193"]), at=counter.at
    )
    visit.refresh_from_db()
    give_consent(
        visit_id=visit.id, given=True, evidence="screen-touch", citizen=citizen_of(visit), at=counter.at
    )
    with pytest.raises(Invalid, match="not_covered"):
        choose_procedure(visit_id=visit.id, clerk=counter.clerk, procedure_code="2.000635", at=counter.at)
    assert not ActedFor.objects.exists()
    assert not Dossier.objects.filter(visit=visit).exists()


def test_the_persons_own_number_changed_in_the_visit_does_not_reach_the_represented(counter):
    visit, mandate, _ = drafted(counter)
    set_phone(visit_id=visit.id, clerk=counter.clerk, phone="0968888888", at=counter.at)
    assert Person.objects.get(id=mandate.represented_id).phone == ""


def test_a_company_needs_its_tax_code_and_the_person_stays_the_applicant(counter):
    company = {
        "kind": "COMPANY",
        "proof": "COMPANY",
        "stated": None,
        "company_name": "Công ty Ổi Xanh",
        "company_code": "0100109106",
        "relation": "",
    }
    visit, mandate, dossier = drafted(counter, **company)
    assert dossier.applicant_id == visit.person_id
    assert (mandate.represented_id, mandate.company_code) == (None, "0100109106")
    assert acted_by(dossier).endswith("làm thay Công ty Ổi Xanh")
