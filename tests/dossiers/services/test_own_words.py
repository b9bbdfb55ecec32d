"""The version a dossier is pinned to decides what its texts and slips say, whatever came after it."""

from datetime import timedelta

import pytest

from cuamo.catalogue.models import ProcedureVersion
from cuamo.catalogue.services.draft_version import fingerprint
from cuamo.catalogue.states import VersionStatus
from cuamo.dossiers.models import Dossier
from cuamo.dossiers.selectors import sheets, texts
from cuamo.dossiers.services.accept import accept
from cuamo.dossiers.services.tell_citizen import tell_citizen
from cuamo.notices.models import Notice
from tests.support.city import MORNING, staff

pytestmark = pytest.mark.django_db
NOTE = "Mang theo giấy này khi nhận kết quả."
OWN = {
    "messages": [
        {"template": "N1", "left_out": True},
        {"template": "N2", "more_vi": "Giữ lại giấy hẹn."},
        {"template": "N12", "instead_vi": "Hồ sơ {code} không giải quyết được. {link} hoặc {phone}"},
    ],
    "slips": [{"slip": "01", "note_vi": NOTE}, {"slip": "RECEIPT", "note_vi": "Giữ phiếu này."}],
}


@pytest.fixture
def dossier(counter) -> Dossier:
    """A dossier that was received under a version with words of its own; the one in force has none."""
    sent = Dossier.objects.get(id=counter.sent().id)
    content = sent.version.content | OWN
    pinned = ProcedureVersion.objects.create(
        procedure_id=sent.procedure_code,
        number=99,
        status=VersionStatus.REPLACED,
        content=content,
        content_sha256=fingerprint(content),
        made_by="test",
        made_at=MORNING,
    )
    Dossier.objects.filter(id=sent.id).update(version=pinned)
    return Dossier.objects.get(id=sent.id)


def told(dossier, news):
    return tell_citizen(dossier_id=dossier.id, news=news, at=MORNING + timedelta(minutes=5))


def test_a_text_left_out_is_not_sent_and_one_sentence_more_goes_at_the_end(dossier):
    assert told(dossier, "dossier.submitted") is None
    accept(dossier_id=dossier.id, officer=staff("tiepnhan.hoankiem"), at=MORNING)
    assert told(dossier, "dossier.accepted") == "N2"
    assert told(dossier, "dossier.accepted") is None

    sent = Notice.objects.filter(subject_id=dossier.id).exclude(template__startswith="N8")
    assert [notice.template for notice in sent] == ["N2"]
    assert sent[0].text.endswith(" Giu lai giay hen.")
    assert sent[0].text_kept == sent[0].text
    assert sent[0].parts == 2


def test_an_officer_sees_the_same_words_before_deciding(dossier):
    shown = texts.as_sent(texts.refused_text(dossier), dossier)
    assert shown.startswith(f"Ho so {dossier.shown_code} khong giai quyet duoc. ")
    accepted = texts.accepted_text(dossier, due_at=MORNING + timedelta(days=1))
    assert texts.as_sent(accepted, dossier).endswith("Giu lai giay hen.")


def test_slips_carry_the_sentence_of_the_pinned_version(dossier):
    done = accept(dossier_id=dossier.id, officer=staff("tiepnhan.hoankiem"), at=MORNING)
    done = Dossier.objects.get(id=done.id)
    assert sheets.form_01_sheet(done, at=MORNING)["notes"] == NOTE
    receipt = sheets.receipt_sheet(done, point=None, counter="", clerk="", at=MORNING)
    assert receipt["notes"] == "Giữ phiếu này."
