"""A session that ends in mid-form loses no word of a citizen, and shows them to nobody else."""

from django.test import Client

from cuamo.dossiers.models import Callback
from cuamo.people.models import Account
from tests.web.my.conftest import OTHER_CARD, sign_in

WORDS = {"dien_thoai": "0987654321", "khung_gio": "", "viec": "Bao giờ có kết quả ạ?"}


def back_in(client: Client, username: str) -> Client:
    client.force_login(Account.objects.get(username=username))
    return client


def test_what_was_typed_stands_in_the_form_after_signing_in_again_once(sent):
    sign_in()
    client = Client()
    address = f"/toi/ho-so/{sent.id}/goi-lai/"
    assert client.post(address, WORDS).status_code == 302
    page = back_in(client, "vneid-1").get(address).content.decode()
    assert "Bao giờ có kết quả ạ?" in page
    assert "Phiên trước đã hết nên chưa gửi" in page
    assert not Callback.objects.exists()
    assert "Bao giờ có kết quả ạ?" not in client.get(address).content.decode()


def test_whoever_signs_in_instead_sees_nothing_of_it(sent):
    sign_in()
    sign_in(OTHER_CARD, name="vneid-la")
    client = Client()
    address = f"/toi/ho-so/{sent.id}/goi-lai/"
    client.post(address, WORDS)
    stranger = back_in(client, "vneid-la")
    answer = stranger.get(address)
    assert answer.status_code == 404
    assert "Bao giờ" not in answer.content.decode()
    assert "Bao giờ" not in stranger.get("/toi/").content.decode()


def test_words_of_other_pages_and_endless_ones_are_not_kept(client, sent):
    client.post("/toi/du-lieu/yeu-cau/xoa/", {"noi_dung": "Xóa hết giúp tôi"})
    client.post(f"/toi/ho-so/{sent.id}/goi-lai/", {"viec": "x" * 30_000})
    assert "kept_words" not in client.session
