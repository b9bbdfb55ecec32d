"""Q9F: a fee whose payment was taken back after the dossier was sent is taken in cash at any counter."""

import pytest
from django.utils import timezone

from cuamo.dossiers.models import Dossier
from cuamo.dossiers.services.reopen_money import reopen_money
from cuamo.dossiers.states import Money
from cuamo.kernel import events
from cuamo.organisation.models import Shift
from cuamo.payments.models import CashReceipt, JournalEntry, PaymentRequest
from cuamo.payments.selectors.books import balance_of
from cuamo.people.models import Reading
from tests.dossiers.test_money_of_drafts_and_reversals import demand_for, pay, said_to_be_paid
from tests.support.city import CARD
from tests.web.counter.owing import at_counter, other_agency

pytestmark = pytest.mark.django_db


@pytest.fixture
def owing(counter) -> Dossier:
    """A dossier that was sent in and whose payment was taken back since."""
    dossier = said_to_be_paid(counter.sent())
    demand_for(dossier, refund_when=("WITHDRAWN",))
    Dossier.objects.filter(id=dossier.id).update(fee={"citizen_total_vnd": 9_000, "lines": []})
    reopen_money(subject_id=dossier.id, at=timezone.now())
    dossier.refresh_from_db()
    assert dossier.money == Money.AWAITING
    return dossier


def url(dossier: Dossier) -> str:
    return f"/quay/thu-phi/{dossier.id}/"


def text_of(answer):
    return answer.content.decode()


def facts(dossier: Dossier) -> tuple:
    dossier.refresh_from_db()
    request = PaymentRequest.objects.get(subject_id=dossier.id)
    return (
        dossier.money,
        request.state,
        request.received_vnd,
        CashReceipt.objects.count(),
        JournalEntry.objects.count(),
        events.names_of(dossier.id),
    )


def test_any_counter_finds_it_by_code_or_card_and_takes_it_once(owing):
    clerk = at_counter(other_agency())
    page = text_of(clerk.get("/quay/tim/", {"q": owing.shown_code}))
    assert "Phí đã ghi lại là chưa trả, còn phải thu" in page
    assert url(owing) in page
    assert url(owing) in text_of(clerk.post("/quay/tim/", {"q": CARD}))
    page = text_of(clerk.get(url(owing)))
    assert "9.000" in page
    read = Reading.objects.filter(person_id=owing.applicant_id, purpose="Thu lại phí tại quầy")
    assert read.exists()

    for _ in range(2):
        assert clerk.post(url(owing), {"tendered": "10000"}).status_code == 302

    owing.refresh_from_db()
    receipt = CashReceipt.objects.get()
    shift = Shift.objects.get(id=receipt.shift_id)
    assert (owing.money, receipt.amount_vnd, receipt.change_vnd) == (Money.PAID, 9_000, 1_000)
    assert balance_of(f"till:{shift.id}") == 9_000
    assert events.names_of(owing.id).count("dossier.paid") == 1
    page = text_of(clerk.get(url(owing)))
    assert receipt.shown_number in page
    assert clerk.get(f"/quay/bien-lai/{receipt.id}/").content[:4] == b"%PDF"
    assert url(owing) not in text_of(clerk.get("/quay/tim/", {"q": owing.shown_code}))


def test_too_little_or_an_amount_nobody_can_read_stays_and_changes_nothing(owing):
    clerk, stood = at_counter(), facts(owing)

    for typed, words in (("5.000", "Còn thiếu"), ("chín nghìn", "Số tiền chưa đọc được")):
        answer = clerk.post(url(owing), {"tendered": "10000", "other": typed})
        page = text_of(answer)
        assert answer.status_code == 422
        assert words in page
        assert f'value="{typed}"' in page

    assert facts(owing) == stood


def test_what_came_by_qr_meanwhile_or_at_another_counter_is_not_taken_again(owing):
    clerk, other = at_counter(), at_counter(other_agency())
    other.post(url(owing), {"tendered": "9000"})
    stood = facts(owing)

    answer = clerk.post(url(owing), {"tendered": "9000"})

    assert (answer.status_code, facts(owing)) == (409, stood)
    assert "đã thu tiền mặt lúc" in text_of(answer)


def test_paid_by_phone_while_the_page_was_open_is_not_taken(owing):
    clerk = at_counter()
    pay(PaymentRequest.objects.get(subject_id=owing.id))
    stood = facts(owing)

    answer = clerk.post(url(owing), {"tendered": "9000"})

    assert (answer.status_code, facts(owing)) == (409, stood)
    assert "đã trả qua VietQR" in text_of(answer)


def test_without_a_shift_or_for_a_dossier_that_owes_nothing_nothing_is_taken(owing):
    closed = at_counter(other_agency(), shift=False)
    stood = facts(owing)
    answer = closed.post(url(owing), {"tendered": "9000"})
    assert (answer.status_code, facts(owing)) == (403, stood)
    assert "Chưa mở ca nên chưa thu được" in text_of(answer)

    Dossier.objects.filter(id=owing.id).update(money=Money.PAID)
    stood = facts(owing)
    answer = at_counter().post(url(owing), {"tendered": "9000"})
    assert (answer.status_code, facts(owing)) == (409, stood)
    assert "Hồ sơ không nợ phí" in text_of(answer)


@pytest.mark.parametrize(("kind", "takes"), [("WITHDRAWN", False), ("REFUSED", True)])
def test_a_fee_that_would_go_back_after_the_dossier_ended_is_not_taken(owing, kind, takes):
    Dossier.objects.filter(id=owing.id).update(finished_at=timezone.now(), ending={"kind": kind})
    clerk, stood = at_counter(), facts(owing)
    by_code, by_card = clerk.get("/quay/tim/", {"q": owing.shown_code}), clerk.post("/quay/tim/", {"q": CARD})
    assert (url(owing) in text_of(by_code), url(owing) in text_of(by_card)) == (takes, takes)

    answer = clerk.post(url(owing), {"tendered": "9000"})

    assert (answer.status_code, facts(owing) == stood) == (302 if takes else 409, not takes)


def test_a_receipt_of_before_does_not_say_that_cash_was_taken_now(owing):
    clerk = at_counter()
    clerk.post(url(owing), {"tendered": "9000"})
    old = CashReceipt.objects.get()
    PaymentRequest.objects.filter(subject_id=owing.id).update(method="VIETQR")
    stood = facts(owing)

    answer = clerk.post(url(owing), {"tendered": "9000"})

    assert (answer.status_code, facts(owing)) == (409, stood)
    assert "đã trả qua VietQR" in text_of(answer)
    assert old.shown_number not in text_of(clerk.get(url(owing)))
