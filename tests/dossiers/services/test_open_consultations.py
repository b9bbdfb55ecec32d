"""What a process consults beside the examination is asked the moment a dossier is accepted."""

from datetime import date, timedelta

import pytest

from cuamo.catalogue.models import LinkedSet
from cuamo.dossiers.models import Dossier, Opinion, WorkItem
from cuamo.dossiers.selectors.control_slip import form_06_sheet
from cuamo.dossiers.selectors.replay import compare
from cuamo.dossiers.services.accept import accept, hours_of
from cuamo.dossiers.services.opinion import give_opinion
from cuamo.dossiers.services.propose import propose
from cuamo.kernel import events
from cuamo.kernel.clock import local
from cuamo.kernel.errors import IllegalTransition
from cuamo.organisation.models import Unit
from cuamo.organisation.selectors.calendar_of import calendar_of
from tests.support.city import staff
from tests.web.my.conftest import sign_in

pytestmark = pytest.mark.django_db
CHAIN = "2.000986"
"""Birth, residence and insurance card at once: police and insurance work at the same time."""
CORRECTION = "1.004859"
NOW = local("2026-11-20 09:00")


@pytest.fixture(autouse=True)
def as_one_dossier(city, db):
    """Let the chain be filed as one dossier: the set that makes three of it does not count any more."""
    LinkedSet.objects.update(valid_to=date(2026, 1, 1))


def taken_in(counter, code=CHAIN, at=NOW) -> Dossier:
    sent = counter.sent(code)
    return accept(dossier_id=sent.id, officer=staff("tiepnhan.hoankiem"), at=at)


def test_accepting_asks_each_authority_of_the_process_with_one_event_each(counter):
    dossier = taken_in(counter)

    asked = {each.unit_code: each for each in Opinion.objects.filter(dossier=dossier)}
    calendar = calendar_of(dossier.decided_by)
    assert set(asked) == {"CA-HN", "BHXH-HN"}
    assert asked["CA-HN"].due_at == calendar.add_minutes(NOW, 56 * 60)
    assert asked["BHXH-HN"].due_at == calendar.add_minutes(NOW, 40 * 60)
    assert "thường trú" in asked["CA-HN"].question
    told = [event for event in events.history_of(dossier.id) if event.name == "dossier.opinion_asked"]
    assert {event.data["unit"] for event in told} == set(asked)
    assert all(event.data["by_process"] for event in told)
    assert compare(Dossier.objects.get(id=dossier.id)).same


def test_the_clock_runs_on_and_the_dossier_waits_for_examination(counter):
    dossier = taken_in(counter)

    item = WorkItem.objects.get(dossier_id=dossier.id)
    assert (item.step, dossier.paused_at) == ("EXAMINE", None)
    assert dossier.due_at == dossier.original_due_at


def test_nobody_proposes_while_the_authorities_are_asked(counter):
    dossier = taken_in(counter)
    told = events.names_of(dossier.id)
    proposal = {"officer": staff("chuyenvien.hoankiem"), "grant": True, "note": "", "result": {"Tên": "A"}}

    with pytest.raises(IllegalTransition):
        propose(dossier_id=dossier.id, at=NOW + timedelta(hours=1), **proposal)
    assert events.names_of(dossier.id) == told

    for opinion in Opinion.objects.filter(dossier=dossier):
        give_opinion(
            opinion_id=opinion.id,
            officer=staff(f"chuyenvien.{opinion.unit_code.lower()}"),
            agrees=True,
            answer="Đã làm",
            at=NOW + timedelta(hours=2),
        )
    done = propose(dossier_id=dossier.id, at=NOW + timedelta(hours=3), **proposal)
    assert done.state == 4


def test_a_procedure_without_consultations_asks_nobody(counter):
    dossier = taken_in(counter, "1.004873")

    assert not Opinion.objects.filter(dossier=dossier).exists()
    assert "dossier.opinion_asked" not in events.names_of(dossier.id)


def test_an_authority_that_is_not_in_the_network_is_named_and_stops_nothing(counter):
    Unit.objects.filter(code="BHXH-HN").update(kind="CENTRE")
    dossier = taken_in(counter)

    assert [each.unit_code for each in Opinion.objects.filter(dossier=dossier)] == ["CA-HN"]
    told = [event for event in events.history_of(dossier.id) if event.name == "dossier.opinion_unplaced"]
    assert [event.data["unit"] for event in told] == ["BHXH-HN"]
    assert "bảo hiểm" in told[0].data["questions"][0]


@pytest.mark.parametrize(("kind", "hours"), [("BO_SUNG", 3), ("CAI_CHINH", 17)])
def test_the_hours_of_a_step_follow_the_answers(counter, kind, hours):
    dossier = taken_in(counter, CORRECTION)
    dossier.answers = dossier.answers | {"loai": kind}

    assert hours_of(dossier, "EXAMINE") == hours


def test_the_examination_is_due_by_the_longest_part_and_form_06_says_the_same(counter):
    dossier = taken_in(counter)

    item = WorkItem.objects.get(dossier_id=dossier.id)
    calendar = calendar_of(dossier.decided_by)
    assert item.step_due_at == calendar.add_minutes(NOW, 128 * 60)
    limits = {row["work"]: row["limit"] for row in form_06_sheet(dossier, at=NOW)["handovers"]}
    assert any(item.step_due_at.strftime("%d/%m") in limit for limit in limits.values())


def test_the_citizen_reads_who_works_on_it_at_the_same_time(counter):
    dossier = taken_in(counter)
    opinions = {each.unit_code: each for each in Opinion.objects.filter(dossier=dossier)}
    citizen = sign_in()
    page = citizen.get(f"/toi/ho-so/{dossier.id}/").content.decode()
    assert "Cùng lúc hỏi ý kiến: Công an thành phố Hà Nội, Bảo hiểm xã hội thành phố Hà Nội" in page

    give_opinion(
        opinion_id=opinions["CA-HN"].id,
        officer=staff("chuyenvien.ca-hn"),
        agrees=True,
        answer="Đã làm",
        at=NOW + timedelta(hours=2),
    )

    page = citizen.get(f"/toi/ho-so/{dossier.id}/").content.decode()
    assert "Cùng lúc hỏi ý kiến: Bảo hiểm xã hội thành phố Hà Nội<" in page
