"""Load the linked sets that come with the product."""

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction

from cuamo.catalogue.models import LinkedSet
from cuamo.catalogue.rules.linked import faults_of
from cuamo.catalogue.selectors.versions import counting_on
from cuamo.catalogue.services.draft_version import fingerprint, invalid_content
from cuamo.kernel.clock import to_hanoi


@transaction.atomic
def load_linked(*, folder: Path, at: datetime) -> int:
    """Bring the linked sets to what `folder` says and return how many are new; a second run finds them done.

    A changed set becomes the next version from today on; filings keep the one they were sent by.

    Raises:
        Invalid: a set has a fault: an unknown name, a required field nothing fills, a ring; none is loaded.
    """
    today = to_hanoi(at).date()
    files = [json.loads(path.read_text("utf-8")) for path in sorted(folder.glob("*.json"))]
    return sum(_keep(item, at=at, today=today) for file in files for item in file["sets"])


def contents_named(content: Mapping[str, Any], *, on: date) -> dict[str, dict[str, Any]]:
    """Return the contents in force of the procedures a set names, by code."""
    codes = {str(content.get("code", "")), *_procedures(content.get("parts") or [])}
    rows = counting_on(on).filter(procedure_id__in=codes).order_by("-status", "number")
    return {row.procedure_id: row.content for row in rows}


def _procedures(parts: Iterable[Any]) -> set[str]:
    return {str(part.get("procedure", "")) for part in parts if isinstance(part, Mapping)}


def _keep(item: Mapping[str, Any], *, at: datetime, today: date) -> int:
    content = item["content"]
    if faults := faults_of(content, contents_named(content, on=today)):
        raise invalid_content(faults)
    sha256 = fingerprint(content)
    mine = LinkedSet.objects.filter(procedure_id=content["code"])
    newest = mine.order_by("-number").first()
    if newest is not None and newest.content_sha256 == sha256:
        return 0
    if newest is not None and newest.valid_to is None:
        newest.valid_to = today - timedelta(days=1)
        newest.save(update_fields=["valid_to"])
    LinkedSet.objects.create(
        procedure_id=content["code"],
        number=newest.number + 1 if newest else 1,
        valid_from=today if newest else date.fromisoformat(item["valid_from"]),
        content=content,
        content_sha256=sha256,
        source=content["source"],
        confidence=item.get("confidence", ""),
        confirmed_by=item.get("confirmed_by", ""),
        made_at=at,
    )
    return 1
