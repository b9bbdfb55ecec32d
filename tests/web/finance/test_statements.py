"""F16, F17: statements of operators, their lines and objections; contracts with four eyes."""

import csv
import io
import re
import zipfile
from datetime import date
from uuid import uuid4
from xml.etree import ElementTree

import pytest
from django.conf import settings

from cuamo.kernel.clock import local
from cuamo.settlement.models import Dispute, Instrument, Item, Line, Statement
from cuamo.settlement.services.build_month import build_month
from cuamo.settlement.services.instruments import decide_instrument, load_instruments
from tests.support.city import staff
from tests.web.oversight.facts import at_screen

pytestmark = pytest.mark.django_db
OCTOBER = date(2026, 10, 1)
NOVEMBER = local("2026-11-20 08:30")
RISKY = "=HYPERLINK(1)"


@pytest.fixture
def month(city, db):
    """October with two deliveries of Vietnam Post, one late and with a label that looks like a formula."""
    load_instruments(
        path=settings.REFERENCE / "contracts" / "hanoi.sample.json",
        actor=staff("quantri.trungtam"),
        at=NOVEMBER,
    )
    for row in Instrument.objects.all():
        decide_instrument(
            instrument_id=row.id, approve=True, words="", actor=staff("ketoan.trungtam"), at=NOVEMBER
        )
    made(label="RH000000001VN")
    made(label=RISKY, done="2026-10-09 10:00")
    (statement,) = build_month(month=OCTOBER, actor=staff("ketoan.trungtam"), at=NOVEMBER)
    return statement


def made(*, label, done="2026-10-06 10:00"):
    at = local(done)
    return Item.objects.create(
        service="DELIVER_HOME", operator_code="VNPOST", unit_code="DIEM-00070", subject_id=uuid4(),
        subject_code="H26.1-261005-0001", parcel_id=uuid4(), label=label, hand_over_id=uuid4(), proof="CODE",
        ward_code="00070", acted_at=at, acted_on=at.date(), claim_key=f"K:{uuid4()}", claimable=True,
        facts={
            "papers": 1, "ready_at": local("2026-10-05 09:00").isoformat(),
            "picked_at": local("2026-10-05 15:00").isoformat(),
            "started_at": local("2026-10-05 15:00").isoformat(), "tries": [], "gaps": [], "excused": "",
        },
        filing={"channel": "ONLINE", "groups": [], "papers": []}, noted_at=at,
    )  # fmt: skip


def _text(answer):
    return answer.content.decode()


def test_a_statement_goes_from_draft_to_paid_through_two_accountants_and_the_operator(month):
    first, second = at_screen("ketoan.trungtam"), at_screen("ketoan2.trungtam")
    operator = at_screen("dieuphoi.vnpost")
    address = f"/tai-chinh/quyet-toan/{month.id}/"
    mirror = f"/dieu-phoi/quyet-toan/{month.id}/"
    assert operator.get(mirror).status_code == 404, "a draft is nobody's business yet"

    first.post(address, {"viec": "gui"})
    assert "34.080" in _text(operator.get(mirror))
    operator.post(mirror, {"viec": "xac-nhan"})
    assert first.post(address, {"viec": "duyet", "tong": "34080"}).status_code == 403
    page = _text(second.get(address))
    shown = re.search(r'name="tong" value="(-?[0-9]+)"', page)
    second.post(address, {"viec": "duyet", "tong": shown.group(1)})
    second.post(address, {"viec": "da-tra", "chung_tu": "UNC-0042"})

    found = Statement.objects.get()
    assert (found.state, found.payable_vnd, found.paid_reference) == ("PAID", 34_080, "UNC-0042")


def test_the_operator_objects_in_words_and_finance_answers(month):
    finance, operator = at_screen("ketoan.trungtam"), at_screen("dieuphoi.vnpost")
    finance.post(f"/tai-chinh/quyet-toan/{month.id}/", {"viec": "gui"})
    penalty = Line.objects.get(kind="PENALTY")
    mirror = f"/dieu-phoi/quyet-toan/{month.id}/dong/{penalty.id}/"

    assert "Viết ý kiến" in _text(operator.post(mirror, {"y_kien": " "}))
    operator.post(mirror, {"y_kien": "Có biên bản ngập nước", "chung_cu": "BB-12"})
    page = f"/tai-chinh/quyet-toan/{month.id}/dong/{penalty.id}/"
    assert "Có biên bản ngập nước" in _text(finance.get(page))
    assert "Có biên bản ngập nước" in _text(finance.get(f"/tai-chinh/quyet-toan/{month.id}/"))
    assert "Có biên bản ngập nước" in _text(operator.get(f"/dieu-phoi/quyet-toan/{month.id}/"))
    dispute = Dispute.objects.get()
    assert finance.post(page, {"y_kien": str(dispute.id), "y": "dong-y", "tra_loi": ""}).status_code == 422
    finance.post(page, {"y_kien": str(dispute.id), "y": "dong-y", "tra_loi": "Đúng"})

    assert Statement.objects.get().payable_vnd == 34_560
    assert "Chấp nhận: Đúng" in _text(operator.get(mirror))


def test_every_page_opens_and_the_list_asks_a_fixed_number_of_questions(month, django_assert_num_queries):
    screen = at_screen("ketoan.trungtam")
    contract = Instrument.objects.filter(kind="CONTRACT").first()
    for path in (
        "", "?loc=khau-tru", "chua-tinh/", "hop-dong/", f"hop-dong/{contract.id}/",
        f"hop-dong/{contract.id}/ban-moi/", f"{month.id}/", f"{month.id}/?loc=khau-tru", f"{month.id}/in/",
        f"{month.id}/dong/{Line.objects.first().id}/",
    ):  # fmt: skip
        assert screen.get(f"/tai-chinh/quyet-toan/{path}").status_code == 200, path
    with django_assert_num_queries(QUESTIONS):
        screen.get("/tai-chinh/quyet-toan/")


QUESTIONS = 12


def test_the_csv_is_utf8_with_a_mark_vietnamese_headings_and_no_formulas(month):
    answer = at_screen("ketoan.trungtam").get(f"/tai-chinh/quyet-toan/{month.id}/tep-csv/")

    sent = b"".join(answer.streaming_content)
    assert sent.startswith(b"\xef\xbb\xbf")
    head, *rows, total = csv.reader(io.StringIO(sent.decode("utf-8-sig")))
    assert head[:5] == ["STT", "Ngày thực hiện", "Loại dòng", "Dịch vụ hoặc lỗi", "Mã vận đơn"]
    assert [row[4] for row in rows] == ["RH000000001VN", "'" + RISKY, "'" + RISKY]
    assert [row[12] for row in rows] == ["17280", "17280", "-480"] or sum(
        int(row[12]) for row in rows
    ) == 34_080
    assert (total[2], total[12], total[13]) == ("Tổng cộng", "34080", "34080")


def test_the_workbook_holds_the_same_lines_with_money_as_numbers_and_no_formulas(month):
    answer = at_screen("ketoan.trungtam").get(f"/tai-chinh/quyet-toan/{month.id}/tep-xlsx/")

    book = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    sheet = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))
    space = {"x": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
    rows = sheet.findall(".//x:row", space)
    *sums, total = [row.find("x:c[13]/x:v", space) for row in rows[2:-1]] + [
        next(cell for cell in rows[-1] if cell.get("r") == f"N{len(rows)}").find("x:v", space)
    ]
    assert len(rows) == 2 + 3 + 1
    assert sum(int(float(cell.text)) for cell in sums) == 34_080
    assert int(float(total.text)) == 34_080
    assert sheet.findall(".//x:f", space) == []


def test_pages_for_the_operator_name_no_citizen_and_only_their_own_operator(month):
    at_screen("ketoan.trungtam").post(f"/tai-chinh/quyet-toan/{month.id}/", {"viec": "gui"})

    assert at_screen("dieuphoi.vnpost").get("/dieu-phoi/quyet-toan/").status_code == 200
    for username in ("quay.hoankiem", "ketoan.trungtam", "giamsat.trungtam"):
        answer = at_screen(username).get(f"/dieu-phoi/quyet-toan/{month.id}/")
        assert answer.status_code in {403, 404}, username


def test_a_new_price_counts_once_a_second_person_approved_it(month):
    first, second = at_screen("ketoan.trungtam"), at_screen("quantri.trungtam")
    contract = Instrument.objects.filter(kind="CONTRACT", subject="VNPOST").order_by("-valid_from").first()
    filled = {f"don_gia_{n}": str(row["amount_vnd"]) for n, row in enumerate(contract.content["prices"])}
    filled |= {
        "so": "Phụ lục 9", "nguon": "biên bản mẫu", "hieu_luc.ngay": "1", "hieu_luc.thang": "12",
        "hieu_luc.nam": "2026", "thue": "10", "tran": "8",
    }  # fmt: skip
    path = f"/tai-chinh/quyet-toan/hop-dong/{contract.id}/ban-moi/"
    assert first.post(path, filled | {"don_gia_0": "không"}).status_code == 422

    first.post(path, filled | {"don_gia_0": "18.500"})

    made = Instrument.objects.get(number="Phụ lục 9")
    assert (made.state, made.content["prices"][0]["amount_vnd"]) == ("PROPOSED", 18_500)
    page = f"/tai-chinh/quyet-toan/hop-dong/{made.id}/"
    assert first.post(page, {"y": "duyet"}).status_code == 403
    second.post(page, {"y": "duyet"})
    made.refresh_from_db()
    assert (made.state, made.content["vat"]["percent"]) == ("APPROVED", 10)


@pytest.mark.parametrize("path", ["", "chua-tinh/", "hop-dong/"])
def test_nobody_but_the_centres_finance_opens_them(city, path):
    for username in ("quay.hoankiem", "dieuphoi.vnpost", "giamsat.trungtam", "lanhdao.hoankiem"):
        assert at_screen(username).get(f"/tai-chinh/quyet-toan/{path}").status_code == 403, username


def test_where_nothing_is_settled_yet_the_pages_say_what_comes_next(city, db):
    finance, operator = at_screen("ketoan.trungtam"), at_screen("dieuphoi.vnpost")

    assert "Chưa có bảng quyết toán." in _text(finance.get("/tai-chinh/quyet-toan/"))
    assert "Chưa có dự toán được duyệt" in _text(finance.get("/tai-chinh/quyet-toan/"))
    assert "Mọi việc đều đủ chứng cứ." in _text(finance.get("/tai-chinh/quyet-toan/chua-tinh/"))
    assert "Chưa có hợp đồng." in _text(finance.get("/tai-chinh/quyet-toan/hop-dong/"))
    assert "Chưa có bảng quyết toán." in _text(operator.get("/dieu-phoi/quyet-toan/"))
