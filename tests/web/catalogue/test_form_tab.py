"""The form tab: files, signatures and what papers propose, written in the browser without a developer."""

import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from cuamo.catalogue.models import ProcedureVersion
from cuamo.catalogue.rules.content_check import faults_of
from cuamo.catalogue.rules.difference import differences
from cuamo.catalogue.services.start_draft import start_draft_from
from cuamo.organisation.selectors.staff import actor_of
from tests.web.catalogue.conftest import CODE
from tests.web.catalogue.test_editor import address, content_of, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(live, writer):
    return start_draft_from(version_id=live.id, actor=actor_of(writer, at=timezone.now()), at=timezone.now())


@pytest.fixture
def desk(client, writer):
    client.force_login(writer)
    return client


def field_of(version, section=0, row=0):
    return content_of(version)["form"]["sections"][section]["fields"][row]


@pytest.mark.parametrize(("kind", "word"), [("file", "Tệp, ảnh"), ("signature", "Chữ ký")])
def test_a_field_becomes_a_file_or_a_signature_and_is_shown_so(desk, draft, kind, word):
    last = len(content_of(draft)["form"]["sections"]) - 1
    spot = f"?o=p{last}.o0"
    assert word in desk.get(address(draft, "to-khai", spot)).content.decode()
    send(desk, draft, "to-khai", spot, **{"b.type": kind, "b.options": ""})
    field = field_of(draft, last)
    assert (field["type"], faults_of(content_of(draft))) == (kind, [])
    for mode in ("dien-thoai", "man-hinh", "quay"):
        page = desk.get(address(draft, "to-khai", f"{spot}&xem={mode}"))
        assert page.status_code == 200
    changes = differences(draft.content, content_of(draft))
    assert any(change.after == kind for change in changes)


def test_what_a_paper_proposes_is_chosen_in_words_and_a_fact_it_lacks_is_named_at_its_box(desk, draft):
    spot = "?o=p0.o0"
    chosen = {"b.read_from.0.paper": "DEATH_NOTICE", "b.read_from.0.fact": "death_date"}
    send(desk, draft, "to-khai", spot, **chosen)
    assert field_of(draft)["read_from"] == [{"paper": "DEATH_NOTICE", "fact": "death_date"}]
    page = desk.get(address(draft, "to-khai", spot)).content.decode()
    assert "Gợi ý từ giấy đã quét" in page
    assert '<option value="DEATH_NOTICE" selected' in page

    send(desk, draft, "to-khai", spot, **{"b.read_from.0.paper": "ID_CARD"})
    told = desk.get(address(draft, "to-khai", spot)).content.decode()
    assert "Giấy «Căn cước» không có dữ kiện này. Chọn dữ kiện khác." in told
    send(desk, draft, "to-khai", spot, **{"b.read_from.0.fact": "birth_date"})
    assert faults_of(content_of(draft)) == []
    change = next(c for c in differences(draft.content, content_of(draft)) if "đọc từ giấy" in c.what)
    assert change.kind == "added"


def test_what_the_key_already_means_stands_beside_what_may_be_written(desk, draft):
    spot = "?o=p0.o0"
    send(desk, draft, "to-khai", spot, **{"b.key": "ks_ho"})
    page = desk.get(address(draft, "to-khai", spot)).content.decode()
    assert "Để trống thì đọc từ Giấy chứng sinh (Họ và tên: họ)" in page


def test_export_and_import_keep_files_signatures_and_papers(desk, draft):
    content = content_of(draft)
    content["form"]["sections"][-1]["fields"] += [
        {"key": "so_do", "label_vi": "Sơ đồ", "label_en": "Plan", "type": "file"},
        {"key": "ky", "label_vi": "Chữ ký", "label_en": "Signature", "type": "signature"},
        {
            "key": "moi",
            "label_vi": "Mới",
            "label_en": "New",
            "type": "text",
            "read_from": [{"paper": "NONE"}],
        },
    ]
    page = address(draft, "json")
    seen = re.search(r'name="seen" value="([^"]*)"', desk.get(page).content.decode()).group(1)
    assert desk.post(page, {"json": json.dumps(content), "seen": seen}).status_code == 302
    taken = content_of(draft)["form"]["sections"][-1]["fields"]
    assert taken == content["form"]["sections"][-1]["fields"]
    upload = SimpleUploadedFile("v.json", desk.get(address(draft, "tai-ve")).content)
    desk.post("/danh-muc/soan-moi/", {"cach": "tep", "tep": upload})
    made = ProcedureVersion.objects.filter(procedure_id=CODE).latest("number")
    assert (made.number, made.content) == (draft.number + 1, content)
