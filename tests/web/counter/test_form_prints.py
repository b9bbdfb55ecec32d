"""Printing the filled form at the counter: the person it belongs to sees that it was printed, and by whom."""

import pytest
from django.test import Client
from django.utils import timezone

from cuamo.people.models import Account, AccountKind, Reading
from cuamo.web.counter.files import PRINTED
from tests.support.city import begin_shift, staff
from tests.web.counter.desk import prepare

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(city, db) -> Client:
    begin_shift(staff("quay.hoankiem"), at=timezone.now())
    client = Client()
    client.force_login(Account.objects.get(username="quay.hoankiem"))
    return client


def test_each_print_of_the_filled_form_is_one_row_the_applicant_sees(clerk):
    made = prepare(7)
    assert made.dossier is not None
    before = Reading.objects.count()

    for _ in range(2):
        assert clerk.get(f"{made.path}in-to-khai/").headers["Content-Type"] == "application/pdf"

    assert Reading.objects.count() == before + 2
    row = Reading.objects.filter(purpose=PRINTED).latest("read_at")
    assert (row.person_id, row.dossier_id) == (made.dossier.applicant_id, made.dossier.id)
    assert (row.actor_id, row.fields) == (staff("quay.hoankiem").id, ["values"])
    account = Account.objects.create(
        username="vneid-in", kind=AccountKind.CITIZEN, person_id=made.dossier.applicant_id
    )
    citizen = Client()
    citizen.force_login(account)
    assert citizen.get("/toi/ai-da-xem/").content.decode().count("In tờ khai tại quầy") == 2


def test_a_print_that_is_refused_is_no_row(clerk):
    made, early = prepare(7), prepare(3)
    other = Client()
    other.force_login(Account.objects.get(username="truongca.hoankiem"))
    before = Reading.objects.count()

    assert other.get(f"{made.path}in-to-khai/").status_code == 403
    assert clerk.get(f"{early.path}in-to-khai/").status_code == 404

    assert not Reading.objects.filter(purpose=PRINTED).exists()
    assert Reading.objects.count() == before
