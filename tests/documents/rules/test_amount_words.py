"""Amounts in words."""

import pytest

from cuamo.documents.rules.amount_words import amount_in_words


@pytest.mark.parametrize(
    ("amount_vnd", "words"),
    [
        (0, "Không đồng"),
        (5, "Năm đồng"),
        (15, "Mười lăm đồng"),
        (21, "Hai mươi mốt đồng"),
        (55, "Năm mươi lăm đồng"),
        (105, "Một trăm linh năm đồng"),
        (8_000, "Tám nghìn đồng"),
        (15_000, "Mười lăm nghìn đồng"),
        (1_005, "Một nghìn không trăm linh năm đồng"),
        (75_500, "Bảy mươi lăm nghìn năm trăm đồng"),
        (1_000_000, "Một triệu đồng"),
        (1_000_010, "Một triệu không trăm mười đồng"),
        (2_345_678, "Hai triệu ba trăm bốn mươi lăm nghìn sáu trăm bảy mươi tám đồng"),
        (999_000_000_001, "Chín trăm chín mươi chín tỷ không trăm linh một đồng"),
    ],
)
def test_an_amount_is_said_as_a_cashier_says_it(amount_vnd, words):
    assert amount_in_words(amount_vnd) == words


@pytest.mark.parametrize("amount_vnd", [-1, 1_000_000_000_000])
def test_an_amount_out_of_range_is_an_error(amount_vnd):
    with pytest.raises(ValueError, match="amount must be"):
        amount_in_words(amount_vnd)
