"""The sample linked filing: once, in progress, for the first person who can sign in."""

import pytest

from cuamo.cli.sample_linked import KEY, KIND, linked_filing
from cuamo.dossiers.models import Dossier, DossierKey
from cuamo.dossiers.rules.ladder import Rung
from cuamo.dossiers.selectors.of_person import dossiers_of
from cuamo.dossiers.selectors.tracking import track
from cuamo.dossiers.states import State
from cuamo.kernel.services.verify_ledger import verify_ledger
from tests.cli.test_sample_history import NOW, city_with_signing, signing

__all__ = ["city_with_signing", "signing"]
pytestmark = pytest.mark.django_db(transaction=True)


def test_it_is_made_once_and_shows_a_result_a_clock_and_a_question(city_with_signing):
    assert linked_filing(now=NOW) == 1
    assert linked_filing(now=NOW) == 0

    filing = Dossier.objects.get(id=DossierKey.objects.get(kind=KIND, value=KEY).dossier_id)
    seen = track(filing, now=NOW)
    assert [part.rung for part in seen.parts] == [Rung.RETURNED, Rung.ACCEPTED, Rung.SUPPLEMENT]
    assert (seen.rung, filing.state) == (Rung.SUPPLEMENT, State.SUPPLEMENT)
    assert [each.id for each in dossiers_of(str(filing.applicant_id), now=NOW)] == [filing.id]
    assert not any(part.track.late for part in seen.parts)
    assert verify_ledger().intact
