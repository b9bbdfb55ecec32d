"""The sample ward has teams, colleagues and somebody on leave; a second run changes nothing."""

import pytest

from cuamo.cli.sample_teams import COLLEAGUES, make_teams
from cuamo.organisation.models import Absence, SharingRule, Team
from cuamo.organisation.selectors.sharing import at_desk
from cuamo.people.models import Account
from tests.support.city import MORNING

pytestmark = pytest.mark.django_db


def test_the_ward_of_the_tour_has_teams_and_somebody_on_leave(city):
    made = [make_teams(at=MORNING) for _ in range(2)]

    desk = {officer.name: officer for officer in at_desk("PX-00070", "SPECIALIST", at=MORNING)}
    away = Account.objects.get(username=COLLEAGUES[1])
    assert made == [2, 0]
    assert len(desk) == 3
    assert [name for name, officer in desk.items() if officer.is_away] == [away.full_name]
    assert (Team.objects.count(), SharingRule.objects.count(), Absence.objects.count()) == (2, 1, 1)
