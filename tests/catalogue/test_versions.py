from datetime import date

import pytest
from django.db import DatabaseError, transaction

from cuamo.catalogue.models import Procedure, ProcedureVersion
from cuamo.catalogue.selectors.search import search
from cuamo.catalogue.selectors.versions import published, version_in_force
from cuamo.catalogue.services.approve_version import approve_version
from cuamo.catalogue.services.draft_version import draft_version
from cuamo.catalogue.services.import_procedures import import_procedures
from cuamo.catalogue.services.load_reference import load_reference
from cuamo.catalogue.services.publish_version import publish_version
from cuamo.catalogue.services.submit_version import submit_version
from cuamo.kernel.actors import Actor, ActorKind
from cuamo.kernel.errors import IllegalTransition, Invalid, NotFound, NotPermitted
from tests.catalogue.versions import AT, editor, load, row, small_reference, whole

__all__ = ["whole"]

pytestmark = pytest.mark.django_db


def test_a_version_is_approved_by_a_second_person_and_replaces_the_first(tmp_path, whole):
    first = whole
    load_reference(at=AT, folder=small_reference(tmp_path, first))
    draft = draft_version(content=first | {"old_names": ["Giấy độc thân"]}, actor=editor("a"), at=AT)
    with pytest.raises(IllegalTransition):
        publish_version(version_id=draft.id, valid_from=date(2026, 12, 1), actor=editor("b"), at=AT)
    with pytest.raises(IllegalTransition):
        approve_version(version_id=draft.id, actor=editor("b"), at=AT)
    submit_version(version_id=draft.id, actor=editor("a"), at=AT)
    with pytest.raises(NotPermitted):
        approve_version(version_id=draft.id, actor=editor("a"), at=AT)
    approve_version(version_id=draft.id, actor=editor("b"), at=AT)
    publish_version(version_id=draft.id, valid_from=date(2026, 12, 1), actor=editor("b"), at=AT)

    assert version_in_force("1.004873", on=date(2026, 11, 30)).number == 1
    assert version_in_force("1.004873", on=date(2026, 12, 1)).number == 2
    with pytest.raises(NotFound):
        version_in_force("1.004873", on=date(2025, 12, 31))


def test_the_database_keeps_a_version_in_force_as_it_is(tmp_path, contents):
    load_reference(at=AT, folder=small_reference(tmp_path, contents["1.004873"]))
    versions = ProcedureVersion.objects.filter(procedure_id="1.004873")
    for change in ({"content": {}}, {"number": 9}, {"status": "DRAFT"}, {"valid_from": date(2020, 1, 1)}):
        with pytest.raises(DatabaseError), transaction.atomic():
            versions.update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        versions.delete()
    assert versions.update(status="REPLACED", valid_to=date(2026, 12, 31)) == 1


def test_a_second_load_changes_nothing(tmp_path, contents):
    folder = small_reference(tmp_path, contents["1.004873"])
    assert load_reference(at=AT, folder=folder)["new"] == 1
    assert load_reference(at=AT, folder=folder) == {}
    assert ProcedureVersion.objects.count() == 1


def test_a_reference_with_a_fault_loads_nothing(tmp_path, contents):
    with pytest.raises(Invalid):
        load_reference(at=AT, folder=small_reference(tmp_path, contents["1.004873"] | {"level": "X"}))
    assert not Procedure.objects.exists()


def test_incomplete_contents_are_not_approved(contents):
    draft = draft_version(content=contents["2.001016"], actor=editor("a"), at=AT)
    with pytest.raises(Invalid, match="catalogue"):
        submit_version(version_id=draft.id, actor=editor("a"), at=AT)
    ProcedureVersion.objects.filter(id=draft.id).update(status="WAITING")
    with pytest.raises(Invalid, match="catalogue"):
        approve_version(version_id=draft.id, actor=editor("b"), at=AT)
    assert ProcedureVersion.objects.get(id=draft.id).approved_by == ""


def test_only_editors_write():
    with pytest.raises(NotPermitted):
        import_procedures(rows=[], actor=Actor(kind=ActorKind.STAFF, id="x", name="x"), at=AT)


def test_an_imported_row_is_found_by_its_words():
    report = load([row()])
    assert (report.count("new"), report.applied) == (1, True)
    assert search("chim bo cau")[0].code == "9.000001"
    assert load([row()]).count("unchanged") == 1
    assert load([row(name_vi="Thủ tục về chim sẻ")]).count("changed") == 1
    assert version_in_force("9.000001", on=AT.date()).number == 2
    assert [procedure.code for procedure in published(on=AT.date())] == ["9.000001"]


def test_a_dry_run_changes_nothing():
    report = load([row()], dry_run=True)
    assert (report.count("new"), report.applied) == (1, False)
    assert not Procedure.objects.exists()


@pytest.mark.parametrize(
    ("fault", "where"),
    [
        ({"code": None}, "code"),
        ({"code": "1.1"}, "code"),
        ({"name_vi": " "}, "name_vi"),
        ({"name_vi": 7}, "name_vi"),
        ({"service_level": "super"}, "service_level"),
        ({"statutory_time": {"qty": -1, "unit": "DAY"}}, "statutory_time.qty"),
        ({"statutory_time": {"qty": 3}}, "statutory_time.unit"),
        ({"fee": {"standard_vnd": 100}}, "fee.standard_vnd"),
        ({"fee": {"standard_vnd": "free"}}, "fee.standard_vnd"),
        ({"components": [{"originals": 1}]}, "components[0].name_vi"),
        ({"components": [{"name_vi": "A", "originals": -1}]}, "components[0].originals"),
        ({"audience": ["martian"]}, "audience"),
    ],
)
def test_a_faulty_row_is_reported_and_the_good_ones_kept_by_choice(fault, where):
    rows = [row(), row("9.000002") | fault]
    nothing = load(rows)
    assert not nothing.applied
    assert not Procedure.objects.exists()

    report = load(rows, mode="only_good")
    bad = report.faulty[0]
    assert bad.row == 2
    assert where in [fault.field for fault in bad.faults]
    assert all(fault.vi and fault.en for fault in bad.faults)
    assert Procedure.objects.count() == 1


def test_rows_that_are_no_procedures_are_reported():
    report = load([None, 3, [], {}, row(), row()], mode="only_good")
    assert [item.outcome for item in report.rows] == ["faulty"] * 4 + ["new", "faulty"]
    with pytest.raises(Invalid):
        load({"a": 1})


def test_an_import_never_replaces_what_can_be_filed(tmp_path, contents):
    load_reference(at=AT, folder=small_reference(tmp_path, contents["1.004873"]))
    assert load([row("1.004873")]).count("draft") == 1
    assert version_in_force("1.004873", on=AT.date()).number == 1
