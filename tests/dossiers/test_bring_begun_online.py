"""Visits begun online and finished without the network: in their own draft, or looked at; nothing is lost."""

from cuamo.dossiers.models import (
    Confirmation,
    Dossier,
    Visit,
)
from cuamo.dossiers.selectors.papers import papers_given
from cuamo.dossiers.selectors.snapshots import mark_of
from cuamo.dossiers.services.add_paper import add_paper
from cuamo.dossiers.services.choose_delivery import choose_delivery
from cuamo.dossiers.services.end_visit import end_visit
from cuamo.dossiers.services.withdraw import withdraw
from cuamo.dossiers.states import State
from cuamo.kernel import events
from tests.dossiers.brought_visits import (
    WITH_PAPER,
    act_of,
    begun,
    brings,
    confirm_and_send,
    looked,
    sent_up,
    world,
)
from tests.dossiers.services.test_confirm_signed import picture
from tests.support.city import CARD, PHONE, citizen_of, staff


def test_a_visit_begun_online_is_finished_in_its_own_draft(counter):
    draft, act = begun(counter, WITH_PAPER)

    brought = brings(counter, act)

    assert (brought.state, brought.dossier_id) == ("SENT", draft.id)
    assert (Visit.objects.count(), Dossier.objects.count()) == (1, 1)


def test_another_person_s_card_read_after_the_cut_never_files_in_the_first_one_s_name(counter):
    draft, act = begun(counter)
    act["person"] = {"card_text": CARD.replace("001185012345", "001185054321"), "phone": PHONE}
    before = world()

    assert looked(brings(counter, act)) == {"bring.other_person"}
    assert world() == before

    act["consent"] = None
    assert looked(brings(counter, act | {"resolve": "new"})) == {"visit.no_consent"}
    act["consent"] = {"given": True, "evidence": "screen-touch"}
    brought = brings(counter, act | {"resolve": "new"})
    filed = Dossier.objects.select_related("applicant").get(id=brought.dossier_id)
    assert (brought.state, filed.applicant.personal_id) == ("SENT", "001185054321")
    assert Dossier.objects.get(id=draft.id).state == State.DRAFT


def test_a_number_given_after_the_cut_reaches_the_person_and_the_dossier(counter):
    _, act = begun(counter)
    act["person"] = {"phone": "0987 654 321"}

    brought = brings(counter, act)

    dossier = Dossier.objects.select_related("applicant").get(id=brought.dossier_id)
    assert (brought.state, dossier.applicant.phone) == ("SENT", "0987654321")


def test_a_number_that_is_none_is_a_reason_and_the_rest_is_kept(counter):
    act = act_of(counter)
    act["person"]["phone"] = "12"

    brought = brings(counter, act)

    assert len(looked(brought)) == 1
    assert Dossier.objects.get(id=brought.dossier_id).answers == act["answers"]
    act["person"]["phone"] = PHONE
    again = brings(counter, act)
    assert (again.state, again.dossier_id) == ("SENT", brought.dossier_id)


def test_a_draft_that_changed_on_the_server_is_a_conflict_and_neither_copy_is_lost(counter):
    draft, act = begun(counter)
    choose_delivery(dossier_id=draft.id, actor=counter.clerk, choice={"way": "ELECTRONIC"}, at=counter.at)
    before = world()

    brought = brings(counter, act)

    assert looked(brought) == {"bring.changed"}
    assert brought.dossier_id == draft.id
    assert world() == before
    assert Dossier.objects.get(id=draft.id).delivery["way"] == "ELECTRONIC"


def test_after_a_look_the_clerk_chooses_the_pc_s_copy_by_naming_the_server_s_mark(counter):
    draft, act = begun(counter)
    choose_delivery(dossier_id=draft.id, actor=counter.clerk, choice={"way": "ELECTRONIC"}, at=counter.at)
    brings(counter, act)
    now = Dossier.objects.get(id=draft.id)

    brought = brings(counter, act | {"base_mark": mark_of(now.visit, now)})

    assert brought.state == "SENT"
    assert Dossier.objects.get(id=draft.id).delivery["way"] == "HOME"


def test_a_paper_the_pc_has_not_seen_is_never_removed_and_the_clerk_hears_of_it(counter):
    draft, act = begun(counter, WITH_PAPER)
    theirs = add_paper(
        dossier_id=draft.id,
        actor=counter.clerk,
        component_key=act["papers"][0]["key"],
        data=picture(),
        filename="tu-dien-thoai.png",
        at=counter.at,
    )
    assert looked(brings(counter, act)) == {"bring.changed"}
    now = Dossier.objects.get(id=draft.id)

    brought = brings(counter, act | {"base_mark": mark_of(now.visit, now)})

    assert brought.state == "SENT"
    assert theirs.id in {paper.id for paper in papers_given(now)}
    assert [note["code"] for note in brought.notes] == ["papers.kept"]
    assert "tu-dien-thoai.png" in brought.notes[0]["vi"]


def test_a_paper_that_was_seen_and_removed_on_the_pc_is_removed(counter):
    draft, act = begun(counter, WITH_PAPER)
    seen = add_paper(
        dossier_id=draft.id,
        actor=counter.clerk,
        component_key=act["papers"][0]["key"],
        data=picture(),
        filename="nham.png",
        at=counter.at,
    )
    now = Dossier.objects.get(id=draft.id)
    act |= {"base_mark": mark_of(now.visit, now), "papers_seen": [seen.file.original_sha256]}

    brought = brings(counter, act)

    assert (brought.state, brought.notes) == ("SENT", [])
    assert seen.id not in {paper.id for paper in papers_given(now)}


def test_a_paper_the_pc_brought_itself_and_took_back_after_a_look_is_removed(counter):
    act = act_of(counter, WITH_PAPER)
    right = act["papers"][0]
    wrong = {"key": right["key"], "sha256": sent_up(picture(), counter.clerk, counter.at), "name": "nham.png"}
    act |= {"papers": [right, wrong], "confirmation": act["confirmation"] | {"shown_total_vnd": 5_000}}
    first = brings(counter, act)
    kept = Dossier.objects.get(id=first.dossier_id)
    assert len(papers_given(kept)) == 2

    act |= {"papers": [right], "confirmation": act["confirmation"] | {"shown_total_vnd": 0}}
    brought = brings(counter, act)

    assert (brought.state, brought.dossier_id) == ("SENT", kept.id)
    assert [paper.file.original_sha256 for paper in papers_given(kept)] == [right["sha256"]]


def test_or_the_server_s_copy_and_the_pc_may_let_its_own_go(counter):
    draft, act = begun(counter)
    choose_delivery(dossier_id=draft.id, actor=counter.clerk, choice={"way": "ELECTRONIC"}, at=counter.at)
    brings(counter, act)

    brought = brings(counter, act | {"resolve": "server"})

    assert (brought.state, brought.dossier_id) == ("DROPPED", draft.id)
    kept = Dossier.objects.get(id=draft.id)
    assert (kept.state, kept.delivery["way"]) == (State.DRAFT, "ELECTRONIC")


def test_a_dossier_sent_online_whose_answer_was_lost_is_not_sent_again(counter):
    draft, act = begun(counter)
    sent = confirm_and_send(counter, draft)
    end_visit(visit_id=draft.visit_id, clerk=counter.clerk, at=counter.at)

    brought = brings(counter, act)

    assert (brought.state, brought.dossier_id) == ("SENT", draft.id)
    assert events.names_of(draft.id).count("dossier.submitted") == 1
    assert Dossier.objects.get(id=draft.id).code == sent.code


def test_a_dossier_sent_online_with_other_values_is_looked_at(counter):
    draft, act = begun(counter)
    confirm_and_send(counter, draft)
    key = next(key for key, value in act["values"].items() if isinstance(value, str) and value)
    act["values"][key] = "Khác hẳn"
    before = world()

    assert looked(brings(counter, act)) == {"bring.sent_already"}
    assert world() == before


def test_a_dossier_the_citizen_withdrew_meanwhile_is_said_so_and_never_sent_again(counter):
    draft, act = begun(counter)
    sent = confirm_and_send(counter, draft)
    withdraw(dossier_id=sent.id, citizen=citizen_of(draft), reason="Đổi ý", at=counter.at)
    before = world()

    brought = brings(counter, act)

    assert looked(brought) == {"bring.sent_already"}
    assert "người nộp đã rút" in brought.reasons[0]["vi"]
    assert world() == before
    ended = brings(counter, act | {"resolve": "server"})
    assert (ended.state, ended.dossier_id) == ("DROPPED", draft.id)
    assert events.names_of(draft.id).count("dossier.submitted") == 1


def test_a_visit_that_was_ended_elsewhere_is_looked_at_and_can_come_as_a_new_one(counter):
    draft, act = begun(counter)
    end_visit(visit_id=draft.visit_id, clerk=counter.clerk, at=counter.at)

    assert looked(brings(counter, act)) == {"bring.visit_ended"}

    act |= {"consent": None, "person": {"phone": PHONE}, "resolve": "new"}
    brought = brings(counter, act)
    assert brought.state == "SENT"
    assert brought.dossier_id != draft.id
    filed = Dossier.objects.get(id=brought.dossier_id)
    assert filed.applicant_id == draft.applicant_id
    assert filed.visit_id != draft.visit_id


def test_a_visit_handed_over_meanwhile_is_looked_at_and_comes_as_a_new_one_with_its_person(counter):
    draft, act = begun(counter)
    lead = staff("truongca.hoankiem")
    events.record("visit.handed_over", draft.visit_id, actor=lead, at=counter.at, from_clerk=counter.clerk.id)
    Visit.objects.filter(id=draft.visit_id).update(clerk_id=lead.id, clerk_name=lead.name)

    brought = brings(counter, act)
    assert looked(brought) == {"visit.other_clerk"}
    assert "lượt mới" in brought.reasons[0]["hint_vi"]

    act |= {"consent": None, "person": {"phone": PHONE}, "resolve": "new"}
    sent = brings(counter, act)
    filed = Dossier.objects.get(id=sent.dossier_id)
    assert (sent.state, filed.applicant_id) == ("SENT", draft.applicant_id)
    assert Dossier.objects.get(id=draft.id).state == State.DRAFT


def test_nobody_s_visit_but_one_s_own_lends_its_person_to_a_new_one(counter):
    draft, act = begun(counter)
    Visit.objects.filter(id=draft.visit_id).update(clerk_id=staff("truongca.hoankiem").id)
    before = world()

    act |= {"consent": None, "person": {"phone": PHONE}, "resolve": "new"}

    assert brings(counter, act).state == "LOOK"
    assert world() == before


def test_what_was_confirmed_online_before_the_cut_needs_no_second_confirmation(counter):
    dossier = counter.confirmed()
    act = act_of(counter)
    act |= {
        "visit_id": str(dossier.visit_id),
        "dossier_id": str(dossier.id),
        "base_mark": mark_of(Visit.objects.get(id=dossier.visit_id), dossier),
        "confirmation": {"method": "ONLINE"},
    }

    brought = brings(counter, act)

    assert (brought.state, brought.dossier_id) == ("SENT", dossier.id)
    assert Confirmation.objects.get(dossier=dossier, outdated_at=None).method == "OTP"
