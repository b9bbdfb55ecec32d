"""Everything about bringing a result home in a real browser: narrow, accessible, usable without scripts."""

from django.conf import settings
from django.utils import timezone

from cuamo.delivery.models import Attempt, Parcel
from cuamo.delivery.selectors.parcels import originals_of, parcel_of
from cuamo.delivery.selectors.slots import slots_in
from cuamo.delivery.services.lose import declare_lost
from cuamo.delivery.states import ParcelState
from cuamo.dossiers.services.fetch_originals import ask_to_fetch
from cuamo.dossiers.services.issue_result import pack_result
from cuamo.dossiers.services.move_result import ask_move
from cuamo.dossiers.services.seal_result import seal_result
from cuamo.dossiers.services.take_call import open_by_call
from cuamo.kernel.actors import SYSTEM
from tests.support.city import CARD, MORNING, PHONE, Counter, begin_shift, citizen_of, load_city, staff
from tests.web.counter.desk import THREE_PAPERS
from tests.web.counter.receivers import receiver_name
from tests.web.my.conftest import sign_in
from tests.web.officer.desk import at_screen, issued, page_of


def sealed(counter: Counter, number: int, **more):
    done, clerk = issued(counter, **more), staff("tiepnhan.hoankiem")
    parcel = pack_result(dossier_id=done.id, clerk=clerk, at=MORNING)
    seal_result(parcel_id=parcel.id, seal_number=f"NP-77{number:04d}", clerk=clerk, at=MORNING)
    done.refresh_from_db()
    return done


def test_pages_about_bringing_a_result_look_right_and_are_accessible(browser, live_server, transactional_db):
    load_city()
    clerk = staff("quay.hoankiem")
    begin_shift(clerk)
    counter = Counter(clerk, MORNING)
    first, lost = sealed(counter, 1), sealed(counter, 2)
    citizen, officer, agent = sign_in(CARD), at_screen("lanhdao.hoankiem"), at_screen("tongdai.vcs")
    parcel = parcel_of(first.id)
    Attempt.objects.create(parcel=parcel, number=1, reason="ABSENT", failed_at=MORNING)
    Parcel.objects.filter(id=parcel.id).update(state=ParcelState.FAILED_ATTEMPT, attempts=1)
    declare_lost(parcel_id=parcel_of(lost.id).id, why="SAID", actor=SYSTEM, at=timezone.now())
    call = open_by_call(
        code=first.code,
        reason="DELIVERY",
        said={"ID": "2345", "PHONE": PHONE[-4:]},
        agent=staff("tongdai.vcs"),
        at=timezone.now(),
    )
    mine, token = f"/toi/ho-so/{first.id}/", first.tracking_token

    def look(who, name, path, *, staff_page=False):
        cookies = {settings.SESSION_COOKIE_NAME: who.cookies[settings.SESSION_COOKIE_NAME].value}
        page = browser.leaf(live_server.url + path, cookies=cookies)
        assert page.locator("h1").count() == 1, path
        browser.shoot(page, name)
        browser.check(page, nodes=1500 if staff_page else 900)
        if not staff_page:
            bare = browser.leaf(live_server.url + path, cookies=cookies, scripts=False)
            assert bare.locator("h1").inner_text() == page.locator("h1").inner_text()

    look(citizen, "T2-giao", mine)
    look(citizen, "T2-hen-lai", f"{mine}hen-lai/")
    look(citizen, "T2-doi-noi", f"{mine}doi-noi-giao/")
    look(citizen, "T2-mat", f"/toi/ho-so/{lost.id}/")
    look(citizen, "P5-giao", f"/t/{token}/")
    look(citizen, "P5-hen", f"/t/{token}/hen/")
    look(officer, "X2-giao", page_of(first), staff_page=True)
    look(agent, "C2", f"/tong-dai/cuoc/{call.id}/", staff_page=True)
    look(agent, "C2-giao", f"/tong-dai/cuoc/{call.id}/giao-ket-qua/", staff_page=True)
    papers = counter.sent(THREE_PAPERS)
    look(citizen, "T2-giay-goc", f"/toi/ho-so/{papers.id}/")
    look(citizen, "T2-lay", f"/toi/ho-so/{papers.id}/lay-giay-to/")
    look(citizen, "P5-lay", f"/t/{papers.tracking_token}/lay-giay-to/")
    slot = slots_in("00235", now=timezone.now())[0].key
    ask_to_fetch(
        dossier_id=papers.id,
        asker=citizen_of(papers),
        window=slot,
        address="Số 9 phố Tây Sơn",
        ward_code="00235",
        at=timezone.now(),
    )
    look(citizen, "T2-giay-hen", f"/toi/ho-so/{papers.id}/")
    look(citizen, "P5-giay-hen", f"/t/{papers.tracking_token}/")
    desk = at_screen(receiver_name(originals_of(papers.id)))
    look(desk, "Q14-lay", "/xu-ly/giao-nhan/", staff_page=True)
    ask_move(
        dossier_id=first.id,
        asker=citizen_of(first),
        address="Số 9 phố Tây Sơn",
        ward_code="00235",
        at=timezone.now(),
    )
    look(citizen, "T2-doi-noi-cho", f"{mine}doi-noi-giao/")
