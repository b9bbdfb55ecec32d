"""X3: every decision, what the citizen reads of it, and refusals that change nothing."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from cuamo.dossiers.models import Decision, Dossier, Result, SupplementRequest, WorkItem
from cuamo.dossiers.services.ask_supplement import answer_supplement
from cuamo.dossiers.services.sign_result import _keep
from cuamo.dossiers.services.tell_citizen import tell_citizen
from cuamo.dossiers.services.withdraw import withdraw
from cuamo.dossiers.states import State
from cuamo.kernel import events
from cuamo.notices.models import Notice
from cuamo.organisation.models import Membership
from cuamo.organisation.types import Role
from cuamo.people.models import Account
from tests.support.city import CARD, MORNING, citizen_of, staff
from tests.support.jobs import waiting_jobs
from tests.web.officer.desk import accepted, at_screen, issued, page_of, proposed, signed, snapshot

pytestmark = pytest.mark.django_db

OTHER_CARD = CARD.replace("001185012345", "001185012352")


def sms_in(answer) -> str:
    """The text of the preview, letter by letter."""
    found = re.search(r'<p class="sms">(.*?)</p>', answer.content.decode(), re.S)
    return found.group(1).replace("&#x27;", "'") if found else ""


def sent_text(dossier: Dossier, template: str) -> str:
    """The text that went into the queue of texts."""
    return (
        Notice.objects.filter(subject_id=dossier.id, template__startswith=template).latest("created_at").text
    )


def state_of(dossier: Dossier) -> int:
    return Dossier.objects.values_list("state", flat=True).get(id=dossier.id)


# --- accept


def test_accepting_shows_the_due_moment_and_the_text_the_phone_then_gets(counter, receiver):
    dossier = counter.sent()

    shown = receiver.get(page_of(dossier, "tiep-nhan"))
    answer = receiver.post(page_of(dossier, "tiep-nhan"))

    assert (answer.status_code, state_of(dossier)) == (302, State.ACCEPTED)
    kept = Dossier.objects.get(id=dossier.id)
    due = timezone.localtime(kept.due_at)
    assert f"Hẹn trả kết quả: {due:%H:%M %d/%m/%Y}" in shown.content.decode()
    tell_citizen(dossier_id=dossier.id, news="dossier.accepted", at=timezone.now())
    assert sms_in(shown) == sent_text(dossier, "N2")
    assert events.names_of(dossier.id).count("dossier.accepted") == 1


def test_a_second_acceptance_says_who_was_first_and_changes_nothing(counter, receiver):
    dossier = accepted(counter)
    before = snapshot(dossier.id)

    answer = receiver.post(page_of(dossier, "tiep-nhan"))

    page = answer.content.decode()
    assert answer.status_code == 409
    assert f"{staff('tiepnhan.hoankiem').name} đã quyết định lúc" in page
    assert "Hồ sơ đang ở trạng thái «Được tiếp nhận»" in page
    assert "Xem hồ sơ lúc này" in page
    assert snapshot(dossier.id) == before


@pytest.mark.parametrize(
    "kind", ["tiep-nhan", "tu-choi", "trinh-dong-y", "bo-sung", "phe-duyet", "phat-hanh"]
)
def test_a_step_of_another_role_is_refused_in_words_and_changes_nothing(counter, kind):
    dossier = counter.sent()
    wrong = at_screen("vanthu.hoankiem" if kind != "phat-hanh" else "lanhdao.hoankiem")
    before = snapshot(dossier.id)

    answer = wrong.post(page_of(dossier, kind), {"reasons": ["Lý do"], "item_on": ["0"]})

    page = answer.content.decode()
    assert answer.status_code in {403, 422}
    assert snapshot(dossier.id) == before
    for word in ("INTAKE", "EXAMINE", "APPROVE", "RECEIVER", "SPECIALIST", "LEADER", "RECORDS_CLERK"):
        assert word not in page


# --- refuse


def test_refusing_needs_a_reason_and_keeps_what_was_typed(counter, receiver):
    dossier = counter.sent()
    before = snapshot(dossier.id)

    answer = receiver.post(
        page_of(dossier, "tu-choi"), {"turn_to": "Sở Tư pháp, 221 Trần Phú", "more_reason": "  "}
    )

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Cần ít nhất một lý do" in page
    assert 'value="Sở Tư pháp, 221 Trần Phú"' in page
    assert "<title>Lỗi: " in page
    assert snapshot(dossier.id) == before


def test_refusing_tells_every_reason_and_where_to_turn(counter, receiver):
    dossier = counter.sent()
    reason = "Việc này do cơ quan khác giải quyết. Đã ghi nơi nộp đúng ở dưới."
    typed = {"reasons": [reason], "more_reason": "Chưa rõ nơi đăng ký", "turn_to": "Sở Tư pháp"}

    shown = receiver.post(page_of(dossier, "tu-choi") + "xem-truoc/", typed)
    receiver.post(page_of(dossier, "tu-choi"), typed)

    kept = Dossier.objects.get(id=dossier.id)
    assert kept.state == State.NOT_ACCEPTED
    assert kept.ending["reasons"] == [reason, "Chưa rõ nơi đăng ký"]
    assert kept.ending["turn_to"] == "Sở Tư pháp"
    for words in (*kept.ending["reasons"], "Nơi giải quyết: Sở Tư pháp", "Không đồng ý thì gọi"):
        assert words in shown.content.decode()
    tell_citizen(dossier_id=dossier.id, news="dossier.refused", at=timezone.now())
    assert sms_in(shown) == sent_text(dossier, "N12")
    assert not WorkItem.objects.filter(dossier_id=dossier.id).exists()
    assert receiver.get(page_of(dossier) + "phieu/03/").content.startswith(b"%PDF")


# --- ask for more


ITEMS = {
    "item_on": ["0", "2"],
    "item_about": ["giay_to_tuy_than", "", ""],
    "item_reason": ["Ảnh mờ.", "Không gửi mục này.", "Thiếu trang 2."],
    "item_todo": ["Chụp lại.", "Không.", "Chụp đủ hai trang."],
}


@pytest.mark.parametrize("page", ["²", "①", "9" * 5000, "-1", "1.5"])
def test_a_page_number_nobody_can_read_is_told_at_the_field_and_nothing_is_sent(counter, specialist, page):
    dossier = accepted(counter)
    typed = ITEMS | {"item_page": [page, "", ""]}
    before = snapshot(dossier.id)

    shown = specialist.post(page_of(dossier, "bo-sung") + "xem-truoc/", typed)
    answer = specialist.post(page_of(dossier, "bo-sung"), typed)

    assert (shown.status_code, answer.status_code) == (200, 422)
    assert "Sửa số trang, hoặc để trống." in answer.content.decode()
    assert snapshot(dossier.id) == before


def test_asking_for_more_lists_every_ticked_defect_at_once_and_stops_the_clock(counter, specialist):
    dossier = accepted(counter)

    shown = specialist.post(page_of(dossier, "bo-sung") + "xem-truoc/", ITEMS)
    answer = specialist.post(page_of(dossier, "bo-sung"), ITEMS)

    assert (answer.status_code, state_of(dossier)) == (302, State.SUPPLEMENT)
    asked = SupplementRequest.objects.get(dossier=dossier)
    assert [(item["about"], item["reason"], item["todo"]) for item in asked.items] == [
        ("giay_to_tuy_than", "Ảnh mờ.", "Chụp lại."),
        ("", "Thiếu trang 2.", "Chụp đủ hai trang."),
    ]
    assert asked.items[0]["label"].startswith("Căn cước")
    assert Dossier.objects.get(id=dossier.id).paused_at is not None
    page = shown.content.decode()
    assert "Ảnh mờ." in page
    assert "Không gửi mục này." not in page
    tell_citizen(dossier_id=dossier.id, news="dossier.supplement_asked", at=timezone.now())
    assert sms_in(shown) == sent_text(dossier, "N3")


@pytest.mark.parametrize(
    "typed",
    [
        {**ITEMS, "item_on": []},
        {**ITEMS, "item_todo": ["", "", "Chụp đủ hai trang."]},
        {**ITEMS, "item_reason": [" ", "", "Thiếu trang 2."]},
    ],
)
def test_an_item_without_reason_or_task_is_refused_and_the_words_stay(counter, specialist, typed):
    dossier = accepted(counter)
    before = snapshot(dossier.id)

    answer = specialist.post(page_of(dossier, "bo-sung"), typed)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Mỗi mục cần lý do và việc cần làm." in page
    assert 'value="Thiếu trang 2."' in page
    assert len(re.findall(r'name="item_on"\s+value="\d"\s+checked', page)) == len(typed["item_on"])
    assert snapshot(dossier.id) == before


def test_the_usual_defects_of_the_catalogue_say_what_and_how(counter, specialist):
    page = specialist.get(page_of(accepted(counter), "bo-sung")).content.decode()

    assert 'value="Ảnh chụp giấy tờ bị mờ hoặc thiếu góc."' in page
    assert 'value="Chụp lại đủ bốn góc, đủ sáng."' in page
    todos = re.findall(r'name="item_todo"\s+value="([^"]*)"', page)
    assert all(todos[:-1])
    assert todos[-1] == ""


def test_a_second_return_goes_to_the_leader_and_then_to_the_citizen(counter, specialist, leader):
    dossier = accepted(counter)
    specialist.post(page_of(dossier, "bo-sung"), ITEMS)
    answer_supplement(
        dossier_id=dossier.id, actor=citizen_of(dossier), files=[], note="Đã gửi", at=timezone.now()
    )

    form = specialist.get(page_of(dossier, "bo-sung")).content.decode()
    specialist.post(page_of(dossier, "bo-sung"), ITEMS)

    assert "Hồ sơ đã bổ sung 1 lần" in form
    assert "Trình lãnh đạo" in form
    assert state_of(dossier) == State.IN_PROGRESS
    assert SupplementRequest.objects.filter(dossier=dossier).count() == 1

    page = leader.get(page_of(dossier, "phe-duyet"))
    leader.post(page_of(dossier, "phe-duyet"))

    assert "đề xuất yêu cầu bổ sung lần nữa" in page.content.decode()
    assert "Đồng ý, gửi yêu cầu bổ sung" in page.content.decode()
    assert state_of(dossier) == State.SUPPLEMENT
    assert SupplementRequest.objects.filter(dossier=dossier).count() == 2
    tell_citizen(dossier_id=dossier.id, news="dossier.supplement_asked", at=timezone.now())
    assert sms_in(page) == sent_text(dossier, "N3")


# --- propose and approve


def test_a_proposal_carries_the_drafted_result_to_the_leader(counter, specialist, leader):
    dossier = accepted(counter)
    form = specialist.get(page_of(dossier, "trinh-dong-y")).content.decode()
    labels = re.findall(r'name="result_label" value="([^"]+)"', form)
    assert labels

    specialist.post(
        page_of(dossier, "trinh-dong-y"),
        {"result_label": labels, "result_value": ["mới"] * len(labels), "note": "Đã đối chiếu"},
    )

    page = leader.get(page_of(dossier, "phe-duyet")).content.decode()
    assert f"Chuyên viên {staff('chuyenvien.hoankiem').name} đề xuất đồng ý." in page
    assert "Ghi chú: Đã đối chiếu" in page
    assert "Kết quả sẽ in" in page
    assert set(Result.objects.get(dossier=dossier).content.values()) == {"mới"}


def test_proposing_a_refusal_needs_a_reason(counter, specialist):
    dossier = accepted(counter)
    before = snapshot(dossier.id)

    answer = specialist.post(page_of(dossier, "trinh-tu-choi"), {"note": "x"})

    assert answer.status_code == 422
    assert snapshot(dossier.id) == before


def test_approving_has_the_result_signed_and_the_clerk_of_records_numbers_it(counter, leader, records):
    dossier = proposed(counter)

    answer = leader.post(page_of(dossier, "phe-duyet"))

    assert answer.status_code == 302
    assert Result.objects.get(dossier=dossier).number == ""
    assert WorkItem.objects.get(dossier_id=dossier.id).step == "SIGN"
    assert any("sign_result" in name for name in waiting_jobs())

    _keep(dossier.id, b"%PDF-1.7 signed elsewhere", MORNING)
    records.post(page_of(dossier, "phat-hanh"))

    assert Result.objects.get(dossier=dossier).number.startswith("1/")


def test_approving_a_refusal_shows_its_reasons_and_ends_the_dossier(counter, leader):
    dossier = proposed(counter, grant=False)

    shown = leader.get(page_of(dossier, "phe-duyet"))
    leader.post(page_of(dossier, "phe-duyet"))

    assert "Không thấy việc đăng ký này trong sổ." in shown.content.decode()
    assert sms_in(shown).startswith("DVC Ha Noi: Ho so ")
    assert state_of(dossier) == State.STOPPED
    assert Dossier.objects.get(id=dossier.id).ending["kind"] == "REFUSED"


def test_nobody_approves_their_own_proposal(counter, specialist):
    """Four eyes: the specialist is made leader after proposing."""
    dossier = proposed(counter)
    account = Account.objects.get(username="chuyenvien.hoankiem")
    Membership.objects.filter(account=account).update(role=Role.LEADER)
    before = snapshot(dossier.id)

    answer = specialist.post(page_of(dossier, "phe-duyet"))

    assert answer.status_code == 403
    assert "Không ai được phê duyệt đề xuất của chính mình." in answer.content.decode()
    assert snapshot(dossier.id) == before


def test_sending_back_says_what_to_change(counter, leader, specialist):
    dossier = proposed(counter)
    before = snapshot(dossier.id)
    assert leader.post(page_of(dossier, "tra-lai"), {"note": " "}).status_code == 422
    assert snapshot(dossier.id) == before

    leader.post(page_of(dossier, "tra-lai"), {"note": "Ghi rõ số quyển"})

    page = specialist.get(page_of(dossier)).content.decode()
    assert f"{staff('lanhdao.hoankiem').name} trả lại lúc" in page
    assert "Ghi rõ số quyển" in page


# --- issue


def test_issuing_stops_the_clock_and_shows_the_text_of_the_result(counter, records):
    dossier = signed(counter)

    shown = records.get(page_of(dossier, "phat-hanh"))
    records.post(page_of(dossier, "phat-hanh"))

    assert state_of(dossier) == State.DONE
    tell_citizen(dossier_id=dossier.id, news="dossier.finished", at=timezone.now())
    assert sms_in(shown) == sent_text(dossier, "N5")


def test_what_is_not_signed_cannot_be_issued(counter, leader, records):
    dossier = proposed(counter)
    leader.post(page_of(dossier, "phe-duyet"))
    before = snapshot(dossier.id)

    answer = records.post(page_of(dossier, "phat-hanh"))

    assert answer.status_code == 409
    assert "Kết quả chưa ký xong." in answer.content.decode()
    assert snapshot(dossier.id) == before


def test_an_issued_result_is_not_issued_twice(counter, records):
    dossier = issued(counter)
    before = snapshot(dossier.id)

    assert records.post(page_of(dossier, "phat-hanh")).status_code == 409
    assert snapshot(dossier.id) == before


# --- withdraw and transfer


def test_granting_a_withdrawal_stops_the_dossier_and_shows_it_withdrawn(counter, specialist):
    dossier = accepted(counter)
    withdraw(dossier_id=dossier.id, citizen=citizen_of(dossier), reason="Không cần nữa", at=timezone.now())

    shown = specialist.get(page_of(dossier, "cho-rut")).content.decode()
    specialist.post(page_of(dossier, "cho-rut"))

    assert "state-da-rut" in shown
    kept = Dossier.objects.get(id=dossier.id)
    assert (kept.state, kept.ending["kind"]) == (State.STOPPED, "WITHDRAWN")
    assert kept.ending["reasons"] == ["Không cần nữa"]
    assert Decision.objects.filter(dossier=dossier, kind="GRANT_WITHDRAWAL").count() == 1
    assert events.names_of(dossier.id)[-1] == "dossier.stopped"
    page = specialist.get(page_of(dossier)).content.decode()
    assert "state-da-rut" in page
    assert "Trạng thái chính thức: Dừng xử lý" in page


def test_a_withdrawal_nobody_asked_for_cannot_be_granted(counter, specialist):
    dossier = accepted(counter)
    before = snapshot(dossier.id)

    answer = specialist.post(page_of(dossier, "cho-rut"))

    assert answer.status_code == 409
    assert "Người nộp không xin rút hồ sơ này." in answer.content.decode()
    assert snapshot(dossier.id) == before


def test_a_withdrawal_during_a_supplement_gives_the_waiting_time_back(counter, specialist):
    dossier = accepted(counter)
    specialist.post(page_of(dossier, "bo-sung"), ITEMS)

    withdraw(dossier_id=dossier.id, citizen=citizen_of(dossier), reason="", at=timezone.now())

    kept = Dossier.objects.get(id=dossier.id)
    assert (kept.state, kept.paused_at) == (State.WITHDRAWAL, None)


def test_what_is_approved_can_no_longer_be_withdrawn(counter):
    from cuamo.kernel.errors import IllegalTransition

    dossier = signed(counter)
    before = snapshot(dossier.id)

    with pytest.raises(IllegalTransition):
        withdraw(
            dossier_id=dossier.id,
            citizen=citizen_of(dossier),
            reason="",
            at=MORNING + timedelta(hours=2),
        )

    assert snapshot(dossier.id) == before


def test_a_transfer_names_the_authority_to_the_citizen_and_keeps_the_date(counter, specialist):
    dossier = accepted(counter)
    typed = {"to_unit": "PX-00082", "reason": "Đăng ký ở phường khác"}

    shown = specialist.post(page_of(dossier, "chuyen") + "xem-truoc/", typed)
    specialist.post(page_of(dossier, "chuyen"), typed)

    kept = Dossier.objects.get(id=dossier.id)
    assert (kept.decided_by, kept.due_at) == ("PX-00082", dossier.due_at)
    assert WorkItem.objects.get(dossier_id=dossier.id).unit_code == "PX-00082"
    tell_citizen(dossier_id=dossier.id, news="dossier.transferred", at=timezone.now())
    assert sms_in(shown) == sent_text(dossier, "N2T")
    assert specialist.get(page_of(dossier)).status_code == 404


@pytest.mark.parametrize("typed", [{}, {"to_unit": "PX-00082"}, {"to_unit": "PX-00070", "reason": "x"}])
def test_a_transfer_without_place_or_reason_changes_nothing(counter, specialist, typed):
    dossier = accepted(counter)
    before = snapshot(dossier.id)

    answer = specialist.post(page_of(dossier, "chuyen"), typed)

    assert answer.status_code == 422
    assert snapshot(dossier.id) == before


# --- what follows


def test_after_a_decision_the_next_dossier_of_the_same_list_opens(counter, receiver):
    first, second = counter.sent(), counter.sent(card=OTHER_CARD)

    answer = receiver.post(page_of(first, "tiep-nhan") + "?nhom=new")
    last = receiver.post(page_of(second, "tiep-nhan") + "?nhom=new")

    assert answer.headers["Location"] == page_of(second) + "?nhom=new"
    assert last.headers["Location"] == "/xu-ly/?nhom=new"


def test_a_dossier_somebody_else_has_open_is_passed_over(counter, receiver):
    first, second, third = (
        counter.sent(card=CARD.replace("001185012345", f"0011850123{number}")) for number in (45, 52, 53)
    )
    WorkItem.objects.filter(dossier_id=second.id).update(
        locked_by="other", locked_name="Lê Văn Khác", locked_at=timezone.now(), locked_since=timezone.now()
    )

    answer = receiver.post(page_of(first, "tiep-nhan"))

    assert answer.headers["Location"] == page_of(third)


def test_a_preview_decides_nothing(counter, receiver):
    dossier = counter.sent()
    before = snapshot(dossier.id)

    receiver.post(page_of(dossier, "tiep-nhan") + "xem-truoc/")
    receiver.get(page_of(dossier, "tiep-nhan"))

    assert snapshot(dossier.id) == before
    assert receiver.get(page_of(dossier, "tiep-nhan") + "xem-truoc/").status_code == 405
