"""Digitisation in the index of Decision 766/QĐ-TTg: 4.1 to 4.4, exactly as it counts them."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from cuamo.kernel.clock import HANOI, local
from cuamo.kernel.events import EventRecord, as_record
from cuamo.kernel.models import Event
from cuamo.oversight.models import DigitalFact
from cuamo.oversight.rules.digital_index import Indicator
from cuamo.oversight.selectors.digital import digital_by_day, digital_by_unit, digital_index
from cuamo.oversight.services.count_digital import DIGITAL, count_digital
from cuamo.oversight.services.rebuild_facts import rebuild_facts
from tests.web.officer.desk import issued
from tests.web.oversight.facts import at_screen

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 20)
HERE, THERE = "DIEM-00070", "DIEM-00082"


def fact(*, ago: int = 0, unit: str = HERE, finished: bool = True, **said) -> DigitalFact:
    day = DAY - timedelta(days=ago)
    return DigitalFact.objects.create(
        dossier_id=uuid4(),
        received_on=day,
        finished_on=day if finished else None,
        received_by=unit,
        **({"result_file": finished} | said),
    )


def shares(units=(HERE, THERE), first: date = DAY, last: date = DAY):
    found = digital_index(units=units, first=first, last=last).indicators
    return {each.key: (each.part, each.whole) for each in found}


def test_every_indicator_counts_its_own_dossiers_and_nothing_else():
    fact(digitised=2)
    fact(digitised=1, result_file=False)
    fact(reused=1, kept=True)
    fact(kept=True, yields_paper=False)
    fact(finished=False, reused=1)
    fact(finished=False, digitised=1)

    assert shares() == {"4.1": (2, 3), "4.2": (2, 4), "4.3": (2, 6), "4.4": (2, 4)}


def test_a_rate_has_two_decimals_nothing_to_count_has_none_and_80_percent_reaches_4_2():
    assert Indicator("4.2", 2, 3).rate == 66.67
    assert Indicator("4.2", 0, 0).rate is None
    assert [Indicator("4.2", part, 10).reached for part in (7, 8)] == [False, True]
    assert (Indicator("4.2", 0, 0).reached, Indicator("4.1", 10, 10).reached) == (None, None)


def test_a_unit_and_a_day_count_only_their_own():
    fact(digitised=1)
    fact(unit=THERE)
    fact(ago=1, digitised=1)

    assert shares(units=[HERE])["4.2"] == (1, 1)
    assert shares(units=[])["4.2"] == (0, 0)
    by_unit = digital_by_unit(units=[HERE, THERE], first=DAY, last=DAY)
    assert [(row.key, row.indicators[1].part) for row in by_unit] == [(HERE, 1), (THERE, 0)]
    by_day = digital_by_day(units=None, first=DAY - timedelta(days=1), last=DAY)
    assert [(row.key, row.indicators[1].part, row.indicators[1].whole) for row in by_day] == [
        ("2026-11-20", 1, 2),
        ("2026-11-19", 1, 1),
    ]


def _event(name: str, dossier_id, **data) -> EventRecord:
    return EventRecord(uuid4(), name, dossier_id, 1, local("2026-11-20 09:00"), {}, data)


def test_a_reuse_that_was_undone_counts_no_more():
    key = uuid4()
    for name, data in (
        ("dossier.paper_reused", {}),
        ("dossier.paper_reused", {}),
        ("dossier.reuse_undone", {"left": 1}),
        ("dossier.reuse_undone", {"left": 0}),
    ):
        count_digital(_event(name, key, **data))

    row = DigitalFact.objects.get(dossier_id=key)
    assert (row.reused, row.received_on) == (0, None)
    assert shares()["4.3"] == (0, 0), "a draft is nothing received"


def test_news_heard_again_or_out_of_order_are_counted_once():
    key = uuid4()
    news = [_event("dossier.paper_digitised", key), _event("dossier.paper_digitised", key)]
    news += [_event("dossier.paper_reused", key), _event("dossier.reuse_undone", key, left=0)]

    for event in (news[1], news[0], *news[2:], *news):
        count_digital(event)

    row = DigitalFact.objects.get(dossier_id=key)
    assert (row.digitised, row.reused) == (2, 0)


def test_the_facts_of_a_whole_life_are_the_same_when_the_ledger_is_counted_anew(counter):
    dossier = issued(counter)
    for row in Event.objects.filter(name__in=DIGITAL).order_by("id"):
        count_digital(as_record(row))
    first = list(DigitalFact.objects.order_by("dossier_id").values())

    rebuild_facts()

    assert list(DigitalFact.objects.order_by("dossier_id").values()) == first
    (row,) = [each for each in first if each["dossier_id"] == dossier.id]
    assert (row["received_by"], row["result_file"], row["yields_paper"]) == (HERE, True, True)
    assert row["received_on"] == row["finished_on"] == DAY


def test_the_watcher_sees_their_own_territory_with_what_is_counted(counter):
    today = timezone.now().astimezone(HANOI).date()
    for unit, digitised in ((HERE, 1), (HERE, 0), (HERE, 1)):
        DigitalFact.objects.create(
            dossier_id=uuid4(),
            received_on=today,
            finished_on=today,
            received_by=unit,
            helped_at="DL-001",
            result_file=True,
            digitised=digitised,
        )

    page = at_screen("giamsat.trungtam").get("/giam-sat/so-hoa/").content.decode()

    assert "66,67 %" in page
    assert "2 trong 3 hồ sơ" in page
    assert "Điểm phục vụ hành chính công phường Hoàn Kiếm" in page
    assert "Hồ sơ có ít nhất một giấy dùng lại, trong hồ sơ đã tiếp nhận." in page
    assert at_screen("quay.hoankiem").get("/giam-sat/so-hoa/").status_code == 403


def test_open_data_hold_how_many_of_how_many_by_day(db, client):
    today = timezone.now().astimezone(HANOI).date()
    for digitised in (1, 0, 1):
        DigitalFact.objects.create(
            dossier_id=uuid4(),
            received_on=today,
            finished_on=today,
            received_by=HERE,
            result_file=True,
            digitised=digitised,
        )

    (row,) = client.get("/cong-khai/du-lieu/so-hoa.json").json()["rows"]

    assert (row["day"], row["part_4_2"], row["whole_4_2"]) == (today.isoformat(), 2, 3)
    table = client.get("/cong-khai/du-lieu/so-hoa.csv").content.decode("utf-8-sig").splitlines()
    assert table[0].split(",")[:5] == ["day", "part_4_1", "whole_4_1", "part_4_2", "whole_4_2"]
    assert "Số hoá theo ngày" in client.get("/cong-khai/du-lieu/").content.decode()
