"""T5: who acts for whom, seen by both and stopped by one press."""

from datetime import timedelta

from django.test import Client
from django.utils import timezone

from cuamo.dossiers.models import Mandate
from cuamo.dossiers.services.start_visit import start_visit
from cuamo.dossiers.services.take_mandate import stop_mandate
from cuamo.kernel import events
from cuamo.kernel.identifiers.card import read_card
from cuamo.people.models import Account
from tests.dossiers.test_visit_acting import drafted
from tests.support.city import PHONE, citizen_of
from tests.web.my.conftest import OTHER_CARD, sign_in

OTHER_ID = OTHER_CARD.split("|")[0]


def test_the_holder_sees_for_whom_they_act_and_can_stop(counter):
    _, mandate, dossier = drafted(counter, ends_on=timezone.localdate() + timedelta(days=1))
    citizen = sign_in()
    page = citizen.get("/toi/uy-quyen/").content.decode()

    assert "Trần Thị Ổi" in page
    assert "Giấy ủy quyền" in page
    assert str(dossier.id) in citizen.get("/toi/").content.decode()

    assert citizen.post(f"/toi/uy-quyen/{mandate.id}/dung/").status_code == 302
    assert "Đã dừng lúc" in citizen.get("/toi/uy-quyen/").content.decode()
    assert str(dossier.id) not in citizen.get("/toi/").content.decode()


def test_somebody_elses_mandate_is_not_found_and_stays(counter):
    _, mandate, _ = drafted(counter)
    stranger = sign_in("001085012345||Trần Văn Khác|02091985|Nam|Hà Nội|12082021", name="vneid-khac")
    assert "Trần Thị Ổi" not in stranger.get("/toi/uy-quyen/").content.decode()
    assert stranger.post(f"/toi/uy-quyen/{mandate.id}/dung/").status_code == 404
    assert Mandate.objects.get(id=mandate.id).revoked_at is None


def give(client, **changes):
    until = timezone.localdate() + timedelta(days=30)
    said = {
        "so_dinh_danh": OTHER_ID,
        "ho_ten": "nguyễn thị đặng  thẳng",
        "viec": ["2.000635"],
        "den_ngay": until.isoformat(),
        "dong_y": "1",
        "quan_he": "con gái",
    }
    return client.post("/toi/uy-quyen/cho/", said | changes)


def test_a_person_signed_in_lets_another_act_for_named_things_until_a_day_and_stops_it(counter):
    sign_in(OTHER_CARD, name="vneid-2")
    me = sign_in()
    assert "Cho người khác làm thay" in me.get("/toi/uy-quyen/").content.decode()
    form = me.get("/toi/uy-quyen/cho/").content.decode()
    assert 'value="2.000635"' in form
    assert 'value="1.000894"' not in form, "marriage is never delegated"

    assert give(me).status_code == 302
    mandate = Mandate.objects.get()
    assert (mandate.evidence, mandate.proof, mandate.procedures) == ("SIGNED_IN", "SIGNED_IN", ["2.000635"])
    assert mandate.proof_file is None
    assert events.names_of(mandate.id) == ["mandate.given"]
    page = me.get("/toi/uy-quyen/").content.decode()
    assert "Tự cho phép khi đã đăng nhập" in page
    assert give(me).status_code == 409
    assert Mandate.objects.count() == 1

    assert me.post(f"/toi/uy-quyen/{mandate.id}/dung/").status_code == 302
    assert "Đã dừng lúc" in me.get("/toi/uy-quyen/").content.decode()


def test_giving_needs_who_what_until_when_and_a_yes(counter):
    sign_in(OTHER_CARD, name="vneid-2")
    me = sign_in()
    too_long = (timezone.localdate() + timedelta(days=400)).isoformat()
    for changes in (
        {"so_dinh_danh": "001185012"},
        {"ho_ten": "Trần Văn Khác"},
        {"so_dinh_danh": "001185012345"},
        {"viec": []},
        {"viec": ["9.999999"]},
        {"viec": ["1.000894"]},
        {"den_ngay": ""},
        {"den_ngay": too_long},
        {"dong_y": ""},
    ):
        answer = give(me, **changes)
        assert answer.status_code == 422, changes
    assert not Mandate.objects.exists()


def test_who_was_let_acts_at_a_counter_without_a_paper_and_nobody_else_does(counter, city):
    holder_card = read_card(OTHER_CARD)
    sign_in(OTHER_CARD, name="vneid-2")
    give(sign_in())
    mandate = Mandate.objects.get()
    clerk, now = counter.clerk, timezone.now()
    visit = start_visit(clerk=clerk, card=holder_card, phone=PHONE, at=now)
    desk = Client()
    desk.force_login(Account.objects.get(username="quay.hoankiem"))
    address = f"/quay/luot/{visit.id}/lam-thay/"
    assert "Đang được làm thay" in desk.get(address).content.decode()
    assert desk.post(address, {"uy_quyen": mandate.id}).status_code == 302
    visit.refresh_from_db()
    assert visit.mandate_id == mandate.id

    stop_mandate(mandate_id=mandate.id, citizen=citizen_of(visit), at=now)
    assert "Đang được làm thay" not in desk.get(address).content.decode()
    assert desk.post(address, {"uy_quyen": mandate.id}).status_code == 422
    visit.refresh_from_db()
    assert visit.mandate_id is None


def test_for_whom_i_act_is_grouped_by_who_they_are(counter):
    drafted(counter, ends_on=timezone.localdate() + timedelta(days=1))
    page = sign_in().get("/toi/uy-quyen/").content.decode()
    assert "Cha, mẹ, ông, bà" in page
    assert "Con</h3>" not in page
