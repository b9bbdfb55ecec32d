"""F18: a match that is wrong is taken back on its own page, by two accountants."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cuamo.payments.models import TakenBack
from cuamo.payments.selectors.books import trial_balance
from tests.web.finance.money import demand, nobody_knows
from tests.web.oversight.facts import at_screen

pytestmark = pytest.mark.django_db
WHY = "Đã gọi người chuyển tiền"
WRONG = "Người chuyển gọi lại, của hồ sơ khác"


def text_of(answer):
    return answer.content.decode()


@pytest.fixture
def mine(city):
    return at_screen("ketoan.trungtam")


@pytest.fixture
def other(city):
    return at_screen("ketoan2.trungtam")


@pytest.fixture
def matched(mine, other):
    """A sum of nobody's that two accountants matched to a demand."""
    request, item = demand(8_000), nobody_knows(8_000)
    url = f"/tai-chinh/chua-ro/{item.id}/"
    mine.post(f"{url}ghep/", {"khoan": str(request.id), "ly_do": WHY})
    other.post(f"{url}duyet-ghep/", {"quyet": "duyet", "khoan": str(request.id)})
    item.refresh_from_db()
    assert item.request_id == request.id
    return item


def test_one_asks_and_another_agrees_and_the_sum_waits_again(mine, other, matched):
    url = f"/tai-chinh/rut-lai/tien/{matched.id}/"
    assert url in text_of(mine.get(f"/tai-chinh/chua-ro/{matched.id}/"))
    page = text_of(mine.get(url))
    assert "Bút toán sẽ đảo" in page
    assert "Tiền chưa rõ" in page

    short = mine.post(url, {"viec": "de-nghi", "ly_do": "ngắn"})
    assert (short.status_code, ">ngắn</textarea>" in text_of(short)) == (422, True)
    mine.post(url, {"viec": "de-nghi", "ly_do": WRONG})
    asked = TakenBack.objects.get()
    own = mine.post(url, {"viec": "duyet", "de_nghi": str(asked.id)})
    assert own.status_code == 403
    assert "Người đề nghị rút lại không tự duyệt" in text_of(own)
    assert "1 lần ghép chờ rút lại" in text_of(other.get("/tai-chinh/"))
    assert url in text_of(other.get("/tai-chinh/rut-lai/"))
    matched.refresh_from_db()
    assert matched.left_vnd == 0

    other.post(url, {"viec": "duyet", "de_nghi": str(asked.id)})

    matched.refresh_from_db()
    assert (matched.left_vnd, matched.request_id) == (8_000, None)
    assert trial_balance()["suspense"] == -8_000
    page = text_of(mine.get(url))
    assert "Không có lần ghép nào đang đứng ở đây" in page
    assert WRONG in page
    assert "Rút lại lần ghép sai" in text_of(mine.get("/tai-chinh/so/"))
    assert "Đã rút lại" in text_of(mine.get("/tai-chinh/rut-lai/?nhom=da-xong"))


def test_words_of_who_came_second_are_not_lost(mine, other, matched):
    url = f"/tai-chinh/rut-lai/tien/{matched.id}/"
    mine.post(url, {"viec": "de-nghi", "ly_do": WRONG})
    asked = TakenBack.objects.get()

    second = other.post(url, {"viec": "de-nghi", "ly_do": "Hai người cùng thấy một lúc"})
    assert (second.status_code, "Hai người cùng thấy một lúc" in text_of(second)) == (409, True)
    other.post(url, {"viec": "khong", "de_nghi": str(asked.id), "ly_do": "Đã xem sao kê, đúng hồ sơ"})
    late = mine.post(url, {"viec": "khong", "de_nghi": str(asked.id), "ly_do": "Tôi tự rút đề nghị này"})

    assert (late.status_code, "Tôi tự rút đề nghị này" in text_of(late)) == (409, True)
    asked.refresh_from_db()
    assert (asked.state, asked.refusal) == ("REFUSED", "Đã xem sao kê, đúng hồ sơ")


def test_the_list_asks_no_question_per_row_and_nobody_else_reads_it(mine, matched):
    url = f"/tai-chinh/rut-lai/tien/{matched.id}/"
    mine.post(url, {"viec": "de-nghi", "ly_do": WRONG})

    with CaptureQueriesContext(connection) as asked:
        mine.get("/tai-chinh/rut-lai/")

    assert len(asked) == 6
    for path in ("/tai-chinh/rut-lai/", url):
        assert at_screen("quay.hoankiem").get(path).status_code == 403
    assert mine.get(f"/tai-chinh/rut-lai/gi/{matched.id}/").status_code == 404
    assert mine.post(url, {"viec": "duyet"}).status_code == 422
