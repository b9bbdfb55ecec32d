"""Every key a version may hold has a box in the editor; nobody needs the content as JSON."""

from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

import pytest
from django.utils import timezone
from pydantic import BaseModel

from cuamo.catalogue.models import ProcedureVersion
from cuamo.catalogue.rules.clock import limit_for
from cuamo.catalogue.rules.content_check import faults_of
from cuamo.catalogue.rules.fees import assess
from cuamo.catalogue.services.start_draft import start_draft_from
from cuamo.catalogue.types import Content
from cuamo.kernel.clock import local
from cuamo.organisation.selectors.staff import actor_of
from cuamo.web.catalogue import content_parts, spots, tabs
from cuamo.web.catalogue.boxes import Box
from tests.web.catalogue.test_editor import address, send, typed

NAMED_AT_THE_START = {"code"}
"""Typed when a draft begins, and the same for ever after."""
EXAMPLE: dict[str, Any] = {
    "questions": [{"key": "hoi", "label_vi": "Hỏi", "options": [{"value": "A", "label_vi": "A"}]}],
    "components": [{"key": "giay", "name_vi": "Giấy"}],
    "fees": [{"key": "phi"}],
    "time_limit": {"cases": [{}]},
    "process": [{"step": "INTAKE"}],
    "form": {"sections": [{"key": "phan", "fields": [{"key": "o"}]}], "checks": [{"field": "o"}]},
    "test_cases": [{}],
}


def keys_of(model: type[BaseModel], prefix: str = "") -> set[str]:
    """Return the dotted keys of a part of the content; rows of a list are not numbered."""
    found: set[str] = set()
    for name, field in model.model_fields.items():
        inner = parts_in(field.annotation)
        found |= {key for part in inner for key in keys_of(part, f"{prefix}{name}.")} or {f"{prefix}{name}"}
    return found


def parts_in(kind: Any) -> list[type[BaseModel]]:
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return [kind]
    if get_origin(kind) in {Union, UnionType, list, Annotated}:
        return [part for inner in get_args(kind) if inner is not NoneType for part in parts_in(inner)]
    return []


def asked_by(box: Box) -> list[str]:
    """Return the keys one box asks for; a line of `choices` holds the three of an option."""
    of_a_line = ("value", "label_vi", "label_en") if box.kind == "choices" else ()
    return [f"{box.key}.{key}" for key in of_a_line] or [box.key]


def boxed() -> set[str]:
    """Return the dotted keys the pages of the editor ask for, page by page as an officer opens them."""
    found: set[str] = set()
    for tab in tabs.TABS:
        entries, _ = spots.outline(tab, EXAMPLE, [])
        for name in {"", *(entry.spot for entry in entries)}:
            spot = spots.spot_of(tab, EXAMPLE, name)
            assert spot is not None, (tab.slug, name)
            stem = "".join(f"{step}." for step in spot.path if isinstance(step, str))
            for box in spot.boxes:
                inner = [f"{box.key}.{key}" for column in box.columns for key in asked_by(column)]
                found |= {stem + key for key in (inner if box.kind == "rows" else asked_by(box))}
    return found


def test_every_key_of_a_version_has_a_box():
    asked = {"test_cases.answers" if key.startswith("test_cases.answers.") else key for key in boxed()}
    assert keys_of(Content) - asked == NAMED_AT_THE_START


def test_no_box_asks_for_a_key_a_version_cannot_hold():
    asked = {"test_cases.answers" if key.startswith("test_cases.answers.") else key for key in boxed()}
    assert asked - keys_of(Content) == set()


@pytest.fixture
def draft(live, writer):
    return start_draft_from(version_id=live.id, actor=actor_of(writer, at=timezone.now()), at=timezone.now())


@pytest.fixture
def desk(client, writer):
    client.force_login(writer)
    return client


def content_of(version):
    return ProcedureVersion.objects.get(id=version.id).content


@pytest.mark.django_db
def test_a_time_limit_of_its_own_is_added_filled_and_taken_out_by_boxes(desk, draft):
    was = content_of(draft)
    asked = was["questions"][0]
    choice = f"answers.{asked['key']}={asked['options'][0]['value']}"
    assert send(desk, draft, "quy-trinh", viec="them:time_limit.cases").status_code == 302
    assert content_of(draft)["time_limit"]["cases"] == [{"qty": 1, "unit": "WORKING_DAY", "note": ""}]
    page = desk.get(f"/danh-muc/thu-tuc/2.000635/{draft.number}/quy-trinh/?o=0").content.decode()
    assert "Thiếu mục này." in page

    send(
        desk,
        draft,
        "quy-trinh",
        "?o=0",
        **{"b.qty": "3", "b.note": "Phải kiểm tra", "b.same_day_cutoff": "", "b.when.0.chon": choice},
    )
    content = content_of(draft)
    case = {
        "qty": 3,
        "unit": "WORKING_DAY",
        "note": "Phải kiểm tra",
        "when": {"==": [{"var": f"answers.{asked['key']}"}, asked["options"][0]["value"]]},
    }
    assert content == was | {"time_limit": was["time_limit"] | {"cases": [case]}}
    assert faults_of(content) == []
    assert limit_for(content, {asked["key"]: asked["options"][0]["value"]})["qty"] == 3
    assert limit_for(content, {asked["key"]: asked["options"][1]["value"]}) == content["time_limit"]

    send(desk, draft, "quy-trinh", **{"b.time_limit.note": "Ghi thêm"})
    assert content_of(draft)["time_limit"] == was["time_limit"] | {"cases": [case], "note": "Ghi thêm"}
    page = desk.get(f"/danh-muc/thu-tuc/2.000635/{draft.number}/quy-trinh/?o=0").content.decode()
    stamp = page.split('value="xoa:time_limit.cases:0:')[1].split('"')[0]
    gone = send(desk, draft, "quy-trinh", "?o=0", viec=f"xoa:time_limit.cases:0:{stamp}")
    assert content_of(draft)["time_limit"]["cases"] == []
    assert desk.get(gone.url).status_code == 200


@pytest.mark.django_db
def test_a_step_gets_a_condition_of_two_comparisons_by_boxes(desk, draft):
    was = content_of(draft)
    asked = was["questions"][0]
    name, first, second = asked["key"], *(option["value"] for option in asked["options"][:2])
    send(desk, draft, "quy-trinh", "?o=b1", **{"b.when.0.chon": f"answers.{name}={first}"})
    page = desk.get(f"/danh-muc/thu-tuc/2.000635/{draft.number}/quy-trinh/?o=b1").content.decode()
    assert "Bước 2: Thẩm định" in page
    built = {"b.when.1.chon": f"answers.{name}={second}", "b.when.noi": "or"}
    send(desk, draft, "quy-trinh", "?o=b1", **built)
    either = {"or": [{"==": [{"var": f"answers.{name}"}, value]} for value in (first, second)]}
    steps = [step | ({"when": either} if number == 1 else {}) for number, step in enumerate(was["process"])]
    assert content_of(draft) == was | {"process": steps}
    send(desk, draft, "quy-trinh", **{"b.process.0.hours": "2,5"})
    assert content_of(draft)["process"][1]["when"] == either


@pytest.mark.django_db
def test_a_fee_by_the_page_with_a_most_and_by_the_copy_is_made_by_boxes(desk, draft):
    counted = content_parts.countable(content_of(draft))[0][0]
    send(
        desk,
        draft,
        "phi",
        "?o=0",
        **{
            "b.amount_vnd": "2.000",
            "b.online_amount_vnd": "",
            "b.quantity_from": counted,
            "b.times_from": "",
            "b.then.after": "2",
            "b.then.each_vnd": "1.000",
            "b.most_vnd": "5.000",
            "b.setter": "OTHER",
        },
    )
    content = content_of(draft)
    fee = content["fees"][0]
    assert faults_of(content) == []
    assert (fee["then"], fee["most_vnd"], fee["quantity_from"]) == (
        {"after": 2, "each_vnd": 1000},
        5000,
        counted,
    )

    def owed(pages):
        found = assess(
            content | {"fees": [fee | {"when": None}]},
            answers={},
            values={counted: pages},
            channel="DIRECT",
            filed_on=local("2026-11-24 09:00").date(),
        )
        return found.citizen_total_vnd

    assert [owed(1), owed(2), owed(3), owed(9)] == [2000, 4000, 5000, 5000]
    send(desk, draft, "phi", "?o=0", **{"b.then.after": "", "b.then.each_vnd": "", "b.most_vnd": ""})
    assert {"then", "most_vnd"} & set(content_of(draft)["fees"][0]) == set()
    send(desk, draft, "phi", "?o=0", **{"b.then.after": "2"})
    assert [fault.field for fault in faults_of(content_of(draft))] == ["fees.0.then.each_vnd"]


@pytest.mark.django_db
def test_values_of_a_test_case_and_weights_of_sources_are_rows(desk, draft):
    was = content_of(draft)
    field = content_parts.fields_named(was)[0][0]
    send(desk, draft, "bai-thu", "?o=0", **{"b.values.0.name": field, "b.values.0.value": "0012"})
    assert content_of(draft)["test_cases"][0]["values"][field] == "0012"
    send(desk, draft, "nguoi-dan", **{"b.confidence.0.name": "components", "b.confidence.0.value": "high"})
    assert content_of(draft)["confidence"]["components"] == "high"
    assert faults_of(content_of(draft)) == []


@pytest.mark.django_db
def test_options_of_a_column_are_lines_and_come_back_as_they_were(desk, draft):
    send(
        desk,
        draft,
        "to-khai",
        "?o=p0.o0",
        viec="luu",
        **{"b.columns.0.key": "ai", "b.columns.0.type": "enum"},
    )
    lines = "CHA | Cha | Father\nME | Mẹ | Mother"
    named = {"b.columns.0.label_vi": "Ai", "b.columns.0.label_en": "Who", "b.columns.0.options": lines}
    send(desk, draft, "to-khai", "?o=p0.o0", **named)
    column = content_of(draft)["form"]["sections"][0]["fields"][0]["columns"][0]
    assert column["options"] == [
        {"value": "CHA", "label_vi": "Cha", "label_en": "Father"},
        {"value": "ME", "label_vi": "Mẹ", "label_en": "Mother"},
    ]
    was = content_of(draft)
    send(desk, draft, "to-khai", "?o=p0.o0")
    assert content_of(draft) == was
    send(desk, draft, "to-khai", "?o=p0.o0", **{"b.columns.0.options": "CHA | Cha"})
    assert faults_of(content_of(draft))[0].field.endswith("columns.0.options.0.label_en")


@pytest.mark.django_db
def test_one_changed_option_of_a_column_leaves_the_others_and_no_language_takes_the_place_of_another(
    desk, draft
):
    spot = "?o=p0.o0"
    begun = {"b.columns.0.key": "ai", "b.columns.0.type": "enum"}
    send(desk, draft, "to-khai", spot, **begun)
    lines = "CHA | Cha | Father\nME | Mẹ | Mother"
    send(desk, draft, "to-khai", spot, **{"b.columns.0.label_vi": "Ai", "b.columns.0.options": lines})

    page = desk.get(address(draft, "to-khai", spot)).content.decode()
    assert typed(page)["b.columns.0.options"] == [lines]
    changed = typed(page)["b.columns.0.options"][0].replace("Father", "Dad")
    send(desk, draft, "to-khai", spot, **{"b.columns.0.options": changed})

    column = content_of(draft)["form"]["sections"][0]["fields"][0]["columns"][0]
    assert column["options"] == [
        {"value": "CHA", "label_vi": "Cha", "label_en": "Dad"},
        {"value": "ME", "label_vi": "Mẹ", "label_en": "Mother"},
    ]


@pytest.mark.django_db
def test_the_stage_of_before_2022_is_kept_for_history_and_nothing_else_changes(desk, draft):
    was = content_of(draft)
    assert send(desk, draft, "nguoi-dan", **{"b.stage_2019": "4"}).status_code == 302

    assert content_of(draft) == was | {"stage_2019": "4"}
    assert faults_of(content_of(draft)) == []
    assert [fault.field for fault in faults_of(was | {"stage_2019": "5"})] == ["stage_2019"]
