"""Q15: the shift ends with everything explained; what it leaves is counted by the one who takes over."""

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.timezone import timedelta

from cuamo.dossiers.models import DeviceReport, Dossier, Visit
from cuamo.kernel import events
from cuamo.kernel.ids import new_id
from cuamo.organisation.models import Counter, Handover, Shift
from cuamo.organisation.selectors.shifts import free_counters, open_shift_of
from cuamo.organisation.services.shift import open_shift
from cuamo.people.models import Account
from tests.support.city import begin_shift, staff
from tests.web.counter.desk import prepare

pytestmark = pytest.mark.django_db
SHIFT, DAY = "/quay/ca/", "/quay/ca/ngay/"


def sign_in(username: str) -> Client:
    client = Client()
    client.force_login(Account.objects.get(username=username))
    return client


@pytest.fixture
def giver(city, db) -> Client:
    """A clerk with an open shift and one visit whose dossier is not sent."""
    begin_shift(staff("quay.hoankiem"), at=timezone.now())
    prepare(6)
    return sign_in("quay.hoankiem")


@pytest.fixture
def taker(city, db) -> Client:
    return sign_in("truongca.hoankiem")


def mine() -> Shift:
    shift = open_shift_of(staff("quay.hoankiem").id)
    assert shift is not None
    return shift


def end(client: Client, **said: str):
    return client.post(SHIFT, {"counted": "500.000", "unsent_reason": "Khách về lấy giấy"} | said)


def hand_over(client: Client, **said: str) -> Handover:
    words = {"leave": "hand-over", "papers_count": "2", "papers_words": "Tủ 1, phiếu GN-07"}
    assert end(client, **words | said).status_code == 302
    return Handover.objects.get(taken_at=None)


def take(client: Client, left: Handover, **said: str):
    return client.post(SHIFT, {"handover": str(left.id), "taken": "500.000", "papers_found": "2"} | said)


def test_a_shift_with_open_visits_ends_only_with_words_for_each(giver):
    visit = Visit.objects.get()
    refused = end(giver)

    assert (refused.status_code, "Còn 1 lượt chưa xong" in refused.content.decode()) == (422, True)
    assert visit.ref in refused.content.decode()
    assert mine().is_open
    assert Visit.objects.get().ended_at is None

    assert end(giver, **{f"luot.{visit.id}": "Khách hẹn quay lại thứ hai"}).status_code == 302
    shift = Shift.objects.get()
    assert shift.left_visits == [{"ref": visit.ref, "words": "Khách hẹn quay lại thứ hai"}]
    assert Visit.objects.get().outcome == "LEFT"
    assert not Handover.objects.exists()


def test_unsent_dossiers_and_kept_papers_need_their_words(giver):
    assert end(giver, unsent_reason="", leave="hand-over").status_code == 422
    answer = end(giver, leave="hand-over", papers_count="1")

    assert "Ghi nơi cất" in answer.content.decode()
    assert mine().is_open
    assert not Handover.objects.exists()


def test_what_a_pc_still_holds_must_be_explained_too(giver):
    clerk, now = staff("quay.hoankiem"), timezone.now()
    Visit.objects.update(ended_at=now)
    DeviceReport.objects.create(
        device=new_id(),
        clerk_id=clerk.id,
        clerk_name=clerk.name,
        agency_code=clerk.unit_code,
        unsent=3,
        oldest_since=now,
        reported_at=now,
    )
    refused = end(giver, unsent_reason="")
    assert (refused.status_code, "Còn 3 hồ sơ chưa gửi" in refused.content.decode()) == (422, True)
    assert mine().is_open

    assert end(giver, unsent_reason="Mất mạng từ trưa, máy quầy 1 giữ").status_code == 302
    assert Shift.objects.get().unsent_count == 3


def test_the_next_one_sees_what_was_left_counts_it_and_goes_on_with_its_visits(giver, taker):
    left = hand_over(giver, words="Bà Thẳng quay lại lúc 14 giờ")
    visit, dossier = Visit.objects.get(), Dossier.objects.latest("id")
    code = visit.screen_code

    page = taker.get(SHIFT).content.decode()
    for seen in ("bàn giao", "500.000", "Bà Thẳng quay lại lúc 14 giờ", "Tủ 1, phiếu GN-07"):
        assert seen in page
    assert take(taker, left).url == "/quay/"

    left.refresh_from_db()
    after = Visit.objects.get()
    lead = staff("truongca.hoankiem")
    assert (left.given_by.username, left.taken_by.username) == ("quay.hoankiem", "truongca.hoankiem")
    assert (left.difference_vnd, left.note) == (0, "")
    assert (after.clerk_id, after.shift_id, after.parked) == (lead.id, left.to_shift_id, True)
    assert after.screen_code != code
    assert taker.get(f"/quay/luot/{visit.id}/6/").status_code == 200
    assert giver.get(f"/quay/luot/{visit.id}/6/").status_code == 403
    assert events.names_of(left.to_shift_id) == ["shift.opened", "shift.taken_over"]
    assert "shift.handed_over" in events.names_of(left.from_shift_id)
    assert events.names_of(visit.id)[-1] == "visit.handed_over"
    assert Dossier.objects.get(id=dossier.id).values == dossier.values


@pytest.mark.parametrize("differs", [{"taken": "490.000"}, {"papers_found": "1"}])
def test_a_difference_is_taken_only_with_a_note_and_both_stand_by_name(giver, taker, differs):
    left = hand_over(giver)
    refused = take(taker, left, **differs)

    assert (refused.status_code, "Ghi rõ chỗ lệch" in refused.content.decode()) == (422, True)
    assert open_shift_of(staff("truongca.hoankiem").id) is None
    assert Handover.objects.get().taken_at is None
    assert Visit.objects.get().clerk_name == staff("quay.hoankiem").name

    assert take(taker, left, **differs, note="Đếm lại hai lần").status_code == 302
    left.refresh_from_db()
    page = taker.get(DAY).content.decode()
    assert left.note == "Đếm lại hai lần"
    for name in (staff("quay.hoankiem").name, staff("truongca.hoankiem").name, "Đếm lại hai lần"):
        assert name in page


def test_nobody_opens_a_plain_shift_over_a_waiting_handover(giver, taker):
    left = hand_over(giver)
    answer = taker.post(SHIFT, {"counter": str(left.counter_id), "float": "0"})

    assert (answer.status_code, "Đếm và nhận trước" in answer.content.decode()) == (409, True)
    assert Shift.objects.filter(closed_at=None).count() == 0


def test_two_who_take_the_same_handover_are_one_and_a_refusal(giver, taker):
    left = hand_over(giver)
    take(taker, left)
    late = take(giver, left)

    assert (late.status_code, "đã có người nhận" in late.content.decode()) == (409, True)
    assert Shift.objects.filter(closed_at=None).count() == 1


def test_two_clerks_share_no_counter(giver, taker):
    counter = mine().counter_id
    clerk = staff("truongca.hoankiem")
    answer = taker.post(SHIFT, {"counter": str(counter), "float": "0"})

    assert answer.status_code in {404, 409}
    assert open_shift_of(clerk.id) is None
    other = free_counters("DL-001").first()
    assert other is not None
    assert taker.post(SHIFT, {"counter": str(other.id), "float": "0"}).url == "/quay/"


def test_notes_add_up_to_the_money_found(giver):
    visit = Visit.objects.get()
    words = {f"luot.{visit.id}": "Hẹn lại", "counted": ""}
    wrong = end(giver, **words | {"counted": "400.000", "to.100000": "5"})
    assert (wrong.status_code, "cộng lại là 500.000" in wrong.content.decode()) == (422, True)
    assert mine().is_open

    assert end(giver, **words | {"to.200000": "2", "to.50000": "2"}).status_code == 302
    shift = Shift.objects.get()
    assert (shift.counted_vnd, shift.count_lines) == (500_000, {"200000": 2, "50000": 2})


def test_an_unreadable_amount_is_said_in_words(giver):
    answer = end(giver, counted="năm trăm")

    assert (answer.status_code, "Số tiền chưa đọc được" in answer.content.decode()) == (422, True)
    assert mine().is_open


def test_a_shift_left_open_overnight_is_shown_and_closed_with_its_reason(giver, taker):
    Shift.objects.update(opened_at=timezone.now() - timedelta(days=1))
    visit = Visit.objects.get()
    assert "Ca này mở từ hôm trước" in giver.get(SHIFT).content.decode()
    assert "Ca này mở từ hôm trước" in giver.get("/quay/").content.decode()
    assert "Mở từ" in taker.get(DAY).content.decode()

    words = {f"luot.{visit.id}": "Hẹn lại"}
    assert end(giver, **words).status_code == 422
    assert mine().is_open
    assert end(giver, **words, overnight_reason="Mất điện lúc 17 giờ").status_code == 302
    assert Shift.objects.get().overnight_reason == "Mất điện lúc 17 giờ"


def test_the_lead_closes_for_an_absent_clerk_with_a_reason_and_visits_wait_for_the_next(giver, taker):
    shift, visit = mine(), Visit.objects.get()
    address = f"/quay/ca/{shift.id}/ket/"
    said = {"counted": "500.000", "unsent_reason": "Khách về lấy giấy"}
    assert "Kết ca thay" in taker.get(address).content.decode()
    refused = taker.post(address, said)
    assert (refused.status_code, mine().is_open) == (422, True)

    assert taker.post(address, said | {"absent_reason": "Ốm, về giữa buổi"}).url == DAY
    shift.refresh_from_db()
    assert (shift.closed_by.username, shift.absent_reason) == ("truongca.hoankiem", "Ốm, về giữa buổi")
    left = Handover.objects.get()
    assert (left.given_by.username, left.visits_count) == ("truongca.hoankiem", 1)
    assert Visit.objects.get().ended_at is None
    assert take(taker, left, papers_found="0").status_code == 302
    assert taker.get(f"/quay/luot/{visit.id}/6/").status_code == 200


def test_only_a_lead_of_the_same_agency_sees_the_day_and_closes_for_others(giver):
    shift = mine()
    for address in (DAY, f"/quay/ca/{shift.id}/ket/"):
        assert giver.get(address).status_code == 403
    other = Counter.objects.exclude(unit_id=shift.unit_code).first()
    Shift.objects.update(unit_code=other.unit_id)
    answer = sign_in("truongca.hoankiem").post(
        f"/quay/ca/{shift.id}/ket/", {"counted": "0", "absent_reason": "x"}
    )
    assert answer.status_code == 404
    assert Shift.objects.get().is_open


def test_the_day_sheet_adds_up_and_asks_the_same_number_of_questions_for_many_shifts(
    giver, taker, django_assert_max_num_queries
):
    page = taker.get(DAY).content.decode()
    assert page.count("500.000") >= 2
    clerk, now = staff("quay.hoankiem"), timezone.now()
    hand_over(giver)
    counter = free_counters("DL-001").exclude(id=Handover.objects.get().counter_id).first()
    assert counter is not None
    for hour in range(8):
        shift = open_shift(clerk=clerk, counter_id=counter.id, float_vnd=0, at=now)
        Shift.objects.filter(id=shift.id).update(closed_at=now + timedelta(minutes=hour))
    with django_assert_max_num_queries(12):
        assert taker.get(DAY).status_code == 200


def test_closing_again_changes_nothing(giver):
    left = hand_over(giver)
    end(giver)

    assert Handover.objects.get() == left
    assert Shift.objects.get().counted_vnd == 500_000


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "2026-02-30", "x"])
def test_a_day_nobody_worked_is_no_fault(city, db, day):
    assert sign_in("truongca.hoankiem").get(DAY, {"ngay": day}).status_code == 200
