"""Q14: a result leaves in an envelope: packed, sealed, labelled, on a manifest, scanned out."""

import re
from datetime import timedelta
from uuid import uuid4

import pypdfium2
import pytest

from cuamo.delivery.models import HandOver, Parcel, Run
from cuamo.dossiers.models import WorkItem
from cuamo.kernel import events
from cuamo.people.models import Account, Reading
from tests.support.city import MORNING, Counter, staff
from tests.web.officer.desk import PACKING, STRANGER, accepted, at_screen, issued, snapshot

pytestmark = pytest.mark.django_db

MOST_QUERIES = 13


def text_of(pdf: bytes) -> str:
    return " ".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf))


def packed(counter: Counter, receiver) -> Parcel:
    dossier = issued(counter)
    assert receiver.post(f"{PACKING}{dossier.id}/").status_code == 302
    return Parcel.objects.get(subject_id=dossier.id)


def sealed(counter: Counter, receiver, number: str = "HN-000123") -> Parcel:
    parcel = packed(counter, receiver)
    answer = receiver.post(f"/xu-ly/phong-bi/{parcel.id}/niem-phong/", {"seal_number": number})
    assert answer.status_code == 302
    return Parcel.objects.get(id=parcel.id)


def on_run(counter: Counter, receiver) -> Parcel:
    parcel = sealed(counter, receiver)
    courier = Account.objects.get(username="buuta.hoankiem")
    receiver.post("/xu-ly/chuyen/", {"parcels": [str(parcel.id)], "courier": str(courier.id)})
    return Parcel.objects.select_related("run").get(id=parcel.id)


def test_a_result_goes_from_the_list_to_the_couriers_hands(counter, receiver):
    dossier = issued(counter)
    assert dossier.code in receiver.get(PACKING).content.decode()

    page = receiver.post(f"{PACKING}{dossier.id}/", follow=True).content.decode()
    parcel = Parcel.objects.get(subject_id=dossier.id)
    assert f"Đã đóng phong bì {parcel.label}." in page
    assert not WorkItem.objects.filter(dossier_id=dossier.id).exists()
    page = receiver.post(
        f"/xu-ly/phong-bi/{parcel.id}/niem-phong/", {"seal_number": "hn-000123"}, follow=True
    ).content.decode()
    assert f"Đã niêm phong {parcel.label} bằng số HN-000123." in page
    courier = Account.objects.get(username="buuta.hoankiem")
    page = receiver.post(
        "/xu-ly/chuyen/", {"parcels": [str(parcel.id)], "courier": str(courier.id)}, follow=True
    ).content.decode()
    run = Run.objects.get()
    assert f"Đã đưa 1 phong bì vào chuyến {run.number}." in page
    page = receiver.post("/xu-ly/giao-di/", {"label": parcel.label}, follow=True).content.decode()

    assert f"Đã ghi giao {parcel.label}. Chờ bưu tá quét nhận." in page
    half = HandOver.objects.get(parcel=parcel)
    assert (half.giver["id"], half.taken_at) == (staff("tiepnhan.hoankiem").id, None)
    assert events.names_of(dossier.id)[-4:] == [
        "delivery.prepared",
        "delivery.sealed",
        "delivery.manifested",
        "delivery.half_handed_over",
    ]


def test_packing_twice_gives_the_same_envelope(counter, receiver):
    parcel = packed(counter, receiver)

    receiver.post(f"{PACKING}{parcel.subject_id}/")

    assert Parcel.objects.get().label == parcel.label


def test_the_label_says_from_to_and_seal_and_never_what_is_inside(counter, receiver):
    parcel = sealed(counter, receiver)

    answer = receiver.get(f"/xu-ly/phong-bi/{parcel.id}/nhan/")

    said = text_of(answer.content)
    assert answer.headers["Content-Type"] == "application/pdf"
    assert "HN-000123" in said
    assert parcel.recipient.split()[-1] in said
    for secret in ("Trích lục", parcel.subject_code, parcel.pin):
        assert secret not in said
    reading = Reading.objects.get(purpose="Giao kết quả")
    assert (reading.dossier_id, reading.actor_id) == (parcel.subject_id, staff("tiepnhan.hoankiem").id)


def test_the_manifest_lists_envelopes_and_seals_for_two_signatures(counter, receiver):
    parcel = on_run(counter, receiver)

    answer = receiver.get(f"/xu-ly/chuyen/{parcel.run_id}/bang-ke/")

    said = text_of(answer.content)
    for word in (parcel.run.number, parcel.label, "HN-000123", "Bên giao", "Bên nhận"):
        assert word in said
    assert parcel.run.number in receiver.get(PACKING).content.decode()
    assert Reading.objects.filter(purpose="Giao kết quả", dossier_id=parcel.subject_id).count() == 1


def test_an_officer_of_another_point_sees_and_touches_nothing(counter, receiver):
    parcel = on_run(counter, receiver)
    waiting = issued(counter)
    before = (snapshot(parcel.subject_id), snapshot(waiting.id))
    stranger = at_screen(STRANGER)

    page = stranger.get(PACKING).content.decode()
    answers = [
        stranger.get(f"/xu-ly/phong-bi/{parcel.id}/nhan/"),
        stranger.get(f"/xu-ly/chuyen/{parcel.run_id}/bang-ke/"),
        stranger.post(f"/xu-ly/phong-bi/{parcel.id}/niem-phong/", {"seal_number": "HN-999999"}),
        stranger.post(f"{PACKING}{waiting.id}/"),
        stranger.post(
            "/xu-ly/chuyen/",
            {
                "parcels": [str(parcel.id)],
                "courier": str(Account.objects.get(username="buuta.hoankiem").id),
            },
        ),
    ]

    assert [answer.status_code for answer in answers] == [404] * 5
    for text in (page, *(answer.content.decode() for answer in answers)):
        assert parcel.label not in text
        assert waiting.code not in text
    assert stranger.post("/xu-ly/giao-di/", {"label": parcel.label}).status_code == 403
    assert (snapshot(parcel.subject_id), snapshot(waiting.id)) == before
    assert not HandOver.objects.exists()
    assert not Reading.objects.filter(purpose="Giao kết quả").exists()


@pytest.mark.parametrize("number", ["", "x!", "A" * 21])
def test_a_seal_number_that_is_none_is_refused_at_its_field_and_stays(counter, receiver, number):
    parcel = packed(counter, receiver)
    before = snapshot(parcel.subject_id)

    answer = receiver.post(f"/xu-ly/phong-bi/{parcel.id}/niem-phong/", {"seal_number": number})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'href="#id_seal_{parcel.label}"' in page
    assert re.search(rf'id="id_seal_{parcel.label}"[^>]*value="{number}"', page)
    assert snapshot(parcel.subject_id) == before


def test_a_seal_is_used_once(counter, receiver):
    sealed(counter, receiver)
    other = packed(counter, receiver)
    before = snapshot(other.subject_id)

    answer = receiver.post(f"/xu-ly/phong-bi/{other.id}/niem-phong/", {"seal_number": "HN-000123"})

    assert answer.status_code == 422
    assert "đã dùng cho phong bì khác" in answer.content.decode()
    assert snapshot(other.subject_id) == before


def test_a_run_needs_an_envelope_and_a_courier_and_keeps_the_ticks(counter, receiver):
    parcel = sealed(counter, receiver)
    clerk = Account.objects.get(username="quay.hoankiem")
    before = snapshot(parcel.subject_id)

    for typed in ({}, {"parcels": [str(parcel.id)]}, {"parcels": [str(parcel.id)], "courier": str(clerk.id)}):
        answer = receiver.post("/xu-ly/chuyen/", typed)
        page = answer.content.decode()
        assert answer.status_code == 422
        assert "Chọn ít nhất một phong bì và một bưu tá." in page
        ticked = re.search(rf'value="{parcel.id}"\s+checked', page)
        assert bool(ticked) == bool(typed)

    assert snapshot(parcel.subject_id) == before
    assert not Run.objects.exists()


def test_what_is_not_sealed_goes_on_no_run(counter, receiver):
    parcel = packed(counter, receiver)
    courier = Account.objects.get(username="buuta.hoankiem")
    before = snapshot(parcel.subject_id)

    answer = receiver.post("/xu-ly/chuyen/", {"parcels": [str(parcel.id)], "courier": str(courier.id)})

    assert answer.status_code == 409
    assert "chưa niêm phong hoặc đã đi" in answer.content.decode()
    assert snapshot(parcel.subject_id) == before
    assert not Run.objects.exists()


@pytest.mark.parametrize("label", ["", "RH12", "RH000000011VN", "RH999999999VN"])
def test_a_label_that_is_none_of_ours_is_said_at_the_field(counter, receiver, label):
    issued(counter)

    answer = receiver.post("/xu-ly/giao-di/", {"label": label})

    page = answer.content.decode()
    assert answer.status_code in {404, 422}
    assert 'href="#id_label"' in page
    assert not HandOver.objects.exists()


def test_what_is_on_no_manifest_is_not_handed_over(counter, receiver):
    parcel = sealed(counter, receiver)
    before = snapshot(parcel.subject_id)

    assert receiver.post("/xu-ly/giao-di/", {"label": parcel.label}).status_code == 409
    assert snapshot(parcel.subject_id) == before


def test_without_a_result_there_is_nothing_to_pack(counter, receiver):
    dossier = accepted(counter)
    before = snapshot(dossier.id)

    assert receiver.post(f"{PACKING}{dossier.id}/").status_code == 409
    assert receiver.post(f"{PACKING}{uuid4()}/").status_code == 404
    assert snapshot(dossier.id) == before


def test_specialists_and_leaders_do_not_pack(specialist, leader):
    assert specialist.get(PACKING).status_code == 403
    assert leader.get(PACKING).status_code == 403


def test_the_page_says_when_there_is_nothing(receiver):
    page = receiver.get(PACKING).content.decode()

    for words in (
        "Không có kết quả chờ đóng gói.",
        "Không có phong bì chờ niêm phong.",
        "Không có phong bì chờ lập chuyến.",
        "Chưa có chuyến nào.",
    ):
        assert words in page


def test_the_page_costs_the_same_whatever_lies_there(counter, receiver, django_assert_max_num_queries):
    on_run(counter, receiver)
    for _ in range(2):
        packed(Counter(counter.clerk, MORNING + timedelta(minutes=1)), receiver)

    with django_assert_max_num_queries(MOST_QUERIES):
        receiver.get(PACKING)
