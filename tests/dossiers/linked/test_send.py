"""One press sends one filing: three dossiers at three authorities, one code for the person."""

import pytest

from cuamo.dossiers.models import Dossier, DossierPaper, LinkedFiling, LinkedPart, WorkItem
from cuamo.dossiers.selectors.replay import compare
from cuamo.dossiers.services.submit import submit
from cuamo.dossiers.states import State, Sync
from cuamo.kernel.errors import Conflict
from tests.dossiers.linked.conftest import BIRTH, CARD, HOME, SENT_AT, SET, officer

pytestmark = pytest.mark.django_db


def test_three_dossiers_stand_at_three_authorities_each_with_its_own_code(filing):
    parts = {key: filing.of(key) for key in (BIRTH, HOME, CARD)}

    assert {key: part.decided_by for key, part in parts.items()} == {
        BIRTH: "PX-00070",
        HOME: "CA-HN",
        CARD: "BHXH-HN",
    }
    assert {part.procedure_code for part in parts.values()} == {"1.001193", "1.004222", "1.014137"}
    codes = {part.code for part in parts.values()} | {filing.dossier.code}
    assert len(codes) == 4
    assert all(codes)
    assert {part.state for part in parts.values()} == {State.SUBMITTED}
    assert {part.route for part in parts.values()} == {"CITY"}


def test_only_the_part_that_needs_no_other_waits_for_somebody_and_has_a_clock(filing):
    assert {key: filing.waits_somewhere(key) for key in (BIRTH, HOME, CARD)} == {
        BIRTH: True,
        HOME: False,
        CARD: False,
    }
    assert filing.of(BIRTH).answer_due_at is not None
    assert [filing.of(key).answer_due_at for key in (HOME, CARD)] == [None, None]
    assert [filing.part(key).started_at for key in (BIRTH, HOME, CARD)] == [SENT_AT, None, None]


def test_nobody_works_on_the_filing_itself_and_it_is_not_sent_to_the_national_portal(filing):
    whole = filing.dossier

    assert not WorkItem.objects.filter(dossier_id=whole.id).exists()
    assert (whole.state, whole.sync, whole.received_by) == (State.SUBMITTED, Sync.LOCAL, "")
    assert filing.told()[-1] == "dossier.linked"
    assert "dossier.submitted" not in filing.told()
    assert [filing.told(key) for key in (BIRTH, HOME, CARD)] == [["dossier.submitted"]] * 3


def test_what_was_entered_once_stands_in_each_form_under_its_own_name(filing):
    said = filing.dossier.values
    birth, home, card = filing.of(BIRTH), filing.of(HOME), filing.of(CARD)

    full = " ".join(
        filter(None, (birth.values[key] for key in ("ks_ho", "ks_chu_dem", "ks_ten") if key in birth.values))
    )
    assert full == said["ks_ho_ten"]
    assert home.values["ho_ten_khai_sinh"] == card.values["tg_ho_ten"] == said["ks_ho_ten"]
    assert home.values["noi_thuong_tru_moi"] == card.values["tg_noi_cu_tru"] == said["noi_thuong_tru"]
    assert home.values["ho_ten_chu_ho"] == said["ho_ten_chu_ho"]
    assert card.values["noi_kham"] == said["noi_kham"]
    assert (home.answers, card.answers) == (
        {"cho_o": "NGUOI_THAN", "nguoi_dang_ky": "CON_NHO"},
        {"viec": "CAP_MOI", "doi_tuong": "NHA_NUOC"},
    )
    assert "so_dinh_danh_ca_nhan" not in home.values
    assert "me_ho_ten" not in card.values


def test_papers_are_shared_not_copied(counter):
    draft = counter.confirmed(SET)
    sent = submit(dossier_id=draft.id, actor=counter.clerk, key="k", at=SENT_AT)
    papers = list(DossierPaper.objects.filter(dossier=sent))

    parts = [part.dossier_id for part in LinkedPart.objects.filter(filing_id=sent.id)]
    shared = DossierPaper.objects.filter(dossier_id__in=parts)
    assert {paper.file_id for paper in shared} <= {paper.file_id for paper in papers}


@pytest.mark.parametrize("key", ["k-again", None], ids=["another key", "the same key"])
def test_sending_twice_gives_the_same_filing(counter, filing, key):
    before = LinkedFiling.objects.count(), LinkedPart.objects.count(), Dossier.objects.count()

    again = submit(dossier_id=filing.id, actor=counter.clerk, key=key or f"k-{filing.id}", at=SENT_AT)

    assert again.code == filing.dossier.code
    assert (LinkedFiling.objects.count(), LinkedPart.objects.count(), Dossier.objects.count()) == before


def test_what_changed_after_it_was_confirmed_sends_no_part(counter):
    draft = counter.confirmed(SET)
    Dossier.objects.filter(id=draft.id).update(answers={**draft.answers, "nhap_khau": "HO_KHAC"})

    with pytest.raises(Conflict):
        submit(dossier_id=draft.id, actor=counter.clerk, key="k", at=SENT_AT)

    assert not LinkedFiling.objects.filter(dossier_id=draft.id).exists()
    assert Dossier.objects.get(id=draft.id).state == State.DRAFT


def test_every_part_and_the_filing_can_be_rebuilt_from_their_events(filing):
    filing.accept(BIRTH, SENT_AT)
    filing.hear(SENT_AT)

    for dossier in [filing.dossier, *(filing.of(key) for key in (BIRTH, HOME, CARD))]:
        assert compare(dossier).same, dossier.code


def test_the_receiver_of_the_police_cannot_take_in_what_still_waits(filing):
    from cuamo.dossiers.services.accept import accept
    from cuamo.kernel.errors import IllegalTransition

    home = filing.of(HOME)
    with pytest.raises(IllegalTransition) as refused:
        accept(dossier_id=home.id, officer=officer("tiepnhan", home.received_by), at=SENT_AT)

    assert refused.value.code == "linked.waits"
    assert filing.of(HOME).state == State.SUBMITTED
    assert filing.told(HOME) == ["dossier.submitted"]
