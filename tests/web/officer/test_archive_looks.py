"""X15 in a real browser: every page wide and narrow, and a package begun by keyboard alone."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cuamo.archive.models import DestructionItem, Keeping, Package
from cuamo.archive.services.file_dossier import file_dossier
from cuamo.archive.services.hold import place_hold
from cuamo.archive.services.propose_destruction import propose_destruction
from cuamo.archive.types import Outcome
from cuamo.dossiers.services.accept import refuse_intake
from tests.archive.closed import confirmed_terms
from tests.support.city import staff
from tests.web.officer.office import Office

pytestmark = pytest.mark.django_db(transaction=True)
ARCHIVE = "/xu-ly/luu-tru/"
CLERK, LEADER = "vanthu.hoankiem", "lanhdao.hoankiem"


def test_the_archives_desk_looks_right_and_a_package_is_begun_without_a_mouse(
    browser, live_server, transactional_db, settings, tmp_path
):
    settings.VAR = tmp_path
    office = Office(browser, live_server)
    now = timezone.now()
    for _ in range(3):
        sent = office.send()
        refuse_intake(
            dossier_id=sent.id,
            officer=staff("tiepnhan.hoankiem"),
            reasons=["Không thuộc thẩm quyền giải quyết."],
            turn_to="UBND phường Cửa Nam",
            at=now,
        )
        file_dossier(dossier_id=sent.id)
    confirmed_terms()
    ids = list(Keeping.objects.order_by("code").values_list("dossier_id", flat=True))
    long_ago = now.date() - timedelta(days=400)
    Keeping.objects.update(submit_from=long_ago, submit_by=long_ago + timedelta(days=275))
    Keeping.objects.filter(dossier_id=ids[1]).update(archived_at=now, destroy_from=long_ago)
    place_hold(
        dossier_id=ids[2],
        officer=staff(LEADER),
        ground="Phục vụ thanh tra việc cấp bản sao trích lục",
        document="12/QĐ-TTr",
        at=now,
    )

    office.look(CLERK, ARCHIVE + "tieu-huy/", "X15-destroy")
    unit = Keeping.objects.values_list("unit_code", flat=True).first()
    listed = propose_destruction(
        unit_code=unit, officer=staff(CLERK), council="03/BB-HĐXH ngày 26/11/2026", at=now
    )
    DestructionItem.objects.update(outcome=Outcome.KEPT, reasons=["HELD", "COMPLAINT"], settled_at=now)
    office.look(LEADER, f"{ARCHIVE}danh-muc/{listed.id}/", "X15-list")
    office.look(LEADER, ARCHIVE + "dinh-chi/", "X15-holds")
    office.look(LEADER, ARCHIVE + "thoi-han/", "X15-terms")

    page = office.look(CLERK, ARCHIVE, "X15-due")
    page.keyboard.press("F10")
    page.wait_for_url("**/viec/*/")
    package = Package.objects.get()
    assert [str(ids[0])] == package.dossiers
    page = office.look(CLERK, f"{ARCHIVE}goi/{package.id}/", "X15-package")
    page.keyboard.press("Escape")
    page.wait_for_url(f"**{ARCHIVE}goi/#g{package.id}")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{ARCHIVE}goi/{package.id}/")
    assert page.faults == []
    browser.close_pages()
