"""Money found while deciding, shown on the citizen screen: paid by phone, shown in a visit, put away."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from cuamo.dossiers.models import Obligation, Visit
from cuamo.dossiers.services.end_visit import end_visit
from cuamo.dossiers.services.give_consent import give_consent
from cuamo.dossiers.services.withdraw import grant_withdrawal, withdraw
from cuamo.kernel import events
from cuamo.organisation.models import Shift
from cuamo.organisation.selectors.scope import units_under
from cuamo.payments.models import CashReceipt
from cuamo.payments.selectors.books import balance_of
from cuamo.payments.selectors.status import request_of
from cuamo.people.models import Account
from tests.support.city import CARD, citizen_of, staff
from tests.web.counter.owing import (
    OWED,
    at_counter,
    bank_says,
    facts_of,
    hear,
    other_agency,
    owed,
    page_of,
    settled_once,
    told,
    visit_begun,
)

__all__ = ["owed"]

pytestmark = pytest.mark.django_db


def test_the_qr_stands_on_the_citizen_screen_and_the_bank_alone_says_it_is_paid(owed):
    client = at_counter()
    Visit.objects.update(ended_at=timezone.now())
    client.post(page_of(owed), {"act": "qr"})
    visit, guest = Visit.objects.latest("id"), Client()
    assert (visit.collects_id, visit.person_id) == (owed.id, None)
    screen = told(guest, f"/man-hinh/{visit.screen_code}/")
    assert "1.430.000" in screen
    assert "<svg" in screen
    mark = re.search(r"canh=([^\"]+)", screen).group(1)
    assert "X-Go" not in guest.get(f"/man-hinh/{visit.screen_code}/moi/?canh={mark}").headers
    waits = re.search(r'data-poll="([^"]+)"', told(client, page_of(owed))).group(1)
    assert "X-Go" not in client.get(waits).headers

    bank_says(owed)

    assert client.get(waits).headers["X-Go"] == page_of(owed)
    assert "Đã nhận đủ tiền" in told(guest, f"/man-hinh/{visit.screen_code}/")
    settled_once(owed)
    assert client.post(page_of(owed), {"act": "done"}).headers["Location"] == "/quay/"
    visit.refresh_from_db()
    assert (visit.collects_id, visit.outcome) == (None, "PAYMENT")


def test_in_a_running_visit_the_screen_comes_back_to_the_step_after_the_money(owed):
    client = at_counter()
    Visit.objects.update(ended_at=timezone.now())
    client.post("/quay/", {"card": CARD})
    client.post(page_of(owed), {"act": "qr"})
    visit = Visit.objects.latest("id")
    assert visit.collects_id == owed.id

    answer = client.post(page_of(owed), {"act": "done"})

    assert answer.headers["Location"] == f"/quay/luot/{visit.id}/"
    visit.refresh_from_db()
    assert (visit.collects_id, visit.ended_at) == (None, None)
    assert events.names_of(visit.id)[-2:] == ["visit.owed_shown", "visit.owed_put_away"]


def test_cash_after_the_phone_was_paid_is_refused_before_and_after_the_dossier_heard_of_it(owed):
    client = at_counter()
    client.post(page_of(owed), {"act": "qr"})
    bank_says(owed)

    for heard in (False, True):
        if heard:
            hear(owed)
        before = facts_of(owed)
        answer = client.post(page_of(owed), {"act": "cash", "tendered": "1430000"})
        assert answer.status_code == 409
        assert "Không thu nữa" in answer.content.decode()
        assert facts_of(owed) == before
    settled_once(owed)


def test_money_that_comes_by_phone_after_the_cash_waits_to_be_refunded(owed):
    client = at_counter()
    client.post(page_of(owed), {"act": "qr"})
    client.post(page_of(owed), {"act": "cash", "tendered": "1430000"})

    bank_says(owed)

    assert balance_of("suspense") == -OWED
    settled_once(owed)


def test_cash_completes_what_the_bank_brought_too_little(owed):
    client = at_counter()
    client.post(page_of(owed), {"act": "qr"})
    bank_says(owed, 1_400_000)
    assert "Còn phải thu" in told(client, page_of(owed))

    client.post(page_of(owed), {"act": "cash", "tendered": "30000"})

    receipt = CashReceipt.objects.get()
    assert receipt.amount_vnd == 30_000
    assert client.get(f"/quay/bien-lai/{receipt.id}/").status_code == 200
    settled_once(owed)


def test_a_withdrawn_dossier_takes_no_money(owed):
    withdraw(dossier_id=owed.dossier_id, citizen=citizen_of(owed.dossier), reason="Đổi ý", at=timezone.now())
    client, before = at_counter(), facts_of(owed)

    for act in ({"act": "cash", "tendered": "1430000"}, {"act": "qr"}):
        assert client.post(page_of(owed), act).status_code == 409
    assert "Không thu" in told(client, page_of(owed))
    assert facts_of(owed) == before


@pytest.mark.parametrize(("granted", "shift"), [(False, True), (True, True), (True, False)])
def test_a_dossier_withdrawn_while_its_money_is_shown_asks_for_nothing_and_esc_puts_it_away(
    owed, granted, shift
):
    client, guest = at_counter(), Client()
    Visit.objects.update(ended_at=timezone.now())
    client.post(page_of(owed), {"act": "qr"})
    visit = Visit.objects.latest("id")
    screen = f"/man-hinh/{visit.screen_code}/"
    mark = re.search(r"canh=([^\"]+)", told(guest, screen)).group(1)
    withdraw(dossier_id=owed.dossier_id, citizen=citizen_of(owed.dossier), reason="Đổi ý", at=timezone.now())
    if granted:
        officer = staff("chuyenvien.hoankiem")
        grant_withdrawal(dossier_id=owed.dossier_id, officer=officer, at=timezone.now())
        assert request_of(owed.id).voided_at is not None
    if not shift:
        Shift.objects.update(closed_at=timezone.now())

    assert guest.get(f"{screen}moi/?canh={mark}").headers["X-Go"] == screen
    seen, page = told(guest, screen), told(client, page_of(owed))
    assert "Không còn phải trả" in seen
    assert "Trả tiền mặt" not in seen
    assert 'class="qr' not in seen
    assert "Không còn phải trả" in page
    assert page.count('<form id="xong"') == 1
    assert client.post(page_of(owed), {"act": "done"}).headers["Location"] == "/quay/"
    visit.refresh_from_db()
    assert (visit.collects_id, visit.outcome) == (None, "ADVICE")
    assert visit.ended_at is not None


def test_money_that_is_shown_is_put_away_also_after_the_shift_was_closed(owed):
    client = at_counter()
    Visit.objects.update(ended_at=timezone.now())
    client.post(page_of(owed), {"act": "qr"})
    Shift.objects.update(closed_at=timezone.now())

    assert told(client, page_of(owed)).count('<form id="xong"') == 1


STRANGER = CARD.replace("001185012345", "001185054321")


def agreed(visit: Visit) -> None:
    now = timezone.now()
    give_consent(visit_id=visit.id, given=True, evidence="screen-touch", citizen=citizen_of(visit), at=now)


def put_away_once(visit: Visit) -> None:
    visit.refresh_from_db()
    assert visit.collects_id is None
    assert events.names_of(visit.id).count("visit.owed_put_away") == 1


def test_going_to_a_step_takes_the_money_off_the_citizen_screen(owed):
    client, guest = at_counter(), Client()
    visit = visit_begun(client)
    agreed(visit)
    told(client, f"/quay/luot/{visit.id}/3/")
    client.post(page_of(owed), {"act": "qr"})
    screen = f"/man-hinh/{visit.screen_code}/"
    assert "1.430.000" in told(guest, screen)

    told(client, f"/quay/luot/{visit.id}/3/")
    told(client, f"/quay/luot/{visit.id}/3/")

    put_away_once(visit)
    assert "1.430.000" not in told(guest, screen)


def test_reading_a_card_takes_the_money_off_the_citizen_screen(owed):
    client, guest = at_counter(), Client()
    Visit.objects.update(ended_at=timezone.now())
    client.post(page_of(owed), {"act": "qr"})
    visit = Visit.objects.latest("id")

    client.post(f"/quay/luot/{visit.id}/1/", {"card": STRANGER})

    put_away_once(visit)
    assert "1.430.000" not in told(guest, f"/man-hinh/{visit.screen_code}/")


def test_ending_a_visit_takes_the_money_off_the_citizen_screen(owed):
    client = at_counter()
    visit = visit_begun(client)
    client.post(page_of(owed), {"act": "qr"})

    end_visit(visit_id=visit.id, clerk=staff("quay.hoankiem"), at=timezone.now())

    put_away_once(visit)
    assert events.names_of(visit.id)[-2:] == ["visit.owed_put_away", "visit.ended"]


def test_the_first_step_leads_back_to_the_money_on_the_citizen_screen_also_once_it_is_paid(owed):
    client = at_counter()
    visit = visit_begun(client)
    client.post(page_of(owed), {"act": "qr"})
    bank_says(owed)
    hear(owed)

    assert page_of(owed) in told(client, f"/quay/luot/{visit.id}/1/")


def test_another_persons_dossier_never_stands_on_the_screen_of_who_is_here(owed):
    client, guest = at_counter(), Client()
    here = visit_begun(client, STRANGER)

    client.post(page_of(owed), {"act": "qr"})

    here.refresh_from_db()
    assert (here.collects_id, here.parked) == (None, True)
    begun = Visit.objects.latest("id")
    assert (begun.collects_id, begun.person_id) == (owed.id, None)
    assert "1.430.000" not in told(guest, f"/man-hinh/{here.screen_code}/")
    client.post(page_of(owed), {"act": "done"})
    begun.refresh_from_db()
    here.refresh_from_db()
    assert begun.ended_at is not None
    assert (here.ended_at, "visit.owed_shown" in events.names_of(here.id)) == (None, False)


def test_done_puts_away_the_money_of_the_visit_that_shows_it_and_of_no_other(owed):
    client = at_counter()
    Visit.objects.update(ended_at=timezone.now())
    client.post(page_of(owed), {"act": "qr"})
    shows = Visit.objects.latest("id")
    client.post("/quay/", {"card": STRANGER})
    active = Visit.objects.latest("id")

    assert client.post(page_of(owed), {"act": "done"}).headers["Location"] == "/quay/"

    shows.refresh_from_db()
    active.refresh_from_db()
    assert (shows.collects_id, shows.ended_at is None) == (None, False)
    assert (active.ended_at, active.parked) == (None, False)


def test_a_visit_only_to_pay_counts_as_payment_before_the_dossier_heard_of_the_money(owed):
    client = at_counter()
    Visit.objects.update(ended_at=timezone.now())
    client.post(page_of(owed), {"act": "qr"})
    visit = Visit.objects.latest("id")
    bank_says(owed)
    assert Obligation.objects.get(id=owed.id).settled_at is None

    client.post(page_of(owed), {"act": "done"})

    visit.refresh_from_db()
    assert visit.outcome == "PAYMENT"
    assert events.history_of(visit.id)[-1].data["outcome"] == "PAYMENT"


def test_others_than_clerks_do_not_come_in(owed):
    client = Client()
    for username in ("chuyenvien.hoankiem", "ketoan.trungtam", "buuta.hoankiem"):
        client.force_login(Account.objects.get(username=username))
        before = facts_of(owed)
        assert client.get(page_of(owed)).status_code == 403
        assert client.post(page_of(owed), {"act": "cash", "tendered": "1430000"}).status_code == 403
        assert facts_of(owed) == before


def test_an_obligation_that_is_none_is_not_found(owed):
    assert at_counter().get(f"/quay/thu/{owed.dossier_id}/").status_code == 404


def test_the_clerk_of_another_agency_is_really_elsewhere(owed):
    assert owed.dossier.helped_at not in units_under(staff(other_agency()).unit_code)
