"""An open visit as a PC carries it on when the line is cut."""

from uuid import uuid4

from django.utils import timezone

from cuamo.dossiers.services.end_visit import end_visit, go_to_step
from cuamo.dossiers.services.fill_form import fill_form
from tests.support.city import Counter
from tests.web.device.conftest import signed_in


def test_a_visit_is_carried_on_with_everything_entered_so_far(pc):
    dossier = Counter(pc.clerk, timezone.now()).draft("1.014748")

    found = pc.get(f"luot/{dossier.visit_id}/").json()

    assert found["person"]["facts"]["person.full_name"] == "Nguyễn Thị Đặng Thẳng"
    assert found["consent"]["given"] is True
    assert found["dossier"]["values"] == dossier.values
    assert found["dossier"]["answers"] == dossier.answers
    assert {paper["key"] for paper in found["dossier"]["papers"]}
    assert len(found["mark"]) == 64


def test_the_mark_changes_with_what_is_entered_and_not_with_the_step(pc):
    dossier = Counter(pc.clerk, timezone.now()).draft()
    path = f"luot/{dossier.visit_id}/"
    before = pc.get(path).json()["mark"]

    go_to_step(visit_id=dossier.visit_id, clerk=pc.clerk, step=6, at=timezone.now())
    assert pc.get(path).json()["mark"] == before

    key = next(key for key, value in dossier.values.items() if isinstance(value, str))
    fill_form(dossier_id=dossier.id, actor=pc.clerk, raw={key: "Khác hẳn"}, partly=True, at=timezone.now())
    assert pc.get(path).json()["mark"] != before


def test_nobody_else_s_visit_no_ended_and_no_invented_one_is_given_out(pc):
    dossier = Counter(pc.clerk, timezone.now()).draft()
    path = f"luot/{dossier.visit_id}/"

    other = signed_in("truongca.hoankiem").get(path)
    end_visit(visit_id=dossier.visit_id, clerk=pc.clerk, at=timezone.now())

    assert other.status_code == 403
    assert pc.get(path).status_code == 403
    assert pc.get(f"luot/{uuid4()}/").status_code == 404
    assert "Thẳng" not in other.content.decode()
