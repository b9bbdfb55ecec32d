from datetime import timedelta

import pytest

from cuamo.dossiers.services.accept import accept, refuse_intake
from cuamo.kernel.events import as_record
from cuamo.kernel.models import Event
from cuamo.oversight.models import DayFact
from cuamo.oversight.selectors import figures
from cuamo.oversight.services.count_event import count_event
from cuamo.oversight.services.rebuild_facts import rebuild_facts
from tests.support.city import CARD, MORNING, staff

OTHER = CARD.replace("001185012345", "001185054321")


def _count_everything(*dossiers) -> None:
    """Count all events, or those of these dossiers: tests with real transactions leave theirs behind."""
    DayFact.objects.all().delete()
    events = Event.objects.order_by("id")
    if dossiers:
        events = events.filter(stream_id__in=[dossier.id for dossier in dossiers])
    for row in events:
        count_event(as_record(row))


@pytest.mark.django_db
def test_the_day_counts_what_was_sent_accepted_and_refused(counter):
    first, second = counter.sent(), counter.sent(card=OTHER)
    receiver = staff("tiepnhan.hoankiem")
    accept(dossier_id=first.id, officer=receiver, at=MORNING + timedelta(hours=1))
    refuse_intake(dossier_id=second.id, officer=receiver, reasons=["Sai nơi nhận"], turn_to="", at=MORNING)

    _count_everything(first, second)
    day = MORNING.date()

    sums = figures.city(day, day).sums
    assert (sums["submitted"], sums["accepted"], sums["answered_late"], sums["refused"]) == (2, 1, 0, 1)
    assert [row.key for row in figures.by("channel", day, day)] == ["COUNTER"]


@pytest.mark.django_db
def test_an_answer_after_eight_working_hours_counts_as_late(counter):
    dossier = counter.sent()
    accept(dossier_id=dossier.id, officer=staff("tiepnhan.hoankiem"), at=MORNING + timedelta(days=4))

    _count_everything(dossier)
    day = (MORNING + timedelta(days=4)).date()

    assert figures.city(day, day).sums["answered_late"] == 1


@pytest.mark.django_db
def test_figures_built_anew_are_the_same_figures(counter):
    counter.sent()
    _count_everything()
    before = list(DayFact.objects.order_by("id").values_list("day", "procedure", "submitted"))

    rebuild_facts()

    assert list(DayFact.objects.order_by("id").values_list("day", "procedure", "submitted")) == before


@pytest.mark.django_db
def test_a_share_of_fewer_than_ten_cases_is_not_said(counter):
    counter.sent()
    _count_everything()
    day = MORNING.date()

    assert figures.city(day, day).on_time_share is None


@pytest.mark.django_db
def test_figures_by_something_unknown_are_refused():
    with pytest.raises(ValueError, match="no figures by"):
        figures.by("clerk", MORNING.date(), MORNING.date())
