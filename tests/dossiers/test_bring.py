"""Visits made without the network: taken whole once, or kept to be looked at; nothing is lost."""

from datetime import timedelta
from hashlib import sha256
from uuid import uuid4

import pytest

from cuamo.catalogue.selectors.versions import version_in_force
from cuamo.documents.services.receive_chunk import announce_file, receive_chunk
from cuamo.dossiers.models import (
    Brought,
    Confirmation,
    Dossier,
    DossierKey,
    DossierPaper,
    Visit,
)
from cuamo.dossiers.services.bring import bring
from cuamo.dossiers.services.choose_delivery import choose_delivery
from cuamo.dossiers.states import State
from cuamo.kernel import events
from cuamo.kernel.errors import Conflict, DomainError, NotPermitted
from cuamo.kernel.identifiers import local_number
from cuamo.organisation.selectors.shifts import open_shift_of
from cuamo.organisation.services.shift import close_shift
from cuamo.payments.models import CashReceipt
from tests.dossiers.brought_visits import (
    FREE,
    PAID,
    WITH_PAPER,
    act_of,
    brings,
    confirm_and_send,
    looked,
    sent_up,
    world,
)
from tests.dossiers.services.test_confirm_signed import picture
from tests.support.city import CARD, Counter, begin_shift, staff
from tests.support.form_versions import in_force_from


@pytest.mark.parametrize("procedure", [FREE, WITH_PAPER, PAID])
def test_a_visit_made_without_the_network_is_sent_with_all_it_holds(counter, procedure):
    act = act_of(counter, procedure)

    brought = brings(counter, act)

    assert (brought.state, brought.reasons) == ("SENT", [])
    dossier = Dossier.objects.select_related("applicant", "visit").get(id=brought.dossier_id)
    assert (dossier.state, dossier.submitted_at) == (State.SUBMITTED, counter.at)
    assert dossier.applicant.full_name == "Nguyễn Thị Đặng Thẳng"
    assert dossier.answers == act["answers"]
    said = {key: value for key, value in act["values"].items() if value not in (None, "", [])}
    assert {key: dossier.values[key] for key in said} == said
    assert DossierPaper.objects.filter(dossier=dossier).count() == len(act["papers"])
    confirmation = Confirmation.objects.get(dossier=dossier, outdated_at=None)
    assert confirmation.method == "SIGNATURE"
    assert confirmation.claimed_at == counter.at - timedelta(minutes=9)
    assert dossier.visit.ended_at == counter.at
    assert {file["sha256"] for file in brought.files} >= {paper["sha256"] for paper in act["papers"]}
    receipt = CashReceipt.objects.filter(request__subject_id=dossier.id).first()
    assert (receipt.amount_vnd if receipt else 0) == (act["cash"] or {"amount_vnd": 0})["amount_vnd"]


def test_the_same_visit_again_gives_the_same_answer_and_nothing_else(counter):
    act = act_of(counter, PAID)
    first = brings(counter, act)
    before = world()

    again = brings(counter, act | {"clock_skew_s": 7, "measures": {}})

    assert (again.dossier_id, again.state) == (first.dossier_id, "SENT")
    assert world() == before
    assert events.names_of(first.dossier_id).count("dossier.submitted") == 1


def test_the_same_key_with_another_content_is_refused_with_the_code_that_was_given(counter):
    act = act_of(counter)
    first = brings(counter, act)
    before = world()

    with pytest.raises(Conflict) as refused:
        brings(counter, act | {"mode": "FOR"})

    dossier = Dossier.objects.get(id=first.dossier_id)
    assert refused.value.code == "bring.other_content"
    assert dossier.code in refused.value.vi
    assert world() == before


def test_another_clerk_can_neither_bring_it_nor_take_the_key(counter):
    act = act_of(counter)
    other = staff("truongca.hoankiem")
    before = world()

    with pytest.raises(NotPermitted):
        bring(raw=act, clerk=other, at=counter.at)
    assert world() == before

    brings(counter, act)
    after = world()
    with pytest.raises(NotPermitted):
        bring(raw=act | {"clerk_id": other.id}, clerk=other, at=counter.at)
    assert world() == after


def test_the_provisional_number_becomes_a_key_of_the_dossier_and_the_person_gets_n1(counter):
    act = act_of(counter)

    brought = brings(counter, act)

    key = DossierKey.objects.get(kind="LOCAL", value=act["local_number"])
    assert key.dossier_id == brought.dossier_id
    assert brought.local_number == act["local_number"]


def test_a_provisional_number_two_pcs_gave_stays_with_the_first_and_the_second_is_told(counter):
    first = brings(counter, act_of(counter))
    twin = act_of(counter, card=CARD.replace("001185012345", "001185054321"))

    second = brings(counter, twin)

    assert second.state == "SENT"
    assert [note["code"] for note in second.notes] == ["local_number.taken"]
    assert DossierKey.objects.get(kind="LOCAL").dossier_id == first.dossier_id


def test_a_clock_wrong_by_a_day_changes_no_legal_time_and_the_clerk_is_told(counter):
    act = act_of(counter)
    yesterday = counter.at - timedelta(days=1, minutes=9)
    act |= {
        "made_at": yesterday.isoformat(),
        "finished_at": (yesterday + timedelta(minutes=4)).isoformat(),
        "clock_skew_s": 86_400,
    }

    brought = brings(counter, act)

    dossier = Dossier.objects.select_related("visit").get(id=brought.dossier_id)
    assert dossier.submitted_at == counter.at
    assert dossier.visit.ended_at == counter.at
    assert dossier.visit.ended_at - dossier.visit.started_at == timedelta(minutes=4)
    assert brought.made_at_claim == yesterday
    assert "chậm 1 ngày" in brought.notes[0]["vi"]


def test_files_that_have_not_arrived_are_named_and_the_visit_is_taken_once_they_have(counter):
    act = act_of(counter, WITH_PAPER)
    late = picture() + b"\0"
    act["papers"][0]["sha256"] = sha256(late).hexdigest()
    before = world()

    brought = brings(counter, act)

    assert looked(brought) == {"file.missing"}
    assert brought.reasons[0]["where"] == act["papers"][0]["sha256"]
    assert world() == before
    sent_up(late, counter.clerk, counter.at)
    assert brings(counter, act).state == "SENT"


def test_a_file_of_another_clerk_is_no_file_of_this_one(counter):
    act = act_of(counter, WITH_PAPER)
    theirs = picture() + b"\1"
    act["papers"][0]["sha256"] = sent_up(theirs, staff("truongca.hoankiem"), counter.at)

    assert looked(brings(counter, act)) == {"file.missing"}


def test_a_file_that_cannot_be_taken_is_a_reason_and_the_rest_is_kept_as_a_draft(counter):
    act = act_of(counter, WITH_PAPER)
    zipped = b"PK\x03\x04" + b"0" * 50
    digest = sha256(zipped).hexdigest()
    announce_file(sha256=digest, size=len(zipped), name="giấy.pdf", owner=counter.clerk, at=counter.at)
    receive_chunk(sha256=digest, start=0, data=zipped, owner=counter.clerk, at=counter.at)
    act["papers"][0]["sha256"] = digest

    brought = brings(counter, act)

    assert looked(brought) == {"file_type"}
    kept = Dossier.objects.get(id=brought.dossier_id)
    assert kept.state == State.DRAFT
    assert kept.answers == act["answers"]


def test_an_incomplete_form_is_kept_as_a_draft_with_every_gap_named(counter):
    act = act_of(counter)
    version = version_in_force(FREE, on=counter.at.date())
    required = [
        field["key"]
        for section in version.content["form"]["sections"]
        for field in section["fields"]
        if field.get("required") and not field.get("prefill") and not field.get("when")
    ]
    assert len(required) > 1
    act["values"] = {key: value for key, value in act["values"].items() if key not in required[:2]}

    brought = brings(counter, act)

    assert {one["where"] for one in brought.reasons} >= {f"field:{key}" for key in required[:2]}
    kept = Dossier.objects.select_related("visit").get(id=brought.dossier_id)
    assert (kept.state, kept.confirmed_at) == (State.DRAFT, None)
    assert kept.visit.came_offline
    assert kept.visit.ended_at is None


def test_a_draft_kept_to_be_looked_at_is_not_made_again_by_a_retry(counter):
    act = act_of(counter)
    act["confirmation"] |= {"shown_total_vnd": 5_000}
    first = brings(counter, act)
    before = world()

    again = brings(counter, act)

    assert looked(again) == {"fee.changed"}
    assert again.dossier_id == first.dossier_id
    assert world()[:2] == before[:2]


def test_what_the_clerk_finishes_online_ends_the_item_on_the_pc(counter):
    act = act_of(counter)
    act["confirmation"] |= {"shown_total_vnd": 5_000}
    brought = brings(counter, act)
    draft = Dossier.objects.get(id=brought.dossier_id)
    choose_delivery(dossier_id=draft.id, actor=counter.clerk, choice={"way": "ELECTRONIC"}, at=counter.at)

    working = brings(counter, act)
    assert looked(working) == {"bring.worked_on"}
    assert Dossier.objects.get(id=draft.id).delivery["way"] == "ELECTRONIC"

    confirm_and_send(counter, draft)
    ended = brings(counter, act)

    assert (ended.state, ended.dossier_id) == ("SENT", draft.id)
    assert Dossier.objects.exclude(state=State.DRAFT).count() == 1


def test_a_version_that_reads_alike_is_no_reason_to_look(counter):
    act = act_of(counter)
    in_force_from(FREE, lambda content: None, on=counter.at.date(), at=counter.at)

    brought = brings(counter, act)

    assert brought.state == "SENT"
    newest = version_in_force(FREE, on=counter.at.date())
    assert Dossier.objects.get(id=brought.dossier_id).version_id == newest.id


def test_a_version_that_reads_otherwise_is_looked_at_with_the_draft_on_the_new_one(counter):
    act = act_of(counter)

    def ask_more(content: dict) -> None:
        fields = content["form"]["sections"][0]["fields"]
        fields.append(
            {"key": "moi", "type": "text", "label_vi": "Việc mới", "label_en": "New", "required": False}
        )

    newest = in_force_from(FREE, ask_more, on=counter.at.date(), at=counter.at)

    brought = brings(counter, act)

    assert looked(brought) == {"procedure.newer_version"}
    kept = Dossier.objects.get(id=brought.dossier_id)
    assert (kept.version_id, kept.confirmed_at) == (newest.id, None)
    assert kept.answers == act["answers"]


def test_what_was_signed_on_the_old_version_is_never_sent_as_the_new_one_however_often_it_comes(counter):
    act = act_of(counter)

    def ask_more(content: dict) -> None:
        fields = content["form"]["sections"][0]["fields"]
        fields.append(
            {"key": "moi", "type": "text", "label_vi": "Việc mới", "label_en": "New", "required": False}
        )

    newest = in_force_from(FREE, ask_more, on=counter.at.date(), at=counter.at)
    first = brings(counter, act)
    assert looked(first) == {"procedure.newer_version"}

    for _ in range(2):
        again = brings(counter, act)
        assert looked(again) == {"procedure.newer_version"}
        kept = Dossier.objects.get(id=first.dossier_id)
        assert (again.dossier_id, kept.state, kept.confirmed_at) == (first.dossier_id, State.DRAFT, None)

    signed_anew = brings(counter, act | {"version_id": str(newest.id)})
    assert (signed_anew.state, signed_anew.dossier_id) == ("SENT", first.dossier_id)


def test_a_fee_that_changed_is_told_with_what_to_give_back_and_no_cash_is_booked(counter):
    act = act_of(counter, PAID)
    act["cash"]["amount_vnd"] += 5_000
    act["confirmation"]["shown_total_vnd"] += 5_000

    brought = brings(counter, act)

    assert looked(brought) == {"fee.changed"}
    assert "trả lại 5.000" in brought.reasons[0]["hint_vi"]
    assert CashReceipt.objects.count() == 0
    assert Dossier.objects.get(id=brought.dossier_id).confirmed_at is None


def test_cash_for_what_costs_nothing_is_told_and_not_booked(counter):
    act = act_of(counter)
    act["cash"] = {"amount_vnd": 8_000, "tendered_vnd": 10_000, "lines": []}

    brought = brings(counter, act)

    assert looked(brought) == {"cash.not_owed"}
    assert "Trả lại 8.000" in brought.reasons[0]["hint_vi"]
    assert Dossier.objects.filter(state=State.SUBMITTED).count() == 0


def test_what_is_owed_and_not_paid_in_cash_is_kept_confirmed_to_be_paid_later(counter):
    act = act_of(counter, PAID, cash=None)

    brought = brings(counter, act)

    kept = Dossier.objects.select_related("visit").get(id=brought.dossier_id)
    assert (brought.state, kept.state, kept.money) == ("KEPT", State.DRAFT, "AWAITING")
    assert kept.confirmed_at == counter.at
    assert kept.visit.ended_at is None
    assert brings(counter, act).dossier_id == kept.id


def test_a_visit_of_a_shift_that_was_closed_is_sent_when_no_cash_hangs_on_it(counter):
    act = act_of(counter)
    _close(counter)

    brought = brings(counter, act)

    assert brought.state == "SENT"
    visit = Dossier.objects.select_related("visit").get(id=brought.dossier_id).visit
    assert str(visit.shift_id) == act["shift_id"]


def _close(counter: Counter) -> None:
    shift = open_shift_of(counter.clerk.id)
    assert shift is not None
    close_shift(shift_id=shift.id, clerk=counter.clerk, counted_vnd=500_000, reason="", at=counter.at)


def test_cash_of_a_closed_shift_waits_until_the_clerk_puts_it_into_the_open_one(counter):
    act = act_of(counter, PAID)
    _close(counter)

    assert looked(brings(counter, act)) == {"cash.shift_closed"}
    assert CashReceipt.objects.count() == 0

    act["cash"]["in_open_shift"] = True
    assert looked(brings(counter, act)) == {"cash.shift_closed"}

    begin_shift(counter.clerk, at=counter.at)
    brought = brings(counter, act)
    assert brought.state == "SENT"
    receipt = CashReceipt.objects.get()
    assert receipt.shift_id == open_shift_of(counter.clerk.id).id


def test_the_visit_that_is_brought_parks_nobody_and_is_not_counted_among_the_three(counter):
    active = counter.draft()
    for serial in range(5):
        act = act_of(counter, serial=serial + 1, card=CARD.replace("012345", f"01234{serial}"))
        act["confirmation"] |= {"shown_total_vnd": 5_000}
        assert brings(counter, act).state == "LOOK"

    assert not Visit.objects.get(id=active.visit_id).parked
    counter.draft(card=CARD.replace("012345", "077777"))


def test_a_person_who_did_not_agree_leaves_a_visit_and_no_dossier(counter):
    act = act_of(counter)
    act["consent"] = {"given": False, "evidence": "screen-touch"}

    brought = brings(counter, act)

    assert (brought.state, brought.dossier_id) == ("ENDED", None)
    visit = brought.visit
    assert visit is not None
    assert (visit.outcome, visit.ended_at) == ("REFUSED", counter.at)
    assert Dossier.objects.count() == 0


def test_words_of_consent_that_no_longer_count_are_asked_again(counter):
    act = act_of(counter)
    act["consent"] |= {"hash": "b" * 64}
    before = world()

    assert looked(brings(counter, act)) == {"consent.other_words"}
    assert world() == before


def test_a_thumbprint_slip_needs_its_witness_here_too(counter):
    act = act_of(counter)
    image = act["confirmation"].pop("image_sha256")
    act["confirmation"] |= {"method": "THUMBPRINT", "slip_sha256": image, "witness_name": ""}

    assert looked(brings(counter, act)) == {"confirm.no_witness"}

    act["confirmation"]["witness_name"] = "Trần Văn Bá"
    brought = brings(counter, act)
    assert brought.state == "SENT"
    kept = Confirmation.objects.get(dossier_id=brought.dossier_id, outdated_at=None)
    assert (kept.method, kept.witness_name) == ("THUMBPRINT", "Trần Văn Bá")


def test_an_empty_signature_confirms_nothing_and_what_was_filled_is_kept(counter):
    act = act_of(counter)
    act["confirmation"]["image_sha256"] = sent_up(picture(drawn=False), counter.clerk, counter.at)

    brought = brings(counter, act)

    assert looked(brought) == {"signature.empty"}
    kept = Dossier.objects.get(id=brought.dossier_id)
    assert (kept.state, kept.confirmed_at) == (State.DRAFT, None)


def test_nothing_malformed_is_taken(counter):
    before = world()
    good = act_of(counter)
    for wrong in (
        {"key": "x"},
        {"made_at": "gestern"},
        {"made_at": "0001-01-01T00:00:00+07:00"},
        {"made_at": "2026-11-20T08:00:00"},
        {"papers": [{"key": "a", "sha256": "../../etc/passwd"}]},
        {"papers": good["papers"] * 61 or [{"key": "a", "sha256": "a" * 64}] * 61},
        {"cash": {"amount_vnd": -1, "tendered_vnd": 0}},
        {"cash": {"amount_vnd": 10**12, "tendered_vnd": 0}},
        {"answers": {"a": ["b"]}},
        {"values": []},
        {"person": {"card_text": "x" * 3000}},
        {"confirmation": {"method": "OTP"}},
        {"local_number": "T00000-261120-001-0"},
        {"local_number": local_number.make(uuid4(), counter.at.date(), 1)},
    ):
        with pytest.raises(DomainError) as refused:
            brings(counter, good | wrong)
        assert refused.value.status == 422
        assert refused.value.vi
    assert world() == before
    assert not Brought.objects.exists()
