"""A result that a part of a linked filing began with does not change behind its officers' backs."""

from datetime import timedelta

import pytest

from cuamo.dossiers.models import DossierPaper, InternalNote, Result, WorkItem
from cuamo.dossiers.rules.ladder import Rung
from cuamo.dossiers.selectors.tracking import track
from cuamo.dossiers.services.approve import approve
from cuamo.dossiers.services.correct_result import correct_result
from cuamo.dossiers.services.follow_parts import follow_parts
from cuamo.dossiers.services.issue_result import issue_result
from cuamo.dossiers.services.revoke_result import propose_revocation
from cuamo.dossiers.services.sign_result import _keep
from cuamo.dossiers.services.stop import stop
from cuamo.dossiers.subscribers import MOVED
from tests.dossiers.linked.conftest import BIRTH, CARD, HOME, SENT_AT, certificate, officer
from tests.dossiers.linked.test_follow import LATER, NEXT_DAY, born, hear_texts, texts

pytestmark = pytest.mark.django_db
PAPER = "ket_qua_khai_sinh"


def revoke(filing, at) -> None:
    birth = filing.of(BIRTH)
    propose_revocation(
        dossier_id=birth.id,
        officer=officer("chuyenvien", birth.decided_by),
        reason="Ghi sai tên cha.",
        law="Luật Hộ tịch, điều 70",
        at=at,
    )
    approve(dossier_id=birth.id, leader=officer("lanhdao", birth.decided_by), at=at, sign_later=False)


def draft_correction(filing, at) -> None:
    birth = filing.of(BIRTH)
    correct_result(
        dossier_id=birth.id,
        officer=officer("chuyenvien", birth.decided_by),
        reason="Sai số định danh",
        content={"Số định danh cá nhân": "001226099999"},
        at=at,
    )


def issue_correction(filing, at) -> None:
    birth = filing.of(BIRTH)
    approve(dossier_id=birth.id, leader=officer("lanhdao", birth.decided_by), at=at, sign_later=False)
    _keep(birth.id, certificate("corrected"), at)
    issue_result(dossier_id=birth.id, clerk=officer("vanthu", birth.decided_by), at=at)


def hear(filing, news, at) -> None:
    assert news in MOVED
    follow_parts(dossier_id=filing.part(BIRTH).dossier_id, news=news, at=at)


def notes(filing, key) -> list[str]:
    return [note.text for note in InternalNote.objects.filter(dossier_id=filing.of(key).id)]


def test_officers_of_a_part_that_began_read_that_the_result_was_taken_back(filing):
    born(filing)
    values = filing.of(HOME).values
    revoke(filing, NEXT_DAY)

    hear(filing, "dossier.result_revoked", NEXT_DAY)
    hear(filing, "dossier.result_revoked", NEXT_DAY + timedelta(hours=1))

    for key in (HOME, CARD):
        assert len(notes(filing, key)) == 1
        assert "đã bị thu hồi ngày 23/11/2026" in notes(filing, key)[0]
        assert WorkItem.objects.get(dossier_id=filing.of(key).id).flags == ["earlier"]
        assert filing.told(key).count("dossier.earlier_result_changed") == 1
    assert filing.of(HOME).values == values


def test_a_part_does_not_begin_with_a_result_that_was_taken_back_and_the_person_chooses(filing):
    filing.accept(BIRTH, SENT_AT)
    filing.grant(BIRTH, LATER)
    revoke(filing, NEXT_DAY)

    filing.hear(LATER)
    hear(filing, "dossier.result_revoked", NEXT_DAY)

    assert not DossierPaper.objects.filter(component_key=PAPER).exists()
    assert not filing.waits_somewhere(HOME)
    assert [part.rung for part in track(filing.dossier, now=NEXT_DAY).parts][1:] == [Rung.CHOICE] * 2
    assert notes(filing, HOME) == []


def test_the_replaced_result_lies_beside_the_first_and_the_officers_are_told_once(filing):
    born(filing)
    draft_correction(filing, NEXT_DAY)
    issue_correction(filing, NEXT_DAY)

    hear(filing, "dossier.result_corrected", NEXT_DAY)
    hear(filing, "dossier.result_corrected", NEXT_DAY)

    home, new = filing.of(HOME), Result.objects.get(dossier_id=filing.of(BIRTH).id)
    assert DossierPaper.objects.filter(dossier=home, component_key=PAPER).count() == 2
    assert DossierPaper.objects.filter(dossier=home, component_key=PAPER, file=new.file).count() == 1
    assert len(notes(filing, HOME)) == 1
    assert f"bản mới số {new.number}" in notes(filing, HOME)[0]
    assert home.values["so_dinh_danh_ca_nhan"] == "001226012346", "nothing is changed for the officer"


def test_a_correction_that_began_before_anybody_heard_only_puts_the_beginning_off(filing):
    filing.accept(BIRTH, SENT_AT)
    filing.grant(BIRTH, LATER)
    draft_correction(filing, NEXT_DAY)
    filing.hear(LATER)
    assert not filing.waits_somewhere(HOME)

    issue_correction(filing, NEXT_DAY)
    hear(filing, "dossier.result_corrected", NEXT_DAY)
    hear(filing, "dossier.result_corrected", NEXT_DAY)

    assert filing.waits_somewhere(HOME)
    assert filing.of(HOME).values["so_dinh_danh_ca_nhan"] == "001226099999"
    assert notes(filing, HOME) == []


def test_who_is_told_that_a_part_was_stopped_reads_that_the_others_wait_for_a_choice(filing):
    birth = filing.accept(BIRTH, SENT_AT)
    stop(
        dossier_id=birth.id,
        leader=officer("lanhdao", birth.decided_by),
        ground="Cha mẹ đã đăng ký ở nơi khác.",
        law="Luật Hộ tịch, điều 16",
        at=LATER,
    )
    filing.hear(LATER)

    hear_texts(filing, LATER)
    hear_texts(filing, LATER)

    template, words = texts(filing)[-1]
    assert (template, [one for one, _ in texts(filing)].count("N12SW")) == ("N12SW", 1)
    assert "Khai sinh dung giai quyet" in words
    assert "Moi chon cho 2 viec sau" in words
    assert filing.dossier.code in words
    assert len(words) <= 160


def test_a_stopped_last_part_is_named_and_leaves_nobody_a_choice(filing):
    born(filing)
    home = filing.accept(HOME, NEXT_DAY)
    stop(
        dossier_id=home.id,
        leader=officer("lanhdao", home.decided_by),
        ground="Không còn nhu cầu.",
        law="Luật Cư trú, điều 22",
        at=NEXT_DAY,
    )
    filing.hear(NEXT_DAY)

    hear_texts(filing, NEXT_DAY)

    told = dict(texts(filing))
    assert "N12SL" in told
    assert "dung giai quyet. Viec khac van tiep tuc" in told["N12SL"]
