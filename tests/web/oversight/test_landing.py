"""Everybody who signs in lands on a page that is there for them."""

import pytest

from cuamo.organisation.types import Role
from cuamo.web.account.landing import landing_of
from tests.support.city import staff
from tests.web.oversight.facts import at_screen

pytestmark = pytest.mark.django_db
TOUR = (
    "quay.hoankiem", "truongca.hoankiem", "tiepnhan.hoankiem", "chuyenvien.hoankiem", "lanhdao.hoankiem",
    "vanthu.hoankiem", "buuta.hoankiem", "dieuphoi.vnpost", "ketoan.trungtam", "giamsat.trungtam",
    "quantri.trungtam", "kythuat.trungtam", "tongdai.vcs", "bientap.trungtam", "duyet.trungtam",
)  # fmt: skip


@pytest.mark.parametrize("username", TOUR)
def test_the_page_after_signing_in_opens(city, username):
    answer = at_screen(username).get(landing_of(staff(username)), follow=True)

    assert answer.status_code == 200


def test_the_tour_has_somebody_of_every_role(city):
    assert {role for name in TOUR for role in staff(name).roles} == {role.value for role in Role}
