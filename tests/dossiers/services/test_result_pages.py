"""A signed result is kept with the number of pages it really has."""

from datetime import timedelta

import pypdfium2
import pytest

from cuamo.documents.selectors.files import content_of
from cuamo.dossiers.models import Result
from cuamo.dossiers.services.accept import accept
from cuamo.dossiers.services.approve import approve
from cuamo.dossiers.services.propose import propose
from cuamo.dossiers.services.sign_result import sign_approved_result
from tests.support.city import MORNING, staff
from tests.support.simulators import running_simulator

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def signing():
    with running_simulator("signing") as address:
        yield address


@pytest.mark.parametrize(("lines", "more_than_one"), [(2, False), (120, True)])
def test_the_kept_file_says_how_many_pages_the_signed_result_has(
    counter, signing, settings, lines, more_than_one
):
    settings.SIGNING_URL = signing
    dossier = counter.sent()
    accept(dossier_id=dossier.id, officer=staff("tiepnhan.hoankiem"), at=MORNING)
    propose(
        dossier_id=dossier.id,
        officer=staff("chuyenvien.hoankiem"),
        grant=True,
        note="",
        result={f"Mục {number}": "Trích lục khai sinh của Nguyễn Thị Đặng Thẳng" for number in range(lines)},
        at=MORNING + timedelta(minutes=5),
    )
    approve(
        dossier_id=dossier.id,
        leader=staff("lanhdao.hoankiem"),
        at=MORNING + timedelta(minutes=10),
        sign_later=False,
    )

    sign_approved_result(dossier_id=dossier.id, at=MORNING + timedelta(minutes=11))

    file = Result.objects.get(dossier_id=dossier.id).file
    assert file.pages == len(pypdfium2.PdfDocument(content_of(file)))
    assert (file.pages > 1) is more_than_one
