"""«Làm cùng»: the citizen answers and types on their own screen, the clerk's page follows."""

import re
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone

from cuamo.catalogue.rules import questions
from cuamo.dossiers.models import Dossier, Visit
from cuamo.dossiers.services.end_visit import go_to_step
from cuamo.people.models import Account
from cuamo.web.screen.own_hand import pages_of
from cuamo.web.screen.spoken import spoken_text
from tests.support.city import begin_shift, staff
from tests.web.counter.desk import prepare

pytestmark = pytest.mark.django_db
ASKS = "1.001193"


@pytest.fixture
def clerk(city, db) -> Client:
    begin_shift(staff("quay.hoankiem"), at=timezone.now())
    client = Client()
    client.force_login(Account.objects.get(username="quay.hoankiem"))
    return client


def at(made, step: int) -> Dossier:
    go_to_step(visit_id=made.visit.id, clerk=staff("quay.hoankiem"), step=step, at=timezone.now())
    return Dossier.objects.select_related("version").get(visit=made.visit)


def address(made, what: str = "") -> str:
    return f"/man-hinh/{made.visit.screen_code}/{what}"


def seen(client: Client, where: str) -> str:
    return unescape(client.get(where).content.decode())


def test_the_open_question_stands_alone_and_its_answer_is_the_clerks(clerk, client):
    made = prepare(4, procedure=ASKS)
    dossier = at(made, 4)
    first = questions.missing(dossier.version.content, dossier.answers)[0]
    assert "Tự điền trên màn hình này" in seen(client, address(made))
    page = seen(client, address(made, "tu-dien/"))
    assert first.label_vi in page
    assert page.count("<fieldset") == 1

    sent = {"cau": first.key, first.key: first.options[0].value}
    assert client.post(address(made, "tu-dien/"), sent).status_code == 302

    dossier.refresh_from_db()
    assert dossier.answers[first.key] == first.options[0].value
    assert f'value="{first.options[0].value}" checked' in re.sub(
        r"\s+", " ", clerk.get(f"/quay/luot/{made.visit.id}/4/").content.decode()
    ).replace('" id="id_' + first.key + '" checked', '" checked')


def test_what_the_citizen_types_reaches_the_clerks_open_page_and_is_not_emptied_by_it(clerk, client):
    made = prepare(5)
    dossier = at(made, 5)
    seen(client, address(made))
    number, name = next(
        (number, field.key)
        for number, section in enumerate(pages_of(dossier), start=1)
        for field in section.fields
        if field.type == "text"
    )
    assert f'name="{name}"' in seen(client, address(made, f"tu-dien/?trang={number}"))
    form = clerk.get(f"/quay/luot/{made.visit.id}/5/").content.decode()
    assert "data-together" in form
    follow = f"/quay/luot/{made.visit.id}/khach-dien/"
    before = clerk.get(follow)

    client.post(address(made, "tu-dien/"), {"trang": str(number), name: "Bản Mòng"})

    told = clerk.get(follow, headers={"If-None-Match": before.headers["ETag"]})
    assert told.json()[name] == "Bản Mòng"
    again = clerk.get(follow, headers={"If-None-Match": told.headers["ETag"]})
    assert again.status_code == 304
    clerk.post(f"/quay/luot/{made.visit.id}/5/", {name: ""})
    dossier.refresh_from_db()
    assert dossier.values[name] == "Bản Mòng"
    assert "Người dân tự điền" in clerk.get(f"/quay/luot/{made.visit.id}/5/").content.decode()
    assert "Bản Mòng" in seen(client, address(made, "dang-dien/"))


@pytest.mark.parametrize("mode", ["FOR"])
def test_when_the_clerk_does_it_the_screen_offers_no_typing_and_takes_none(clerk, client, mode):
    made = prepare(5)
    dossier = at(made, 5)
    Visit.objects.filter(id=made.visit.id).update(mode=mode)
    assert "Tự điền" not in seen(client, address(made))
    before = dict(dossier.values)

    assert client.post(address(made, "tu-dien/"), {"trang": "1", "nyc_noi_cu_tru": "X"}).status_code == 302
    dossier.refresh_from_db()
    assert dossier.values == before


def test_another_device_types_nothing(clerk, client):
    made = prepare(5)
    dossier = at(made, 5)
    seen(client, address(made))
    before = dict(dossier.values)
    Client().post(address(made, "tu-dien/"), {"trang": "1", "nyc_noi_cu_tru": "X"})
    dossier.refresh_from_db()
    assert dossier.values == before


def test_identity_numbers_are_hidden_in_what_is_shown_so_far(clerk, client):
    made = prepare(6)
    at(made, 5)
    seen(client, address(made))
    shown = seen(client, address(made, "dang-dien/"))
    assert "001185012345" not in shown
    assert "2345" in shown


def test_boxes_and_choices_are_read_aloud_but_no_identity_number():
    said = spoken_text(
        """<main><label>Nơi sinh <input type="text" value="Hà Nội"></label>
        <label>Số định danh <input type="text" value="001185012345"></label>
        <label><input type="radio" value="a">Có</label>
        <label><input type="radio" checked value="b">Không</label>
        <label>Phường <select><option value="">Chọn một</option><option value="1" selected>Cửa Nam</option>
        <option value="2">Ba Đình</option></select></label></main>""",
        button="Nút",
    )
    assert "Nơi sinh Hà Nội." in said
    assert "Đang chọn: Không" in said
    assert "Phường Cửa Nam" in said
    assert "0011" not in said
    assert "Ba Đình" not in said


def test_a_box_that_an_answer_on_the_page_calls_for_is_shown_before_the_next_page(clerk, client):
    made = prepare(5, procedure=ASKS)
    dossier = at(made, 5)
    seen(client, address(made))
    number = next(
        number
        for number, section in enumerate(pages_of(dossier), start=1)
        if any(field.key == "ks_dan_toc" for field in section.fields)
    )
    here = address(made, f"tu-dien/?trang={number}")
    assert 'name="ks_dan_toc_khac"' not in seen(client, here)

    sent = {"trang": str(number), "ks_ten": "An", "ks_dan_toc": "KHAC"}
    assert client.post(address(made, "tu-dien/"), sent)["Location"].endswith(f"?trang={number}")
    assert 'name="ks_dan_toc_khac"' in seen(client, here)
    assert not client.post(address(made, "tu-dien/"), sent | {"ks_dan_toc_khac": "Ơ Đu"})[
        "Location"
    ].endswith(f"?trang={number}")
