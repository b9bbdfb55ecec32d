"""A hold and a destruction at the same moment: the hold wins, or the dossier was gone before; never half."""

from datetime import timedelta

import pytest

from cuamo.archive.models import DestructionItem, Hold, Keeping
from cuamo.archive.services.destroy import destroy_list
from cuamo.archive.services.hold import place_hold
from cuamo.archive.services.propose_destruction import decide_destruction, propose_destruction
from cuamo.archive.services.start_package import start_package
from cuamo.archive.types import Outcome
from cuamo.dossiers.models import Dossier, PersonDossier
from cuamo.dossiers.services.end_visit import end_visit
from cuamo.kernel.errors import Conflict, IllegalTransition
from cuamo.kernel.services.verify_ledger import verify_ledger
from tests.archive.closed import LONG_AFTER, confirmed_terms, refused
from tests.support.at_once import all_at_once
from tests.support.city import CARD, MORNING, Counter, begin_shift, load_city, staff

pytestmark = pytest.mark.django_db(transaction=True)
DOSSIERS = 6


@pytest.fixture
def ended(transactional_db, settings, tmp_path) -> list[Dossier]:
    settings.VAR = tmp_path
    load_city()
    clerk = staff("quay.hoankiem")
    begin_shift(clerk)
    counter = Counter(clerk, MORNING)
    return [one_after_another(counter, number) for number in range(DOSSIERS)]


def one_after_another(counter: Counter, number: int) -> Dossier:
    sent = counter.sent(card=CARD.replace("001185012345", f"0011850123{number:02d}"))
    end_visit(visit_id=sent.visit_id, clerk=counter.clerk, at=MORNING)
    return refused(sent)


def test_a_hold_while_a_list_is_carried_out_finds_each_dossier_whole_or_gone(ended):
    confirmed_terms()
    Keeping.objects.update(archived_at=LONG_AFTER - timedelta(days=365))
    unit, leader = Keeping.objects.first().unit_code, staff("lanhdao.hoankiem")
    listed = propose_destruction(
        unit_code=unit, officer=staff("vanthu.hoankiem"), council="Biên bản 3/BB-HĐ", at=LONG_AFTER
    )
    assert listed.total == DOSSIERS
    decide_destruction(
        destruction_id=listed.id, leader=leader, approve=True, words="Quyết định 4/QĐ", at=LONG_AFTER
    )

    def holding(dossier):
        return lambda: place_hold(
            dossier_id=dossier.id, officer=leader, ground="Thanh tra đột xuất", at=LONG_AFTER
        )

    came = all_at_once([lambda: destroy_list(destruction_id=listed.id, at=LONG_AFTER), *map(holding, ended)])

    assert came[0] is None
    for dossier, answer in zip(ended, came[1:], strict=True):
        row = Dossier.objects.get(id=dossier.id)
        item = DestructionItem.objects.get(dossier_id=dossier.id)
        if isinstance(answer, Hold):
            assert (item.outcome, item.reasons) == (Outcome.KEPT, ["HELD"])
            assert row.values
            assert row.applicant_id is not None
            assert PersonDossier.objects.filter(dossier_id=dossier.id).exists()
        else:
            assert isinstance(answer, IllegalTransition), answer
            assert item.outcome == Outcome.DESTROYED
            assert (row.values, row.applicant_id) == ({}, None)
            assert not PersonDossier.objects.filter(dossier_id=dossier.id).exists()
    assert verify_ledger().faults == []


def test_two_clerks_packing_at_once_never_pack_a_dossier_twice(ended):
    clerk = staff("vanthu.hoankiem")
    unit = Keeping.objects.first().unit_code

    came = all_at_once([lambda: start_package(unit_code=unit, officer=clerk, at=LONG_AFTER)] * 4)

    packed = [dossier_id for one in came if not isinstance(one, Conflict) for dossier_id in one.dossiers]
    assert sorted(packed) == sorted(str(dossier.id) for dossier in ended)
    assert Keeping.objects.filter(package=None).count() == 0


def test_clerks_who_propose_at_once_never_list_a_dossier_twice_and_are_told_why(ended):
    confirmed_terms()
    Keeping.objects.update(archived_at=LONG_AFTER - timedelta(days=365))
    clerk, unit = staff("vanthu.hoankiem"), Keeping.objects.first().unit_code

    def propose():
        return propose_destruction(unit_code=unit, officer=clerk, council="Biên bản 3/BB-HĐ", at=LONG_AFTER)

    came = all_at_once([propose] * 8)

    lists = [answer for answer in came if not isinstance(answer, Exception)]
    assert all(isinstance(answer, Conflict) for answer in came if isinstance(answer, Exception)), came
    assert sum(one.total for one in lists) == DOSSIERS == DestructionItem.objects.count()
