"""Money found while deciding, taken at a counter: found, shown, paid once, told like any payment."""

import pypdfium2
import pytest
from django.utils import timezone

from cuamo.dossiers.models import PersonDossier, Visit
from cuamo.dossiers.selectors.obligations import owed_by
from cuamo.dossiers.services.withdraw import withdraw
from cuamo.kernel import events
from cuamo.kernel.identifiers.card import read_card
from cuamo.kernel.ids import uuid7
from cuamo.organisation.models import Shift
from cuamo.payments.models import CashReceipt
from cuamo.payments.selectors.books import balance_of, cash_in_of
from cuamo.people.models import Reading
from cuamo.people.services.find_or_create import find_or_create_person
from tests.support.city import CARD, citizen_of, staff
from tests.support.production_role import as_production_role
from tests.web.counter.owing import (
    OWED,
    at_counter,
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
