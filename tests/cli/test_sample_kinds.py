"""The sample shows a newcomer every kind of visit, once."""

from cuamo.cli.sample_kinds import ACCOUNTS, REFERRALS, visit_of_every_kind
from cuamo.cli.sample_people import FIRST_AGENCY
from cuamo.dossiers.models import ActedFor, GuidedVisit, Mandate, Visit
from cuamo.dossiers.selectors.guided import later_alone
from cuamo.dossiers.selectors.referrals import open_referrals
from cuamo.kernel.clock import local
from cuamo.organisation.models import Shift

NOW = local("2026-11-26 10:00")


def test_every_kind_of_visit_is_made_once_at_the_agency_of_the_tour(city, db):
    made = visit_of_every_kind(now=NOW)
    assert made == len(ACCOUNTS) + len(REFERRALS) + 2
    assert visit_of_every_kind(now=NOW) == 0

    visits = Visit.objects.filter(agency_code=FIRST_AGENCY)
    assert {visit.outcome for visit in visits} >= {"ACCOUNT", "LESSON", "REFERRAL"}
    assert not visits.filter(ended_at=None).exists()
    assert not Shift.objects.filter(closed_at=None).exists()
    assert GuidedVisit.objects.filter(outcome="").count() == 0
    assert later_alone(agency_codes=[FIRST_AGENCY], since=local("2026-01-01 00:00"), now=NOW).helped == 2
    assert len(open_referrals(FIRST_AGENCY)) == len(REFERRALS)
    assert [row.ask_on < NOW.date() for row in open_referrals(FIRST_AGENCY)].count(True) == 1
    assert ActedFor.objects.get().mandate == Mandate.objects.get()
