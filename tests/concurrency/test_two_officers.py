"""Officers who decide the same dossier at the same moment, on real threads and the real database."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from cuamo.dossiers.models import Decision, Dossier, WorkItem
from cuamo.dossiers.services.accept import accept, refuse_intake
from cuamo.dossiers.services.lock_item import open_item
from cuamo.dossiers.states import State
from cuamo.kernel import events
from cuamo.kernel.actors import SYSTEM, Actor
from cuamo.kernel.errors import Conflict
from cuamo.organisation.selectors.staff import actor_of
from cuamo.organisation.services.roles import grant_role
from cuamo.organisation.types import Role
from cuamo.people.models import Account
from tests.support.at_once import all_at_once
from tests.support.city import MORNING, Counter, begin_shift, load_city, staff

pytestmark = pytest.mark.django_db(transaction=True)

POINT = "DIEM-00070"
AT = MORNING + timedelta(minutes=30)


@pytest.fixture
def dossier(transactional_db) -> Dossier:
    load_city()
    clerk = staff("quay.hoankiem")
    begin_shift(clerk)
    return Counter(clerk, MORNING).sent()


def receivers(count: int) -> list[Account]:
    """As many receivers of the same point."""
    accounts = []
    for number in range(count):
        account = Account.objects.create_user(f"nhan.{number}", "x" * 20, full_name=f"Cán bộ số {number}")
        grant_role(account_id=account.id, unit_code=POINT, role=Role.RECEIVER, actor=SYSTEM, at=MORNING)
        accounts.append(account)
    return accounts


def accepting(dossier_id: UUID, officer: Actor) -> Callable[[], object]:
    return lambda: accept(dossier_id=dossier_id, officer=officer, at=AT)


@pytest.mark.parametrize("officers", [2, 8])
def test_officers_accepting_at_once_give_one_acceptance(dossier, officers):
    actors = [actor_of(account, at=AT) for account in receivers(officers)]

    came = all_at_once([accepting(dossier.id, actor) for actor in actors])

    accepted = [place for place, result in enumerate(came) if isinstance(result, Dossier)]
    refused = [result for result in came if isinstance(result, Conflict)]
    assert (len(accepted), len(refused)) == (1, officers - 1)
    assert all("Được tiếp nhận" in refusal.vi for refusal in refused)
    assert events.names_of(dossier.id).count("dossier.accepted") == 1
    decision = Decision.objects.get(dossier=dossier, kind="ACCEPT")
    assert decision.by_id == actors[accepted[0]].id
    assert WorkItem.objects.get(dossier_id=dossier.id).step == "EXAMINE"
    kept = Dossier.objects.get(id=dossier.id)
    assert (kept.state, kept.accepted_at) == (State.ACCEPTED, AT)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM kernel_feed JOIN kernel_event ON kernel_event.id = kernel_feed.event_id"
            " WHERE kernel_feed.name = 'dossier.accepted' AND stream_id = %s",
            [dossier.id],
        )
        assert cursor.fetchone()[0] == 1


@pytest.mark.parametrize("officers", [2, 8])
def test_on_their_screens_one_goes_on_and_the_others_are_told_who_was_first(dossier, officers):
    accounts = receivers(officers)
    clients = []
    for account in accounts:
        client = Client()
        client.force_login(account)
        clients.append(client)
    address = f"/xu-ly/ho-so/{dossier.id}/quyet-dinh/tiep-nhan/"

    came = all_at_once([lambda client=client: client.post(address) for client in clients])

    statuses = [answer.status_code for answer in came]
    assert sorted(statuses) == [302] + [409] * (officers - 1)
    winner = accounts[statuses.index(302)].full_name
    for answer in came:
        if answer.status_code == 409:
            assert f"{winner} đã quyết định lúc" in answer.content.decode()
    assert events.names_of(dossier.id).count("dossier.accepted") == 1


def test_accepting_and_refusing_at_once_gives_one_of_the_two(dossier):
    first, second = (actor_of(account, at=AT) for account in receivers(2))

    def refuse() -> Dossier:
        return refuse_intake(
            dossier_id=dossier.id, officer=second, reasons=["Nộp sai nơi"], turn_to="Sở Tư pháp", at=AT
        )

    came = all_at_once([accepting(dossier.id, first), refuse])

    assert sorted(type(result).__name__ for result in came) == ["Dossier", "IllegalTransition"]
    names = events.names_of(dossier.id)
    assert names.count("dossier.accepted") + names.count("dossier.refused") == 1
    assert Decision.objects.filter(dossier=dossier).count() == 1


def test_of_eight_who_open_it_at_once_one_holds_it_and_everybody_sees_the_same_one(dossier):
    now = timezone.now()
    actors = [actor_of(account, at=now) for account in receivers(8)]

    came = all_at_once(
        [lambda actor=actor: open_item(dossier_id=dossier.id, officer=actor, at=now) for actor in actors]
    )

    holders = {item.locked_by for item in came}
    item = WorkItem.objects.get(dossier_id=dossier.id)
    assert holders == {item.locked_by}
    assert (item.holder_id, item.locked_since) == (item.locked_by, now)
    assert item.locked_name in {actor.name for actor in actors}
