"""A birth filed without the network: the one visit brought later becomes the same three dossiers."""

import pytest

from cuamo.dossiers.models import DossierKey, LinkedFiling, LinkedPart
from tests.dossiers.brought_visits import act_of, brings
from tests.dossiers.linked.conftest import SET

pytestmark = pytest.mark.django_db


def test_a_visit_brought_after_a_cut_is_one_filing_with_three_parts_and_its_number_finds_it(counter):
    act = act_of(counter, SET)

    brought = brings(counter, act)
    again = brings(counter, act)

    assert (brought.state, again.dossier_id) == ("SENT", brought.dossier_id)
    filing = LinkedFiling.objects.get(dossier_id=brought.dossier_id)
    assert LinkedPart.objects.filter(filing=filing).count() == 3
    local = DossierKey.objects.get(kind="LOCAL", dossier_id=brought.dossier_id)
    assert local.value
