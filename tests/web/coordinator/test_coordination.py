"""B1 to B3: a coordinator sees the own operator's runs and exceptions, and nobody's name."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cuamo.delivery.models import CarrierNews, CarrierOrder, Parcel
from cuamo.kernel import events
from tests.web.coordinator.post import CITIZEN, STREET, alarm, carried, own_run, strange_news
from tests.web.oversight.facts import at_screen

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
B1, B3 = "/dieu-phoi/", "/dieu-phoi/bat-thuong/"
MINE, CENTRE = "dieuphoi.vnpost", "giamsat.trungtam"
QUERIES = 14
WORDS = "Đã gọi bưu tá, phong bì nằm ở xe."


def page(path: str, username: str = MINE) -> str:
    answer = at_screen(username).get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_without_a_run_the_page_says_so():
    assert "Hôm nay chưa có chuyến nào" in page(B1)
    assert "Không có gì chờ ở đây" in page(B3)


def test_a_run_shows_how_far_it_is_what_is_late_and_what_has_an_alarm():
    run = own_run(1, 2, 3)
    parcels = list(run.parcels.order_by("run_order"))
    Parcel.objects.filter(id=parcels[0].id).update(state="DELIVERED")
    Parcel.objects.filter(id=parcels[1].id).update(deliver_by=timezone.now() - timedelta(hours=1))
    alarm(parcels[1])

    seen = " ".join(page(B1).split())
    one = page(f"/dieu-phoi/chuyen/{run.id}/")

    assert run.number in seen
    assert '<td class="num so" data-label="Đã trao">1/3</td>' in seen
    assert '<tr class="late">' in seen
    assert "1 cảnh báo" in seen
    assert all(parcel.label in one for parcel in parcels)
    assert "Phường Hoàn Kiếm" in one


def test_no_name_no_street_no_phone_and_nothing_of_what_is_inside_is_shown():
    run = own_run(1)
    order = carried(2)
    strange_news(order)
    carried(3, state="UNKNOWN")
    alarm(run.parcels.get())

    for path in (B1, f"/dieu-phoi/chuyen/{run.id}/", B3, B3 + "?nhom=tin", B3 + "?nhom=don"):
        seen = page(path)
        for secret in (CITIZEN, STREET, "0912345678", "Trích lục", "H26.99"):
            assert secret not in seen


def test_another_operators_run_alarm_and_order_are_not_there():
    order = carried(1, carrier="VTPOST", state="UNKNOWN")
    other = alarm(Parcel.objects.get(id=order.parcel_id), unit="VTPOST")
    run = Parcel.objects.get(id=order.parcel_id).run

    assert run.number not in page(B1)
    assert order.number not in page(B3 + "?nhom=don")
    assert at_screen(MINE).get(f"/dieu-phoi/chuyen/{run.id}/").status_code == 404
    assert run.number in page(B1, CENTRE)
    assert order.number in page(B3 + "?nhom=don", CENTRE)

    answer = at_screen(MINE).post(f"{B3}canh-bao/{other.id}/", {f"words-{other.id.hex}": WORDS})
    assert answer.status_code == 403
    answer = at_screen(MINE).post(f"{B3}don/{order.id}/huy/")
    assert answer.status_code == 403
    other.refresh_from_db()
    assert other.closed_at is None
    assert CarrierOrder.objects.get(id=order.id).cancel_wanted_at is None


@pytest.mark.parametrize("username", ["quay.hoankiem", "buuta.hoankiem", "lanhdao.hoankiem", "tongdai.vcs"])
def test_nobody_else_opens_the_pages(username):
    for path in (B1, B3):
        assert at_screen(username).get(path).status_code == 403


def test_an_alarm_is_closed_in_words_and_not_without():
    raised = alarm(own_run(1).parcels.get())
    field = f"words-{raised.id.hex}"

    refused = at_screen(MINE).post(f"{B3}canh-bao/{raised.id}/", {field: "ừ"})
    raised.refresh_from_db()
    assert (refused.status_code, raised.closed_at) == (422, None)
    assert "ít nhất 10 chữ" in refused.content.decode()

    done = at_screen(MINE).post(f"{B3}canh-bao/{raised.id}/", {field: WORDS})
    raised.refresh_from_db()
    assert (done.status_code, raised.words) == (302, WORDS)


def test_news_nobody_understands_are_looked_at_in_words_and_move_nothing():
    order = carried(1)
    assert strange_news(order) == "UNKNOWN"
    news = CarrierNews.objects.get()
    assert "Chưa ai xác nhận mã này" in page(B3 + "?nhom=tin")
    before = events.names_of(Parcel.objects.get(id=order.parcel_id).subject_id)

    refused = at_screen(MINE).post(f"{B3}tin/{news.id}/", {f"words-{news.id.hex}": ""})
    news.refresh_from_db()
    assert (refused.status_code, news.looked_at) == (422, None)
    assert at_screen(CENTRE).post(f"{B3}tin/{news.id}/", {f"words-{news.id.hex}": WORDS}).status_code == 403

    at_screen(MINE).post(f"{B3}tin/{news.id}/", {f"words-{news.id.hex}": WORDS})
    news.refresh_from_db()
    parcel = Parcel.objects.get(id=order.parcel_id)
    assert (news.words, bool(news.looked_by), parcel.state) == (WORDS, True, "ON_MANIFEST")
    assert "Không có gì chờ ở đây" in page(B3 + "?nhom=tin")
    assert events.names_of(parcel.subject_id)[: len(before)] == before


def test_an_order_of_unknown_outcome_is_asked_about_by_hand_or_called_off():
    order = carried(1, state="UNKNOWN")
    assert "Đã gửi, chưa biết hãng nhận chưa" in page(B3 + "?nhom=don")

    at_screen(MINE).post(f"{B3}don/{order.id}/hoi/")
    assert CarrierOrder.objects.get(id=order.id).ask_again_at <= timezone.now()
    at_screen(MINE).post(f"{B3}don/{order.id}/huy/")

    after = CarrierOrder.objects.get(id=order.id)
    assert (after.state, after.cancel_wanted_at is not None) == ("UNKNOWN", True)
    assert "Đang chờ hãng hủy" in page(B3 + "?nhom=don")


def test_envelopes_brought_in_vain_twice_are_listed():
    parcel = own_run(1).parcels.get()
    Parcel.objects.filter(id=parcel.id).update(state="FAILED_ATTEMPT", attempts=1)
    assert parcel.label not in page(B3 + "?nhom=lan-giao")
    Parcel.objects.filter(id=parcel.id).update(attempts=2)

    assert parcel.label in page(B3 + "?nhom=lan-giao")


@pytest.mark.parametrize("after", ["xyz", "2026-11-27T00:00:00+00:00|no", "%00", "9" * 400])
@pytest.mark.parametrize("kind", ["canh-bao", "tin", "don", "lan-giao", "khong-co"])
def test_an_address_made_by_hand_shows_the_first_page(kind, after):
    answer = at_screen(MINE).get(B3, {"nhom": kind, "sau": after})
    assert answer.status_code in {200, 400}


def test_the_lists_ask_the_same_few_questions_however_long_they_are():
    counts = []
    for numbers in ((1,), (2, 3, 4, 5)):
        own_run(*numbers)
        for parcel in Parcel.objects.filter(run__isnull=False, alarms=None):
            alarm(parcel)
        browser = at_screen(MINE)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            browser.get(B1)
            browser.get(B3)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 2 * QUERIES
