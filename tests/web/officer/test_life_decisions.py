"""X3 between acceptance and result, and after it; X2 shows what came of it."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from cuamo.dossiers.models import Obligation, Opinion
from cuamo.dossiers.services.ask_payment import settle_obligation
from cuamo.dossiers.services.ask_supplement import ask_supplement
from cuamo.dossiers.services.opinion import give_opinion
from cuamo.dossiers.services.tell_citizen import tell_citizen
from cuamo.dossiers.states import State
from cuamo.kernel.actors import Actor, ActorKind
from cuamo.kernel.clock import HANOI
from cuamo.payments.models import PaymentRequest
from tests.support.city import MORNING, staff
from tests.web.officer.desk import STRANGER, accepted, at_screen, issued, page_of, signed
from tests.web.officer.life import (
    ASKED,
    ITEM,
    OTHER,
    TAX,
    ask,
    everything,
    kinds,
    later,
    new_dossier,
    row,
    written,
)
from tests.web.officer.test_decision import sent_text, sms_in

pytestmark = pytest.mark.django_db

KINDS = ("khoan-phai-tra", "hoi-y-kien", "hen-lai", "dung", "dinh-chinh")


# --- what is offered to whom


def test_who_is_offered_what_by_state_and_role(counter, receiver, specialist, leader, records):
    dossier = accepted(counter)
    assert kinds(specialist.get(page_of(dossier)))[-2:] == ["khoan-phai-tra", "hoi-y-kien"]
    assert kinds(leader.get(page_of(dossier))) == ["hen-lai", "dung"]
    assert kinds(receiver.get(page_of(dossier))) == []
    assert kinds(records.get(page_of(dossier))) == []

    ask_supplement(
        dossier_id=dossier.id,
        officer=staff("chuyenvien.hoankiem"),
        items=[ITEM],
        at=MORNING + timedelta(minutes=20),
    )
    assert kinds(leader.get(page_of(dossier))) == ["dung"]
    assert kinds(specialist.get(page_of(dossier))) == []
    assert kinds(leader.get(page_of(signed(counter)))) == []
    assert kinds(specialist.get(page_of(issued(counter)))) == ["dinh-chinh", "thu-hoi"]


@pytest.mark.parametrize("kind", KINDS)
def test_another_territory_finds_no_form_and_changes_nothing(counter, kind):
    dossier = accepted(counter)
    stranger, before = at_screen(STRANGER), everything(dossier.id)

    assert stranger.get(page_of(dossier, kind)).status_code == 404
    assert stranger.post(page_of(dossier, kind), {**TAX, **ASKED}).status_code == 404

    assert everything(dossier.id) == before


@pytest.mark.parametrize("kind", KINDS)
def test_a_receiver_decides_none_of_it(counter, receiver, kind):
    dossier = accepted(counter)
    before = everything(dossier.id)
    typed = {**TAX, **ASKED, "cause": "Chờ", **later(dossier), "ground": "x", "law": "y"}

    assert receiver.post(page_of(dossier, kind), typed).status_code == 403

    assert everything(dossier.id) == before


@pytest.mark.parametrize("kind", KINDS)
def test_each_form_names_the_act_and_puts_its_main_button_first(counter, specialist, leader, kind):
    dossier = issued(counter) if kind == "dinh-chinh" else accepted(counter)

    page = (leader if kind in {"hen-lai", "dung"} else specialist).get(page_of(dossier, kind))

    form = page.content.decode().split('id="quyet-dinh"')[1].split("</form>")[0]
    buttons = re.findall(r"<button[^>]*>", form)
    assert page.status_code == 200
    assert 'data-key="F10"' in buttons[0]
    assert 'name="them_dong"' not in buttons[0]


# --- money found while deciding


def test_money_is_asked_for_with_the_text_the_phone_then_gets(counter, specialist):
    dossier = accepted(counter)

    shown = specialist.post(page_of(dossier, "khoan-phai-tra") + "xem-truoc/", TAX)
    answer = specialist.post(page_of(dossier, "khoan-phai-tra"), TAX)

    assert (answer.status_code, row(dossier).state) == (302, State.PAYMENT)
    owed = Obligation.objects.get(dossier=dossier)
    assert (owed.total_vnd, [line["name_vi"] for line in owed.lines]) == (1_430_000, ["Lệ phí trước bạ"])
    assert PaymentRequest.objects.get(subject_id=owed.id).amount_vnd == 1_430_000
    tell_citizen(dossier_id=dossier.id, news="dossier.payment_asked", at=timezone.now())
    assert sms_in(shown) == sent_text(dossier, "N3P")
    assert "Lệ phí trước bạ: 1.430.000" in shown.content.decode()


@pytest.mark.parametrize(
    ("column", "value"), [("lines.law", ""), ("lines.amount_vnd", "mười nghìn"), ("lines.name_vi", "")]
)
def test_a_line_without_name_sum_or_basis_is_refused_and_stays_typed(counter, specialist, column, value):
    dossier = accepted(counter)
    before, typed = everything(dossier.id), {**TAX, column: [value, ""]}

    answer = specialist.post(page_of(dossier, "khoan-phai-tra"), typed)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Khoản 1: cần tên khoản, căn cứ và số tiền lớn hơn 0." in page
    for name, values in typed.items():
        assert f'name="{name}" value="{values[0]}"' in page
    assert everything(dossier.id) == before


def test_another_line_is_added_without_deciding_and_without_losing_a_word(counter, specialist):
    dossier = accepted(counter)
    before = everything(dossier.id)

    def rows(answer) -> int:
        return answer.content.decode().count('name="lines.law"')

    first = specialist.get(page_of(dossier, "khoan-phai-tra"))
    full = {name: [values[0]] * 3 for name, values in TAX.items()}
    answer = specialist.post(page_of(dossier, "khoan-phai-tra"), full | {"them_dong": "1"})

    assert (answer.status_code, rows(first), rows(answer)) == (200, 3, 5)
    assert answer.content.decode().count("Thông báo thuế số 12/TB") >= 3
    assert everything(dossier.id) == before


def test_the_dossier_page_shows_the_demand_until_and_after_it_is_paid(counter, specialist):
    dossier = accepted(counter)
    specialist.post(page_of(dossier, "khoan-phai-tra"), TAX)
    owed = Obligation.objects.get(dossier=dossier)

    waiting = specialist.get(page_of(dossier)).content.decode()
    settle_obligation(obligation_id=owed.id, amount_vnd=owed.total_vnd, at=timezone.now())
    paid = specialist.get(page_of(dossier)).content.decode()

    assert "Chưa trả, hạn" in waiting
    assert "Dừng: chờ trả khoản" in waiting
    assert "Khoản phải trả 1.430.000" in waiting
    assert "Báo khoản phải trả thêm" in waiting
    assert "Đã trả lúc" in paid
    assert "Đã trả khoản phải trả thêm" in paid


# --- opinion of another authority


@pytest.mark.parametrize(
    "typed", [OTHER, "phường cửa nam", "cua nam", "Ủy ban nhân dân phường Cửa Nam · PX-00082"]
)
def test_the_authority_is_found_by_code_name_or_a_part_of_it_without_marks(counter, specialist, typed):
    dossier = accepted(counter)

    answer = specialist.post(page_of(dossier, "hoi-y-kien"), ASKED | {"of_unit": typed})

    assert answer.url == page_of(dossier), "the dossier stays open: another may be asked too"
    asked = Opinion.objects.get(dossier=dossier)
    assert (asked.unit_code, asked.question) == (OTHER, ASKED["question"])
    page = specialist.get(page_of(dossier)).content.decode()
    assert "Ủy ban nhân dân phường Cửa Nam" in page
    assert ASKED["question"] in page
    assert "Hỏi ý kiến" in page


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"of_unit": "phường"}, "Chọn một cơ quan khác trong danh sách."),
        ({"of_unit": "Không có nơi này"}, "Chọn một cơ quan khác trong danh sách."),
        ({"of_unit": "PX-00070"}, "Chọn một cơ quan khác trong danh sách."),
        ({"question": "  "}, "Cần ghi câu hỏi."),
        ({"hours": "0"}, "Thời hạn từ 1 đến 240 giờ làm việc."),
        ({"hours": "hai"}, "Thời hạn từ 1 đến 240 giờ làm việc."),
    ],
)
def test_a_question_without_unit_words_or_term_is_refused_and_stays_typed(counter, specialist, change, said):
    dossier = accepted(counter)
    before, typed = everything(dossier.id), ASKED | change

    answer = specialist.post(page_of(dossier, "hoi-y-kien"), typed)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert f'value="{typed["of_unit"]}"' in page
    assert f"{typed['question']}</textarea>" in page
    assert f'value="{typed["hours"]}"' in page
    assert everything(dossier.id) == before


def test_asking_the_same_authority_twice_names_no_rival_and_changes_nothing(counter, specialist):
    dossier = accepted(counter)
    ask(dossier)
    before = everything(dossier.id)

    answer = specialist.post(page_of(dossier, "hoi-y-kien"), ASKED)

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Cơ quan này đang được hỏi rồi." in page
    assert "đã quyết định lúc" not in page
    assert everything(dossier.id) == before


def test_the_answer_of_the_other_authority_stands_on_the_dossier(counter, specialist):
    dossier = accepted(counter)
    asked = ask(dossier)
    other = Actor(ActorKind.STAFF, "staff:other", "Trần Văn Thử", OTHER, frozenset({"LEADER"}))
    give_opinion(
        opinion_id=asked.id, officer=other, agrees=False, answer="Đã kết hôn năm 2019.", at=timezone.now()
    )

    page = specialist.get(page_of(dossier)).content.decode()

    for words in ("Không đồng ý", "Đã kết hôn năm 2019.", "Trần Văn Thử", "Đã có ý kiến"):
        assert words in page


# --- one new date


def test_a_new_date_in_time_moves_the_term_and_prints_form_04(counter, leader):
    dossier = new_dossier(counter)
    typed = {"cause": "Chờ xác minh ở phường Cửa Nam", **later(dossier)}
    former = row(dossier).due_at

    form = leader.get(page_of(dossier, "hen-lai")).content.decode()
    shown = leader.post(page_of(dossier, "hen-lai") + "xem-truoc/", typed)
    answer = leader.post(page_of(dossier, "hen-lai"), typed)

    assert answer.url == page_of(dossier)
    kept = row(dossier)
    assert written(f"{kept.due_at.astimezone(HANOI):%d/%m/%Y}").items() <= typed.items()
    assert (kept.original_due_at, kept.promised_again_at) == (former, kept.due_at)
    assert "Còn trong hạn xin gia hạn" in form
    tell_citizen(dossier_id=dossier.id, news="dossier.extended", at=timezone.now())
    assert sms_in(shown) == sent_text(dossier, "N4G")
    page = leader.get(page_of(dossier)).content.decode()
    for words in (
        "Hẹn lại:",
        "Chờ xác minh ở phường Cửa Nam",
        "Hẹn lúc đầu",
        "Xin lỗi và hẹn lại",
        "Phiếu 04",
    ):
        assert words in page
    assert kinds(leader.get(page_of(dossier))) == ["dung"]
    assert leader.get(page_of(dossier) + "phieu/04/").content.startswith(b"%PDF")


def test_an_apology_out_of_time_says_that_the_dossier_stays_late(counter, leader):
    dossier = accepted(counter)
    typed = {"cause": "Chờ xác minh", **later(dossier)}
    due = row(dossier).due_at
    assert due < timezone.now()

    form = leader.get(page_of(dossier, "hen-lai")).content.decode()
    shown = leader.post(page_of(dossier, "hen-lai") + "xem-truoc/", typed)
    leader.post(page_of(dossier, "hen-lai"), typed)

    assert "Đã qua hạn xin gia hạn" in form
    assert row(dossier).due_at == due
    tell_citizen(dossier_id=dossier.id, news="dossier.extended", at=timezone.now())
    assert sms_in(shown) == sent_text(dossier, "N4")
    assert "ngoài hạn: vẫn tính trễ" in leader.get(page_of(dossier)).content.decode()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"cause": " "}, "Cần ghi lý do chậm."),
        ({"cause": "Chờ căn cước 001185012345"}, "không ghi số giấy tờ"),
        (written(""), "Ngày hẹn mới cần đủ ngày, tháng, năm."),
        (written("30/02/2027"), "Ngày hẹn mới cần đủ ngày, tháng, năm."),
        (written("31/12/9999"), "Ngày hẹn mới cần đủ ngày, tháng, năm."),
        (written("20/11/2026"), "Ngày hẹn mới phải là ngày làm việc sau ngày hẹn cũ."),
        (written("03/01/2027"), "Ngày hẹn mới phải là ngày làm việc sau ngày hẹn cũ."),
    ],
)
def test_a_new_date_without_cause_or_day_of_work_is_refused_and_stays_typed(counter, leader, change, said):
    dossier = accepted(counter)
    typed = {"cause": "Chờ xác minh", **later(dossier)} | change
    before = everything(dossier.id)

    shown = leader.post(page_of(dossier, "hen-lai") + "xem-truoc/", typed)
    answer = leader.post(page_of(dossier, "hen-lai"), typed)

    page = answer.content.decode()
    assert (shown.status_code, answer.status_code) == (200, 422)
    assert said in page
    assert f"{typed['cause']}</textarea>" in page
    assert f'value="{typed["new_due_at.nam"]}"' in page
    assert everything(dossier.id) == before


def test_a_second_new_date_is_refused_in_words(counter, leader):
    dossier = accepted(counter)
    typed = {"cause": "Chờ xác minh", **later(dossier)}
    leader.post(page_of(dossier, "hen-lai"), typed)
    before = everything(dossier.id)

    answer = leader.post(page_of(dossier, "hen-lai"), typed | later(dossier, 6))

    assert answer.status_code == 409
    assert "Không hẹn lại lần nữa." in answer.content.decode()
    assert everything(dossier.id) == before


# --- stop


def test_a_stop_says_its_ground_and_law_and_prints_form_05(counter, leader):
    dossier = accepted(counter)
    typed = {"ground": "Người nộp đã mất.", "law": "Thông tư 03/2025/TT-VPCP, mẫu 05"}

    shown = leader.post(page_of(dossier, "dung") + "xem-truoc/", typed)
    answer = leader.post(page_of(dossier, "dung"), typed)

    assert (answer.url, row(dossier).state) == (page_of(dossier), State.STOPPED)
    tell_citizen(dossier_id=dossier.id, news="dossier.stopped", at=timezone.now())
    assert sms_in(shown) == sent_text(dossier, "N12S")
    for words in ("Người nộp đã mất.", "Căn cứ: Thông tư 03/2025/TT-VPCP, mẫu 05", "Không đồng ý thì gọi"):
        assert words in shown.content.decode()
    assert "Phiếu 05" in leader.get(page_of(dossier)).content.decode()
    assert leader.get(page_of(dossier) + "phieu/05/").content.startswith(b"%PDF")


@pytest.mark.parametrize("change", [{"ground": " "}, {"law": " "}])
def test_a_stop_without_ground_or_law_is_refused_and_stays_typed(counter, leader, change):
    dossier = accepted(counter)
    before, typed = everything(dossier.id), {"ground": "Người nộp đã mất.", "law": "Mẫu 05"} | change

    answer = leader.post(page_of(dossier, "dung"), typed)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Cần ghi lý do dừng và căn cứ." in page
    assert f"{typed['ground']}</textarea>" in page
    assert f'value="{typed["law"]}"' in page
    assert everything(dossier.id) == before


def test_the_usual_ground_is_offered_only_when_the_wait_is_over(counter, leader):
    dossier = accepted(counter)
    ask_supplement(
        dossier_id=dossier.id, officer=staff("chuyenvien.hoankiem"), items=[ITEM], at=timezone.now()
    )
    waiting = leader.get(page_of(dossier, "dung")).content.decode()
    dossier.supplementrequest_set.update(answer_by=timezone.now() - timedelta(days=1))

    over = leader.get(page_of(dossier, "dung")).content.decode()

    assert "Người nộp còn thời gian đến" in waiting
    assert "chưa được gửi." not in waiting
    assert "Hạn chờ người nộp đã hết lúc" in over
    assert "Giấy tờ yêu cầu bổ sung trước" in over
