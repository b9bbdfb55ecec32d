"""A visit at the counter, page by page, with clerk and citizen as two clients."""

import random
import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from cuamo.catalogue.rules import questions
from cuamo.cli.sample_forms import plausible_answers, plausible_values
from cuamo.dossiers.models import Confirmation, Dossier, DossierPaper, Visit
from cuamo.dossiers.states import State
from cuamo.kernel import events
from cuamo.notices.models import Notice
from cuamo.people.models import Account
from tests.support.city import CARD, PHONE, PNG, WARD, begin_shift, last_code, staff, summary_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(city, db) -> Client:
    client = Client()
    client.force_login(Account.objects.get(username="quay.hoankiem"))
    return client


@pytest.fixture
def at_work(clerk) -> Client:
    begin_shift(staff("quay.hoankiem"), at=timezone.now())
    return clerk


class Guest:
    """The citizen at their own screen."""

    def __init__(self, visit: Visit) -> None:
        self.client, self.code = Client(), visit.screen_code

    def sees(self) -> str:
        return self.client.get(f"/man-hinh/{self.code}/").content.decode()

    def does(self, what: str, **data: str) -> None:
        assert self.client.post(f"/man-hinh/{self.code}/{what}/", data).status_code == 302

    def agrees(self) -> None:
        """Press the button that stands under the summary now."""
        self.does("dung-roi", tom_tat=summary_on(self.sees()))


def _start(client: Client) -> Visit:
    answer = client.post("/quay/", {"card": CARD})
    assert answer.status_code == 302, answer.content.decode()[:2000]
    return Visit.objects.latest("id")


def _url(visit: Visit, step: int) -> str:
    return f"/quay/luot/{visit.id}/{step}/"


def _flat(values: dict) -> dict:
    flat: dict = {}
    for key, value in values.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            for row in value:
                for column, cell in row.items():
                    flat.setdefault(f"{key}.{column}", []).append(cell)
        else:
            flat[key] = "on" if value is True else value
    return {key: value for key, value in flat.items() if value not in (None, "", False)}


def _fill(client: Client, visit: Visit, procedure: str) -> Dossier:
    assert client.post(_url(visit, 3), {"procedure": procedure, "mode": "TOGETHER"}).status_code == 302
    dossier = Dossier.objects.get(visit=visit)
    rng, content = random.Random(1), dossier.version.content
    answers = plausible_answers(content, rng, simplest=True)
    for _ in range(5):
        dossier.refresh_from_db()
        if not questions.missing(content, dossier.answers):
            break
        client.post(_url(visit, 4), answers)
    dossier.refresh_from_db()
    values = plausible_values(content, dossier.answers, dossier.values, today=date.today(), rng=rng)
    answer = client.post(_url(visit, 5), _flat(values))
    assert answer.status_code == 302, re.findall(r"error[^>]*>([^<]{3,})<", answer.content.decode())
    return dossier


def _to_summary(client: Client, visit: Visit, guest: Guest, procedure: str = "2.000635") -> Dossier:
    assert client.post(_url(visit, 1), {"phone": PHONE}).status_code == 302
    guest.sees()
    guest.does("dong-y", dong_y="1")
    dossier = _fill(client, visit, procedure)
    from cuamo.dossiers.selectors.papers import paper_slots

    for slot in paper_slots(Dossier.objects.select_related("version").get(id=dossier.id)):
        if not slot.complete:
            page = SimpleUploadedFile("trang.png", PNG, "image/png")
            client.post(_url(visit, 6), {"act": "add", f"giay.{slot.need.key}": page})
    choice = {"way": "HOME", "address": "Số 12 phố Hàng Bông, Hoàn Kiếm", "ward_code": WARD, "phone": PHONE}
    assert client.post(_url(visit, 6), choice).status_code == 302
    assert client.get(_url(visit, 7)).status_code == 200
    return dossier


def _confirm(guest: Guest, dossier: Dossier) -> None:
    assert "chưa được nộp" in guest.sees()
    guest.agrees()
    assert "Mã này chỉ để tự bấm" in guest.sees()
    guest.does("ma", ma=last_code(dossier.id))


def test_a_visit_goes_from_the_card_to_the_receipt(at_work):
    visit = _start(at_work)
    guest = Guest(visit)
    dossier = _to_summary(at_work, visit, guest)
    _confirm(guest, dossier)

    assert at_work.get(f"/quay/luot/{visit.id}/cho/8/").headers["X-Go"] == _url(visit, 10)
    page = at_work.get(_url(visit, 10)).content.decode()
    key = re.search(r'name="khoa"\s+value="([^"]+)"', page)
    assert key
    for _ in range(2):
        assert at_work.post(_url(visit, 10), {"khoa": key.group(1)}).status_code == 302
    dossier.refresh_from_db()
    assert dossier.state == State.SUBMITTED
    assert events.names_of(dossier.id).count("dossier.submitted") == 1
    farewell = at_work.get(_url(visit, 11)).content.decode()
    assert dossier.code in farewell
    assert "Hồ sơ này không có tệp kèm theo." in farewell
    assert "0 tệp" not in farewell
    assert dossier.code in guest.sees()
    receipt = at_work.get(f"/quay/luot/{visit.id}/phieu/")
    assert receipt.content.startswith(b"%PDF")

    assert at_work.post(_url(visit, 11)).status_code == 302
    visit.refresh_from_db()
    assert visit.outcome == "SENT"
    assert guest.client.get(f"/man-hinh/{guest.code}/").status_code == 404


def test_without_an_open_shift_nobody_is_helped(clerk):
    answer = clerk.post("/quay/", {"card": CARD})

    assert (answer.status_code, answer.headers["Location"]) == (302, "/quay/ca/")
    assert Visit.objects.count() == 0


def test_a_shift_opens_and_closes_and_a_difference_needs_a_reason(clerk):
    assert clerk.post("/quay/ca/", {"float": "500.000"}).status_code == 302
    refused = clerk.post("/quay/ca/", {"counted": "400.000"})
    assert refused.status_code == 422
    assert "400.000" in refused.content.decode()

    assert clerk.post("/quay/ca/", {"counted": "400.000", "reason": "Trả nhầm"}).status_code == 302


@pytest.mark.parametrize("text", ["", "xin chào", "001|2|3", "001185012345||A|99999999|Nữ|B|12082021"])
def test_what_is_no_card_is_said_and_kept_as_typed(at_work, text):
    answer = at_work.post("/quay/", {"card": text})

    assert answer.status_code == 422
    assert Visit.objects.count() == 0


def test_the_citizen_says_no_and_nothing_goes_on(at_work):
    visit = _start(at_work)
    guest = Guest(visit)
    guest.sees()
    guest.does("dong-y", dong_y="0")

    assert at_work.get(f"/quay/luot/{visit.id}/cho/2/").headers.get("X-Go") is None
    assert at_work.post(_url(visit, 3), {"procedure": "2.000635"}).headers["Location"] == _url(visit, 2)
    assert Dossier.objects.count() == 0


def test_a_second_device_cannot_watch(at_work):
    visit = _start(at_work)
    Guest(visit).sees()

    stranger = Client().get(f"/man-hinh/{visit.screen_code}/")

    assert stranger.status_code == 409
    assert "Nguyễn Thị Đặng Thẳng" not in stranger.content.decode()


def test_another_clerk_cannot_open_the_visit(at_work):
    visit = _start(at_work)
    other = Client()
    other.force_login(Account.objects.get(username="truongca.hoankiem"))

    assert other.get(_url(visit, 1)).status_code == 403


def test_a_wrong_code_is_refused_and_the_dossier_stays_unconfirmed(at_work):
    visit = _start(at_work)
    guest = Guest(visit)
    dossier = _to_summary(at_work, visit, guest)
    guest.agrees()
    right = last_code(dossier.id)
    guest.does("ma", ma="000000" if right != "000000" else "111111")

    dossier.refresh_from_db()
    assert dossier.confirmed_at is None
    assert "Mã chưa đúng" in guest.sees()


def test_the_page_of_the_clerk_never_shows_the_code(at_work):
    visit = _start(at_work)
    guest = Guest(visit)
    dossier = _to_summary(at_work, visit, guest)
    guest.agrees()

    assert last_code(dossier.id) not in at_work.get(_url(visit, 8)).content.decode()


def test_a_faulty_form_keeps_what_was_typed(at_work):
    visit = _start(at_work)
    guest = Guest(visit)
    guest.sees()
    guest.does("dong-y", dong_y="1")
    at_work.post(_url(visit, 3), {"procedure": "2.000635"})
    at_work.post(_url(visit, 4), {"nguoi_nop": "BAN_THAN", "loai_viec": "KHAI_SINH"})

    answer = at_work.post(_url(visit, 5), {"nyc_ho_ten": "Nguyễn Thị Mới", "nyc_giay_to": "12"})

    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Nguyễn Thị Mới" in page
    assert 'value="12"' in page


def test_leaving_a_field_saves_it(at_work):
    visit = _start(at_work)
    guest = Guest(visit)
    guest.sees()
    guest.does("dong-y", dong_y="1")
    at_work.post(_url(visit, 3), {"procedure": "2.000635"})

    assert at_work.post(f"/quay/luot/{visit.id}/luu/", {"nyc_ho_ten": "Trần Văn Lưu"}).status_code == 204

    assert Dossier.objects.get(visit=visit).values["nyc_ho_ten"] == "Trần Văn Lưu"


def test_a_paper_that_is_no_picture_is_refused_in_words(at_work):
    visit = _start(at_work)
    guest = Guest(visit)
    guest.sees()
    guest.does("dong-y", dong_y="1")
    at_work.post(_url(visit, 3), {"procedure": "1.012289"})
    dossier = Dossier.objects.get(visit=visit)
    at_work.post(_url(visit, 4), plausible_answers(dossier.version.content, random.Random(1), simplest=True))

    answer = at_work.post(
        _url(visit, 6), {"act": "add", "giay.van_bang": SimpleUploadedFile("a.exe", b"MZ\x90\x00" * 50)}
    )

    assert answer.status_code in {200, 302, 422}
    assert DossierPaper.objects.count() == 0


def test_what_is_owed_is_paid_in_cash_before_sending(at_work):
    visit = _start(at_work)
    guest = Guest(visit)
    dossier = _to_summary(at_work, visit, guest, "1.012289")
    _confirm(guest, dossier)
    assert "430.000" in at_work.get(_url(visit, 9)).content.decode()
    assert at_work.get(_url(visit, 10)).headers["Location"] == _url(visit, 9)

    paid = at_work.post(_url(visit, 9), {"act": "cash", "tendered": "500.000"})

    assert paid.headers["Location"] == _url(visit, 9)
    assert "Thối lại" in (page := at_work.get(_url(visit, 9)).content.decode())
    assert "70.000" in page
    assert at_work.post(_url(visit, 10), {}).headers["Location"] == _url(visit, 11)
    dossier.refresh_from_db()
    assert (dossier.state, dossier.money) == (State.SUBMITTED, "PAID")


def test_too_little_cash_is_refused(at_work):
    visit = _start(at_work)
    guest = Guest(visit)
    dossier = _to_summary(at_work, visit, guest, "1.012289")
    _confirm(guest, dossier)

    answer = at_work.post(_url(visit, 9), {"act": "cash", "tendered": "100.000"})

    assert answer.status_code == 422
    dossier.refresh_from_db()
    assert dossier.money == "AWAITING"


def _clerk_changes_the_form(client: Client, visit: Visit, dossier: Dossier) -> None:
    dossier.refresh_from_db()
    posted = _flat({**dossier.values, "nyc_noi_cu_tru": "Số 1 phố Mới, Hoàn Kiếm, Hà Nội"})
    assert client.post(f"{_url(visit, 5)}?ve=7", posted).status_code == 302
    assert client.get(_url(visit, 7)).status_code == 200


def test_nobody_agrees_to_a_summary_that_was_changed_after_they_read_it(at_work):
    visit = _start(at_work)
    guest = Guest(visit)
    dossier = _to_summary(at_work, visit, guest)
    read = summary_on(guest.sees())
    _clerk_changes_the_form(at_work, visit, dossier)

    guest.does("dung-roi", tom_tat=read)

    now = guest.sees()
    assert "Hồ sơ vừa thay đổi" in now
    assert "Số 1 phố Mới" in now
    assert not Confirmation.objects.filter(dossier=dossier, agreed_at__isnull=False).exists()
    assert not Notice.objects.filter(subject_id=dossier.id, template="N8").exists()


@pytest.mark.parametrize("given", [{}, {"tom_tat": "x"}])
def test_a_press_that_names_no_summary_agrees_to_none(at_work, given):
    visit = _start(at_work)
    guest = Guest(visit)
    dossier = _to_summary(at_work, visit, guest)
    guest.sees()

    guest.does("dung-roi", **given)

    assert not Confirmation.objects.filter(dossier=dossier, agreed_at__isnull=False).exists()


def test_a_code_sent_for_one_summary_confirms_no_other(at_work):
    visit = _start(at_work)
    guest = Guest(visit)
    dossier = _to_summary(at_work, visit, guest)
    guest.agrees()
    code = last_code(dossier.id)
    _clerk_changes_the_form(at_work, visit, dossier)

    guest.does("ma", ma=code)

    dossier.refresh_from_db()
    assert dossier.confirmed_at is None
    assert "chưa được nộp" in guest.sees()
    _confirm(guest, dossier)
    dossier.refresh_from_db()
    assert dossier.confirmed_at is not None
