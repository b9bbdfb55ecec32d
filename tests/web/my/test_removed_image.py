"""T2 says that the image of an ID card was removed, and its address says so too."""

from datetime import timedelta

import pytest

from cuamo.archive.services.clear_images import clear_images
from cuamo.dossiers.models import DossierPaper
from tests.archive.closed import CARD_SHOWN, refused, with_card
from tests.support.city import MORNING
from tests.web.my.conftest import sign_in

pytestmark = pytest.mark.django_db


def test_t2_says_that_the_image_was_removed_and_its_address_answers_in_words(counter):
    dossier = refused(with_card(counter))
    clear_images(dossier_id=dossier.id, at=MORNING + timedelta(hours=2))
    paper = DossierPaper.objects.get(dossier=dossier, component_key=CARD_SHOWN)
    client = sign_in()

    page = client.get(f"/toi/ho-so/{dossier.id}/").content.decode()
    assert "Ảnh căn cước đã xoá theo quy định" in page
    assert str(paper.file_id) not in page
    answer = client.get(f"/toi/ho-so/{dossier.id}/tep/{paper.file_id}/")
    assert answer.status_code == 410
    assert "Ảnh căn cước đã xoá theo quy định" in answer.content.decode()
