"""A citizen comes back to a draft after its procedure has changed."""

from django.conf import settings
from django.test import Client
from django.utils import timezone

from cuamo.catalogue.models import ProcedureVersion
from cuamo.catalogue.services.draft_version import fingerprint
from cuamo.catalogue.services.publish_version import replace_readable
from cuamo.dossiers.models import Dossier
from cuamo.kernel.actors import SYSTEM
from cuamo.kernel.clock import to_hanoi
from cuamo.kernel.identifiers.card import read_card
from cuamo.people.models import Account, AccountKind
from cuamo.people.services.find_or_create import find_or_create_person
from tests.support.city import CARD, MORNING, PHONE, load_city

CODE = "2.000635"


def change_procedure():
    """Put a content with one field less, one paper and one question more in force today."""
    live = ProcedureVersion.objects.get(procedure_id=CODE, status="IN_FORCE")
    content = live.content
    gone = content["form"]["sections"][0]["fields"].pop(0)
    content["components"].append(
        {"key": "anh", "name_vi": "Ảnh chân dung", "name_en": "Photo", "originals": 1, "copies": 0}
    )
    today = to_hanoi(timezone.now()).date()
    replace_readable(CODE, valid_from=today)
    newer = ProcedureVersion.objects.create(
        procedure_id=CODE,
        number=live.number + 1,
        status="IN_FORCE",
        valid_from=today,
        content=content,
        content_sha256=fingerprint(content),
        made_by="an",
        made_at=timezone.now(),
    )
    return gone, newer


def test_the_page_says_what_changed_and_keeps_what_fits(browser, live_server, transactional_db):
    load_city()
    person = find_or_create_person(card=read_card(CARD), phone=PHONE, actor=SYSTEM, at=MORNING)
    account = Account.objects.create_user(
        "vneid-1", None, full_name=person.full_name, kind=AccountKind.CITIZEN, person=person
    )
    client = Client()
    client.force_login(account)
    cookies = {settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value}
    assert client.post(f"/nop/{CODE}/").status_code == 302
    draft = Dossier.objects.latest("id")
    gone, newer = change_procedure()

    page = browser.open(live_server.url + "/", cookies=cookies)
    page.goto(f"{live_server.url}/nop/{draft.id}/cau-hoi/")
    page.wait_for_selector("text=Thủ tục vừa thay đổi")
    assert page.is_visible("text=Ảnh chân dung")
    assert page.is_visible(f"text={gone['label_vi']}")
    browser.shoot(page, "P4-ban-moi")
    browser.check(page)
    page.click("button:has-text('Làm tiếp theo bản mới')")
    page.wait_for_url("**/cau-hoi/")
    moved = Dossier.objects.get(id=draft.id)
    assert moved.version_id == newer.id
    kept = {key: value for key, value in draft.values.items() if key != gone["key"]}
    assert {key: moved.values.get(key) for key in kept} == kept
