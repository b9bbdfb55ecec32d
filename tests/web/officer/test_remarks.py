"""What was faulty at the counter and used all the same is seen by whoever decides."""

import pytest

from cuamo.dossiers.models import DossierPaper
from cuamo.dossiers.services.bring_pages import bring_pages
from cuamo.kernel.ids import new_id
from tests.documents.pages import blurred_below, full, jpeg
from tests.support.city import MORNING
from tests.web.officer.desk import WITH_PAPERS, at_screen, page_of

pytestmark = pytest.mark.django_db


def test_the_officer_is_told_which_page_was_seen_to_be_faulty_and_used(counter):
    dossier = counter.sent(WITH_PAPERS)
    receiver = at_screen("tiepnhan.hoankiem")
    assert "Quầy đã thấy, vẫn dùng" not in receiver.get(page_of(dossier)).content.decode()
    draft = counter.draft(WITH_PAPERS)
    key = DossierPaper.objects.filter(dossier=draft).values_list("component_key", flat=True)[0]
    bring_pages(
        dossier_id=draft.id,
        actor=counter.clerk,
        data=jpeg(blurred_below(full())),
        filename="anh.jpg",
        source="CAMERA",
        batch=new_id(),
        component_key=key,
        at=MORNING,
    )
    marked = DossierPaper.objects.get(dossier=draft, removed_at=None, file__original_mime="image/jpeg")
    DossierPaper.objects.filter(dossier=dossier, component_key=key).update(remarks=marked.remarks)

    page = receiver.get(page_of(dossier)).content.decode()

    assert "Quầy đã thấy, vẫn dùng" in page
    assert "trang 1: Ảnh bị mờ ở góc dưới bên phải." in page
