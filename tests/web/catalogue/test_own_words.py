"""The tab of texts and slips: typed, counted, shown as a phone shows it, compared."""

import pytest
from django.utils import timezone

from cuamo.catalogue.rules.content_check import faults_of
from cuamo.catalogue.services.start_draft import start_draft_from
from cuamo.organisation.selectors.staff import actor_of
from tests.web.catalogue.test_editor import address, content_of, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(live, writer):
    return start_draft_from(version_id=live.id, actor=actor_of(writer, at=timezone.now()), at=timezone.now())


@pytest.fixture
def desk(client, writer):
    client.force_login(writer)
    return client


def test_own_words_are_kept_shown_and_compared(desk, draft):
    was = content_of(draft)
    typed = {
        "b.messages.0.template": "N5",
        "b.messages.0.more_vi": "Chuẩn bị căn cước.",
        "b.slips.0.slip": "01",
        "b.slips.0.note_vi": "Mang theo giấy này khi nhận kết quả.",
    }
    assert send(desk, draft, "thong-bao", **typed).status_code == 302
    content = content_of(draft)
    assert content == was | {
        "messages": [{"template": "N5", "more_vi": "Chuẩn bị căn cước."}],
        "slips": [{"slip": "01", "note_vi": "Mang theo giấy này khi nhận kết quả."}],
    }
    assert faults_of(content) == []
    page = desk.get(address(draft, "thong-bao")).content.decode()
    assert "Xem: dvc.hanoi.gov.vn/t/k7Qx2mPz Chuan bi can cuoc.</p>" in page
    apart = desk.get(address(draft, "khac")).content.decode()
    assert "Tin nhắn" in apart
    assert "Phiếu in" in apart
    send(desk, draft, "thong-bao")
    assert content_of(draft) == content


def test_a_text_is_left_out_by_its_box_and_one_that_must_go_is_refused_at_it(desk, draft):
    send(desk, draft, "thong-bao", **{"b.messages.0.template": "N1", "b.messages.0.left_out": "1"})
    assert content_of(draft)["messages"] == [{"template": "N1", "left_out": True}]
    assert "Không gửi</span>" in desk.get(address(draft, "thong-bao")).content.decode()
    send(desk, draft, "thong-bao", **{"b.messages.0.template": "N3"})
    page = desk.get(address(draft, "thong-bao")).content.decode()
    assert "Tin N3 báo hạn, quyền hoặc cách nhận, không bỏ được." in page


def test_who_may_help_is_chosen_in_boxes(desk, draft):
    was = content_of(draft)
    typed = {
        "b.helpers.0.who": "TELECOM",
        "b.helpers.0.may": "FILE",
        "b.helpers.0.needs_vi": "Hợp đồng, giấy giới thiệu",
    }
    send(desk, draft, "nguoi-dan", **typed)
    assert content_of(draft) == was | {
        "helpers": [{"who": "TELECOM", "may": "FILE", "needs_vi": "Hợp đồng, giấy giới thiệu"}]
    }
    assert "Đơn vị được hỗ trợ" in desk.get(address(draft, "khac")).content.decode()
    send(desk, draft, "nguoi-dan", **{"b.helpers.1.who": "POST", "b.helpers.1.may": "NONE"})
    assert [row["who"] for row in content_of(draft)["helpers"]] == ["TELECOM", "POST"]
