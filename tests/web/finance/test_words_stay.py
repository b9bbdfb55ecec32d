"""Whatever is typed on a page of finance stays when it is refused, with what, where and how to mend it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cuamo.payments.models import CallbackReceipt, CashBag, CashDifference, JournalEntry, ReconciliationItem
from cuamo.payments.services.close_conflict import close_conflict
from cuamo.payments.services.start_attempt import start_attempt
from tests.payments.reconciling import City, day
from tests.support.city import staff
from tests.web.finance.money import comes, demand, nobody_knows, paid_twice
from tests.web.oversight.facts import at_screen

pytestmark = pytest.mark.django_db
LONG = "Đã gọi cổng lúc chín giờ, chờ trả lời"


def text_of(answer):
    return answer.content.decode()


@pytest.fixture
def mine(city):
    return at_screen("ketoan.trungtam")


@pytest.fixture
def other(city):
    return at_screen("ketoan2.trungtam")


def contradiction(number: str = "FTP") -> CallbackReceipt:
    code = f"H26.16-2-{number}"
    attempt = start_attempt(request_id=demand(9_000, code=code).id, at=timezone.now())
    comes(attempt.reference, 4_000, number)
    comes(attempt.reference, 5_000, number)
    return attempt.callbacks.get()


def test_an_answer_about_a_contradiction_that_is_too_short_stays_in_its_field(mine):
    told, another = contradiction("FTP"), contradiction("FTQ")

    answer = mine.post(f"/tai-chinh/mau-thuan/{another.id}/", {"tra_loi": "ngắn"})

    page = text_of(answer)
    another.refresh_from_db()
    assert (answer.status_code, another.conflict_closed_at) == (422, None)
    assert f'href="#id_tra_loi_{another.id}"' in page
    field = page[page.index(f'id="id_tra_loi_{another.id}"') :]
    assert field[: field.index("</textarea>")].endswith(">ngắn")
    field = page[page.index(f'id="id_tra_loi_{told.id}"') :]
    assert field[: field.index("</textarea>")].endswith(">")
    assert 'href="/tai-chinh/chua-ro/?nhom=tien"' in page


def test_two_answers_about_one_contradiction_keep_the_first_and_show_the_second_to_who_typed_it(mine):
    told = contradiction()
    close_conflict(
        callback_id=told.id,
        words="Cổng trả lời: 4.000 đồng là đúng",
        accountant=staff("ketoan2.trungtam"),
        at=timezone.now(),
    )

    answer = mine.post(f"/tai-chinh/mau-thuan/{told.id}/", {"tra_loi": LONG})

    told.refresh_from_db()
    page = text_of(answer)
    assert (answer.status_code, told.conflict_words) == (409, "Cổng trả lời: 4.000 đồng là đúng")
    assert "đã ghi câu trả lời khác" in page
    assert LONG in page
    same = mine.post(f"/tai-chinh/mau-thuan/{told.id}/", {"tra_loi": told.conflict_words})
    assert same.status_code == 302


def test_words_for_a_sum_somebody_else_settled_meanwhile_are_shown_with_the_reason(mine, other):
    item = paid_twice()
    ask = {"cach": "GATEWAY", "ly_do": "Người nộp đã gọi, chuyển hai lần"}
    other.post(f"/tai-chinh/chua-ro/{item.id}/hoan/", ask)

    answer = mine.post(f"/tai-chinh/chua-ro/{item.id}/hoan/", {"cach": "CASH", "ly_do": LONG})

    assert answer.status_code == 409
    assert LONG in text_of(answer)
    assert item.refunds.get().reason == ask["ly_do"]


def test_words_for_a_match_that_is_proposed_by_now_are_not_lost(mine, other):
    same_sum, item = demand(8_000), nobody_knows(8_000)
    other.post(
        f"/tai-chinh/chua-ro/{item.id}/ghep/",
        {"khoan": str(same_sum.id), "ly_do": "Đã gọi người chuyển tiền"},
    )

    answer = mine.post(f"/tai-chinh/chua-ro/{item.id}/ghep/", {"khoan": "la", "ly_do": LONG})

    assert answer.status_code == 422
    assert LONG in text_of(answer)


def test_words_of_a_decision_about_a_refund_that_is_decided_by_now_are_shown(mine, other):
    item = paid_twice()
    mine.post(f"/tai-chinh/chua-ro/{item.id}/hoan/", {"cach": "CASH", "ly_do": LONG})
    refund = item.refunds.get()
    other.post(f"/tai-chinh/hoan/{refund.id}/duyet/", {"quyet": "duyet"})

    late = "Người nộp đã rút đề nghị này"
    answer = other.post(f"/tai-chinh/hoan/{refund.id}/duyet/", {"quyet": "khong", "ly_do": late})

    refund.refresh_from_db()
    assert (answer.status_code, refund.state) == (409, "APPROVED")
    assert late in text_of(answer)


def test_words_of_every_refused_step_of_a_difference_stay(mine, other):
    happened = City()
    happened.move(0, 70_000, "TRF", "ung ho quy nguoi ngheo")
    happened.night(0)
    item = ReconciliationItem.objects.get(kind="UNKNOWN_TRANSFER")
    address = f"/tai-chinh/doi-soat/khoan/{item.id}/lam/"
    seen = {"viec": "duyet", "lech_cong": "0", "lech_ngan_hang": "70000", "ly_do": LONG}

    early = mine.post(address, seen)
    assert (early.status_code, f">{LONG}</textarea>" in text_of(early)) == (409, True)

    mine.post(address, {"viec": "de-nghi", "ly_do": "Đã gọi ngân hàng, không rõ của ai"})
    own = mine.post(address, seen)
    assert (own.status_code, LONG in text_of(own)) == (403, True)
    moved = other.post(address, seen | {"lech_ngan_hang": "1"})
    assert (moved.status_code, f">{LONG}</textarea>" in text_of(moved)) == (409, True)
    assert "Xem lại số mới" in text_of(moved)
    assert not JournalEntry.objects.filter(kind="CORRECTED").exists()

    other.post(address, seen)
    late = mine.post(address, {"viec": "tra-lai", "ly_do": LONG})
    assert (late.status_code, LONG in text_of(late)) == (409, True)


def test_what_is_said_about_a_bag_and_a_difference_stays_beside_its_own_field(mine):
    now = timezone.now()
    lead = staff("truongca.hoankiem")
    bag, quiet = (
        CashBag.objects.create(
            number=f"TT-{number}", unit_code="DL-001", seal_number=f"NP{number}", amount_vnd=8_000,
            state="SEALED", packed_by_id="a", packed_by_name="A", packed_at=now, sealed_by_id=lead.id,
            sealed_by_name=lead.name, sealed_at=now,
        )
        for number in (1, 2)
    )  # fmt: skip
    difference = CashDifference.objects.create(
        cause="DEPOSIT", bag=bag, unit_code="DL-001", amount_vnd=-500, owner_id=lead.id, owner_name=lead.name,
        raised_at=now, explanation="Đếm nhầm tờ tiền", explained_at=now,
    )  # fmt: skip
    url = "/tai-chinh/tien-mat/"

    page = text_of(mine.post(url, {"act": "propose", "bag": str(bag.id), "line": "mat", "words": ""}))
    assert f'href="#id_words_{bag.id}"' in page
    chosen = page[page.index(f'id="id_line_{bag.id}"') :]
    assert "selected" in chosen[: chosen.index("</select>")]
    untouched = page[page.index(f'id="id_line_{quiet.id}"') :]
    assert "selected" not in untouched[: untouched.index("</select>")]

    answer = mine.post(url, {"act": "propose", "bag": str(bag.id), "line": "VCB-0", "words": LONG})
    assert (answer.status_code, text_of(answer).count(LONG)) == (422, 1)

    mine.post(url, {"act": "propose", "bag": str(bag.id), "line": "mat", "words": "Công an đã lập biên bản"})
    again = at_screen("ketoan2.trungtam").post(
        url, {"act": "propose", "bag": str(bag.id), "line": "mat", "words": LONG}
    )
    assert (again.status_code, LONG in text_of(again)) == (409, True)

    page = text_of(mine.post(url, {"act": "close", "difference": str(difference.id), "conclusion": " "}))
    assert f'href="#id_conclusion_{difference.id}"' in page
    difference.refresh_from_db()
    assert difference.closed_at is None
    mine.post(
        url, {"act": "close", "difference": str(difference.id), "conclusion": "Trừ vào lương, có biên bản"}
    )
    late = mine.post(url, {"act": "close", "difference": str(difference.id), "conclusion": LONG})
    assert (late.status_code, LONG in text_of(late)) == (409, True)


def test_a_file_brought_by_hand_keeps_its_side_and_its_day(mine):
    page = text_of(
        mine.post(
            "/tai-chinh/doi-soat/tai-len/", {"ben": "BANK", "ngay": (day(0) - timedelta(1)).isoformat()}
        )
    )

    assert "Chọn tệp CSV để tải lên." in page
    side = page[page.index('value="BANK"') :]
    assert "checked" in side[: side.index(">")] or "selected" in side[: side.index(">")]
