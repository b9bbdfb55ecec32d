"""A draft that waited at the counter meets a newer version: told once, one key, nothing lost."""

from datetime import date

import pytest
from django.test import Client
from django.utils import timezone

from cuamo.dossiers.models import Dossier
from cuamo.dossiers.services.confirm import agree_to_summary, confirm
from cuamo.dossiers.services.request_confirmation import request_confirmation
from cuamo.kernel import events
from cuamo.kernel.clock import to_hanoi
from cuamo.notices.models import Notice
from cuamo.people.models import Account
from tests.support.city import begin_shift, citizen_of, last_code, staff
from tests.support.form_versions import in_force_from
from tests.web.counter.desk import prepare

pytestmark = pytest.mark.django_db
CODE = "1.004873"
SAID = "Thủ tục vừa thay đổi"
AGREE = "Đúng rồi, tôi đồng ý nộp"


@pytest.fixture
def clerk(city, db) -> Client:
    begin_shift(staff("quay.hoankiem"), at=timezone.now())
    client = Client()
    client.force_login(Account.objects.get(username="quay.hoankiem"))
    return client


def today() -> date:
    return to_hanoi(timezone.now()).date()


def replaced(change):
    return in_force_from(CODE, change, on=today(), at=timezone.now())


def one_paper_more(content):
    content["components"].append(
        {"key": "anh", "name_vi": "Ảnh chân dung", "name_en": "Photo", "originals": 1, "copies": 0}
    )


def without_the_first_field(content):
    content["form"]["sections"][0]["fields"].pop(0)


def now(made) -> Dossier:
    return Dossier.objects.select_related("version").get(id=made.dossier.id)


@pytest.mark.parametrize("step", [4, 5, 6, 7])
def test_a_draft_taken_up_again_is_told_what_changed_before_any_step_that_can_change_it(clerk, step):
    made = prepare(7, procedure=CODE)
    before = now(made)
    replaced(one_paper_more)
    clerk.get(f"{made.path}3/")
    stood = type(made.visit).objects.get(id=made.visit.id).step
    sent = clerk.get(f"{made.path}{step}/")
    assert sent.headers["Location"] == f"{made.path}ban-moi/"
    page = clerk.get(sent.headers["Location"]).content.decode()
    assert SAID in page
    assert "Ảnh chân dung" in page
    assert 'data-key="F10"' in page
    assert type(made.visit).objects.get(id=made.visit.id).step == stood
    unread = Dossier.objects.get(id=made.dossier.id)
    assert (unread.version_id, unread.values) == (before.version_id, before.values)


def test_one_key_goes_on_where_something_is_open_with_every_answer_that_fits(clerk):
    made = prepare(7, procedure=CODE)
    before, newer = now(made), replaced(one_paper_more)
    went = clerk.post(f"{made.path}ban-moi/")
    assert went.headers["Location"] == f"{made.path}6/"
    moved = now(made)
    assert (moved.version_id, moved.values, moved.answers) == (newer.id, before.values, before.answers)
    assert "Đã chuyển sang bản mới" in clerk.get(f"{made.path}6/").content.decode()
    assert clerk.get(f"{made.path}ban-moi/").status_code == 302
    clerk.post(f"{made.path}ban-moi/")
    assert events.names_of(moved.id).count("dossier.moved") == 1


def test_what_no_longer_fits_is_named_and_the_form_opens_again(clerk):
    made = prepare(7, procedure=CODE)
    gone = now(made).version.content["form"]["sections"][0]["fields"][0]
    value = now(made).values[gone["key"]]
    replaced(without_the_first_field)
    page = clerk.get(f"{made.path}ban-moi/").content.decode()
    assert f"{gone['label_vi']}: {value}" in page
    assert clerk.post(f"{made.path}ban-moi/").headers["Location"] == f"{made.path}5/"


def test_the_list_of_unsent_drafts_leads_there_too(clerk):
    made = prepare(7, procedure=CODE)
    assert clerk.get(f"{made.path}6/").status_code == 200
    replaced(one_paper_more)
    resumed = clerk.get(made.path, follow=True)
    assert resumed.redirect_chain[-1][0] == f"{made.path}ban-moi/"


def test_without_a_newer_version_no_page_and_no_press_stands_in_between(clerk):
    made = prepare(7, procedure=CODE)
    for step in (4, 5, 6, 7):
        assert clerk.get(f"{made.path}{step}/").status_code == 200
    assert clerk.get(f"{made.path}ban-moi/").headers["Location"] == made.path


def test_a_version_that_changes_nothing_people_read_is_taken_over_by_itself(clerk):
    made = prepare(7, procedure=CODE)
    before = now(made)
    newer = replaced(lambda content: content["everyday_words"].append("giấy độc thân mới"))
    assert clerk.get(f"{made.path}5/").status_code == 200
    moved = now(made)
    assert (moved.version_id, moved.values) == (newer.id, before.values)
    assert events.names_of(moved.id)[-1] == "dossier.moved"


def test_what_the_citizen_has_confirmed_goes_on_as_it_was_confirmed(clerk):
    made = prepare(7, procedure=CODE)
    at = timezone.now()
    shown = request_confirmation(dossier_id=made.dossier.id, actor=staff("quay.hoankiem"), at=at)
    citizen = citizen_of(made.dossier)
    agree_to_summary(
        dossier_id=made.dossier.id, summary_id=shown.id, citizen=citizen, place="Bưu điện", at=at
    )
    confirm(dossier_id=made.dossier.id, code=last_code(made.dossier.id), citizen=citizen, at=at)
    pinned = now(made).version_id
    replaced(one_paper_more)
    went = clerk.get(f"{made.path}7/")
    assert went.headers.get("Location", "") != f"{made.path}ban-moi/"
    assert now(made).version_id == pinned


def summed_up(made):
    """Show the summary to the citizen; return it and the citizen's own paired screen."""
    shown = request_confirmation(dossier_id=made.dossier.id, actor=staff("quay.hoankiem"), at=timezone.now())
    type(made.visit).objects.filter(id=made.visit.id).update(step=7)
    screen = Client()
    assert AGREE in screen.get(f"/man-hinh/{made.visit.screen_code}/").content.decode()
    return shown, screen


def presses(screen, made, shown):
    pressed = screen.post(f"/man-hinh/{made.visit.screen_code}/dung-roi/", {"tom_tat": shown.id}, follow=True)
    return pressed.content.decode()


def test_nobody_agrees_to_a_summary_a_newer_version_has_overtaken(clerk):
    made = prepare(7, procedure=CODE)
    shown, screen = summed_up(made)
    poll = f"{made.path}cho/7/"
    assert clerk.get(poll).headers.get("X-Go") is None
    replaced(one_paper_more)
    before = Dossier.objects.filter(id=made.dossier.id).values().get()
    told = events.names_of(made.dossier.id)

    page = presses(screen, made, shown)

    assert "Thủ tục vừa thay đổi. Chờ nhân viên mở bản mới" in page
    assert AGREE not in page
    assert "Nhân viên đang điền tờ khai" in page
    shown.refresh_from_db()
    assert shown.agreed_at is None
    assert Dossier.objects.filter(id=made.dossier.id).values().get() == before
    assert events.names_of(made.dossier.id) == told
    assert not Notice.objects.filter(subject_id=made.dossier.id).exists()
    assert clerk.get(poll).headers["X-Go"] == f"{made.path}7/"
    assert clerk.get(f"{made.path}7/").headers["Location"] == f"{made.path}ban-moi/"


def test_a_newer_version_that_changes_nothing_people_read_stops_no_agreement(clerk):
    made = prepare(7, procedure=CODE)
    shown, screen = summed_up(made)
    replaced(lambda content: content["everyday_words"].append("giấy độc thân mới"))

    presses(screen, made, shown)

    shown.refresh_from_db()
    assert shown.agreed_at is not None
    assert last_code(made.dossier.id).isdigit()


def test_nobody_elses_visit_is_moved(clerk):
    made = prepare(7, procedure=CODE)
    replaced(one_paper_more)
    before = Dossier.objects.filter(id=made.dossier.id).values().get()
    other = Client()
    other.force_login(Account.objects.get(username="chuyenvien.hoankiem"))
    assert other.post(f"{made.path}ban-moi/").status_code == 403
    assert Dossier.objects.filter(id=made.dossier.id).values().get() == before
