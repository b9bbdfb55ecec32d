"""What a citizen reads about money that comes back, in both languages."""

import pytest
from django.template.loader import render_to_string

from cuamo.kernel.clock import local
from cuamo.payments.models import Refund
from cuamo.payments.selectors.refunds import CAUSE_EN, _as_words
from cuamo.payments.states import RefundState
from cuamo.payments.types import RefundCause, RefundWay

AT = local("2026-11-20 09:00")
VIETNAMESE = set("ăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ")


@pytest.mark.parametrize("cause", list(RefundCause))
@pytest.mark.parametrize("state", [RefundState.APPROVED, RefundState.PAID, RefundState.FAILED])
@pytest.mark.parametrize("way", list(RefundWay))
def test_an_english_page_says_in_english_what_comes_back_and_why(cause, state, way):
    refund = Refund(number="PH-1", amount_vnd=8_000, cause=cause, state=state, way=way, asked_at=AT)
    shown = {"money_back": [_as_words(refund)], "dossier": {"fee": {}}, "track": {"code": "H26"}}

    english = render_to_string("my/_money.html", shown | {"language": "en"})
    vietnamese = render_to_string("my/_money.html", shown | {"language": "vi"})

    assert [sign for sign in english.casefold() if sign in VIETNAMESE] == []
    assert RefundCause(cause).label in vietnamese
    assert CAUSE_EN[cause] in english
