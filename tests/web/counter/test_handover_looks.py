"""Q14 and step 11 with originals in a real browser: at the counter and at the place that receives."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from cuamo.delivery.models import Parcel
from cuamo.delivery.services.close_originals import close_originals
from cuamo.delivery.services.fill_bag import open_bag, put_in_bag
from cuamo.delivery.services.hand_over import hand_over, scan_in
from cuamo.delivery.services.load_run import load_run
from cuamo.delivery.services.raise_alarm import raise_alarm
from cuamo.delivery.services.return_to_point import give_back, return_to_point
from cuamo.dossiers.models import Dossier
from cuamo.dossiers.services.send_originals import pack_originals
from cuamo.dossiers.services.submit import submit
from cuamo.people.models import Account
from tests.support.browser import DESKTOP, PHONE
from tests.support.city import begin_shift, load_city, staff
from tests.web.counter.desk import THREE_PAPERS, prepare
from tests.web.counter.receivers import receiver_name

pytestmark = pytest.mark.django_db(transaction=True)


def envelope(number: int, *, seal: bool = True) -> Parcel:
    """Send a dossier and put its originals into an envelope."""
    clerk, now = staff("quay.hoankiem"), timezone.now()
    made = prepare(9, procedure=THREE_PAPERS)
    Dossier.objects.filter(id=made.dossier.id).update(money="PAID")
    submit(dossier_id=made.dossier.id, actor=clerk, key=f"k-{number}", at=now)
    parcel = pack_originals(dossier_id=made.dossier.id, clerk=clerk, at=now)
    if seal:
        labels = list(parcel.papers.values_list("label", flat=True))
        close_originals(
            parcel_id=parcel.id, inside=labels, seal_number=f"GT-{number:06d}", clerk=clerk, at=now
        )
    return parcel


def cookies_of(username: str) -> dict[str, str]:
    client = Client()
    client.force_login(Account.objects.get(username=username))
    return {"sessionid": client.cookies["sessionid"].value}


def test_the_desk_of_the_post_and_step_11_look_right(browser, live_server):
    load_city()
    clerk, courier, now = staff("quay.hoankiem"), staff("buuta.hoankiem"), timezone.now()
    begin_shift(clerk, at=now)
    came, bagged, on_run = envelope(1), envelope(2), envelope(3)
    opened = envelope(4, seal=False)
    receiver = receiver_name(came)
    load_run(parcel_ids=[came.id, on_run.id], courier=courier, clerk=clerk, at=now)
    hand_over(label=came.label, clerk=clerk, at=now)
    scan_in(label=came.label, courier=courier, at=now)
    give_back(label=came.label, courier=courier, at=now)
    return_to_point(label=came.label, clerk=staff(receiver), at=now)
    bag = open_bag(origin_unit=clerk.unit_code, destination_unit=bagged.destination_unit, clerk=clerk, at=now)
    put_in_bag(bag_id=bag.id, label=bagged.label, clerk=clerk, at=now)
    for parcel, ago in ((on_run, 0), (bagged, 5)):
        raise_alarm(
            kind="PICKUP_OVERDUE",
            parcel=parcel,
            owner_unit=clerk.unit_code,
            owner_role="SHIFT_LEAD",
            at=now - timedelta(days=ago),
        )
    visit = Dossier.objects.get(id=opened.subject_id).visit_id
    at_counter, at_place = cookies_of("quay.hoankiem"), cookies_of(receiver)
    for name, path, cookies in (
        ("Q14-counter", "quay/giao-nhan/", at_counter),
        ("Q14-bag", f"quay/giao-nhan/?tui={bag.id}", at_counter),
        ("Q14-place", "xu-ly/giao-nhan/?viec=nhan", at_place),
        ("Q11-originals", f"quay/luot/{visit}/11/", at_counter),
    ):
        page = browser.leaf(f"{live_server.url}/{path}", size=DESKTOP, cookies=cookies)
        browser.shoot(page, name, sizes=(PHONE, DESKTOP))
        browser.check(page, nodes=900)
