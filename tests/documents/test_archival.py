"""Every printed paper is archival (PDF/A-2a), by the word of a judge that is not ours."""

from io import BytesIO

import pikepdf
import pytest

from cuamo.documents.services.print_sheet import print_sheet
from cuamo.documents.services.sign_result import sign_pdf
from tests.documents.conftest import blank_pdf, saved
from tests.documents.samples import SAMPLES
from tests.support.archival import judge

pytestmark = pytest.mark.django_db
RULES_OF_2A = 153
"""How many rules the judge knows for level 2a; fewer would be half a judgement."""


def claimed(pdf: bytes) -> str:
    """Return the level the file says of itself."""
    with pikepdf.open(BytesIO(pdf)) as document, document.open_metadata() as metadata:
        return metadata.pdfa_status


def without(pdf: bytes, key: str) -> bytes:
    """Return the file with one entry of its catalogue taken out."""
    with pikepdf.open(BytesIO(pdf)) as document:
        del document.Root[key]
        kept = BytesIO()
        document.save(kept)
    return kept.getvalue()


def test_every_sheet_and_a_signed_result_are_valid_pdf_a_2a(signing, at, tmp_path):
    papers = {name: print_sheet(name, data) for name, data in SAMPLES.items()}
    assert {f"form_0{number}" for number in range(1, 8)} | {"receipt_a5", "cash_receipt", "result"} <= {
        *papers
    }
    papers["signed"] = sign_pdf(
        pdf=papers["result"],
        at=at,
        signer_code="LD-KL-01",
        signer_name="Phạm Văn Ví Dụ",
        agency_name="Ủy ban nhân dân phường Kim Liên",
    )

    judged = judge(papers, level="2a", folder=tmp_path)

    assert {one.name: one.faults for one in judged if not one.valid} == {}
    assert {one.rules for one in judged} == {RULES_OF_2A}
    assert min(one.checks for one in judged) > 1000
    assert {claimed(pdf) for pdf in papers.values()} == {"2A"}


def test_the_judge_says_no_to_what_is_not_archival(tmp_path):
    form = print_sheet("form_01", SAMPLES["form_01"])

    documents = {
        "untagged": without(form, "/StructTreeRoot"),
        "unmarked": without(form, "/MarkInfo"),
        "nameless": without(form, "/Metadata"),
        "blank": saved(blank_pdf()),
    }

    judged = {one.name: one for one in judge(documents, level="2a", folder=tmp_path)}

    assert {name for name, one in judged.items() if one.valid} == set()
    assert any(fault.startswith("6.7.2") for fault in judged["unmarked"].faults)
    assert any(fault.startswith("6.6.2.1") for fault in judged["nameless"].faults)
