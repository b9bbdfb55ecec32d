"""What the server cannot take as it is stays on the PC, says why, and goes when the clerk has decided."""

import pytest
from django.utils import timezone

from cuamo.dossiers.models import Dossier
from cuamo.dossiers.services.choose_delivery import choose_delivery
from cuamo.dossiers.states import State
from tests.support.city import PHONE, WARD, staff
from tests.web.counter.desk import SIMPLE, prepare
from tests.web.offline.test_kill import SIGNED, TOUCH, _at, _next

pytestmark = pytest.mark.django_db(transaction=True)
ITEMS = "() => cuamoBench.all()"


def test_a_dossier_changed_elsewhere_waits_to_be_looked_at_and_goes_when_the_clerk_has_chosen(post, line):
    post.prepare()
    begun = prepare(7, procedure=SIMPLE)
    assert begun.dossier is not None
    page = post.go(f"{begun.path}6/")
    post.until(f"() => cuamoVault.get('snaps', '{begun.visit.id}').then(Boolean)")
    line.cut()
    page.fill("[name=address]", "Số 8 ngõ Tức Mạc, phường Cửa Nam")
    page.keyboard.press("F10")
    page.wait_for_url("**/quay/may/ban/**")
    _at(post, 6)
    _next(post, 7)
    page.evaluate(TOUCH, ["agree", True])
    _at(post, 8)
    page.evaluate(TOUCH, ["sign", page.evaluate(SIGNED)])
    _at(post, 10)
    _next(post, 11)
    elsewhere = {"way": "HOME", "address": "Số 1 phố Tràng Tiền", "ward_code": WARD, "phone": PHONE}
    choose_delivery(dossier_id=begun.dossier.id, actor=staff(post.clerk), choice=elsewhere, at=timezone.now())

    line.restore()
    post.until("() => (cuamoBench.send(), cuamoBench.all().then((all) => all[0]?.state === 'look'))")

    assert Dossier.objects.get().state == State.DRAFT
    assert Dossier.objects.get().delivery["address"] == "Số 1 phố Tràng Tiền", "nothing was overwritten"
    post.kill()
    post.sign_in()
    page = post.open_bench()
    assert [item["state"] for item in page.evaluate(ITEMS)] == ["look"], "it stays, also through a kill"
    page.wait_for_selector("[data-do=mine]")
    assert "thay đổi trên hệ thống" in page.inner_text("#tren-may")
    page.click("[data-do=mine]")
    post.until("() => cuamoBench.all().then((all) => !all.length)")
    sent = Dossier.objects.get()
    assert sent.state == State.SUBMITTED
    assert sent.delivery["address"] == "Số 8 ngõ Tức Mạc, phường Cửa Nam"
