"""Contents, rows and people the tests of versions share."""

import json
import random
from datetime import date

import pytest

from cuamo.catalogue.rules.clock import due
from cuamo.catalogue.rules.components import needed
from cuamo.catalogue.rules.fees import assess
from cuamo.catalogue.services.import_procedures import import_procedures
from cuamo.cli.sample_forms import plausible_answers
from cuamo.kernel.actors import SYSTEM, Actor, ActorKind
from cuamo.kernel.clock import local
from cuamo.kernel.selectors.calendar import current_calendar, forget_calendar
from cuamo.kernel.services.load_calendar import load_calendar

AT = local("2026-11-24 09:00")


def editor(name):
    return Actor(kind=ActorKind.STAFF, id=name, name=name, roles=frozenset({"BUSINESS_ADMIN"}))


def row(code="9.000001", **more):
    facts = {
        "code": code,
        "name_vi": "Thủ tục thử nghiệm chim bồ câu",
        "field_vi": "Thử nghiệm",
        "competent_authority_vi": "UBND cấp xã",
        "service_level": "partial",
        "statutory_time": {"qty": 3, "unit": "WORKING_DAY"},
        "fee": {"standard_vnd": None},
        "components": [{"name_vi": "Tờ khai", "originals": 1, "copies": 0}],
    }
    return facts | more


def load(rows, **more):
    return import_procedures(rows=rows, actor=SYSTEM, at=AT, **more)


@pytest.fixture
def whole(contents, db):
    """A complete content with one test case that passes, and the calendar it is counted by."""
    load_calendar()
    forget_calendar()
    content = contents["1.004873"]
    moment = "2026-11-24T09:00:00+07:00"
    answers = plausible_answers(content, random.Random(1), simplest=True)
    day = date(2026, 11, 24)
    case = {
        "name_vi": "Bài thử",
        "answers": answers,
        "values": {},
        "received_at": moment,
        "papers": [need.key for need in needed(content, answers)],
        "due_at": due(
            content, received_at=AT, calendar=current_calendar(), answers=answers
        ).due_at.isoformat(),
    }
    for channel, name in (("ONLINE", "online_vnd"), ("DIRECT", "direct_vnd")):
        owed = assess(content, answers=answers, values={}, channel=channel, filed_on=day)
        case[name] = None if owed.unknown else owed.citizen_total_vnd
    yield content | {"test_cases": [case]}
    forget_calendar()


def small_reference(tmp_path, content, status="IN_FORCE"):
    folder = tmp_path / "procedures"
    folder.mkdir(exist_ok=True)
    item = {"status": status, "valid_from": "2026-01-01", "priority": 5, "content": content}
    (folder / "one.json").write_text(json.dumps({"procedures": [item]}), "utf-8")
    return tmp_path
