"""Pages about what does not move: reminders, requests to move, letters ready, explanations, signs, calls."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from cuamo.dossiers.models import Call, Dossier, Expedite, PreparedApology, StaffAlert, WorkItem
from cuamo.dossiers.services.ask_supplement import ask_supplement
from cuamo.dossiers.services.prepare_apology import prepare_apologies
from cuamo.dossiers.services.raise_alerts import raise_alerts
from cuamo.dossiers.services.stop import stop
from cuamo.dossiers.services.warn import warn
from cuamo.dossiers.services.warn_slow import warn_slow
from cuamo.kernel import events
from cuamo.oversight.models import Explanation, Flag
from cuamo.oversight.services.raise_flags import raise_flags
from cuamo.people.models import Reading
from tests.support.city import CARD, PHONE, staff
from tests.web.my.conftest import sign_in
from tests.web.officer.desk import accepted, at_screen, page_of

pytestmark = pytest.mark.django_db
CALLS, ALERTS, EXPEDITES = "/tong-dai/", "/xu-ly/nhac-viec/", "/xu-ly/de-nghi/"
PROVED = {"so_giay_to": CARD[8:12], "ngay_sinh": "2/9/1985", "ly_do": "LATE"}


@pytest.fixture
def call_centre(city, db) -> Client:
    return at_screen("tongdai.vcs")


@pytest.fixture
def inspector(city, db) -> Client:
    return at_screen("giamsat.trungtam")


@pytest.fixture
def late(counter) -> Dossier:
    """A dossier that was due days ago, with everybody reminded."""
    dossier = accepted(counter)
    now = timezone.now()
    assert dossier.due_at < now
    warn(at=now)
    for event in events.history_of(dossier.id):
        raise_alerts(event)
    return dossier


def text(answer, status=200) -> str:
    assert answer.status_code == status
    return answer.content.decode()


def open_call(client, dossier, **more):
    return client.post(CALLS, {"ma": dossier.code, **PROVED, **more})


def test_reminders_stand_in_batches_with_what_to_do_and_lead_to_the_dossier(late, leader):
    page = text(leader.get(ALERTS))

    assert "Đã quá hẹn" in page
    assert "Giải quyết ngay" in page
    assert f'href="{page_of(late)}"' in page
    assert "1" in text(leader.get(f"{ALERTS}so/"))


def test_putting_off_hides_a_reminder_until_its_time_and_two_times_only(late, leader):
    alert = StaffAlert.objects.get(subject_id=late.id, account_id=staff("lanhdao.hoankiem").id)

    first = leader.post(f"{ALERTS}de-sau/", {"chon": [str(alert.id)]}, follow=True)
    StaffAlert.objects.filter(id=alert.id).update(
        snoozed_until=timezone.now() - timedelta(minutes=1), snoozes=2
    )
    third = leader.post(f"{ALERTS}de-sau/", {"chon": [str(alert.id)]}, follow=True)

    assert "Đã để sau 1 việc" in text(first)
    assert "Đã để sau" in text(first)
    assert "Việc này đã để sau 2 lần" in text(third)
    assert f'value="{alert.id}"' not in text(third)


def test_nobody_is_reminded_of_anything_on_an_empty_page(records):
    assert "Không có việc nào phải nhắc." in text(records.get(ALERTS))


def test_the_call_centre_opens_a_dossier_by_two_of_three_answers_and_the_person_sees_it(late, call_centre):
    page = text(call_centre.get(open_call(call_centre, late).url))

    assert "Xin lỗi, hồ sơ trễ hẹn" in page
    assert f"001******{CARD[9:12]}" in page
    assert CARD[:12] not in page
    assert PHONE not in page
    reading = Reading.objects.get(dossier_id=late.id, actor_name=staff("tongdai.vcs").name)
    assert reading.purpose == "Tổng đài: Hồ sơ trễ hoặc chậm"
    seen = text(sign_in(CARD).get("/toi/ai-da-xem/"))
    assert "Tổng đài: Hồ sơ trễ hoặc chậm" in seen
    assert Call.objects.get().proved_by == ["ID", "BIRTH"]


@pytest.mark.parametrize(
    "said",
    [
        {"so_giay_to": "0000"},
        {"ngay_sinh": "1985"},
        {"ma": "H26.1-20261120-0009999"},
        {"so_giay_to": "", "ngay_sinh": ""},
    ],
    ids=["wrong digits", "only the year", "unknown code", "nothing said"],
)
def test_one_right_answer_or_an_unknown_code_opens_nothing_and_tells_nothing(late, call_centre, said):
    page = text(open_call(call_centre, late, **said), 422)

    assert "chưa khớp. Chưa mở hồ sơ nào." in page
    assert not Call.objects.exists()
    assert not Reading.objects.filter(actor_name=staff("tongdai.vcs").name).exists()


def test_guessing_is_refused_for_a_while(late, call_centre):
    for _ in range(6):
        open_call(call_centre, late, so_giay_to="0000", ngay_sinh="")

    answer = open_call(call_centre, late)

    assert "Đã thử sai 6 lần" in text(answer, 429)
    assert not Call.objects.exists()


def test_the_call_asks_for_speed_the_leader_answers_and_everybody_concerned_reads(late, call_centre, leader):
    call = open_call(call_centre, late).url
    asked = text(
        call_centre.post(call, {"viec": "day-nhanh", "ly_do_day_nhanh": "Cần nhập học."}, follow=True)
    )
    request = Expedite.objects.get()
    waiting = text(leader.get(EXPEDITES))

    answer = "Đã giao chuyên viên, xong sáng mai."
    leader.post(f"{EXPEDITES}{request.id}/", {"tra_loi": answer})

    assert f"{staff('lanhdao.hoankiem').name} trả lời trước" in asked
    assert "Việc của tôi" in waiting
    assert answer in text(call_centre.get(call))
    assert answer in text(call_centre.get(CALLS))
    assert answer in text(sign_in(CARD).get(f"/toi/ho-so/{late.id}/"))
    receipt = text(Client().get(f"/t/{late.tracking_token}/"))
    assert "Đề nghị đẩy nhanh" in receipt
    assert answer not in receipt, "behind the QR stands no text of the case"


def test_a_call_is_wrapped_up_once_and_closes_the_dossier(late, call_centre):
    call = open_call(call_centre, late).url

    unsaid = call_centre.post(call, {"ket_qua": ""})
    done = call_centre.post(call, {"ket_qua": "TOLD", "ghi_chu": ""})

    assert "Chọn kết quả cuộc gọi" in text(unsaid, 422)
    assert done.status_code == 302
    assert call_centre.get(call).status_code == 404


def test_the_counter_asks_for_its_own_dossiers_only(late):
    clerk = at_screen("quay.hoankiem")
    here = text(clerk.get(f"/quay/tim/?q={late.code}"))
    path = f"/quay/day-nhanh/{late.id}/"

    asked = text(clerk.post(path, {"ly_do": "Cần nhập học."}, follow=True))
    again = clerk.post(path, {"ly_do": "Lần nữa"})

    assert path in here
    assert "trả lời trước" in asked
    assert "Đã có đề nghị đẩy nhanh" in text(again, 409)
    assert Expedite.objects.count() == 1
    Dossier.objects.filter(id=late.id).update(helped_at="DL-060")
    assert clerk.get(path).status_code == 404


def test_a_letter_that_lies_ready_fills_the_leaders_form_and_its_preview(counter, leader):
    dossier = accepted(counter)
    now = timezone.now()
    Dossier.objects.filter(id=dossier.id).update(due_at=now + timedelta(hours=30), original_due_at=now)
    WorkItem.objects.filter(dossier_id=dossier.id).update(due_at=now + timedelta(hours=30))
    assert prepare_apologies(at=now + timedelta(hours=29, minutes=50)) == 1
    ready = PreparedApology.objects.get(dossier_id=dossier.id)

    shown = text(leader.get(page_of(dossier)))
    form = text(leader.get(page_of(dossier, "hen-lai")))

    assert "Đã soạn sẵn thư xin lỗi" in shown
    assert ready.cause in shown
    assert ready.cause in form
    assert re.search(r'class="sms"', form), "the citizen's text is shown before anything is typed"


def test_a_leader_answers_for_the_unit_and_the_centre_sends_back_then_accepts(inspector, leader):
    asked = inspector.post(
        "/giam-sat/giai-trinh/",
        {
            "don_vi": "Phường Hoàn Kiếm · PX-00070",
            "noi_dung": "Vì sao trễ?",
            "con_so": "71 %",
            "han": "01/12/2026",
        },
    )
    found = Explanation.objects.get()
    mine, judge = f"/xu-ly/giai-trinh/{found.id}/", f"/giam-sat/giai-trinh/{found.id}/"

    listed = text(leader.get("/xu-ly/giai-trinh/"))
    leader.post(mine, {"giai_trinh": "Thiếu người."})
    back = inspector.post(judge, {"viec": "tra-lai", "y_kien": "Ai nghỉ?", "han": "02/12/2026"})
    again = text(leader.get(mine))
    leader.post(mine, {"giai_trinh": "Hai người nghỉ."})
    inspector.post(judge, {"viec": "chap-nhan"})

    assert (asked.status_code, back.status_code) == (302, 302)
    assert "Vì sao trễ?" in listed
    assert "Trung tâm trả lại: " in again
    found.refresh_from_db()
    assert found.state == "ACCEPTED"


def test_an_overdue_explanation_stands_first_on_the_overview(inspector, late):
    inspector.post(
        "/giam-sat/giai-trinh/",
        {"don_vi": "PX-00070", "noi_dung": "Vì sao?", "ho_so": late.code, "han": "01/12/2026"},
    )
    Explanation.objects.update(answer_by=timezone.now() - timedelta(minutes=1))

    page = text(inspector.get("/giam-sat/"))

    assert "1 giải trình quá hạn chưa trả lời" in page
    assert page.index("giải trình quá hạn") < page.index("hồ sơ đã trễ hẹn")


def test_a_demand_that_says_nothing_keeps_what_was_typed(inspector):
    answer = inspector.post("/giam-sat/giai-trinh/", {"don_vi": "PX-00070", "noi_dung": "", "con_so": "71 %"})

    page = text(answer, 422)
    assert "Chưa ghi cần giải trình điều gì." in page or "Hạn trả lời cần đủ ngày" in page
    assert 'value="71 %"' in page
    assert not Explanation.objects.exists()


@pytest.fixture
def sign(counter) -> Flag:
    dossier = accepted(counter)
    ask_supplement(
        dossier_id=dossier.id, officer=staff("chuyenvien.hoankiem"), at=dossier.due_at - timedelta(minutes=1),
        items=[{"about": "", "label": "Giấy", "reason": "mờ", "todo": "chụp lại"}],
    )  # fmt: skip
    for event in events.history_of(dossier.id):
        if event.name == "dossier.supplement_asked":
            raise_flags(event)
    return Flag.objects.get(dossier_id=dossier.id)


def test_a_sign_is_shown_to_the_officer_and_closed_by_the_inspector_with_a_reason(
    sign, inspector, specialist
):
    listed, shown = (
        text(inspector.get("/giam-sat/dau-hieu/")),
        text(specialist.get(page_of_id(sign.dossier_id))),
    )
    page = f"/giam-sat/dau-hieu/{sign.id}/"
    one = text(inspector.get(page))

    unsaid = inspector.post(page, {"ket_luan": ""})
    inspector.post(page, {"ket_luan": "Giấy mờ thật."})

    assert "Yêu cầu bổ sung sát hạn" in listed
    assert "Dấu hiệu cần xem: Yêu cầu bổ sung sát hạn" in shown
    assert "Nguyễn" not in one.replace(staff("giamsat.trungtam").name, "")[one.index("<main") :]
    assert "Cần ghi đã xem gì" in text(unsaid, 422)
    assert "Giấy mờ thật." in text(inspector.get("/giam-sat/dau-hieu/?nhom=da-ket-luan"))
    assert "Không có dấu hiệu nào chờ xem." in text(inspector.get("/giam-sat/dau-hieu/"))


def page_of_id(dossier_id) -> str:
    return f"/xu-ly/ho-so/{dossier_id}/"


def test_the_list_of_late_names_who_was_reminded_and_keeps_what_has_ended(late, inspector):
    open_page = text(inspector.get("/giam-sat/tre-han/"))
    stop(
        dossier_id=late.id, leader=staff("lanhdao.hoankiem"), ground="Hết căn cứ", law="Mẫu 05",
        at=timezone.now(),
    )  # fmt: skip
    ended = text(inspector.get("/giam-sat/tre-han/?nhom=da-xong"))

    assert staff("lanhdao.hoankiem").name in open_page
    assert late.code in ended
    assert late.code not in text(inspector.get("/giam-sat/tre-han/"))


def test_reminders_of_half_a_step_reach_the_page(counter, leader):
    dossier = accepted(counter)
    item = WorkItem.objects.get(dossier_id=dossier.id)
    warn_slow(at=item.arrived_at + (item.step_due_at - item.arrived_at) / 2)
    for event in events.history_of(dossier.id):
        raise_alerts(event)

    assert "Nửa thời gian của bước đã qua" in text(leader.get(ALERTS))


@pytest.mark.parametrize(
    ("who", "path"),
    [
        ("quay.hoankiem", EXPEDITES[:-1].replace("de-nghi", "giai-trinh") + "/"),
        ("chuyenvien.hoankiem", "/giam-sat/dau-hieu/"),
        ("lanhdao.hoankiem", "/giam-sat/giai-trinh/"),
        ("chuyenvien.hoankiem", CALLS),
    ],
)
def test_each_page_is_for_its_people_only(city, who, path):
    assert at_screen(who).get(path).status_code == 403
