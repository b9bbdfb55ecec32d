"""The life of a version: written, submitted, approved, published, rolled back; two editors at once."""

import json
from datetime import date

import pytest
from django.db import DatabaseError, transaction

from cuamo.catalogue.models import Procedure, ProcedureVersion
from cuamo.catalogue.selectors.search import search
from cuamo.catalogue.selectors.versions import published, version_in_force
from cuamo.catalogue.services.approve_version import approve_version
from cuamo.catalogue.services.discard_draft import discard_draft
from cuamo.catalogue.services.draft_version import draft_version
from cuamo.catalogue.services.load_reference import load_reference
from cuamo.catalogue.services.publish_version import bring_into_force, publish_version
from cuamo.catalogue.services.roll_back_version import roll_back_version
from cuamo.catalogue.services.save_draft import EditConflict, change_rows, save_part, stamp
from cuamo.catalogue.services.send_back_version import send_back_version
from cuamo.catalogue.services.start_draft import start_draft_from, start_draft_of_file, start_empty_draft
from cuamo.catalogue.services.submit_version import submit_version, take_back_version
from cuamo.kernel import events
from cuamo.kernel.actors import Actor, ActorKind
from cuamo.kernel.clock import local
from cuamo.kernel.errors import Conflict, IllegalTransition, Invalid, NotPermitted
from tests.catalogue.versions import AT, small_reference, whole

__all__ = ["whole"]

pytestmark = pytest.mark.django_db


def approver(name):
    return Actor(kind=ActorKind.STAFF, id=name, name=name, roles=frozenset({"CATALOGUE_APPROVER"}))


def writer(name):
    return Actor(kind=ActorKind.STAFF, id=name, name=name, roles=frozenset({"CATALOGUE_EDITOR"}))


@pytest.fixture
def live(tmp_path, whole):
    """A version in force, number 1."""
    load_reference(at=AT, folder=small_reference(tmp_path, whole))
    return ProcedureVersion.objects.get(procedure_id="1.004873")


@pytest.fixture
def waiting(live):
    """Number 2, with one more old name, submitted by An."""
    draft = start_draft_from(version_id=live.id, actor=writer("an"), at=AT)
    save_part(
        version_id=draft.id,
        path=("old_names",),
        value=["Giấy độc thân"],
        seen=stamp(live.content.get("old_names")),
        actor=writer("an"),
        at=AT,
    )
    return submit_version(version_id=draft.id, actor=writer("an"), at=AT)


def state_of(version):
    return list(ProcedureVersion.objects.filter(id=version.id).values()), events.names_of(version.id)


def test_the_whole_life_of_a_version_is_in_the_ledger(waiting):
    approve_version(version_id=waiting.id, actor=approver("binh"), at=AT)
    publish_version(version_id=waiting.id, valid_from=AT.date(), actor=approver("binh"), at=AT)

    assert events.names_of(waiting.id) == [
        "version.drafted",
        "version.saved",
        "version.submitted",
        "version.approved",
        "version.published",
    ]
    version = ProcedureVersion.objects.get(id=waiting.id)
    assert (version.published_at, version.valid_from, version.revision) == (AT, AT.date(), 1)
    assert search("giay doc than")[0].code == "1.004873"


def test_whoever_wrote_a_word_in_it_cannot_approve(waiting):
    take_back_version(version_id=waiting.id, actor=writer("an"), at=AT)
    both = Actor(kind=ActorKind.STAFF, id="chi", name="chi", roles=frozenset({"BUSINESS_ADMIN"}))
    save_part(
        version_id=waiting.id,
        path=("source",),
        value="Chi sửa",
        seen=stamp(waiting.content.get("source")),
        actor=both,
        at=AT,
    )
    submit_version(version_id=waiting.id, actor=writer("an"), at=AT)
    before = state_of(waiting)
    for actor in (both, writer("an"), writer("dung")):
        with pytest.raises(NotPermitted):
            approve_version(version_id=waiting.id, actor=actor, at=AT)
    assert state_of(waiting) == before
    with pytest.raises(DatabaseError), transaction.atomic():
        ProcedureVersion.objects.filter(id=waiting.id).update(approved_by="chi")


def test_an_editor_neither_publishes_nor_sends_back_nor_restores(waiting, live):
    before = state_of(waiting)
    for act in (
        lambda: publish_version(version_id=waiting.id, valid_from=AT.date(), actor=writer("an"), at=AT),
        lambda: send_back_version(version_id=waiting.id, reason="x", actor=writer("an"), at=AT),
        lambda: roll_back_version(version_id=live.id, reason="x", actor=writer("an"), at=AT),
        lambda: submit_version(version_id=waiting.id, actor=approver("binh"), at=AT),
        lambda: discard_draft(version_id=waiting.id, actor=approver("binh"), at=AT),
    ):
        with pytest.raises(NotPermitted):
            act()
    assert state_of(waiting) == before


def test_a_version_that_waits_rests(waiting):
    before = state_of(waiting)
    with pytest.raises(IllegalTransition):
        save_part(version_id=waiting.id, path=("source",), value="x", seen="", actor=writer("an"), at=AT)
    with pytest.raises(DatabaseError), transaction.atomic():
        ProcedureVersion.objects.filter(id=waiting.id).update(content={})
    assert state_of(waiting) == before


def test_sent_back_with_a_reason_it_is_a_draft_again(waiting):
    before = state_of(waiting)
    with pytest.raises(Invalid):
        send_back_version(version_id=waiting.id, reason="  ", actor=approver("binh"), at=AT)
    assert state_of(waiting) == before

    back = send_back_version(version_id=waiting.id, reason="Thiếu căn cứ", actor=approver("binh"), at=AT)
    assert (back.status, back.remark) == ("DRAFT", "Thiếu căn cứ")
    assert events.history_of(waiting.id)[-1].data["reason"] == "Thiếu căn cứ"


def test_a_failing_test_case_keeps_a_version_from_approval(waiting, whole):
    take_back_version(version_id=waiting.id, actor=writer("an"), at=AT)
    cases = whole["test_cases"]
    wrong = [cases[0] | {"online_vnd": 123}, *cases[1:]]
    save_part(
        version_id=waiting.id, path=("test_cases",), value=wrong, seen=stamp(cases), actor=writer("an"), at=AT
    )
    with pytest.raises(Invalid, match="123"):
        submit_version(version_id=waiting.id, actor=writer("an"), at=AT)
    ProcedureVersion.objects.filter(id=waiting.id).update(status="WAITING")
    with pytest.raises(Invalid, match="123"):
        approve_version(version_id=waiting.id, actor=approver("binh"), at=AT)
    assert ProcedureVersion.objects.get(id=waiting.id).status == "WAITING"


def test_a_version_without_test_cases_is_not_submitted(contents):
    bare = {key: value for key, value in contents["1.004873"].items() if key != "test_cases"}
    draft = draft_version(content=bare, actor=writer("an"), at=AT)
    with pytest.raises(Invalid, match="test case"):
        submit_version(version_id=draft.id, actor=writer("an"), at=AT)


def test_two_editors_of_different_parts_both_keep_theirs(live):
    draft = start_draft_from(version_id=live.id, actor=writer("an"), at=AT)
    seen = {name: stamp(draft.content.get(name)) for name in ("source", "old_names")}
    save_part(
        version_id=draft.id, path=("source",), value="An", seen=seen["source"], actor=writer("an"), at=AT
    )
    save_part(
        version_id=draft.id,
        path=("old_names",),
        value=["Chi"],
        seen=seen["old_names"],
        actor=writer("chi"),
        at=AT,
    )

    draft.refresh_from_db()
    assert (draft.content["source"], draft.content["old_names"]) == ("An", ["Chi"])
    assert sorted(draft.authors) == ["an", "chi"]


def test_two_editors_of_one_part_see_each_other_and_nothing_is_overwritten(live):
    draft = start_draft_from(version_id=live.id, actor=writer("an"), at=AT)
    seen = stamp(draft.content.get("source"))
    save_part(version_id=draft.id, path=("source",), value="An", seen=seen, actor=writer("an"), at=AT)
    before = state_of(draft)
    with pytest.raises(EditConflict) as conflict:
        save_part(version_id=draft.id, path=("source",), value="Chi", seen=seen, actor=writer("chi"), at=AT)
    assert conflict.value.theirs == "An"
    assert state_of(draft) == before


def test_saving_what_is_there_changes_nothing(live):
    draft = start_draft_from(version_id=live.id, actor=writer("an"), at=AT)
    before = state_of(draft)
    save_part(
        version_id=draft.id,
        path=("name_vi",),
        value=draft.content["name_vi"],
        seen="",
        actor=writer("an"),
        at=AT,
    )
    assert state_of(draft) == before


def test_faulty_words_are_kept_as_typed(live):
    draft = start_draft_from(version_id=live.id, actor=writer("an"), at=AT)
    save_part(
        version_id=draft.id,
        path=("time_limit", "qty"),
        value="ba ngày",
        seen=stamp(draft.content["time_limit"]["qty"]),
        actor=writer("an"),
        at=AT,
    )
    draft.refresh_from_db()
    assert draft.content["time_limit"]["qty"] == "ba ngày"
    with pytest.raises(Invalid):
        submit_version(version_id=draft.id, actor=writer("an"), at=AT)


def test_rows_are_added_moved_and_removed_only_when_they_are_what_was_seen(live):
    draft = start_draft_from(version_id=live.id, actor=writer("an"), at=AT)
    path, an = ("legal_basis",), writer("an")
    first = list(draft.content["legal_basis"])

    def act(kind, row=0, seen="", value=None):
        change_rows(
            version_id=draft.id, path=path, act=kind, row=row, seen=seen, value=value, actor=an, at=AT
        )
        draft.refresh_from_db()
        return draft.content["legal_basis"]

    assert act("add", value="Luật mới") == [*first, "Luật mới"]
    assert act("up", row=len(first), seen=stamp("Luật mới"))[len(first) - 1] == "Luật mới"
    with pytest.raises(EditConflict):
        act("remove", row=0, seen=stamp("Luật mới"))
    assert act("remove", row=len(first) - 1, seen=stamp("Luật mới")) == first
    assert act("up", row=0, seen=stamp(first[0])) == first


def test_the_code_of_a_draft_stays(live):
    draft = start_draft_from(version_id=live.id, actor=writer("an"), at=AT)
    before = state_of(draft)
    with pytest.raises(Invalid):
        save_part(
            version_id=draft.id,
            path=(),
            value=draft.content | {"code": "9.999999"},
            seen=stamp(draft.content),
            actor=writer("an"),
            at=AT,
        )
    assert state_of(draft) == before


def test_a_day_that_has_passed_is_refused(waiting):
    approve_version(version_id=waiting.id, actor=approver("binh"), at=AT)
    before = state_of(waiting)
    with pytest.raises(Invalid):
        publish_version(version_id=waiting.id, valid_from=date(2026, 11, 23), actor=approver("binh"), at=AT)
    assert state_of(waiting) == before


def test_names_and_search_follow_on_the_day_a_version_begins(waiting):
    approve_version(version_id=waiting.id, actor=approver("binh"), at=AT)
    publish_version(version_id=waiting.id, valid_from=date(2026, 12, 1), actor=approver("binh"), at=AT)
    found = {hit.code for hit in search("xac nhan tinh trang hon nhan")}
    assert "1.004873" in found
    assert version_in_force("1.004873", on=date(2026, 11, 30)).number == 1
    assert bring_into_force(on=date(2026, 11, 30)) == 0
    assert bring_into_force(on=date(2026, 12, 1)) == 1


def test_rolling_back_puts_the_older_content_in_force_at_once_and_says_who_and_why(waiting, live):
    approve_version(version_id=waiting.id, actor=approver("binh"), at=AT)
    publish_version(version_id=waiting.id, valid_from=AT.date(), actor=approver("binh"), at=AT)
    later = local("2026-11-26 10:00")
    with pytest.raises(Invalid):
        roll_back_version(version_id=live.id, reason="", actor=approver("binh"), at=later)
    with pytest.raises(IllegalTransition):
        roll_back_version(version_id=waiting.id, reason="Sai", actor=approver("binh"), at=later)
    assert ProcedureVersion.objects.count() == 2

    restored = roll_back_version(version_id=live.id, reason="Phí ghi sai", actor=approver("binh"), at=later)
    now = version_in_force("1.004873", on=later.date())
    assert (now.id, now.number, now.content) == (restored.id, 3, live.content)
    told = events.history_of(restored.id)[-1]
    assert (told.name, told.data["restored"], told.data["reason"]) == (
        "version.rolled_back",
        1,
        "Phí ghi sai",
    )
    assert told.actor["id"] == "binh"
    assert version_in_force("1.004873", on=date(2026, 11, 25)).number == 2


def test_a_procedure_from_nothing_is_a_draft_nobody_outside_sees():
    draft = start_empty_draft(
        code="9.123456", name_vi="Đăng ký nuôi chim", field_vi="Thử", actor=writer("an"), at=AT
    )
    assert published(on=AT.date()) == []
    assert search("9.123456") == []
    assert search("dang ky nuoi chim") == []
    with pytest.raises(Conflict):
        start_empty_draft(code="9.123456", name_vi="B", field_vi="B", actor=writer("an"), at=AT)
    for code, name in (("abc", "A"), ("9.123457", " ")):
        with pytest.raises(Invalid):
            start_empty_draft(code=code, name_vi=name, field_vi="T", actor=writer("an"), at=AT)
    assert Procedure.objects.count() == 1

    discard_draft(version_id=draft.id, actor=writer("an"), at=AT)
    assert not Procedure.objects.exists()
    assert events.names_of(draft.id) == ["version.drafted", "version.discarded"]


def test_a_file_that_was_exported_comes_back_as_the_same_content(contents):
    data = json.dumps({"content": contents["1.004873"]}).encode()
    draft = start_draft_of_file(data=data, actor=writer("an"), at=AT)
    assert draft.content == contents["1.004873"]
    for bad in (b"", b"[]", b"{}", b"\xff", b'{"code": "1.004873"}', b"[" * 100_000):
        with pytest.raises(Invalid):
            start_draft_of_file(data=bad, actor=writer("an"), at=AT)
    assert ProcedureVersion.objects.count() == 1
