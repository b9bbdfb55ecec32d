"""The number of a provisional slip finds the dossier wherever a code does."""

import pytest
from django.test import Client
from django.utils import timezone

from cuamo.dossiers.models import Dossier
from cuamo.dossiers.subscribers import text_the_citizen
from cuamo.kernel import events
from cuamo.kernel.identifiers import local_number
from cuamo.notices.models import Notice
from tests.dossiers.brought_visits import DEVICE, act_of
from tests.support.city import PHONE, Counter


@pytest.fixture
def brought(pc) -> tuple[dict, Dossier]:
    act = act_of(Counter(pc.clerk, timezone.now()))
    assert pc.send("ho-so/", act).status_code == 200
    return act, Dossier.objects.get()


def as_typed(number: str) -> list[str]:
    return [number, number.lower(), number.replace("-", " "), f"  {number.replace('-', '')} "]


def test_the_person_follows_the_dossier_by_the_slip_s_number_and_four_digits(brought):
    act, dossier = brought
    for typed in as_typed(act["local_number"]):
        answer = Client().post("/tra-cuu/", {"ma": typed, "bon_so": PHONE[-4:]})
        assert answer.status_code == 302
        assert answer.url.endswith(f"/{dossier.tracking_token}/")


def test_the_followed_page_shows_the_provisional_number_beside_the_code(brought):
    act, dossier = brought

    page = Client().get(f"/t/{dossier.tracking_token}/").content.decode()

    assert dossier.code in page
    assert act["local_number"] in page


def test_a_slip_that_has_not_arrived_is_told_apart_from_a_wrong_code_and_gives_nothing_away(brought):
    act, _ = brought
    answers = [
        Client().post("/tra-cuu/", {"ma": number, "bon_so": "0000"})
        for number in (act["local_number"], local_number.make(DEVICE, timezone.localdate(), 999))
    ]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert all("Chưa thấy hồ sơ có số tạm này" in answer.content.decode() for answer in answers)


def test_the_counter_finds_it_by_f4_and_only_at_its_own_point(pc, brought):
    act, dossier = brought

    found = pc.client.get("/quay/tim/", {"q": act["local_number"].lower()}).content.decode()
    assert dossier.code in found

    Dossier.objects.filter(id=dossier.id).update(helped_at="DL-002")
    assert dossier.code not in pc.client.get("/quay/tim/", {"q": act["local_number"]}).content.decode()


def test_after_it_was_sent_the_citizen_hears_n1_as_usual(brought):
    _, dossier = brought
    for record in events.history_of(dossier.id):
        text_the_citizen(record)

    sent = Notice.objects.filter(subject_id=dossier.id).values_list("template", flat=True)
    assert "N1" in sent
