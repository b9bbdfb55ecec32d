"""Whatever is typed on a money page of the counter stays when it is refused, with how to mend it."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from cuamo.organisation.models import Shift
from cuamo.organisation.selectors.shifts import open_shift_of
from cuamo.payments.models import CashBag, CashReceipt
from cuamo.payments.services.open_request import open_request
from cuamo.payments.services.take_cash import take_cash
from tests.support.city import begin_shift, staff
from tests.web.counter import owing
from tests.web.counter.test_cash_back import approved, shown
from tests.web.counter.test_hand_results import DRAWN
from tests.web.oversight.facts import at_screen
from tests.web.test_electronic_receipt import LINES

pytestmark = pytest.mark.django_db
owed = owing.owed
BAGS, BACK, SHIFT = "/quay/ca/tui-tien/", "/quay/hoan-tien/", "/quay/ca/"


def text_of(answer):
    return answer.content.decode()


@pytest.fixture
def desk(city):
    begin_shift(staff("quay.hoankiem"), at=timezone.now() - timedelta(minutes=5))
    return at_screen("quay.hoankiem")


def took(amount_vnd: int = 10_000) -> Shift:
    actor, now = staff("quay.hoankiem"), timezone.now()
    shift = open_shift_of(actor.id)
    request = open_request(
        subject_id=shift.id, subject_code="X-1", lines=LINES, payer_name="An", actor=actor, at=now
    )
    take_cash(request_id=request.id, tendered_vnd=amount_vnd, shift_id=shift.id, clerk=actor, at=now)
    return shift


def field(page: str, name: str) -> str:
    """Return the tag of the one field of that name that holds something."""
    tags = [part[: part.index(">")] for part in page.split("<input ") if f'name="{name}"' in part[:400]]
    held = [tag for tag in tags if 'value="' in tag and 'value=""' not in tag]
    assert len(held) == 1, held
    return held[0]


def test_card_code_and_signature_stay_when_a_refund_is_refused(desk):
    refund = approved()
    card = shown(refund)["can_cuoc"]

    page = text_of(desk.post(BACK, shown(refund, q=refund.request.subject_code, ma="9x9", signature=DRAWN)))

    assert 'value="9x9"' in field(page, "ma")
    assert card.split("|")[0] in field(page, "can_cuoc")
    assert DRAWN in field(page, "signature")
    refund.refresh_from_db()
    assert refund.state == "APPROVED"


def test_the_seal_and_the_chosen_shifts_stay_when_packing_is_refused(desk):
    took()
    desk.post(SHIFT, {"counted": "508.000", "leave": "close"})

    answer = desk.post(BAGS, {"act": "pack", "seal_number": "NP 4711"})

    page = text_of(answer)
    assert (answer.status_code, CashBag.objects.count()) == (422, 0)
    assert 'value="NP 4711"' in field(page, "seal_number")


def test_slip_and_amount_of_a_deposit_stay_with_the_error_beside_them(desk):
    other, now = staff("truongca.hoankiem"), timezone.now()
    bag = CashBag.objects.create(
        number="TT-1", unit_code="DL-001", seal_number="NP1", amount_vnd=8_000, state="TAKEN",
        packed_by_id="a", packed_by_name="A", packed_at=now, sealed_by_id=other.id, sealed_by_name=other.name,
        sealed_at=now, given_by_id=other.id, given_by_name=other.name, given_at=now, bank_receipt="BN-1",
        taken_at=now,
    )  # fmt: skip

    answer = desk.post(
        BAGS, {"act": "told", "bag": str(bag.id), "slip_number": "GNT 0815", "slip_vnd": "tám nghìn"}
    )

    page = text_of(answer)
    assert answer.status_code == 422
    assert 'value="GNT 0815"' in field(page, "slip_number")
    assert 'value="tám nghìn"' in field(page, "slip_vnd")
    assert "Số tiền chưa đọc được" in page
    bag.refresh_from_db()
    assert (bag.state, bag.slip_number) == ("TAKEN", "")

    stale = desk.post(BAGS, {"act": "seal", "bag": str(bag.id), "seal_seen": "NP 99"})
    assert (stale.status_code, "NP 99" in text_of(stale)) == (403, True)


def test_a_closing_sent_twice_opens_no_shift_and_shows_what_was_typed(desk):
    shift = took()
    sent = {"ca": str(shift.id), "counted": "508.000", "leave": "close", "words": "Thiếu tờ 2.000"}
    assert desk.post(SHIFT, sent).status_code == 302

    answer = desk.post(SHIFT, sent)

    assert answer.status_code == 409
    assert "Ca này đã kết rồi" in text_of(answer)
    assert "Thiếu tờ 2.000" in text_of(answer)
    assert not Shift.objects.filter(clerk_id=shift.clerk_id, closed_at=None).exists()


def test_an_opening_sent_twice_closes_nothing(desk):
    shift = open_shift_of(staff("quay.hoankiem").id)

    answer = desk.post(SHIFT, {"float": "500.000", "counter": str(shift.counter_id)})

    shift.refresh_from_db()
    assert (answer.status_code, shift.closed_at) == (409, None)
    assert "Ca đã mở rồi" in text_of(answer)


def test_a_lead_who_closes_a_shift_that_is_closed_by_now_is_told(desk):
    shift = took()
    lead = at_screen("truongca.hoankiem")
    desk.post(SHIFT, {"counted": "508.000", "leave": "close"})
    shift.refresh_from_db()

    answer = lead.post(f"/quay/ca/{shift.id}/ket/", {"counted": "1", "absent_reason": "Về sớm"}, follow=True)

    assert "đã kết rồi. Không ghi thêm gì." in text_of(answer)
    before = shift.counted_vnd
    shift.refresh_from_db()
    assert shift.counted_vnd == before


def test_an_amount_nobody_can_read_is_said_in_vietnamese_and_the_chosen_note_stays(owed):
    desk = owing.at_counter()
    page = text_of(desk.get(owing.page_of(owed)))
    notes = re.findall(r'name="tendered"\s+value="([0-9]+)"', page)

    answer = desk.post(owing.page_of(owed), {"act": "cash", "tendered": notes[-1], "other": "năm chục"})

    page = text_of(answer)
    assert (answer.status_code, CashReceipt.objects.count()) == (422, 0)
    assert "Số tiền chưa đọc được" in page
    assert 'value="năm chục"' in field(page, "other")
    assert len(notes) > 1
    chosen = page[page.index(f'value="{notes[-1]}"') :]
    assert "checked" in chosen[: chosen.index(">")]
