"""X4, many dossiers at once: the dry run says what the run does, each outcome is kept, none hides another."""

from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pikepdf
import pytest

from cuamo.documents.selectors.files import content_of
from cuamo.dossiers.models import BulkRow, Decision, Dossier, LongRun, Result, WorkItem
from cuamo.dossiers.services import run_bulk as service
from cuamo.dossiers.services.propose import propose
from cuamo.dossiers.services.run_bulk import FAULT, go_on_bulk, rehearse_bulk, start_bulk
from cuamo.kernel import events
from cuamo.kernel.errors import Invalid, NotPermitted
from cuamo.organisation.models import Membership
from cuamo.organisation.types import Role
from cuamo.people.models import Account, Reading
from tests.support.city import CARD, MORNING, staff
from tests.web.officer.desk import RESULT, accepted, issued, snapshot

pytestmark = pytest.mark.django_db
AT = MORNING + timedelta(minutes=40)


def card(number: int) -> str:
    return CARD.replace("001185012345", f"0011850124{number:02d}")


def waiting(counter, number: int, *, grant: bool = True) -> Dossier:
    """One of several dossiers that wait for the leader."""
    return propose(
        dossier_id=accepted(counter, card=card(number)).id,
        officer=staff("chuyenvien.hoankiem"),
        grant=grant,
        note="",
        result=RESULT,
        reasons=[] if grant else ["Không thấy trong sổ."],
        at=MORNING + timedelta(minutes=20 + number),
    )


def rehearsed(act, dossiers, officer, **params):
    ids = [getattr(each, "id", each) for each in dossiers]
    return rehearse_bulk(act=act, dossier_ids=ids, officer=officer, params=params, at=AT)


def run(act, rows, officer, **params) -> LongRun:
    begun = start_bulk(
        act=act, rows=[(row.dossier_id, row.seen) for row in rows], officer=officer, params=params, at=AT
    )
    go_on_bulk(run_id=begun.id, at=AT)
    return LongRun.objects.get(id=begun.id)


def outcomes(of: LongRun) -> list[tuple[str, str]]:
    return list(BulkRow.objects.filter(run=of).order_by("place").values_list("status", "said"))


def test_a_dry_run_says_what_would_happen_to_each_and_changes_nothing(counter):
    good, refusal, other_step = waiting(counter, 1), waiting(counter, 2, grant=False), accepted(counter)
    before = [snapshot(each.id) for each in (good, refusal, other_step)]

    rows = rehearsed("phe-duyet", [good, refusal, other_step, uuid4()], staff("lanhdao.hoankiem"))

    assert [row.does for row in rows] == [True, False, False, False]
    assert rows[0].said.startswith("Phê duyệt «")
    assert staff("chuyenvien.hoankiem").name in rows[0].said
    assert "đọc điều người nộp sẽ đọc" in rows[1].said
    assert "không chờ phê duyệt" in rows[2].said
    assert (rows[3].code, rows[3].said.startswith("Không thấy hồ sơ này")) == ("", True)
    assert [snapshot(each.id) for each in (good, refusal, other_step)] == before


def test_the_run_does_what_the_dry_run_said_and_keeps_each_outcome(counter):
    dossiers = [waiting(counter, number) for number in (1, 2, 3)]
    leader = staff("lanhdao.hoankiem")
    rows = rehearsed("phe-duyet", dossiers, leader)

    done = run("phe-duyet", rows, leader)

    assert outcomes(done) == [("DONE", row.said) for row in rows]
    assert (done.status, done.done, done.result) == ("DONE", 3, {"done": 3, "refused": 0, "failed": 0})
    assert Decision.objects.filter(kind="APPROVE", by_id=leader.id).count() == 3
    assert {item.step for item in WorkItem.objects.all()} == {"SIGN"}
    assert events.names_of(done.id) == ["bulk.started"]


def test_a_run_broken_off_goes_on_and_a_second_run_does_nothing_twice(counter):
    dossiers = [waiting(counter, number) for number in (1, 2, 3)]
    leader = staff("lanhdao.hoankiem")
    rows = rehearsed("phe-duyet", dossiers, leader)
    begun = start_bulk(
        act="phe-duyet", rows=[(row.dossier_id, row.seen) for row in rows], officer=leader, params={}, at=AT
    )
    assert service._one_row(begun.id, AT)
    assert LongRun.objects.get(id=begun.id).done == 1
    assert [status for status, _ in outcomes(begun)] == ["DONE", "WAITING", "WAITING"]

    go_on_bulk(run_id=begun.id, at=AT + timedelta(minutes=5))
    go_on_bulk(run_id=begun.id, at=AT + timedelta(minutes=9))

    assert [status for status, _ in outcomes(begun)] == ["DONE"] * 3
    assert LongRun.objects.get(id=begun.id).finished_at == AT + timedelta(minutes=5)
    for dossier in dossiers:
        assert events.names_of(dossier.id).count("dossier.approved") == 1


def test_what_somebody_has_open_is_left_to_them(counter):
    free, held = waiting(counter, 1), waiting(counter, 2)
    WorkItem.objects.filter(dossier_id=held.id).update(
        locked_by="other", locked_name="Lê Văn Khác", locked_since=AT, locked_at=AT
    )
    leader = staff("lanhdao.hoankiem")
    before = snapshot(held.id)

    rows = rehearsed("phe-duyet", [free, held], leader)
    done = run("phe-duyet", rows, leader)

    assert "Lê Văn Khác đang mở hồ sơ này từ" in rows[1].said
    assert [status for status, _ in outcomes(done)] == ["DONE", "REFUSED"]
    assert snapshot(held.id) == before


def test_what_changed_after_the_dry_run_is_not_decided_unseen(counter):
    from cuamo.dossiers.services.approve import send_back

    dossier = waiting(counter, 1)
    leader = staff("lanhdao.hoankiem")
    rows = rehearsed("phe-duyet", [dossier], leader)
    send_back(dossier_id=dossier.id, leader=leader, note="Ghi rõ số quyển", at=AT)
    propose(
        dossier_id=dossier.id,
        officer=staff("chuyenvien.hoankiem"),
        grant=True,
        note="",
        result={"Họ và tên": "Người khác"},
        at=AT,
    )
    before = snapshot(dossier.id)

    done = run("phe-duyet", rows, leader)

    assert outcomes(done)[0][0] == "REFUSED"
    assert "đã thay đổi sau khi xem thử" in outcomes(done)[0][1]
    assert snapshot(dossier.id) == before


def test_nobody_approves_their_own_proposal_in_a_crowd(counter):
    own = waiting(counter, 1)
    account = Account.objects.get(username="chuyenvien.hoankiem")
    Membership.objects.filter(account=account).update(role=Role.LEADER)
    before = snapshot(own.id)

    rows = rehearsed("phe-duyet", [own], staff("chuyenvien.hoankiem"))
    done = run("phe-duyet", rows, staff("chuyenvien.hoankiem"))

    assert "Không ai được phê duyệt đề xuất của chính mình." in rows[0].said
    assert [status for status, _ in outcomes(done)] == ["REFUSED"]
    assert snapshot(own.id) == before


def test_one_row_that_breaks_hides_no_other_and_changes_nothing(counter):
    broken, good = waiting(counter, 1), waiting(counter, 2)
    leader = staff("lanhdao.hoankiem")
    rows = rehearsed("phe-duyet", [broken, good], leader)
    Result.objects.filter(dossier=broken).delete()
    before = snapshot(broken.id)

    done = run("phe-duyet", rows, leader)

    assert outcomes(done)[0] == ("FAILED", FAULT)
    assert outcomes(done)[1][0] == "DONE"
    assert done.result == {"done": 1, "refused": 0, "failed": 1}
    assert snapshot(broken.id) == before


def test_roles_taken_away_meanwhile_are_not_used(counter):
    dossier = waiting(counter, 1)
    leader = staff("lanhdao.hoankiem")
    rows = rehearsed("phe-duyet", [dossier], leader)
    begun = start_bulk(
        act="phe-duyet", rows=[(row.dossier_id, row.seen) for row in rows], officer=leader, params={}, at=AT
    )
    Membership.objects.filter(account_id=leader.id).update(valid_to=AT)
    before = snapshot(dossier.id)

    go_on_bulk(run_id=begun.id, at=AT + timedelta(minutes=1))

    assert [status for status, _ in outcomes(begun)] == ["REFUSED"]
    assert snapshot(dossier.id) == before


def test_assigning_many_names_the_one_who_gets_them(counter):
    first, second = accepted(counter, card=card(1)), accepted(counter, card=card(2))
    leader, specialist = staff("lanhdao.hoankiem"), staff("chuyenvien.hoankiem")
    WorkItem.objects.update(assignee_id="", assignee_name="")
    before = [snapshot(each.id) for each in (first, second)]

    rows = rehearsed("giao", [first, second], leader, to=specialist.id)
    assert [snapshot(each.id) for each in (first, second)] == before
    done = run("giao", rows, leader, to=specialist.id)

    assert {said for _, said in outcomes(done)} == {f"Giao cho {specialist.name}."}
    assert {item.assignee_id for item in WorkItem.objects.all()} == {specialist.id}


def test_slips_of_many_are_one_file_with_a_page_for_each_and_a_reading_for_each_person(counter):
    one, two, none = accepted(counter, card=card(1)), accepted(counter, card=card(2)), counter.sent()
    receiver = staff("tiepnhan.hoankiem")

    rows = rehearsed("in-phieu", [one, two, none], receiver, form="01")
    assert not Reading.objects.filter(purpose="In hàng loạt").exists()
    done = run("in-phieu", rows, receiver, form="01")

    assert [row.does for row in rows] == [True, True, False]
    assert rows[2].said == "Hồ sơ này chưa có phiếu 01."
    assert [status for status, _ in outcomes(done)] == ["DONE", "DONE", "REFUSED"]
    assert done.file is not None
    data = content_of(done.file)
    assert data.startswith(b"%PDF")
    with pikepdf.open(BytesIO(data)) as pdf:
        assert len(pdf.pages) == done.file.pages >= 2
    assert Reading.objects.filter(purpose="In hàng loạt", actor_id=receiver.id).count() == 2


def test_labels_of_many_pack_each_result_once(counter):
    dossier = issued(counter)
    clerk = staff("vanthu.hoankiem")

    first = run("in-nhan", rehearsed("in-nhan", [dossier], clerk), clerk)
    again = run("in-nhan", rehearsed("in-nhan", [dossier], clerk), clerk)

    assert outcomes(first)[0] == outcomes(again)[0]
    assert outcomes(first)[0][0] == "DONE"
    assert (first.file.pages, again.file.pages) == (1, 1)
    assert events.names_of(dossier.id).count("delivery.prepared") == 1


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("act", ["in-ket-qua", "in-nhan"])
def test_a_result_taken_back_is_neither_printed_nor_put_into_an_envelope(counter, act, packed):
    dossier, clerk = issued(counter), staff("vanthu.hoankiem")
    if packed:
        run("in-nhan", rehearsed("in-nhan", [dossier], clerk), clerk)
    good = rehearsed(act, [dossier], clerk)
    Result.objects.filter(dossier=dossier).update(revoked_at=AT)
    before = snapshot(dossier.id)

    tried = rehearsed(act, [dossier], clerk)
    done = run(act, good, clerk)

    assert [row.does for row in (*good, *tried)] == [True, False]
    assert "đã bị thu hồi" in tried[0].said
    assert [status for status, _ in outcomes(done)] == ["REFUSED"]
    assert done.file is None
    assert snapshot(dossier.id) == before


@pytest.mark.parametrize(
    ("act", "who", "count", "refusal"),
    [
        ("xoa", "lanhdao.hoankiem", 1, Invalid),
        ("phe-duyet", "lanhdao.hoankiem", 0, Invalid),
        ("phe-duyet", "lanhdao.hoankiem", 201, Invalid),
        ("giao", "lanhdao.hoankiem", 1, Invalid),
        ("phe-duyet", "chuyenvien.hoankiem", 1, NotPermitted),
        ("in-nhan", "chuyenvien.hoankiem", 1, NotPermitted),
    ],
)
def test_an_unknown_act_too_many_or_another_role_begins_nothing(city, db, act, who, count, refusal):
    ids = [uuid4() for _ in range(count)]

    with pytest.raises(refusal):
        rehearse_bulk(act=act, dossier_ids=ids, officer=staff(who), params={}, at=AT)
    with pytest.raises(refusal):
        start_bulk(act=act, rows=[(key, "") for key in ids], officer=staff(who), params={}, at=AT)

    assert not LongRun.objects.exists()
    assert not BulkRow.objects.exists()
