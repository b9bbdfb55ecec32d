"""Q13: a result is given at the counter to the right person, once, with proof; else it says where it is."""

import base64
from uuid import uuid4

import pytest
from django.utils import timezone

from cuamo.delivery.models import HandOver, Parcel
from cuamo.delivery.services.collect_at_point import collect_at_point
from cuamo.delivery.services.hold_at_point import hold_at_point
from cuamo.delivery.services.prepare_parcel import prepare_parcel
from cuamo.delivery.services.recall import recall_parcel
from cuamo.delivery.services.seal import seal
from cuamo.delivery.states import ParcelState
from cuamo.documents.models import StoredFile
from cuamo.documents.services.store import store_upload
from cuamo.dossiers.models import Dossier, Result
from cuamo.kernel import events
from cuamo.kernel.actors import SYSTEM
from cuamo.people.models import Reading
from tests.support.city import CARD, PNG, staff
from tests.web.counter.owing import at_counter

pytestmark = pytest.mark.django_db
DRAWN = "data:image/png;base64," + base64.b64encode(PNG).decode()
OTHER_CARD = "001085012346||Trần Văn Khác|02091985|Nam|Số 1 phố Huế, Hai Bà Trưng, Hà Nội|12082021"
SEEN = {"relation": "SELF", "seen": ["CARD"]}


@pytest.fixture
def dossier(counter) -> Dossier:
    return counter.sent()


@pytest.fixture
def held(dossier) -> Parcel:
    return kept_at(dossier, "DL-001")


def kept_at(dossier: Dossier, place: str) -> Parcel:
    """Let the dossier's envelope lie at a place that keeps it."""
    now = timezone.now()
    parcel = prepare_parcel(
        subject_id=dossier.id,
        subject_code=dossier.shown_code,
        recipient="Nguyễn Thị Đặng Thẳng",
        phone="0912345678",
        address="Số 12 phố Hàng Bông",
        ward_code="00070",
        origin_unit=place,
        contents=["Trích lục"],
        actor=SYSTEM,
        at=now,
    )
    seal(parcel_id=parcel.id, seal_number=f"NP-{str(parcel.id)[-6:].upper()}", clerk=SYSTEM, at=now)
    Parcel.objects.filter(id=parcel.id).update(state=ParcelState.RETURNED, attempts=3)
    return hold_at_point(parcel_id=parcel.id, actor=SYSTEM, at=now)


def test_a_receipt_a_card_or_a_label_leads_to_the_result_that_waits_here(held, dossier):
    clerk = at_counter()
    Dossier.objects.filter(id=dossier.id).update(finished_at=timezone.now())
    for words in (dossier.shown_code, CARD, held.label, f"https://x/t/{dossier.tracking_token}"):
        answer = clerk.post("/quay/trao/", {"q": words})
        assert answer.headers.get("Location") == f"/quay/trao/{held.id}/", words

    assert clerk.get("/quay/trao/", {"q": CARD}).status_code == 200


def test_signed_on_the_citizen_screen_it_is_handed_over_once_with_its_proof(held, dossier):
    clerk = at_counter()
    assert clerk.get(f"/quay/trao/{held.id}/da-ky/").headers.get("X-Go") is None
    assert "Ký nhận kết quả" in clerk.get(f"/quay/trao/{held.id}/ky/").content.decode()
    clerk.post(f"/quay/trao/{held.id}/ky/", {"signature": DRAWN})
    assert clerk.get(f"/quay/trao/{held.id}/da-ky/").headers["X-Go"] == f"/quay/trao/{held.id}/"

    clerk.post(f"/quay/trao/{held.id}/", SEEN)
    again = clerk.post(f"/quay/trao/{held.id}/", SEEN)

    given = HandOver.objects.get(parcel=held)
    assert (given.proof, given.place, given.taker["relation"]) == ("SIGNATURE", "DL-001", "SELF")
    assert StoredFile.objects.get(id=given.evidence_id).purpose == "EVIDENCE"
    assert events.names_of(dossier.id).count("delivery.delivered") == 1
    assert "Đã trao lúc" in again.content.decode()


def test_the_code_of_the_text_is_proof_enough_and_a_wrong_one_is_counted(held):
    clerk = at_counter()
    wrong = clerk.post(f"/quay/trao/{held.id}/", {**SEEN, "pin": f"{(int(held.pin) + 1) % 10_000:04d}"})
    assert wrong.status_code == 422
    assert "Còn 4 lần thử" in wrong.content.decode()
    assert not HandOver.objects.filter(parcel=held).exists()

    clerk.post(f"/quay/trao/{held.id}/", {**SEEN, "pin": held.pin})

    assert HandOver.objects.get(parcel=held).proof == "CODE"


@pytest.mark.parametrize(
    "missing", [{"relation": "SELF"}, {"relation": "nobody", "seen": ["CARD"]}, {"seen": []}, SEEN]
)
def test_without_card_person_or_signature_nothing_is_given(held, missing):
    answer = at_counter().post(f"/quay/trao/{held.id}/", missing)

    assert answer.status_code in {403, 422}
    assert not HandOver.objects.filter(parcel=held).exists()
    assert Parcel.objects.get(id=held.id).state == ParcelState.HELD


def test_the_card_of_somebody_else_is_said_before_anything_is_given(held):
    clerk = at_counter()

    right = clerk.post(f"/quay/trao/{held.id}/", {"act": "card", "card": CARD}).content.decode()
    wrong = clerk.post(f"/quay/trao/{held.id}/", {"act": "card", "card": OTHER_CARD}).content.decode()

    assert "Căn cước đúng người nộp hồ sơ" in right
    assert "không phải của người nộp hồ sơ" in wrong
    assert Parcel.objects.get(id=held.id).state == ParcelState.HELD


def test_kept_at_another_point_it_says_where_and_gives_neither_name_nor_envelope(dossier):
    parcel = kept_at(dossier, "DL-002")
    clerk = at_counter()

    page = clerk.post("/quay/trao/", {"q": dossier.shown_code}).content.decode()
    opened = clerk.get(f"/quay/trao/{parcel.id}/").content.decode()
    clerk.post(f"/quay/trao/{parcel.id}/", {**SEEN, "pin": parcel.pin})

    assert "Không ở đây. Đang giữ tại" in page
    assert parcel.recipient not in page + opened
    assert not HandOver.objects.filter(parcel=parcel).exists()


def test_called_back_it_is_not_given(held):
    recall_parcel(subject_id=held.subject_id, actor=SYSTEM, at=timezone.now())
    clerk = at_counter()

    page = clerk.post(f"/quay/trao/{held.id}/", {**SEEN, "pin": held.pin}).content.decode()

    assert "không trao" in page
    assert not HandOver.objects.filter(parcel=held).exists()


def test_of_two_clerks_at_once_the_second_sees_who_gave_it(held):
    clerk = at_counter()
    collect_at_point(
        parcel_id=held.id,
        clerk=staff("quay.hoankiem", at=timezone.now()),
        seen=["CARD"],
        proof="CODE",
        pin=held.pin,
        at=timezone.now(),
    )

    late = clerk.post(f"/quay/trao/{held.id}/", {**SEEN, "pin": held.pin}, follow=True)

    assert "Đã trao lúc" in late.content.decode()
    assert HandOver.objects.filter(parcel=held).count() == 1


def test_opening_it_is_a_reading_the_person_can_see(held, dossier):
    clerk = at_counter()
    clerk.get(f"/quay/trao/{held.id}/")
    clerk.get(f"/quay/trao/{held.id}/")

    assert Reading.objects.filter(dossier_id=dossier.id, purpose="Giao kết quả").count() == 1


def test_an_electronic_result_is_printed_for_its_person_and_nobody_else(dossier):
    now = timezone.now()
    file = store_upload(data=PNG, filename="x.png", actor=SYSTEM, at=now)
    Dossier.objects.filter(id=dossier.id).update(
        delivery={**dossier.delivery, "way": "ELECTRONIC"}, finished_at=now
    )
    Result.objects.create(
        dossier=dossier,
        title="Trích lục",
        drafted_at=now,
        drafted_by="x",
        drafted_by_name="x",
        issued_at=now,
        check_token=uuid4().hex,
        file=file,
    )
    clerk = at_counter()

    refused = clerk.post(f"/quay/trao/in/{dossier.id}/", {"card": OTHER_CARD})
    before = events.names_of(dossier.id)
    printed = clerk.post(f"/quay/trao/in/{dossier.id}/", {"card": CARD})

    assert (refused.status_code, printed.status_code) == (403, 200)
    assert "result.printed_at_point" not in before
    assert events.names_of(dossier.id)[-1] == "result.printed_at_point"


def test_what_nobody_knows_is_said_with_what_to_do(city, db):
    answer = at_counter().post("/quay/trao/", {"q": "RH999999999VN"})

    assert answer.status_code == 422
    assert "quét căn cước" in answer.content.decode()
