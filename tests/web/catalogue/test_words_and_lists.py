"""D3 and D4: words are rehearsed before they are kept; lists are looked at before they are applied."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cuamo.catalogue.models import Procedure, ProcedureImport, ProcedureVersion, SearchPhrase, Synonym
from cuamo.catalogue.selectors.search import search
from tests.support.jobs import run_due_jobs, waiting_jobs
from tests.web.catalogue.conftest import CODE

pytestmark = pytest.mark.django_db
RECORD = {
    "code": "1.013139",
    "name": "Thủ tục đăng ký miễn nghĩa vụ quân sự thời chiến",
    "field": "Nghĩa vụ quân sự",
    "level": ["Cấp xã"],
    "audience": ["Công dân Việt Nam"],
    "authority_promulgating": "Bộ Quốc phòng",
    "agency_executing": ["Ban chỉ huy quân sự cấp Xã"],
    "agency_competent": ["Ban chỉ huy quân sự cấp Xã"],
    "decision_no": "6375/QĐ-BQP",
    "channels": [
        {"channel": "direct", "time_value": 1, "time_unit": "working_day", "fees": [], "note": ""},
        {"channel": "online", "time_value": 2, "time_unit": "hour", "fees": [], "note": ""},
    ],
    "components": [{"group": "", "items": [{"name": "Quyết định bổ nhiệm", "originals": 1, "copies": 1}]}],
    "results": [{"name": "Đăng ký miễn gọi nhập ngũ", "code": ""}],
    "quality_flags": [],
}


def priced(amount, note="", **more):
    channel = {
        "channel": "direct",
        "time_value": 3,
        "time_unit": None,
        "fees": [{"amount": amount, "currency": "VND", "note": note}],
    }
    return RECORD | {"channels": [channel]} | more


@pytest.fixture
def desk(client, writer):
    client.force_login(writer)
    return client


def rows_of(model):
    return list(model.objects.order_by("pk").values())


def test_the_effect_of_a_synonym_is_seen_and_nothing_is_kept(desk, live):
    before = rows_of(Synonym), rows_of(SearchPhrase)
    wanted = {"spoken": "phiếu tím xoắn", "code": CODE, "words": "", "phrases": "phieu tim xoan"}
    page = desk.post("/danh-muc/tu/moi/", wanted | {"viec": "xem"}).content.decode()
    assert "đổi thứ tự" in page
    assert "Không thấy gì" in page
    assert (rows_of(Synonym), rows_of(SearchPhrase)) == before
    assert search("phieu tim xoan") == []

    assert desk.post("/danh-muc/tu/moi/", wanted | {"viec": "luu"}).status_code == 302
    assert search("phieu tim xoan")[0].code == CODE
    synonym = Synonym.objects.get(phrase="phieu tim xoan")
    assert desk.post(f"/danh-muc/tu/{synonym.id}/", wanted | {"viec": "bo"}).status_code == 302
    assert search("phieu tim xoan") == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"spoken": "", "code": CODE},
        {"spoken": "x y", "code": "", "words": ""},
        {"spoken": "x y", "code": CODE, "words": "cả hai"},
        {"spoken": "x y", "code": "9.999999"},
    ],
)
def test_a_faulty_synonym_is_refused_and_nothing_changes(desk, live, wrong):
    before = rows_of(Synonym), rows_of(SearchPhrase)
    for act in ("luu", "xem"):
        answer = desk.post("/danh-muc/tu/moi/", {"words": "", "viec": act} | wrong)
        assert answer.status_code == 422
    assert (rows_of(Synonym), rows_of(SearchPhrase)) == before


def test_an_approver_changes_no_words(client, approver, live):
    client.force_login(approver)
    answer = client.post("/danh-muc/tu/moi/", {"spoken": "abc", "code": CODE, "viec": "luu"})
    assert answer.status_code == 403
    assert not Synonym.objects.exists()


def test_everyday_words_of_a_draft_are_rehearsed(desk, live):
    page = desk.get(f"/danh-muc/thu-tuc/{CODE}/1/tim-thu/?cau=xin+lai+giay+khai+sinh").content.decode()
    assert "như cũ" in page


def upload(client, rows, name="danh-sach.json"):
    answer = client.post("/danh-muc/nhap/", {"tep": SimpleUploadedFile(name, json.dumps(rows).encode())})
    return answer, ProcedureImport.objects.order_by("-made_at").first()


def test_records_of_the_national_portal_are_looked_at_then_applied_for_reading_only(desk, live):
    answer, taken = upload(desk, {"procedures": [RECORD, RECORD | {"code": "1.1"}]})
    assert (answer.status_code, taken.status) == (302, "CHECKING")
    assert Procedure.objects.count() == 1
    run_due_jobs("imports")
    taken.refresh_from_db()
    assert taken.report["counts"] == {"new": 1, "changed": 0, "draft": 0, "unchanged": 0, "faulty": 1}
    assert Procedure.objects.count() == 1

    page = desk.get(f"/danh-muc/nhap/{taken.id}/").content.decode()
    assert "Nhập 1 dòng tốt" in page
    assert "cần dạng 1.001193" in page
    desk.post(f"/danh-muc/nhap/{taken.id}/", {"viec": "tat-ca"})
    assert waiting_jobs() == []
    desk.post(f"/danh-muc/nhap/{taken.id}/", {"viec": "tot"})
    desk.post(f"/danh-muc/nhap/{taken.id}/", {"viec": "tot"})
    run_due_jobs("imports")
    taken.refresh_from_db()
    assert (taken.status, taken.report["applied"]["new"]) == ("APPLIED", 1)
    version = ProcedureVersion.objects.get(procedure_id="1.013139")
    assert (version.status, version.content["time_limit"]["qty"]) == ("INFORMATION", 1)
    assert not Procedure.objects.get(code="1.013139").can_be_filed
    assert search("mien nghia vu quan su")[0].code == "1.013139"


def test_faulty_rows_go_out_and_come_back_mended(desk, centre):
    _, taken = upload(desk, [RECORD, RECORD | {"code": "x"}])
    run_due_jobs("imports")
    out = json.loads(desk.get(f"/danh-muc/nhap/{taken.id}/dong-loi/").content)
    assert len(out["procedures"]) == 1
    assert out["procedures"][0]["_faults"]
    out["procedures"][0]["row"]["code"] = "1.013140"
    _, again = upload(desk, out)
    run_due_jobs("imports")
    again.refresh_from_db()
    assert (again.total, again.report["counts"]["new"]) == (1, 1)


@pytest.mark.parametrize(
    ("record", "words"),
    [
        (priced(120), "dưới 1.000"),
        (priced(5000, "Theo quy định của Hội đồng nhân dân cấp tỉnh"), "hội đồng nhân dân"),
        (priced(5000), "thiếu đơn vị"),
    ],
)
def test_the_known_traps_are_flagged_and_never_charged_by(desk, centre, record, words):
    _, taken = upload(desk, [record])
    run_due_jobs("imports")
    taken.refresh_from_db()
    assert taken.report["counts"]["faulty"] == 0
    assert words in json.dumps(taken.report["flagged"], ensure_ascii=False)
    desk.post(f"/danh-muc/nhap/{taken.id}/", {"viec": "tat-ca"})
    run_due_jobs("imports")
    version = ProcedureVersion.objects.get(procedure_id="1.013139")
    assert version.status == "INFORMATION"
    assert version.content["time_limit"]["qty"] is None
    if words != "thiếu đơn vị":
        assert version.content["fees"][0]["amount_vnd"] is None


def test_an_import_stopped_halfway_goes_on_without_doubling(desk, centre):
    from cuamo.catalogue.services.run_import import apply_import
    from cuamo.kernel.clock import local

    _, taken = upload(desk, [RECORD | {"code": f"1.{number:06}"} for number in range(1, 4)])
    run_due_jobs("imports")
    desk.post(f"/danh-muc/nhap/{taken.id}/", {"viec": "tat-ca"})
    run_due_jobs("imports")
    ProcedureImport.objects.filter(id=taken.id).update(status="APPLYING", done=0)
    apply_import(import_id=taken.id, at=local("2026-11-26 10:00"))
    assert ProcedureVersion.objects.count() == 3
    taken.refresh_from_db()
    assert taken.report["applied"]["unchanged"] == 3


@pytest.mark.parametrize("data", [b"", b"{}", b"[]", b"\xff\xfe", b'{"procedures": 3}'])
def test_what_is_no_list_is_refused(desk, centre, data):
    answer = desk.post("/danh-muc/nhap/", {"tep": SimpleUploadedFile("a.json", data)})
    assert answer.status_code == 422
    assert not ProcedureImport.objects.exists()


def test_an_approver_brings_no_list(client, approver):
    client.force_login(approver)
    answer = client.post("/danh-muc/nhap/", {"tep": SimpleUploadedFile("a.json", b"[{}]")})
    assert answer.status_code == 403
    assert not ProcedureImport.objects.exists()
