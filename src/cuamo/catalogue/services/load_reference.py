"""Load the book of procedures that comes with the product."""

import json
from collections import Counter
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from cuamo.catalogue.models import Procedure, ProcedureVersion, Synonym
from cuamo.catalogue.rules.content_check import faults_of, missing_for_filing
from cuamo.catalogue.services.draft_version import (
    facts_of,
    fingerprint,
    invalid_content,
    next_number,
    procedure_of,
)
from cuamo.catalogue.services.index_search import index_procedures
from cuamo.catalogue.services.publish_version import replace_readable
from cuamo.catalogue.states import READABLE, VersionStatus
from cuamo.kernel.clock import to_hanoi
from cuamo.kernel.text import fold

MADE_BY = "reference"


@transaction.atomic
def load_reference(*, at: datetime, folder: Path | None = None) -> dict[str, int]:
    """Bring procedures and synonyms to what `reference/catalogue` says; a second run finds it done.

    Returns how many procedures are new, changed or drafted, and the synonyms added.

    What the city's editors published themselves is never replaced: a newer reference becomes a draft there.

    Raises:
        Invalid: a file has a fault; nothing is loaded then.
    """
    where = folder or settings.REFERENCE / "catalogue"
    files = [json.loads(path.read_text("utf-8")) for path in sorted(where.glob("procedures/*.json"))]
    known = _known_fingerprints()
    outcomes: dict[str, str] = {}
    for item in (item for file in files for item in file["procedures"]):
        code, sha256 = item["content"]["code"], fingerprint(item["content"])
        if sha256 not in known.get(code, set()):
            outcomes[code] = _keep(item, sha256, at)
        else:
            Procedure.objects.filter(code=code).exclude(priority=item["priority"]).update(
                priority=item["priority"]
            )
    added, changed_words = _load_synonyms(where / "synonyms.json")
    index_procedures({code for code, outcome in outcomes.items() if outcome != "draft"} | changed_words)
    counts = Counter(outcomes.values())
    done = {"new": counts["new"], "changed": counts["changed"], "drafts": counts["draft"], "synonyms": added}
    return {what: count for what, count in done.items() if count}


def _known_fingerprints() -> dict[str, set[str]]:
    known: dict[str, set[str]] = {}
    versions = ProcedureVersion.objects.exclude(status=VersionStatus.WITHDRAWN)
    for code, sha256 in versions.values_list("procedure_id", "content_sha256").iterator():
        known.setdefault(str(code), set()).add(str(sha256))
    return known


def _keep(item: dict[str, Any], sha256: str, at: datetime) -> str:
    content, filed = item["content"], item["status"] == VersionStatus.IN_FORCE
    if faults := faults_of(content) + (missing_for_filing(content) if filed else []):
        raise invalid_content(faults)
    procedure = procedure_of(content)
    before = (
        procedure.versions.filter(status__in=list(READABLE), valid_to__isnull=True)
        .order_by("-number")
        .first()
    )
    today = to_hanoi(at).date()
    first_day = date.fromisoformat(item["valid_from"]) if before is None else today
    own = before is not None and before.made_by != MADE_BY and before.status == VersionStatus.IN_FORCE
    if not own:
        replace_readable(procedure.code, valid_from=first_day)
        facts = facts_of(content) | {"can_be_filed": filed, "priority": item["priority"]}
        Procedure.objects.filter(code=procedure.code).update(**facts)
    status = VersionStatus.DRAFT if own else VersionStatus(item["status"])
    ProcedureVersion.objects.create(
        procedure=procedure,
        number=next_number(procedure.code),
        status=status,
        valid_from=None if own else first_day,
        content=content,
        content_sha256=sha256,
        source=content.get("source", ""),
        confidence=item.get("confidence", ""),
        made_by=MADE_BY,
        made_at=at,
        approved_by="" if own else "release",
        approved_at=None if own else at,
    )
    return "draft" if own else "new" if before is None else "changed"


def _load_synonyms(path: Path) -> tuple[int, set[str]]:
    """Add the synonyms that are missing; those edited by the city stay as they are."""
    present = set(Synonym.objects.values_list("phrase", flat=True))
    codes = set(Procedure.objects.values_list("code", flat=True))
    fresh: dict[str, Synonym] = {}
    for row in json.loads(path.read_text("utf-8"))["synonyms"] if path.exists() else []:
        phrase, code = fold(row["spoken"]), row.get("code")
        if phrase not in present and (code is None or code in codes):
            fresh[phrase] = Synonym(
                phrase=phrase,
                spoken=row["spoken"],
                words=row.get("words", ""),
                procedure_id=code,
                source=MADE_BY,
            )
    Synonym.objects.bulk_create(fresh.values())
    touched = {str(synonym.procedure_id) for synonym in fresh.values() if synonym.procedure_id}
    return len(fresh), touched
