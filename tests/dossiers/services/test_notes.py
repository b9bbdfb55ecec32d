"""Internal notes: for officers, whoever holds the dossier; never reworded, never for the citizen."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client

from cuamo.dossiers.models import InternalNote, WorkItem
from cuamo.dossiers.selectors.notes import notes_of
from cuamo.dossiers.services.lock_item import open_item
from cuamo.dossiers.services.strike_note import strike_note
from cuamo.dossiers.services.write_note import LONGEST, write_note
from cuamo.kernel import events
from cuamo.kernel.errors import Invalid, NotFound, NotPermitted
from cuamo.kernel.events import history_of
from tests.support.city import MORNING, staff
from tests.web.officer.desk import STRANGER, accepted

pytestmark = pytest.mark.django_db
AT = MORNING + timedelta(minutes=30)
SECRET = "Người nộp hẹn mang bản gốc chiều mai"


def written(dossier, who="chuyenvien.hoankiem", text=SECRET):
    return write_note(dossier_id=dossier.id, officer=staff(who), text=text, at=AT)


def test_a_note_says_who_and_when_and_its_words_lie_encrypted_and_out_of_the_ledger(counter):
    dossier = accepted(counter)

    note = written(dossier, text=f"  {SECRET}\n")

    assert (note.text, note.by_name, note.written_at) == (SECRET, staff("chuyenvien.hoankiem").name, AT)
    with connection.cursor() as cursor:
        cursor.execute("SELECT t::text FROM dossiers_internal_note t WHERE id = %s", [note.id])
        assert SECRET not in cursor.fetchone()[0]
    last = history_of(dossier.id)[-1]
    assert last.name == "dossier.note_written"
    assert SECRET not in str(last.data)


def test_notes_outlive_whoever_takes_the_dossier_over(counter):
    dossier = accepted(counter)
    written(dossier)

    WorkItem.objects.filter(dossier_id=dossier.id).update(locked_by="other", locked_at=AT, holder_id="other")
    open_item(dossier_id=dossier.id, officer=staff("chuyenvien.hoankiem"), take_over=True, at=AT)

    assert [note.text for note in notes_of(dossier)] == [SECRET]


@pytest.mark.parametrize("text", ["", "   \n ", "x" * (LONGEST + 1)])
def test_an_empty_or_endless_note_is_refused(counter, text):
    dossier = accepted(counter)
    before = events.names_of(dossier.id)

    with pytest.raises(Invalid):
        written(dossier, text=text)

    assert not InternalNote.objects.exists()
    assert events.names_of(dossier.id) == before


def test_another_territory_neither_writes_nor_strikes(counter):
    dossier = accepted(counter)
    note = written(dossier)

    with pytest.raises(NotFound):
        written(dossier, who=STRANGER)
    with pytest.raises(NotFound):
        strike_note(note_id=note.id, officer=staff(STRANGER), at=AT)
    with pytest.raises(NotFound):
        strike_note(note_id=uuid4(), officer=staff("lanhdao.hoankiem"), at=AT)

    assert InternalNote.objects.get().struck_at is None


def test_a_note_is_struck_through_by_its_writer_or_a_leader_once_and_stays_readable(counter):
    dossier = accepted(counter)
    note = written(dossier)
    with pytest.raises(NotPermitted):
        strike_note(note_id=note.id, officer=staff("tiepnhan.hoankiem"), at=AT)
    assert InternalNote.objects.get().struck_at is None

    strike_note(note_id=note.id, officer=staff("lanhdao.hoankiem"), at=AT)
    strike_note(note_id=note.id, officer=staff("chuyenvien.hoankiem"), at=AT + timedelta(hours=1))

    kept = InternalNote.objects.get()
    assert (kept.text, kept.struck_at, kept.struck_by_name) == (SECRET, AT, staff("lanhdao.hoankiem").name)
    assert events.names_of(dossier.id).count("dossier.note_struck") == 1


def test_the_citizen_never_reads_a_note(counter):
    dossier = accepted(counter)
    written(dossier)

    page = Client().get(f"/t/{dossier.tracking_token}", follow=True).content.decode()

    assert dossier.shown_code in page
    for word in (SECRET, "Ghi chú nội bộ"):
        assert word not in page
