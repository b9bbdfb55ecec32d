"""The checklist: papers by themselves, other checks from the catalogue; ticks are each officer's own."""

from datetime import timedelta

import pytest

from cuamo.catalogue.models import ProcedureVersion
from cuamo.catalogue.services.draft_version import fingerprint
from cuamo.catalogue.states import VersionStatus
from cuamo.dossiers.models import Decision, Dossier, Examination, WorkItem
from cuamo.dossiers.selectors.desk_checks import checks_for, unticked_of
from cuamo.dossiers.services.accept import accept
from cuamo.dossiers.services.approve import approve
from cuamo.dossiers.services.examine import tick_check
from cuamo.dossiers.services.propose import propose
from cuamo.kernel.errors import IllegalTransition, Invalid, NotPermitted
from tests.support.city import MORNING, staff
from tests.web.officer.desk import RESULT, WITH_PAPERS, issued, snapshot

pytestmark = pytest.mark.django_db
AT = MORNING + timedelta(minutes=5)
CHECKS = [
    {"key": "noi_nop", "step": "INTAKE", "text_vi": "Nộp đúng nơi", "law": "Nghị định 118/2025/NĐ-CP"},
    {"key": "so_goc", "step": "EXAMINE", "text_vi": "Đối chiếu sổ gốc", "blocks": True},
    {"key": "anh", "step": "EXAMINE", "text_vi": "Xem ảnh", "required": False},
    {"key": "ky", "step": "APPROVE", "text_vi": "Đọc kết quả", "when": {"==": [1, 2]}},
]


@pytest.fixture
def dossier(counter) -> Dossier:
    """A dossier with papers whose version asks for checks of its own."""
    sent = Dossier.objects.get(id=counter.sent(WITH_PAPERS).id)
    content = sent.version.content | {"desk_checks": CHECKS}
    pinned = ProcedureVersion.objects.create(
        procedure_id=sent.procedure_code,
        number=99,
        status=VersionStatus.REPLACED,
        content=content,
        content_sha256=fingerprint(content),
        made_by="test",
        made_at=MORNING,
    )
    Dossier.objects.filter(id=sent.id).update(version=pinned)
    return Dossier.objects.get(id=sent.id)


def tick(dossier: Dossier, who: str, key: str, *, on: bool = True, at=AT) -> Examination:
    return tick_check(dossier_id=dossier.id, officer=staff(who), key=key, on=on, at=at)


def keys(dossier: Dossier, step: str) -> list[str]:
    return [check.key for check in checks_for(dossier, step)]


def test_the_list_has_every_paper_and_what_the_version_asks_for_at_this_step_and_these_answers(dossier):
    papers = [check.key for check in checks_for(dossier, "INTAKE") if check.paper]

    assert papers
    assert keys(dossier, "INTAKE") == [*papers, "noi_nop"]
    assert keys(dossier, "EXAMINE") == [*papers, "so_goc", "anh"]
    assert keys(dossier, "APPROVE") == []


def test_a_tick_is_saved_at_once_with_its_moment_and_stays_the_officers_own(dossier):
    tick(dossier, "tiepnhan.hoankiem", "noi_nop")
    again = tick(dossier, "tiepnhan.hoankiem", "noi_nop", at=AT + timedelta(minutes=3))

    assert again.marks == {"noi_nop": AT.isoformat()}
    assert "noi_nop" not in {check.key for check in unticked_of(dossier, "INTAKE", again.officer_id)}
    assert "noi_nop" in {check.key for check in unticked_of(dossier, "INTAKE", "another")}
    assert tick(dossier, "tiepnhan.hoankiem", "noi_nop", on=False).marks == {}


@pytest.mark.parametrize(
    ("who", "key", "refusal"),
    [
        ("tiepnhan.hoankiem", "khong_co", Invalid),
        ("tiepnhan.hoankiem", "so_goc", Invalid),
        ("chuyenvien.hoankiem", "noi_nop", NotPermitted),
        ("tiepnhan.diem-00082", "noi_nop", NotPermitted),
    ],
)
def test_a_line_that_is_not_on_the_list_or_not_ones_own_step_is_not_ticked(dossier, who, key, refusal):
    with pytest.raises(refusal):
        tick(dossier, who, key)

    assert not Examination.objects.exists()


def test_where_nothing_waits_nothing_is_ticked(counter):
    done = issued(counter)
    WorkItem.objects.filter(dossier_id=done.id).delete()

    with pytest.raises(IllegalTransition):
        tick(done, "vanthu.hoankiem", "x")


def test_what_was_left_unticked_is_kept_with_the_decision_and_holds_nobody_up(dossier):
    papers = [check.key for check in checks_for(dossier, "INTAKE") if check.paper and check.required]
    tick(dossier, "tiepnhan.hoankiem", papers[0])

    accept(dossier_id=dossier.id, officer=staff("tiepnhan.hoankiem"), at=AT)

    kept = Decision.objects.get(dossier=dossier, kind="ACCEPT")
    assert kept.content["unticked"] == [*papers[1:], "noi_nop"]


def test_what_the_version_insists_on_is_asked_for_before_a_yes_and_only_then(dossier):
    specialist = staff("chuyenvien.hoankiem")
    accept(dossier_id=dossier.id, officer=staff("tiepnhan.hoankiem"), at=AT)
    yes = {"dossier_id": dossier.id, "officer": specialist, "note": "", "result": RESULT, "at": AT}
    before = snapshot(dossier.id)

    with pytest.raises(Invalid) as refused:
        propose(**yes, grant=True)

    assert "Chưa kiểm: Đối chiếu sổ gốc." in refused.value.vi
    assert snapshot(dossier.id) == before
    tick(dossier, "chuyenvien.hoankiem", "so_goc")
    propose(**yes, grant=True)
    approve(dossier_id=dossier.id, leader=staff("lanhdao.hoankiem"), at=AT)
    assert Decision.objects.get(dossier=dossier, kind="APPROVE").content["unticked"] == []


def test_a_no_needs_no_check(dossier):
    accept(dossier_id=dossier.id, officer=staff("tiepnhan.hoankiem"), at=AT)

    propose(
        dossier_id=dossier.id,
        officer=staff("chuyenvien.hoankiem"),
        grant=False,
        note="",
        result={},
        reasons=["Không thấy trong sổ."],
        at=AT,
    )

    assert Decision.objects.filter(dossier=dossier, kind="PROPOSE_REFUSE").exists()
