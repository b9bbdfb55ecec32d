"""X4 on its pages: chosen in the queue, tried, done, read row by row."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from cuamo.dossiers.models import BulkRow, LongRun, WorkItem
from cuamo.dossiers.services.propose import propose
from cuamo.dossiers.services.run_bulk import go_on_bulk
from tests.support.city import CARD, MORNING, staff
from tests.web.officer.desk import QUEUE, RESULT, accepted, at_screen, fill_queue, snapshot

pytestmark = pytest.mark.django_db
BULK = QUEUE + "hang-loat/"


def text_of(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def waiting(counter, number: int, *, grant: bool = True):
    card = CARD.replace("001185012345", f"0011850125{number:02d}")
    return propose(
        dossier_id=accepted(counter, card=card).id,
        officer=staff("chuyenvien.hoankiem"),
        grant=grant,
        note="",
        result=RESULT,
        reasons=[] if grant else ["Không thấy trong sổ."],
        at=MORNING + timedelta(minutes=20),
    )


def lines_to_run(answer) -> list[str]:
    return re.findall(r'name="dong"\s+value="([^"]+)"', answer.content.decode())


def test_ticked_rows_are_tried_then_done_and_each_outcome_is_read(counter, leader):
    good, refusal = waiting(counter, 1), waiting(counter, 2, grant=False)
    ids = [str(good.id), str(refusal.id)]
    before = [snapshot(each.id) for each in (good, refusal)]

    chosen = leader.post(BULK + "?nhom=new", {"chon": ids})
    tried = leader.post(BULK, {"chon": ids, "viec": "phe-duyet", "lam": "thu"})

    assert "2 hồ sơ đã đánh dấu" in text_of(chosen)
    assert "Sẽ làm 1 hồ sơ. 1 hồ sơ không làm được" in text_of(tried)
    assert [snapshot(each.id) for each in (good, refusal)] == before
    assert len(lines_to_run(tried)) == 1
    begun = leader.post(BULK, {"dong": lines_to_run(tried), "viec": "phe-duyet", "lam": "chay"})
    run = LongRun.objects.get(kind="BULK")
    assert begun.headers["Location"] == f"{BULK}{run.id}/"
    go_on_bulk(run_id=run.id, at=timezone.now())
    page = leader.get(f"{BULK}{run.id}/")
    assert "Đã làm 1 /1 hồ sơ" in text_of(page)
    assert good.shown_code in text_of(page)
    assert "Đang ký số" in text_of(page)
    work = text_of(leader.get(f"/viec/{run.id}/"))
    assert "Phê duyệt và ký số: 1 hồ sơ" in work


def test_a_run_is_its_starters_alone(counter, leader):
    dossier = waiting(counter, 1)
    tried = leader.post(BULK, {"chon": [str(dossier.id)], "viec": "phe-duyet", "lam": "thu"})
    leader.post(BULK, {"dong": lines_to_run(tried), "viec": "phe-duyet", "lam": "chay"})
    run = LongRun.objects.get(kind="BULK")

    for username in ("chuyenvien.hoankiem", "tiepnhan.hoankiem"):
        assert at_screen(username).get(f"{BULK}{run.id}/").status_code == 404
        assert at_screen(username).get(f"/viec/{run.id}/").status_code == 404
    assert leader.get(f"{BULK}{run.id}/tep/").status_code == 404


def test_what_was_not_done_can_be_tried_again_from_the_outcome(counter, leader):
    dossier = waiting(counter, 1)
    tried = leader.post(BULK, {"chon": [str(dossier.id)], "viec": "phe-duyet", "lam": "thu"})
    leader.post(BULK, {"dong": lines_to_run(tried), "viec": "phe-duyet", "lam": "chay"})
    run = LongRun.objects.get(kind="BULK")
    now = timezone.now()
    WorkItem.objects.filter(dossier_id=dossier.id).update(
        locked_by="other", locked_name="Lê Văn Khác", locked_since=now, locked_at=now
    )
    go_on_bulk(run_id=run.id, at=now)

    page = leader.get(f"{BULK}{run.id}/")

    assert "Lê Văn Khác đang mở hồ sơ này" in text_of(page)
    assert "Xem lại 1 hồ sơ chưa làm" in text_of(page)
    assert re.search(rf'name="chon"\s+value="{dossier.id}"', page.content.decode())


def test_without_ticks_the_list_in_view_is_offered_up_to_two_hundred(counter, receiver):
    fill_queue(230, unit="DIEM-00070")

    page = receiver.get(BULK + "?nhom=new").content.decode()

    assert page.count('name="chon"') == 200
    assert "200 hồ sơ đầu của danh sách đang xem" in re.sub(r"\s+", " ", page)


def test_a_refusal_stays_on_the_page_and_begins_nothing(counter, leader, receiver):
    dossier = waiting(counter, 1)

    nothing = leader.post(BULK, {"viec": "phe-duyet", "lam": "thu"})
    other = receiver.post(BULK, {"chon": [str(dossier.id)], "viec": "phe-duyet", "lam": "thu"})
    nobody = leader.post(BULK, {"chon": [str(dossier.id)], "viec": "giao", "lam": "thu"})

    assert (nothing.status_code, other.status_code, nobody.status_code) == (422, 403, 422)
    assert "Chọn người nhận việc." in text_of(nobody)
    assert not LongRun.objects.exists()
    assert not BulkRow.objects.exists()


def test_only_acts_of_ones_own_roles_are_offered(counter, leader, receiver, specialist):
    dossier = waiting(counter, 1)
    offered = {}
    for name, client in (("leader", leader), ("receiver", receiver), ("specialist", specialist)):
        page = client.post(BULK, {"chon": [str(dossier.id)]}).content.decode()
        select = re.search(r'<select class="input" id="id_viec".*?</select>', page, re.S)
        offered[name] = re.findall(r'<option value="([\w-]+)"', select.group(0)) if select else []

    assert offered["leader"] == ["phe-duyet", "giao", "in-phieu"]
    assert offered["receiver"] == ["in-phieu", "in-ket-qua", "in-nhan"]
    assert offered["specialist"] == ["in-phieu"]


def test_another_territorys_dossier_is_not_named(counter):
    dossier = waiting(counter, 1)
    stranger = at_screen("tiepnhan.diem-00082")

    page = stranger.post(BULK, {"chon": [str(dossier.id)], "viec": "in-phieu", "phieu": "01", "lam": "thu"})

    assert "Không thấy hồ sơ này" in text_of(page)
    assert dossier.shown_code not in page.content.decode()
    assert lines_to_run(page) == []
