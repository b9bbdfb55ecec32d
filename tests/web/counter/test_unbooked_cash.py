"""Cash taken without the network is shown at step 9 and when the shift is closed, until settled."""

import pytest
from django.utils import timezone

from cuamo.dossiers.models import Dossier
from cuamo.kernel.money import format_vnd
from cuamo.organisation.models import Shift
from cuamo.payments.models import CashReceipt
from tests.dossiers.brought_visits import PAID, act_of, brings
from tests.dossiers.test_bring_cash import _confirm
from tests.support.city import Counter, begin_shift
from tests.web.device.conftest import Pc, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(city, db) -> Pc:
    made = signed_in("quay.hoankiem")
    begin_shift(made.clerk, at=timezone.now())
    return made


def looked_at(clerk: Pc) -> tuple[Dossier, int]:
    """Return a draft whose cash, 5.000 ₫ too much, was taken without the network; and what is owed."""
    counter = Counter(clerk.clerk, timezone.now())
    act = act_of(counter, PAID)
    owed = act["cash"]["amount_vnd"]
    act["cash"]["amount_vnd"] += 5_000
    draft = Dossier.objects.get(id=brings(counter, act).dossier_id)
    _confirm(counter, draft)
    return Dossier.objects.get(id=draft.id), owed


def read(clerk: Pc, address: str) -> str:
    return str(clerk.client.get(address).content.decode().replace("\xa0", " "))


def test_step_9_says_what_was_taken_and_what_to_give_back_until_it_is_booked(clerk):
    draft, owed = looked_at(clerk)
    address = f"/quay/luot/{draft.visit_id}/9/"

    page = read(clerk, address)
    assert f'Đã thu <strong class="so">{format_vnd(owed + 5_000)}</strong>' in page
    assert "trả lại 5.000" in page

    assert clerk.client.post(address, {"act": "cash", "other": str(owed)}).status_code == 302
    assert CashReceipt.objects.get().amount_vnd == owed
    assert "khi mất mạng" not in read(clerk, address)


def test_the_end_of_a_shift_names_the_cash_and_asks_where_it_is(clerk):
    _, owed = looked_at(clerk)
    page = read(clerk, "/quay/ca/")
    assert format_vnd(owed + 5_000) in page
    assert "chưa ghi sổ" in page
    said = {"counted": "500.000", "leave": "hand-over", "unsent_reason": "Chờ"}

    refused = clerk.client.post("/quay/ca/", said)
    assert (refused.status_code, "Ghi tiền đang ở đâu" in refused.content.decode()) == (422, True)
    assert Shift.objects.get().is_open

    assert clerk.client.post("/quay/ca/", said | {"reason": "Phong bì trong két"}).status_code == 302
    assert Shift.objects.get().reason == "Phong bì trong két"
