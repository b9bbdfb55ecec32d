from io import BytesIO

import pytest
import zxingcpp
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from cuamo.delivery.models import Attempt, HandOver, Parcel, RecipientRule
from cuamo.delivery.services.recall import recall_parcel
from cuamo.delivery.services.start_out import start_out
from cuamo.delivery.states import ParcelState
from cuamo.documents.models import StoredFile
from cuamo.kernel import events
from cuamo.kernel.actors import SYSTEM
from cuamo.organisation.selectors.staff import actor_of
from tests.delivery.conftest import run_of, sealed
from tests.web.courier.conftest import courier_account

SIGNATURE = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAA"
    "DUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def scan(client, label: str, **more):
    return client.post("/giao/quet", {"label": label, "chieu": "nhan", **more})


def take_out(round_, place: int = 0) -> Parcel:
    parcel = round_.parcels[place]
    courier = actor_of(round_.account, at=timezone.now())
    from cuamo.delivery.services.hand_over import scan_in

    scan_in(label=parcel.label, courier=courier, at=timezone.now())
    return start_out(parcel_id=parcel.id, window="08:00–10:00", courier=courier, at=timezone.now())


def test_the_courier_goes_from_run_to_hands(courier, round_):
    assert round_.run.number in courier.get("/giao/").content.decode()
    for parcel in round_.parcels:
        answer = scan(courier, parcel.label)
    assert "3/3" in answer.content.decode()

    courier.post(f"/giao/chuyen/{round_.run.id}/di-giao", {"window": "08:00–10:00"})
    out = Parcel.objects.get(id=round_.parcels[0].id)
    assert (out.state, out.window) == (ParcelState.OUT_FOR_DELIVERY, "08:00–10:00")
    courier.post(
        f"/giao/phong-bi/{out.id}/trao",
        {
            "pin": out.pin,
            "device_key": "k",
            "device_time": "2026-11-25T03:00:00.000Z",
            "lat": "21.01",
            "lon": "105.83",
            "accuracy": "9.7",
        },
    )

    last = HandOver.objects.latest("id")
    assert (last.proof, last.position) == ("CODE", {"lat": 21.01, "lon": 105.83, "accuracy_m": 10})
    assert last.device_time.isoformat() == "2026-11-25T03:00:00+00:00"
    assert Parcel.objects.get(id=out.id).state == ParcelState.DELIVERED


def test_an_envelope_called_back_offers_only_the_way_back_and_the_others_set_out(courier, round_):
    for parcel in round_.parcels:
        scan(courier, parcel.label)
    called, other = round_.parcels[0], round_.parcels[1]
    recall_parcel(subject_id=called.subject_id, actor=SYSTEM, at=timezone.now())

    courier.post(f"/giao/chuyen/{round_.run.id}/di-giao", {"window": "08:00–10:00"})

    assert Parcel.objects.get(id=called.id).state == ParcelState.PICKED_UP
    assert Parcel.objects.get(id=other.id).state == ParcelState.OUT_FOR_DELIVERY
    assert "Gọi về: mang về điểm, không giao" in courier.get(f"/giao/chuyen/{round_.run.id}").content.decode()
    page = courier.get(f"/giao/phong-bi/{called.id}").content.decode()
    assert "Mang về điểm rồi quét trả" in page
    assert "Đi giao" not in page


def test_no_page_shows_the_dossier_the_code_or_the_phone(courier, round_):
    parcel = take_out(round_)
    for url in (f"/giao/chuyen/{round_.run.id}", f"/giao/phong-bi/{parcel.id}"):
        text = courier.get(url).content.decode()
        assert parcel.recipient in text
        for secret in (parcel.subject_code, "Trích lục", parcel.phone, f">{parcel.pin}<"):
            assert secret not in text


def test_the_dialler_opens_and_the_call_is_written_down(courier, round_):
    parcel = take_out(round_)

    answer = courier.get(f"/giao/phong-bi/{parcel.id}/goi")

    assert (answer.status_code, answer.headers["Location"]) == (302, f"tel:{parcel.phone}")
    assert events.names_of(parcel.subject_id)[-1] == "delivery.called"


def test_a_photo_of_the_label_is_read_by_the_server(courier, round_):
    label = round_.parcels[0].label
    bars = zxingcpp.create_barcode(label, zxingcpp.BarcodeFormat.Code128).to_image(scale=4)
    picture = Image.new("RGB", (1200, 700), "white")
    picture.paste(Image.fromarray(bars).convert("RGB").resize((900, 200)), (150, 250))
    out = BytesIO()
    picture.save(out, "JPEG")

    answer = courier.post(
        "/giao/quet", {"chieu": "nhan", "photo": SimpleUploadedFile("anh.jpg", out.getvalue(), "image/jpeg")}
    )

    assert f"Đã nhận {label}" in answer.content.decode()


def test_a_wrong_envelope_shakes_the_phone_and_says_where_it_belongs(courier, round_):
    other = courier_account("kha.vv")
    stranger = sealed(9)
    run = run_of(actor_of(other, at=timezone.now()), stranger)

    answer = scan(courier, stranger.label)

    text = answer.content.decode()
    assert answer.status_code == 422
    assert f"Thuộc chuyến {run.number}" in text
    assert "data-vibrate" in text
    assert not HandOver.objects.filter(parcel=stranger).exists()
    assert courier.get(f"/giao/phong-bi/{stranger.id}").status_code == 404
    assert courier.get(f"/giao/chuyen/{run.id}").status_code == 404


@pytest.mark.parametrize("label", ["", "hello", "RH000000011VN", "RH999999999VN"])
def test_what_is_no_label_of_ours_is_said_on_the_page(courier, round_, label):
    assert scan(courier, label).status_code == 422


def test_scanning_twice_says_so_and_changes_nothing(courier, round_):
    label = round_.parcels[0].label
    scan(courier, label)

    assert "đã quét nhận trước đó" in scan(courier, label).content.decode()
    assert HandOver.objects.filter(parcel__label=label).count() == 1


def test_a_wrong_code_leaves_four_tries(courier, round_):
    parcel = take_out(round_)
    wrong = f"{(int(parcel.pin) + 1) % 10_000:04d}"

    page = courier.post(f"/giao/phong-bi/{parcel.id}/trao", {"pin": wrong}, follow=True)

    assert "Còn 4 lần thử" in page.content.decode()


def test_a_signature_is_kept_as_evidence(courier, round_):
    parcel = take_out(round_)

    courier.post(
        f"/giao/phong-bi/{parcel.id}/trao",
        {"proof": "SIGNATURE", "signature": SIGNATURE, "identity_seen": "1", "relation": "FAMILY"},
    )

    kept = StoredFile.objects.get(purpose="EVIDENCE")
    assert HandOver.objects.latest("id").evidence_id == kept.id


def test_why_not_and_when_again(courier, round_):
    parcel = take_out(round_)

    courier.post(
        f"/giao/phong-bi/{parcel.id}/chua-giao",
        {"reason": "ABSENT", "next_window": "26/11 08:00–10:00", "device_key": "k"},
    )

    attempt = Attempt.objects.get()
    assert (attempt.reason, attempt.next_window) == ("ABSENT", "26/11 08:00–10:00")
    assert "26/11 08:00–10:00" in courier.get(f"/giao/phong-bi/{parcel.id}").content.decode()


def test_two_labels_from_one_page_are_both_taken(courier, round_):
    for parcel in round_.parcels[:2]:
        assert scan(courier, parcel.label, device_key="k").status_code == 200
    assert scan(courier, round_.parcels[0].label, device_key="k").status_code == 200

    assert HandOver.objects.filter(parcel__in=round_.parcels, taken_at__isnull=False).count() == 2


@pytest.mark.parametrize("words", ["Sai phí, gọi 0912345678", "https://lua-dao.vn/abc"])
def test_what_a_courier_writes_themselves_is_no_time_of_day(courier, round_, words):
    scan(courier, round_.parcels[0].label)

    page = courier.post(f"/giao/chuyen/{round_.run.id}/di-giao", {"window": words}, follow=True)

    assert "Chọn một khung giờ trong danh sách" in page.content.decode()
    assert not Parcel.objects.filter(state=ParcelState.OUT_FOR_DELIVERY).exists()


def test_whoever_the_rule_asks_a_paper_of_is_served_without_the_program(courier, round_):
    parcel = take_out(round_)
    RecipientRule.objects.create(
        code="LETTER_ONLY",
        say_vi="Người có giấy giới thiệu.",
        say_en="Whoever has a letter.",
        takers=[{"relation": "LETTER", "needs": ["LETTER"], "without_code": []}],
    )
    Parcel.objects.filter(id=parcel.id).update(recipient_rule="LETTER_ONLY")
    url = f"/giao/phong-bi/{parcel.id}/trao"
    given = {"proof": "SIGNATURE", "signature": SIGNATURE, "identity_seen": "1", "relation": "LETTER"}

    refused = courier.post(url, given)

    text = refused.content.decode()
    assert (refused.status_code, Parcel.objects.get(id=parcel.id).state) == (422, "OUT_FOR_DELIVERY")
    assert 'value="LETTER"' in text
    assert "Đã xem giấy giới thiệu của công ty" in text
    courier.post(url, given | {"seen": ["LETTER"]})
    assert HandOver.objects.latest("id").taker["relation"] == "LETTER"
    assert Parcel.objects.get(id=parcel.id).state == ParcelState.DELIVERED


def test_once_the_run_has_ended_its_people_are_nobodys_to_read(courier, round_):
    parcel = take_out(round_)
    courier.post(f"/giao/phong-bi/{parcel.id}/trao", {"pin": parcel.pin})
    before = len(events.names_of(parcel.subject_id))
    assert courier.get(f"/giao/phong-bi/{parcel.id}").status_code == 200
    assert courier.get(f"/giao/phong-bi/{parcel.id}/goi").status_code == 404

    courier.post(f"/giao/chuyen/{round_.run.id}/ket-thuc", {"words": "Hai phong bì còn ở điểm"})

    for path in (f"phong-bi/{parcel.id}", f"phong-bi/{parcel.id}/goi", f"chuyen/{round_.run.id}"):
        assert courier.get(f"/giao/{path}").status_code == 404
    assert parcel.recipient not in courier.get("/giao/").content.decode()
    assert events.names_of(parcel.subject_id).count("delivery.called") == 0
    assert before == len(events.names_of(parcel.subject_id))


def test_only_couriers_come_in(client, round_):
    assert client.get("/giao/").status_code == 302
    clerk = courier_account("somebody")
    clerk.memberships.all().delete()
    client.force_login(clerk)
    assert client.get("/giao/").status_code == 403
