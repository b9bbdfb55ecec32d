"""Q6 by its pages: what comes to the tray, where it goes, what is told, what can be undone."""

import re
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from cuamo.documents.selectors.files import content_of
from cuamo.documents.services.print_sheet import print_sheet
from cuamo.dossiers.models import Dossier, DossierPaper, TrayPage
from cuamo.dossiers.selectors.tray import tray_pages
from cuamo.people.models import Account
from tests.documents.pages import blank, blurred_below, drawn, feeder_pdf, full, jpeg, pages_of, photo, sheet
from tests.documents.samples import SAMPLES
from tests.web.counter.desk import Prepared

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nothing_reads")]
FIRST, SECOND, THIRD = "ban_goc_gcn", "hop_dong", "to_khai_thue"


def _bring(clerk: Client, made: Prepared, data: bytes, *, name: str = "quet.pdf", **fields: str):
    upload = SimpleUploadedFile(name, data)
    return clerk.post(f"{made.path}khay/", {"tep": upload, **fields}, headers={"Accept": "application/json"})


def _settle(clerk: Client, made: Prepared) -> None:
    assert clerk.post(f"{made.path}khay/xong/").status_code == 302


def _step(clerk: Client, made: Prepared) -> str:
    return clerk.get(f"{made.path}6/").content.decode()


def _papers(made: Prepared) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for paper in DossierPaper.objects.filter(dossier=made.dossier, removed_at=None).select_related("file"):
        found.setdefault(paper.component_key, []).append(paper.file.pages)
    return found


def _change(clerk: Client, made: Prepared, page: TrayPage, act: str):
    return clerk.post(f"{made.path}khay/trang/", {"trang": str(page.id), "act": act})


def _pages(made: Prepared, key: str | None = None) -> list[TrayPage]:
    pages = tray_pages(Dossier.objects.get(id=made.dossier.id))
    return [page for page in pages if key is None or page.component_key == key]


def test_one_picture_by_f8_goes_to_the_paper_that_is_missing_next(clerk, made):
    for number, key in enumerate((FIRST, SECOND, THIRD), start=1):
        answer = _bring(clerk, made, jpeg(sheet(seed=number)), name="anh.jpg")
        assert (answer.status_code, len(answer.json()["pages"])) == (200, 1)
        _settle(clerk, made)
        assert _papers(made)[key] == [1]

    page = _step(clerk, made)
    assert "Đủ giấy tờ, xem lại" in page
    assert "Khay:" not in page


def test_a_batch_parted_by_blank_sheets_is_proposed_and_filed_by_one_press(clerk, made):
    batch = feeder_pdf(sheet(seed=1), sheet(seed=2), blank(), sheet(seed=3), blank(), sheet(seed=4))
    assert len(_bring(clerk, made, batch).json()["pages"]) == 6
    _settle(clerk, made)
    assert _papers(made) == {}, "nothing is filed that nobody has agreed to"

    page = _step(clerk, made)
    assert "Khay: 4 trang chưa xếp" in page
    assert "theo tờ trắng ngăn cách" in page
    assert "2 tờ trắng ngăn cách sẽ để riêng" in page
    form = re.search(r'<form[^>]*id="xep".*?</form>', page, re.S)
    assert form is not None
    assert re.findall(r"<button[^>]*autofocus", form.group()), "Enter files what is shown"
    sent: dict[str, list[str]] = {}
    for name, value in re.findall(r'name="((?:trang\.|ngan)[^"]*)"\s+value="([^"]+)"', form.group()):
        sent.setdefault(name, []).append(value)
    for number, chosen in re.findall(r'name="nhom\.(\d)".*?value="(\w+)"\s+selected', form.group(), re.S):
        sent[f"nhom.{number}"] = [chosen]
    assert clerk.post(f"{made.path}khay/xep/", sent).status_code == 302

    assert _papers(made) == {FIRST: [2], SECOND: [1], THIRD: [1]}
    assert "Khay:" not in _step(clerk, made)


def test_pages_in_the_tray_hold_the_step_until_somebody_files_them(clerk, made):
    _bring(clerk, made, feeder_pdf(sheet(seed=1), sheet(seed=2)))
    _settle(clerk, made)

    answer = clerk.post(f"{made.path}6/", {"way": "HOME"})

    assert answer.status_code == 422
    assert "Còn 2 trang trong khay chưa xếp" in answer.content.decode()
    assert len(_pages(made, "")) == 2


def test_a_group_goes_where_the_clerk_says_and_one_without_a_paper_stays(clerk, made):
    _bring(clerk, made, feeder_pdf(sheet(seed=1), sheet(seed=2)))
    first, second = _pages(made)

    clerk.post(
        f"{made.path}khay/xep/",
        {"nhom.1": THIRD, "trang.1": str(second.id), "nhom.2": "", "trang.2": str(first.id)},
    )

    assert _papers(made) == {THIRD: [1]}
    assert [page.id for page in _pages(made, "")] == [first.id]


def test_pages_are_moved_turned_given_back_and_taken_out_and_the_paper_follows(clerk, made):
    for seed in (1, 2, 3):
        _bring(clerk, made, jpeg(sheet(seed=seed)), name=f"{seed}.jpg", giay=FIRST)
    one, two, three = _pages(made, FIRST)
    assert _papers(made) == {FIRST: [3]}

    _change(clerk, made, three, "back")
    assert [page.id for page in _pages(made, FIRST)] == [one.id, three.id, two.id]
    _change(clerk, made, one, "back")
    assert [page.id for page in _pages(made, FIRST)] == [one.id, three.id, two.id], "it stays at the end"

    _change(clerk, made, two, "turn")
    two.refresh_from_db()
    assert (two.edits["turn"], two.file_id == two.plain_id) == (90, False)
    _change(clerk, made, two, "undo")
    two.refresh_from_db()
    assert (two.edits, two.file_id) == ({}, two.plain_id)

    _change(clerk, made, one, "tray")
    _change(clerk, made, two, f"to.{SECOND}")
    _change(clerk, made, three, "away")
    assert _papers(made) == {SECOND: [1]}
    three.refresh_from_db()
    assert three.removed_at is not None
    assert content_of(three.upload), "what came in stays"
    assert [page.id for page in _pages(made, "")] == [one.id]


def test_a_photo_askew_is_laid_straight_and_can_be_given_back_as_it_came(clerk, made):
    taken = jpeg(photo(full(), angle=3.0))
    _bring(clerk, made, taken, name="anh.jpg", giay=FIRST, nguon="CAMERA")
    (page,) = _pages(made, FIRST)

    assert page.edits["angle"] == pytest.approx(-3.0, abs=0.5)
    assert "Đã chỉnh thẳng, cắt theo mép giấy" in _step(clerk, made)
    _change(clerk, made, page, "undo")

    page.refresh_from_db()
    paper = DossierPaper.objects.get(dossier=made.dossier, removed_at=None)
    assert (page.edits, paper.file_id, page.plain_id) == ({}, page.upload_id, page.upload_id)


def test_a_spot_out_of_focus_is_told_at_once_marked_and_used_only_by_an_act(clerk, made):
    answer = _bring(clerk, made, jpeg(blurred_below(full())), name="anh.jpg", giay=FIRST)
    (fault,) = answer.json()["pages"][0]["faults"]
    assert fault["words"].startswith("Ảnh bị mờ ở góc dưới bên phải.")

    page = _step(clerk, made)
    assert "Ảnh bị mờ ở góc dưới bên phải." in page
    assert re.search(r'<rect x="66\.\d" y="75\.0"', page)
    assert "Vẫn dùng, xem lại" in page
    assert "Đủ giấy tờ, xem lại" not in page
    (brought,) = _pages(made, FIRST)
    assert brought.kept_at is None

    _change(clerk, made, brought, "use")
    brought.refresh_from_db()
    assert brought.kept_at is not None
    assert "Đủ giấy tờ, xem lại" in _step(clerk, made)
    paper = DossierPaper.objects.get(dossier=made.dossier, removed_at=None)
    assert [(row["page"], row["fault"]) for row in paper.remarks] == [(1, "BLURRED")]


def test_going_on_by_the_button_that_says_so_uses_the_faulty_page(clerk, made):
    _bring(clerk, made, jpeg(blurred_below(full())), name="anh.jpg", giay=FIRST)

    choice = {"way": "HOME", "address": "Số 12 phố Hàng Bông", "ward_code": "00070", "phone": "0912345678"}
    assert clerk.post(f"{made.path}6/", choice).headers["Location"].endswith("/7/")

    assert _pages(made, FIRST)[0].kept_at is not None


def test_a_page_taken_anew_stands_in_the_place_of_the_bad_one(clerk, made):
    _bring(clerk, made, jpeg(blurred_below(full())), name="1.jpg", giay=FIRST)
    _bring(clerk, made, jpeg(sheet(seed=2)), name="2.jpg", giay=FIRST)
    bad, other = _pages(made, FIRST)

    _bring(clerk, made, jpeg(full()), name="3.jpg", thay=str(bad.id))

    new, last = _pages(made, FIRST)
    assert (last.id, new.faults) == (other.id, [])
    assert _papers(made) == {FIRST: [2]}
    paper = DossierPaper.objects.get(dossier=made.dossier, removed_at=None)
    assert paper.remarks == []


def test_the_same_page_twice_is_not_taken_twice_and_is_seen_in_another_paper(clerk, made):
    data = jpeg(sheet())
    _bring(clerk, made, data, name="1.jpg", giay=FIRST)

    again = _bring(clerk, made, data, name="2.jpg", giay=FIRST).json()
    assert again["told"] == ["Trang này đã có trong hồ sơ, không thêm lần nữa."]
    assert len(_pages(made)) == 1

    _bring(clerk, made, data, name="3.jpg", giay=SECOND)
    assert len(_pages(made)) == 2
    assert "Giống hệt một trang đã có." in _step(clerk, made)


def test_a_printed_form_is_known_whichever_way_it_lies_and_its_missing_pages_are_told(clerk, made):
    rows = [{"label": f"Dòng {number}", "value": "có"} for number in range(40)]
    sections = [{"title": "Các dòng", "rows": rows}]
    form = print_sheet(
        "summary_a5", {**SAMPLES["summary_a5"], "code": made.dossier.own_ref, "sections": sections}
    )
    total = pages_of(form)
    assert total >= 2

    _bring(clerk, made, jpeg(drawn(form).rotate(180)), name="to-khai.jpg")

    (brought,) = _pages(made)
    assert (brought.code, brought.edits["turn"]) == (f"{made.dossier.own_ref}/00/1/{total}", 180)
    _settle(clerk, made)
    page = _step(clerk, made)
    assert "theo mã vạch trên trang" in page
    assert f"Tờ khai, trang 1/{total}." in page
    assert f"Tờ khai còn thiếu trang 2/{total}" in page
    assert _papers(made) == {}, "a tax declaration is asked for: nobody but a person can say it is this one"


def test_a_page_of_another_dossier_is_told_plainly_and_not_taken(clerk, made):
    other = drawn(print_sheet("form_01", SAMPLES["form_01"]))

    answer = _bring(clerk, made, feeder_pdf(sheet(), other)).json()

    assert answer["told"] == [
        f"Trang 2 thuộc hồ sơ {SAMPLES['form_01']['code']}, không phải hồ sơ đang làm. Chưa nhận trang này."
    ]
    assert len(answer["pages"]) == len(_pages(made)) == 1


def test_two_windows_adding_at_once_lose_nothing_and_an_old_proposal_is_refused(clerk, made):
    _bring(clerk, made, jpeg(sheet(seed=1)), name="1.jpg", giay=FIRST)
    _bring(clerk, made, jpeg(sheet(seed=2)), name="2.jpg", giay=FIRST)
    one, two = _pages(made, FIRST)
    _change(clerk, made, one, "away")

    late = clerk.post(f"{made.path}khay/xep/", {"nhom.1": SECOND, "trang.1": [str(one.id), str(two.id)]})

    assert late.status_code == 302
    assert "vừa thay đổi ở cửa sổ khác" in _step(clerk, made)
    assert _papers(made) == {FIRST: [1]}


def test_another_clerk_and_a_stranger_see_and_change_nothing(city, made):
    other = Client()
    other.force_login(Account.objects.get(username="truongca.hoankiem"))
    page_id = uuid4()
    for address in ("khay/", f"trang/{page_id}/"):
        assert other.get(made.path + address).status_code == 403
    assert _bring(other, made, jpeg(sheet())).status_code == 403
    assert Client().get(f"{made.path}khay/").status_code == 302
    assert _pages(made) == []


def test_the_tray_asks_the_same_few_questions_however_many_pages_lie_there(
    clerk, made, django_assert_max_num_queries
):
    for seed in range(1, 6):
        _bring(clerk, made, jpeg(sheet(seed=seed)), name=f"{seed}.jpg", giay=FIRST)

    with django_assert_max_num_queries(22):
        clerk.get(f"{made.path}khay/")
