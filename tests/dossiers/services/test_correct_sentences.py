"""A wrong word that stands in a sentence of the result, and in no row, can be put right like any other."""

from datetime import timedelta

import pytest
from django.http import QueryDict

from cuamo.dossiers.models import Dossier, PastResult, Result
from cuamo.dossiers.selectors.sheets import result_sheet
from cuamo.dossiers.services.correct_result import correct_result
from cuamo.kernel.errors import Invalid
from cuamo.organisation.models import Unit
from cuamo.web.officer.life_form import correction_of
from tests.support.city import MORNING, staff
from tests.web.officer.desk import issued, snapshot

pytestmark = pytest.mark.django_db
LATER = MORNING + timedelta(days=3)
WHO = "Họ, chữ đệm, tên người yêu cầu"


@pytest.fixture
def done(counter) -> Dossier:
    return issued(counter)


def result_of(dossier: Dossier) -> Result:
    return Result.objects.select_related("dossier__version").get(dossier=dossier)


def correct(dossier: Dossier, **changed: str) -> Result:
    rows = {row["label"]: row["value"] for row in correction_of(result_of(dossier), QueryDict())}
    return correct_result(
        dossier_id=dossier.id,
        officer=staff("chuyenvien.hoankiem"),
        reason="Sai tên đệm",
        content=rows | changed,
        at=LATER,
    )


def printed(dossier: Dossier) -> dict:
    return result_sheet(result_of(dossier), Unit.objects.get(code=dossier.decided_by))


def test_a_name_in_a_sentence_is_corrected_and_the_rows_stay_as_they_were(done):
    before = result_of(done)
    assert WHO in {row["label"] for row in correction_of(before, QueryDict())}

    correct(done, **{WHO: "NGUYỄN THỊ ĐĂNG THẲNG"})

    sheet = printed(done)
    assert sheet["body"] == ["Thực hiện việc trích lục từ Sổ hộ tịch theo yêu cầu của NGUYỄN THỊ ĐĂNG THẲNG."]
    assert "words" not in sheet
    assert result_of(done).content == before.content
    assert PastResult.objects.get(dossier=done).content == before.content


def test_nothing_changed_in_rows_or_sentences_is_refused(done):
    before = snapshot(done.id)

    with pytest.raises(Invalid) as refused:
        correct(done)

    assert refused.value.code == "correct.same"
    assert snapshot(done.id) == before


def test_what_was_put_right_once_stays_right_at_the_next_correction(done):
    correct(done, **{WHO: "NGUYỄN THỊ ĐĂNG THẲNG"})

    (row,) = [row for row in correction_of(result_of(done), QueryDict()) if row["label"] == WHO]

    assert row["value"] == "NGUYỄN THỊ ĐĂNG THẲNG"
