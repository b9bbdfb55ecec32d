"""A month of the whole network, small: everything is accounted for at its end."""

from datetime import timedelta

import pytest

from tests.support.month.run import live

pytestmark = pytest.mark.django_db(transaction=True)


def test_at_the_end_of_a_month_with_faults_every_dong_and_every_envelope_is_accounted_for():
    month = live(dossiers=10, days=5, pause=timedelta(hours=1), say=print)

    assert month.world.done["dossiers"] >= 8
    assert month.wrong() == []
