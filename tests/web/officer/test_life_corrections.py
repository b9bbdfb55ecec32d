"""X3 after the result: correcting it; X2 shows the clock and what came of it all."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from cuamo.dossiers.models import Dossier, PastResult, Result, WorkItem
from cuamo.dossiers.services.approve import approve
from cuamo.dossiers.services.ask_supplement import answer_supplement, ask_supplement
from cuamo.dossiers.services.complain import complain
from cuamo.dossiers.services.issue_result import issue_result
from cuamo.dossiers.services.sign_result import _keep
from cuamo.dossiers.services.tell_citizen import tell_citizen
from cuamo.dossiers.states import State
from cuamo.kernel import events
from tests.support.city import MORNING, citizen_of, staff
from tests.web.officer.desk import STRANGER, accepted, at_screen, issued, page_of, proposed
from tests.web.officer.life import ASKED, ITEM, everything, kinds, later, new_dossier, row
from tests.web.officer.test_decision import sent_text, sms_in

pytestmark = pytest.mark.django_db


# --- correction


def corrected(counter, specialist) -> Dossier:
    dossier = issued(counter)
    typed = {
        "reason": "Sai tên đệm",
        "result_label": ["Họ và tên"],
        "result_value": ["Nguyễn Thị Đăng Thẳng"],
    }
    assert specialist.post(page_of(dossier, "dinh-chinh"), typed).status_code == 302
    return dossier


def test_a_correction_starts_from_the_issued_words_and_goes_to_the_leader(counter, specialist, leader):
    dossier = issued(counter)
    form = specialist.get(page_of(dossier, "dinh-chinh")).content.decode()
    number = Result.objects.get(dossier=dossier).number
    typed = {
        "reason": "Sai tên đệm",
        "result_label": ["Họ và tên"],
        "result_value": ["Nguyễn Thị Đăng Thẳng"],
    }
    shown = specialist.post(page_of(dossier, "dinh-chinh") + "xem-truoc/", typed)

    answer = specialist.post(page_of(dossier, "dinh-chinh"), typed)

    assert number in form
    assert 'value="Nguyễn Thị Đặng Thẳng"' in form
    assert "Tin này đi khi bản đính chính đã được duyệt, ký và phát hành." in shown.content.decode()
    assert "Giờ yên tĩnh" not in shown.content.decode()
    assert answer.url == page_of(dossier)
    assert PastResult.objects.get(dossier=dossier).number == number
    assert WorkItem.objects.get(dossier_id=dossier.id).step == "APPROVE"
    page = leader.get(page_of(dossier, "phe-duyet")).content.decode()
    assert "Đính chính: Sai tên đệm" in page
    assert "Nguyễn Thị Đăng Thẳng" in page


def test_the_replaced_result_stays_to_be_downloaded_by_officers_of_the_territory(counter, specialist):
    dossier = corrected(counter, specialist)
    past = PastResult.objects.get(dossier=dossier)
    address = page_of(dossier) + f"ket-qua-cu/{past.id}/"

    page = specialist.get(page_of(dossier)).content.decode()

    assert "Kết quả đang được đính chính: Sai tên đệm" in page
    assert past.number in page
    assert address in page
    assert specialist.get(address).content == b"%PDF-1.7 signed elsewhere"
    assert at_screen(STRANGER).get(address).status_code == 404
    other = accepted(counter)
    assert specialist.get(page_of(other) + f"ket-qua-cu/{past.id}/").status_code == 404


def test_after_the_new_one_is_issued_the_text_is_the_one_that_was_shown(counter, specialist):
    dossier = corrected(counter, specialist)
    at = timezone.now()
    approve(dossier_id=dossier.id, leader=staff("lanhdao.hoankiem"), at=at)
    _keep(dossier.id, b"%PDF-1.7 second", at)
    issue_result(dossier_id=dossier.id, clerk=staff("vanthu.hoankiem"), at=at)
    tell_citizen(dossier_id=dossier.id, news="dossier.result_corrected", at=at)
    shown = specialist.post(page_of(dossier, "dinh-chinh") + "xem-truoc/", {})

    assert sms_in(shown) == sent_text(dossier, "N5C")
    assert "Đính chính kết quả" in specialist.get(page_of(dossier)).content.decode()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"reason": " "}, "Cần ghi sai ở đâu."),
        ({"result_value": ["Nguyễn Thị Đặng Thẳng"]}, "Nội dung chưa thay đổi."),
    ],
)
def test_a_correction_without_reason_or_change_is_refused_and_stays_typed(counter, specialist, change, said):
    dossier = issued(counter)
    typed = {
        "reason": "Sai tên đệm",
        "result_label": ["Họ và tên"],
        "result_value": ["Nguyễn Thị Đăng Thẳng"],
    } | change
    before = everything(dossier.id)

    answer = specialist.post(page_of(dossier, "dinh-chinh"), typed)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert f'value="{typed["result_value"][0]}"' in page
    assert f"{typed['reason']}</textarea>" in page
    assert everything(dossier.id) == before


def test_a_correction_the_leader_sent_back_is_drafted_again_and_the_first_result_is_kept_once(
    counter, specialist, leader
):
    dossier = corrected(counter, specialist)
    leader.post(page_of(dossier, "tra-lai"), {"note": "Sai cả năm sinh"})
    assert kinds(specialist.get(page_of(dossier))) == ["dinh-chinh"]
    number = PastResult.objects.get(dossier=dossier).number
    assert number in specialist.get(page_of(dossier, "dinh-chinh")).content.decode()

    answer = specialist.post(
        page_of(dossier, "dinh-chinh"),
        {"reason": "Sai tên", "result_label": ["Họ và tên"], "result_value": ["Nguyễn Thị Đẳng Thẳng"]},
    )

    assert answer.status_code == 302
    assert PastResult.objects.get(dossier=dossier).number == number
    assert WorkItem.objects.get(dossier_id=dossier.id).step == "APPROVE"
    assert leader.post(page_of(dossier, "phe-duyet")).status_code == 302
    drafted = Result.objects.get(dossier=dossier)
    assert drafted.content == {"Họ và tên": "Nguyễn Thị Đẳng Thẳng"}
    assert drafted.number != number
    assert row(dossier).state == State.DONE


def test_a_correction_under_way_is_not_begun_a_second_time(counter, specialist):
    dossier = corrected(counter, specialist)
    before = everything(dossier.id)

    answer = specialist.post(
        page_of(dossier, "dinh-chinh"),
        {"reason": "Sai tên", "result_label": ["Họ và tên"], "result_value": ["Nguyễn Văn A"]},
    )

    assert answer.status_code == 409
    assert everything(dossier.id) == before


def test_a_label_the_result_does_not_have_is_not_added_to_it(counter, specialist):
    dossier = issued(counter)
    typed = {
        "reason": "Sai tên đệm",
        "result_label": ["Họ và tên", "Được miễn thuế"],
        "result_value": ["Nguyễn Thị Đăng Thẳng", "có"],
    }

    specialist.post(page_of(dossier, "dinh-chinh"), typed)

    assert Result.objects.get(dossier=dossier).content == {"Họ và tên": "Nguyễn Thị Đăng Thẳng"}


def test_before_a_result_is_issued_there_is_nothing_to_correct(counter, specialist):
    dossier = accepted(counter)
    before = everything(dossier.id)

    answer = specialist.post(page_of(dossier, "dinh-chinh"), {"reason": "Sai tên đệm"})

    assert answer.status_code == 409
    assert "Chưa có kết quả đã phát hành." in answer.content.decode()
    assert everything(dossier.id) == before


# --- the clock on X2


def test_the_clock_is_shown_interval_by_interval_with_its_document(counter, specialist):
    dossier = accepted(counter)
    at = MORNING + timedelta(minutes=70)
    ask_supplement(dossier_id=dossier.id, officer=staff("chuyenvien.hoankiem"), items=[ITEM], at=at)
    answer_supplement(
        dossier_id=dossier.id, actor=citizen_of(dossier), files=[], note="Đã gửi", at=at + timedelta(hours=5)
    )

    page = specialist.get(page_of(dossier)).content.decode()
    clock = page.split('id="dong-ho"')[1].split("</table>")[0]

    words = re.findall(r"(Chạy|Dừng: chờ bổ sung)", clock)
    assert words == ["Chạy", "Dừng: chờ bổ sung", "Chạy"]
    assert "1 giờ" in clock
    assert "Phiếu 02, lần 1" in clock
    assert f'href="{page_of(dossier)}phieu/02/"' in clock
    assert "đến nay" in clock


def test_a_complaint_stands_on_the_dossier_and_leads_a_leader_to_the_answer(counter, leader, specialist):
    dossier = issued(counter)
    made = complain(
        dossier_id=dossier.id, citizen=citizen_of(dossier), text="Tên đệm trong sổ khác.", at=timezone.now()
    )

    assert f"/xu-ly/khieu-nai/{made.id}/" in leader.get(page_of(dossier)).content.decode()
    page = specialist.get(page_of(dossier)).content.decode()
    assert "Tên đệm trong sổ khác." in page
    assert "Trả lời khiếu nại" not in page
    assert events.names_of(dossier.id)[-1] == "dossier.complained"


def test_a_proposal_waits_for_the_opinion_in_words(counter, specialist):
    dossier = new_dossier(counter)
    specialist.post(page_of(dossier, "hoi-y-kien"), ASKED)
    before = everything(dossier.id)

    answer = specialist.post(
        page_of(dossier, "trinh-dong-y"), {"result_label": ["Họ và tên"], "result_value": ["x"]}
    )

    assert answer.status_code == 409
    assert "Đang chờ ý kiến của" in answer.content.decode()
    assert everything(dossier.id) == before


def test_a_proposed_dossier_can_still_be_given_a_new_date(counter, leader):
    dossier = proposed(counter)

    leader.post(page_of(dossier, "hen-lai"), {"cause": "Chờ ký", **later(dossier)})

    assert row(dossier).promised_again_at is not None
    assert kinds(leader.get(page_of(dossier))) == ["phe-duyet", "tra-lai", "dung"]
