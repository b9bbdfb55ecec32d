"""Every address of the sign-in pages says whom it is for."""

from cuamo.web.account.urls import urlpatterns
from cuamo.web.audiences import Audience, audience_of


def test_every_address_has_an_audience():
    assert all(audience_of(pattern.callback) is not None for pattern in urlpatterns)


def test_protection_of_the_account_is_for_staff():
    for pattern in urlpatterns:
        if str(pattern.pattern).startswith("bao-ve/"):
            assert audience_of(pattern.callback) is Audience.STAFF, pattern
