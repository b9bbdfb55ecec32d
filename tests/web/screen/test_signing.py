"""A form that is signed: on the citizen screen, on paper, or by a witness; whoever may look sees it."""

import base64
from datetime import date

import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from cuamo.dossiers.models import Dossier
from cuamo.dossiers.selectors.form_files import values_to_sign
from cuamo.dossiers.services.confirm import agree_to_summary, confirm
from cuamo.dossiers.services.request_confirmation import request_confirmation
from cuamo.dossiers.services.submit import submit
from cuamo.people.models import Account, AccountKind, Reading
from tests.dossiers.services.test_form_files import drawn
from tests.support.city import PNG, begin_shift, citizen_of, last_code, staff
from tests.support.form_versions import in_force_from, with_file_and_signature
from tests.web.counter.desk import _papers_and_delivery, prepare

pytestmark = pytest.mark.django_db
CODE = "1.004873"
DRAWN = "data:image/png;base64," + base64.b64encode(drawn()).decode()


@pytest.fixture
def made(city, db):
    """A visit at its form, with a form that asks for a plan and a signature."""
    in_force_from(CODE, with_file_and_signature, on=date.today(), at=timezone.now())
    begin_shift(staff("quay.hoankiem"), at=timezone.now())
    made = prepare(5, procedure=CODE)
    _papers_and_delivery(made.dossier.id, staff("quay.hoankiem"))
    return made


@pytest.fixture
def clerk(made) -> Client:
    return signed_in("quay.hoankiem")


def signed_in(username: str) -> Client:
    client = Client()
    client.force_login(Account.objects.get(username=username))
    return client


def values_for(dossier) -> dict:
    import random

    from cuamo.cli.sample_forms import plausible_values

    found = plausible_values(
        dossier.version.content, dossier.answers, dossier.values, today=date.today(), rng=random.Random(1)
    )
    posted = {}
    for key, value in found.items():
        if key in {"so_do", "chu_ky"}:
            continue
        if isinstance(value, str) and len(value.split("-")) == 3 and value[:2] in {"19", "20"}:
            year, month, day = value.split("-")
            posted |= {f"{key}.ngay": day, f"{key}.thang": month, f"{key}.nam": year}
        else:
            posted[key] = "1" if value is True else value
    return posted


def read_pdf(data: bytes) -> tuple[str, int]:
    """Return the words of a PDF and how many pixel pictures it holds."""
    document = pypdfium2.PdfDocument(data)
    words, pictures = "", 0
    for page in document:
        words += page.get_textpage().get_text_bounded()
        pictures += sum(1 for part in page.get_objects() if part.type == pypdfium2.raw.FPDF_PAGEOBJ_IMAGE)
    return " ".join(words.replace("\u200b", "").split()), pictures


def at_summary(made, clerk) -> Dossier:
    """Send the form with its plan, unsigned, and go to the summary."""
    sent = clerk.post(
        f"{made.path}5/", values_for(made.dossier) | {"so_do": SimpleUploadedFile("so-do.png", PNG)}
    )
    assert (sent.status_code, sent.headers.get("Location")) == (302, f"{made.path}6/")
    assert clerk.get(f"{made.path}7/").status_code == 200
    return Dossier.objects.select_related("version", "visit").get(id=made.dossier.id)


def test_the_clerk_goes_on_without_the_signature_and_the_citizen_signs_on_their_screen(made, clerk, client):
    dossier = at_summary(made, clerk)
    told = clerk.get(f"{made.path}7/").content.decode()
    assert "đang ký trên màn hình của họ: Chữ ký" in told
    assert clerk.get(f"{made.path}cho/7/?ky=1").headers.get("X-Go") is None

    page = client.get(f"/man-hinh/{made.visit.screen_code}/").content.decode()
    assert "Mời xem rồi ký" in page
    assert "so-do.png (1 trang)" in page
    assert made.visit.person.personal_id not in page
    seen = values_to_sign(dossier, today=date.today())
    assert f'value="{seen}"' in page

    address = f"/man-hinh/{made.visit.screen_code}/ky/"
    assert client.post(address, {"da_xem": "khac", "chu_ky.ve": DRAWN}).status_code == 302
    assert "chu_ky" not in Dossier.objects.get(id=dossier.id).values
    client.post(address, {"da_xem": seen, "chu_ky.ve": DRAWN})
    assert Dossier.objects.get(id=dossier.id).values["chu_ky"]["signed_for"] == seen
    assert clerk.get(f"{made.path}cho/7/?ky=1").headers["X-Go"].endswith("/7/")
    assert clerk.get(f"{made.path}7/").status_code == 200
    assert "Mời xem lại" in client.get(f"/man-hinh/{made.visit.screen_code}/").content.decode()


def test_whoever_cannot_sign_is_seen_by_a_witness_at_the_counter(made, clerk):
    at_summary(made, clerk)
    again = values_for(made.dossier) | {"chu_ky.ly_do": "HANDS", "chu_ky.chung": ""}
    refused = clerk.post(f"{made.path}5/", again)
    assert refused.status_code == 422
    assert "Ghi họ tên người làm chứng" in refused.content.decode()
    assert clerk.post(f"{made.path}5/", again | {"chu_ky.chung": "Trần Văn Tám"}).status_code == 302
    words, pictures = read_pdf(clerk.get(f"{made.path}in-to-khai/").content)
    assert "Không ký: tay không ký được. Người làm chứng: Trần Văn Tám" in words
    assert pictures == 0
    shown = clerk.get(f"{made.path}7/").content.decode()
    assert "Không ký: tay không ký được. Người làm chứng: Trần Văn Tám" in shown


def test_the_file_is_seen_by_its_clerk_its_citizen_and_officers_whose_look_is_written_down(
    made, clerk, client
):
    dossier = at_summary(made, clerk)
    client.get(f"/man-hinh/{made.visit.screen_code}/")
    client.post(
        f"/man-hinh/{made.visit.screen_code}/ky/",
        {"da_xem": values_to_sign(dossier, today=date.today()), "chu_ky.ve": DRAWN},
    )
    assert clerk.get(f"{made.path}to-khai/so_do/").headers["Content-Type"] == "image/jpeg"
    assert clerk.get(f"{made.path}to-khai/nyc_ho_ten/").status_code == 404
    looks = Reading.objects.filter(dossier_id=dossier.id, purpose="Xem tệp trong tờ khai tại quầy")
    assert [look.fields for look in looks] == [["so_do"]]

    now, citizen = timezone.now(), citizen_of(dossier)
    shown = request_confirmation(dossier_id=dossier.id, actor=staff("quay.hoankiem"), at=now)
    agree_to_summary(
        dossier_id=dossier.id, summary_id=shown.id, citizen=citizen, place="Bưu điện Hà Nội", at=now
    )
    confirm(dossier_id=dossier.id, code=last_code(dossier.id), citizen=citizen, at=now)
    submit(dossier_id=dossier.id, actor=staff("quay.hoankiem"), key="ky", at=now)

    officer = signed_in("tiepnhan.hoankiem")
    looked = Reading.objects.filter(dossier_id=dossier.id, actor_id=staff("tiepnhan.hoankiem").id)
    assert not looked.exists()
    address = f"/xu-ly/ho-so/{dossier.id}/to-khai/chu_ky/1/"
    assert officer.get(address).headers["Content-Type"] == "image/jpeg"
    assert looked.exists()
    page = officer.get(f"/xu-ly/ho-so/{dossier.id}/").content.decode()
    assert f'src="{address}?co=nho"' in page
    assert officer.get(f"/xu-ly/ho-so/{dossier.id}/to-khai/so_do/2/").status_code == 404
    printed = officer.get(f"/xu-ly/ho-so/{dossier.id}/phieu/to-khai/")
    assert printed.headers["Content-Type"] == "application/pdf"
    words, pictures = read_pdf(printed.content)
    assert "NGUYỄN THỊ ĐẶNG THẲNG" in words
    assert "so-do.png (1 trang)" in words
    assert pictures == 1
    assert client.get(address).status_code == 302

    owner = Account.objects.create_user(
        "vneid-ky", None, full_name="A", kind=AccountKind.CITIZEN, person_id=dossier.applicant_id
    )
    own = Client()
    own.force_login(owner)
    assert own.get(f"/nop/{dossier.id}/tep/so_do/").headers["Content-Type"] == "image/jpeg"
    stranger = Client()
    stranger.force_login(
        Account.objects.create_user("vneid-la", None, full_name="B", kind=AccountKind.CITIZEN)
    )
    assert stranger.get(f"/nop/{dossier.id}/tep/so_do/").status_code in {403, 404}
