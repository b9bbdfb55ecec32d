"""A list applied by mistake is taken back within a day as a whole, or not at all and it says why."""

import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cuamo.catalogue.models import Procedure, ProcedureImport, ProcedureVersion, SearchPhrase, Synonym
from cuamo.catalogue.selectors.search import search
from cuamo.catalogue.selectors.versions import version_in_force
from cuamo.catalogue.services import run_import
from cuamo.catalogue.services.publish_accepting import publish_accepting
from cuamo.catalogue.services.save_draft import save_part, stamp
from cuamo.catalogue.services.start_draft import start_draft_from
from cuamo.catalogue.services.undo_import import UndoBlocked, start_undo, undo_import
from cuamo.kernel import events
from cuamo.kernel.clock import to_hanoi
from cuamo.kernel.errors import IllegalTransition, NotFound, NotPermitted
from cuamo.organisation.models import Unit
from cuamo.organisation.selectors.staff import actor_of
from tests.support.jobs import run_due_jobs, waiting_jobs
from tests.web.catalogue.conftest import CODE
from tests.web.catalogue.test_words_and_lists import RECORD

pytestmark = pytest.mark.django_db
NEW, OLD = "1.013139", "1.013140"
FIRST = RECORD | {"code": OLD, "name": "Thủ tục đăng ký nghĩa vụ quân sự lần đầu"}


@pytest.fixture
def desk(client, writer):
    client.force_login(writer)
    return client


@pytest.fixture
def editor(writer):
    return actor_of(writer, at=timezone.now())


def applied(desk, *records) -> ProcedureImport:
    upload = SimpleUploadedFile("danh-sach.json", json.dumps(list(records)).encode())
    assert desk.post("/danh-muc/nhap/", {"tep": upload}).status_code == 302
    taken = ProcedureImport.objects.order_by("-made_at").first()
    run_due_jobs("imports")
    desk.post(f"/danh-muc/nhap/{taken.id}/", {"viec": "tot"})
    run_due_jobs("imports")
    taken.refresh_from_db()
    assert taken.status == "APPLIED", taken.report
    return taken


def state():
    """Return everything an undo could touch, but the withdrawn versions themselves."""
    versions = ProcedureVersion.objects.exclude(status="WITHDRAWN").order_by("procedure_id", "number")
    codes = {version.procedure_id for version in versions}
    phrases = SearchPhrase.objects.order_by("procedure_id", "kind", "text")
    return (
        list(versions.values()),
        list(Procedure.objects.filter(code__in=codes).order_by("code").values()),
        list(phrases.values_list("procedure_id", "kind", "text", "tokens")),
    )


def press(desk, taken):
    return desk.post(f"/danh-muc/nhap/{taken.id}/", {"viec": "hoan-tac"})


@pytest.fixture
def three(desk, live):
    """A list that made one procedure, changed another and drafted for a third; and what stood before."""
    applied(desk, FIRST)
    before = state()
    filed = RECORD | {"code": CODE, "name": "Tên khác của bản sao trích lục"}
    changed = FIRST | {"name": "Thủ tục đổi tên hẳn"}
    taken = applied(desk, RECORD, changed, filed)
    counts = {"new": 1, "changed": 1, "draft": 1, "unchanged": 0}
    assert taken.report["applied"] == counts
    return taken, before


def test_everything_is_as_it_was_before_and_told_once(desk, three):
    taken, before = three
    assert state() != before
    page = desk.get(f"/danh-muc/nhap/{taken.id}/").content.decode()
    assert "Hoàn tác lần nhập này" in page

    assert press(desk, taken).status_code == 302
    assert "Đang hoàn tác" in desk.get(f"/danh-muc/nhap/{taken.id}/").content.decode()
    run_due_jobs("imports")

    assert state() == before
    taken.refresh_from_db()
    assert (taken.status, taken.report["undone"]) == ("UNDONE", {"dropped": 1, "withdrawn": 2, "restored": 1})
    assert events.names_of(taken.id)[-2:] == ["import.undo_started", "import.undone"]
    today = to_hanoi(timezone.now()).date()
    assert version_in_force(OLD, on=today).content["name_vi"] == FIRST["name"]
    with pytest.raises(NotFound):
        version_in_force(NEW, on=today)
    assert NEW not in {hit.code for hit in search("miễn nghĩa vụ quân sự thời chiến")}
    page = desk.get(f"/danh-muc/nhap/{taken.id}/").content.decode()
    assert "rút 2 thủ tục để xem, trả lại 1 nội dung cũ, bỏ 1 bản nháp" in page
    assert "Hoàn tác lần nhập này" not in page
    assert "Đã rút" in desk.get(f"/danh-muc/thu-tuc/{NEW}/").content.decode()

    undo_import(import_id=taken.id, at=timezone.now())
    press(desk, taken)
    assert waiting_jobs() == []
    assert events.names_of(taken.id).count("import.undone") == 1


def test_the_same_list_can_be_brought_again_and_taken_back_again(desk, three):
    taken, before = three
    press(desk, taken)
    run_due_jobs("imports")
    again = applied(desk, RECORD, FIRST | {"name": "Thủ tục đổi tên hẳn"})
    assert (again.report["applied"]["new"], again.report["applied"]["changed"]) == (1, 1)
    press(desk, again)
    run_due_jobs("imports")
    assert state() == before


def edit_the_draft(editor, approver):
    draft = ProcedureVersion.objects.get(procedure_id=CODE, status="DRAFT")
    name = draft.content["name_vi"]
    save_part(
        version_id=draft.id,
        path=("name_vi",),
        value=name + " nữa",
        seen=stamp(name),
        actor=editor,
        at=timezone.now(),
    )


def hand_in_the_draft(editor, approver):
    ProcedureVersion.objects.filter(procedure_id=CODE, status="DRAFT").update(status="WAITING")


def draft_from_the_draft(editor, approver):
    draft = ProcedureVersion.objects.get(procedure_id=CODE, status="DRAFT")
    start_draft_from(version_id=draft.id, actor=editor, at=timezone.now())


def draft_from_the_new_one(editor, approver):
    shown = ProcedureVersion.objects.get(procedure_id=NEW)
    start_draft_from(version_id=shown.id, actor=editor, at=timezone.now())


def name_it_in_everyday_words(editor, approver):
    Synonym.objects.create(phrase="mien linh", spoken="miễn lính", procedure_id=NEW)


def publish_its_places(editor, approver):
    Unit.objects.create(code="PX-1", kind="POINT", name_vi="Điểm", name_en="Point")
    publish_accepting(code=OLD, unit_codes=["PX-1"], actor=approver, at=timezone.now())


@pytest.mark.parametrize(
    ("act", "row", "why"),
    [
        (edit_the_draft, 3, "bản nháp đã được sửa"),
        (hand_in_the_draft, 3, "bản nháp đã được trình duyệt hoặc công bố"),
        (draft_from_the_draft, 3, "đã soạn bản khác từ bản nháp này"),
        (draft_from_the_new_one, 1, "đã có phiên bản soạn sau"),
        (name_it_in_everyday_words, 1, "đã có từ hay dùng chỉ tới thủ tục này"),
        (publish_its_places, 2, "đã công bố nơi tiếp nhận"),
    ],
)
def test_what_was_built_on_since_keeps_everything_and_is_named(desk, editor, approver, three, act, row, why):
    taken, _ = three
    act(editor, actor_of(approver, at=timezone.now()))
    before, told = state(), events.names_of(taken.id)

    answer = press(desk, taken)

    assert answer.status_code == 409
    page = answer.content.decode()
    assert f"đã có việc làm sau trên dòng {row}." in page
    assert why in page
    assert state() == before
    taken.refresh_from_db()
    assert (taken.status, events.names_of(taken.id), waiting_jobs()) == ("APPLIED", told, [])


def test_a_later_list_must_be_taken_back_first(desk, editor, live):
    first = applied(desk, FIRST)
    second = applied(desk, FIRST | {"name": "Thủ tục đổi tên hẳn"})
    with pytest.raises(UndoBlocked) as refused:
        start_undo(import_id=first.id, actor=editor, at=timezone.now())
    assert [(found.row, found.why_vi) for found in refused.value.obstacles] == [
        (1, "đã có phiên bản khác thay")
    ]
    for taken in (second, first):
        press(desk, taken)
        run_due_jobs("imports")
    assert not ProcedureVersion.objects.filter(procedure_id=OLD).exclude(status="WITHDRAWN").exists()


def test_what_somebody_does_before_the_work_begins_stops_it_and_is_noted(desk, editor, three):
    taken, _ = three
    press(desk, taken)
    draft_from_the_new_one(editor, None)
    before = state()
    run_due_jobs("imports")
    assert state() == before
    taken.refresh_from_db()
    assert taken.status == "APPLIED"
    assert events.names_of(taken.id)[-1] == "import.undo_refused"
    assert "đã có phiên bản soạn sau" in desk.get(f"/danh-muc/nhap/{taken.id}/").content.decode()


def test_a_day_later_it_is_too_late(desk, editor, three):
    taken, _ = three
    before = state()
    late = taken.finished_at + timedelta(hours=24, seconds=1)
    with pytest.raises(IllegalTransition) as refused:
        start_undo(import_id=taken.id, actor=editor, at=late)
    assert refused.value.code == "catalogue.undo_late"
    assert state() == before
    ProcedureImport.objects.filter(id=taken.id).update(finished_at=timezone.now() - timedelta(hours=25))
    assert "Hoàn tác lần nhập này" not in desk.get(f"/danh-muc/nhap/{taken.id}/").content.decode()
    inside = timezone.now() - timedelta(hours=23, minutes=59)
    ProcedureImport.objects.filter(id=taken.id).update(finished_at=inside)
    assert start_undo(import_id=taken.id, actor=editor, at=timezone.now()).status == "UNDOING"


def test_only_who_may_import_may_take_back(client, approver, desk, three):
    taken, _ = three
    with pytest.raises(NotPermitted):
        start_undo(import_id=taken.id, actor=actor_of(approver, at=timezone.now()), at=timezone.now())
    client.force_login(approver)
    assert press(client, taken).status_code == 403
    taken.refresh_from_db()
    assert taken.status == "APPLIED"


def test_a_row_number_is_that_of_the_file_where_rows_before_it_were_faulty(desk, live):
    taken = applied(desk, {"code": "x"}, RECORD)
    assert [made["row"] for made in taken.made] == [2]


def test_an_import_without_notes_is_not_taken_back(desk, editor, three):
    taken, _ = three
    ProcedureImport.objects.filter(id=taken.id).update(made=[])
    before = state()
    with pytest.raises(IllegalTransition) as refused:
        start_undo(import_id=taken.id, actor=editor, at=timezone.now())
    assert refused.value.code == "catalogue.undo_unknown"
    assert state() == before


@pytest.mark.usefixtures("three")
def test_the_tables_keep_a_replaced_version_replaced_unless_its_successor_was_withdrawn():
    replaced = ProcedureVersion.objects.filter(procedure_id=OLD, number=1)
    for change in (
        lambda: replaced.update(status="INFORMATION", valid_to=None),
        lambda: ProcedureVersion.objects.filter(procedure_id=CODE, number=1).update(status="WITHDRAWN"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    shown = ProcedureVersion.objects.filter(procedure_id=OLD, number=2)
    shown.update(status="WITHDRAWN")
    with pytest.raises(DatabaseError), transaction.atomic():
        shown.update(status="INFORMATION")
    assert replaced.update(status="INFORMATION", valid_to=None) == 1


def test_each_step_sends_only_its_own_notes(desk, live, monkeypatch):
    monkeypatch.setattr(run_import, "STEP", 1)
    codes = [NEW, OLD, "1.013141"]

    with CaptureQueriesContext(connection) as asked:
        taken = applied(desk, *(RECORD | {"code": code} for code in codes))

    assert [(made["row"], made["code"]) for made in taken.made] == list(enumerate(codes, start=1))
    noted = [
        query["sql"]
        for query in asked
        if query["sql"].startswith('UPDATE "catalogue_import"') and '"made" =' in query["sql"]
    ]
    assert [[code in sql for code in codes].count(True) for sql in noted] == [1, 1, 1]


def test_no_page_of_an_import_loads_its_rows_or_what_taking_it_back_goes_by(desk, live):
    taken = applied(desk, RECORD)
    pages = ["/danh-muc/nhap/", f"/danh-muc/nhap/{taken.id}/", f"/viec/{taken.id}/"]

    for page in pages:
        with CaptureQueriesContext(connection) as asked:
            assert desk.get(page, headers={"HX-Request": "true"}).status_code == 200
        said = [query["sql"] for query in asked if '"catalogue_import"' in query["sql"]]
        assert said
        for column in ("rows", "made"):
            assert not any(f'"catalogue_import"."{column}"' in sql for sql in said), (page, column)
