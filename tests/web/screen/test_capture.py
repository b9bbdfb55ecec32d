"""The camera page of a phone: photos go to the open visit, faults are said at once, others stay away."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from cuamo.documents.models import StoredFile
from cuamo.documents.ports import PageReader
from cuamo.dossiers.models import DossierPaper, TrayPage
from cuamo.dossiers.services.bring_pages import bring_pages
from cuamo.interop.systems.reading.adapter import NoReader
from cuamo.kernel import ports
from cuamo.kernel.ids import new_id
from cuamo.web.screen.capture_tries import WRONG_CODES
from tests.documents.pages import blurred_below, full, jpeg, sheet
from tests.support.city import begin_shift, staff
from tests.web.counter.desk import Prepared, prepare

pytestmark = pytest.mark.django_db
THREE, FIRST, SECOND = "1.013831", "ban_goc_gcn", "hop_dong"


@pytest.fixture(autouse=True)
def nothing_reads():
    before = dict(ports._factories)
    ports.bind(PageReader, NoReader)
    yield
    ports._factories.clear()
    ports._factories.update(before)


@pytest.fixture
def made(city, db) -> Prepared:
    begin_shift(staff("quay.hoankiem"), at=timezone.now())
    return prepare(6, procedure=THREE)


def _address(made: Prepared, prefix: str = "") -> str:
    return f"{prefix}/chup/{made.visit.screen_code}/"


JSON = {"Accept": "application/json"}


def _photo(picture) -> dict:
    return {"giay": FIRST, "tep": SimpleUploadedFile("anh.jpg", jpeg(picture))}


def _send(made: Prepared, data: bytes, prefix: str = "") -> None:
    photo = SimpleUploadedFile("anh.jpg", data)
    assert Client().post(_address(made, prefix), {"giay": FIRST, "anh": photo}).status_code == 302


def test_a_blurred_photo_is_told_in_the_language_of_the_phone_and_used_only_by_a_press(made):
    _send(made, jpeg(blurred_below(full())))
    (page,) = TrayPage.objects.filter(dossier=made.dossier)
    assert (page.source, page.kept_at, page.added_by["id"]) == ("PHONE", None, made.visit.clerk_id)

    assert "Ảnh bị mờ ở góc dưới bên phải." in Client().get(_address(made)).content.decode()
    english = Client().get(_address(made, "/en")).content.decode()
    assert "The picture is blurred at the bottom right corner." in english
    assert "Use it anyway" in english
    Client().post(_address(made), {"trang": str(page.id), "act": "use"})

    page.refresh_from_db()
    assert page.kept_at is not None
    assert "Vẫn dùng" not in Client().get(_address(made)).content.decode()


def test_a_photo_taken_back_is_in_no_paper_any_more(made):
    _send(made, jpeg(sheet()))
    (page,) = TrayPage.objects.filter(dossier=made.dossier)
    assert DossierPaper.objects.filter(dossier=made.dossier, removed_at=None).count() == 1

    Client().post(_address(made), {"trang": str(page.id), "act": "away"})

    assert not DossierPaper.objects.filter(dossier=made.dossier, removed_at=None).exists()


def test_a_phone_sees_and_changes_only_what_it_sent(made):
    brought = bring_pages(
        dossier_id=made.dossier.id,
        actor=staff("quay.hoankiem"),
        data=jpeg(sheet()),
        filename="quet.jpg",
        source="FILE",
        batch=new_id(),
        component_key=SECOND,
        at=timezone.now(),
    ).pages[0]
    _send(made, jpeg(full()))
    own = TrayPage.objects.get(dossier=made.dossier, source="PHONE")

    assert Client().get(f"{_address(made)}trang/{own.id}/").headers["Content-Type"] == "image/jpeg"
    assert Client().get(f"{_address(made)}trang/{brought.id}/").status_code == 404
    assert Client().get(f"/chup/KHONGCO/trang/{own.id}/").status_code == 404
    assert Client().post(_address(made), {"trang": str(brought.id), "act": "away"}).status_code == 404
    assert str(brought.id) not in Client().get(_address(made)).content.decode()
    brought.refresh_from_db()
    assert brought.removed_at is None


def test_what_finds_no_room_is_not_kept_at_all(made, monkeypatch):
    monkeypatch.setattr("cuamo.dossiers.services.bring_pages.MOST_PAGES", 1)
    _send(made, jpeg(sheet()))
    kept = StoredFile.objects.count()

    assert Client().post(_address(made), _photo(full()), headers=JSON).status_code == 422

    assert StoredFile.objects.count() == kept
    assert TrayPage.objects.filter(dossier=made.dossier).count() == 1


def test_the_same_photo_twice_is_kept_once(made):
    _send(made, jpeg(sheet()))
    kept = StoredFile.objects.count()

    told = Client().post(_address(made), _photo(sheet()), headers=JSON).json()

    assert (told["pages"], "không thêm lần nữa" in told["told"][0]) == (0, True)
    assert StoredFile.objects.count() == kept


def test_codes_cannot_be_tried_without_end(made):
    phone = Client(REMOTE_ADDR="203.0.113.9")
    for number in range(WRONG_CODES):
        assert phone.get(f"/chup/X{number:05d}/").status_code == 404

    refused = phone.get(_address(made))
    assert (refused.status_code, "Chờ một lúc" in refused.content.decode()) == (429, True)
    assert phone.get(f"{_address(made)}trang/{new_id()}/").status_code == 429
    assert Client(REMOTE_ADDR="203.0.113.10").get(_address(made)).status_code == 200


def test_a_phone_does_not_send_without_end_and_what_was_sent_stays(made, monkeypatch):
    monkeypatch.setattr("cuamo.web.screen.capture_tries.PHOTOS", 2)
    _send(made, jpeg(sheet()))
    _send(made, jpeg(sheet()))
    before = (StoredFile.objects.count(), TrayPage.objects.filter(dossier=made.dossier).count())

    refused = Client().post(_address(made), _photo(full()), headers=JSON)

    assert (refused.status_code, "Gửi tiếp từ" in refused.json()["error"]) == (429, True)
    assert (StoredFile.objects.count(), TrayPage.objects.filter(dossier=made.dossier).count()) == before
    assert Client().get(_address(made)).status_code == 200
