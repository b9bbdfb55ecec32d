"""What stands on a page, as a person says it."""

import pytest

from cuamo.documents.rules.speakable import speakable


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Tổng phải trả 430.000 ₫", "Tổng phải trả 430000 đồng"),
        ("8.000\u00a0₫", "8000 đồng"),
        ("trước 17:00 27/11/2026", "trước 17 giờ ngày 27 tháng 11 năm 2026"),
        ("lúc 09:12", "lúc 9 giờ 12"),
        ("001•••••2345", "cuối là 2 3 4 5"),
        ("mã 482913", "mã 4 8 2 9 1 3"),
        ("H26.201.4-20261126-0000001", "mã ghi trên màn hình"),
        ("bấm “Sửa” ở dòng đó", "bấm Sửa ở dòng đó"),
    ],
)
def test_figures_become_words(written, said):
    assert speakable(written, "vi") == said


def test_english_keeps_its_own_words():
    assert speakable("430.000 ₫ before 27/11/2026", "en") == "430000 dong before 27/11/2026"
