"""Every complete procedure can be filed at a counter, and reaches the one who decides it."""

import pytest

from cuamo.cli.sample_work import Cast
from cuamo.dossiers.selectors.linked import filing_of, parts_of
from cuamo.dossiers.services.accept import accept
from cuamo.dossiers.services.enter_external_code import enter_external_code
from cuamo.dossiers.services.submit import submit
from cuamo.dossiers.states import State, Sync
from cuamo.kernel.clock import local, to_hanoi
from tests.catalogue.conftest import COMPLETE
from tests.support.city import MORNING, staff


@pytest.mark.parametrize("code", COMPLETE)
def test_it_is_filed_and_reaches_the_one_who_decides(counter, code):
    dossier = counter.confirmed(code)
    if dossier.fee["citizen_total_vnd"]:
        Cast().pay(dossier, counter.clerk, at=MORNING)
    dossier = submit(dossier_id=dossier.id, actor=counter.clerk, key=f"k-{dossier.id}", at=MORNING)

    filing = filing_of(dossier)
    sent = [part.dossier for part in parts_of(filing.pk)] if filing else [dossier]
    assert len(sent) == (3 if filing else 1)
    for each in sent:
        assert each.state == State.SUBMITTED
        assert each.decided_by
        assert each.received_by
    if dossier.route == "CITY":
        assert dossier.code
        return
    assert (dossier.sync, dossier.code) == (Sync.EXTERNAL, "")
    known = enter_external_code(
        dossier_id=dossier.id, actor=counter.clerk, code="G01.20-20261120-0092637", at=MORNING
    )
    assert known.external_code == "G01.20-20261120-0092637"


def test_the_due_moment_follows_the_answers(counter):
    """A change of civil status takes three working days, not the same day as an addition."""
    dossier = counter.sent("1.004859")
    assert dossier.answers["loai"] == "THAY_DOI"

    taken = accept(dossier_id=dossier.id, officer=staff("tiepnhan.hoankiem"), at=local("2026-11-20 09:00"))

    assert to_hanoi(taken.due_at) == local("2026-11-26 09:00")
