"""Requests about personal data: their clock, four eyes to delete, and what each really does."""

import io
import json
import zipfile
from datetime import timedelta

import pytest

from cuamo.appointments.models import Booking
from cuamo.documents.models import Erasure
from cuamo.documents.selectors.parts import blobs
from cuamo.documents.services.store import store_upload
from cuamo.dossiers.models import DataPackage, DataRequest, Dossier, DossierPaper
from cuamo.dossiers.rules.data_request import Kind
from cuamo.dossiers.selectors.data_requests import requests_waiting, terms_of
from cuamo.dossiers.selectors.of_person import dossiers_of
from cuamo.dossiers.services.ask_about_data import ask_about_data, drop_data_request, take_data_request
from cuamo.dossiers.services.choose_procedure import open_draft
from cuamo.dossiers.services.give_consent import give_consent
from cuamo.dossiers.services.handle_data_request import (
    acknowledge_data_request,
    answer_data_request,
    approve_deletion,
    extend_data_request,
    send_deletion_back,
)
from cuamo.dossiers.services.make_package import (
    ask_package_again,
    drop_packages,
    fetch_package,
    make_package,
)
from cuamo.dossiers.services.start_visit import start_visit
from cuamo.dossiers.states import Channel
from cuamo.kernel import events
from cuamo.kernel.actors import Actor, ActorKind
from cuamo.kernel.clock import local
from cuamo.kernel.errors import Conflict, IllegalTransition, Invalid, NotFound, NotPermitted
from cuamo.kernel.identifiers.card import read_card
from cuamo.notices.models import Notice
from cuamo.people.models import Person, UseStop
from cuamo.people.rules.uses import Use
from cuamo.people.selectors.uses import facts_for_forms, messages_stopped_for, stopped_uses
from cuamo.people.services.find_or_create import hash_of_phone
from tests.support.city import CARD, MORNING, PHONE, PNG, begin_shift, citizen_of, staff

FRIDAY = local("2026-11-20 09:00")
WORDS = "Đã xem yêu cầu và làm theo, không mất tiền."


def give_paper(dossier: Dossier, data: bytes = PNG) -> DossierPaper:
    file = store_upload(data=data, filename="giay.png", actor=citizen_of(dossier), at=MORNING)
    return DossierPaper.objects.create(
        dossier=dossier, component_key="giay", file=file, added_at=MORNING, added_by={}
    )


@pytest.fixture
def sent(counter) -> Dossier:
    dossier = counter.sent("1.004873")
    give_paper(dossier)
    return dossier


@pytest.fixture
def officer(city, db) -> Actor:
    return staff("giamsat.trungtam")


@pytest.fixture
def second(city, db) -> Actor:
    return staff("dulieu.trungtam")


def asked(sent: Dossier, kind: str, **more) -> DataRequest:
    return ask_about_data(citizen=citizen_of(sent), kind=kind, at=FRIDAY, **more)


def answered(found: DataRequest, officer: Actor, outcome: str = "GRANTED") -> DataRequest:
    at = FRIDAY + timedelta(hours=2)
    return answer_data_request(request_id=found.id, officer=officer, outcome=outcome, answer=WORDS, at=at)


def test_a_request_is_acknowledged_in_two_working_days_and_answered_in_calendar_days(sent):
    found = asked(sent, "ACCESS")
    assert found.number == "YC-26-000001"
    assert found.acknowledge_by == local("2026-11-25 09:00")  # 21, 22: weekend; 24: Ngày Văn hóa
    assert found.answer_by == local("2026-11-30 17:00")
    assert found.due_at == found.acknowledge_by
    assert events.names_of(found.id) == ["data_request.made"]


def test_the_terms_are_those_of_the_configuration():
    assert terms_of(Kind.DELETE).answer_days == 20
    for kind in (Kind.RESTRICT, Kind.OBJECT, Kind.WITHDRAW_CONSENT):
        terms = terms_of(kind)
        assert (terms.answer_days, terms.with_others_days, terms.extension_days) == (15, 20, 15)
    assert {terms_of(kind).acknowledge_working_days for kind in Kind} == {2}


def test_a_processor_makes_the_term_longer_from_the_day_it_came_in(sent, officer):
    found = asked(sent, "OBJECT", uses=["PAPERS"], said="Không muốn giấy tờ bị dùng lại.")
    assert found.answer_by == local("2026-12-07 17:00")  # 5.12 is a Saturday
    acknowledge_data_request(
        request_id=found.id, officer=officer, with_others=True, at=FRIDAY + timedelta(hours=3)
    )
    found.refresh_from_db()
    assert found.answer_by == found.due_at == local("2026-12-10 17:00")
    assert Notice.objects.filter(subject_id=found.id, template="N17").count() == 1
    with pytest.raises(IllegalTransition):
        acknowledge_data_request(request_id=found.id, officer=officer, with_others=False, at=FRIDAY)


def test_the_term_is_extended_once_with_a_reason_the_person_reads(sent, officer):
    found = asked(sent, "ACCESS")
    at = FRIDAY + timedelta(hours=3)
    with pytest.raises(IllegalTransition):
        extend_data_request(request_id=found.id, officer=officer, reason="Cần hỏi thêm đơn vị.", at=at)
    acknowledge_data_request(request_id=found.id, officer=officer, with_others=False, at=at)
    with pytest.raises(Invalid):
        extend_data_request(request_id=found.id, officer=officer, reason="", at=at)
    extend_data_request(request_id=found.id, officer=officer, reason="Cần hỏi thêm đơn vị vận hành.", at=at)
    found.refresh_from_db()
    assert (found.first_answer_by, found.answer_by) == (local("2026-11-30 17:00"), local("2026-12-10 17:00"))
    with pytest.raises(IllegalTransition):
        extend_data_request(request_id=found.id, officer=officer, reason="Cần hỏi thêm lần nữa.", at=at)
    assert events.names_of(found.id).count("data_request.extended") == 1


def test_one_open_request_of_a_kind_and_taking_it_back_lifts_what_it_stopped(sent):
    found = asked(sent, "WITHDRAW_CONSENT", uses=["MESSAGES"])
    assert stopped_uses(found.person_id) == {Use.MESSAGES}
    with pytest.raises(Conflict):
        asked(sent, "WITHDRAW_CONSENT", uses=["PAPERS"])
    assert stopped_uses(found.person_id) == {Use.MESSAGES}

    drop_data_request(request_id=found.id, citizen=citizen_of(sent), at=FRIDAY)
    assert stopped_uses(found.person_id) == frozenset()
    asked(sent, "WITHDRAW_CONSENT", uses=["PAPERS"])


def test_what_is_missing_is_named_and_nothing_is_made(sent):
    wrong = [
        ("", {}, "loai"),
        ("OBJECT", {"uses": ["PAPERS"]}, "noi_dung"),
        ("WITHDRAW_CONSENT", {}, "viec"),
        ("CORRECT", {"field": "personal_id", "wanted": "1"}, "muc"),
        ("CORRECT", {"field": "full_name", "wanted": "Nguyễn Thị Thẳng"}, "giay_to"),
        ("CORRECT", {"field": "birth_date", "wanted": "hôm qua", "proof": ("a.png", PNG)}, "thong_tin"),
        ("CORRECT", {"field": "phone", "wanted": "không phải số"}, "thong_tin"),
        ("CORRECT", {"field": "phone", "wanted": "0988777666"}, "ma"),
    ]
    for kind, more, where in wrong:
        with pytest.raises(Invalid) as refused:
            asked(sent, kind, **more)
        assert refused.value.where == where
    assert not DataRequest.objects.exists()
    assert not UseStop.objects.exists()


def test_only_people_of_the_centre_answer(sent):
    found = asked(sent, "ACCESS")
    for username in ("tiepnhan.hoankiem", "quantri.trungtam", "tongdai.vcs"):
        with pytest.raises(NotPermitted):
            answered(found, staff(username))
        with pytest.raises(NotPermitted):
            requests_waiting(officer=staff(username))
    found.refresh_from_db()
    assert (found.state, found.outcome) == ("ASKED", "")


def test_the_list_has_the_soonest_term_first(sent, officer):
    first = asked(sent, "ACCESS")
    later = asked(sent, "RESTRICT")
    acknowledge_data_request(request_id=first.id, officer=officer, with_others=False, at=FRIDAY)
    assert [row.id for row in requests_waiting(officer=officer).rows] == [later.id, first.id]


def test_a_granted_copy_opens_without_network_holds_the_papers_and_lives_a_day(sent, officer):
    found = asked(sent, "ACCESS")
    answered(found, officer)
    package = DataPackage.objects.get(request=found)
    ready = FRIDAY + timedelta(hours=3)
    make_package(package_id=package.id, at=ready)
    make_package(package_id=package.id, at=ready + timedelta(hours=1))
    package.refresh_from_db()
    assert (package.state, package.done) == ("READY", package.total)
    assert package.expires_at == ready + timedelta(hours=24)
    assert b"PK" not in blobs().get(package.sha256)[:40]

    name, data = fetch_package(package_id=package.id, citizen=citizen_of(sent), at=ready)
    assert name.endswith(f"{found.number}.zip")
    whole = zipfile.ZipFile(io.BytesIO(data))
    page = whole.read("index.html").decode()
    assert "Nguyễn Thị Đặng Thẳng" in page
    assert sent.shown_code in page
    assert "http://" not in page
    assert "https://" not in page
    assert "<script" not in page
    said = json.loads(whole.read("du-lieu.json"))
    assert said["nguoi"]["so_dinh_danh"] == CARD[:12]
    given = [paper["tep"] for paper in said["ho_so"][0]["giay_to"]]
    assert given
    assert set(given) <= set(whole.namelist())
    assert all(f'href="{name}"' in page for name in given)
    assert events.names_of(found.id).count("data_request.package_fetched") == 1

    stranger = Actor(ActorKind.CITIZEN, "x", "X", person_id=str(found.id))
    with pytest.raises(NotFound):
        fetch_package(package_id=package.id, citizen=stranger, at=ready)
    with pytest.raises(NotFound):
        fetch_package(package_id=package.id, citizen=staff("quay.hoankiem"), at=ready)

    sealed, over = package.sha256, package.expires_at
    with pytest.raises(Conflict):
        fetch_package(package_id=package.id, citizen=citizen_of(sent), at=over)
    assert drop_packages(at=over) == 1
    assert drop_packages(at=over) == 0
    assert not blobs().has(sealed)
    again = ask_package_again(request_id=found.id, citizen=citizen_of(sent), at=over)
    assert again.id != package.id


def test_a_copy_nobody_finished_or_whose_day_is_over_is_made_again(sent, officer):
    found = asked(sent, "ACCESS")
    answered(found, officer)
    citizen, stuck = citizen_of(sent), DataPackage.objects.get(request=found)
    soon, later = stuck.asked_at + timedelta(minutes=59), stuck.asked_at + timedelta(minutes=61)
    assert ask_package_again(request_id=found.id, citizen=citizen, at=soon).id == stuck.id
    anew = ask_package_again(request_id=found.id, citizen=citizen, at=later)
    assert anew.id != stuck.id
    make_package(package_id=stuck.id, at=later)
    stuck.refresh_from_db()
    assert stuck.state == "GONE"

    make_package(package_id=anew.id, at=later)
    anew.refresh_from_db()
    assert ask_package_again(request_id=found.id, citizen=citizen, at=later).id == anew.id
    over = anew.expires_at
    third = ask_package_again(request_id=found.id, citizen=citizen, at=over)
    assert third.id != anew.id
    assert not blobs().has(anew.sha256)
    assert DataPackage.objects.filter(request=found).exclude(state="GONE").count() == 1


def test_no_copy_is_made_of_a_refused_request(sent, officer):
    found = asked(sent, "ACCESS")
    answered(found, officer, "REFUSED")
    assert not DataPackage.objects.exists()
    with pytest.raises(IllegalTransition):
        ask_package_again(request_id=found.id, citizen=citizen_of(sent), at=FRIDAY)


def test_a_correction_changes_the_record_and_not_what_was_declared_before(sent, officer):
    before = Dossier.objects.get(id=sent.id).values
    found = asked(sent, "CORRECT", field="full_name", wanted="Nguyễn Thị Đăng Thẳng", proof=("a.png", PNG))
    assert Person.objects.get(id=found.person_id).full_name == "Nguyễn Thị Đặng Thẳng"
    answered(found, officer)
    assert Person.objects.get(id=found.person_id).full_name == "Nguyễn Thị Đăng Thẳng"
    assert Dossier.objects.get(id=sent.id).values == before
    assert "person.corrected" in events.names_of(found.person_id)


def test_a_refused_correction_changes_nothing(sent, officer):
    found = asked(sent, "CORRECT", field="address", wanted="Số 1 phố Khác, Hà Nội")
    answered(found, officer, "REFUSED")
    assert Person.objects.get(id=found.person_id).address == "Số 12 phố Hàng Bông, Hoàn Kiếm, Hà Nội"


def test_restriction_stops_filling_in_from_this_moment_and_a_refusal_allows_it_again(sent, officer):
    person = Person.objects.get(id=sent.applicant_id)
    found = asked(sent, "RESTRICT")
    assert facts_for_forms(person) == {}
    citizen = citizen_of(sent)
    draft = open_draft(
        person=person, procedure_code="1.004873", channel=Channel.SELF, actor=citizen, at=FRIDAY
    )
    assert draft.values == {}
    assert person.facts()["person.full_name"]  # the record stays: work the law asks for goes on

    answered(found, officer, "REFUSED")
    assert facts_for_forms(person)["person.full_name"] == person.full_name


def test_an_objection_holds_once_it_is_granted(sent, officer):
    found = asked(sent, "OBJECT", uses=["MESSAGES"], said="Không muốn nhận tin nhắc hẹn nữa.")
    assert not messages_stopped_for(hash_of_phone(PHONE))
    answered(found, officer)
    assert messages_stopped_for(hash_of_phone(PHONE))
    assert found.kind == "OBJECT"


def test_deleting_needs_a_second_person(sent, officer, second):
    found = asked(sent, "DELETE", said="Xóa những gì không cần giữ nữa.")
    answered(found, officer)
    assert Person.objects.get(id=found.person_id).phone == PHONE
    with pytest.raises(NotPermitted):
        approve_deletion(request_id=found.id, officer=officer, at=FRIDAY)
    with pytest.raises(Conflict):
        answered(found, second)

    send_deletion_back(request_id=found.id, officer=second, at=FRIDAY)
    found.refresh_from_db()
    assert (found.state, found.outcome, Person.objects.get(id=found.person_id).phone) == (
        "ACKNOWLEDGED",
        "",
        PHONE,
    )
    with pytest.raises(IllegalTransition):
        approve_deletion(request_id=found.id, officer=second, at=FRIDAY)


def test_deleting_takes_what_no_law_keeps_and_leaves_what_was_sent(counter, sent, officer, second):
    draft = counter.draft("1.004873")
    draft.visit.ended_at = MORNING
    draft.visit.save(update_fields=["ended_at"])
    papers = [give_paper(draft)]
    kept = Dossier.objects.get(id=sent.id)
    found = asked(sent, "DELETE", said="Xóa những gì không cần giữ nữa.")
    answered(found, officer)
    at = FRIDAY + timedelta(hours=5)
    approve_deletion(request_id=found.id, officer=second, at=at)

    person = Person.objects.get(id=found.person_id)
    assert (person.phone, person.phone_hash, person.address) == ("", None, "")
    assert person.full_name == "Nguyễn Thị Đặng Thẳng"
    draft.refresh_from_db()
    assert (draft.values, draft.answers, draft.contact_phone, draft.applicant_id) == ({}, {}, "", None)
    assert Erasure.objects.filter(file_id__in=[paper.file_id for paper in papers]).count() == len(
        {paper.file_id for paper in papers}
    )
    assert [each.id for each in dossiers_of(str(person.id), now=at)] == [sent.id]
    after = Dossier.objects.get(id=sent.id)
    assert (after.values, after.contact_phone) == (kept.values, kept.contact_phone)
    assert not Erasure.objects.filter(file__dossierpaper__dossier=sent).exists()
    found.refresh_from_db()
    assert (found.state, found.effects["drafts"], found.effects["phone"]) == ("ANSWERED", 1, 1)
    assert Notice.objects.filter(subject_id=found.id, template="N17A").count() == 1
    assert events.names_of(found.id)[-1] == "data_request.answered"


def test_the_names_of_booked_times_that_are_over_go_with_it(sent, officer, second):
    for days, token in ((-3, "a"), (3, "b")):
        Booking.objects.create(
            unit_code="DL-001",
            kind="VISIT",
            starts_at=FRIDAY + timedelta(days=days),
            day=(FRIDAY + timedelta(days=days)).date(),
            name="Thẳng",
            phone=PHONE,
            phone_hash=hash_of_phone(PHONE),
            token=token,
            code="123456",
            created_at=FRIDAY - timedelta(days=5),
        )
    found = asked(sent, "DELETE", said="Xóa những gì không cần giữ nữa.")
    answered(found, officer)
    approve_deletion(request_id=found.id, officer=second, at=FRIDAY + timedelta(hours=5))
    assert Booking.objects.get(token="a").name == ""
    assert Booking.objects.get(token="b").name == "Thẳng"


def test_a_clerk_takes_a_request_down_only_with_the_persons_consent_and_the_person_is_told(city, db):
    clerk = staff("quay.hoankiem")
    begin_shift(clerk)
    visit = start_visit(clerk=clerk, card=read_card(CARD), phone=PHONE, at=MORNING)
    with pytest.raises(NotPermitted):
        take_data_request(visit_id=visit.id, clerk=clerk, kind="ACCESS", at=MORNING)
    assert not DataRequest.objects.exists()

    give_consent(
        visit_id=visit.id, given=True, evidence="screen-touch", citizen=citizen_of(visit), at=MORNING
    )
    with pytest.raises(Invalid) as refused:
        take_data_request(
            visit_id=visit.id, clerk=clerk, kind="CORRECT", field="phone", wanted="0988777666", at=MORNING
        )
    assert refused.value.code == "data_request.phone_here"
    assert not DataRequest.objects.exists()
    found = take_data_request(visit_id=visit.id, clerk=clerk, kind="ACCESS", at=MORNING)
    assert (found.channel, found.place, found.visit_id) == ("COUNTER", "DL-001", visit.id)
    assert Notice.objects.filter(subject_id=found.id, template="N17Q").count() == 1
    with pytest.raises(NotPermitted):
        take_data_request(visit_id=visit.id, clerk=staff("truongca.hoankiem"), kind="RESTRICT", at=MORNING)


def test_who_took_a_deletion_down_neither_approves_it_nor_sends_it_back(sent, officer, second):
    found = asked(sent, "DELETE", said="Xóa những gì không cần giữ nữa.")
    DataRequest.objects.filter(id=found.id).update(asked_by=second.as_json())
    answered(found, officer)
    for act in (approve_deletion, send_deletion_back):
        with pytest.raises(NotPermitted):
            act(request_id=found.id, officer=second, at=FRIDAY)
    found.refresh_from_db()
    assert found.state == "PROPOSED"
    assert Person.objects.get(id=found.person_id).phone == PHONE


def test_an_answered_request_stays_as_it_is(sent, officer):
    found = asked(sent, "RESTRICT")
    answered(found, officer)
    with pytest.raises(IllegalTransition):
        answered(found, officer, "REFUSED")
    with pytest.raises(IllegalTransition):
        drop_data_request(request_id=found.id, citizen=citizen_of(sent), at=FRIDAY)
    assert stopped_uses(found.person_id) == set(Use)
    assert events.names_of(found.id).count("data_request.answered") == 1
