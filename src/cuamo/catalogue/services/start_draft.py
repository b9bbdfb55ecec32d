"""Begin a draft: from nothing, from another version, from a file."""

import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from cuamo.catalogue.models import Procedure, ProcedureVersion
from cuamo.catalogue.policies import require_editor
from cuamo.catalogue.selectors.versions import version_of
from cuamo.catalogue.services.draft_version import keep_draft
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import Conflict, Invalid
from cuamo.kernel.text import nfc

CODE = re.compile(r"^\d\.\d{6}$")
MOST_BYTES = 2_000_000
NEEDED = ("code", "name_vi", "field_vi", "level", "route")
"""What a content must say in text before it can be kept at all, faulty or not."""


@transaction.atomic
def start_empty_draft(
    *, code: str, name_vi: str, field_vi: str, actor: Actor, at: datetime
) -> ProcedureVersion:
    """Begin a procedure nobody has written yet (soạn thủ tục mới).

    Raises:
        Conflict: the code is taken.
        Invalid: code, name or field are missing or of the wrong form.
        NotPermitted: the actor is no editor.
    """
    require_editor(actor)
    code, name_vi, field_vi = code.strip(), nfc(name_vi).strip(), nfc(field_vi).strip()
    if not CODE.match(code):
        raise Invalid(
            "catalogue.code",
            "Mã thủ tục cần dạng 1.001193: một số, dấu chấm, sáu số.",
            "The code needs the form 1.001193: one figure, a dot, six figures.",
            where="code",
        )
    for name, text, what in (("name_vi", name_vi, "Tên thủ tục"), ("field_vi", field_vi, "Lĩnh vực")):
        if not text or len(text) > 900:
            raise Invalid(
                "catalogue.text",
                f"{what} cần có, nhiều nhất 900 chữ.",
                f"{name} is needed, 900 characters at most.",
                where=name,
            )
    if Procedure.objects.filter(code=code).exists():
        raise Conflict(
            "catalogue.code_taken",
            f"Mã {code} đã có trong danh mục. Mở thủ tục đó rồi soạn phiên bản mới.",
            f"Code {code} is in the catalogue. Open it and draft a new version.",
            where="code",
        )
    return keep_draft(_empty(code, name_vi, field_vi), actor=actor, at=at)


@transaction.atomic
def start_draft_from(*, version_id: UUID, actor: Actor, at: datetime) -> ProcedureVersion:
    """Begin a draft with the content of another version (soạn từ phiên bản khác).

    Raises:
        NotFound: there is no such version.
        NotPermitted: the actor is no editor.
    """
    require_editor(actor)
    before = version_of(version_id)
    return keep_draft(before.content, actor=actor, at=at, source=before.source, based_on=before)


@transaction.atomic
def start_draft_of_file(*, data: bytes, actor: Actor, at: datetime, source: str = "") -> ProcedureVersion:
    """Begin a draft with the content of a JSON file; its faults are kept and listed, never mended silently.

    Raises:
        Invalid: it is no content of a procedure.
        NotPermitted: the actor is no editor.
    """
    require_editor(actor)
    content = read_file(data)
    newest = ProcedureVersion.objects.filter(procedure_id=content["code"]).order_by("-number").first()
    return keep_draft(content, actor=actor, at=at, source=source, based_on=newest)


def read_file(data: bytes) -> dict[str, Any]:
    """Return the content a JSON file holds, alone or under `content`.

    Raises:
        Invalid: too large, no JSON, or without what every content needs.
    """
    try:
        read = json.loads(data.decode("utf-8-sig")) if len(data) <= MOST_BYTES else None
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError):
        read = None
    content = read.get("content", read) if isinstance(read, Mapping) else None
    sound = isinstance(content, Mapping) and (
        all(isinstance(content.get(name), str) and content[name] for name in NEEDED)
        and isinstance(content.get("authority"), Mapping)
        and isinstance(content["authority"].get("kind"), str)
        and bool(CODE.match(content["code"]))
        and isinstance(content.get("audience", []), list)
    )
    if not sound or content is None:
        raise Invalid(
            "catalogue.file",
            "Tệp cần là nội dung một thủ tục ở dạng JSON, nhiều nhất 2 MB: có mã, tên, lĩnh vực, mức độ, "
            "tuyến và cơ quan.",
            "The file must be the content of one procedure in JSON, at most 2 MB, with its code, name, "
            "field, level, route and authority.",
            where="tep",
        )
    return dict(content)


def _empty(code: str, name_vi: str, field_vi: str) -> dict[str, Any]:
    return {
        "code": code,
        "name_vi": name_vi,
        "name_en": "",
        "field_vi": field_vi,
        "audience": ["citizen"],
        "authority": {"kind": "WARD", "unit_code": "", "name_vi": "", "name_en": ""},
        "level": "FULL",
        "route": "CITY",
        "legal_basis": [],
        "time_limit": {"qty": None, "unit": "WORKING_DAY", "clock_policy": "PAUSE"},
        "questions": [],
        "components": [],
        "form": {"sections": [], "checks": []},
        "fees": [],
        "process": [
            {"step": "INTAKE", "role": "RECEIVER", "hours": 1},
            {"step": "EXAMINE", "role": "SPECIALIST", "hours": 4},
            {"step": "APPROVE", "role": "LEADER", "hours": 2},
            {"step": "ISSUE", "role": "RECORDS_CLERK", "hours": 1},
        ],
        "result": {"name_vi": "", "name_en": ""},
        "returns": ["HOME", "ELECTRONIC"],
        "test_cases": [],
    }
