"""Money found while deciding, taken at a counter: found, shown, paid once, told like any payment."""

import re
from datetime import timedelta

import pypdfium2
import pytest
from django.test import Client
from django.utils import timezone

from cuamo.dossiers.models import Dossier, Obligation, PersonDossier, Visit
from cuamo.dossiers.selectors.obligations import owed_by
from cuamo.dossiers.services.accept import accept
from cuamo.dossiers.services.ask_payment import ask_payment
from cuamo.dossiers.services.end_visit import end_visit
from cuamo.dossiers.services.give_consent import give_consent
from cuamo.dossiers.services.withdraw import grant_withdrawal, withdraw
from cuamo.dossiers.states import State
from cuamo.dossiers.subscribers import mark_paid, text_the_citizen
from cuamo.kernel import events
from cuamo.kernel.identifiers.card import read_card
from cuamo.kernel.ids import uuid7
from cuamo.notices.models import Notice
from cuamo.organisation.models import Shift
from cuamo.organisation.selectors.scope import units_under
from cuamo.payments.models import CashReceipt, JournalEntry, PaymentAttempt
from cuamo.payments.selectors.books import balance_of, cash_in_of
from cuamo.payments.selectors.status import request_of
from cuamo.payments.services.receive_callback import take_transaction
from cuamo.payments.types import Transaction
from cuamo.people.models import Account, Reading
from cuamo.people.services.find_or_create import find_or_create_person
from tests.support.city import CARD, begin_shift, citizen_of, staff
from tests.support.production_role import as_production_role

pytestmark = pytest.mark.django_db

TAX = {"name_vi": "Lệ phí trước bạ", "amount_vnd": "1.430.000", "law": "Thông báo thuế số 12/TB"}
OWED = 1_430_000


@pytest.fixture
def owed(counter) -> Obligation:
    sent = counter.sent()
    now = timezone.now()
    accept(dossier_id=sent.id, officer=staff("tiepnhan.hoankiem"), at=now - timedelta(hours=2))
    return ask_payment(
        dossier_id=sent.id,
        officer=staff("chuyenvien.hoankiem"),
        lines=[TAX],
        at=now - timedelta(hours=1),
    )


def at_counter(username: str = "quay.hoankiem", *, shift: bool = True) -> Client:
    """Return the browser of a clerk; with an open shift unless said otherwise."""
    account = Account.objects.get(username=username)
    if shift and not Shift.objects.filter(clerk_id=account.id, closed_at=None).exists():
        begin_shift(staff(username), at=timezone.now())
    client = Client()
    client.force_login(account)
    return client


def other_agency() -> str:
    """Return a clerk of an agency that neither helped with nor received the dossier."""
    for account in Account.objects.filter(username__startswith="quay.").order_by("username"):
        if staff(account.username).unit_code != staff("quay.hoankiem").unit_code:
            return account.username
    raise AssertionError("the sample has one agency only")


def page_of(owed: Obligation) -> str:
    return f"/quay/thu/{owed.id}/"


def told(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, path
    return answer.content.decode()


def hear(owed: Obligation) -> None:
    """Let the consumers of the ledger hear what happened."""
    for event in events.history_of(owed.id):
        if event.name == "payment.settled":
            mark_paid(event)
    for event in events.history_of(owed.dossier_id):
        if event.name == "dossier.obligation_paid":
            text_the_citizen(event)


def bank_says(owed: Obligation, amount_vnd: int = OWED, number: str = "FT1") -> None:
    """Let the bank's money come for the QR that is shown."""
    attempt = PaymentAttempt.objects.get(request__subject_id=owed.id)
    now = timezone.now()
    take_transaction(
        said=Transaction(number, attempt.reference, amount_vnd, True, now),
        body=b"{}",
        source="CALLBACK",
        at=now,
    )


def settled_once(owed: Obligation) -> None:
    """Assert one settlement, the dossier with its officer again, and one text N9."""
    hear(owed)
    hear(owed)
    assert events.names_of(owed.id).count("payment.settled") == 1
    assert events.names_of(owed.dossier_id).count("dossier.obligation_paid") == 1
    dossier = Dossier.objects.get(id=owed.dossier_id)
    assert (dossier.state, dossier.paused_at) == (State.IN_PROGRESS, None)
    texts = Notice.objects.filter(subject_id=dossier.id, template="N9")
    assert [("1.430.000" in notice.text) for notice in texts] == [True]


def facts_of(owed: Obligation) -> tuple:
    """Everything taking money could change."""
    dossier = Dossier.objects.get(id=owed.dossier_id)
    asked = request_of(owed.id)
    return (
        dossier.state,
        dossier.due_at,
        asked.state,
        asked.received_vnd,
        Obligation.objects.get(id=owed.id).settled_at,
        CashReceipt.objects.count(),
        JournalEntry.objects.count(),
        events.names_of(owed.id),
        events.names_of(owed.dossier_id),
    )


def test_the_search_finds_what_a_dossier_owes_by_its_code_at_any_counter(owed):
    for username in ("quay.hoankiem", other_agency()):
        page = told(at_counter(username), f"/quay/tim/?q={owed.dossier.code}")
        assert page_of(owed) in page
        assert "1.430.000" in page


def test_a_dossier_of_another_place_shows_nothing_but_what_it_owes(owed):
    page = told(at_counter(other_agency()), f"/quay/tim/?q={owed.dossier.code}")

    assert 'class="ladder' not in page
    assert owed.dossier.applicant.full_name not in page


def test_a_card_finds_what_its_person_owes_and_no_address_holds_it(owed):
    client = at_counter(other_agency())

    answer = client.post("/quay/tim/", {"q": CARD})

    assert answer.status_code == 200
    assert page_of(owed) in answer.content.decode()
    assert client.get("/quay/tim/", {"q": CARD}).headers["Location"] == "/quay/tim/"
    stranger = client.post("/quay/tim/", {"q": CARD.replace("001185012345", "001185054321")})
    assert "Người này không có khoản nào đang chờ trả" in stranger.content.decode()


@pytest.mark.parametrize("typed", ["001185012345", "011234567", "001185012345|mờ"])
def test_a_number_typed_by_hand_finds_nobody(owed, typed):
    before = Reading.objects.count()

    answer = at_counter().post("/quay/tim/", {"q": typed})

    assert answer.status_code == 422
    assert page_of(owed) not in answer.content.decode()
    assert Reading.objects.count() == before


def test_words_go_into_the_address_so_that_the_list_can_be_reloaded(owed):
    answer = at_counter().post("/quay/tim/", {"q": "khai sinh"})

    assert answer.headers["Location"] == "/quay/tim/?q=khai+sinh"


def test_the_person_whose_card_begins_a_visit_is_shown_what_they_owe(owed):
    client = at_counter()
    Visit.objects.update(ended_at=timezone.now())
    answer = client.post("/quay/", {"card": CARD})

    assert page_of(owed) in told(client, answer.headers["Location"])


def test_the_person_can_see_that_the_counter_found_what_they_owe_when_their_card_was_read(owed):
    client = at_counter(other_agency())
    visit = visit_begun(client)
    looks = Reading.objects.filter(
        purpose="Thu nghĩa vụ tài chính tại quầy", unit_code=staff(other_agency()).unit_code
    )
    assert not looks.exists()

    assert page_of(owed) in told(client, f"/quay/luot/{visit.id}/1/")

    assert [(look.person_id, look.dossier_id) for look in looks] == [(visit.person_id, owed.dossier_id)]


def test_what_a_person_owes_is_one_question_however_many_dossiers_they_have(owed, django_assert_num_queries):
    now = timezone.now()
    PersonDossier.objects.bulk_create(
        PersonDossier(person_id=owed.dossier.applicant_id, dossier_id=uuid7(now)) for _ in range(101)
    )

    with django_assert_num_queries(1):
        found = [(each.id, each.dossier.version_id) for each in owed_by(owed.dossier.applicant_id)]

    assert found == [(owed.id, owed.dossier.version_id)]


def test_the_card_of_who_acted_for_somebody_does_not_tell_what_that_person_owes(owed):
    other = read_card("001090054321||Phạm Văn Ẩn|01011990|Nam|Số 7 phố Hàng Gai, Hoàn Kiếm, Hà Nội|12082021")
    actor = find_or_create_person(card=other, phone="", actor=staff("quay.hoankiem"), at=timezone.now())
    PersonDossier.objects.create(person=actor, dossier_id=owed.dossier_id, role="ACTOR")

    assert owed_by(actor.id) == []
    assert owed_by(owed.dossier.applicant_id) == [owed]


@pytest.mark.parametrize("how", ["paid", "withdrawn"])
def test_what_is_paid_or_withdrawn_is_owed_no_more(owed, how):
    assert owed_by(owed.dossier.applicant_id) == [owed]

    if how == "paid":
        at_counter().post(page_of(owed), {"act": "cash", "tendered": "1430000"})
    else:
        withdraw(dossier_id=owed.dossier_id, citizen=citizen_of(owed.dossier), reason="", at=timezone.now())

    assert owed_by(owed.dossier.applicant_id) == []


def test_opening_the_page_tells_the_person_who_looked(owed):
    told(at_counter(), page_of(owed))

    look = Reading.objects.filter(person_id=owed.dossier.applicant_id).latest("read_at")
    assert (look.purpose, look.dossier_id) == ("Thu nghĩa vụ tài chính tại quầy", owed.dossier_id)


def test_cash_pays_the_whole_once_with_a_receipt_of_the_till(owed):
    client = at_counter(other_agency())
    shift = Shift.objects.get(clerk_id=staff(other_agency()).id, closed_at=None)

    answers = [client.post(page_of(owed), {"act": "cash", "tendered": "1500000"}) for _ in range(2)]

    assert [answer.headers["Location"] for answer in answers] == [page_of(owed)] * 2
    receipt = CashReceipt.objects.get()
    assert (receipt.amount_vnd, receipt.change_vnd, receipt.shift_id) == (OWED, 70_000, shift.id)
    assert (cash_in_of(shift.id), balance_of(f"till:{shift.id}")) == (OWED, OWED)
    page = told(client, page_of(owed))
    assert "Đã nhận đủ" in page
    assert receipt.shown_number in page
    settled_once(owed)


def test_the_receipt_is_printed_where_the_money_was_taken_and_the_second_print_says_so(owed):
    client = at_counter()
    client.post(page_of(owed), {"act": "cash", "tendered": "1430000"})
    path = f"/quay/bien-lai/{CashReceipt.objects.get().id}/"

    first, again = client.get(path), client.get(path)

    assert [answer["Content-Type"] for answer in (first, again)] == ["application/pdf"] * 2
    assert first.content[:5] == b"%PDF-"
    said = [
        pypdfium2.PdfDocument(answer.content)[0].get_textpage().get_text_range() for answer in (first, again)
    ]
    assert "PHIẾU THU TIỀN MẶT" in said[0]
    assert ["IN LẠI" in words for words in said] == [False, True]
    assert at_counter(other_agency()).get(path).status_code == 404


def test_money_is_taken_and_its_receipt_printed_by_the_role_that_cannot_change_the_books(owed):
    client = at_counter()

    with as_production_role():
        shown = client.post(page_of(owed), {"act": "qr"})
        taken = client.post(page_of(owed), {"act": "cash", "tendered": "1430000"})
        path = f"/quay/bien-lai/{CashReceipt.objects.get().id}/"
        prints = [client.get(path) for _ in range(2)]
        hear(owed)
        done = client.post(page_of(owed), {"act": "done"})

    assert [answer.status_code for answer in (shown, taken, done)] == [302] * 3
    assert [answer["Content-Type"] for answer in prints] == ["application/pdf"] * 2
    assert events.names_of(CashReceipt.objects.get().id) == ["cash.receipt_printed"] * 2


@pytest.mark.parametrize("tendered", ["1.429.999", "0", "-1430000", "9999999999", "abc", ""])
def test_less_than_the_whole_or_a_mistyped_sum_changes_nothing(owed, tendered):
    client, before = at_counter(), facts_of(owed)

    answer = client.post(page_of(owed), {"act": "cash", "tendered": tendered})

    assert answer.status_code == 422
    assert facts_of(owed) == before


def test_a_second_clerk_is_told_who_took_the_money_and_takes_none(owed):
    at_counter().post(page_of(owed), {"act": "cash", "tendered": "1430000"})
    second, before = at_counter("truongca.hoankiem"), facts_of(owed)

    answer = second.post(page_of(owed), {"act": "cash", "tendered": "1430000"})

    assert answer.status_code == 409
    words = answer.content.decode()
    assert CashReceipt.objects.get().shown_number in words
    assert staff("quay.hoankiem").name in words
    assert facts_of(owed) == before


def test_without_an_open_shift_no_money_is_taken(owed):
    Shift.objects.update(closed_at=timezone.now())
    client, before = at_counter(shift=False), facts_of(owed)

    answers = [
        client.post(page_of(owed), {"act": "cash", "tendered": "1430000"}),
        client.post(page_of(owed), {"act": "qr"}),
    ]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert all("Chưa mở ca" in answer.content.decode() for answer in answers)
    assert facts_of(owed) == before


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


def visit_begun(client: Client, card: str = CARD) -> Visit:
    """Return the one open visit, begun by the card of the applicant unless said otherwise."""
    Visit.objects.update(ended_at=timezone.now())
    assert client.post("/quay/", {"card": card}).status_code == 302
    return Visit.objects.latest("id")


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
