"""Destroying a dossier: its content goes everywhere, and the ledger still proves what happened."""

import json
from datetime import UTC, date, timedelta

import pytest

from cuamo.archive.models import Destruction, DestructionItem, Hold, Keeping
from cuamo.archive.rules.emptying import PARTS
from cuamo.archive.selectors.due import to_destroy
from cuamo.archive.selectors.file_users import files_of
from cuamo.archive.services import destroy as module
from cuamo.archive.services.destroy import destroy_again, destroy_dossier, destroy_list
from cuamo.archive.services.file_dossier import file_dossier, submit_again
from cuamo.archive.services.hold import lift_hold, place_hold
from cuamo.archive.services.propose_destruction import decide_destruction, propose_destruction
from cuamo.archive.types import DestructionState, Outcome
from cuamo.documents.models import Erasure, StoredFile
from cuamo.documents.selectors.parts import blobs
from cuamo.dossiers.models import Dossier, DossierKey, PersonDossier
from cuamo.dossiers.selectors.replay import compare
from cuamo.dossiers.services.complain import complain
from cuamo.dossiers.services.parts import dossier_of_key
from cuamo.kernel import events
from cuamo.kernel.actors import SYSTEM
from cuamo.kernel.errors import Conflict, IllegalTransition, Invalid, NotFound, NotPermitted
from cuamo.kernel.services.seal_day import merkle_root
from cuamo.kernel.services.verify_ledger import verify_ledger
from tests.archive.closed import LONG_AFTER, WITH_PAPERS, confirmed_terms, everything, refused, with_card
from tests.support.city import PHONE, citizen_of, staff

pytestmark = pytest.mark.django_db
CLERK, LEADER = "vanthu.hoankiem", "lanhdao.hoankiem"
PERSONAL = ("Đặng Thẳng", PHONE, "001185012345", "Hàng Bông")


@pytest.fixture
def ended(counter, packages) -> Dossier:
    """A dossier with papers that ended long ago and that the archive has had for years."""
    dossier = refused(with_card(counter, procedure=WITH_PAPERS))
    confirmed_terms()
    Keeping.objects.update(archived_at=LONG_AFTER - timedelta(days=3650))
    return dossier


def listed(at=LONG_AFTER) -> Destruction:
    return propose_destruction(
        unit_code=Keeping.objects.values_list("unit_code", flat=True).first(),
        officer=staff(CLERK),
        council="Biên bản số 3/BB-HĐ ngày 02/02/2040",
        at=at,
    )


def approved(at=LONG_AFTER) -> Destruction:
    return decide_destruction(
        destruction_id=listed(at).id, leader=staff(LEADER), approve=True, words="Quyết định 4/QĐ", at=at
    )


def without_the_archive(rows: str) -> list[str]:
    """Leave out what the archive itself notes about the dossier."""
    return [row for row in rows.splitlines() if '"destruction_id"' not in row and '"placed_at"' not in row]


def test_nothing_of_the_person_is_left_in_any_table_or_on_the_disk(ended):
    before = everything(ended.id)
    assert all(value in before for value in PERSONAL)
    files = list(StoredFile.objects.filter(id__in=files_of(ended.id)))
    assert len(files) >= 2
    assert all(blobs().has(file.sha256) for file in files)

    destroy_list(destruction_id=approved().id, at=LONG_AFTER)

    after = everything(ended.id)
    assert [value for value in PERSONAL if value in after] == []
    assert not PersonDossier.objects.filter(dossier_id=ended.id).exists()
    still = StoredFile.objects.exclude(id__in=Erasure.objects.values("file_id")).values_list(
        "sha256", flat=True
    )
    assert not any(blobs().has(file.sha256) for file in files if file.sha256 not in set(still))
    assert Erasure.objects.filter(file_id__in=[file.id for file in files], why="DESTROYED").count() == len(
        files
    )


def test_no_event_of_a_dossier_ever_held_the_person(ended):
    told = json.dumps(
        [(event.data, event.actor) for event in events.history_of(ended.id)], ensure_ascii=False
    )

    assert [value for value in PERSONAL if value in told] == []


def test_chain_roots_and_row_agree_after_the_destruction(ended):
    days = {event.occurred_at.astimezone(UTC).date() for event in events.history_of(ended.id)}
    roots = {day: merkle_root(day) for day in days}

    destroy_list(destruction_id=approved().id, at=LONG_AFTER)

    assert verify_ledger().faults == []
    assert {day: merkle_root(day) for day in days} == roots
    row = Dossier.objects.get(id=ended.id)
    compared = compare(row)
    assert compared.same
    assert [value for value in PERSONAL if value in json.dumps(compared.rebuilt, ensure_ascii=False)] == []
    assert events.names_of(ended.id)[-1] == "archive.dossier_destroyed"


def test_the_code_still_answers_and_the_link_without_personal_data_does_not(ended):
    token = ended.tracking_token
    destroy_list(destruction_id=approved().id, at=LONG_AFTER)

    assert dossier_of_key("CODE", ended.code).id == ended.id
    assert dossier_of_key("TOKEN", token) is None
    assert not DossierKey.objects.filter(dossier_id=ended.id, kind="TOKEN").exists()


def test_a_term_nobody_confirmed_destroys_nothing(counter, packages):
    dossier = refused(with_card(counter))
    Keeping.objects.update(archived_at=LONG_AFTER)
    unit = Keeping.objects.get().unit_code
    before = everything(dossier.id)

    assert not to_destroy([unit], at=LONG_AFTER + timedelta(days=36500)).exists()
    with pytest.raises(Conflict):
        listed(at=LONG_AFTER + timedelta(days=36500))
    done = destroy_dossier(dossier_id=dossier.id, number="x", actor=SYSTEM, at=LONG_AFTER)
    assert [str(reason) for reason in done.reasons] == ["UNCONFIRMED"]
    assert everything(dossier.id) == before


def test_who_proposes_a_list_does_not_approve_it_and_only_a_leader_does(ended):
    destruction, before = listed(), everything(ended.id)
    clerk, leader = staff(CLERK), staff(LEADER)

    for who in (clerk, staff("chuyenvien.hoankiem")):
        with pytest.raises(NotPermitted):
            decide_destruction(
                destruction_id=destruction.id, leader=who, approve=True, words="Quyết định 4", at=LONG_AFTER
            )
    both = type(leader)(**(vars(clerk) | {"roles": clerk.roles | leader.roles}))
    with pytest.raises(NotPermitted):
        decide_destruction(
            destruction_id=destruction.id, leader=both, approve=True, words="Quyết định 4", at=LONG_AFTER
        )
    with pytest.raises(Invalid):
        decide_destruction(
            destruction_id=destruction.id, leader=leader, approve=True, words=" ", at=LONG_AFTER
        )
    destroy_list(destruction_id=destruction.id, at=LONG_AFTER)
    assert Destruction.objects.get().state == DestructionState.PROPOSED
    assert everything(ended.id) == before


def test_a_rejected_list_lets_its_dossiers_go(ended):
    destruction = listed()
    decide_destruction(
        destruction_id=destruction.id, leader=staff(LEADER), approve=False, words="Cần xem lại", at=LONG_AFTER
    )

    destroy_list(destruction_id=destruction.id, at=LONG_AFTER)

    assert Keeping.objects.get().destroyed_at is None
    assert listed().total == 1
    with pytest.raises(Conflict):
        listed()


def test_a_hold_placed_after_the_approval_keeps_the_dossier_whole(ended):
    destruction, before = approved(), everything(ended.id)
    hold = place_hold(
        dossier_id=ended.id,
        officer=staff(LEADER),
        ground="Thanh tra theo Quyết định 12/QĐ-TTr",
        document="12/QĐ-TTr",
        at=LONG_AFTER,
    )

    destroy_list(destruction_id=destruction.id, at=LONG_AFTER)

    item = DestructionItem.objects.get()
    assert (item.outcome, item.reasons) == (Outcome.KEPT, ["HELD"])
    assert without_the_archive(everything(ended.id)) == without_the_archive(before)
    assert all(value in everything(ended.id) for value in PERSONAL)
    lift_hold(hold_id=hold.id, officer=staff(LEADER), because="Đã thanh tra xong", at=LONG_AFTER)
    assert listed().total == 1


def test_a_hold_ends_with_its_last_day(ended):
    place_hold(
        dossier_id=ended.id,
        officer=staff(CLERK),
        ground="Phục vụ toà án",
        until=date(2040, 2, 10),
        at=LONG_AFTER,
    )
    with pytest.raises(Conflict):
        listed()

    assert listed(at=LONG_AFTER + timedelta(days=8)).total == 1


def test_a_hold_on_what_is_destroyed_is_refused_with_the_day(ended):
    destroy_list(destruction_id=approved().id, at=LONG_AFTER)

    with pytest.raises(IllegalTransition, match="destroyed") as refusal:
        place_hold(dossier_id=ended.id, officer=staff(LEADER), ground="Thanh tra", at=LONG_AFTER)
    assert "03/02/2040" in refusal.value.vi
    assert not Hold.objects.exists()


def test_nothing_is_done_with_a_dossier_that_is_destroyed(ended):
    person = citizen_of(Dossier.objects.get(id=ended.id))
    destroy_list(destruction_id=approved().id, at=LONG_AFTER)
    before = events.names_of(ended.id)

    with pytest.raises(IllegalTransition, match="destroyed"):
        complain(dossier_id=ended.id, citizen=person, text="Tôi không đồng ý.", at=LONG_AFTER)
    assert file_dossier(dossier_id=ended.id).destroyed_at == LONG_AFTER
    assert events.names_of(ended.id) == before


def test_a_dossier_corrected_after_the_archive_had_it_is_due_again(ended):
    assert submit_again(dossier_id=ended.id, at=LONG_AFTER)

    assert Keeping.objects.get().archived_at is None
    assert not submit_again(dossier_id=ended.id, at=LONG_AFTER)


@pytest.mark.parametrize(
    ("who", "more", "error"),
    [
        (CLERK, {"ground": " "}, Invalid),
        (CLERK, {"until": date(2040, 2, 2)}, Invalid),
        ("chuyenvien.hoankiem", {}, NotPermitted),
        ("tiepnhan.diem-00082", {}, NotFound),
    ],
)
def test_a_hold_needs_a_ground_a_day_to_come_and_somebody_who_watches_over_the_dossier(
    ended, who, more, error
):
    asked = {"ground": "Phục vụ thanh tra", "until": None} | more
    with pytest.raises(error):
        place_hold(dossier_id=ended.id, officer=staff(who), at=LONG_AFTER, **asked)
    assert not Hold.objects.exists()


STEPS = [*(("_apply", n) for n in range(0, len(PARTS), 5)), *(("empty_file", n) for n in range(2))]


@pytest.mark.parametrize(("step", "number"), [*STEPS, ("forget_bytes", 0), ("_write_outside", 0)])
def test_a_fall_at_any_step_leaves_the_dossier_whole_or_gone_and_the_next_run_ends_it(
    ended, monkeypatch, step, number
):
    destruction, before = approved(), everything(ended.id)
    whole, count = getattr(module, step), iter(range(1000))

    def falls(*args, **more):
        if next(count) == number:
            raise SystemError("the power went")
        return whole(*args, **more)

    with monkeypatch.context() as broken:
        broken.setattr(module, step, falls)
        with pytest.raises(SystemError):
            destroy_list(destruction_id=destruction.id, at=LONG_AFTER)

    gone = Keeping.objects.get().destroyed_at is not None
    if gone:
        assert [value for value in PERSONAL if value in everything(ended.id)] == []
    else:
        assert everything(ended.id) == before
    assert verify_ledger().faults == []

    destroy_list(destruction_id=destruction.id, at=LONG_AFTER)
    assert Destruction.objects.get().state == DestructionState.DONE
    assert events.names_of(ended.id).count("archive.dossier_destroyed") == 1
    assert not Erasure.objects.filter(bytes_gone_at=None, needed_elsewhere=False).exists()


def test_a_backup_that_was_read_back_is_cleared_again_by_the_list_outside(ended, packages):
    destroy_list(destruction_id=approved().id, at=LONG_AFTER)
    kept = packages.parent / "anchors" / "destroyed" / f"{Destruction.objects.get().number}.json"
    assert json.loads(kept.read_text())["dossiers"] == [str(ended.id)]

    Keeping.objects.update(destroyed_at=None)
    Dossier.objects.filter(id=ended.id).update(values={"ho_ten": "Nguyễn Thị Đặng Thẳng"})
    assert destroy_again(path=kept, actor=SYSTEM, at=LONG_AFTER) == 1
    assert Dossier.objects.get(id=ended.id).values == {}
    assert destroy_again(path=kept, actor=SYSTEM, at=LONG_AFTER) == 0
