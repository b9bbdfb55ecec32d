"""A phone number counts for nothing that is found by number before a code sent to it came back."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cuamo.appointments.models import Booking
from cuamo.dossiers.models import DataRequest
from cuamo.dossiers.services.delete_own_data import delete_own_data
from cuamo.dossiers.services.handle_data_request import answer_data_request
from cuamo.notices.models import Notice, OneTimeCode
from cuamo.people.models import Person
from cuamo.people.services.correct_person import correct_person
from cuamo.people.services.find_or_create import hash_of_phone
from tests.support.city import MORNING, last_code, staff

NEIGHBOUR = "0988777666"
ADDRESS = "/toi/du-lieu/yeu-cau/sua/"
ASKED = {"muc": "phone", "thong_tin": "+84 988.777.666"}


@pytest.fixture
def theirs(sent) -> Booking:
    """A time the neighbour booked, and one of the neighbour's that is over."""
    over, soon = timezone.now() - timedelta(days=2), timezone.now() + timedelta(days=1)
    for token, starts_at in (("da-qua", over), ("cua-hang-xom", soon)):
        booking = Booking.objects.create(
            unit_code="DL-001",
            kind="VISIT",
            starts_at=starts_at,
            day=starts_at.date(),
            name="Hàng Xóm",
            phone=NEIGHBOUR,
            phone_hash=hash_of_phone(NEIGHBOUR),
            token=token,
            code="123456",
            created_at=MORNING,
        )
    return booking


def grant(found: DataRequest) -> None:
    answer_data_request(
        request_id=found.id,
        officer=staff("giamsat.trungtam"),
        outcome="GRANTED",
        answer="Đã sửa theo yêu cầu.",
        at=timezone.now(),
    )


def test_a_new_number_is_asked_for_with_the_code_that_went_there(citizen, sent, theirs):
    page = citizen.post(ADDRESS, ASKED)
    assert page.status_code == 200
    assert "0988 777 666" in page.content.decode()
    assert 'name="ma"' in page.content.decode()
    assert not DataRequest.objects.exists()
    assert Notice.objects.get(template="N8P").phone == NEIGHBOUR

    code = last_code(sent.applicant_id)
    wrong = "000000" if code != "000000" else "111111"
    for said in ({**ASKED, "ma": wrong}, {**ASKED, "thong_tin": "0977123456", "ma": code}):
        assert citizen.post(ADDRESS, said).status_code == 422
        assert not DataRequest.objects.exists()
    assert citizen.post(ADDRESS, {**ASKED, "ma": code}).status_code == 302
    found = DataRequest.objects.get()
    assert found.wanted == NEIGHBOUR
    grant(found)
    assert Person.objects.get(id=sent.applicant_id).phone == NEIGHBOUR
    assert "/hen/cua-hang-xom/" in citizen.get("/toi/").content.decode()


def test_a_number_nobody_proved_shows_and_wipes_nobodys_times(citizen, sent, theirs):
    officer, now = staff("giamsat.trungtam"), timezone.now()
    correct_person(person_id=sent.applicant_id, field="phone", value=NEIGHBOUR, actor=officer, at=now)
    assert "/hen/cua-hang-xom/" not in citizen.get("/toi/").content.decode()
    told = delete_own_data(person_id=sent.applicant_id, actor=officer, at=now)
    assert told["bookings"] == 0
    assert set(Booking.objects.values_list("name", flat=True)) == {"Hàng Xóm"}


@pytest.mark.parametrize("number", ["không phải số", "0912", "024 3825 3131"])
def test_what_receives_no_text_is_refused_where_it_was_typed(citizen, sent, number):
    page = citizen.post(ADDRESS, {"muc": "phone", "thong_tin": number})
    assert page.status_code == 422
    assert number in page.content.decode()
    assert not OneTimeCode.objects.filter(purpose="correct-phone").exists()
    assert not DataRequest.objects.exists()
