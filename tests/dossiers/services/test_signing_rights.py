"""Only who was given the right signs, in the form the right names, while it runs, with the key it names."""

from datetime import date, timedelta

import pytest

from cuamo.documents.errors import SigningRefused, SigningUnavailable
from cuamo.documents.selectors.files import content_of
from cuamo.documents.selectors.parts import signer
from cuamo.documents.services.verify import verify_pdf
from cuamo.dossiers.jobs import sign_result
from cuamo.dossiers.models import Dossier, Result, StaffAlert, WorkItem
from cuamo.dossiers.selectors.replay import compare
from cuamo.dossiers.services.accept import accept
from cuamo.dossiers.services.approve import approve
from cuamo.dossiers.services.propose import propose
from cuamo.dossiers.services.raise_alerts import raise_alerts
from cuamo.dossiers.services.sign_with_token import approve_with_token
from cuamo.kernel import events
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import Invalid, NotPermitted
from cuamo.organisation.models import CertificateAt, SigningForm, SigningRight
from cuamo.organisation.rules.signing_form import signer_lines
from cuamo.organisation.services.signing_right import end_signing_right, give_signing_right
from tests.support import http
from tests.support.city import MORNING, staff
from tests.support.simulators import running_simulator
from tests.web.officer.desk import at_screen, page_of, snapshot

pytestmark = pytest.mark.django_db
AT = MORNING + timedelta(minutes=30)


@pytest.fixture(scope="module")
def signing():
    with running_simulator("signing") as address:
        yield address


@pytest.fixture
def proposed(counter, signing, settings) -> Dossier:
    settings.SIGNING_URL = signing
    dossier = counter.sent()
    accept(dossier_id=dossier.id, officer=staff("tiepnhan.hoankiem"), at=MORNING)
    return propose(
        dossier_id=dossier.id,
        officer=staff("chuyenvien.hoankiem"),
        grant=True,
        note="",
        result={"Họ, chữ đệm, tên": "NGUYỄN THỊ ĐẶNG THẲNG"},
        at=MORNING + timedelta(minutes=5),
    )


def leader():
    return staff("lanhdao.hoankiem")


def given(dossier, holder=None, **more) -> SigningRight:
    who = holder or leader()
    return give_signing_right(
        **{
            "unit_code": dossier.decided_by,
            "holder_id": who.id,
            "holder_name": who.name,
            "form": SigningForm.KT,
            "position": "Phó Chủ tịch",
            "behalf": "Chủ tịch",
            "collective": "Ủy ban nhân dân",
            "source": "Quyết định 12/QĐ-UBND ngày 02/01/2026",
            "valid_from": date(2026, 1, 2),
            "actor": staff("quantri.trungtam"),
            "at": MORNING,
        }
        | more
    )


def refused(dossier, at=AT) -> NotPermitted:
    before = snapshot(dossier.id)
    with pytest.raises(NotPermitted) as caught:
        approve(dossier_id=dossier.id, leader=leader(), at=at, sign_later=False)
    assert snapshot(dossier.id) == before
    return caught.value


def test_a_leader_who_was_not_given_the_right_cannot_sign_and_reads_who_can(proposed):
    head = staff("vanthu.hoankiem")
    given(proposed, holder=head, form=SigningForm.HEAD, position="Chủ tịch")

    assert head.name in refused(proposed).hint_vi


def test_who_holds_the_right_signs_and_the_form_is_printed_over_the_name(proposed):
    given(proposed)

    approve(dossier_id=proposed.id, leader=leader(), at=AT, sign_later=False)

    lines = Result.objects.get(dossier=proposed).layout["signer_lines"]
    assert lines == ["TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"]


@pytest.mark.parametrize(
    "term",
    [
        {"valid_from": date(2026, 11, 21)},
        {"valid_from": date(2026, 1, 2), "valid_to": date(2026, 11, 19)},
        {"procedures": ["1.001193"]},
    ],
)
def test_a_right_signs_only_within_its_term_and_for_its_kinds(proposed, term):
    given(proposed, **term)

    refused(proposed)


def test_a_right_that_was_ended_signs_nothing_more(proposed):
    right = given(proposed)
    end_signing_right(right_id=right.id, actor=staff("quantri.trungtam"), at=AT - timedelta(minutes=1))

    refused(proposed)
    assert events.names_of(right.id) == ["signing_right.given", "signing_right.ended"]


def test_a_unit_that_has_named_nobody_lets_its_leaders_sign(proposed):
    approve(dossier_id=proposed.id, leader=leader(), at=AT, sign_later=False)

    assert Result.objects.get(dossier=proposed).approved_at == AT


def test_only_who_heads_the_unit_or_configures_gives_the_right(proposed):
    given(proposed, holder=staff("vanthu.hoankiem"), form=SigningForm.HEAD, position="Chủ tịch")

    with pytest.raises(NotPermitted):
        given(proposed, actor=leader())
    with pytest.raises(NotPermitted):
        given(proposed, actor=staff("chuyenvien.hoankiem"))
    assert SigningRight.objects.count() == 1
    given(proposed, actor=staff("vanthu.hoankiem"))
    assert SigningRight.objects.count() == 2


@pytest.mark.parametrize(
    ("fault", "where"),
    [
        ({"source": " "}, "source"),
        ({"behalf": ""}, "behalf"),
        ({"valid_to": date(2025, 1, 1)}, "valid_to"),
        ({"certificate_at": CertificateAt.TOKEN}, "token_serial"),
    ],
)
def test_a_right_needs_its_decision_its_principal_and_a_term(proposed, fault, where):
    with pytest.raises(Invalid) as caught:
        given(proposed, **fault)

    assert caught.value.where == where
    assert not SigningRight.objects.exists()


def test_the_forms_of_signing_are_printed_as_the_decree_has_them():
    assert signer_lines("HEAD", position="Giám đốc") == ["GIÁM ĐỐC"]
    assert signer_lines("TM", position="Chủ tịch", behalf="Ủy ban nhân dân") == [
        "TM. ỦY BAN NHÂN DÂN",
        "CHỦ TỊCH",
    ]
    assert signer_lines("TL", position="Chánh Văn phòng", behalf="Chủ tịch")[0] == "TL. CHỦ TỊCH"
    assert signer_lines("TUQ", position="Trưởng phòng", behalf="Giám đốc")[0] == "TUQ. GIÁM ĐỐC"
    assert signer_lines("Q", position="Giám đốc") == ["Q. GIÁM ĐỐC"]


def test_a_result_whose_leader_may_not_sign_any_more_is_decided_again(proposed):
    right = given(proposed)
    approve(dossier_id=proposed.id, leader=leader(), at=AT, sign_later=False)
    end_signing_right(right_id=right.id, actor=staff("quantri.trungtam"), at=AT + timedelta(minutes=1))

    for _ in range(2):
        sign_result(dossier_id=str(proposed.id))

    result = Result.objects.get(dossier=proposed)
    assert (result.approved_at, result.approved_by, result.approved_by_name) == (None, "", "")
    assert (result.signed_at, result.layout.get("signer_lines")) == (None, None)
    item = WorkItem.objects.get(dossier_id=proposed.id)
    assert (item.step, item.came_back) == ("APPROVE", True)
    assert events.names_of(proposed.id).count("dossier.unsigned") == 1
    assert compare(Dossier.objects.get(id=proposed.id)).same
    head = staff("truongca.hoankiem")
    other = Actor(head.kind, head.id, head.name, leader().unit_code, frozenset({"LEADER"}))
    given(proposed, holder=other, form=SigningForm.HEAD, position="Chủ tịch")
    approve(dossier_id=proposed.id, leader=other, at=AT + timedelta(hours=1), sign_later=False)
    assert Result.objects.get(dossier=proposed).approved_by == other.id


def test_a_key_that_moved_to_a_token_after_approval_is_no_dead_end_and_leaders_are_reminded(proposed):
    right = given(proposed)
    approve(dossier_id=proposed.id, leader=leader(), at=AT, sign_later=False)
    SigningRight.objects.filter(id=right.id).update(
        certificate_at=CertificateAt.TOKEN, token_serial=f"TK-{proposed.id}"
    )

    sign_result(dossier_id=str(proposed.id))
    event = events.history_of(proposed.id)[-1]
    for _ in range(2):
        raise_alerts(event)

    assert (event.name, event.data["why"]) == ("dossier.unsigned", "sign.pin_needed")
    assert WorkItem.objects.get(dossier_id=proposed.id).step == "APPROVE"
    assert StaffAlert.objects.filter(account_id=leader().id, kind="UNSIGNED", ended_at=None).count() == 1


def test_the_next_leader_reads_why_it_was_not_signed(proposed):
    right = given(proposed)
    approve(dossier_id=proposed.id, leader=leader(), at=AT, sign_later=False)
    end_signing_right(right_id=right.id, actor=staff("quantri.trungtam"), at=AT + timedelta(minutes=1))
    sign_result(dossier_id=str(proposed.id))

    page = at_screen("lanhdao.hoankiem").get(page_of(proposed)).content.decode()

    assert "Đã duyệt nhưng không ký được" in page
    assert "không có quyền ký đang còn hiệu lực" in page


def test_a_certificate_the_service_refuses_is_no_dead_end_and_an_outage_waits(proposed, signing):
    approve(dossier_id=proposed.id, leader=leader(), at=AT, sign_later=False)

    http.post(f"{signing}/control", json={"mode": "error"}).raise_for_status()
    with pytest.raises(SigningUnavailable):
        sign_result(dossier_id=str(proposed.id))
    assert WorkItem.objects.get(dossier_id=proposed.id).step == "SIGN"

    http.post(f"{signing}/control", json={"mode": "refuse"}).raise_for_status()
    sign_result(dossier_id=str(proposed.id))
    http.post(f"{signing}/control", json={"mode": "normal"}).raise_for_status()
    assert WorkItem.objects.get(dossier_id=proposed.id).step == "APPROVE"
    approve(dossier_id=proposed.id, leader=leader(), at=AT, sign_later=False)
    sign_result(dossier_id=str(proposed.id))
    assert WorkItem.objects.get(dossier_id=proposed.id).step == "ISSUE"


def plug(signing, dossier, pin="246810") -> None:
    http.post(
        f"{signing}/token/insert",
        json={
            "serial": f"TK-{dossier.id}",
            "signer_code": leader().id,
            "signer_name": leader().name,
            "agency_name": "Ủy ban nhân dân phường Hoàn Kiếm",
            "pin": pin,
        },
    ).raise_for_status()


def test_a_leader_with_a_token_signs_with_its_pin_and_a_wrong_one_changes_nothing(proposed, signing):
    given(proposed, certificate_at=CertificateAt.TOKEN, token_serial=f"TK-{proposed.id}")
    plug(signing, proposed)
    before = snapshot(proposed.id)

    with pytest.raises(Invalid) as asked:
        approve(dossier_id=proposed.id, leader=leader(), at=AT)
    assert asked.value.where == "pin"
    with pytest.raises(SigningRefused) as wrong:
        approve_with_token(dossier_id=proposed.id, leader=leader(), pin="000000", at=AT)
    assert (wrong.value.code, wrong.value.where) == ("token.pin_wrong", "pin")
    assert snapshot(proposed.id) == before

    approve_with_token(dossier_id=proposed.id, leader=leader(), pin="246810", at=AT)

    result = Result.objects.select_related("file").get(dossier=proposed)
    (report,) = verify_pdf(content_of(result.file), trust_roots=signer().trust_roots())
    assert (report.valid, report.trusted, report.signer_name) == (True, True, leader().name)
    assert WorkItem.objects.get(dossier_id=proposed.id).step == "ISSUE"
