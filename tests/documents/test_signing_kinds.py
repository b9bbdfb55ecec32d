"""Whose signature, whose certificate, on which token; what is refused at signing; what one byte does."""

import time
from io import BytesIO

import pikepdf
import pytest
from asn1crypto import cms
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from cuamo.documents.errors import SigningRefused, SigningUnavailable
from cuamo.documents.models import SignedContent
from cuamo.documents.rules.open_place import ISSUED, NUMBER
from cuamo.documents.services.open_fields import fill_open_fields, with_open_fields
from cuamo.documents.services.print_sheet import open_places, print_sheet
from cuamo.documents.services.sign_result import seal_pdf, sign_pdf
from cuamo.documents.services.verify import accepted, verify_pdf
from cuamo.documents.types import SignatureKind, SigningRequest
from tests.documents.samples import SAMPLES
from tests.support import http
from tests.support.signatures import openssl_accepts, signatures_in

pytestmark = pytest.mark.django_db
LEADER = {"signer_code": "LD-01", "signer_name": "Phạm Văn Ví Dụ", "agency_name": "UBND phường Kim Liên"}
DATA = SAMPLES["result"] | {"open": True, "number": ""}
FILLED = {NUMBER: "Số: 12/2026/KL", ISSUED: "Hà Nội, ngày 26 tháng 11 năm 2026"}
_kept: dict[str, bytes] = {}


def open_paper() -> bytes:
    pdf = print_sheet("result", DATA)
    shown = {NUMBER: "Số: …", ISSUED: "Hà Nội, ngày … tháng … năm …"}
    return with_open_fields(pdf, open_places("result", DATA), shown=shown, signer=DATA["signer_name"])


@pytest.fixture
def told(signing_url):
    def tell(path, **what):
        http.post(f"{signing_url}/{path}", json=what).raise_for_status()

    yield tell
    tell("control", mode="normal")


@pytest.fixture
def sealed(signing, at):
    """A result signed by a person and sealed by the agency, made once: signing takes a second."""
    if not _kept:
        once = sign_pdf(pdf=open_paper(), at=at, open_for_number=True, **LEADER)
        _kept["signed"] = once
        _kept["sealed"] = seal_pdf(
            pdf=once, values=FILLED, agency_code="PX-KL", agency_name=LEADER["agency_name"], at=at
        )
        _kept["root"], _kept["public"] = signing.trust_roots()[0], signing.public_roots()[0]
    return _kept["sealed"]


def test_an_officer_s_an_agency_s_and_a_citizen_s_signature_are_told_apart(sealed, signing, at):
    citizen = sign_pdf(
        pdf=print_sheet("result", SAMPLES["result"]),
        signer_code="CD-001185012345",
        signer_name="Nguyễn Thị Đặng Thẳng",
        agency_name="Cá nhân",
        at=at,
        scheme="public",
    )

    roots = {"trust_roots": signing.trust_roots(), "public_roots": signing.public_roots()}
    kinds = [report.kind for report in verify_pdf(sealed, **roots)]
    (personal,) = verify_pdf(citizen, **roots)
    assert kinds == [SignatureKind.OFFICER, SignatureKind.AGENCY]
    assert (personal.kind, personal.valid, personal.trusted) == (SignatureKind.PERSONAL, True, True)
    (stranger,) = verify_pdf(citizen, trust_roots=roots["trust_roots"])
    assert (stranger.kind, stranger.trusted) == (SignatureKind.UNKNOWN, False)


def test_the_paper_with_open_places_is_the_same_each_time_and_only_adds_to_the_print(at):
    first = open_paper()
    time.sleep(1.1)  # a file that holds the second of its making would be another one now
    again = open_paper()

    assert first == again
    assert first.startswith(print_sheet("result", DATA))
    assert fill_open_fields(first, FILLED).startswith(first)
    with pytest.raises(LookupError):
        fill_open_fields(print_sheet("result", SAMPLES["result"]), FILLED)


def test_number_and_day_changed_after_the_agency_signed_are_seen(sealed, signing):
    changed = fill_open_fields(sealed, {NUMBER: "Số: 99/2026/KL"})

    reports = verify_pdf(changed, trust_roots=signing.trust_roots())

    assert not accepted(reports)
    assert not reports[-1].permitted


def test_the_same_number_is_sealed_once(sealed, signing, at):
    signed = _kept["signed"]
    arguments = {"agency_code": "PX-KL", "agency_name": LEADER["agency_name"], "at": at}
    first = seal_pdf(pdf=signed, values=FILLED, **arguments)
    second = seal_pdf(pdf=signed, values=FILLED, **arguments)

    assert first == second
    assert SignedContent.objects.filter(signer_code="PX-KL").count() == 1


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(share=st.floats(0, 1, exclude_max=True), value=st.integers(1, 255))
@example(share=0.84375, value=1)  # in a certificate the signature carries, of which the file has a sound copy
def test_one_changed_byte_anywhere_is_seen_by_two_validators(sealed, share, value):
    agency = signatures_in(sealed)[-1]
    place = int(share * agency.end)
    data = bytearray(sealed)
    data[place] ^= value
    first, last = agency.gap
    assume(
        data[first:last].lower() != sealed[first:last].lower() or not first <= place < last
    )  # c is C in hex

    assert not accepted(verify_pdf(bytes(data), trust_roots=[_kept["root"]]))
    try:
        both = [openssl_accepts(one, root=_kept["root"]) for one in signatures_in(bytes(data))]
    except (ValueError, IndexError, UnicodeDecodeError):
        return
    assert agency.gap[0] <= place < agency.gap[1] or both != [True, True]


def test_one_changed_digit_of_any_certificate_a_signature_carries_is_seen(sealed):
    agency = signatures_in(sealed)[-1]
    signed_data = cms.ContentInfo.load(agency.cms)["content"]
    stamp = next(
        attribute["values"][0]["content"]
        for attribute in signed_data["signer_infos"][0]["unsigned_attrs"]
        if attribute["type"].native == "signature_time_stamp_token"
    )
    carried = [one.dump() for data in (signed_data, stamp) for one in data["certificates"]]
    for certificate in carried:
        middle = agency.cms.find(certificate) + len(certificate) // 2
        place = agency.gap[0] + 1 + 2 * middle
        data = bytearray(sealed)
        data[place : place + 2] = b"%02x" % (int(data[place : place + 2], 16) ^ 1)

        assert not accepted(verify_pdf(bytes(data), trust_roots=[_kept["root"]]))
    assert len(carried) >= 4


def test_a_certificate_revoked_at_the_moment_of_signing_refuses_even_where_the_key_still_signs(
    signing, at, told
):
    gone = LEADER | {"signer_code": "LD-QUIET"}
    sign_pdf(pdf=print_sheet("result", SAMPLES["result"]), at=at, **gone)
    told("revoke", signer_code="LD-QUIET", quiet=True)

    with pytest.raises(SigningRefused) as refused:
        sign_pdf(pdf=print_sheet("result", SAMPLES["result"] | {"number": "9"}), at=at, **gone)

    assert refused.value.code == "signing_revoked"
    assert "đã bị thu hồi" in refused.value.vi
    assert SignedContent.objects.filter(signer_code="LD-QUIET").count() == 1


def test_a_certificate_that_has_ended_refuses_with_its_day(signing, at, told):
    ended = LEADER | {"signer_code": "LD-ENDED"}
    sign_pdf(pdf=print_sheet("result", SAMPLES["result"]), at=at, **ended)
    told("expire", signer_code="LD-ENDED")

    with pytest.raises(SigningRefused) as refused:
        sign_pdf(pdf=print_sheet("result", SAMPLES["result"] | {"number": "9"}), at=at, **ended)

    assert refused.value.code == "signing_expired"
    assert "đã hết hạn ngày" in refused.value.vi


def test_what_was_signed_before_the_certificate_was_revoked_stays_valid(signing, at, told):
    early = LEADER | {"signer_code": "LD-EARLY"}
    signed = sign_pdf(pdf=print_sheet("result", SAMPLES["result"]), at=at, **early)

    told("revoke", signer_code="LD-EARLY")

    (report,) = verify_pdf(signed, trust_roots=signing.trust_roots())
    assert (report.valid, report.trusted, report.long_term) == (True, True, True)


def test_nothing_is_signed_when_nobody_answers_about_revocation(signing, at, told):
    told("control", mode="no_revocation")

    with pytest.raises(SigningUnavailable):
        sign_pdf(pdf=print_sheet("result", SAMPLES["result"]), at=at, **(LEADER | {"signer_code": "LD-OCSP"}))

    assert not SignedContent.objects.exists()


def on_token(serial, pin, code="LD-TOKEN", number="1"):
    return {
        "pdf": print_sheet("result", SAMPLES["result"] | {"number": number}),
        "token_serial": serial,
        "pin": pin,
        **(LEADER | {"signer_code": code}),
    }


def plug(told, serial, code="LD-TOKEN"):
    told(
        "token/insert",
        serial=serial,
        signer_code=code,
        signer_name=LEADER["signer_name"],
        agency_name=LEADER["agency_name"],
        pin="246810",
    )


def test_a_token_signs_with_its_own_certificate_when_its_pin_is_right(signing, at, told):
    plug(told, "TK-1")

    signed = sign_pdf(at=at, **on_token("TK-1", "246810"))

    (report,) = verify_pdf(signed, trust_roots=signing.trust_roots())
    assert (report.valid, report.trusted, report.long_term) == (True, True, True)
    assert "TK-1" in [one.serial for one in signing.tokens()]


def test_a_wrong_pin_says_how_many_tries_are_left_and_then_the_token_locks(signing, at, told):
    plug(told, "TK-2", "LD-TOKEN-2")
    said = []
    for pin in ("1", "2", "3", "246810"):
        with pytest.raises(SigningRefused) as refused:
            sign_pdf(at=at, **on_token("TK-2", pin, "LD-TOKEN-2"))
        said.append((refused.value.code, refused.value.vi))

    assert [code for code, _ in said] == [
        "token.pin_wrong",
        "token.pin_wrong",
        "token.locked",
        "token.locked",
    ]
    assert "Còn 2 lần thử" in said[0][1]
    assert not SignedContent.objects.filter(signer_code="LD-TOKEN-2").exists()


def test_a_token_that_is_not_plugged_in_is_asked_for(signing, at, told):
    plug(told, "TK-3", "LD-TOKEN-3")
    told("token/remove", serial="TK-3")

    with pytest.raises(SigningRefused) as refused:
        sign_pdf(at=at, **on_token("TK-3", "246810", "LD-TOKEN-3"))

    assert refused.value.code == "token.absent"


def test_the_pin_is_never_shown_with_the_request():
    request = SigningRequest(
        pdf=b"",
        signer_code="a",
        signer_name="b",
        agency_name="c",
        at=None,
        stamp_pdf=b"",
        box=(0, 0, 0, 0),
        token_serial="TK",
        pin="246810",
    )

    assert "246810" not in repr(request)


def test_the_mark_of_the_agency_covers_the_left_third_of_the_person_s(sealed):
    with pikepdf.open(BytesIO(sealed)) as opened:
        found = {
            str(note.T): tuple(float(value) for value in note.Rect)
            for page in opened.pages
            for note in page.obj.get("/Annots", [])
            if note.get("/FT") == "/Sig"
        }
    person, agency = found["ChuKy1"], found["DauCoQuan"]
    third = person[0] + (person[2] - person[0]) / 3
    assert agency[0] < person[0] < agency[2]
    assert agency[2] == pytest.approx(third, abs=1)
    assert agency[2] - agency[0] == pytest.approx(36 * 72 / 25.4, abs=1)
