"""«Ai đó đòi thêm tiền» reaches the inspectors of the centre, and nobody at the counter learns of it."""

import time
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from cuamo.dossiers.models import Dossier, Rating
from cuamo.dossiers.services.rate import rate
from cuamo.dossiers.states import State
from cuamo.kernel import events
from cuamo.kernel.actors import Actor, ActorKind
from cuamo.kernel.errors import Invalid, NotFound, NotPermitted
from cuamo.organisation.selectors.shifts import open_shift_of
from cuamo.oversight.models import DayFact, Feedback
from cuamo.oversight.selectors.feedback import feedback_for, feedback_page
from cuamo.oversight.selectors.figures import city as city_figures
from cuamo.oversight.services.answer_feedback import answer_feedback
from cuamo.oversight.services.receive_feedback import receive_feedback
from cuamo.oversight.subscribers import carry_to_integrity, keep_figures
from cuamo.payments.models import CashReceipt
from cuamo.payments.services.open_request import open_request
from cuamo.payments.services.take_cash import take_cash
from cuamo.people.models import Account
from tests.support.city import MORNING, begin_shift, citizen_of, staff
from tests.web.test_electronic_receipt import LINES

pytestmark = pytest.mark.django_db
SOMEBODY = Actor(kind=ActorKind.CITIZEN, id="anonymous", name="")
NOT_THEM = (
    "quay.hoankiem",
    "truongca.hoankiem",
    "buuta.hoankiem",
    "dieuphoi.vnpost",
    "tiepnhan.hoankiem",
    "lanhdao.hoankiem",
    "ketoan.trungtam",
    "quantri.trungtam",
    "kythuat.trungtam",
    "tongdai.vcs",
)


def browser(username: str) -> Client:
    client = Client()
    client.force_login(Account.objects.get(username=username))
    return client


@pytest.fixture
def taken(counter) -> CashReceipt:
    """The counter's receipt of a dossier's fee."""
    dossier = counter.sent()
    clerk, now = staff("quay.hoankiem"), timezone.now()
    if open_shift_of(clerk.id) is None:
        begin_shift(clerk, at=now)
    request = open_request(
        subject_id=dossier.id,
        subject_code=dossier.shown_code,
        lines=LINES,
        payer_name="An",
        actor=clerk,
        at=now,
    )
    shift = open_shift_of(clerk.id)
    return take_cash(request_id=request.id, tendered_vnd=10_000, shift_id=shift.id, clerk=clerk, at=now)


def told(**more) -> Feedback:
    said = {"text": "Đòi thêm năm mươi nghìn", "place": "Quầy 2", "extra_money": True} | more
    return receive_feedback(**said, actor=SOMEBODY, at=MORNING)


def test_a_report_with_a_receipt_names_point_shift_and_who_sat_there(taken):
    report = told(about=f" {taken.shown_number.lower()} ", asked_vnd=50_000)

    assert report.shift_id == taken.shift_id
    assert (report.about_unit, report.about_account_id) == (taken.unit_code, taken.clerk_id)
    assert report.dossier_id == taken.request.subject_id
    page = browser("giamsat.trungtam").get(f"/giam-sat/phan-anh/{report.id}/").content.decode()
    for words in (taken.clerk_name, "50.000", taken.shown_number.lower()):
        assert words in page


def test_a_report_with_the_code_of_a_dossier_names_the_counter_that_helped(taken):
    dossier = Dossier.objects.get(id=taken.request.subject_id)

    report = told(about=dossier.shown_code)

    assert (report.dossier_id, report.about_unit) == (dossier.id, dossier.helped_at)
    assert report.about_account_id == taken.clerk_id


@pytest.mark.parametrize("about", ["", "BL-KHONG-260101-9999", "không nhớ", "BLDT-X-26-1", "'; --"])
def test_a_number_nobody_issued_refuses_nobody(city, about):
    report = told(about=about)

    assert (report.dossier_id, report.shift_id, report.about_unit) == (None, None, "")
    assert report.code.startswith("PA-")


@pytest.mark.parametrize("amount", [0, -5, 10**12])
def test_an_amount_that_is_none_is_refused_and_nothing_is_kept(city, amount):
    with pytest.raises(Invalid):
        told(asked_vnd=amount)

    assert not Feedback.objects.exists()


@pytest.mark.parametrize("username", NOT_THEM)
def test_nobody_but_inspectors_of_the_centre_reads_or_answers_it(taken, username):
    report, actor = told(about=taken.shown_number), staff(username)

    assert browser(username).get("/giam-sat/phan-anh/").status_code == 403
    assert browser(username).get(f"/giam-sat/phan-anh/{report.id}/").status_code == 403
    for reads in (
        lambda: feedback_page(reader=actor),
        lambda: feedback_for(actor, report.id),
        lambda: answer_feedback(feedback_id=report.id, answer="Không có", actor=actor, at=MORNING),
    ):
        with pytest.raises(NotPermitted):
            reads()
    report.refresh_from_db()
    assert report.answered_at is None


def test_an_inspector_never_reads_a_report_about_themselves(taken):
    clerk = staff("quay.hoankiem")
    report = told(about=taken.shown_number)
    inspector = staff("giamsat.trungtam")
    turned = Actor(clerk.kind, clerk.id, clerk.name, inspector.unit_code, inspector.roles)

    assert feedback_page(reader=turned).rows == []
    with pytest.raises(NotFound):
        feedback_for(turned, report.id)
    with pytest.raises(NotFound):
        answer_feedback(feedback_id=report.id, answer="Không có gì", actor=turned, at=MORNING)
    assert [row.id for row in feedback_page(reader=inspector).rows] == [report.id]


def test_nothing_the_counter_reads_tells_that_a_report_exists(taken):
    dossier_id = taken.request.subject_id
    clerk = browser("quay.hoankiem")
    paths = ("/quay/", "/quay/ca/", f"/quay/tim/?q={taken.request.subject_code}", "/quay/so-lieu/")
    before = [names(dossier_id), names(taken.shift_id), names(taken.id)]

    def pages() -> list[int]:
        return [clerk.get(path).content.decode().count("đòi thêm tiền") for path in paths]

    quiet = pages()
    told(about=taken.shown_number)

    assert [names(dossier_id), names(taken.shift_id), names(taken.id)] == before
    assert pages() == quiet
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM kernel_event WHERE name = 'feedback.received' AND data::text LIKE %s",
            [f"%{dossier_id}%"],
        )
        assert cursor.fetchone() == (0,)


def names(stream) -> list[str]:
    return events.names_of(stream)


def test_a_rating_with_that_mark_becomes_one_report_without_a_name(taken):
    dossier = Dossier.objects.get(id=taken.request.subject_id)
    Dossier.objects.filter(id=dossier.id).update(state=State.DONE)
    Rating.objects.create(
        dossier=dossier, score=3, extra_money=True, comment="Đòi 20 nghìn", rated_at=MORNING
    )
    event = events.record("dossier.rated", dossier.id, actor=SOMEBODY, at=MORNING, score=3, extra_money=True)

    for _ in range(2):
        carry_to_integrity(event)

    report = Feedback.objects.get()
    assert (report.channel, report.extra_money, report.text) == ("RATING", True, "Đòi 20 nghìn")
    assert report.about_unit == dossier.helped_at
    plain = events.record("dossier.rated", taken.id, actor=SOMEBODY, at=MORNING, score=1, extra_money=False)
    assert carry_to_integrity(plain) is None
    assert Feedback.objects.count() == 1


def test_the_form_opens_with_the_choice_made_and_gives_a_code_without_signing_in(taken, monkeypatch):
    client = Client()
    page = client.get("/gop-y?doi_tien=1").content.decode()
    assert "checked" in page.split('name="doi_tien"')[1].split(">")[0]

    answer = client.post(
        "/gop-y", {"doi_tien": "1", "ve": taken.shown_number, "so_tien": "50.000", "noi_dung": ""}
    )

    report = Feedback.objects.get()
    assert answer.status_code == 302
    assert report.code not in answer["Location"], "a code in an address stays in logs and histories"
    assert report.code in client.get(answer["Location"]).content.decode()
    assert report.code in client.get(answer["Location"]).content.decode(), "loaded again, it is said again"
    assert report.code not in client.get("/gop-y").content.decode()
    assert report.code not in Client().get(answer["Location"]).content.decode(), "another browser"
    told_at = time.time()
    monkeypatch.setattr("django.core.signing.time.time", lambda: told_at + 601)
    assert report.code not in client.get(answer["Location"]).content.decode(), "ten minutes, no longer"
    assert (report.asked_vnd, report.shift_id) == (50_000, taken.shift_id)
    seen = client.post("/gop-y", {"viec": "xem", "ma": report.code}).content.decode()
    assert "Đang được xem" in seen
    assert taken.clerk_name not in seen


def test_what_cannot_be_read_as_an_amount_is_asked_for_again_with_the_words_kept(city):
    answer = Client().post("/gop-y", {"doi_tien": "1", "so_tien": "nhiều", "noi_dung": "Ở quầy 2"})

    assert answer.status_code == 422
    assert "Ở quầy 2" in answer.content.decode()
    assert not Feedback.objects.exists()


def test_the_call_centre_writes_it_down_reads_the_code_aloud_and_cannot_open_it(taken):
    agent = browser("tongdai.vcs")

    answer = agent.post("/tong-dai/doi-tien/", {"noi_dung": "Bị đòi", "ve": taken.shown_number})

    report = Feedback.objects.get()
    assert report.code in answer.content.decode()
    assert (report.channel, report.shift_id) == ("CALL", taken.shift_id)
    assert agent.get(f"/giam-sat/phan-anh/{report.id}/").status_code == 403
    recorded = events.history_of(report.id)[0]
    assert recorded.actor["id"] == "anonymous"
    assert recorded.occurred_at - timezone.now() < timedelta(minutes=1)


@pytest.mark.parametrize("username", ["quay.hoankiem", "giamsat.trungtam"])
def test_only_agents_take_calls(city, username):
    assert browser(username).get("/tong-dai/doi-tien/").status_code == 403


def test_a_report_of_a_rating_stands_in_no_event_of_the_dossier_and_in_no_figure_of_its_point(taken):
    dossier = Dossier.objects.get(id=taken.request.subject_id)
    Dossier.objects.filter(id=dossier.id).update(state=State.DONE)
    rate(
        dossier_id=dossier.id,
        score=3,
        extra_money=True,
        comment="Đòi 20 nghìn",
        citizen=citizen_of(dossier),
        at=MORNING,
    )
    event = events.history_of(dossier.id)[-1]
    assert event.name == "dossier.rated"
    assert "extra_money" not in event.data
    carry_to_integrity(event)
    report = Feedback.objects.get()
    for each in (event, events.history_of(report.id)[0]):
        keep_figures(each)

    counted = DayFact.objects.filter(extra_money__gt=0)
    assert [(row.helped_at, row.procedure, row.channel, row.extra_money) for row in counted] == [
        ("", "", "", 1)
    ]
    assert city_figures(MORNING.date(), MORNING.date()).sums["extra_money"] == 1
    by_point = Client().get("/du-lieu/diem.csv").content.decode()
    assert "extra_money" not in by_point


def test_codes_of_no_message_are_asked_few_times(taken):
    client = Client()
    for _ in range(20):
        assert client.post("/gop-y", {"viec": "xem", "ma": "PA-260101-000000"}).status_code == 200

    assert client.post("/gop-y", {"viec": "xem", "ma": "PA-260101-000001"}).status_code == 429


def test_the_code_of_a_dossier_or_of_a_report_is_read_out_of_no_address(taken):
    client = Client()
    client.post("/gop-y", {"doi_tien": "1", "noi_dung": "Bị đòi thêm"})
    report = Feedback.objects.get()

    page = client.get(f"/gop-y?ma={report.code}&ve={taken.shown_number}").content.decode()
    assert "Đang được xem" not in page
    assert f'value="{taken.shown_number}"' not in page

    page = client.post("/gop-y", {"viec": "bao", "ve": taken.shown_number}).content.decode()
    assert taken.shown_number in page
    assert "checked" in page.split('name="doi_tien"')[1].split(">")[0]
    assert Feedback.objects.count() == 1
