"""X2 at work: ticks, notes, marks of what differs, comparing, history as people read it."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from cuamo.documents.models import Reading as PaperReading
from cuamo.dossiers.models import Dossier, DossierPaper, Examination, InternalNote, WorkItem
from cuamo.dossiers.selectors.desk_checks import checks_for
from cuamo.people.models import Reading
from tests.support.city import CARD, MORNING, staff
from tests.web.officer.desk import STRANGER, WITH_PAPERS, accepted, at_screen, page_of, snapshot

pytestmark = pytest.mark.django_db


def text_of(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_a_tick_is_sent_by_itself_and_the_page_shows_it_with_its_moment(counter, receiver):
    dossier = counter.sent(WITH_PAPERS)
    checks = checks_for(Dossier.objects.get(id=dossier.id), "INTAKE")

    answer = receiver.post(page_of(dossier) + "kiem/", {"viec": checks[0].key, "xong": "1"})

    assert (answer.status_code, answer.content.decode().strip()) == (200, f"Đã xem 1/{len(checks)}")
    page = receiver.get(page_of(dossier)).content.decode()
    assert re.search(rf'value="{checks[0].key}"\s+autocomplete="off"\s+checked', page)
    assert f"Đã xem 1/{len(checks)}" in page


def test_a_tick_for_another_step_or_from_another_territory_is_refused(counter, specialist):
    dossier = counter.sent(WITH_PAPERS)
    key = checks_for(Dossier.objects.get(id=dossier.id), "INTAKE")[0].key

    for client in (specialist, at_screen(STRANGER)):
        assert client.post(page_of(dossier) + "kiem/", {"viec": key, "xong": "1"}).status_code == 403

    assert not Examination.objects.exists()


def test_the_next_officer_sees_how_far_the_last_one_came(counter, receiver, specialist):
    dossier = counter.sent(WITH_PAPERS)
    checks = checks_for(Dossier.objects.get(id=dossier.id), "INTAKE")
    receiver.post(page_of(dossier) + "kiem/", {"viec": checks[0].key, "xong": "1"})
    receiver.post(page_of(dossier, "tiep-nhan"))

    page = text_of(specialist.get(page_of(dossier)))

    assert f"{staff('tiepnhan.hoankiem').name}, tiếp nhận: đã xem 1/{len(checks)}" in page
    assert f"Đã xem 0/{len(checks)}" in page


def test_a_decision_page_says_what_is_not_ticked_and_lets_go_on(counter, receiver):
    dossier = counter.sent(WITH_PAPERS)
    checks = checks_for(Dossier.objects.get(id=dossier.id), "INTAKE")

    before = text_of(receiver.get(page_of(dossier, "tiep-nhan")))
    for check in checks:
        receiver.post(page_of(dossier) + "kiem/", {"viec": check.key, "xong": "1"})
    after = text_of(receiver.get(page_of(dossier, "tiep-nhan")))

    first = next(check for check in checks if check.required)
    assert f"Chưa đánh dấu đã xem: {first.text_vi}" in before
    assert "Chưa đánh dấu đã xem" not in after
    assert "Chưa đánh dấu đã xem" not in text_of(receiver.get(page_of(dossier, "tu-choi")))


def test_a_note_is_written_and_struck_on_the_page_and_stands_on_the_decision(counter, receiver, specialist):
    dossier = accepted(counter)

    receiver.post(page_of(dossier) + "ghi-chu/?nhom=new", {"note": "Hẹn chiều mai"})
    page = specialist.get(page_of(dossier))

    assert staff("tiepnhan.hoankiem").name in text_of(page)
    assert "Hẹn chiều mai" in page.content.decode()
    assert "Gạch ghi chú này" not in page.content.decode()
    assert "1 ghi chú nội bộ" in text_of(specialist.get(page_of(dossier, "trinh-dong-y")))
    note = InternalNote.objects.get()
    back = receiver.post(page_of(dossier) + f"ghi-chu/{note.id}/gach/?nhom=new")
    assert back.headers["Location"] == page_of(dossier) + "?nhom=new#ghi-chu"
    assert re.search(r"<s[^>]*>Hẹn chiều mai</s>", specialist.get(page_of(dossier)).content.decode())


def test_a_note_that_is_refused_keeps_its_words(counter, receiver):
    dossier = accepted(counter)
    before = snapshot(dossier.id)

    answer = receiver.post(page_of(dossier) + "ghi-chu/", {"note": "x" * 2001})

    assert answer.status_code == 422
    assert "x" * 2001 in answer.content.decode()
    assert "Ghi chú dài nhất 2000 chữ" in answer.content.decode()
    assert not InternalNote.objects.exists()
    assert snapshot(dossier.id) == before


def test_another_territory_writes_no_note(counter):
    dossier = accepted(counter)

    assert at_screen(STRANGER).post(page_of(dossier) + "ghi-chu/", {"note": "x"}).status_code == 404
    assert not InternalNote.objects.exists()


def fact(name: str, value: str) -> dict:
    return {"fact": name, "value": value, "confidence": 93, "page": 1, "place": [0.1, 0.2, 0.5, 0.25]}


def test_what_a_paper_says_otherwise_is_listed_linked_and_marked_on_its_page(counter, receiver):
    dossier = counter.sent(WITH_PAPERS)
    paper = DossierPaper.objects.filter(dossier=dossier).first()
    PaperReading.objects.filter(file_id=paper.file_id).delete()
    PaperReading.objects.create(
        file_id=paper.file_id,
        kind="ID_CARD",
        facts=[fact("full_name", "NGUYỄN THỊ ĐẶNG THẲNG"), fact("birth_date", "1986-09-02")],
        pages_read=1,
        confidence=93,
        read_at=MORNING,
    )

    page = receiver.get(page_of(dossier)).content.decode()

    assert "1 dòng tờ khai khác căn cước hoặc giấy tờ" in page
    assert "giấy ghi 02/09/1986" in page
    assert f"giay={paper.id}#trang-1" in page
    assert 'href="#dong-nd_ngay_sinh"' in page
    assert re.search(r'id="dong-nd_ngay_sinh"\s+class="mismatch"', page)
    assert re.search(r'<rect x="10.0"\s+y="20.0"\s+width="40.0"\s+height="5.0">', page)
    assert "Máy đọc, chắc 93 %" in page


def test_papers_of_earlier_dossiers_are_offered_only_when_asked_and_only_from_here(counter, receiver):
    earlier, dossier = counter.sent(WITH_PAPERS), counter.sent(WITH_PAPERS)
    old = DossierPaper.objects.filter(dossier=earlier).first()
    own = DossierPaper.objects.filter(dossier=dossier).first()

    plain = receiver.get(page_of(dossier)).content.decode()
    asked = receiver.get(page_of(dossier), {"truoc": "1"}).content.decode()
    beside = receiver.get(page_of(dossier), {"truoc": "1", "giay": str(own.id), "voi": str(old.id)})

    assert str(old.id) not in plain
    assert f"hồ sơ {earlier.shown_code}" in asked
    assert f"/xu-ly/ho-so/{earlier.id}/giay/{old.id}/1/" in beside.content.decode()
    assert receiver.get(f"/xu-ly/ho-so/{earlier.id}/giay/{old.id}/1/").status_code == 200
    assert Reading.objects.filter(dossier_id=earlier.id).exists()
    Dossier.objects.filter(id=earlier.id).update(received_by="DIEM-00082", decided_by="PX-00082")
    assert str(old.id) not in receiver.get(page_of(dossier), {"truoc": "1"}).content.decode()


def test_the_history_is_told_day_by_day_in_words_with_who_holds_it_now(counter, receiver, specialist):
    dossier = accepted(counter)
    specialist.get(page_of(dossier))
    WorkItem.objects.filter(dossier_id=dossier.id).update(arrived_at=timezone.now() - timedelta(hours=3))

    page = text_of(specialist.get(page_of(dossier)))

    assert f"{MORNING:%d/%m/%Y}" in page
    assert "Thứ sáu" in page
    assert "Hiện ở: " in page
    assert "thẩm định, từ" in page
    assert "(3 giờ)" in page
    assert f"Đang giữ: {staff('chuyenvien.hoankiem').name}, mở từ" in page
    for code in ("dossier.", "EXAMINE", "STAFF"):
        assert code not in page


def test_two_people_tick_the_same_dossier_without_wiping_each_other(counter, receiver):
    dossier = counter.sent(WITH_PAPERS, card=CARD)
    key = checks_for(Dossier.objects.get(id=dossier.id), "INTAKE")[0].key
    Examination.objects.create(
        dossier=dossier,
        step="INTAKE",
        officer_id="other",
        officer_name="Lê Văn Khác",
        marks={key: MORNING.isoformat()},
        began_at=MORNING,
        changed_at=MORNING,
    )

    receiver.post(page_of(dossier) + "kiem/", {"viec": key, "xong": "1"})
    receiver.post(page_of(dossier) + "kiem/", {"viec": key, "xong": ""})

    assert Examination.objects.get(officer_id="other").marks == {key: MORNING.isoformat()}
    assert Examination.objects.exclude(officer_id="other").get().marks == {}
