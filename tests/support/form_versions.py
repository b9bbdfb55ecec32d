"""A procedure whose form has a file and a signature, put in force for a test."""

from copy import deepcopy
from datetime import date, datetime

from cuamo.catalogue.models import ProcedureVersion
from cuamo.catalogue.services.draft_version import fingerprint
from cuamo.catalogue.services.publish_version import replace_readable

PLAN = {"key": "so_do", "label_vi": "Sơ đồ", "label_en": "Plan", "type": "file", "required": True}
SIGN = {
    "key": "chu_ky",
    "label_vi": "Chữ ký",
    "label_en": "Signature",
    "type": "signature",
    "required": True,
}


def in_force_from(code: str, change, *, on: date, at: datetime) -> ProcedureVersion:
    """Put a changed content of the procedure in force; `change` edits a copy."""
    live = ProcedureVersion.objects.get(procedure_id=code, status="IN_FORCE")
    content = deepcopy(live.content)
    change(content)
    replace_readable(code, valid_from=on)
    return ProcedureVersion.objects.create(
        procedure_id=code,
        number=live.number + 1,
        status="IN_FORCE",
        valid_from=on,
        content=content,
        content_sha256=fingerprint(content),
        made_by="an",
        made_at=at,
    )


def with_file_and_signature(content: dict) -> None:
    """Ask for a plan and a signature in the last part of the form."""
    content["form"]["sections"][-1]["fields"] += [dict(PLAN), dict(SIGN)]
