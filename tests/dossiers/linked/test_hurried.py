"""A late part is hurried by the one code people hold, and its terms count from when it began."""

from datetime import date, timedelta

import pytest

from cuamo.dossiers.models import Dossier, Expedite, WorkItem
from cuamo.dossiers.selectors.expedites import expedites_of, may_be_hurried, stuck
from cuamo.dossiers.selectors.touched_by_calendar import glance
from cuamo.dossiers.selectors.tracking import track
from cuamo.dossiers.services.expedite import ask_expedite
from cuamo.dossiers.services.warn import warn
from cuamo.kernel.calendar import CalendarRow, DayKind
from cuamo.kernel.clock import local
from cuamo.kernel.errors import Conflict
from cuamo.kernel.selectors.calendar_decisions import supposed_change
from cuamo.web.callcentre.aloud import paragraph
from tests.dossiers.linked.conftest import BIRTH, CARD, HOME, SENT_AT
from tests.support.city import staff

pytestmark = pytest.mark.django_db
WEEKS_LATER = local("2026-12-07 10:00")


def ask(filing, at, reason="Cần giấy để nhập học."):
    return ask_expedite(dossier_id=filing.id, asker=staff("tongdai.vcs"), reason=reason, at=at)


def both_began(filing, at=WEEKS_LATER) -> None:
    filing.accept(BIRTH, SENT_AT)
    filing.grant(BIRTH, at)
    filing.hear(at)


def said(filing, at) -> str:
    dossier = filing.dossier
    return " ".join(paragraph(dossier, track(dossier, now=at), asked=[], now=at))


def test_by_the_code_of_the_receipt_the_late_part_is_asked_about_at_its_own_authority(filing):
    filing.accept(BIRTH, SENT_AT)
    filing.hear(SENT_AT)
    birth = filing.of(BIRTH)
    late = birth.due_at + timedelta(hours=1)
    assert "phần khai sinh trễ hẹn" in said(filing, late).lower()

    asked = ask(filing, late)

    request = Expedite.objects.get()
    assert (request.dossier_id, request.stuck, request.code) == (birth.id, "LATE", birth.code)
    assert request.to_name in asked.words
    assert "đúng hẹn" not in asked.words
    assert "dossier.expedite_asked" in filing.told(BIRTH)
    assert "dossier.expedite_unneeded" not in filing.told()
    assert [each.id for each in expedites_of(filing.id)] == [request.id]
    assert not may_be_hurried(filing.dossier, expedites_of(filing.id))
    with pytest.raises(Conflict):
        ask(filing, late)
    assert Expedite.objects.count() == 1


def test_two_late_parts_are_asked_about_at_once_and_the_first_one_not_again(filing):
    both_began(filing)
    for key in (HOME, CARD):
        filing.accept(key, WEEKS_LATER)
    home, card = filing.of(HOME), filing.of(CARD)
    Dossier.objects.filter(id=card.id).update(due_at=home.due_at + timedelta(days=90))
    WorkItem.objects.filter(dossier_id=card.id).update(step_due_at=home.due_at + timedelta(days=90))
    late = home.due_at + timedelta(hours=1)

    ask(filing, late)
    first = set(Expedite.objects.values_list("dossier_id", flat=True))
    assert may_be_hurried(filing.dossier, expedites_of(filing.id))
    Dossier.objects.filter(id=card.id).update(due_at=home.due_at)
    ask(filing, late)

    assert first == {home.id}
    assert sorted(Expedite.objects.values_list("dossier_id", flat=True)) == sorted([home.id, card.id])


def test_where_no_part_is_late_the_answer_is_words_and_nobody_is_asked(filing):
    filing.accept(BIRTH, SENT_AT)
    filing.hear(SENT_AT)
    at = SENT_AT + timedelta(minutes=10)

    asked = ask(filing, at)

    assert asked.expedite is None
    assert "đúng hẹn" in asked.words
    assert not stuck(filing.dossier, now=at)
    assert not Expedite.objects.exists()
    assert filing.told()[-1] == "dossier.expedite_unneeded"
    assert "đẩy nhanh" not in said(filing, at)


def test_a_part_that_begins_weeks_after_it_was_sent_is_warned_about_when_its_own_time_runs_out(filing):
    both_began(filing)
    home = filing.of(HOME)
    item = WorkItem.objects.get(dossier_id=home.id)

    assert WEEKS_LATER < item.warn_at < home.answer_due_at
    warn(at=WEEKS_LATER + timedelta(minutes=5))
    assert "dossier.due_soon" not in filing.told(HOME)
    warn(at=item.warn_at + timedelta(minutes=1))
    assert "dossier.due_soon" in filing.told(HOME)


def test_a_part_that_has_just_begun_is_not_shown_as_nearly_late(filing):
    both_began(filing)
    home = filing.of(HOME)
    nearly = home.answer_due_at - timedelta(minutes=1)

    assert not track(home, now=home.answer_due_at - timedelta(hours=6)).soon
    assert track(home, now=nearly).soon


def test_a_day_off_decided_while_a_part_waits_to_be_accepted_moves_its_term(filing):
    both_began(filing)
    day = filing.of(HOME).answer_due_at.date()
    storm = CalendarRow(day, DayKind.SWAP_OFF, "Nghỉ bão", "quyết định thử", "H", None)
    assert day > date(2026, 12, 7)

    moved = {each.dossier.id: each for each in glance(supposed_change([storm])).first}

    for key in (HOME, CARD):
        dossier = filing.of(key)
        assert moved[dossier.id].before == dossier.answer_due_at
        assert moved[dossier.id].after > dossier.answer_due_at
        assert not moved[dossier.id].by_hand
