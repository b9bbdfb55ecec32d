from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from cuamo.kernel import events
from cuamo.kernel.actors import SYSTEM
from cuamo.kernel.clock import local
from cuamo.kernel.ids import uuid7
from cuamo.kernel.models import Event
from cuamo.kernel.services.seal_day import seal_day
from cuamo.kernel.services.verify_ledger import verify_ledger

AT = local("2026-11-20 09:12")


@pytest.mark.django_db
def test_events_of_a_stream_are_numbered_from_one_and_kept_in_order():
    stream = uuid7(AT)

    for name in ("dossier.drafted", "dossier.submitted", "dossier.accepted"):
        events.record(name, stream, actor=SYSTEM, at=AT, note="Nguyễn Thị Đặng Thẳng")

    assert events.names_of(stream) == ["dossier.drafted", "dossier.submitted", "dossier.accepted"]
    assert [event.seq for event in events.history_of(stream)] == [1, 2, 3]


@pytest.mark.django_db
def test_an_event_without_a_time_zone_is_refused_and_nothing_is_written():
    stream = uuid7(AT)

    with pytest.raises(ValueError, match="time zone"):
        events.record("dossier.drafted", stream, actor=SYSTEM, at=AT.replace(tzinfo=None))

    assert events.names_of(stream) == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        "UPDATE kernel_event SET name = 'x'",
        "DELETE FROM kernel_event",
        "TRUNCATE kernel_event",
        "DELETE FROM kernel_stream",
    ],
)
def test_the_application_role_can_neither_change_nor_remove_an_event(change):
    stream = uuid7(AT)
    events.record("dossier.drafted", stream, actor=SYSTEM, at=AT)

    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL ROLE cuamo_app")
            cursor.execute(change)

    assert events.names_of(stream) == ["dossier.drafted"]


@pytest.mark.django_db
def test_the_application_role_cannot_change_events_through_a_partition():
    events.record("dossier.drafted", uuid7(AT), actor=SYSTEM, at=AT)
    with connection.cursor() as cursor:
        cursor.execute("SELECT tableoid::regclass::text FROM kernel_event LIMIT 1")
        partition = cursor.fetchone()[0]

    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL ROLE cuamo_app")
            cursor.execute(f"DELETE FROM {partition}")


@pytest.mark.django_db
def test_the_application_role_can_record_events():
    stream = uuid7(AT)

    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL ROLE cuamo_app")
        events.record("dossier.drafted", stream, actor=SYSTEM, at=AT)

    assert events.names_of(stream) == ["dossier.drafted"]


@pytest.mark.django_db
def test_even_the_owner_is_stopped_by_the_trigger():
    events.record("dossier.drafted", uuid7(AT), actor=SYSTEM, at=AT)

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Event.objects.all().update(name="x")


def _past_the_trigger(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(statement)
        cursor.execute("SET LOCAL session_replication_role = origin")


@pytest.mark.django_db
def test_a_whole_ledger_verifies():
    for _ in range(3):
        stream = uuid7(AT)
        events.record("dossier.drafted", stream, actor=SYSTEM, at=AT, amount_vnd=8000)
        events.record("dossier.submitted", stream, actor=SYSTEM, at=AT + timedelta(seconds=1))

    report = verify_ledger()

    assert (report.streams, report.events, report.faults) == (3, 6, [])


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("tamper", "found"),
    [
        ("UPDATE kernel_event SET name = 'dossier.accepted' WHERE seq = 1", "does not match its hash"),
        ("""UPDATE kernel_event SET data = '{"amount_vnd": 1}' WHERE seq = 1""", "does not match its hash"),
        ("UPDATE kernel_event SET occurred_at = occurred_at + interval '1 day'", "does not match its hash"),
        ("DELETE FROM kernel_event WHERE seq = 1", "is missing"),
        ("DELETE FROM kernel_event WHERE seq = 2", "but its head says"),
        ("DELETE FROM kernel_event", "all its events are missing"),
    ],
)
def test_every_kind_of_tampering_is_found(tamper, found):
    stream = uuid7(AT)
    events.record("dossier.drafted", stream, actor=SYSTEM, at=AT, amount_vnd=8000)
    events.record("dossier.submitted", stream, actor=SYSTEM, at=AT)
    assert verify_ledger().intact

    _past_the_trigger(tamper)

    assert any(found in fault for fault in verify_ledger().faults)


@pytest.mark.django_db
def test_a_dossier_removed_with_its_head_shows_in_the_sealed_day(tmp_path):
    kept, removed = uuid7(AT), uuid7(AT)
    events.record("dossier.drafted", kept, actor=SYSTEM, at=AT)
    events.record("dossier.drafted", removed, actor=SYSTEM, at=AT)
    seal_day(day=AT.date(), at=AT + timedelta(days=1), anchors=tmp_path)
    assert verify_ledger().intact

    _past_the_trigger(f"DELETE FROM kernel_event WHERE stream_id = '{removed}'")
    _past_the_trigger(f"DELETE FROM kernel_stream WHERE stream_id = '{removed}'")

    assert verify_ledger().faults == [f"day {AT.date()}: 1 events do not match the sealed root of 2"]
    assert '"events": 2' in (tmp_path / f"{AT.date()}.json").read_text()


@pytest.mark.django_db
def test_a_day_that_is_not_over_is_not_sealed(tmp_path):
    with pytest.raises(ValueError, match="not over"):
        seal_day(day=AT.date(), at=AT, anchors=tmp_path)
