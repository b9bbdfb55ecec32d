"""A long month and a long workbook are made in the background: seen, done again when broken off, once."""

import io
import zipfile
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from threading import Event, Thread
from uuid import uuid4

import pytest
from django.db import connection, transaction

from cuamo.kernel import events
from cuamo.kernel.clock import local
from cuamo.kernel.errors import Conflict, DomainError
from cuamo.settlement.models import Item, Line, LongWork, Objection, Statement
from cuamo.settlement.selectors.long_work import work_seen_by, workbook_of
from cuamo.settlement.services import lock_books, long_work
from cuamo.settlement.services.build_month import build_month, items_to_build
from cuamo.settlement.services.long_work import forget_workbooks, go_on, start_build, start_sheet
from cuamo.settlement.services.object_to_item import object_to_item
from cuamo.settlement.services.send_statement import send_statement
from tests.settlement.conftest import ADMIN, FIRST, NOVEMBER, SECOND, VNPOST, VTPOST
from tests.settlement.statements import OCTOBER, built, file_online
from tests.support.jobs import run_due_jobs, waiting_jobs

RUN = "cuamo.settlement.jobs.run_long_work"


def many(count: int) -> None:
    row = Item.objects.values().first()
    Item.objects.bulk_create(
        Item(**{**row, "id": uuid4(), "subject_id": uuid4(), "hand_over_id": uuid4(), "claim_key": f"K{n}"})
        for n in range(count)
    )


def rows_of(content: bytes) -> int:
    return zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml").count(b"<row ")


def test_a_month_built_in_the_background_is_what_a_page_would_have_built(contracts, carry):
    carry()
    many(30)
    file_online()
    work = start_build(month=OCTOBER, actor=FIRST, at=NOVEMBER)
    assert (work.status, work.total, waiting_jobs().count(RUN)) == ("WAITING", 62, 1)
    assert not Statement.objects.exists()

    run_due_jobs("default")

    work.refresh_from_db()
    by_work = Statement.objects.get()
    assert (work.status, work.done, work.said) == ("DONE", 62, "QT-VNPOST-202610: 31 việc")
    totals = by_work.totals
    (again,) = build_month(month=OCTOBER, actor=FIRST, at=NOVEMBER)
    assert (again.id, again.totals) == (by_work.id, totals)


def test_asked_twice_it_is_one_run_and_done_twice_it_is_one_month(contracts, carry):
    carry()
    file_online()
    first = start_build(month=OCTOBER, actor=FIRST, at=NOVEMBER)
    assert start_build(month=OCTOBER, actor=SECOND, at=NOVEMBER).id == first.id
    go_on(work_id=first.id, at=NOVEMBER)
    lines = list(Line.objects.values_list("id", flat=True))

    go_on(work_id=first.id, at=NOVEMBER)

    assert list(Line.objects.values_list("id", flat=True)) == lines
    assert LongWork.objects.count() == 1
    assert events.names_of(Statement.objects.get().id) == ["statement.built"]


def test_broken_off_it_leaves_the_drafts_as_they_were_and_is_done_again(contracts, carry):
    carry()
    before = built()["VNPOST"]
    kept = list(Line.objects.values_list("id", flat=True))
    carry()
    file_online()
    work = start_build(month=OCTOBER, actor=FIRST, at=NOVEMBER)
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION pg_temp.stop() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN RAISE EXCEPTION 'the machine stops'; END $$"
        )
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(
            "CREATE TRIGGER stops BEFORE INSERT ON settlement_line"
            " FOR EACH ROW EXECUTE FUNCTION pg_temp.stop()"
        )
    with pytest.raises(Exception, match="the machine stops"), transaction.atomic():
        go_on(work_id=work.id, at=NOVEMBER)
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER stops ON settlement_line")
    work.refresh_from_db()
    assert (work.finished_at, list(Line.objects.values_list("id", flat=True))) == (None, kept)

    run_due_jobs("default")

    work.refresh_from_db()
    before.refresh_from_db()
    assert (work.status, before.totals["items"]) == ("DONE", 2)


def test_a_run_that_died_is_put_back_into_the_queue_by_whoever_asks_for_it_again_once(contracts, carry):
    carry()
    file_online()
    work = start_build(month=OCTOBER, actor=FIRST, at=NOVEMBER)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing' WHERE task_name = %s", [RUN])
        cursor.execute("UPDATE procrastinate_jobs SET status = 'failed' WHERE task_name = %s", [RUN])
    LongWork.objects.update(status="RUNNING")

    for actor in (SECOND, FIRST):
        assert start_build(month=OCTOBER, actor=actor, at=NOVEMBER).id == work.id
        assert waiting_jobs().count(RUN) == 1

    run_due_jobs("default")
    assert (LongWork.objects.get().status, Statement.objects.count()) == ("DONE", 1)


def test_while_a_month_is_built_an_act_of_a_page_is_refused_in_words_and_changes_nothing(
    contracts, carry, monkeypatch
):
    parcel = carry(proof="WORD")
    statement = built()["VNPOST"]
    item = Item.objects.get(subject_id=parcel.subject_id)
    monkeypatch.setattr(lock_books, "PAGE_WAITS", "50ms")
    monkeypatch.setattr(lock_books, "_LOCK", 7_160_099)  # what was built above keeps the other
    acts = (
        lambda: build_month(month=OCTOBER, actor=FIRST, at=NOVEMBER),
        lambda: send_statement(statement_id=statement.id, actor=FIRST, at=NOVEMBER),
        lambda: object_to_item(item_id=item.id, words="Đã ký", evidence="", actor=VNPOST, at=NOVEMBER),
    )
    lines = list(Line.objects.values_list("id", flat=True))
    with closing(connection.copy()) as beside, beside.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [lock_books._LOCK])
        for act in acts:
            with pytest.raises(Conflict, match=r"books\.building") as refused:
                act()
            assert refused.value.vi == "Đang lập bảng tháng, vài phút nữa thử lại."
        cursor.execute("SELECT pg_advisory_unlock(%s)", [lock_books._LOCK])

    statement.refresh_from_db()
    assert (statement.state, Objection.objects.count()) == ("DRAFT", 0)
    assert list(Line.objects.values_list("id", flat=True)) == lines


def test_who_works_elsewhere_now_has_no_run_and_no_workbook_of_the_centre(contracts, carry):
    carry()
    statement = built()["VNPOST"]
    work = start_sheet(statement_id=statement.id, operator=False, actor=FIRST, at=NOVEMBER)
    go_on(work_id=work.id, at=NOVEMBER)
    moved = replace(FIRST, unit_code="VNPOST")

    assert work_seen_by(work.id, moved) is None
    with pytest.raises(DomainError, match=r"sheet\.over"):
        workbook_of(work.id, moved, at=NOVEMBER)
    LongWork.objects.update(started_by=moved.as_json())
    with pytest.raises(DomainError, match=r"sheet\.over"):
        workbook_of(work.id, moved, at=NOVEMBER)
    LongWork.objects.update(started_by=FIRST.as_json())
    assert workbook_of(work.id, FIRST, at=NOVEMBER)[0] == statement


def test_what_is_refused_on_the_way_ends_the_run_in_words(contracts, carry):
    carry()
    work = start_build(month=OCTOBER, actor=FIRST, at=NOVEMBER)

    go_on(work_id=work.id, at=local("2026-10-20 09:00"))

    work.refresh_from_db()
    assert (work.status, work.said) == (
        "REFUSED", "Tháng 10/2026 chưa hết nên chưa lập được bảng quyết toán.",
    )  # fmt: skip
    assert not Statement.objects.exists()


@pytest.mark.parametrize(
    ("actor", "month"), [(VNPOST, OCTOBER), (ADMIN, OCTOBER), (FIRST, date(2026, 11, 1))]
)
def test_who_may_not_build_or_too_early_starts_nothing(contracts, carry, actor, month):
    carry()

    with pytest.raises(DomainError):
        start_build(month=month, actor=actor, at=NOVEMBER)

    assert not LongWork.objects.exists()
    assert RUN not in waiting_jobs()


def test_a_workbook_is_handed_to_whoever_asked_for_it_for_a_day(contracts, carry):
    carry()
    many(10)
    statement = built()["VNPOST"]
    work = start_sheet(statement_id=statement.id, operator=False, actor=FIRST, at=NOVEMBER)
    with pytest.raises(DomainError, match=r"sheet\.over"):
        workbook_of(work.id, FIRST, at=NOVEMBER)

    go_on(work_id=work.id, at=NOVEMBER)

    found, content = workbook_of(work.id, FIRST, at=NOVEMBER + timedelta(hours=23))
    assert (found.id, rows_of(content)) == (statement.id, 2 + 11 + 1)
    for actor, at in ((SECOND, NOVEMBER), (FIRST, NOVEMBER + timedelta(hours=24))):
        with pytest.raises(DomainError, match=r"sheet\.over"):
            workbook_of(work.id, actor, at=at)
    assert forget_workbooks(at=NOVEMBER + timedelta(hours=23)) == 0
    assert forget_workbooks(at=NOVEMBER + timedelta(hours=25)) == 1
    assert LongWork.objects.get().content is None


def test_an_operator_has_only_its_own_sent_statement_written_and_reads_only_its_own_runs(contracts, carry):
    carry()
    statement = built()["VNPOST"]
    for actor in (VNPOST, VTPOST):
        with pytest.raises(DomainError):
            start_sheet(statement_id=statement.id, operator=True, actor=actor, at=NOVEMBER)
    send_statement(statement_id=statement.id, actor=FIRST, at=NOVEMBER)
    with pytest.raises(DomainError):
        start_sheet(statement_id=statement.id, operator=True, actor=VTPOST, at=NOVEMBER)
    with pytest.raises(DomainError):
        start_sheet(statement_id=statement.id, operator=False, actor=VNPOST, at=NOVEMBER)

    work = start_sheet(statement_id=statement.id, operator=True, actor=VNPOST, at=NOVEMBER)

    assert work_seen_by(work.id, VNPOST) == work
    assert (work_seen_by(work.id, VTPOST), work_seen_by(work.id, FIRST)) == (None, None)
    build = start_build(month=OCTOBER, actor=FIRST, at=NOVEMBER)
    assert work_seen_by(build.id, SECOND) == build
    assert (work_seen_by(build.id, VNPOST), work_seen_by(build.id, ADMIN)) == (None, None)


def test_what_a_month_would_read_is_counted_before(contracts, carry):
    carry()
    many(4)
    assert items_to_build(OCTOBER) == 5
    statement = built()["VNPOST"]
    assert items_to_build(OCTOBER) == 5, "its own draft is built anew"

    send_statement(statement_id=statement.id, actor=FIRST, at=NOVEMBER)

    assert items_to_build(OCTOBER) == 0


def test_a_build_may_think_for_longer_than_a_page(contracts, carry):
    carry()
    allowed = []

    def ask(done: int) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT current_setting('idle_in_transaction_session_timeout')::interval >= '30 minutes'"
                " AND current_setting('statement_timeout')::interval >= '30 minutes'"
            )
            allowed.append(cursor.fetchone()[0])

    file_online()
    build_month(month=OCTOBER, actor=FIRST, at=NOVEMBER, progress=ask)

    assert allowed == [True, True]


def watch(seen: set[tuple[str, int]], over: Event) -> None:
    with closing(connection.copy()) as beside:
        while not over.is_set():
            with beside.cursor() as cursor:
                cursor.execute("SELECT status, done FROM settlement_long_work")
                seen.update(cursor.fetchall())


@pytest.mark.django_db(transaction=True)
def test_its_page_sees_how_far_it_is_while_it_runs(contracts, carry, monkeypatch):
    carry()
    many(30)
    file_online()
    monkeypatch.setattr(long_work, "EVERY_SECONDS", 0.0)
    work = start_build(month=OCTOBER, actor=FIRST, at=NOVEMBER)
    seen: set[tuple[str, int]] = set()
    over = Event()
    watcher = Thread(target=watch, args=(seen, over))
    watcher.start()

    go_on(work_id=work.id, at=NOVEMBER)

    over.set()
    watcher.join(timeout=30)
    assert any(status == "RUNNING" and 0 < done < 62 for status, done in seen), seen
    work.refresh_from_db()
    assert (work.status, work.done) == ("DONE", 62)
