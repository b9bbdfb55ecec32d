"""The papers a person takes along with money still owed carry its VietQR.

Read from the printed page by poppler and zxing, which drew none of it, it is byte for byte the stored
payload, and the vectors of the standard.
"""

import shutil
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from cuamo.documents.services.print_sheet import print_sheet
from cuamo.dossiers.models import Dossier, Visit
from cuamo.dossiers.services.withdraw import grant_withdrawal, withdraw
from cuamo.dossiers.states import Money
from cuamo.interop.systems.payment.simulator import qr as bank_app
from cuamo.kernel import events
from cuamo.payments.models import PaymentAttempt
from cuamo.payments.selectors.status import request_of
from cuamo.payments.services.open_request import open_request
from cuamo.payments.services.start_attempt import start_attempt
from tests.documents.samples import SAMPLES
from tests.kernel.identifiers.test_vietqr import DYNAMIC, NAPAS, STATIC
from tests.support.city import citizen_of, staff
from tests.support.paper import opened
from tests.support.qr import codes_in
from tests.web.counter.owing import OWED, at_counter, bank_says, hear, owed
from tests.web.my.conftest import sign_in

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(shutil.which("pdftoppm") is None, reason="poppler is not installed"),
]
__all__ = ["owed"]


def read(pdf: bytes, folder) -> tuple[set[str], str]:
    """Return the QR codes of a printed page and its words."""
    pictures, words = opened(pdf, folder)
    return set().union(*(codes_in(one) for one in pictures)), " ".join(words.split())


def slip(client: Client, path: str) -> bytes:
    answer = client.get(path)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/pdf")
    return answer.content


@pytest.mark.parametrize("sheet", ["slip_a5", "receipt_a5"])
@pytest.mark.parametrize("payload", [DYNAMIC, STATIC, NAPAS])
def test_the_vectors_of_the_standard_are_read_from_the_printed_page_to_the_letter(sheet, payload, tmp_path):
    pay = {
        "payload": payload, "amount_vnd": 15_000, "what": "Lệ phí", "until": "17:00 ngày 24/12/2026",
        "reference": "PAY H2616",
    }  # fmt: skip

    codes, words = read(print_sheet(sheet, SAMPLES[sheet] | {"pay": pay}), tmp_path)

    assert {code.encode() for code in codes} >= {payload.encode()}
    assert "Còn phải trả 15.000 ₫" in words
    assert "Trả trước: 17:00 ngày 24/12/2026" in words


def test_the_slip_a_counter_prints_says_amount_what_for_until_when_and_holds_the_stored_payload(
    owed, tmp_path
):
    codes, words = read(slip(at_counter(), f"/quay/thu/{owed.id}/phieu/"), tmp_path)

    attempt = PaymentAttempt.objects.get(request__subject_id=owed.id)
    (payload,) = (code for code in codes if not code.startswith("http"))
    assert payload.encode() == attempt.qr_payload.encode()
    asked = bank_app.read(payload)
    assert (asked.amount_vnd, asked.words, asked.account) == (OWED, attempt.reference, attempt.account)
    assert attempt.expires_at == owed.pay_by
    local = timezone.localtime(owed.pay_by, timezone.get_fixed_timezone(7 * 60))
    for said in (
        "1.430.000 ₫",
        "Lệ phí trước bạ",
        f"Trả trước: {local:%H:%M ngày %d/%m/%Y}",
        owed.dossier.code,
    ):
        assert said in words.replace("\u00a0", " ")
    assert events.names_of(owed.dossier_id).count("dossier.owed_printed") == 1


def test_screen_and_paper_ask_with_one_code_and_printed_again_it_says_so(owed, tmp_path):
    asked = request_of(owed.id)
    on_screen = start_attempt(request_id=asked.id, at=timezone.now())

    first, _ = read(slip(at_counter(), f"/quay/thu/{owed.id}/phieu/"), tmp_path)
    second, words = read(slip(at_counter(), f"/quay/thu/{owed.id}/phieu/"), tmp_path)
    later = start_attempt(request_id=asked.id, at=timezone.now() + timedelta(days=3))

    assert first == second
    assert on_screen.qr_payload == later.qr_payload
    assert on_screen.qr_payload in first
    assert PaymentAttempt.objects.filter(request=asked).count() == 1
    assert "IN LẠI lần 1" in words


def test_money_that_comes_for_the_paper_days_later_lets_the_dossier_go_on(owed, tmp_path):
    slip(at_counter(), f"/quay/thu/{owed.id}/phieu/")

    bank_says(owed)
    hear(owed)

    assert request_of(owed.id).settled
    assert at_counter().get(f"/quay/thu/{owed.id}/phieu/").status_code == 409


def test_while_the_bank_is_silent_about_an_earlier_try_the_slip_carries_no_code(owed, tmp_path):
    long_ago = timezone.now() - timedelta(hours=1)
    attempt = start_attempt(request_id=request_of(owed.id).id, at=long_ago)

    codes, words = read(slip(at_counter(), f"/quay/thu/{owed.id}/phieu/"), tmp_path)

    assert attempt.qr_payload not in codes
    assert all(code.startswith("http") for code in codes)
    assert "Chưa cần trả lần nữa" in words
    attempt.refresh_from_db()
    assert attempt.expires_at < timezone.now()


def test_the_citizen_takes_the_same_slip_home_and_nobody_elses(owed, tmp_path):
    client = sign_in()
    path = f"/toi/ho-so/{owed.dossier_id}/tra-tien/"
    assert f'href="{path}phieu/"' in client.get(path).content.decode()

    codes, _ = read(slip(client, f"{path}phieu/"), tmp_path)

    assert PaymentAttempt.objects.get(request__subject_id=owed.id).qr_payload in codes
    assert Client().get(f"{path}phieu/").status_code == 302


def test_nothing_is_printed_for_what_nobody_owes_any_more(owed):
    dossier = Dossier.objects.get(id=owed.dossier_id)
    now = timezone.now()
    withdraw(dossier_id=dossier.id, citizen=citizen_of(dossier), reason="Không cần nữa", at=now)
    grant_withdrawal(dossier_id=dossier.id, officer=staff("chuyenvien.hoankiem"), at=now)

    answer = at_counter().get(f"/quay/thu/{owed.id}/phieu/")

    assert answer.status_code == 409
    assert not PaymentAttempt.objects.filter(request__subject_id=owed.id).exists()
    assert "dossier.owed_printed" not in events.names_of(owed.dossier_id)


def test_the_receipt_of_a_dossier_whose_fee_is_owed_again_carries_its_code(counter, tmp_path):
    sent = Dossier.objects.get(id=counter.sent().id)
    line = {
        "key": "x",
        "name_vi": "Lệ phí hộ tịch",
        "kind": "LE_PHI",
        "setter": "COUNCIL",
        "citizen_vnd": 9_000,
    }
    asked = open_request(
        subject_id=sent.id, subject_code=sent.shown_code, lines=[line | {"reason_vi": "Nghị quyết"}],
        payer_name="", actor=citizen_of(sent), at=timezone.now(),
    )  # fmt: skip
    fee = {"lines": [line | {"reason_vi": "Nghị quyết"}], "citizen_total_vnd": 9_000}
    path = f"/quay/luot/{Visit.objects.get(id=sent.visit_id).id}/phieu/"
    Dossier.objects.filter(id=sent.id).update(fee=fee, money=Money.PAID)
    paid, _ = read(slip(at_counter(), path), tmp_path)
    Dossier.objects.filter(id=sent.id).update(money=Money.AWAITING)

    codes, words = read(slip(at_counter(), path), tmp_path)

    attempt = PaymentAttempt.objects.get(request=asked)
    assert codes - paid == {attempt.qr_payload}
    assert "Còn phải trả 9.000 ₫" in words.replace("\u00a0", " ")
