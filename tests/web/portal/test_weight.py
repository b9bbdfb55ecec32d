"""What a first visit to each citizen page costs on a slow line (ux §7): bytes, requests, DOM nodes."""

import random
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client

from cuamo.cli.sample_forms import plausible_answers
from cuamo.dossiers.models import Dossier
from cuamo.dossiers.services.accept import accept
from cuamo.dossiers.services.ask_supplement import ask_supplement
from cuamo.dossiers.services.fill_form import answer_questions
from cuamo.kernel.actors import Actor, ActorKind
from cuamo.people.models import Account, AccountKind, Person
from tests.support.browser import Weight
from tests.support.city import MORNING, Counter, begin_shift, load_city, staff

BYTES, REQUESTS, NODES = 100_000, 12, 600


@pytest.fixture
def city_served(transactional_db) -> Counter:
    load_city()
    clerk = staff("quay.hoankiem")
    begin_shift(clerk)
    return Counter(clerk, MORNING)


def _cookies(person: Person) -> dict[str, str]:
    account = Account.objects.create_user(
        "vneid-1", None, full_name=person.full_name, kind=AccountKind.CITIZEN, person=person
    )
    client = Client()
    client.force_login(account)
    return {settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value}


def _asked_for_more(dossier: Dossier) -> None:
    later = MORNING + timedelta(hours=1)
    accept(dossier_id=dossier.id, officer=staff("tiepnhan.hoankiem"), at=later)
    ask_supplement(
        dossier_id=dossier.id,
        officer=staff("chuyenvien.hoankiem"),
        items=[{"about": "", "label": "Giấy tờ", "reason": "Ảnh mờ", "todo": "Chụp lại cho rõ"}],
        at=later + timedelta(hours=1),
    )


def _own_draft(cookies: dict[str, str], person: Person) -> Dossier:
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = cookies[settings.SESSION_COOKIE_NAME]
    assert client.post("/nop/1.001193/").status_code == 302
    draft = Dossier.objects.latest("id")
    assert draft.applicant_id == person.id
    citizen = Actor(ActorKind.CITIZEN, f"person:{person.id}", person.full_name, person_id=str(person.id))
    answers = plausible_answers(draft.version.content, random.Random(1), simplest=True)
    answer_questions(dossier_id=draft.id, actor=citizen, answers=answers, at=MORNING)
    return draft


def _too_heavy(weight: Weight) -> bool:
    return weight.bytes > BYTES or weight.requests > REQUESTS or weight.nodes > NODES


def test_first_load_of_every_citizen_page_stays_within_its_budget(browser, live_server, city_served):
    sent = city_served.sent()
    person = sent.applicant
    assert person is not None
    more = city_served.sent(seed=2)
    _asked_for_more(more)
    cookies = _cookies(person)
    draft = _own_draft(cookies, person)
    public = {
        "P1": "/",
        "P1 English": "/en/",
        "P2 found": "/thu-tuc/?q=khai+sinh",
        "P2 nothing found": "/thu-tuc/?q=zzzzqqqq",
        "P2": "/thu-tuc/1.001193/",
        "P3": "/diem-phuc-vu/",
        "P3 by words": "/diem-phuc-vu/?q=hoan+kiem",
        "P5": "/tra-cuu/",
        "P5 receipt": f"/t/{sent.tracking_token}/",
        "P7": "/gop-y",
        "P9": "/tro-giup",
        "K1": "/cong-khai/",
        "K2": "/cong-khai/thu-tuc/",
        "K4": "/cong-khai/du-lieu/",
    }
    own = {
        "P4.1": "/nop/1.001193/",
        "P4.2": f"/nop/{draft.id}/cau-hoi/",
        "P4 form": f"/nop/{draft.id}/to-khai/1/",
        "P4.3": f"/nop/{draft.id}/giay-to/",
        "P4.4": f"/nop/{draft.id}/nhan-ket-qua/",
        "P6": f"/nop/{sent.id}/xong/",
        "T1": "/toi/",
        "T2": f"/toi/ho-so/{sent.id}/",
        "T3": f"/toi/ho-so/{more.id}/bo-sung/",
        "T6": "/toi/ai-da-xem/",
    }
    weights = {name: browser.weigh(live_server.url + path) for name, path in public.items()}
    weights |= {name: browser.weigh(live_server.url + path, cookies=cookies) for name, path in own.items()}
    heavy = {name: weight for name, weight in weights.items() if _too_heavy(weight)}
    assert not heavy, heavy
