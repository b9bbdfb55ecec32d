"""What the budget pays in place of the citizen is in the books from filing on, once per dossier."""

import pytest

from cuamo.dossiers.services.accept import accept, refuse_intake
from cuamo.dossiers.services.submit import submit
from cuamo.dossiers.services.withdraw import grant_withdrawal, withdraw
from cuamo.kernel import events
from cuamo.payments.models import BudgetSupport, JournalEntry, PaymentRequest
from cuamo.payments.selectors.books import trial_balance
from cuamo.payments.services.support import book_support
from tests.support.city import MORNING, citizen_of, staff

pytestmark = pytest.mark.django_db
COPIES = "2.000635"
"""Bản sao trích lục: 8.000 ₫ set by the Ministry of Finance, paid by the budget when filed online."""


def filed(counter):
    dossier = counter.sent(COPIES)
    assert (dossier.fee["citizen_total_vnd"], dossier.fee["budget_total_vnd"] > 0) == (0, True)
    return dossier


def borne():
    return {account: total for account, total in trial_balance().items() if total}


def test_a_dossier_for_nothing_puts_the_budgets_part_into_the_books(counter):
    dossier = filed(counter)
    budget_vnd = dossier.fee["budget_total_vnd"]

    assert not PaymentRequest.objects.filter(subject_id=dossier.id).exists()
    assert borne() == {"budget": budget_vnd, "ministry": -budget_vnd}
    support = BudgetSupport.objects.get(subject_id=dossier.id)
    assert [line["setter"] for line in support.lines] == ["MOF"]
    assert support.lines[0]["reason_vi"].startswith("0 ₫ vì nộp trực tuyến")


def test_sending_again_books_nothing_more(counter):
    dossier = filed(counter)
    before = borne()

    submit(dossier_id=dossier.id, actor=counter.clerk, key=f"other-{dossier.id}", at=MORNING)
    book_support(
        subject_id=dossier.id, subject_code="X", lines=dossier.fee["lines"], actor=counter.clerk, at=MORNING
    )

    assert borne() == before
    assert JournalEntry.objects.filter(source=f"supported:{dossier.id}").count() == 1
    assert events.names_of(dossier.id).count("budget.supported") == 1


def test_a_draft_costs_the_budget_nothing(counter):
    counter.confirmed(COPIES)

    assert borne() == {}


def test_nobody_took_it_up_and_the_budget_bears_nothing(counter):
    dossier = filed(counter)

    refuse_intake(
        dossier_id=dossier.id,
        officer=staff("tiepnhan.hoankiem"),
        reasons=["Không thuộc thẩm quyền"],
        turn_to="",
        at=MORNING,
    )

    assert borne() == {}
    assert events.names_of(dossier.id).count("budget.unsupported") == 1


def test_withdrawn_before_acceptance_the_budget_bears_nothing(counter):
    dossier = filed(counter)

    withdraw(dossier_id=dossier.id, citizen=citizen_of(dossier), reason="Đã có bản sao", at=MORNING)

    assert borne() == {}


def test_withdrawn_after_acceptance_the_work_was_begun_and_the_budget_bears_it(counter):
    dossier = filed(counter)
    accept(dossier_id=dossier.id, officer=staff("tiepnhan.hoankiem"), at=MORNING)
    withdraw(dossier_id=dossier.id, citizen=citizen_of(dossier), reason="Đã có bản sao", at=MORNING)

    grant_withdrawal(dossier_id=dossier.id, officer=staff("chuyenvien.hoankiem"), at=MORNING)

    assert borne() == {
        "budget": dossier.fee["budget_total_vnd"],
        "ministry": -dossier.fee["budget_total_vnd"],
    }
