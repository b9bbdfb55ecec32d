"""Q16: the same workbench on invented people; nothing of it ever leaves, and the database sees to that."""

import random
from datetime import date, timedelta
from uuid import UUID

import pytest
from django.db import Error, IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from cuamo.cli.sample_forms import plausible_answers, plausible_values
from cuamo.dossiers.models import Dossier, Visit
from cuamo.dossiers.selectors.papers import paper_slots
from cuamo.dossiers.services.add_paper import add_paper
from cuamo.dossiers.services.choose_delivery import choose_delivery
from cuamo.dossiers.services.choose_procedure import choose_procedure
from cuamo.dossiers.services.confirm import agree_to_summary, confirm
from cuamo.dossiers.services.fill_form import answer_questions, fill_form
from cuamo.dossiers.services.give_consent import give_consent
from cuamo.dossiers.services.request_confirmation import request_confirmation
from cuamo.dossiers.services.start_visit import start_visit
from cuamo.dossiers.services.submit import submit
from cuamo.kernel import events, ports
from cuamo.kernel.clock import HANOI
from cuamo.kernel.errors import Invalid, NotPermitted
from cuamo.kernel.identifiers.card import read_card
from cuamo.kernel.rehearsal import is_on, rehearsal
from cuamo.organisation.jobs import forget_what_was_rehearsed
from cuamo.organisation.models import TrainingAttempt, TrainingCertificate
from cuamo.organisation.rules.training_score import NOT_SENT, Score
from cuamo.organisation.selectors.training import certificates_of, task_set
from cuamo.organisation.services.training import begin_attempt, finish_attempt
from cuamo.payments.ports import PaymentGateway
from cuamo.people.models import Account
from tests.support.city import CARD, PNG, WARD, begin_shift, citizen_of, last_code, staff
from tests.support.snapshot import hashes

pytestmark = pytest.mark.django_db
OWN = {"organisation_training_attempt", "organisation_training_certificate", "django_session"}
"""What training writes of the real tables: figures of the try, and where the session stands."""


@pytest.fixture(scope="module")
def made(city, django_db_blocker) -> None:
    """The tables of the rehearsal, made once for the module."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("SELECT training_ready()")


@pytest.fixture
def ground(made, db) -> None:
    """The city, with room to rehearse in."""


@pytest.fixture
def clerk(ground) -> Client:
    client = Client()
    client.force_login(Account.objects.get(username="quay.hoankiem"))
    client.get("/quay/luyen-tap/")
    return client


def begin(client: Client, key: str = "quay-lai") -> UUID:
    answer = client.post(f"/quay/luyen-tap/bai/{key}/")
    assert answer.status_code == 302
    return UUID(answer.url.split("/")[3])


def practise(visit_id: UUID, *, procedure: str = "2.000635", upto: str = "confirmed") -> UUID:
    """Bring the rehearsed visit as far as the pages would, by the same services."""
    actor, now = staff("quay.hoankiem"), timezone.now()
    with rehearsal():
        visit = Visit.objects.select_related("person").get(id=visit_id)
        citizen = citizen_of(visit)
        give_consent(visit_id=visit.id, given=True, evidence="screen-touch", citizen=citizen, at=now)
        draft = choose_procedure(visit_id=visit.id, clerk=actor, procedure_code=procedure, at=now)
        content, rng = draft.version.content, random.Random(1)
        answers = plausible_answers(content, rng, simplest=True)
        draft = answer_questions(dossier_id=draft.id, actor=actor, answers=answers, at=now)
        values = plausible_values(content, draft.answers, draft.values, today=date.today(), rng=rng)
        fill_form(dossier_id=draft.id, actor=actor, raw=values, at=now)
        for slot in paper_slots(draft):
            add_paper(
                dossier_id=draft.id,
                actor=actor,
                component_key=slot.need.key,
                data=PNG,
                filename="giay.png",
                at=now,
            )
        home = {"way": "HOME", "address": "Số 1 phố Luyện Tập", "ward_code": WARD, "phone": "0999000001"}
        choose_delivery(dossier_id=draft.id, actor=actor, choice=home, at=now)
        shown = request_confirmation(dossier_id=draft.id, actor=actor, at=now)
        agree_to_summary(dossier_id=draft.id, summary_id=shown.id, citizen=citizen, place="Quầy", at=now)
        if upto == "confirmed":
            confirm(dossier_id=draft.id, code=last_code(draft.id), citizen=citizen, at=now)
        return draft.id


def changed_since(before: dict[str, str]) -> set[str]:
    after = hashes()
    return {table for table in before.keys() | after.keys() if before.get(table) != after.get(table)}


def test_a_whole_dossier_is_practised_and_no_real_table_changes_but_the_score(clerk):
    before = hashes()
    visit_id = begin(clerk)
    for step in (1, 2):
        assert clerk.get(f"/quay/luot/{visit_id}/{step}/").status_code == 200
    practise(visit_id)
    assert clerk.get(f"/quay/luot/{visit_id}/10/").status_code == 200
    with rehearsal():
        assert events.names_of(visit_id)[0] == "visit.started"
    answer = clerk.post(f"/quay/luot/{visit_id}/10/", {"presses": "3", "ms": "4000"})
    assert answer.url == f"/quay/luyen-tap/luot/{visit_id}/xong/"
    page = clerk.get(answer.url).content.decode()

    assert "100 điểm" in page
    assert changed_since(before) <= OWN
    attempt = TrainingAttempt.objects.get()
    assert (attempt.score, attempt.passed, attempt.mistakes) == (100, True, [])
    assert events.names_of(visit_id) == []
    assert not Visit.objects.filter(id=visit_id).exists()
    assert "100 điểm" in clerk.get(answer.url).content.decode()
    assert TrainingAttempt.objects.get().finished_at == attempt.finished_at


def test_the_pages_of_a_rehearsal_are_marked_and_say_the_code_nobody_was_sent(clerk):
    visit_id = begin(clerk)
    page = clerk.get(f"/quay/luot/{visit_id}/1/").content.decode()
    assert 'class="training-mark"' in page
    assert "Nguyễn Thị Luyện Tập" in page
    with rehearsal():
        code = Visit.objects.get(id=visit_id).screen_code
    assert code.startswith("LT")
    screen = Client()
    assert 'class="training-mark"' in screen.get(f"/man-hinh/{code}/").content.decode()

    practise(visit_id, upto="agreed")
    with rehearsal():
        otp = last_code(Dossier.objects.get(visit_id=visit_id).id)
    assert f'Mã trong tin nhắn: <span class="so">{otp}' in screen.get(f"/man-hinh/{code}/").content.decode()
    assert screen.post(f"/man-hinh/{code}/ma/", {"ma": otp}).status_code == 302
    assert clerk.get("/quay/luyen-tap/").content.decode().count("training-mark") == 0


def test_a_real_page_and_a_real_screen_carry_no_mark(clerk):
    begin_shift(staff("quay.hoankiem"), at=timezone.now())
    visit = start_visit(clerk=staff("quay.hoankiem"), card=read_card(CARD), at=timezone.now())

    assert "training-mark" not in clerk.get(f"/quay/luot/{visit.id}/1/").content.decode()
    assert not visit.screen_code.startswith("LT")
    assert "training-mark" not in Client().get(f"/man-hinh/{visit.screen_code}/").content.decode()


def test_the_database_lets_no_rehearsed_dossier_be_sent_or_get_a_code(clerk):
    visit_id = begin(clerk)
    draft_id = practise(visit_id)
    for change in ({"state": 1}, {"code": "H26-1"}, {"external_code": "X"}, {"submitted_at": timezone.now()}):
        with pytest.raises(IntegrityError, match="training_stays_a_draft"), transaction.atomic(), rehearsal():
            Dossier.objects.filter(id=draft_id).update(**change)
    with pytest.raises(IntegrityError, match="training_stays_a_draft"), rehearsal():
        submit(dossier_id=draft_id, actor=staff("quay.hoankiem"), key="k", at=timezone.now())
    with rehearsal():
        assert (Dossier.objects.get(id=draft_id).state, Dossier.objects.get(id=draft_id).code) == (0, "")


REAL = (
    "kernel_event",
    "kernel_feed",
    "kernel_stream",
    "kernel_number_series",
    "notices_notice",
    "dossiers_work_item",
    "dossiers_key",
    "procrastinate_jobs",
    "oversight_day_fact",
    "payments_posting",
    "payments_cashreceipt",
    "people_account",
    "catalogue_version",
    "organisation_unit",
)


def test_the_role_of_the_rehearsal_writes_no_real_table_whatever_the_code_says(ground):
    for table in REAL:
        for what in (f"DELETE FROM public.{table}", f"INSERT INTO public.{table} DEFAULT VALUES"):
            with (
                pytest.raises(Error, match="permission denied"),
                transaction.atomic(),
                rehearsal(),
                connection.cursor() as cursor,
            ):
                cursor.execute(what)


def test_after_a_rehearsal_the_real_work_goes_on_as_before(ground):
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, current_setting('search_path')")
        before = cursor.fetchone()
    with rehearsal():
        assert is_on()
    with pytest.raises(ZeroDivisionError), rehearsal():
        raise ZeroDivisionError
    assert not is_on()
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, current_setting('search_path')")
        assert cursor.fetchone() == before


def test_no_outside_system_is_reached_from_a_rehearsal(ground):
    with rehearsal(), pytest.raises(NotPermitted, match=r"training\.outside"):
        ports.get(PaymentGateway)
    assert ports.get(PaymentGateway) is not None


def test_real_cards_stay_out_of_training_and_invented_ones_out_of_the_counter(clerk):
    invented = task_set().tasks[0].card
    begin_shift(staff("quay.hoankiem"), at=timezone.now())
    count = Visit.objects.count()
    refused = clerk.post("/quay/", {"card": invented})
    assert (refused.status_code, "chỉ dùng khi luyện tập" in refused.content.decode()) == (422, True)
    assert Visit.objects.count() == count

    begin(clerk)
    with rehearsal(), pytest.raises(Invalid, match=r"person\.real"):
        start_visit(clerk=staff("quay.hoankiem"), card=read_card(CARD), at=timezone.now())


def test_another_procedure_and_refusals_cost_points(clerk):
    visit_id = begin(clerk)
    for _ in range(2):
        refused = clerk.post(f"/quay/luot/{visit_id}/1/", {"act": "card", "card": "nhầm"})
        assert refused.status_code == 422
    assert TrainingAttempt.objects.get().refused == 2
    practise(visit_id, procedure="2.000635")
    TrainingAttempt.objects.update(task="tre-em-tien-mat")
    clerk.post(f"/quay/luot/{visit_id}/10/")
    page = clerk.get(f"/quay/luyen-tap/luot/{visit_id}/xong/").content.decode()

    attempt = TrainingAttempt.objects.get()
    assert (attempt.score, attempt.passed) == (100 - 50 - 2 * 8, False)
    assert attempt.mistakes == ["Chọn thủ tục khác với việc người dân cần", "Máy phải nhắc sửa 2 lần"]
    assert all(mistake in page for mistake in attempt.mistakes)
    assert not TrainingCertificate.objects.exists()


@pytest.mark.parametrize("how", ["at once", "agreed", "confirmed", "farewell"])
def test_a_task_left_before_the_dossier_is_sent_is_worth_nothing(clerk, how):
    visit_id = begin(clerk)
    if how in {"agreed", "confirmed"}:
        practise(visit_id, upto=how)
    if how == "farewell":
        clerk.post(f"/quay/luot/{visit_id}/11/")

    page = clerk.get(f"/quay/luyen-tap/luot/{visit_id}/xong/").content.decode()

    attempt = TrainingAttempt.objects.get()
    assert (attempt.score, attempt.passed, attempt.mistakes) == (0, False, [NOT_SENT])
    assert NOT_SENT in page
    assert not TrainingCertificate.objects.exists()


def test_a_rehearsed_visit_belongs_to_its_clerk(clerk):
    visit_id = begin(clerk)
    other = Client()
    other.force_login(Account.objects.get(username="truongca.hoankiem"))

    assert other.get(f"/quay/luot/{visit_id}/1/").status_code == 404
    assert other.get(f"/quay/luyen-tap/luot/{visit_id}/xong/").status_code == 404
    assert other.post(f"/quay/luyen-tap/luot/{visit_id}/tiep/").status_code == 404


def test_a_task_is_gone_on_with_after_signing_in_again(clerk):
    visit_id = begin(clerk)
    again = Client()
    again.force_login(Account.objects.get(username="quay.hoankiem"))
    assert again.get(f"/quay/luot/{visit_id}/1/").status_code == 404

    assert "Làm tiếp bài đang dở" in again.get("/quay/luyen-tap/").content.decode()
    assert again.post(f"/quay/luyen-tap/luot/{visit_id}/tiep/").status_code == 302
    assert again.get(f"/quay/luot/{visit_id}/1/").status_code == 200


def test_what_was_rehearsed_is_forgotten_over_night_and_the_score_stays(clerk):
    visit_id = begin(clerk)
    practise(visit_id)
    clerk.post(f"/quay/luot/{visit_id}/10/")
    clerk.get(f"/quay/luyen-tap/luot/{visit_id}/xong/")
    with rehearsal():
        assert Visit.objects.exists()

    forget_what_was_rehearsed()

    with rehearsal():
        assert not Visit.objects.exists()
        assert not Dossier.objects.exists()
    assert TrainingAttempt.objects.get().score == 100
    assert clerk.get(f"/quay/luyen-tap/luot/{visit_id}/xong/").status_code == 200


def test_paper_is_not_printed_in_training(clerk):
    visit_id = begin(clerk)

    answer = clerk.get(f"/quay/luot/{visit_id}/phieu/")

    assert (answer.status_code, answer.url) == (302, f"/quay/luot/{visit_id}/")


def test_a_question_is_answered_at_once_with_its_reason(clerk):
    task = task_set().task("tu-choi-ma")
    right = next(place for place, option in enumerate(task.options) if option.right)
    wrong = clerk.post("/quay/luyen-tap/cau/tu-choi-ma/", {"chon": str(right - 1)}).content.decode()
    assert "Chưa đúng" in wrong
    assert task.options[right - 1].why in wrong
    assert clerk.post("/quay/luyen-tap/cau/tu-choi-ma/", {}).status_code == 422
    assert clerk.post("/quay/luyen-tap/cau/tu-choi-ma/", {"chon": "99"}).status_code == 422
    assert TrainingAttempt.objects.count() == 1

    assert "Đúng." in clerk.post("/quay/luyen-tap/cau/tu-choi-ma/", {"chon": str(right)}).content.decode()
    assert sorted(TrainingAttempt.objects.values_list("score", flat=True)) == [0, 100]


def test_every_question_has_exactly_one_right_answer_and_every_task_an_invented_person():
    for task in task_set().tasks:
        if task.kind == "CHOICE":
            assert sum(option.right for option in task.options) == 1, task.key
        else:
            assert read_card(task.card).personal_id.startswith("999"), task.key


def test_the_certificate_comes_with_the_last_task_once_and_counts_for_its_months(ground):
    actor, now = staff("quay.hoankiem"), timezone.now()
    tasks = task_set()
    for place, task in enumerate(tasks.tasks):
        assert not TrainingCertificate.objects.exists()
        begun = begin_attempt(clerk=actor, task_key=task.key, visit_id=None, at=now)
        finish_attempt(attempt_id=begun.id, clerk=actor, score=Score(100 - place, ()), at=now)
    again = begin_attempt(clerk=actor, task_key=tasks.tasks[0].key, visit_id=None, at=now)
    finish_attempt(attempt_id=again.id, clerk=actor, score=Score(100, ()), at=now)

    held = TrainingCertificate.objects.get()
    today = now.astimezone(HANOI).date()
    assert (held.set_version, held.score) == (tasks.version, 98)
    assert events.names_of(held.id) == ["training.certified"]
    assert list(certificates_of(actor.id, today)) == [held]
    assert list(certificates_of(actor.id, held.valid_until)) == [held]
    assert not certificates_of(actor.id, held.valid_until + timedelta(days=1)).exists()
    assert not certificates_of(actor.id, today - timedelta(days=2)).exists()
    assert not certificates_of(staff("truongca.hoankiem").id, today).exists()


def test_the_lead_sees_who_passed_and_nobody_else_does(clerk):
    lead = Client()
    lead.force_login(Account.objects.get(username="truongca.hoankiem"))
    page = lead.get("/quay/luyen-tap/diem/").content.decode()

    assert staff("quay.hoankiem").name in page
    assert f"0/{len(task_set().tasks)}" in page
    assert clerk.get("/quay/luyen-tap/diem/").status_code == 403
