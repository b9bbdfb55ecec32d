"""O3, F16: the operator objects on its page to what is not claimable; the centre answers on its own."""

import html
import re
from datetime import timedelta
from uuid import uuid4

import pytest

from cuamo.kernel.clock import local
from cuamo.settlement.models import Item, Objection
from cuamo.settlement.rules.custody import NO_PROOF
from tests.web.finance.test_statements import made, month
from tests.web.oversight.facts import at_screen

pytestmark = pytest.mark.django_db
__all__ = ["month"]


@pytest.fixture
def unproven(month) -> Item:
    item = made(label="RH000000077VN")
    Item.objects.filter(id=item.id).update(claimable=False, reason=NO_PROOF, proof="WORD")
    return Item.objects.get(id=item.id)


def _text(answer):
    return answer.content.decode()


def test_the_operator_writes_why_and_the_centre_answers_in_words(unproven):
    finance, operator = at_screen("ketoan.trungtam"), at_screen("dieuphoi.vnpost")
    mine, theirs = (
        f"/dieu-phoi/quyet-toan/viec/{unproven.id}/",
        f"/tai-chinh/quyet-toan/chua-tinh/{unproven.id}/",
    )
    assert f'href="{mine}"' in _text(operator.get("/dieu-phoi/quyet-toan/"))
    assert NO_PROOF in _text(operator.get(mine))

    assert operator.post(mine, {"y_kien": "Người nhận ký sổ giấy", "chung_cu": "Sổ 12"}).status_code == 302
    assert "Chờ kế toán trả lời" in _text(operator.get(mine))
    assert "1 ý kiến về việc chưa tính được" in _text(finance.get("/tai-chinh/quyet-toan/"))
    assert "Người nhận ký sổ giấy" in _text(finance.get("/tai-chinh/quyet-toan/chua-tinh/"))
    said = {"y_kien": Objection.objects.get().id, "y": "dong-y", "tra_loi": "Đã xem sổ"}
    assert finance.post(theirs, said).status_code == 302

    assert "Chấp nhận: Đã xem sổ" in _text(operator.get(mine))
    assert "Bảng quyết toán tiếp theo có việc này" in _text(operator.get(mine))
    unproven.refresh_from_db()
    assert unproven.claimable


def test_words_that_are_missing_are_asked_for_and_what_was_typed_stays(unproven):
    finance, operator = at_screen("ketoan.trungtam"), at_screen("dieuphoi.vnpost")
    mine, theirs = (
        f"/dieu-phoi/quyet-toan/viec/{unproven.id}/",
        f"/tai-chinh/quyet-toan/chua-tinh/{unproven.id}/",
    )
    page = operator.post(mine, {"y_kien": " ", "chung_cu": "Sổ 12"})
    assert page.status_code == 422
    assert "Viết ý kiến" in _text(page)
    assert "Sổ 12" in _text(page)
    operator.post(mine, {"y_kien": "Đã ký sổ"})
    for said in ({}, {"y_kien": "x"}, {"y_kien": Objection.objects.get().id, "tra_loi": "Đúng"}):
        assert finance.post(theirs, said).status_code == 422
    page = finance.post(theirs, {"y_kien": Objection.objects.get().id, "y": "giu", "tra_loi": ""})

    assert "Viết câu trả lời" in _text(page)
    assert Objection.objects.get().state == "OPEN"


def test_what_was_typed_when_somebody_else_was_first_can_be_copied(unproven):
    finance, operator = at_screen("ketoan.trungtam"), at_screen("dieuphoi.vnpost")
    mine, theirs = (
        f"/dieu-phoi/quyet-toan/viec/{unproven.id}/",
        f"/tai-chinh/quyet-toan/chua-tinh/{unproven.id}/",
    )
    operator.post(mine, {"y_kien": "Đã ký sổ"})
    late = operator.post(mine, {"y_kien": "Đồng nghiệp viết trước", "chung_cu": "Sổ 13"})
    assert late.status_code >= 400
    assert "Đồng nghiệp viết trước" in _text(late)
    assert "Sổ 13" in _text(late)
    said = {"y_kien": Objection.objects.get().id, "y": "giu", "tra_loi": "Chưa thấy sổ"}
    finance.post(theirs, said)
    late = finance.post(theirs, said | {"y": "dong-y", "tra_loi": "Đã thấy sổ rồi"})

    assert late.status_code >= 400
    assert "Đã thấy sổ rồi" in _text(late)
    assert [each.answer for each in Objection.objects.all()] == ["Chưa thấy sổ"]


def test_nobody_else_reads_or_objects(unproven):
    mine, theirs = (
        f"/dieu-phoi/quyet-toan/viec/{unproven.id}/",
        f"/tai-chinh/quyet-toan/chua-tinh/{unproven.id}/",
    )
    for username, path in (
        ("quay.hoankiem", mine), ("ketoan.trungtam", mine),
        ("dieuphoi.vnpost", theirs), ("giamsat.trungtam", theirs),
    ):  # fmt: skip
        screen = at_screen(username)
        assert screen.get(path).status_code in {403, 404}, username
        assert screen.post(path, {"y_kien": "Sai"}).status_code in {403, 404}, username
    Item.objects.filter(id=unproven.id).update(operator_code="VTPOST")
    assert at_screen("dieuphoi.vnpost").get(mine).status_code == 404
    assert not Objection.objects.exists()


def test_the_lists_ask_a_fixed_number_of_questions(unproven, django_assert_max_num_queries):
    finance, operator = at_screen("ketoan.trungtam"), at_screen("dieuphoi.vnpost")
    for number in range(12):
        item = made(label=f"RH00000008{number:02d}VN")
        Item.objects.filter(id=item.id).update(claimable=False, reason=NO_PROOF)
    finance.get("/tai-chinh/quyet-toan/chua-tinh/")

    with django_assert_max_num_queries(14):
        finance.get("/tai-chinh/quyet-toan/chua-tinh/")
    with django_assert_max_num_queries(14):
        operator.get("/dieu-phoi/quyet-toan/")


def test_all_that_wait_are_counted_and_read_page_by_page(unproven):
    row = Item.objects.filter(id=unproven.id).values().get()
    items = [
        Item(**{**row, "id": uuid4(), "subject_id": uuid4(), "claim_key": f"K{n}", "label": f"RH{n:09}VN"})
        for n in range(60)
    ]
    Item.objects.bulk_create(items)
    Objection.objects.bulk_create(
        Objection(
            item=item, operator_code=item.operator_code, reason=NO_PROOF, words=f"Ý kiến thứ {n:02}.",
            raised_by_id="x", raised_by_name="x", raised_at=local("2026-11-01 08:00") + timedelta(minutes=n),
        )
        for n, item in enumerate(items)
    )  # fmt: skip
    finance = at_screen("ketoan.trungtam")
    assert "60 ý kiến về việc chưa tính được" in _text(finance.get("/tai-chinh/quyet-toan/"))

    first = _text(finance.get("/tai-chinh/quyet-toan/chua-tinh/"))
    (further,) = re.findall(r'rel="next"\s+href="([^"#]+)#y-kien"', first)
    second = _text(finance.get(html.unescape(further)))

    read = [re.findall(r"Ý kiến thứ (\d\d)\.", page) for page in (first, second)]
    assert [[int(n) for n in page] for page in read] == [list(range(50)), list(range(50, 60))]
    assert 'rel="next"' not in second
