"""X1: what waits, for whom, in which order."""

import re
from datetime import timedelta, timezone

import pytest

from cuamo.dossiers.models import WorkItem
from cuamo.dossiers.selectors.worklist import Wanted, group_sizes, queue
from cuamo.kernel.clock import local
from tests.support.city import CARD, MORNING, staff
from tests.web.officer.desk import QUEUE, STRANGER, accepted, at_screen, fill_queue, page_of

pytestmark = pytest.mark.django_db

QUEUE_QUERIES = 14
OTHER_CARD = CARD.replace("001185012345", "001185012352")


def codes(answer) -> list[str]:
    """The codes of the rows, in order."""
    return re.findall(r'aria-label="Đánh dấu ([^"]+)"', answer.content.decode())


def test_the_queue_shows_what_waits_for_the_officers_role_and_place(counter, receiver):
    dossier = counter.sent()
    accepted(counter, card=OTHER_CARD)

    page = receiver.get(QUEUE).content.decode()

    assert codes(receiver.get(QUEUE)) == [dossier.code]
    for word in ("Nguyễn Thị Đặng Thẳng", "Cấp bản sao Trích lục hộ tịch", "Tiếp nhận", "Chưa ai giữ"):
        assert word in page
    assert "cán bộ tiếp nhận" in page
    assert "RECEIVER" not in page


def test_an_officer_of_another_point_sees_no_row_and_no_count(counter):
    counter.sent()
    stranger = at_screen(STRANGER)

    page = stranger.get(QUEUE).content.decode()

    assert codes(stranger.get(QUEUE)) == []
    assert "Không có hồ sơ chờ. Việc mới sẽ hiện ở đây." in page
    assert re.findall(r'class="count[^"]*">(\d+)<', page) == ["0"] * 8


def test_those_without_an_officers_role_do_not_come_in(city, db):
    for username in ("quay.hoankiem", "buuta.hoankiem", "giamsat.trungtam", "kythuat.trungtam"):
        assert at_screen(username).get(QUEUE).status_code == 403


def test_groups_are_told_by_the_clock(counter):
    """Late work is today's work; soon means a fifth of the time is left."""
    officer, today_ends = staff("tiepnhan.hoankiem"), local("2026-11-20 23:59:59")
    counter.sent()
    fill_queue(5, unit=officer.unit_code)
    now = local("2026-11-20 12:00")
    due = {"X-1": (-1, 5), "X-2": (3, 2), "X-3": (24, 200), "X-4": (24, 2), "X-5": (24, 2)}
    for code, (hours, since) in due.items():
        WorkItem.objects.filter(code=code).update(
            due_at=now + timedelta(hours=hours), arrived_at=now - timedelta(hours=since), came_back=False
        )
    WorkItem.objects.filter(code="X-2").update(came_back=True)
    WorkItem.objects.filter(code="X-4").update(holder_id=officer.id, holder_name=officer.name)

    WorkItem.objects.filter(code="X-5").update(holder_id="other", holder_name="Lê Văn Khác")

    def rows(group: str) -> set[str]:
        page = queue(officer=officer, wanted=Wanted(group=group), now=now, today_ends=today_ends)
        return {row.code for row in page.rows if row.code.startswith("X")}

    assert rows("late") == {"X-1"}
    assert rows("today") == {"X-1", "X-2"}
    assert rows("soon") == {"X-3"}
    assert rows("back") == {"X-2"}
    assert rows("new") == {"X-1", "X-3", "X-4"}
    assert rows("mine") == {"X-4"}
    assert rows("") == rows("nonsense") == {"X-1", "X-2", "X-3", "X-4", "X-5"}
    sizes = group_sizes(officer=officer, now=now, today_ends=today_ends)
    assert {key: sizes[key] for key in ("all", "late", "soon", "back", "mine")} == {
        "all": 6,
        "late": 1,
        "soon": 1,
        "back": 1,
        "mine": 1,
    }


def test_what_the_point_received_stays_in_sight_while_the_ward_decides(counter, receiver):
    dossier = accepted(counter)

    page = receiver.get(QUEUE, {"nhom": "elsewhere"})

    assert codes(page) == [dossier.code]
    assert "Thẩm định" in page.content.decode()
    assert "Nhận giữ hồ sơ đã đánh dấu" not in page.content.decode()
    assert codes(receiver.get(QUEUE)) == []


def test_filters_live_in_the_address_and_go_along_to_the_dossier(counter, receiver):
    dossier = counter.sent()
    counter.sent(card=OTHER_CARD)

    page = receiver.get(QUEUE, {"nhom": "new", "q": dossier.code[-7:]}).content.decode()

    assert f"{page_of(dossier)}?nhom=new&amp;q={dossier.code[-7:]}" in page
    assert re.search(r'aria-current="page">Mới', page)
    back = receiver.get(page_of(dossier), {"nhom": "new", "q": "1"}).content.decode()
    assert f'href="/xu-ly/?nhom=new&amp;q=1#h{dossier.id}"' in back


def test_a_page_holds_fifty_and_the_next_begins_where_it_ended(city, receiver):
    fill_queue(120, unit="DIEM-00070")
    seen, url = [], QUEUE
    for _ in range(3):
        answer = receiver.get(url)
        seen.append(codes(answer))
        found = re.search(r'rel="next"\s+href="([^"]+)"', answer.content.decode())
        url = found.group(1).replace("&amp;", "&") if found else ""

    assert [len(page) for page in seen] == [50, 50, 20]
    assert [code for page in seen for code in page] == [f"X-{n}" for n in range(1, 121)]
    assert url == ""


@pytest.mark.parametrize(
    "after",
    [
        "x",
        "2026-11-20|x",
        "2026-11-20T08:00|" + "0" * 32,
        "|",
        "%00",
        "2026-01-01T00:00:00+20:00|" + "0" * 32,
        "0001-01-01T00:00:00+20:00|" + "0" * 32,
    ],
)
def test_an_address_that_names_no_place_in_the_list_begins_at_the_first(counter, receiver, after):
    dossier = counter.sent()

    assert codes(receiver.get(QUEUE, {"sau": after})) == [dossier.code]


def test_a_search_without_a_hit_says_so_and_keeps_the_words(counter, receiver):
    counter.sent()

    page = receiver.get(QUEUE, {"q": "KHONGCO"}).content.decode()

    assert "Không thấy hồ sơ này trong hàng đợi." in page
    assert 'value="KHONGCO"' in page


def test_an_empty_group_offers_the_whole_list(counter, receiver):
    counter.sent()

    page = receiver.get(QUEUE, {"nhom": "back"}).content.decode()

    assert "Nhóm này không có hồ sơ nào." in page
    assert "Xem tất cả" in page


def test_ticked_dossiers_are_held_and_somebody_elses_are_left_alone(counter, receiver):
    mine, taken = counter.sent(), counter.sent(card=OTHER_CARD)
    WorkItem.objects.filter(dossier_id=taken.id).update(holder_id="other", holder_name="Lê Văn Khác")

    page = receiver.post("/xu-ly/nhan-giu/?nhom=new", {"chon": [str(mine.id), str(taken.id)]}, follow=True)

    assert page.redirect_chain == [("/xu-ly/?nhom=new", 302)]
    assert "Đã nhận giữ 1 hồ sơ. 1 hồ sơ đã có người giữ." in page.content.decode()
    me = staff("tiepnhan.hoankiem")
    assert WorkItem.objects.get(dossier_id=mine.id).holder_id == me.id
    assert WorkItem.objects.get(dossier_id=taken.id).holder_name == "Lê Văn Khác"


def test_holding_needs_a_tick_and_reaches_nothing_of_another_point(counter, receiver):
    dossier = counter.sent()
    stranger = at_screen(STRANGER)

    nothing = receiver.post("/xu-ly/nhan-giu/", {"chon": ["not-an-id"]}, follow=True)
    stranger.post("/xu-ly/nhan-giu/", {"chon": [str(dossier.id)]})

    assert "Đánh dấu từ 1 đến 200 hồ sơ" in nothing.content.decode()
    assert WorkItem.objects.get(dossier_id=dossier.id).holder_id == ""


def test_new_arrivals_are_announced_and_the_list_stays(counter, receiver):
    counter.sent()

    told = receiver.get("/xu-ly/moi-ve/", {"tu": (MORNING - timedelta(minutes=1)).isoformat()})
    quiet = receiver.get("/xu-ly/moi-ve/", {"tu": (MORNING + timedelta(minutes=1)).isoformat()})

    assert "Có 1 hồ sơ mới về." in told.content.decode()
    assert quiet.status_code == 204
    for odd in ("", "yesterday", "2026-11-20T08:00", "0001-01-01T00:00:00+20:00"):
        assert receiver.get("/xu-ly/moi-ve/", {"tu": odd}).status_code == 204
    far = (MORNING - timedelta(minutes=1)).astimezone(timezone(timedelta(hours=20))).isoformat()
    assert "Có 1 hồ sơ mới về." in receiver.get("/xu-ly/moi-ve/", {"tu": far}).content.decode()


def test_the_row_says_who_has_it_open_and_since_when(counter, receiver):
    from django.utils import timezone

    dossier, now = counter.sent(), timezone.now()
    WorkItem.objects.filter(dossier_id=dossier.id).update(
        locked_by="other", locked_name="Lê Văn Khác", locked_since=now, locked_at=now
    )

    page = receiver.get(QUEUE).content.decode()

    assert re.search(r"Lê Văn Khác đang mở từ \d\d:\d\d", page)


def test_the_queue_costs_the_same_whatever_it_holds(city, receiver, django_assert_num_queries):
    fill_queue(200, unit="DIEM-00070")

    with django_assert_num_queries(QUEUE_QUERIES):
        receiver.get(QUEUE, {"nhom": "new", "q": "X"})
