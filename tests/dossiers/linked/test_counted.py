"""Figures: each part is a dossier, the whole is one outcome of one visit; one bill for all parts."""

import json

import pytest

from cuamo.catalogue.models import LinkedSet
from cuamo.catalogue.selectors import linked as linked_selectors
from cuamo.dossiers.models import Dossier, DossierKey, Visit
from cuamo.dossiers.selectors.of_person import dossiers_of
from cuamo.dossiers.services.end_visit import end_visit
from cuamo.dossiers.services.settle_money import settle_money
from cuamo.dossiers.services.submit import submit
from cuamo.dossiers.states import Money
from cuamo.kernel.errors import Invalid
from cuamo.kernel.events import history_of
from cuamo.oversight.rules.counting import counts_of
from cuamo.payments.models import PaymentRequest
from tests.dossiers.linked.conftest import BIRTH, CARD, HOME, SENT_AT, SET, Filing

pytestmark = pytest.mark.django_db


def counted(ids) -> dict[str, int]:
    """What the events of these streams add to the figures."""
    total: dict[str, int] = {}
    for each in ids:
        for event in history_of(each):
            for name, value in counts_of(event.name, event.data).items():
                total[name] = total.get(name, 0) + value
    return total


def test_three_dossiers_are_counted_and_the_visit_once(counter):
    draft = counter.confirmed(SET)
    filing = Filing(submit(dossier_id=draft.id, actor=counter.clerk, key="k", at=SENT_AT))
    visit = Visit.objects.get(id=filing.dossier.visit_id)
    end_visit(visit_id=visit.id, clerk=counter.clerk, at=SENT_AT)
    parts = [filing.of(key).id for key in (BIRTH, HOME, CARD)]

    assert counted(parts)["submitted"] == 3
    assert "submitted" not in counted([filing.id])
    ended = counted([visit.id])
    assert (ended["visits"], ended["visits_sent"]) == (1, 1)
    event = next(event for event in history_of(visit.id) if event.name == "visit.ended")
    assert event.data["sent"] == 1
    assert {filing.of(key).helped_at for key in (BIRTH, HOME, CARD)} == {filing.dossier.helped_at}


def test_an_accepted_part_is_counted_and_the_filing_that_follows_is_not(filing):
    filing.accept(BIRTH, SENT_AT)
    filing.hear(SENT_AT)

    assert counted([filing.of(BIRTH).id])["accepted"] == 1
    assert "accepted" not in counted([filing.id])
    assert filing.told()[-1] == "dossier.filing_moved"


def test_among_the_persons_dossiers_it_is_one(filing):
    person = filing.dossier.applicant_id

    assert [dossier.id for dossier in dossiers_of(str(person), now=SENT_AT)] == [filing.id]


def with_fees(*, parts: dict[str, list[str]]) -> None:
    """Let the set take fees of its parts, as it would where a source says so."""
    row = LinkedSet.objects.get(procedure_id=SET)
    content = json.loads(json.dumps(row.content))
    for part in content["parts"]:
        part["fees"] = parts.get(part["key"], [])
    LinkedSet.objects.filter(id=row.id).update(content=content)
    linked_selectors._kept.cache_clear()


@pytest.fixture
def fees_of_home(city, db):
    with_fees(parts={HOME: ["le_phi_cu_tru"]})
    yield
    linked_selectors._kept.cache_clear()


def test_one_request_for_payment_names_each_part_and_is_paid_once(counter, fees_of_home):
    draft = counter.confirmed(SET)

    asked = PaymentRequest.objects.get(subject_id=draft.id)
    assert asked.amount_vnd == 10_000
    assert [line["name_vi"] for line in draft.fee["lines"]][-1] == "Thường trú: Lệ phí đăng ký thường trú"
    with pytest.raises(Invalid):
        submit(dossier_id=draft.id, actor=counter.clerk, key="unpaid", at=SENT_AT)
    assert not DossierKey.objects.filter(kind="CODE", dossier_id=draft.id).exists()

    settle_money(dossier_id=draft.id, amount_vnd=10_000, at=SENT_AT)
    filing = Filing(submit(dossier_id=draft.id, actor=counter.clerk, key="paid", at=SENT_AT))

    assert PaymentRequest.objects.count() == 1
    assert {key: filing.of(key).money for key in (BIRTH, HOME, CARD)} == {
        BIRTH: Money.NOTHING_OWED,
        HOME: Money.PAID,
        CARD: Money.NOTHING_OWED,
    }
    assert filing.of(HOME).fee["citizen_total_vnd"] == 10_000
    assert filing.dossier.fee["citizen_total_vnd"] == 10_000


def test_by_the_set_of_the_product_nothing_is_owed(filing):
    assert filing.dossier.money == Money.NOTHING_OWED
    assert Dossier.objects.get(id=filing.id).fee["citizen_total_vnd"] == 0
