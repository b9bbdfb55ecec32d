"""X2: papers left, answers right; who looks, who holds, what can be decided."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from cuamo.dossiers.models import Dossier, DossierPaper, WorkItem
from cuamo.dossiers.services.withdraw import withdraw
from cuamo.people.models import Reading
from tests.support.city import MORNING, citizen_of, staff
from tests.web.officer.desk import (
    STRANGER,
    WITH_PAPERS,
    accepted,
    at_screen,
    page_of,
    proposed,
    signed,
    snapshot,
)

pytestmark = pytest.mark.django_db

MOST_QUERIES = 36


def decisions(answer) -> list[tuple[str, str]]:
    """The keys and kinds of the decision bar."""
    found = re.findall(r'quyet-dinh/([\w-]+)/[^"]*"\s+data-key="([^"]+)"', answer.content.decode())
    return [(key, kind) for kind, key in found]


def test_the_page_shows_answers_papers_ladder_and_history(counter, receiver):
    dossier = counter.sent("1.004873")

    page = receiver.get(page_of(dossier)).content.decode()

    for word in (
        dossier.code,
        "Nguyễn Thị Đặng Thẳng",
        "Trạng thái chính thức: Mới đăng ký",
        "Nộp hồ sơ",
        "Nơi tiếp nhận",
        "Căn cước",
    ):
        assert word in page
    assert "RECEIVER" not in page
    assert "INTAKE" not in page


def test_each_step_offers_its_own_decisions_and_keys(counter, receiver, specialist, leader, records):
    sent = counter.sent()
    assert decisions(receiver.get(page_of(sent))) == [("Alt+1", "tiep-nhan"), ("Alt+2", "tu-choi")]
    dossier = proposed(counter)
    assert decisions(specialist.get(page_of(dossier))) == []
    assert decisions(leader.get(page_of(dossier))) == [
        ("Alt+1", "phe-duyet"),
        ("Alt+2", "tra-lai"),
        ("Alt+3", "hen-lai"),
        ("Alt+4", "dung"),
    ]
    dossier = signed(counter)
    assert decisions(leader.get(page_of(dossier))) == []
    assert decisions(records.get(page_of(dossier))) == [("Alt+1", "phat-hanh")]
    dossier = accepted(counter)
    assert [kind for _, kind in decisions(specialist.get(page_of(dossier)))] == [
        "trinh-dong-y",
        "bo-sung",
        "trinh-tu-choi",
        "chuyen",
        "khoan-phai-tra",
        "hoi-y-kien",
    ]


def test_opening_is_one_reading_the_person_can_see(counter, receiver):
    dossier = counter.sent()

    receiver.get(page_of(dossier))
    receiver.get(page_of(dossier, "tiep-nhan"))

    reading = Reading.objects.get(person_id=dossier.applicant_id, dossier_id=dossier.id)
    assert (reading.purpose, reading.unit_code) == ("Giải quyết hồ sơ", "DIEM-00070")
    assert set(reading.fields) == {"full_name", "values", "papers"}
    assert reading.actor_id == staff("tiepnhan.hoankiem").id


@pytest.mark.parametrize("last", ["", "quyet-dinh/tiep-nhan/", "giay/{paper}/1/"])
def test_no_way_to_a_persons_data_goes_unrecorded(counter, receiver, last):
    dossier = counter.sent(WITH_PAPERS)
    paper = DossierPaper.objects.filter(dossier=dossier).latest("added_at")

    assert receiver.get(page_of(dossier) + last.format(paper=paper.id)).status_code == 200

    assert Reading.objects.filter(person_id=dossier.applicant_id, dossier_id=dossier.id).count() == 1


def test_a_later_sitting_and_another_officer_are_readings_of_their_own(counter, receiver, specialist):
    dossier = accepted(counter)
    receiver.get(page_of(dossier))
    Reading.objects.update(read_at=timezone.now() - timedelta(minutes=21))

    receiver.get(page_of(dossier))
    specialist.get(page_of(dossier))

    assert Reading.objects.filter(dossier_id=dossier.id).count() == 3


@pytest.mark.parametrize(
    "last", ["", "quyet-dinh/tiep-nhan/", "phieu/01/", "phieu/03/", "ket-qua/", "giay/{paper}/1/"]
)
def test_an_officer_of_another_point_finds_nothing(counter, last):
    dossier = counter.sent(WITH_PAPERS)
    paper = DossierPaper.objects.filter(dossier=dossier).latest("added_at")
    before = snapshot(dossier.id)
    stranger = at_screen(STRANGER)
    address = page_of(dossier) + last.format(paper=paper.id)

    for answer in (stranger.get(address), stranger.post(page_of(dossier, "tiep-nhan"))):
        assert answer.status_code == 404
        assert "Nguyễn Thị Đặng Thẳng" not in answer.content.decode()
        assert dossier.code not in answer.content.decode()

    assert snapshot(dossier.id) == before
    assert not Reading.objects.filter(dossier_id=dossier.id).exists()


def test_a_draft_is_nobodys_business_at_the_back_office(counter, receiver):
    draft = counter.draft()
    Dossier.objects.filter(id=draft.id).update(received_by="DIEM-00070")

    assert receiver.get(page_of(draft)).status_code == 404
    assert not Reading.objects.filter(dossier_id=draft.id).exists()


def test_opening_takes_the_lock_and_the_next_officer_sees_who_and_since_when(counter, receiver):
    dossier = counter.sent()
    receiver.get(page_of(dossier))
    item = WorkItem.objects.get(dossier_id=dossier.id)
    me = staff("tiepnhan.hoankiem")
    assert (item.locked_by, item.holder_id) == (me.id, me.id)
    since = timezone.now() - timedelta(minutes=12)
    WorkItem.objects.filter(dossier_id=dossier.id).update(
        locked_by="other", locked_name="Lê Văn Khác", locked_since=since
    )

    answer = receiver.get(page_of(dossier))

    page = answer.content.decode()
    assert "<strong>Lê Văn Khác</strong> đang mở hồ sơ này từ" in page
    assert "(12 phút)" in page
    assert decisions(answer) == []
    assert WorkItem.objects.get(dossier_id=dossier.id).locked_by == "other"


def test_taking_over_holds_the_dossier_and_decides_nothing(counter, receiver):
    dossier = counter.sent()
    WorkItem.objects.filter(dossier_id=dossier.id).update(
        locked_by="other",
        locked_name="Lê Văn Khác",
        locked_since=timezone.now(),
        locked_at=timezone.now(),
        holder_id="other",
    )

    page = receiver.post(page_of(dossier) + "?nhom=new", follow=True)

    assert page.redirect_chain == [(page_of(dossier) + "?nhom=new", 302)]
    item = WorkItem.objects.get(dossier_id=dossier.id)
    me = staff("tiepnhan.hoankiem")
    assert (item.locked_by, item.holder_id, item.holder_name) == (me.id, me.id, me.name)
    assert Dossier.objects.get(id=dossier.id).state == dossier.state
    assert decisions(page)


def test_an_old_lock_is_no_lock_and_ones_own_keeps_its_beginning(counter, receiver):
    dossier = counter.sent()
    long_ago = timezone.now() - timedelta(minutes=21)
    WorkItem.objects.filter(dossier_id=dossier.id).update(
        locked_by="other", locked_name="Lê Văn Khác", locked_since=long_ago, locked_at=long_ago
    )

    receiver.get(page_of(dossier))
    first = WorkItem.objects.get(dossier_id=dossier.id)
    receiver.get(page_of(dossier))
    again = WorkItem.objects.get(dossier_id=dossier.id)

    assert first.locked_by == staff("tiepnhan.hoankiem").id
    assert again.locked_since == first.locked_since
    assert again.locked_at > first.locked_at


def test_whoever_only_may_read_takes_no_lock(counter, receiver):
    dossier = accepted(counter)

    answer = receiver.get(page_of(dossier))

    assert decisions(answer) == []
    assert WorkItem.objects.get(dossier_id=dossier.id).locked_by == ""


def test_an_answer_that_differs_from_the_card_is_marked(counter, receiver):
    dossier = counter.sent("1.004873")
    row = Dossier.objects.get(id=dossier.id)
    key = next(key for key, source in row.sources.items() if source.endswith("full_name"))
    row.values = {**row.values, key: "Nguyễn Thị Đặng Thắng"}
    row.save(update_fields=["values"])

    page = receiver.get(page_of(dossier)).content.decode()

    assert re.search(
        r'class="mismatch".*?Nguyễn Thị Đặng Thắng.*?Khác căn cước: Nguyễn Thị Đặng Thẳng', page, re.S
    )


def test_two_papers_can_be_laid_side_by_side(counter, receiver):
    dossier = counter.sent(WITH_PAPERS)
    paper = DossierPaper.objects.filter(dossier=dossier).latest("added_at")
    other = DossierPaper.objects.create(
        dossier=dossier,
        component_key="gui_them",
        file=paper.file,
        added_at=MORNING,
        added_by={},
        supplement=1,
    )

    page = receiver.get(page_of(dossier), {"giay": str(paper.id), "voi": str(other.id)}).content.decode()

    assert "Giấy tờ gửi thêm" in page
    assert "paper-view beside" in page
    assert f"/giay/{paper.id}/1/" in page
    assert f"/giay/{other.id}/1/" in page


def test_a_page_that_is_not_there_is_not_found(counter, receiver):
    dossier, other = counter.sent(WITH_PAPERS), proposed(counter)
    paper = DossierPaper.objects.filter(dossier=dossier).latest("added_at")

    for address in (
        f"{page_of(dossier)}giay/{paper.id}/2/",
        f"{page_of(dossier)}giay/{paper.id}/0/",
        f"{page_of(other)}giay/{paper.id}/1/",
        f"{page_of(dossier)}phieu/01/",
        f"{page_of(dossier)}phieu/99/",
        f"{page_of(dossier)}ket-qua/",
        page_of(dossier, "xoa-so"),
    ):
        assert receiver.get(address).status_code == 404


def test_a_withdrawal_that_is_asked_for_is_shown_with_its_reason_and_one_decision(counter, specialist):
    dossier = accepted(counter)
    withdraw(
        dossier_id=dossier.id, citizen=citizen_of(dossier), reason="Đã tìm thấy bản cũ", at=timezone.now()
    )

    answer = specialist.get(page_of(dossier))

    page = answer.content.decode()
    assert "Lý do: Đã tìm thấy bản cũ" in page
    assert "state-cho-rut" in page
    assert "Trạng thái chính thức: Công dân yêu cầu rút hồ sơ" in page
    assert decisions(answer) == [("Alt+1", "cho-rut")]
    assert "Phiếu 03" not in page


def test_the_page_costs_the_same_whoever_looks(counter, receiver, django_assert_max_num_queries):
    dossier = counter.sent(WITH_PAPERS)

    with django_assert_max_num_queries(MOST_QUERIES):
        receiver.get(page_of(dossier))
