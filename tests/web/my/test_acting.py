"""T5: who acts for whom, seen by both and stopped by one press."""

from datetime import timedelta

from django.utils import timezone

from cuamo.dossiers.models import Mandate
from tests.dossiers.test_visit_acting import drafted
from tests.web.my.conftest import sign_in


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
