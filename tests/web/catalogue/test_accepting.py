"""Where a procedure is taken in: published completely, with date and body; the editor is warned."""

import csv
import io
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from cuamo.catalogue.models import AcceptingList, ProcedureVersion
from cuamo.catalogue.selectors.accepting import standing_of
from cuamo.catalogue.services.publish_accepting import publish_accepting
from cuamo.catalogue.services.start_draft import start_empty_draft
from cuamo.kernel import events
from cuamo.kernel.clock import to_hanoi
from cuamo.kernel.errors import IllegalTransition, Invalid, NotPermitted
from cuamo.organisation.models import Unit
from cuamo.organisation.selectors.staff import actor_of
from tests.web.catalogue.conftest import CODE

pytestmark = pytest.mark.django_db
PAGE = f"/danh-muc/thu-tuc/{CODE}/noi-nhan/"


@pytest.fixture
def places(live):
    for code, kind, name in (
        ("PX-1", "POINT", "Điểm phục vụ phường Một"),
        ("PX-2", "POINT", "Điểm phục vụ phường Hai"),
        ("CN-01", "BRANCH", "Chi nhánh số 1"),
        ("DL-1", "AGENCY", "Điểm đại lý"),
    ):
        Unit.objects.create(code=code, kind=kind, name_vi=name, name_en=name, address=f"Số 1 {code}")
    Unit.objects.create(code="PX-3", kind="POINT", name_vi="Điểm đóng", name_en="Closed", is_open=False)


@pytest.fixture
def boss(approver):
    return actor_of(approver, at=timezone.now())


def test_the_whole_list_is_published_with_date_body_and_one_event(client, approver, places):
    client.force_login(approver)
    page = client.get(PAGE).content.decode()
    assert "Chưa công bố danh sách nào." in page
    assert "Điểm đại lý" not in page
    assert "Điểm đóng" not in page
    assert page.count(" checked") == 3

    sent = {"noi": ["CN-01", "PX-1", "PX-2"], "van-ban": "QĐ 12/QĐ-TTPVHCC"}
    assert client.post(PAGE, sent).status_code == 302

    made = AcceptingList.objects.get()
    assert [place["code"] for place in made.places] == ["CN-01", "PX-1", "PX-2"]
    assert events.names_of(made.id) == ["places.published"]
    told = events.history_of(made.id)[0].data
    assert (told["added"], told["removed"], told["places"]) == (["CN-01", "PX-1", "PX-2"], [], 3)
    assert not standing_of(CODE).stale

    client.logout()
    day = to_hanoi(made.published_at).strftime("%d/%m/%Y")
    for address in (f"/thu-tuc/{CODE}/", f"/thu-tuc/{CODE}/noi-nhan/"):
        public = client.get(address).content.decode()
        assert day in public
        assert "Trung tâm Phục vụ hành chính công" in public
        assert "QĐ 12/QĐ-TTPVHCC" in public
    rows = list(
        csv.DictReader(io.StringIO(client.get(f"/thu-tuc/{CODE}/noi-nhan.csv").content.decode("utf-8-sig")))
    )
    assert [row["place_code"] for row in rows] == ["CN-01", "PX-1", "PX-2"]
    assert {row["published_on"] for row in rows} == {to_hanoi(made.published_at).date().isoformat()}
    assert rows[1]["place_name"] == "Điểm phục vụ phường Một"
    assert rows[1]["address"] == "Số 1 PX-1"


def test_an_update_is_a_new_list_and_the_old_one_stays(boss, places):
    now = timezone.now()
    first = publish_accepting(code=CODE, unit_codes=["CN-01", "PX-1"], actor=boss, at=now)
    Unit.objects.filter(code="PX-1").update(address="Nơi mới")
    second = publish_accepting(
        code=CODE, unit_codes=["PX-1", "PX-2"], actor=boss, at=now + timedelta(hours=1)
    )

    told = events.history_of(second.id)[0].data
    assert (second.number, told["added"], told["removed"]) == (2, ["PX-2"], ["CN-01"])
    first.refresh_from_db()
    assert first.places[1]["address"] == "Số 1 PX-1"
    assert second.places[0]["address"] == "Nơi mới"
    for change in (first.save, first.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert AcceptingList.objects.count() == 2


@pytest.mark.parametrize("chosen", [[], ["DL-1"], ["PX-1", "PX-3"], ["NOWHERE"]])
def test_a_list_without_a_place_or_with_one_that_takes_nothing_in_is_refused(
    client, approver, places, chosen
):
    client.force_login(approver)
    answer = client.post(PAGE, {"noi": chosen, "van-ban": "QĐ 1"})
    assert answer.status_code == 422
    assert 'value="QĐ 1"' in answer.content.decode()
    assert not AcceptingList.objects.exists()


def test_a_writer_reads_the_list_and_cannot_publish_it(client, writer, places):
    client.force_login(writer)
    assert "Công bố danh sách</button>" not in client.get(PAGE).content.decode()
    assert client.post(PAGE, {"noi": ["PX-1"]}).status_code == 403
    with pytest.raises(NotPermitted):
        publish_accepting(
            code=CODE, unit_codes=["PX-1"], actor=actor_of(writer, at=timezone.now()), at=timezone.now()
        )
    assert not AcceptingList.objects.exists()


def test_nothing_is_published_for_what_nobody_can_read_yet(boss, writer, places):
    author = actor_of(writer, at=timezone.now())
    start_empty_draft(code="9.000001", name_vi="Mới", field_vi="Thử", actor=author, at=timezone.now())
    with pytest.raises(IllegalTransition):
        publish_accepting(code="9.000001", unit_codes=["PX-1"], actor=boss, at=timezone.now())
    with pytest.raises(Invalid):
        publish_accepting(code=CODE, unit_codes=[], actor=boss, at=timezone.now())
    assert not AcceptingList.objects.exists()


def test_a_list_older_than_the_version_is_flagged_to_the_editor(client, writer, boss, places):
    client.force_login(writer)
    pages = (f"/danh-muc/thu-tuc/{CODE}/", f"/danh-muc/thu-tuc/{CODE}/1/nguoi-dan/")
    assert all("Chưa công bố danh sách nơi tiếp nhận." in client.get(p).content.decode() for p in pages)

    now = timezone.now()
    publish_accepting(code=CODE, unit_codes=["PX-1"], actor=boss, at=now)
    assert all("danh sách nơi tiếp nhận." not in client.get(p).content.decode() for p in pages)

    ProcedureVersion.objects.filter(procedure_id=CODE).update(published_at=now + timedelta(minutes=1))
    assert all("cũ hơn phiên bản đang công bố" in client.get(p).content.decode() for p in pages)

    publish_accepting(code=CODE, unit_codes=["PX-1"], actor=boss, at=now + timedelta(minutes=2))
    assert not standing_of(CODE).stale


def test_what_was_not_published_is_not_shown(client, places):
    assert 'id="noi-nhan"' not in client.get(f"/thu-tuc/{CODE}/").content.decode()
    assert client.get(f"/thu-tuc/{CODE}/noi-nhan/").status_code == 404
    assert client.get(f"/thu-tuc/{CODE}/noi-nhan.csv").status_code == 404
