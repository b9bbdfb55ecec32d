"""O3, F16: what an operator reads of a line, what the sheet adds up to, and input nobody expects."""

import csv
import io
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cuamo.kernel.errors import NotFound
from cuamo.settlement.models import Dispute, Instrument, Item, Line, Statement
from cuamo.settlement.selectors.statements import (
    disputes_of_statement,
    instruments,
    not_claimable,
    siblings,
    statement,
    statements_of,
)
from cuamo.settlement.services.build_month import build_month
from tests.support.city import staff
from tests.web.finance.test_statements import NOVEMBER, OCTOBER, made, month
from tests.web.oversight.facts import at_screen

pytestmark = pytest.mark.django_db
SAID = ("tàn tật", "khuyết tật", "bảo trợ", "có công", "hai nhóm", "cả hai chiều")
__all__ = ["month"]


@pytest.fixture
def protected(month):
    """One delivery more, to a person with a certificate of disability; the statement was sent."""
    item = made(label="RH000000009VN")
    filing = {"channel": "DIRECT", "groups": ["BAO_TRO_XA_HOI"], "papers": ["Giấy xác nhận khuyết tật"]}
    Item.objects.filter(id=item.id).update(filing=filing)
    (found,) = build_month(month=OCTOBER, actor=staff("ketoan.trungtam"), at=NOVEMBER)
    at_screen("ketoan.trungtam").post(f"/tai-chinh/quyet-toan/{found.id}/", {"viec": "gui"})
    return Line.objects.get(item=item, kind="SERVICE")


def _text(answer):
    return answer.content.decode()


def _rows(answer):
    return list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))


def test_an_operator_cannot_tell_who_is_protected_nor_by_which_paper(protected):
    operator, number = at_screen("dieuphoi.vnpost"), protected.statement_id
    base = f"/dieu-phoi/quyet-toan/{number}/"
    head, *rows = _rows(operator.get(f"{base}tep-csv/"))
    read = [_text(operator.get(f"{base}{more}")) for more in ("", "in/", f"dong/{protected.id}/")]
    read += [",".join(row) for row in rows]

    assert [word for word in SAID for text in read if word in text] == []
    paid = [row for row in rows if "Dịch vụ" in row]
    words = head.index("Căn cứ, lý do")
    assert len(paid) == 3
    assert {(row[words], row[words + 1]) for row in paid} == {
        ("Thành phố trả cước chuyển phát, theo quy định.", "")
    }
    assert "Mã hồ sơ" not in head
    assert not any("H26.1-261005-0001" in cell for row in rows for cell in row)
    assert "khuyết tật" not in protected.words


def test_the_centre_reads_the_group_and_the_paper_of_the_line(protected):
    page = at_screen("ketoan.trungtam").get(
        f"/tai-chinh/quyet-toan/{protected.statement_id}/dong/{protected.id}/"
    )

    assert "giấy tờ chứng minh: Giấy xác nhận khuyết tật." in _text(page)


def test_help_at_an_agency_has_no_label_so_the_sheet_names_its_dossier(protected):
    Item.objects.filter(id=protected.item_id).update(label="")

    rows = _rows(at_screen("dieuphoi.vnpost").get(f"/dieu-phoi/quyet-toan/{protected.statement_id}/tep-csv/"))

    assert [row[4] for row in rows].count("H26.1-261005-0001") == 1


@pytest.mark.parametrize(
    ("username", "area"), [("ketoan.trungtam", "tai-chinh"), ("dieuphoi.vnpost", "dieu-phoi")]
)
def test_the_last_row_of_the_sheet_is_what_the_statement_pays(protected, username, area):
    head, *rows, total = _rows(
        at_screen(username).get(f"/{area}/quyet-toan/{protected.statement_id}/tep-csv/")
    )
    pays = head.index("Thành phố trả (đồng)")

    assert total[2] == "Tổng cộng"
    assert int(total[pays]) == Statement.objects.get().payable_vnd == sum(int(row[pays]) for row in rows)


def test_there_is_no_other_kind_of_file(protected):
    for username, area in (("ketoan.trungtam", "tai-chinh"), ("dieuphoi.vnpost", "dieu-phoi")):
        answer = at_screen(username).get(f"/{area}/quyet-toan/{protected.statement_id}/tep-pdf/")
        assert answer.status_code == 404, username


def test_an_operator_without_a_code_sees_nothing(month):
    with pytest.raises(NotFound):
        statement(month.id, operator="")
    assert statements_of("") == []
    assert list(not_claimable(operator="").rows) == []
    assert instruments(subject="") == []


def test_an_operator_sees_no_other_line_of_a_draft_nor_of_another_operator(protected):
    for number, (operator, state) in enumerate((("VNPOST", "DRAFT"), ("VTPOST", "SENT")), start=11):
        other = Statement.objects.create(
            number=f"QT-{number}", operator_code=operator, month=f"2026-{number}-01", built_at=NOVEMBER
        )
        Line.objects.create(
            statement=other, item=protected.item, kind="CORRECTION", net_vnd=5, payer="OPERATOR", words="x"
        )
        Statement.objects.filter(id=other.id).update(state=state)

    assert siblings(protected, operator="VNPOST") == []
    assert len(siblings(protected)) == 2


def test_objections_that_wait_come_first(protected):
    for number, state in enumerate(("REJECTED", "OPEN")):
        line = Line.objects.filter(statement=protected.statement_id).order_by("id")[number]
        Dispute.objects.create(
            line=line, state=state, words="x", raised_by_id="1", raised_by_name="A", raised_at=NOVEMBER,
            answer="" if state == "OPEN" else "Không", answered_at=None if state == "OPEN" else NOVEMBER,
        )  # fmt: skip

    found = disputes_of_statement(protected.statement_id, limit=1)

    assert [row.state for row in found] == ["OPEN"]


@pytest.mark.parametrize("said", ["²", "--5", "5-", "٥", "", "1" * 18])
def test_a_sum_that_is_no_number_is_refused_in_words(protected, said):
    number = protected.statement_id
    at_screen("dieuphoi.vnpost").post(f"/dieu-phoi/quyet-toan/{number}/", {"viec": "xac-nhan"})

    answer = at_screen("ketoan2.trungtam").post(
        f"/tai-chinh/quyet-toan/{number}/", {"viec": "duyet", "tong": said}
    )

    assert answer.status_code == 422
    assert Statement.objects.get().state == "CONFIRMED"


FILES = (
    {"number": 5},
    {"confirmed_by": None},
    {"confidence": "XX"},
    {"subject": "2026" * 9},
    {"number": "a\x00b"},
    {"valid_from": "hôm nay"},
)


@pytest.mark.parametrize("wrong", FILES)
def test_a_file_that_cannot_be_used_is_refused_in_words(month, wrong):
    before = Instrument.objects.count()
    row = {
        "kind": "BUDGET", "subject": "2027", "number": "Dự toán 2027", "valid_from": "2027-01-01",
        "content": {"amount_vnd": 5}, "source": "mẫu", "confidence": "X", "confirmed_by": "",
    }  # fmt: skip
    sent = SimpleUploadedFile("a.json", json.dumps({"instruments": [row | wrong]}).encode())

    answer = at_screen("quantri.trungtam").post("/tai-chinh/quyet-toan/hop-dong/", {"tep": sent})

    assert answer.status_code == 422
    assert "chưa dùng được" in _text(answer).lower()
    assert Instrument.objects.count() == before


def test_a_refused_proposal_keeps_the_day_and_points_at_the_empty_field(month):
    contract = Instrument.objects.filter(kind="CONTRACT", subject="VNPOST").order_by("-valid_from").first()
    filled = {f"don_gia_{n}": str(row["amount_vnd"]) for n, row in enumerate(contract.content["prices"])}
    filled |= {
        "so": "Phụ lục 9", "nguon": " ", "hieu_luc.ngay": "1", "hieu_luc.thang": "12", "hieu_luc.nam": "2026",
        "thue": "10", "tran": "8",
    }  # fmt: skip

    answer = at_screen("quantri.trungtam").post(
        f"/tai-chinh/quyet-toan/hop-dong/{contract.id}/ban-moi/", filled
    )

    page = _text(answer)
    assert answer.status_code == 422
    assert 'href="#id_nguon"' in page
    assert 'id="id_nguon"' in page
    for part, kept in (("ngay", "01"), ("thang", "12"), ("nam", "2026")):
        assert f'name="hieu_luc.{part}"' in page
        assert f'value="{kept}"' in page, part


def test_another_accountant_takes_a_statement_back_and_the_operator_no_longer_sees_it(protected):
    page, mirror = (f"/{area}/quyet-toan/{protected.statement_id}/" for area in ("tai-chinh", "dieu-phoi"))
    second = at_screen("ketoan2.trungtam")
    why = {"viec": "thu-hoi", "ly_do": "Sai đơn giá vùng"}
    assert at_screen("ketoan.trungtam").post(page, why).status_code == 403
    refused = second.post(page, {"viec": "thu-hoi", "ly_do": "sai"})
    assert (refused.status_code, 'id="id_ly_do"' in _text(refused)) == (422, True)

    second.post(page, why)

    assert Statement.objects.get().state == "DRAFT"
    assert at_screen("dieuphoi.vnpost").get(mirror).status_code == 404
    assert "Thu hồi để lập lại: Sai đơn giá vùng" in _text(second.get(page))
