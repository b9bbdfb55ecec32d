"""D1 and D2 without scripts: what is typed is kept, faults stand beside their boxes."""

import json
import re
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from cuamo.catalogue.models import ProcedureVersion
from cuamo.catalogue.services.start_draft import start_draft_from
from cuamo.kernel import events
from cuamo.kernel.actors import SYSTEM
from cuamo.organisation.selectors.staff import actor_of
from cuamo.organisation.services.roles import grant_role
from cuamo.organisation.types import Role
from tests.web.catalogue.conftest import CODE, account

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(live, writer):
    return start_draft_from(version_id=live.id, actor=actor_of(writer, at=timezone.now()), at=timezone.now())


@pytest.fixture
def desk(client, writer):
    client.force_login(writer)
    return client


def address(version, tab, query=""):
    return f"/danh-muc/thu-tuc/{CODE}/{version.number}/{tab}/{query}"


def typed(html):
    """Return what the form of the editor would send, as a browser reads it."""
    form = re.search(r'<form class="desk-form".*?</form>', html, re.S).group(0)
    sent = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and ("checkbox" not in tag or " checked" in tag):
            sent.setdefault(name.group(1), []).append(value.group(1) if value else "")
    for name, body in re.findall(r'<textarea[^>]*name="([^"]*)"[^>]*>(.*?)</textarea>', form, re.S):
        sent[name] = [body]
    for name, body in re.findall(r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', form, re.S):
        picked = re.search(r'<option value="([^"]*)"[^>]*selected', body)
        first = re.search(r'<option value="([^"]*)"', body)
        sent[name] = [picked.group(1) if picked else first.group(1)]
    return {name: [unescape(value) for value in values] for name, values in sent.items()}


def send(client, version, tab, query="", viec="luu", **changes):
    """Post the page as it stands with some boxes changed."""
    page = client.get(address(version, tab, query)).content.decode()
    data = typed(page) | {name: [value] for name, value in changes.items()} | {"viec": [viec]}
    return client.post(address(version, tab), data)


def content_of(version):
    return ProcedureVersion.objects.get(id=version.id).content


@pytest.mark.parametrize(
    ("tab", "query"),
    [
        ("nguoi-dan", ""),
        ("cau-hoi", ""),
        ("cau-hoi", "?o=1"),
        ("to-khai", ""),
        ("to-khai", "?o=p0.o5"),
        ("to-khai", "?o=p1.o0"),
        ("giay-to", "?o=2"),
        ("phi", ""),
        ("quy-trinh", ""),
        ("thong-bao", ""),
        ("bai-thu", ""),
        ("bai-thu", "?o=3"),
    ],
)
def test_saving_a_page_nobody_typed_on_changes_nothing(desk, draft, tab, query):
    before = ProcedureVersion.objects.filter(id=draft.id).values().get()
    assert send(desk, draft, tab, query).status_code == 302
    assert ProcedureVersion.objects.filter(id=draft.id).values().get() == before
    assert events.names_of(draft.id) == ["version.drafted"]


def test_faulty_words_stay_in_their_box_with_the_repair_beside(desk, draft):
    send(desk, draft, "quy-trinh", **{"b.time_limit.qty": "ba ngày"})
    page = desk.get(address(draft, "quy-trinh")).content.decode()
    assert content_of(draft)["time_limit"]["qty"] == "ba ngày"
    assert 'value="ba ngày"' in page
    assert "Ghi một số nguyên" in page
    assert "<title>Lỗi: " in re.sub(r"\s+", " ", page).replace("<title> ", "<title>")
    assert desk.post(address(draft, "duyet"), {"viec": "trinh"}).status_code == 302
    assert ProcedureVersion.objects.get(id=draft.id).status == "DRAFT"


def test_two_editors_of_one_question_see_each_other(desk, client, draft, second_writer):
    page = desk.get(address(draft, "cau-hoi")).content.decode()
    mine = typed(page) | {"b.label_vi": ["Của tôi?"], "viec": ["luu"]}
    client.force_login(second_writer)
    send(client, draft, "cau-hoi", **{"b.label_vi": "Của người kia?"})

    answer = client.post(address(draft, "cau-hoi"), mine)
    shown = answer.content.decode()
    assert answer.status_code == 409
    assert "Của tôi?" in shown
    assert "Của người kia?" in shown
    assert content_of(draft)["questions"][0]["label_vi"] == "Của người kia?"

    kept = typed(shown) | {"viec": ["giu-cua-toi"]}
    assert client.post(address(draft, "cau-hoi"), kept).status_code == 302
    assert content_of(draft)["questions"][0]["label_vi"] == "Của tôi?"


def test_rows_are_added_moved_and_removed_without_scripts(desk, draft):
    first = [part["key"] for part in content_of(draft)["questions"]]
    send(desk, draft, "cau-hoi", viec="them:questions")
    assert [part["key"] for part in content_of(draft)["questions"]] == [*first, "cau_1"]
    page = desk.get(address(draft, "cau-hoi", f"?o={len(first)}")).content.decode()
    up = re.search(rf'value="(len:questions:{len(first)}:\w+)"', page).group(1)
    send(desk, draft, "cau-hoi", f"?o={len(first)}", viec=up)
    assert [part["key"] for part in content_of(draft)["questions"]][-2] == "cau_1"
    page = desk.get(address(draft, "cau-hoi", f"?o={len(first) - 1}")).content.decode()
    gone = re.search(rf'value="(xoa:questions:{len(first) - 1}:\w+)"', page).group(1)
    send(desk, draft, "cau-hoi", f"?o={len(first) - 1}", viec=gone)
    assert [part["key"] for part in content_of(draft)["questions"]] == first


def test_an_option_moves_within_its_question(desk, draft):
    options = [option["value"] for option in content_of(draft)["questions"][0]["options"]]
    send(desk, draft, "cau-hoi", viec="dong-xuong:options:0")
    moved = [option["value"] for option in content_of(draft)["questions"][0]["options"]]
    assert moved == [options[1], options[0], *options[2:]]


def test_the_builder_writes_the_condition_the_product_reads(desk, draft):
    question = content_of(draft)["questions"][0]
    one, two = (f"answers.{question['key']}={option['value']}" for option in question["options"][:2])
    send(desk, draft, "giay-to", **{"b.when.0.chon": one, "b.when.0.dau": "="})
    name = {"var": f"answers.{question['key']}"}
    assert content_of(draft)["components"][0]["when"] == {"==": [name, one.partition("=")[2]]}
    send(
        desk,
        draft,
        "giay-to",
        **{"b.when.1.chon": two, "b.when.1.dau": "!", "b.when.noi": "or"},
    )
    assert content_of(draft)["components"][0]["when"] == {
        "or": [{"==": [name, one.partition("=")[2]]}, {"!=": [name, two.partition("=")[2]]}]
    }
    raw = {"<": [{"var": "values.x"}, 3]}
    send(desk, draft, "giay-to", **{"b.when.json": json.dumps(raw)})
    assert content_of(draft)["components"][0]["when"] == raw
    page = desk.get(address(draft, "giay-to")).content.decode()
    assert "không dựng được bằng các ô chọn" in page
    send(desk, draft, "giay-to", **{"b.when.json": ""})
    assert "when" not in content_of(draft)["components"][0]


def test_a_test_case_takes_over_what_comes_out_only_when_told(desk, draft):
    send(desk, draft, "bai-thu", **{"b.direct_vnd": "1"})
    assert content_of(draft)["test_cases"][0]["direct_vnd"] == 1
    page = desk.get(address(draft, "bai-thu")).content.decode()
    assert "phí DIRECT cần là 1" in page.replace("Phí", "phí")
    send(desk, draft, "bai-thu", viec="tinh")
    assert content_of(draft)["test_cases"][0]["direct_vnd"] != 1


def test_trying_shows_papers_money_by_channel_and_the_due_moment(desk, live):
    page = desk.get(address(live, "chay-thu", "?luc=18/11/2026+09:00&nguoi_nop=NGUOI_KHAC")).content.decode()
    assert "Giấy ủy quyền có chứng thực" in page
    assert "17:00 18/11/2026" in page
    assert "Tiền khi nộp trực tuyến" in page
    assert "Tiền khi nộp trực tiếp" in page


def test_what_differs_is_a_list_in_words(desk, draft):
    send(desk, draft, "cau-hoi", **{"b.label_vi": "Hỏi khác?"})
    page = desk.get(address(draft, "khac")).content.decode()
    assert "1 chỗ khác với phiên bản 1" in page
    assert "Hỏi khác?" in page


def test_an_approver_reads_but_does_not_write(client, draft, approver):
    client.force_login(approver)
    page = client.get(address(draft, "cau-hoi")).content.decode()
    assert "Chỉ xem." in page
    before = ProcedureVersion.objects.filter(id=draft.id).values().get()
    answer = client.post(address(draft, "cau-hoi"), {"o": "0", "viec": "xoa:questions:0:x", "seen": "x"})
    assert answer.status_code in {302, 403}
    assert ProcedureVersion.objects.filter(id=draft.id).values().get() == before


def test_others_do_not_enter(client, live, centre):
    client.force_login(account("giamsat", "Giám Sát", Role.INSPECTOR))
    for path in ("/danh-muc/", address(live, "nguoi-dan"), address(live, "duyet"), "/danh-muc/tu/"):
        assert client.get(path).status_code == 403


def test_sent_back_with_a_reason_the_editor_reads_it_on_top(client, draft, writer, approver):
    client.force_login(writer)
    client.post(address(draft, "duyet"), {"viec": "trinh"})
    client.force_login(approver)
    answer = client.post(address(draft, "duyet"), {"viec": "tra-lai", "reason": ""})
    assert answer.status_code == 422
    client.post(address(draft, "duyet"), {"viec": "tra-lai", "reason": "Thiếu căn cứ pháp lý"})
    client.force_login(writer)
    assert "Thiếu căn cứ pháp lý" in client.get(address(draft, "nguoi-dan")).content.decode()


def test_a_file_goes_out_and_comes_back_as_a_draft(desk, live):
    answer = desk.get(address(live, "tai-ve"))
    upload = SimpleUploadedFile("v1.json", answer.content)
    desk.post("/danh-muc/soan-moi/", {"cach": "tep", "tep": upload})
    made = ProcedureVersion.objects.get(procedure_id=CODE, number=2)
    assert (made.status, made.content) == ("DRAFT", live.content)


def test_the_list_asks_as_many_questions_with_many_rows_as_with_few(
    desk, draft, django_assert_max_num_queries
):
    with django_assert_max_num_queries(12):
        desk.get("/danh-muc/")


def test_membership_of_both_roles_still_needs_two_people(client, draft, writer):
    grant_role(
        account_id=writer.id,
        unit_code="TTPVHCC",
        role=Role.CATALOGUE_APPROVER,
        actor=SYSTEM,
        at=timezone.now(),
    )
    client.force_login(writer)
    client.post(address(draft, "duyet"), {"viec": "trinh"})
    client.post(address(draft, "duyet"), {"viec": "duyet"})
    assert ProcedureVersion.objects.get(id=draft.id).status == "WAITING"


def test_a_value_the_page_does_not_know_is_not_dropped(desk, draft):
    content = content_of(draft)
    content["process"][1] |= {"step": "LATER", "extra": "kept"}
    content["authority"]["kind"] = "SOMEBODY"
    ProcedureVersion.objects.filter(id=draft.id).update(content=content)
    send(desk, draft, "quy-trinh", **{"b.time_limit.note": "Đổi ghi chú"})
    send(desk, draft, "nguoi-dan", **{"b.source": "Đổi nguồn"})
    now = content_of(draft)
    assert now["process"][1] == content["process"][1]
    assert now["authority"]["kind"] == "SOMEBODY"
    assert now["time_limit"]["note"] == "Đổi ghi chú"


@pytest.mark.parametrize("spot", ["p²", "p0.o²", "k²", "²", "p" + "9" * 5000, "p0.o" + "9" * 5000])
def test_a_part_that_is_none_opens_the_first(desk, draft, spot):
    assert desk.get(address(draft, "to-khai", f"?o={spot}")).status_code == 200
    assert desk.post(address(draft, "to-khai"), {"viec": f"them|form.sections.{spot}"}).status_code < 500


def test_a_year_that_is_none_shows_this_one(desk):
    for year in ("²", "9" * 5000, "-1"):
        assert desk.get(f"/danh-muc/lich/?nam={year}").status_code == 200
