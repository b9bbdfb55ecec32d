"""The one receipt on paper: one A5 page, its codes read by a machine, its three parts with their dates."""

from io import BytesIO

import pikepdf
import pytest

from cuamo.documents.services.print_sheet import print_sheet
from cuamo.documents.services.read_codes import read_codes
from cuamo.dossiers.selectors.sheets import form_01_sheet, receipt_sheet
from tests.documents.test_print_sheet import _text
from tests.dossiers.linked.conftest import BIRTH, SENT_AT

pytestmark = pytest.mark.django_db


def test_the_receipt_of_a_linked_filing_is_one_page_with_its_codes_and_parts(filing):
    whole = filing.dossier
    pdf = print_sheet("receipt_a5", receipt_sheet(whole, point=None, counter="1", clerk="NV-01", at=SENT_AT))

    text = _text(pdf)
    assert len(pikepdf.open(BytesIO(pdf)).pages) == 1
    assert "3 hồ sơ, một mã, một phiếu" in text
    for name, unit in (
        ("Khai sinh", "Ủy ban nhân dân phường Hoàn Kiếm"),
        ("Thường trú", "Công an thành phố Hà Nội"),
        ("Thẻ bảo hiểm y tế", "Bảo hiểm xã hội thành phố Hà Nội"),
    ):
        assert name in text
        assert unit in text
    codes = set(read_codes(pdf))
    assert whole.code in codes
    assert any(code.endswith(f"/t/{whole.tracking_token}") for code in codes)


def test_the_official_slip_of_a_part_leads_to_the_one_page_of_the_filing(filing):
    filing.accept(BIRTH, SENT_AT)

    sheet = form_01_sheet(filing.of(BIRTH), at=SENT_AT)

    assert sheet["code"] == filing.of(BIRTH).code
    assert sheet["track_url"].endswith(f"/t/{filing.dossier.tracking_token}")
