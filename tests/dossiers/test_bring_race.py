"""The same visit from two windows at the same moment, each on its own connection: one dossier, one answer."""

import pytest

from cuamo.dossiers.models import Brought, Dossier, DossierKey, Visit
from cuamo.dossiers.services.bring import bring
from cuamo.dossiers.states import State
from cuamo.kernel import events
from cuamo.payments.models import CashReceipt
from tests.dossiers.brought_visits import PAID, act_of
from tests.support.at_once import all_at_once
from tests.support.city import MORNING, Counter, begin_shift, load_city, staff

WINDOWS = 8


def sending(act, clerk):
    return lambda: bring(raw=act, clerk=clerk, at=MORNING)


@pytest.mark.django_db(transaction=True)
def test_windows_that_race_get_one_dossier_one_receipt_and_one_draft_to_look_at():
    load_city()
    clerk = staff("quay.hoankiem")
    begin_shift(clerk)
    counter = Counter(clerk, MORNING)
    good = act_of(counter, PAID)
    unclear = act_of(counter, serial=2)
    unclear["confirmation"]["shown_total_vnd"] = 5_000

    sent = all_at_once([sending(good, clerk)] * WINDOWS)
    looked = all_at_once([sending(unclear, clerk)] * WINDOWS)

    assert {getattr(answer, "state", answer) for answer in sent} == {"SENT"}
    assert len({answer.dossier_id for answer in sent}) == 1
    assert {getattr(answer, "state", answer) for answer in looked} == {"LOOK"}
    assert len({answer.dossier_id for answer in looked}) == 1
    dossier = Dossier.objects.exclude(state=State.DRAFT).get()
    assert events.names_of(dossier.id).count("dossier.submitted") == 1
    assert CashReceipt.objects.count() == 1
    assert (Dossier.objects.count(), Visit.objects.count(), Brought.objects.count()) == (2, 2, 2)
    assert DossierKey.objects.filter(kind="LOCAL").count() == 1
