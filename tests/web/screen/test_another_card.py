"""Another card read into a visit: screen, phone and counter show nothing of whoever was there before."""

import re

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from cuamo.dossiers.models import Confirmation, Dossier
from cuamo.dossiers.services.end_visit import go_to_step
from cuamo.dossiers.services.request_confirmation import request_confirmation
from cuamo.people.models import Account, HeldInput
from tests.support.city import CARD, begin_shift, staff, summary_on
from tests.web.counter.desk import Prepared, prepare

pytestmark = pytest.mark.django_db
OTHER = "001090054321||Phạm Văn Ẩn|01011990|Nam|Số 7 phố Hàng Gai, Hoàn Kiếm, Hà Nội|12082021"
FIRST = "NGUYỄN THỊ ĐẶNG THẲNG"


@pytest.fixture
def made(city, db) -> Prepared:
    begin_shift(staff("quay.hoankiem"), at=timezone.now())
    return prepare(7)


@pytest.fixture
def clerk(city, db) -> Client:
    client = Client()
    client.force_login(Account.objects.get(username="quay.hoankiem"))
    return client


def screen(made: Prepared, part: str = "") -> str:
    made.visit.refresh_from_db()
    return f"/man-hinh/{made.visit.screen_code}/{part}"


def read(clerk: Client, made: Prepared, card: str) -> str:
    answer = clerk.post(f"{made.path}1/", {"card": card}, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_next_person_neither_sees_nor_confirms_what_the_first_one_was_shown(made, clerk, client):
    request_confirmation(dossier_id=made.dossier.id, actor=staff("quay.hoankiem"), at=timezone.now())
    shown = summary_on(client.get(screen(made)).content.decode())

    told = read(clerk, made, OTHER)

    assert "Hồ sơ nháp của người trước được giữ ở Chờ gửi." in told
    client.post(screen(made, "dong-y/"), {"dong_y": "1"})
    page = client.get(screen(made)).content.decode()
    for word in (FIRST, "2345", "Hàng Bông", 'name="tom_tat"'):
        assert word not in page
    client.post(screen(made, "dung-roi/"), {"tom_tat": shown})
    client.post(screen(made, "ma/"), {"ma": "123456"})
    client.post(screen(made, "sua/"), {"dong": "papers"})
    assert Confirmation.objects.get(id=shown).agreed_at is None
    for step in range(4, 11):
        assert clerk.get(f"{made.path}{step}/").headers["Location"] == f"{made.path}3/"
    assert "Hàng Bông" not in clerk.get(f"{made.path}3/").content.decode()


def test_the_screen_is_told_to_look_again_when_the_next_person_stands_at_the_same_scene(made, clerk, client):
    go_to_step(visit_id=made.visit.id, clerk=staff("quay.hoankiem"), step=3, at=timezone.now())
    client.get(screen(made))
    read(clerk, made, OTHER)
    client.post(screen(made, "dong-y/"), {"dong_y": "1"})
    clerk.post(f"{made.path}3/", {"procedure": made.dossier.procedure_code})
    page = client.get(screen(made)).content.decode()
    mark = re.search(r'canh=([^"&]+)', page)
    assert mark
    seen = mark.group(1)
    assert "X-Go" not in client.get(f"{screen(made, 'moi/')}?canh={seen}").headers

    read(clerk, made, CARD)

    assert "X-Go" in client.get(f"{screen(made, 'moi/')}?canh={seen}").headers


def test_the_phone_of_the_first_person_photographs_nothing_more(made, clerk, client):
    camera = f"/chup/{made.visit.screen_code}/"
    assert client.get(camera).status_code == 200
    read(clerk, made, OTHER)
    assert client.get(camera).status_code == 404


def test_what_is_being_typed_is_not_read_out_before_the_person_agreed(made, clerk, client):
    go_to_step(visit_id=made.visit.id, clerk=staff("quay.hoankiem"), step=5, at=timezone.now())
    client.get(screen(made))
    assert client.get(screen(made, "dang-dien/")).status_code == 200
    clerk.post(f"{made.path}so-nhan-tin/", {"phone": "0987654321", "owner": "con gái"})
    assert client.get(screen(made, "dang-dien/")).status_code == 204


def test_the_clerk_finds_the_draft_and_goes_on_when_the_first_card_is_read_again(made, clerk, client):
    read(clerk, made, OTHER)
    listed = clerk.get("/quay/cho-gui/").content.decode()
    assert FIRST in listed
    assert f'href="{made.path}1/"' in listed
    assert "đọc lại căn cước của" in listed

    read(clerk, made, CARD.replace("Nguyễn Thị Đặng Thẳng", FIRST))

    assert f'href="{made.path}"' in clerk.get("/quay/cho-gui/").content.decode()
    assert clerk.get(f"{made.path}5/").status_code == 200
    assert Dossier.objects.get(id=made.dossier.id).values == made.dossier.values


def test_words_typed_into_a_lost_session_are_not_offered_for_the_next_persons_draft(made, clerk, client):
    go_to_step(visit_id=made.visit.id, clerk=staff("quay.hoankiem"), step=5, at=timezone.now())
    assert clerk.get(f"{made.path}5/").status_code == 200
    del clerk.cookies[settings.SESSION_COOKIE_NAME]
    clerk.post(f"{made.path}5/", {"nyc_noi_cu_tru": "Chữ của người trước"})
    assert HeldInput.objects.count() == 1
    clerk.force_login(Account.objects.get(username="quay.hoankiem"))
    assert "Chữ của người trước" in clerk.get(f"{made.path}5/").content.decode()

    read(clerk, made, OTHER)
    client.get(screen(made))
    client.post(screen(made, "dong-y/"), {"dong_y": "1"})
    clerk.post(f"{made.path}3/", {"procedure": made.dossier.procedure_code})
    page = clerk.get(f"{made.path}5/")

    assert page.status_code == 200
    assert "Chữ của người trước" not in page.content.decode()
