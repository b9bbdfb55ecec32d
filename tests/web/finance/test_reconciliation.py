"""F10–F14: accountants see what does not agree, mend it by two, bring files by hand and print protocols."""

import csv
import io
import re
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cuamo.dossiers.models import Dossier
from cuamo.dossiers.services.check_paid import check_paid
from cuamo.interop.systems.payment.simulator.day_files import distort
from cuamo.kernel.clock import HANOI
from cuamo.payments.models import MoneyFile, ReconciledDay, ReconciliationItem
from cuamo.payments.reconciling import FileSide
from cuamo.payments.selectors.books import balance_of
from tests.payments.reconciling import City, day, moment
from tests.support.city import Counter, begin_shift, staff
from tests.web.oversight.facts import at_screen

pytestmark = pytest.mark.django_db
DAY = day(0).isoformat()
WHY = "Đã gọi ngân hàng, không rõ của ai"


def text_of(answer) -> str:
    return answer.content.decode()


@pytest.fixture
def mine(city):
    return at_screen("ketoan.trungtam")


@pytest.fixture
def other(city):
    return at_screen("ketoan2.trungtam")


@pytest.fixture
def days(city) -> City:
    """A day on which three things differ."""
    happened = City()
    happened.pay(0, 8_000)
    happened.pay(0, 15_000, told=False)
    happened.move(0, 70_000, "TRF", "ung ho quy <b>nguoi ngheo</b>")
    happened.move(0, -5_500, "CHG", "phi quan ly")
    happened.night(0)
    return happened


def item_of(kind: str) -> ReconciliationItem:
    return ReconciliationItem.objects.get(kind=kind)


def upload(client, content: bytes, **typed: str):
    data = {"ben": "GATEWAY", "ngay": "07/09/2026", "tep": SimpleUploadedFile("tep.csv", content)} | typed
    return client.post("/tai-chinh/doi-soat/tai-len/", data)


def test_the_list_shows_work_first_and_days_with_their_state(mine, days):
    page = text_of(mine.get("/tai-chinh/doi-soat/"))

    assert page.index("Tiền về không rõ của ai") < page.index("Từng ngày")
    assert "07/09/2026" in page
    assert "Còn lệch" in page


def test_a_day_shows_what_differs_and_the_three_sides(mine, days):
    page = text_of(mine.get(f"/tai-chinh/doi-soat/{DAY}/"))

    assert page.index("Khoản lệch phải làm") < page.index("Sổ của Trung tâm")
    assert "23.000" in page
    assert "Cổng có, sổ chưa có" in page
    assert "máy lấy, có chữ ký" in page


def test_one_proposes_and_another_agrees_before_the_books_change(mine, other, days):
    item = item_of("UNKNOWN_TRANSFER")
    address = f"/tai-chinh/doi-soat/khoan/{item.id}/"
    assert "&lt;b&gt;" in text_of(mine.get(address))

    mine.post(f"{address}lam/", {"viec": "de-nghi", "ly_do": WHY})
    own = text_of(mine.get(address))
    assert "Người đề nghị không tự duyệt" in own
    seen = {"viec": "duyet", "lech_cong": "0", "lech_ngan_hang": "70000"}
    mine.post(f"{address}lam/", seen)
    item.refresh_from_db()
    assert (item.state, balance_of("suspense")) == ("EXPLAINED", 0)

    page = text_of(other.get(address))
    assert "Duyệt và ghi sổ" in page
    assert re.search(r'name="lech_ngan_hang"\s+value="70000"', page)
    assert other.post(f"{address}lam/", {"viec": "duyet"}).status_code == 404
    other.post(f"{address}lam/", seen | {"lech_ngan_hang": "69000"})
    item.refresh_from_db()
    assert (item.state, balance_of("suspense")) == ("EXPLAINED", 0)
    other.post(f"{address}lam/", seen)
    item.refresh_from_db()
    assert (item.state, balance_of("suspense")) == ("SETTLED", -70_000)


def test_a_proposal_sent_back_with_a_reason_is_open_again(mine, other, days):
    item = item_of("BANK_CHARGE")
    address = f"/tai-chinh/doi-soat/khoan/{item.id}/lam/"
    mine.post(address, {"viec": "de-nghi", "ly_do": WHY})

    answer = other.post(address, {"viec": "tra-lai", "ly_do": " "})
    assert (answer.status_code, "Ghi lý do trả lại." in text_of(answer)) == (422, True)
    other.post(address, {"viec": "tra-lai", "ly_do": "Chưa đúng biểu phí"})
    item.refresh_from_db()
    assert (item.state, balance_of("fees")) == ("OPEN", 0)


def test_a_repair_without_words_is_refused_beside_the_field(mine, days):
    item = item_of("MISSING_CALLBACK")
    answer = mine.post(f"/tai-chinh/doi-soat/khoan/{item.id}/lam/", {"viec": "de-nghi", "ly_do": ""})

    assert (answer.status_code, "id_ly_do" in text_of(answer)) == (422, True)
    assert item_of("MISSING_CALLBACK").state == "OPEN"


def test_a_transaction_of_a_signed_file_is_taken_by_one_person(mine, days):
    item = item_of("MISSING_CALLBACK")
    mine.post(f"/tai-chinh/doi-soat/khoan/{item.id}/lam/", {"viec": "de-nghi", "ly_do": "Cổng đã xác nhận"})

    assert item_of("MISSING_CALLBACK").state == "SETTLED"
    assert balance_of("gateway") == 23_000


def test_who_takes_the_work_is_shown_to_everybody(mine, other, days):
    item = item_of("BANK_CHARGE")
    mine.post(f"/tai-chinh/doi-soat/khoan/{item.id}/lam/", {"viec": "nhan"})

    assert item_of("BANK_CHARGE").owner_name in text_of(other.get(f"/tai-chinh/doi-soat/{DAY}/"))


def test_a_file_by_hand_is_read_and_its_day_run(mine, city):
    happened = City()
    happened.pay(0, 8_000)
    assert upload(mine, happened.file(0, FileSide.GATEWAY)).status_code == 302
    assert ReconciledDay.objects.get().state == "WAITING"
    assert "Chưa có tệp của ngân hàng" in text_of(mine.get(f"/tai-chinh/doi-soat/{DAY}/"))

    upload(mine, happened.file(0, FileSide.BANK), ben="BANK")
    assert ReconciledDay.objects.get().gateway_ticked == 1
    assert MoneyFile.objects.filter(by_hand=True, state="CURRENT").count() == 2


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("truncated", "cột"),
        ("other_encoding", "bảng mã UTF-8"),
        ("wrong_day", "Đây là tệp của ngày 06/09/2026"),
    ],
)
def test_a_file_with_faults_shows_each_by_line_and_column_and_changes_nothing(mine, city, kind, words):
    happened = City()
    for _ in range(4):
        happened.pay(0)
    content = happened.file(0, FileSide.GATEWAY)
    answer = upload(
        mine,
        content.decode().encode("cp1258") + b"\xff" if kind == "other_encoding" else distort(content, kind),
    )

    page = text_of(answer)
    assert answer.status_code == 422
    assert words in page.lower() or words in page
    assert re.search(r"<th scope=\"col\" class=\"num\">Dòng</th>", page)
    assert not MoneyFile.objects.filter(state="CURRENT").exists()


def test_faults_name_their_line_and_column(mine, city):
    content = b"H,GATEWAY,2026-09-07\nT,FT1,X,8.000,220,2026-09-07T09:00:00+07:00,PAID,\nQ,1\nE,1,8000,8000\n"
    upload(mine, content)

    faults = MoneyFile.objects.get().faults
    assert [(fault["line"], fault["column"]) for fault in faults] == [(2, 9), (3, 1), (4, 3)]


def test_a_file_of_tomorrow_or_none_at_all_is_refused_beside_its_field(mine, city):
    answer = upload(mine, b"x", ngay="01/01/2099")
    assert (answer.status_code, "Ngày này chưa tới" in text_of(answer)) == (422, True)

    nothing = mine.post("/tai-chinh/doi-soat/tai-len/", {"ben": "X", "ngay": "mai"})
    assert nothing.status_code == 422
    assert text_of(nothing).count("Chọn tệp") >= 2
    assert not MoneyFile.objects.exists()


def test_the_protocol_is_paper_csv_and_workbook_with_the_same_differences(mine, days):
    paper = text_of(mine.get(f"/tai-chinh/doi-soat/{DAY}/bien-ban/"))
    assert paper.count("Ký, ghi rõ họ tên, ngày") == 2
    assert MoneyFile.objects.first().sha256 in paper

    plain = mine.get(f"/tai-chinh/doi-soat/{DAY}/bien-ban/?tep=csv").content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(plain)))
    assert sorted(row[0] for row in rows[1:]) == [
        "Cổng có, sổ chưa có",
        "Phí ngân hàng",
        "Tiền về không rõ của ai",
    ]
    book = mine.get(f"/tai-chinh/doi-soat/{DAY}/bien-ban/?tep=xlsx").content
    with ZipFile(io.BytesIO(book)) as package:
        shared = package.read("xl/sharedStrings.xml").decode()
    assert "Tiền về không rõ của ai" in shared


def test_running_a_day_again_by_hand_is_counted(mine, days):
    before = ReconciledDay.objects.get().runs
    mine.post(f"/tai-chinh/doi-soat/{DAY}/lai/")

    assert ReconciledDay.objects.get().runs == before + 1


@pytest.mark.parametrize("path", ["2026-13-01/", "hom-nay/", "2020-01-01/", "2026-13-01/bien-ban/"])
def test_a_day_that_is_none_or_was_never_run_is_not_found(mine, path):
    assert mine.get(f"/tai-chinh/doi-soat/{path}").status_code == 404


def test_clerks_and_accountants_of_operators_see_nothing_of_it(days):
    clerk = at_screen("quay.hoankiem")
    item = item_of("BANK_CHARGE")

    for path in ("", f"{DAY}/", f"khoan/{item.id}/", "tai-len/", f"{DAY}/bien-ban/?tep=csv"):
        assert clerk.get(f"/tai-chinh/doi-soat/{path}").status_code == 403
    assert clerk.post(f"/tai-chinh/doi-soat/khoan/{item.id}/lam/", {"viec": "nhan"}).status_code == 403
    assert item_of("BANK_CHARGE").owner_id == ""


def test_lists_cost_the_same_questions_however_much_waits(mine, days):
    def asked(path: str) -> int:
        with CaptureQueriesContext(connection) as seen:
            assert mine.get(f"/tai-chinh/doi-soat/{path}").status_code == 200
        return len(seen)

    few = (asked(""), asked(f"{DAY}/"))
    for number in range(30):
        days.move(0, 1_000 + number, "TRF", f"ung ho {number}")
    days.night(0)
    assert ReconciliationItem.objects.filter(day=day(0)).count() > 30
    assert (asked(""), asked(f"{DAY}/")) == few


def test_a_dossier_that_says_paid_without_a_settled_demand_is_an_item_until_it_is_mended(mine, city):
    clerk = staff("quay.hoankiem")
    begin_shift(clerk, at=moment(0))
    dossier = Counter(clerk, moment(0)).sent()
    assert check_paid(day=day(0), at=moment(1)) == 0

    honest = Dossier.objects.get(id=dossier.id).money
    Dossier.objects.filter(id=dossier.id).update(money="PAID")
    assert check_paid(day=day(0), at=moment(1)) == 1
    item = item_of("DOSSIER_UNPAID")
    assert dossier.shown_code in text_of(mine.get(f"/tai-chinh/doi-soat/khoan/{item.id}/"))

    Dossier.objects.filter(id=dossier.id).update(money=honest)
    assert check_paid(day=day(0), at=moment(2)) == 0
    assert item_of("DOSSIER_UNPAID").state == "SETTLED"


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
def test_a_day_no_money_was_ever_moved_on_is_no_day(mine, city, day):
    for address in ("khoan", "so"):
        assert mine.get(f"/tai-chinh/{address}/?ngay={day}").status_code == 200
    assert mine.get(f"/tai-chinh/doi-soat/{day}/").status_code == 404
    answer = upload(mine, f"H,GATEWAY,{day}\nE,0,0,0\n".encode(), ngay=day)

    assert (answer.status_code, "Ghi ngày của tệp" in text_of(answer)) == (422, True)
    assert not MoneyFile.objects.exists()


def test_the_file_of_a_day_that_is_not_over_is_not_taken(mine, city):
    today = timezone.now().astimezone(HANOI).date().isoformat()
    answer = upload(mine, f"H,GATEWAY,{today}\nE,0,0,0\n".encode(), ngay=today)

    assert (answer.status_code, "chưa hết. Chọn ngày đã qua." in text_of(answer)) == (422, True)
    assert not MoneyFile.objects.exists()
