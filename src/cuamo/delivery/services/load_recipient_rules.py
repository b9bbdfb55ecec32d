"""Bring the rules about who may take what into the database."""

import json
from pathlib import Path
from typing import Any

from django.db import transaction

from cuamo.delivery.models import RecipientRule
from cuamo.delivery.rules.recipient import Need
from cuamo.delivery.states import Relation

ON_LOSS = {"REPRINT", "NEW_NUMBER"}
FIELDS = (
    "name_vi",
    "name_en",
    "say_vi",
    "say_en",
    "takers",
    "on_loss",
    "procedures",
    "kinds",
    "source",
    "confidence",
    "confirmed_by",
)


@transaction.atomic
def load_recipient_rules(*, path: Path) -> dict[str, int]:
    """Add and change rules as the reference file says; a second run finds it done.

    Raises:
        ValueError: a rule is faulty, or one procedure or kind of result has two; nothing is loaded then.
    """
    rows = [_checked(item) for item in json.loads(path.read_text("utf-8"))["rules"]]
    for field in ("procedures", "kinds"):
        named = [code for row in rows for code in getattr(row, field)]
        if len(named) != len(set(named)):
            raise ValueError(f"recipient rules: two of them name the same of {field}")
    known = {row.code: row for row in RecipientRule.objects.select_for_update()}
    fresh = [row for row in rows if row.code not in known]
    changed = [
        row
        for row in rows
        if row.code in known and any(getattr(row, f) != getattr(known[row.code], f) for f in FIELDS)
    ]
    RecipientRule.objects.bulk_create(fresh)
    RecipientRule.objects.bulk_update(changed, FIELDS)
    return {what: count for what, count in {"new": len(fresh), "changed": len(changed)}.items() if count}


def _checked(item: dict[str, Any]) -> RecipientRule:
    row = RecipientRule(code=item["code"], **{field: item[field] for field in FIELDS})
    for taker in row.takers:
        wanted = {*taker["needs"], *taker.get("without_code", ())}
        if taker["relation"] not in Relation.values or wanted - set(Need):
            raise ValueError(f"recipient rule {row.code}: {taker} is not understood")
    if row.on_loss not in ON_LOSS or not row.takers or not row.source or not row.confidence:
        raise ValueError(f"recipient rule {row.code}: takers, on_loss, source and confidence are needed")
    return row
