"""Files and signatures inside the form of a draft: stored like papers, bound to what was signed."""

import random
from io import BytesIO

import pytest
from PIL import Image, ImageDraw

from cuamo.catalogue.rules.form_files import LAPSED
from cuamo.cli.sample_forms import plausible_answers, plausible_values
from cuamo.documents.models import StoredFile
from cuamo.documents.selectors.files import content_of
from cuamo.documents.selectors.parts import blobs
from cuamo.dossiers.models import Dossier
from cuamo.dossiers.selectors.form_files import form_file, signatures_wanted, values_to_sign
from cuamo.dossiers.services.choose_delivery import choose_delivery
from cuamo.dossiers.services.choose_procedure import choose_procedure
from cuamo.dossiers.services.confirm import agree_to_summary, confirm
from cuamo.dossiers.services.fill_form import answer_questions, fill_form
from cuamo.dossiers.services.form_files import Upload
from cuamo.dossiers.services.give_consent import give_consent
from cuamo.dossiers.services.request_confirmation import Incomplete, request_confirmation
from cuamo.dossiers.services.sign_form import sign_form
from cuamo.dossiers.services.start_visit import start_visit
from cuamo.dossiers.services.submit import submit
from cuamo.dossiers.states import State
from cuamo.kernel import events
from cuamo.kernel.errors import Conflict, NotFound
from cuamo.kernel.identifiers.card import read_card
from tests.support.city import CARD, MORNING, PHONE, PNG, WARD, citizen_of, last_code
from tests.support.form_versions import in_force_from, with_file_and_signature

pytestmark = pytest.mark.django_db
CODE = "1.004873"
PICTURE = Upload(PNG, "so-do.png")
REFUSAL = {"cannot": "ILLITERATE", "witness": "Trần Văn Tám"}


def drawn() -> bytes:
    """A stroke on a see-through canvas, as a browser gives it."""
    picture = Image.new("RGBA", (300, 100), (0, 0, 0, 0))
    for x in range(40, 260):
        picture.putpixel((x, 50), (27, 26, 23, 255))
    out = BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


INK = Upload(drawn(), "chu-ky.png")


@pytest.fixture
def draft(counter) -> Dossier:
    """A draft that lacks nothing but the file and the signature."""
    in_force_from(CODE, with_file_and_signature, on=MORNING.date(), at=MORNING)
    clerk = counter.clerk
    visit = start_visit(clerk=clerk, card=read_card(CARD), phone=PHONE, at=MORNING)
    give_consent(
        visit_id=visit.id, given=True, evidence="screen-touch", citizen=citizen_of(visit), at=MORNING
    )
    made = choose_procedure(visit_id=visit.id, clerk=clerk, procedure_code=CODE, at=MORNING)
    content, rng = made.version.content, random.Random(1)
    answers = plausible_answers(content, rng, simplest=True)
    made = answer_questions(dossier_id=made.id, actor=clerk, answers=answers, at=MORNING)
    values = plausible_values(content, made.answers, made.values, today=MORNING.date(), rng=rng)
    raw = {key: value for key, value in values.items() if key not in {"so_do", "chu_ky"}}
    assert set(fill(counter, made, raw).errors) == {"so_do", "chu_ky"}
    counter.add_papers(made.id)
    choice = {"way": "HOME", "address": "Số 12 phố Hàng Bông", "ward_code": WARD, "phone": PHONE}
    choose_delivery(dossier_id=made.id, actor=clerk, choice=choice, at=MORNING)
    return now(made)


def fill(counter, dossier, raw=None, **more):
    return fill_form(dossier_id=dossier.id, actor=counter.clerk, raw=raw or {}, at=MORNING, **more)


def now(dossier) -> Dossier:
    return Dossier.objects.select_related("version", "visit", "applicant").get(id=dossier.id)


def test_a_file_is_stored_harmless_by_its_content_and_only_referred_to(counter, draft):
    assert "so_do" not in fill(counter, draft, uploads={"so_do": PICTURE}, partly=True).errors
    kept = now(draft).values["so_do"]
    file = form_file(now(draft), "so_do")
    assert kept == {"file": str(file.id), "sha256": file.sha256, "name": "so-do.png", "pages": 1}
    assert Image.open(BytesIO(content_of(file))).size == Image.open(BytesIO(PNG)).size


def test_a_file_is_replaced_and_taken_out_again(counter, draft):
    fill(counter, draft, uploads={"so_do": PICTURE}, partly=True)
    fill(counter, draft, uploads={"so_do": Upload(drawn(), "khac.png")}, partly=True)
    assert now(draft).values["so_do"]["name"] == "khac.png"
    gone = fill(counter, draft, {"so_do": {"remove": True}}, partly=True)
    assert not now(draft).values.get("so_do")
    assert "chưa có tệp" in gone.errors["so_do"].vi
    with pytest.raises(NotFound):
        form_file(now(draft), "so_do")


def test_what_is_no_picture_is_refused_and_everything_else_stays(counter, draft):
    fill(counter, draft, uploads={"so_do": PICTURE}, partly=True)
    before, files = now(draft).values, StoredFile.objects.count()
    wrong = Upload(b"MZ program", "so-do.png")
    result = fill(counter, draft, {"nyc_noi_cu_tru": "Phố Huế"}, uploads={"so_do": wrong}, partly=True)
    assert "không phải ảnh hay PDF" in result.errors["so_do"].vi
    assert now(draft).values == before | {"nyc_noi_cu_tru": "Phố Huế"}
    assert StoredFile.objects.count() == files


def test_nobody_points_at_a_file_that_was_not_given_here(counter, draft):
    fill(counter, draft, uploads={"so_do": PICTURE}, partly=True)
    other = StoredFile.objects.latest("uploaded_at")
    before = now(draft).values
    forged = {"file": str(other.id), "sha256": other.sha256, "name": "x", "pages": 1}
    result = fill(counter, draft, {"so_do": forged, "chu_ky": forged | {"signed_for": "0"}}, partly=True)
    assert now(draft).values == before
    assert set(result.errors) == {"chu_ky"}


def test_a_signature_is_ink_on_white_and_lapses_with_the_first_changed_value(counter, draft):
    assert fill(counter, draft, uploads={"so_do": PICTURE, "chu_ky": INK}, partly=True).errors == {}
    with Image.open(BytesIO(content_of(form_file(now(draft), "chu_ky")))) as picture:
        assert picture.convert("RGB").getpixel((5, 5)) == (255, 255, 255)
        assert picture.convert("RGB").getpixel((100, 50)) == (27, 26, 23)
    request_confirmation(dossier_id=draft.id, actor=counter.clerk, at=MORNING)

    fill(counter, draft, {"nyc_noi_cu_tru": "Số 9 phố Huế"}, partly=True)
    assert now(draft).values["chu_ky"] == LAPSED
    with pytest.raises(Incomplete) as refused:
        request_confirmation(dossier_id=draft.id, actor=counter.clerk, at=MORNING)
    assert [gap.where for gap in refused.value.gaps] == ["field:chu_ky"]
    assert "ký lại" in refused.value.gaps[0].vi

    assert fill(counter, draft, uploads={"chu_ky": INK}, partly=True).errors == {}
    request_confirmation(dossier_id=draft.id, actor=counter.clerk, at=MORNING)


def test_saving_the_same_values_again_leaves_the_signature(counter, draft):
    fill(counter, draft, {"chu_ky": REFUSAL}, uploads={"so_do": PICTURE}, partly=True)
    signed = now(draft).values
    assert fill(counter, draft, dict(signed)).errors == {}
    assert now(draft).values == signed


def test_whoever_cannot_sign_names_a_witness_and_may_still_sign_later(counter, draft):
    fill(counter, draft, uploads={"so_do": PICTURE}, partly=True)
    alone = fill(counter, draft, {"chu_ky": REFUSAL | {"witness": ""}}, partly=True)
    assert "người làm chứng" in alone.errors["chu_ky"].vi
    assert fill(counter, draft, {"chu_ky": REFUSAL}, partly=True).errors == {}
    shown = request_confirmation(dossier_id=draft.id, actor=counter.clerk, at=MORNING)
    assert "Người làm chứng: Trần Văn Tám" in str(shown.summary["rows"])
    fill(counter, draft, {"chu_ky": REFUSAL}, uploads={"chu_ky": INK}, partly=True)
    assert form_file(now(draft), "chu_ky").original_name == "chu-ky.png"


def test_a_pdf_is_no_signature(counter, draft):
    result = fill(counter, draft, uploads={"chu_ky": Upload(b"%PDF-1.7\n", "ky.pdf")}, partly=True)
    assert "Chữ ký phải là ảnh" in result.errors["chu_ky"].vi
    assert "chu_ky" not in now(draft).values


def sheet(mode, paper, ink=None, *, tap=False, **saved) -> Upload:
    """A picture of bare paper, of the dot one tap leaves, or of a stroke."""
    picture = Image.new(mode, (300, 100), paper)
    if ink is not None:
        pen = ImageDraw.Draw(picture)
        pen.ellipse((100, 50, 106, 56), fill=ink) if tap else pen.line((40, 30, 200, 70), fill=ink, width=3)
    out = BytesIO()
    picture.save(out, "PNG", **saved)
    return Upload(out.getvalue(), "chu-ky.png")


@pytest.mark.parametrize(
    "nothing",
    [
        sheet("RGB", "white"),
        sheet("RGB", "black"),
        sheet("RGBA", (0, 0, 0, 0)),
        sheet("L", 255, 20, tap=True),
        sheet("RGBA", (0, 0, 0, 0), (255, 255, 255, 255)),
        Upload(PNG, "chu-ky.png"),
    ],
    ids=["white", "black", "see-through", "tap", "white-on-see-through", "one-pixel"],
)
def test_a_picture_nobody_drew_on_is_no_signature_and_leaves_nothing(counter, draft, nothing):
    fill(counter, draft, uploads={"so_do": PICTURE}, partly=True)
    before, files, told = now(draft).values, StoredFile.objects.count(), events.names_of(draft.id)
    refused = fill(counter, draft, uploads={"chu_ky": nothing}, partly=True).errors["chu_ky"]
    assert "Chưa thấy nét ký nào. Ký lại trong khung" in refused.vi
    assert "no stroke of a signature yet. Sign in the frame again" in refused.en
    assert (now(draft).values, StoredFile.objects.count()) == (before, files)
    assert events.names_of(draft.id) == told


@pytest.mark.parametrize(
    "stroke",
    [
        sheet("RGB", "white", (40, 60, 160)),
        sheet("RGBA", (0, 0, 0, 0), (27, 26, 23, 255)),
        sheet("LA", (0, 0), (20, 255)),
        sheet("L", 0, 20, transparency=0),
        sheet("RGB", (176, 172, 165), (60, 60, 70)),
    ],
    ids=["blue", "see-through", "grey-see-through", "one-colour-see-through", "photographed"],
)
def test_a_stroke_is_a_signature_on_whatever_it_was_drawn(counter, draft, stroke):
    fill(counter, draft, uploads={"so_do": PICTURE}, partly=True)
    assert fill(counter, draft, uploads={"chu_ky": stroke}, partly=True).errors == {}
    assert now(draft).values["chu_ky"]["signed_for"]
    assert events.names_of(draft.id)[-1] == "dossier.form_signed"


def test_the_citizen_signs_what_they_have_seen_and_nothing_else(counter, draft):
    fill(counter, draft, uploads={"so_do": PICTURE}, partly=True)
    assert [field.key for field in signatures_wanted(now(draft), today=MORNING.date())] == ["chu_ky"]
    seen, citizen = values_to_sign(now(draft), today=MORNING.date()), citizen_of(now(draft))
    before = now(draft).values
    acts = {
        "dossier_id": draft.id,
        "citizen": citizen,
        "raw": {"nyc_noi_cu_tru": "Nơi khác", "chu_ky": None},
        "uploads": {"chu_ky": INK, "so_do": INK},
        "at": MORNING,
    }
    with pytest.raises(Conflict):
        sign_form(**acts, seen="0" * 64)
    assert now(draft).values == before
    assert sign_form(**acts, seen=seen).errors == {}
    signed = now(draft).values
    assert signed["chu_ky"]["signed_for"] == seen
    assert {key: value for key, value in signed.items() if key != "chu_ky"} == before
    assert signatures_wanted(now(draft), today=MORNING.date()) == []
    signing = [event for event in events.history_of(draft.id) if event.name == "dossier.form_signed"]
    assert [(event.actor["id"], event.data["fields"]) for event in signing] == [(citizen.id, ["chu_ky"])]


def test_nobody_is_asked_to_sign_a_form_with_faults(counter, draft):
    assert signatures_wanted(draft, today=MORNING.date()) == []


def test_a_dossier_is_not_sent_while_a_file_of_its_form_is_gone(counter, draft):
    only_here = BytesIO()
    Image.new("RGB", (37, 41), (9, 120, 33)).save(only_here, "PNG")
    plan = Upload(only_here.getvalue(), "so-do.png")
    fill(counter, draft, {"chu_ky": REFUSAL}, uploads={"so_do": plan}, partly=True)
    shown = request_confirmation(dossier_id=draft.id, actor=counter.clerk, at=MORNING)
    citizen = citizen_of(now(draft))
    agree_to_summary(dossier_id=draft.id, summary_id=shown.id, citizen=citizen, place="Bưu điện", at=MORNING)
    confirm(dossier_id=draft.id, code=last_code(draft.id), citizen=citizen, at=MORNING)
    kept = blobs()._path(form_file(now(draft), "so_do").sha256)
    data = kept.read_bytes()
    kept.unlink()
    with pytest.raises(OSError, match=r".+"):
        submit(dossier_id=draft.id, actor=counter.clerk, key="a", at=MORNING)
    assert (now(draft).state, now(draft).code) == (State.DRAFT, "")
    kept.write_bytes(data)
    assert submit(dossier_id=draft.id, actor=counter.clerk, key="b", at=MORNING).code
