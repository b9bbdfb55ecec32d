"""Bring the retention table of the product into the database."""

import json
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction

from cuamo.archive.models import Keeping, RetentionTerm
from cuamo.archive.services.file_dossier import count_days

FIELDS = (
    "name_vi",
    "name_en",
    "procedures",
    "fields",
    "years",
    "permanent",
    "submit_within_months",
    "complaint_days",
    "keeps",
    "source",
    "confidence",
    "confirmed_by",
)
AT_ONCE = 500


@transaction.atomic
def load_terms(*, path: Path) -> dict[str, int]:
    """Add and change rows as the reference file says; a second run finds it done.

    A confirmed row never changes: a newer term comes with a day of its own. Finished dossiers that are still
    kept follow what changed.

    Returns:
        How many rows are new and how many changed; without what is zero.
    Raises:
        ValueError: the file would change a confirmed row, or a row is faulty; nothing is loaded then.
    """
    file = json.loads(path.read_text("utf-8"))
    known = {(row.code, row.valid_from): row for row in RetentionTerm.objects.select_for_update()}
    fresh, changed = [], []
    for wanted in (_row(item, file) for item in file["terms"]):
        row = known.get((wanted.code, wanted.valid_from))
        if row is None:
            fresh.append(wanted)
        elif differs := [name for name in FIELDS if getattr(row, name) != getattr(wanted, name)]:
            if row.confirmed_by:
                if wanted.confirmed_by:
                    raise ValueError(
                        f"retention term {row.code} of {row.valid_from} is confirmed and may not change"
                        f" ({', '.join(differs)}): give it a new valid_from"
                    )
                continue
            for name in differs:
                setattr(row, name, getattr(wanted, name))
            changed.append(row)
    RetentionTerm.objects.bulk_create(fresh)
    RetentionTerm.objects.bulk_update(changed, FIELDS)
    if fresh or changed:
        _count_again()
    return {what: count for what, count in {"new": len(fresh), "changed": len(changed)}.items() if count}


def _row(item: dict[str, Any], file: dict[str, Any]) -> RetentionTerm:
    years, permanent = item.get("years"), bool(item.get("permanent"))
    if permanent == (years is not None) or (years is not None and not 1 <= years <= 100):
        raise ValueError(f"retention term {item.get('code')}: give years or permanent, not both and not none")
    return RetentionTerm(
        code=item["code"],
        valid_from=date.fromisoformat(item["valid_from"]),
        name_vi=item["name_vi"],
        name_en=item.get("name_en", ""),
        procedures=item.get("procedures", []),
        fields=item.get("fields", []),
        years=years,
        permanent=permanent,
        submit_within_months=item.get("submit_within_months"),
        complaint_days=item.get("complaint_days", file["complaint_days"]),
        keeps=item.get("keeps", "ALL"),
        source=item["source"],
        confidence=item["confidence"],
        confirmed_by=item.get("confirmed_by", ""),
    )


def _count_again() -> None:
    kept, rows = Keeping.objects.filter(destroyed_at=None), list(RetentionTerm.objects.all())
    last = None
    while True:
        further = kept.filter(dossier_id__gt=last) if last else kept
        found = list(further.select_for_update().order_by("dossier_id")[:AT_ONCE])
        if not found:
            return
        for keeping in found:
            count_days(keeping, rows)
        Keeping.objects.bulk_update(found, ["term_code", "submit_from", "submit_by", "destroy_from"])
        last = found[-1].dossier_id
