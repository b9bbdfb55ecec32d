"""A counter that may not help with a procedure opens no dossier of it and says where to go instead."""

import pytest
from django.test import Client

from cuamo.catalogue.models import ProcedureVersion
from cuamo.catalogue.services.draft_version import fingerprint
from cuamo.catalogue.states import VersionStatus
from cuamo.dossiers.models import Dossier
from cuamo.dossiers.services.choose_procedure import choose_procedure
from cuamo.dossiers.services.give_consent import give_consent
from cuamo.dossiers.services.start_visit import start_visit
from cuamo.kernel import events
from cuamo.kernel.errors import Invalid
from cuamo.kernel.identifiers.card import read_card
from cuamo.organisation.models import Unit
from cuamo.people.models import Account
from tests.support.city import CARD, PHONE, citizen_of

pytestmark = pytest.mark.django_db
CODE = "2.000635"


def ruled(*helpers) -> ProcedureVersion:
    """Put a version with these rules in force."""
    now = ProcedureVersion.objects.filter(procedure_id=CODE).order_by("-number").first()
    content = now.content | {"helpers": list(helpers)}
    return ProcedureVersion.objects.create(
        procedure_id=CODE,
        number=now.number + 1,
        status=VersionStatus.IN_FORCE,
        valid_from=now.valid_from,
        content=content,
        content_sha256=fingerprint(content),
        made_by="test",
        made_at=now.made_at,
    )


def visit_of(counter):
    visit = start_visit(clerk=counter.clerk, card=read_card(CARD), phone=PHONE, at=counter.at)
    give_consent(
        visit_id=visit.id, given=True, evidence="screen-touch", citizen=citizen_of(visit), at=counter.at
    )
    return visit


@pytest.mark.parametrize("may", ["NONE", "GUIDE"])
def test_it_is_refused_with_the_nearest_place_that_may_and_nothing_is_lost(counter, may):
    ruled(
        {"who": "PUBLIC_POST", "may": may}, {"who": "TELECOM", "may": "NONE"}, {"who": "POST", "may": "NONE"}
    )
    visit = visit_of(counter)
    dossiers, told = Dossier.objects.count(), events.names_of(visit.id)

    with pytest.raises(Invalid) as refused:
        choose_procedure(visit_id=visit.id, clerk=counter.clerk, procedure_code=CODE, at=counter.at)

    assert refused.value.code == "procedure.not_here"
    hint = refused.value.hint_vi
    named = [unit for unit in Unit.objects.filter(is_open=True) if f"{unit.name_vi}, {unit.address}" in hint]
    assert len(named) == 3
    assert {unit.kind for unit in named} <= {"POINT", "BRANCH"}
    assert "Hoàn Kiếm" in hint
    assert (Dossier.objects.count(), events.names_of(visit.id)) == (dossiers, told)
    visit.refresh_from_db()
    assert visit.ended_at is None
    other = choose_procedure(visit_id=visit.id, clerk=counter.clerk, procedure_code="1.004873", at=counter.at)
    assert other.visit_id == visit.id


def test_a_rule_for_another_kind_of_operator_keeps_nobody_from_it(counter):
    version = ruled({"who": "TELECOM", "may": "NONE"})
    visit = visit_of(counter)

    draft = choose_procedure(visit_id=visit.id, clerk=counter.clerk, procedure_code=CODE, at=counter.at)

    assert draft.version_id == version.id


def test_the_clerk_reads_the_refusal_on_the_page_of_the_procedures(counter):
    ruled({"who": "PUBLIC_POST", "may": "NONE"})
    visit = visit_of(counter)
    clerk = Client()
    clerk.force_login(Account.objects.get(username="quay.hoankiem"))

    answer = clerk.post(f"/quay/luot/{visit.id}/3/", {"procedure": CODE, "mode": "TOGETHER"})

    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Bưu điện: không làm thủ tục này" in page
    assert "Nơi làm được gần nhất" in page
    assert not Dossier.objects.filter(visit_id=visit.id).exists()


def test_people_read_who_may_help_and_find_only_those_places(client, counter):
    ruled(
        {"who": "PUBLIC_POST", "may": "NONE"},
        {"who": "TELECOM", "may": "GUIDE"},
        {"who": "WARD_POINT", "may": "FILE", "needs_vi": "Phiếu hẹn trước"},
    )
    page = client.get(f"/thu-tuc/{CODE}/").content.decode()
    assert "Ai được làm giúp" in page
    assert f"/diem-phuc-vu/?thu-tuc={CODE}" in page

    places = client.get(f"/diem-phuc-vu/?thu-tuc={CODE}&q=Hoàn Kiếm").content.decode()
    assert "Điểm đại lý Bưu điện 75 Đinh Tiên Hoàng" not in places
    assert "Cần: Phiếu hẹn trước" in places
    assert (
        "Điểm đại lý Bưu điện 75 Đinh Tiên Hoàng"
        in client.get("/diem-phuc-vu/?q=Đinh Tiên Hoàng").content.decode()
    )
    first = client.get(f"/diem-phuc-vu/?thu-tuc={CODE}").content.decode()
    assert f"&amp;thu-tuc={CODE}" in first
    assert "Điểm đại lý Bưu điện" not in first
    assert client.get("/diem-phuc-vu/?thu-tuc=9.999999").status_code == 404
