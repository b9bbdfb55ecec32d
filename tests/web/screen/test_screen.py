"""The citizen screen: changes line by line, rests when left alone, reads aloud."""

import shutil

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from cuamo.documents.ports import Speaker
from cuamo.dossiers.models import Dossier, DossierPaper
from cuamo.dossiers.selectors.changes import change_asked
from cuamo.dossiers.selectors.papers import paper_slots
from cuamo.dossiers.services.request_confirmation import request_confirmation
from cuamo.interop.systems.speech.adapter import EspeakSpeaker, NoSpeaker
from cuamo.kernel import events, ports
from cuamo.people.models import Account
from tests.support.city import PNG, begin_shift, staff
from tests.web.counter.desk import Prepared, prepare

pytestmark = pytest.mark.django_db
WITH_PAPERS = "1.001193"
needs_speech = pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is not installed")


@pytest.fixture
def summary(city, db) -> Prepared:
    begin_shift(staff("quay.hoankiem"), at=timezone.now())
    made = prepare(7)
    request_confirmation(dossier_id=made.dossier.id, actor=staff("quay.hoankiem"), at=timezone.now())
    return made


@pytest.fixture
def clerk(city, db) -> Client:
    client = Client()
    client.force_login(Account.objects.get(username="quay.hoankiem"))
    return client


@pytest.fixture
def without_speech():
    ports.bind(Speaker, NoSpeaker)


def _address(made: Prepared, part: str = "") -> str:
    return f"/man-hinh/{made.visit.screen_code}/{part}"


def test_a_line_that_is_wrong_is_named_to_the_clerk_and_the_summary_comes_back_after_the_change(
    summary, clerk, client
):
    page = client.get(_address(summary)).content.decode()
    assert 'value="nyc_noi_cu_tru"' in page
    assert client.post(_address(summary, "sua/"), {"dong": "nyc_noi_cu_tru"}).status_code == 302
    assert "Đã báo nhân viên" in client.get(_address(summary)).content.decode()

    assert clerk.get(f"{summary.path}cho/7/").headers["X-Go"].endswith("/7/")
    told = clerk.get(f"{summary.path}7/").content.decode()
    assert "Khách muốn sửa" in told
    assert "/5/?ve=7&amp;dong=nyc_noi_cu_tru" in told
    dossier = Dossier.objects.get(id=summary.dossier.id)
    values = {key: "on" if value is True else value for key, value in dossier.values.items() if value}
    saved = clerk.post(
        f"{summary.path}5/?ve=7", {**values, "nyc_noi_cu_tru": "Số 1 phố Mới, Hoàn Kiếm, Hà Nội"}
    )
    assert saved.headers["Location"] == f"{summary.path}7/"
    clerk.get(saved.headers["Location"])

    again = client.get(_address(summary)).content.decode()
    assert "chưa được nộp" in again
    assert "Số 1 phố Mới" in again
    assert change_asked(dossier) == ""


def test_the_citizen_may_think_better_of_it(summary, client):
    client.get(_address(summary))
    client.post(_address(summary, "sua/"), {"dong": "papers"})
    client.post(_address(summary, "sua/"), {"dong": ""})

    assert "chưa được nộp" in client.get(_address(summary)).content.decode()


def test_a_line_the_summary_does_not_have_is_refused_and_nothing_is_recorded(summary, client):
    client.get(_address(summary))
    before = events.names_of(summary.dossier.id)
    client.post(_address(summary, "sua/"), {"dong": "khong_co"})

    assert events.names_of(summary.dossier.id) == before
    assert "Không thấy dòng này" in client.get(_address(summary)).content.decode()


def test_left_alone_it_shows_nothing_of_anybody_and_wakes_on_news(summary, client):
    page = client.get(_address(summary)).content.decode()
    assert 'data-idle-after="60"' in page
    assert f'data-idle-go="{_address(summary, "nghi/")}"' in page

    resting = client.get(_address(summary, "nghi/")).content.decode()
    for word in ("NGUYỄN", "2345", "Hàng Bông", "khai sinh"):
        assert word not in resting
    assert "Xem tiếp" in resting
    assert "gọi người giúp" in resting


def test_identity_numbers_are_masked_on_the_summary(summary, client):
    page = client.get(_address(summary)).content.decode()

    assert "001•••••2345" in page
    assert "001185012345" not in page


def test_a_call_for_help_reaches_the_clerk_and_is_answered(summary, clerk, client):
    client.get(_address(summary))
    client.post(_address(summary, "goi/"))
    assert "Khách gọi giúp" in clerk.get(f"{summary.path}guong/").content.decode()

    clerk.post(f"{summary.path}man-hinh/", {"act": "helped"})

    assert "Khách gọi giúp" not in clerk.get(f"{summary.path}guong/").content.decode()
    names = events.names_of(summary.visit.id)
    assert names.index("visit.help_called") < names.index("visit.help_given")


def test_the_mirror_answers_nothing_new_while_nothing_changes(summary, clerk):
    first = clerk.get(f"{summary.path}guong/")

    assert (
        clerk.get(f"{summary.path}guong/", headers={"If-None-Match": first.headers["ETag"]}).status_code
        == 304
    )


@needs_speech
def test_the_scene_is_read_aloud_once_and_kept(summary, client, monkeypatch):
    said: list[str] = []
    real = EspeakSpeaker.say

    def listened(self, text, language):
        said.append(text)
        return real(self, text, language)

    monkeypatch.setattr(EspeakSpeaker, "say", listened)
    page = client.get(_address(summary)).content.decode()
    assert 'preload="none"' in page
    first = client.get(_address(summary, "nghe/"))
    second = client.get(_address(summary, "nghe/"))

    assert first.headers["Content-Type"] in {"audio/ogg", "audio/wav"}
    assert first.content[:4] in {b"OggS", b"RIFF"}
    assert second.content == first.content
    assert len(said) == 1
    assert "Hồ sơ chưa được nộp" in said[0]
    assert "cuối là 2 3 4 5" in said[0]
    assert "Nút: Đúng rồi, tôi đồng ý nộp" in said[0]
    assert "Sửa" not in said[0].replace("bấm Sửa ở dòng đó", "")


@needs_speech
def test_a_phone_may_ask_for_a_part_of_the_sound(summary, client):
    client.get(_address(summary))
    whole = client.get(_address(summary, "nghe/"))

    part = client.get(_address(summary, "nghe/"), headers={"Range": "bytes=0-1"})

    assert (part.status_code, part.content) == (206, whole.content[:2])
    assert part.headers["Content-Range"] == f"bytes 0-1/{len(whole.content)}"


def test_without_a_speech_program_the_button_is_not_offered(summary, client, without_speech):
    assert "data-listen" not in client.get(_address(summary)).content.decode()
    answer = client.get(_address(summary, "nghe/"))

    assert answer.status_code == 503
    assert "Nhờ nhân viên đọc giúp" in answer.content.decode()


def test_a_device_that_is_not_paired_hears_nothing(summary, client):
    client.get(_address(summary))

    assert Client().get(_address(summary, "nghe/")).status_code == 409


@pytest.mark.parametrize(("prefix", "said"), [("", "Đã gửi 1 ảnh."), ("/en", "Photos sent: 1.")])
def test_a_phone_is_told_in_its_language_that_its_photo_came(city, client, prefix, said):
    begin_shift(staff("quay.hoankiem"), at=timezone.now())
    made = prepare(6, procedure=WITH_PAPERS)
    slot = paper_slots(made.dossier)[0].need.key
    address = f"{prefix}/chup/{made.visit.screen_code}/"

    photo = SimpleUploadedFile("anh.png", PNG, content_type="image/png")
    sent = client.post(address, {"giay": slot, "anh": photo})

    assert sent.status_code == 302
    assert said in client.get(sent.headers["Location"]).content.decode()
    assert DossierPaper.objects.filter(dossier=made.dossier).count() == 1
