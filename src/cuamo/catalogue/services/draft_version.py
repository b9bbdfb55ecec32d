"""Write a new version of a procedure."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from cuamo.catalogue.models import Procedure, ProcedureVersion
from cuamo.catalogue.policies import require_editor
from cuamo.catalogue.rules.content_check import faults_of
from cuamo.catalogue.rules.portal_rows import Fault
from cuamo.catalogue.states import VersionStatus
from cuamo.kernel import events
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import Invalid


@transaction.atomic
def draft_version(
    *,
    content: Mapping[str, Any],
    actor: Actor,
    at: datetime,
    source: str = "",
    based_on: ProcedureVersion | None = None,
) -> ProcedureVersion:
    """Keep a content as the next draft of its procedure (soạn phiên bản).

    Records `version.drafted`.

    Raises:
        Invalid: the content has faults; the first is named, all are counted.
        NotPermitted: the actor is no editor.
    """
    require_editor(actor)
    if faults := faults_of(content):
        raise invalid_content(faults)
    return keep_draft(content, actor=actor, at=at, source=source, based_on=based_on)


def keep_draft(
    content: Mapping[str, Any],
    *,
    actor: Actor,
    at: datetime,
    source: str = "",
    based_on: ProcedureVersion | None = None,
) -> ProcedureVersion:
    """Write the next version of the procedure as a draft, faulty or not; records `version.drafted`."""
    procedure = procedure_of(content)
    version = ProcedureVersion.objects.create(
        procedure=procedure,
        number=next_number(procedure.code),
        status=VersionStatus.DRAFT,
        content=dict(content),
        content_sha256=fingerprint(content),
        source=source or str(content.get("source", ""))[:2000],
        made_by=actor.id,
        made_at=at,
        authors=[actor.id],
        edited_by=actor.id,
        edited_name=actor.name,
        edited_at=at,
        based_on=based_on,
    )
    events.record(
        "version.drafted",
        version.id,
        actor=actor,
        at=at,
        code=procedure.code,
        number=version.number,
        based_on=based_on.number if based_on else None,
    )
    return version


def procedure_of(content: Mapping[str, Any]) -> Procedure:
    """Return the procedure of a content, made when it is new, locked for the rest of the transaction."""
    Procedure.objects.get_or_create(code=content["code"], defaults=facts_of(content))
    return Procedure.objects.select_for_update().get(code=content["code"])


def facts_of(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the row of the procedure repeats of its newest readable version."""
    return {
        "name_vi": content["name_vi"],
        "name_en": content.get("name_en", ""),
        "field_vi": content["field_vi"],
        "field_code": content.get("field_code", ""),
        "audience": content.get("audience", []),
        "level": content["level"],
        "authority_kind": content["authority"]["kind"],
        "route": content["route"],
    }


def next_number(code: str) -> int:
    """Return the number of the next version."""
    found: int | None = ProcedureVersion.objects.filter(procedure_id=code).aggregate(top=Max("number"))["top"]
    return (found or 0) + 1


def fingerprint(content: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a content, the same for the same facts in any order."""
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def invalid_content(faults: list[Fault]) -> Invalid:
    """Return the refusal of a content with faults."""
    first = faults[0]
    return Invalid(
        "catalogue.content",
        f"Nội dung thủ tục có {len(faults)} lỗi. {first.vi}",
        f"The content has {len(faults)} faults. {first.en}",
        where=first.field,
    )
