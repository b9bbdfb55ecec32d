"""X1: saved views, searching by name, filters, and how much is due when."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from cuamo.dossiers.models import SavedView, WorkItem
from cuamo.dossiers.selectors.ordered import counts_between
from cuamo.dossiers.selectors.worklist import Wanted, territory
from cuamo.dossiers.services.saved_views import MOST, save_view
from cuamo.kernel import events
from cuamo.kernel.errors import Conflict
from tests.support.city import MORNING, staff
from tests.web.officer.desk import QUEUE, at_screen, fill_queue
from tests.web.officer.test_queue import OTHER_CARD, codes

pytestmark = pytest.mark.django_db
NARROW, VIEWS = "/xu-ly/loc/", "/xu-ly/goc-nhin/"


def test_a_person_is_found_without_diacritics_and_their_name_stands_in_no_address(counter, receiver):
    dossier = counter.sent()
    counter.sent(card=OTHER_CARD.replace("Nguyễn Thị Đặng Thẳng", "Lê Văn Bình"))

    found = receiver.post("/xu-ly/tim/?nhom=new", {"q": "thang  DANG nguyen"}, follow=True)
    address = found.redirect_chain[-1][0]

    assert codes(found) == [dossier.code]
    assert "nhom=new" in address
    assert not re.search("thang|dang|nguyen", address, re.I)
    assert 'value="thang DANG nguyen"' in found.content.decode()
    assert address.split("?")[1].replace("&", "&amp;") in found.content.decode()


def test_names_are_kept_only_as_keyed_hashes_beside_the_work(counter):
    dossier = counter.sent()

    words = WorkItem.objects.get(dossier_id=dossier.id).name_words

    assert len(words) == 4
    assert all(isinstance(word, int) for word in words)


def test_half_a_name_finds_nobody_and_a_procedure_is_found_by_its_name(counter, receiver):
    dossier = counter.sent()

    assert codes(receiver.post("/xu-ly/tim/", {"q": "Thẳn"}, follow=True)) == []
    assert codes(receiver.post("/xu-ly/tim/", {"q": "trich luc ho tich"}, follow=True)) == [dossier.code]
    assert codes(receiver.post("/xu-ly/tim/", {"q": "000635"}, follow=True)) == [dossier.code]
    assert codes(receiver.post("/xu-ly/tim/", {"q": dossier.code[-7:].lower()}, follow=True)) == [
        dossier.code
    ]


def test_each_filter_begins_with_its_own_word_for_everything(city, receiver):
    page = receiver.get(NARROW).content.decode()

    firsts = re.findall(r"<select[^>]*>\s*<option value=\"([^\"]*)\"[^>]*>([^<]+)<", page)
    assert len(firsts) == 6
    assert {key for key, _ in firsts} == {""}
    assert "Chọn một" not in page
    assert "Cả đơn vị" in {word for _, word in firsts}


@pytest.mark.parametrize("words", ["~", "~x", "~" + "A" * 60, "~é", "a" * 500])
def test_words_nobody_can_read_search_for_what_they_say_or_nothing(counter, receiver, words):
    counter.sent()

    assert receiver.get(QUEUE, {"q": words}).status_code == 200


def test_filters_of_procedure_place_and_flag_narrow_and_are_taken_off_one_by_one(city, receiver):
    fill_queue(4, unit="DIEM-00070")
    WorkItem.objects.filter(code="X-1").update(procedure_code="1.004859")
    WorkItem.objects.filter(code="X-2").update(helped_at="")
    WorkItem.objects.filter(code="X-3").update(priority=True)
    WorkItem.objects.filter(code="X-4").update(flags=["late"])

    assert codes(receiver.get(QUEUE, {"tt": "1.004859"})) == ["X-1"]
    assert codes(receiver.get(QUEUE, {"noi": "tu-nop"})) == ["X-2"]
    assert codes(receiver.get(QUEUE, {"noi": "DL-001", "co": "priority"})) == ["X-3"]
    assert codes(receiver.get(QUEUE, {"co": "late"})) == ["X-4"]
    assert codes(receiver.get(QUEUE, {"co": "nonsense", "ai": ""})) == ["X-1", "X-2", "X-3", "X-4"]
    page = receiver.get(QUEUE, {"noi": "DL-001", "co": "priority"}).content.decode()
    assert 'href="/xu-ly/?noi=DL-001"' in page
    assert 'href="/xu-ly/?co=priority"' in page


def test_the_form_of_filters_offers_only_procedures_of_which_something_waits(counter, receiver):
    counter.sent()

    page = receiver.get(NARROW, {"tt": "2.000635"}).content.decode()

    assert re.findall(r'<option value="(\d\.\d{6})"', page) == ["2.000635"]
    assert "Đang xem: Thủ tục: Cấp bản sao Trích lục hộ tịch" in " ".join(page.split())


def test_a_view_is_saved_renamed_opened_with_and_dropped(city, receiver):
    fill_queue(2, unit="DIEM-00070")
    WorkItem.objects.filter(code="X-2").update(priority=True)

    saved = receiver.post(f"{VIEWS}?co=priority&q=X-2", {"ten": "Ưu tiên", "mac_dinh": "1"}, follow=True)
    view = SavedView.objects.get()
    opened = receiver.get(QUEUE, follow=True)
    everything = receiver.get(QUEUE, {"nhom": ""})
    renamed = receiver.post(f"{VIEWS}{view.id}/", {"ten": "Làm trước"}, follow=True)
    receiver.post(f"{VIEWS}{view.id}/", {"ten": "x", "mo_dau": "0"})

    assert saved.redirect_chain == [("/xu-ly/?co=priority", 302)]
    assert view.filters == {"co": "priority"}
    assert opened.redirect_chain == [("/xu-ly/?co=priority", 302)]
    assert (codes(opened), codes(everything)) == (["X-2"], ["X-1", "X-2"])
    assert "Làm trước" in renamed.content.decode()
    assert receiver.get(QUEUE).status_code == 200
    receiver.post(f"{VIEWS}{view.id}/", {"bo": "1"})
    assert not SavedView.objects.exists()
    me = staff("tiepnhan.hoankiem")
    assert [name for name in events.names_of(me.id) if name.startswith("view.")] == [
        "view.saved",
        "view.renamed",
        "view.made_default",
        "view.dropped",
    ]


@pytest.mark.parametrize(
    ("query", "name", "said"),
    [
        ("?nhom=late", " ", "dài từ 1 đến 40"),
        ("?nhom=late", "x" * 41, "dài từ 1 đến 40"),
        ("", "Tất cả", "không có gì để lưu"),
        ("?q=123", "Chữ tìm", "không có gì để lưu"),
        ("?nhom=new", "TRỄ", "Đã có góc nhìn tên"),
    ],
)
def test_a_view_that_cannot_be_kept_is_refused_and_nothing_is(city, receiver, query, name, said):
    receiver.post(f"{VIEWS}?nhom=late", {"ten": "Trễ"})

    answer = receiver.post(f"{VIEWS}{query}", {"ten": name}, follow=True)

    assert said in answer.content.decode()
    assert SavedView.objects.count() == 1


def test_nobody_touches_the_view_of_another_and_twenty_are_enough(city, receiver, specialist):
    me = staff("tiepnhan.hoankiem")
    for number in range(MOST):
        save_view(officer=me, name=f"Góc {number}", filters={"nhom": "late"}, at=MORNING)
    with pytest.raises(Conflict):
        save_view(officer=me, name="Thừa", filters={"nhom": "late"}, at=MORNING)
    view = SavedView.objects.first()

    for sent in ({"bo": "1"}, {"ten": "Của tôi"}, {"mo_dau": "1"}):
        answer = specialist.post(f"{VIEWS}{view.id}/", sent, follow=True)
        assert "Không thấy góc nhìn này" in answer.content.decode()

    assert SavedView.objects.filter(name=view.name, is_default=False).count() == 1
    assert SavedView.objects.count() == MOST


def test_the_chart_counts_what_waits_by_days_left_with_the_late_part_apart(city, receiver):
    fill_queue(4, unit="DIEM-00070")
    now = timezone.now()
    for code, days in (("X-1", -5), ("X-2", -0.5), ("X-3", 2.0), ("X-4", 30)):
        WorkItem.objects.filter(code=code).update(due_at=now + timedelta(days=days))

    page = receiver.get("/xu-ly/theo-ngay/").content.decode()

    assert "2 trong 4 hồ sơ đang chờ đã quá hẹn" in " ".join(page.split())
    assert page.count('class="bar-late"') == 3
    assert re.findall(r'class="num so">(\d+)<', page)[0:3] == ["1", "0", "1"]


def test_the_chart_counts_each_span_up_to_its_limit(city, receiver):
    fill_queue(4, unit="DIEM-00070")
    now, officer = timezone.now(), staff("tiepnhan.hoankiem")
    WorkItem.objects.update(due_at=now + timedelta(days=1))
    spans = [(now - timedelta(days=9), now), (now, now + timedelta(days=9))]
    walks = territory(officer, Wanted(), now=now)

    assert counts_between(walks, spans, most=3) == [0, 3]
    assert counts_between(walks, spans, most=9) == [0, 4]


def test_a_group_is_counted_up_to_a_thousand(city, receiver):
    fill_queue(1000, unit="DIEM-00070")

    page = receiver.get(QUEUE).content.decode()

    assert "999+" in page
    assert "1000" not in re.findall(r'class="count[^"]*">([^<]+)<', page)


def test_arrivals_are_told_only_of_what_the_officer_looks_at(city, receiver):
    fill_queue(3, unit="DIEM-00070")
    WorkItem.objects.filter(code="X-1").update(priority=True)
    since = {"tu": (MORNING - timedelta(minutes=1)).isoformat()}

    assert "Có 1 hồ sơ mới về." in receiver.get("/xu-ly/moi-ve/", since | {"co": "priority"}).content.decode()
    assert "Có 3 hồ sơ mới về." in receiver.get("/xu-ly/moi-ve/", since).content.decode()
    assert receiver.get("/xu-ly/moi-ve/", since | {"tt": "1.004859"}).status_code == 204
    assert at_screen("tiepnhan.diem-00082").get("/xu-ly/moi-ve/", since).status_code == 204
