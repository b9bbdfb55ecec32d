"""Presses and seconds per step: one's own day for oneself, medians of the place for its lead."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from cuamo.dossiers.models import Visit
from cuamo.dossiers.services.end_visit import end_visit, go_to_step
from cuamo.dossiers.services.start_visit import start_visit
from cuamo.kernel import events
from cuamo.kernel.clock import HANOI
from cuamo.kernel.consumers import all_consumers
from cuamo.kernel.events import as_record
from cuamo.kernel.identifiers.card import read_card
from cuamo.kernel.models import Event
from cuamo.oversight.models import StepFact
from cuamo.oversight.selectors.steps import step_medians
from cuamo.oversight.services.rebuild_facts import rebuild_facts
from cuamo.oversight.services.time_steps import time_steps
from cuamo.people.models import Account
from tests.support.city import CARD, begin_shift, staff

pytestmark = pytest.mark.django_db
MINE, POINT = "/quay/so-lieu/", "/quay/so-lieu/diem/"


def client_of(username: str = "quay.hoankiem") -> Client:
    client = Client()
    client.force_login(Account.objects.get(username=username))
    return client


def helped(
    username: str = "quay.hoankiem", *, seconds: int = 12, presses: int = 2, days_ago: float = 0
) -> Visit:
    """Let the clerk help somebody: the first step took so many seconds and presses."""
    clerk, at = staff(username), timezone.now() - timedelta(days=days_ago)
    visit = start_visit(clerk=clerk, card=read_card(CARD), at=at)
    took = {"presses": presses, "seconds": seconds}
    go_to_step(visit_id=visit.id, clerk=clerk, step=3, measure=took, at=at)
    return end_visit(visit_id=visit.id, clerk=clerk, at=at + timedelta(seconds=240))


def count() -> None:
    """Count every finished visit anew, as the consumer of the ledger does one by one."""
    StepFact.objects.all().delete()
    for row in Event.objects.filter(name="visit.ended").order_by("id"):
        time_steps(as_record(row))


@pytest.fixture
def open_shift(city, db) -> None:
    for username in ("quay.hoankiem", "truongca.hoankiem"):
        begin_shift(staff(username), at=timezone.now())


def test_a_finished_visit_says_what_each_step_took_and_nothing_of_people(open_shift):
    visit = helped(seconds=12, presses=2)
    said = events.history_of(visit.id)[-1].data

    assert said["steps"] == {"1": [2, 12]}
    assert "Thẳng" not in str(said)
    count()
    facts = {fact.step: fact for fact in StepFact.objects.all()}
    assert sorted(facts) == [0, 1]
    assert {field.name for field in StepFact._meta.get_fields()} == {
        "id",
        "day",
        "agency",
        "step",
        "visits",
        "seconds",
        "presses",
    }


def test_the_ledger_is_followed_and_counting_it_anew_gives_the_same(open_shift):
    assert "step-facts" in {consumer.name for consumer in all_consumers()}
    for _ in range(3):
        helped()
    count()
    before = list(
        StepFact.objects.order_by("step").values("agency", "day", "step", "visits", "seconds", "presses")
    )
    assert [fact["visits"] for fact in before] == [3, 3]

    rebuild_facts()
    after = list(
        StepFact.objects.order_by("step").values("agency", "day", "step", "visits", "seconds", "presses")
    )
    assert after == before


def test_the_lead_sees_medians_with_their_number_and_none_below_ten(open_shift):
    lead = client_of("truongca.hoankiem")
    for seconds in range(10, 19):
        helped(seconds=seconds)
    count()
    few = lead.get(POINT).content.decode()
    assert "ít hơn 10" in few
    today = timezone.now().astimezone(HANOI).date()
    assert step_medians("DL-001", today, today)[1].seconds is None

    helped("truongca.hoankiem", seconds=19)
    count()
    found = step_medians("DL-001", today, today)[1]
    assert (found.visits, found.presses) == (10, 2)
    assert 12 <= found.seconds <= 15
    page = lead.get(POINT).content.decode()
    assert "ít hơn 10" not in page
    assert f">{found.seconds}<" in page
    assert "<svg" in page
    assert staff("quay.hoankiem").name not in page


def test_a_clerk_sees_their_own_day_beside_the_week_of_the_place_and_nobody_elses(open_shift):
    for _ in range(10):
        helped("truongca.hoankiem", seconds=100, presses=9, days_ago=2)
    helped("truongca.hoankiem", seconds=500, presses=8642)
    helped(seconds=3, presses=1)
    count()
    page = client_of().get(MINE).content.decode()

    assert "Chỉ mình xem được" in page
    assert "1 lượt" in page
    main = page.split("<main", 1)[1].split("</main", 1)[0]
    assert "8642" not in main
    assert "8.642" not in main
    today = timezone.now().astimezone(HANOI).date()
    week = step_medians("DL-001", today - timedelta(days=7), today - timedelta(days=1))
    assert (week[1].visits, week[1].presses) == (10, 9)
    assert f">{week[1].seconds}<" in page
    assert staff("truongca.hoankiem").name not in page


def test_only_the_lead_sees_the_place(open_shift):
    assert client_of().get(POINT).status_code == 403
    assert client_of("truongca.hoankiem").get(POINT).status_code == 200


@pytest.mark.parametrize("address", [MINE, POINT, f"{POINT}?ngay=28"])
def test_the_number_of_questions_does_not_grow_with_the_visits(
    open_shift, address, django_assert_num_queries
):
    lead = client_of("truongca.hoankiem")
    lead.get(address)
    with django_assert_num_queries(QUERIES[address]):
        lead.get(address)
    for _ in range(12):
        helped("truongca.hoankiem")
    count()
    with django_assert_num_queries(QUERIES[address]):
        lead.get(address)


QUERIES = {MINE: 7, POINT: 6, f"{POINT}?ngay=28": 6}
"""Session, account, roles, figures, their last move, the place; for oneself also the visits of the day."""


def test_a_day_without_visits_says_so(open_shift):
    page = client_of().get(MINE).content.decode()

    assert "Chưa có lượt nào xong" in page
    assert "Chưa có lượt nào trong" in client_of("truongca.hoankiem").get(POINT).content.decode()
