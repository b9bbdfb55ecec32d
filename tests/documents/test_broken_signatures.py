"""A PDF may be written to break whoever looks for its signatures: it is read as unsigned, and goes on."""

from io import BytesIO

import pikepdf
import pytest

from cuamo.documents.services.clean_pdf import clean_pdf
from cuamo.documents.services.verify import verify_pdf
from tests.documents.conftest import with_signature_place

NO_SIGNATURES = {
    "number": 5,
    "array": pikepdf.Array([1, 2]),
    "text": pikepdf.String("ký"),
    "name": pikepdf.Name("/Sig"),
    "emptiness": pikepdf.Dictionary(),
    "range of names": pikepdf.Dictionary(
        Type=pikepdf.Name("/Sig"),
        Contents=pikepdf.String("x"),
        ByteRange=pikepdf.Array([pikepdf.Name("/a")] * 4),
    ),
}


@pytest.mark.parametrize("kind", NO_SIGNATURES)
def test_what_stands_in_the_place_of_a_signature_breaks_nothing_and_is_never_a_good_one(kind):
    reports = verify_pdf(with_signature_place(NO_SIGNATURES[kind]))

    assert not any(report.valid or report.intact for report in reports)


@pytest.mark.parametrize("kind", ["number", "array", "text", "name"])
def test_a_place_to_sign_that_holds_no_signature_is_kept_empty(kind):
    kept = clean_pdf(with_signature_place(NO_SIGNATURES[kind])).data

    with pikepdf.open(BytesIO(kept)) as pdf:
        (place,) = pdf.Root.AcroForm.Fields
        assert "/V" not in place
