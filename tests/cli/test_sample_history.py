"""The sample history: the same every time, and whole again after being killed."""

import random
from collections import Counter

import pytest
from django.core.management import call_command

from cuamo.cli import sample_history
from cuamo.cli.sample_history import make_history, stories, working_days
from cuamo.cli.sample_own_papers import sign_what_was_asked
from cuamo.cli.sample_results import signers_of_units
from cuamo.cli.sample_story import ENDS, OPEN_ENDS, Story, begin_story, end_story, sign_story
from cuamo.cli.sample_work import Cast
from cuamo.delivery.models import Attempt
from cuamo.dossiers.models import Dossier, DossierKey, Result
from cuamo.kernel.clock import HANOI, local
from cuamo.kernel.partitions import TABLES, ensure_partitions
from cuamo.kernel.selectors.calendar import forget_calendar
from cuamo.kernel.services.verify_ledger import verify_ledger
from cuamo.organisation.models import Shift
from tests.support.city import load_city
from tests.support.simulators import running_simulator

NOW = local("2026-11-26 09:00")
BEGINNING = local("2026-08-20 08:00")


@pytest.fixture(scope="module")
def signing():
    with running_simulator("signing") as address:
        yield address


@pytest.fixture
def city_with_signing(transactional_db, signing, settings):
    settings.SIGNING_URL = signing
    load_city(at=BEGINNING)
    yield
    forget_calendar()


def told():
    """Return number, procedure, code, state and moments of every sample dossier."""
    keys = DossierKey.objects.filter(kind="SAMPLE").order_by("value")
    rows = {row.id: row for row in Dossier.objects.all()}
    return [
        (key.value, row.procedure_code, row.code, row.state, row.submitted_at, row.due_at, row.finished_at)
        for key in keys
        for row in [rows[key.dossier_id]]
    ]


class Killed(BaseException):
    """Stands for a kill in the middle."""


def kill_at(number):
    def say(text):
        if text.startswith(f"{number}/"):
            raise Killed

    return say


def test_a_history_killed_in_the_middle_is_whole_after_the_next_run(city_with_signing, monkeypatch):
    monkeypatch.setattr(sample_history, "BEAT", 7)
    with pytest.raises(Killed):
        make_history(20, now=NOW, say=kill_at(14))
    begun = DossierKey.objects.filter(kind="SAMPLE").count()
    assert begun == 14

    assert make_history(20, now=NOW, say=lambda _: None) == 6
    assert make_history(20, now=NOW, say=lambda _: None) == 0

    numbers = list(DossierKey.objects.filter(kind="SAMPLE").order_by("value").values_list("value", flat=True))
    assert numbers == [f"{number:05d}" for number in range(1, 21)]
    ministry, linked, own_papers = 1, 1 + 3, 4
    assert Dossier.objects.count() == 20 + ministry + linked + own_papers, "beside them, each once"
    assert not Result.objects.filter(approved_at__isnull=False, issued_at=None).exists()
    assert not Shift.objects.filter(closed_at=None).exists()
    assert all(
        shift.opened_at.astimezone(HANOI).date() == shift.closed_at.astimezone(HANOI).date()
        for shift in Shift.objects.all()
    )
    assert verify_ledger().intact


def test_the_same_seed_and_day_give_the_same_dossiers_with_the_same_codes(city_with_signing):
    make_history(8, now=NOW, say=lambda _: None)
    first = told()
    call_command("flush", interactive=False, verbosity=0)
    forget_calendar()
    load_city(at=BEGINNING)

    make_history(8, now=NOW, say=lambda _: None)

    assert told() == first
    assert len({code for _, _, code, *_ in first if code}) == len([code for _, _, code, *_ in first if code])


def test_every_ending_can_be_told(city_with_signing):
    drawn = stories(2000, working_days(NOW))
    for table, months in TABLES.items():
        ensure_partitions(table=table, months=months, first=BEGINNING.date(), last=NOW.date())
    one_of_each = {
        (story.ends, story.procedure if story.ends == "NOT_AT_HOME" else ""): story for story in drawn
    }
    cast = Cast()
    signers_of_units(at=NOW)

    for number, story in enumerate(sorted(one_of_each.values(), key=lambda story: story.starts_at)):
        dossier_id = begin_story(story, cast, key=f"{number:05d}", now=NOW)
        sign_what_was_asked(dossier_id)
        sign_story(dossier_id)
        end_story(story, cast, dossier_id, now=NOW)

    assert {ends for ends, _ in one_of_each} == {ends for ends, _ in ENDS}
    again = set(Attempt.objects.values_list("next_window", flat=True))
    assert again, "somebody was not at home"
    assert "" not in again, "and chose another day"
    assert verify_ledger().intact


@pytest.mark.django_db
def test_two_thousand_stories_come_in_every_kind_and_the_open_ones_are_recent():
    days = working_days(NOW)

    drawn = stories(2000, days)

    assert drawn == stories(2000, days)
    kinds = Counter(story.ends for story in drawn)
    assert set(kinds) == {name for name, _ in ENDS}
    assert min(kinds.values()) >= 20
    assert all(story.starts_at.date() >= days[-10] for story in drawn if story.ends in OPEN_ENDS)
    assert [story.starts_at for story in drawn] == sorted(story.starts_at for story in drawn)


@pytest.mark.django_db
def test_another_seed_tells_other_stories():
    days = working_days(NOW)

    assert Story.draw(random.Random(1), days) != Story.draw(random.Random(2), days)
