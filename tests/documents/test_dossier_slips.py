"""The forms as a dossier's life fills them."""

import unicodedata
from datetime import date

import pypdfium2
import pytest
from django.db import transaction
from django.test import Client

from cuamo.documents.services.print_sheet import print_sheet
from cuamo.documents.services.read_codes import read_codes
from cuamo.dossiers.models import Dossier
from cuamo.dossiers.selectors.control_slip import form_06_sheet
from cuamo.dossiers.selectors.register import form_07_sheet
from cuamo.dossiers.selectors.sheets import (
    form_01_sheet,
    form_02_sheet,
    form_03_sheet,
    form_04_sheet,
    form_05_sheet,
    time_limit_words,
)
from cuamo.dossiers.services.accept import accept, refuse_intake
from cuamo.dossiers.services.approve import approve
from cuamo.dossiers.services.ask_supplement import answer_supplement, ask_supplement
from cuamo.dossiers.services.extend import extend
from cuamo.dossiers.services.issue_result import handed_out, issue_result, pack_result
from cuamo.dossiers.services.opinion import ask_opinion, give_opinion
from cuamo.dossiers.services.propose import propose
from cuamo.dossiers.services.sign_result import _keep
from cuamo.dossiers.services.stop import stop
from cuamo.dossiers.services.withdraw import grant_withdrawal, withdraw
from cuamo.kernel.actors import SYSTEM, Actor, ActorKind
from cuamo.kernel.clock import local
from cuamo.people.models import Account
from tests.support.city import citizen_of, staff

pytestmark = pytest.mark.django_db
THREE_DAYS = "1.004873"
NAME = "Nguyễn Thị Đặng Thẳng"
NOW = local("2026-11-27 15:00")
ITEM = {"about": "", "label": "Tờ khai", "reason": "Ảnh mờ", "todo": "Chụp lại cả trang"}


def printed(form, data):
    """Return what the printed form says, page after page."""
    document = pypdfium2.PdfDocument(print_sheet(form, data))
    words = " ".join(page.get_textpage().get_text_range() for page in document)
    return unicodedata.normalize("NFC", " ".join(words.replace("\u200b", "").split()))


@pytest.fixture
def accepted(counter) -> Dossier:
    sent = counter.sent(THREE_DAYS)
    return accept(dossier_id=sent.id, officer=staff("tiepnhan.hoankiem"), at=local("2026-11-20 09:00"))


def row(dossier) -> Dossier:
    return Dossier.objects.get(id=dossier.id)


def test_form_01_names_papers_term_and_both_people(accepted):
    said = printed("form_01", form_01_sheet(accepted, at=NOW))

    for words in (
        f"Họ và tên người nộp: {NAME}",
        "Thời hạn giải quyết theo quy định: 3 ngày làm việc",
        "Thời gian nhận hồ sơ: 09:00 ngày 20/11/2026",
        "Thời gian trả kết quả giải quyết hồ sơ: 09:00 ngày 26/11/2026",
        "Nơi nhận kết quả: Bưu tá giao tận nhà, miễn phí",
        staff("tiepnhan.hoankiem").name,
        accepted.code,
    ):
        assert words in said, words
    assert f"{accepted.code}/01/1/1" in read_codes(print_sheet("form_01", form_01_sheet(accepted, at=NOW)))


def test_form_02_lists_everything_asked_for_and_until_when(accepted):
    request = ask_supplement(
        dossier_id=accepted.id,
        officer=staff("chuyenvien.hoankiem"),
        items=[ITEM, ITEM | {"label": "Giấy tờ tùy thân"}],
        at=local("2026-11-20 10:00"),
    )

    said = printed("form_02", form_02_sheet(row(accepted), request, at=NOW, reprint=2))

    for words in ("2 việc", "Tờ khai", "Giấy tờ tùy thân", "Ảnh mờ", "Chụp lại cả trang", "IN LẠI lần 2"):
        assert words in said, words
    assert "Gửi bổ sung trước: 17:00 ngày 21/12/2026" in said


def test_form_03_says_why_and_where_to_turn(counter):
    sent = counter.sent(THREE_DAYS)
    refuse_intake(
        dossier_id=sent.id,
        officer=staff("tiepnhan.hoankiem"),
        reasons=["Nơi cư trú ở phường khác"],
        turn_to="Ủy ban nhân dân phường Láng",
        at=local("2026-11-20 09:00"),
    )

    said = printed("form_03", form_03_sheet(row(sent), at=NOW))

    assert "1. Nơi cư trú ở phường khác" in said
    assert "Nơi giải quyết đúng: Ủy ban nhân dân phường Láng" in said


def test_form_04_apologises_with_the_former_and_the_new_date(accepted):
    leader = staff("lanhdao.hoankiem")
    extend(
        dossier_id=accepted.id,
        leader=leader,
        cause="Chờ xác minh ở phường Láng",
        new_due_at=local("2026-11-30 17:00"),
        at=local("2026-11-23 10:00"),
    )

    said = printed("form_04", form_04_sheet(row(accepted), at=NOW))

    for words in (
        "Đã hẹn trả kết quả: 09:00 ngày 26/11/2026",
        "Hẹn trả kết quả mới: 17:00 ngày 30/11/2026",
        "Chờ xác minh ở phường Láng",
        leader.name,
    ):
        assert words in said, words


def test_form_04_of_a_dossier_without_a_new_date_is_refused(accepted):
    with pytest.raises(LookupError, match="no new date"):
        form_04_sheet(accepted, at=NOW)


def test_form_05_of_a_withdrawal_says_on_whose_wish(accepted):
    withdraw(
        dossier_id=accepted.id,
        citizen=citizen_of(accepted),
        reason="Tôi không cần nữa",
        at=local("2026-11-23 09:00"),
    )
    grant_withdrawal(
        dossier_id=accepted.id, officer=staff("chuyenvien.hoankiem"), at=local("2026-11-23 10:00")
    )

    said = printed("form_05", form_05_sheet(row(accepted), at=NOW))

    for words in (
        "từ 10:00 ngày 23/11/2026, theo đề nghị rút hồ sơ của người nộp",
        "Tôi không cần nữa",
        "Hồ sơ đang ở bước: xét đề nghị rút hồ sơ",
        "Phí, lệ phí: ",
        staff("chuyenvien.hoankiem").name,
    ):
        assert words in said, words


def test_form_05_of_a_stop_says_the_ground_and_its_law(accepted):
    stop(
        dossier_id=accepted.id,
        leader=staff("lanhdao.hoankiem"),
        ground="Hết hạn mà không bổ sung",
        law="Điều 13 Nghị định 118/2025/NĐ-CP",
        at=local("2026-11-24 10:00"),
    )

    said = printed("form_05", form_05_sheet(row(accepted), at=NOW))

    assert "Hết hạn mà không bổ sung (Căn cứ: Điều 13 Nghị định 118/2025/NĐ-CP)" in said
    assert "theo đề nghị rút" not in said
    assert "Hồ sơ đang ở bước: thẩm định" in said


def test_form_05_of_an_open_dossier_is_refused(accepted):
    with pytest.raises(LookupError, match="not stopped"):
        form_05_sheet(accepted, at=NOW)


def test_form_06_follows_a_whole_life_hand_to_hand(accepted):
    specialist, leader, records = (staff(f"{name}.hoankiem") for name in ("chuyenvien", "lanhdao", "vanthu"))
    other = Actor(ActorKind.STAFF, "s:1", "Đỗ Văn Kia", "PX-00082", frozenset({"SPECIALIST"}))
    opinion = ask_opinion(
        dossier_id=accepted.id,
        officer=specialist,
        of_unit="PX-00082",
        question="Có đăng ký chưa?",
        hours=4,
        at=local("2026-11-20 10:00"),
    )
    give_opinion(opinion_id=opinion.id, officer=other, agrees=True, answer="Có", at=local("2026-11-23 09:30"))
    ask_supplement(dossier_id=accepted.id, officer=specialist, items=[ITEM], at=local("2026-11-23 10:00"))
    answer_supplement(
        dossier_id=accepted.id,
        actor=citizen_of(accepted),
        files=[],
        note="Đã chụp",
        at=local("2026-11-25 08:00"),
    )
    propose(
        dossier_id=accepted.id,
        officer=specialist,
        grant=True,
        note="",
        result={"Họ và tên": NAME},
        at=local("2026-11-26 11:00"),
    )
    approve(dossier_id=accepted.id, leader=leader, at=local("2026-11-26 14:00"))
    _keep(accepted.id, b"%PDF-1.7", local("2026-11-26 14:01"))
    issue_result(dossier_id=accepted.id, clerk=records, at=local("2026-11-26 15:00"))
    pack_result(dossier_id=accepted.id, clerk=records, at=local("2026-11-26 16:00"))
    with transaction.atomic():
        handed_out(row(accepted), SYSTEM, local("2026-11-27 09:00"), how="HOME")

    data = form_06_sheet(row(accepted), at=NOW)

    rows = [(r["work"], r["receiver"], r["time_in"], r["time_out"], r["result"]) for r in data["handovers"]]
    receiver = staff("tiepnhan.hoankiem").name
    assert rows == [
        ("Tiếp nhận, kiểm tra", receiver, "08:30 20/11/2026", "09:00 20/11/2026", "Trước hạn"),
        (
            "Thẩm định",
            specialist.name,
            "09:00 20/11/2026",
            "10:00 23/11/2026",
            data["handovers"][1]["result"],
        ),
        ("Cho ý kiến", "Đỗ Văn Kia", "10:00 20/11/2026", "09:30 23/11/2026", "Quá hạn"),
        ("Chờ người nộp bổ sung; thời hạn tạm dừng", "", "10:00 23/11/2026", "08:00 25/11/2026", "–"),
        (
            "Thẩm định",
            specialist.name,
            "08:00 25/11/2026",
            "11:00 26/11/2026",
            data["handovers"][4]["result"],
        ),
        ("Phê duyệt", leader.name, "11:00 26/11/2026", "14:00 26/11/2026", "Đúng hạn"),
        ("Ký số", "", "14:00 26/11/2026", "14:01 26/11/2026", "Đúng hạn"),
        ("Phát hành", records.name, "14:01 26/11/2026", "15:00 26/11/2026", data["handovers"][7]["result"]),
        ("Đóng gói, trả kết quả", records.name, "15:00 26/11/2026", "09:00 27/11/2026", "Đúng hạn"),
    ]
    assert data["overall"] == "xong 15:00 ngày 26/11/2026, trong hạn"
    assert data["pauses"] == "chờ bổ sung từ 10:00 ngày 23/11/2026 đến 08:00 ngày 25/11/2026"
    said = printed("form_06", data)
    assert "Chờ người nộp bổ sung" in said
    assert "Kết quả chung: xong 15:00 ngày 26/11/2026, trong hạn" in said


def test_form_06_of_a_running_dossier_shows_who_has_it_and_that_it_is_late(accepted):
    data = form_06_sheet(row(accepted), at=local("2026-12-01 09:00"))

    assert [(r["work"], r["time_out"], r["result"]) for r in data["handovers"]] == [
        ("Tiếp nhận, kiểm tra", "09:00 20/11/2026", "Trước hạn"),
        ("Thẩm định", "", "Quá hạn"),
    ]
    assert data["overall"] == "chưa xong, đã quá hạn"


def test_form_07_lists_what_a_unit_received_in_its_days_and_nothing_else(counter, accepted):
    refused = counter.sent("2.000635")
    refuse_intake(
        dossier_id=refused.id,
        officer=staff("tiepnhan.hoankiem"),
        reasons=["Sai nơi"],
        turn_to="",
        at=local("2026-11-20 11:00"),
    )
    unit = accepted.received_by
    day = date(2026, 11, 20)

    data = form_07_sheet(unit_code=unit, first=day, last=day, keeper="Trần Văn Thử", at=NOW)

    mine = {entry["code"]: entry for entry in data["entries"]}
    assert {accepted.code, refused.code} <= set(mine)
    kept = mine[accepted.code]
    assert (kept["received_on"], kept["due_on"], kept["transferred_on"]) == (day, date(2026, 11, 26), day)
    assert (kept["result_on"], kept["returned_on"], kept["note"]) == (None, None, "")
    assert mine[refused.code]["note"] == "Không tiếp nhận"
    said = printed("form_07", data)
    assert "Từ ngày 20/11/2026 đến ngày 20/11/2026" in said
    assert accepted.code in said
    earlier = form_07_sheet(
        unit_code=unit, first=date(2026, 11, 18), last=date(2026, 11, 19), keeper="", at=NOW
    )
    elsewhere = form_07_sheet(unit_code="PX-00082", first=day, last=day, keeper="", at=NOW)
    assert (earlier["entries"], elsewhere["entries"]) == ([], [])


@pytest.mark.parametrize(
    ("limit", "words"),
    [
        ({"qty": 3, "unit": "WORKING_DAY"}, "3 ngày làm việc"),
        ({"qty": 0.5, "unit": "WORKING_DAY"}, "0,5 ngày làm việc"),
        ({"qty": 15, "unit": "DAY"}, "15 ngày"),
        ({"qty": 2, "unit": "MONTH"}, "2 tháng"),
        ({"qty": 4, "unit": "HOUR"}, "4 giờ làm việc"),
        (
            {"qty": 1, "unit": "WORKING_DAY", "same_day_cutoff": "15:00"},
            "trong ngày làm việc; nhận từ 15:00 thì ngày làm việc sau",
        ),
        ({"qty": None, "unit": None}, ""),
    ],
)
def test_a_time_limit_is_said_as_the_law_writes_it(limit, words):
    assert time_limit_words(limit) == words


def test_an_officer_opens_the_slips_there_is_a_reason_for(accepted):
    client = Client()
    client.force_login(Account.objects.get(username="chuyenvien.hoankiem"))
    page = f"/xu-ly/ho-so/{accepted.id}/phieu/"

    answers = {form: client.get(f"{page}{form}/") for form in ("01", "04", "05", "06")}

    assert {form: answer.status_code for form, answer in answers.items()} == {
        "01": 200,
        "04": 404,
        "05": 404,
        "06": 200,
    }
    assert answers["06"].content.startswith(b"%PDF")
