"""An issued result is taken back: proposed by one, decided by another, told to the citizen, never deleted."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cuamo.delivery.models import Parcel
from cuamo.delivery.services.collect_at_point import collect_at_point
from cuamo.delivery.services.seal import seal
from cuamo.dossiers.models import Decision, Dossier, Result, WorkItem
from cuamo.dossiers.selectors.replay import compare
from cuamo.dossiers.services.approve import approve, send_back
from cuamo.dossiers.services.correct_result import correct_result
from cuamo.dossiers.services.issue_result import pack_result
from cuamo.dossiers.services.revoke_result import propose_revocation
from cuamo.dossiers.services.tell_citizen import tell_citizen
from cuamo.kernel import events
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import IllegalTransition, Invalid, NotPermitted
from cuamo.notices.models import Notice
from cuamo.web.officer.life_choices import life_choices
from tests.documents.conftest import with_signature_place
from tests.support.city import MORNING, staff
from tests.web.officer.desk import issued, snapshot

pytestmark = pytest.mark.django_db
LATER = MORNING + timedelta(days=3)
WHY = "Tờ khai ghi sai người được cấp."
LAW = "Luật Hộ tịch 60/2014/QH13, điều 70"


@pytest.fixture
def done(counter) -> Dossier:
    return issued(counter)


def specialist() -> Actor:
    return staff("chuyenvien.hoankiem")


def leader() -> Actor:
    return staff("lanhdao.hoankiem")


def proposed(dossier: Dossier) -> Dossier:
    return propose_revocation(dossier_id=dossier.id, officer=specialist(), reason=WHY, law=LAW, at=LATER)


def revoked(dossier: Dossier) -> Result:
    proposed(dossier)
    return revoked_by_leader(dossier)


def revoked_by_leader(dossier: Dossier) -> Result:
    approve(dossier_id=dossier.id, leader=leader(), at=LATER + timedelta(hours=1))
    return Result.objects.get(dossier=dossier)


def test_a_result_taken_back_stays_stored_with_who_why_and_by_which_law(done):
    before = Result.objects.get(dossier=done)

    result = revoked(done)

    assert result.revoked_at == LATER + timedelta(hours=1)
    assert (result.revoked["reason"], result.revoked["law"]) == (WHY, LAW)
    assert result.revoked["proposed_by"]["id"] == specialist().id
    assert result.revoked["decided_by"]["id"] == leader().id
    assert (result.number, result.file_id, result.content) == (before.number, before.file_id, before.content)
    kinds = list(Decision.objects.filter(dossier=done).order_by("decided_at").values_list("kind", flat=True))
    assert kinds[-2:] == ["PROPOSE_REVOKE", "REVOKE"]
    assert events.names_of(done.id)[-2:] == ["dossier.revocation_proposed", "dossier.result_revoked"]
    row = Dossier.objects.get(id=done.id)
    assert (row.state, row.finished_at) == (done.state, done.finished_at)
    assert compare(row).differences == []
    assert not WorkItem.objects.filter(dossier_id=done.id).exists()


def test_until_the_leader_agrees_the_result_stands(done):
    proposed(done)

    assert Result.objects.get(dossier=done).revoked_at is None
    assert WorkItem.objects.get(dossier_id=done.id).step == "APPROVE"


def test_nobody_takes_back_by_themselves(done):
    proposed(done)
    me = specialist()
    both = Actor(me.kind, me.id, me.name, me.unit_code, me.roles | {"LEADER"})
    before = snapshot(done.id)

    with pytest.raises(NotPermitted):
        approve(dossier_id=done.id, leader=both, at=LATER)

    assert snapshot(done.id) == before


@pytest.mark.parametrize(("reason", "law"), [("", LAW), (WHY, " ")])
def test_reason_and_law_are_both_needed(done, reason, law):
    before = snapshot(done.id)

    with pytest.raises(Invalid):
        propose_revocation(dossier_id=done.id, officer=specialist(), reason=reason, law=law, at=LATER)

    assert snapshot(done.id) == before


def test_a_leader_who_refuses_lets_the_result_stand_and_the_envelope_waits_again(done):
    proposed(done)

    send_back(dossier_id=done.id, leader=leader(), note="Kết quả đúng.", at=LATER)

    result = Result.objects.get(dossier=done)
    assert (result.revoked_at, result.revoked) == (None, {})
    assert WorkItem.objects.get(dossier_id=done.id).step == "PACK"
    assert events.names_of(done.id)[-1] == "dossier.revocation_refused"


def test_a_revoked_result_is_neither_packed_nor_corrected_nor_revoked_again(done):
    revoked(done)
    before = snapshot(done.id)

    with pytest.raises(IllegalTransition):
        pack_result(dossier_id=done.id, clerk=staff("tiepnhan.hoankiem"), at=LATER)
    with pytest.raises(IllegalTransition):
        correct_result(dossier_id=done.id, officer=specialist(), reason="Sai", content={"a": "b"}, at=LATER)
    with pytest.raises(IllegalTransition):
        proposed(done)

    assert snapshot(done.id) == before


def test_an_envelope_on_its_way_is_called_back_and_nobody_hands_the_result_out(done):
    packed = pack_result(dossier_id=done.id, clerk=staff("tiepnhan.hoankiem"), at=LATER)

    revoked(done)

    parcel = Parcel.objects.get(id=packed.id)
    assert parcel.recalled_at == LATER + timedelta(hours=1)
    before = snapshot(done.id)
    with pytest.raises(IllegalTransition) as sealing:
        seal(parcel_id=parcel.id, seal_number="NP-1234", clerk=staff("tiepnhan.hoankiem"), at=LATER)
    assert sealing.value.code == "parcel.recalled"
    with pytest.raises(IllegalTransition):
        collect_at_point(parcel_id=parcel.id, clerk=staff("tiepnhan.hoankiem"), at=LATER)
    assert snapshot(done.id) == before


def test_a_proposal_to_take_back_is_decided_before_anything_is_corrected(done):
    proposed(done)
    before = snapshot(done.id)

    with pytest.raises(IllegalTransition) as refused:
        correct_result(dossier_id=done.id, officer=specialist(), reason="Sai", content={"a": "b"}, at=LATER)

    assert refused.value.code == "correct.under_way"
    assert snapshot(done.id) == before
    item, result = WorkItem.objects.get(dossier_id=done.id), Result.objects.get(dossier=done)
    choices = life_choices(Dossier.objects.get(id=done.id), item, result, specialist(), holds=False)
    assert choices == ()
    assert revoked_by_leader(done).revoked_at is not None


def test_the_citizen_is_told_once(done):
    revoked(done)

    for _ in range(2):
        tell_citizen(dossier_id=done.id, news="dossier.result_revoked", at=LATER)

    (notice,) = Notice.objects.filter(subject_id=done.id, template="N5R")
    assert "da bi thu hoi" in notice.text
    assert len(notice.text) <= 160


def test_the_check_page_says_it_was_taken_back_and_why_to_nobody(client, done):
    result = revoked(done)

    page = client.get(f"/kiem-tra/{result.check_token}/").content.decode()

    assert "Kết quả này đã bị thu hồi" in page
    assert result.number in page
    for secret in (WHY, LAW, specialist().name, done.code, done.applicant.full_name):
        assert secret not in page


def test_a_file_that_is_not_the_original_is_called_so_and_nothing_is_kept(client, done):
    token = Result.objects.get(dossier=done).check_token

    def compared(data: bytes) -> str:
        file = SimpleUploadedFile("a.pdf", data, "application/pdf")
        return client.post(f"/kiem-tra/{token}/", {"tep": file}).content.decode()

    assert "Tệp giống bản gốc từng byte" in compared(b"%PDF-1.7 signed elsewhere")
    assert "Tệp này khác bản gốc" in compared(b"%PDF-1.7 signed elsewherE")


def test_a_file_written_to_break_its_reader_is_called_different_and_breaks_nothing(client, done):
    token = Result.objects.get(dossier=done).check_token
    file = SimpleUploadedFile("a.pdf", with_signature_place(5), "application/pdf")

    answer = client.post(f"/kiem-tra/{token}/", {"tep": file})

    assert answer.status_code == 200
    assert "Tệp này khác bản gốc" in answer.content.decode()


def test_who_tries_many_codes_waits_calmly_and_a_right_code_waits_too(client, done):
    token = Result.objects.get(dossier=done).check_token
    answers = [client.get(f"/kiem-tra/{number:016d}/").status_code for number in range(31)]

    assert answers == [404] * 30 + [429]
    waiting = client.get(f"/kiem-tra/{token}/")
    assert (waiting.status_code, "Retry-After" in waiting.headers) == (429, True)
    assert "Thử lại từ" in waiting.content.decode()
