"""Every address of the sign-in pages says whom it is for."""

from cuamo.web.account.urls import urlpatterns
from cuamo.web.audiences import Audience, audience_of


def test_every_address_has_an_audience():
    assert all(audience_of(pattern.callback) is not None for pattern in urlpatterns)


def test_protection_of_the_account_is_for_staff():
    for pattern in urlpatterns:
        if str(pattern.pattern).startswith("bao-ve/"):
            assert audience_of(pattern.callback) is Audience.STAFF, pattern


def test_an_english_page_leads_to_the_english_sign_in(client, db):
    answer = client.get("/en/toi/")

    assert answer.url == "/en/dang-nhap/?next=/en/toi/"
    assert '<html lang="en"' in client.get(answer.url).content.decode()
