"""Q11: who left the originals at home has them fetched; who brings them after all needs no courier."""

import pytest
from django.utils import timezone

from cuamo.delivery.models import Parcel, SlotChoice
from cuamo.delivery.selectors.slots import slots_in
from cuamo.delivery.states import ParcelState
from cuamo.dossiers.models import Dossier
from tests.web.counter.test_handover import sent

__all__ = ["sent"]
pytestmark = pytest.mark.django_db


def order(clerk, sent, **more):
    said = {
        "ho_so": str(sent.dossier.id),
        "act": "hen-lay",
        "dia_chi": "Số 9 phố Tây Sơn",
        "phuong": "00235",
        "khung_gio": slots_in("00235", now=timezone.now())[0].key,
    }
    return clerk.post(f"{sent.path}ban-goc/", said | more, follow=True).content.decode()


def test_the_last_step_orders_a_courier_to_the_home_of_who_is_here(clerk, sent):
    assert "Bản gốc còn ở nhà" in clerk.get(f"{sent.path}11/").content.decode()

    assert "Đã hẹn bưu tá tới lấy" in order(clerk, sent)

    parcel = Parcel.objects.get()
    assert (parcel.holder_kind, SlotChoice.objects.get().via) == ("SENDER", "COUNTER")
    assert parcel.label in clerk.get(f"{sent.path}11/").content.decode()


def test_a_time_nobody_offers_orders_nothing(clerk, sent):
    assert "giờ này không còn" in order(clerk, sent, khung_gio="mai")
    assert not Parcel.objects.exists()


def test_nobody_else_s_dossier_is_ordered_from_this_visit(clerk, sent):
    Dossier.objects.filter(id=sent.dossier.id).update(visit=None)

    assert clerk.post(f"{sent.path}ban-goc/", {"ho_so": str(sent.dossier.id)}).status_code == 404
    assert not Parcel.objects.exists()


def test_papers_brought_after_all_are_packed_and_no_courier_comes(clerk, sent):
    order(clerk, sent)
    clerk.post(f"{sent.path}ban-goc/", {"ho_so": str(sent.dossier.id)})

    first, second = Parcel.objects.order_by("created_at", "id")
    assert (first.state, first.end_reason) == (ParcelState.CANCELLED, "BROUGHT")
    assert (second.holder_kind, second.state) == ("UNIT", ParcelState.CREATED)
    assert list(second.papers.values_list("label")) == list(first.papers.values_list("label"))


def test_it_is_called_off_at_the_counter(clerk, sent):
    order(clerk, sent)

    said = {"ho_so": str(sent.dossier.id), "act": "thoi-lay"}
    assert "không tới nhà lấy nữa" in clerk.post(f"{sent.path}ban-goc/", said, follow=True).content.decode()
    assert Parcel.objects.get().state == ParcelState.CANCELLED
