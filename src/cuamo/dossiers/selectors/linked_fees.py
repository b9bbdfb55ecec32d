"""What the parts of a linked filing cost, on one bill."""

from dataclasses import asdict
from datetime import date
from typing import Any

from cuamo.catalogue.rules import fees
from cuamo.catalogue.rules.linked import fill
from cuamo.catalogue.selectors.linked import content_of, linked_set, versions_of_parts
from cuamo.dossiers.models import Dossier

CITY = "CITY"


def with_parts(fee: dict[str, Any], dossier: Dossier, *, today: date) -> dict[str, Any]:
    """Return the assessment with the fees the set says are taken for its parts, each line naming its part.

    One bill, one payment; a draft of a procedure on its own is returned as it is.
    """
    linked = linked_set(dossier.procedure_code, on=today) if dossier.route == CITY else None
    if linked is None:
        return fee
    said = content_of(linked)
    versions = versions_of_parts(said, on=today)
    lines: list[dict[str, Any]] = []
    for part in said.parts:
        version = versions.get(part.procedure)
        if version is None or not part.fees:
            continue
        taken = fill(part, version.content, answers=dossier.answers, values=dossier.values, today=today)
        found = fees.assess(
            version.content,
            answers=taken.answers,
            values=taken.values,
            channel="ONLINE",
            filed_on=today,
            exemptions=frozenset(dossier.answers.get("exemptions", "").split()),
        )
        lines += [
            asdict(line) | {"part": part.key, "name_vi": f"{part.name_vi}: {line.name_vi}"}
            for line in found.lines
            if line.key in part.fees
        ]
    return {
        "lines": [*fee["lines"], *lines],
        "citizen_total_vnd": fee["citizen_total_vnd"] + sum(line["citizen_vnd"] or 0 for line in lines),
        "budget_total_vnd": fee["budget_total_vnd"] + sum(line["budget_vnd"] or 0 for line in lines),
        "unknown": fee["unknown"] or any(line["citizen_vnd"] is None for line in lines),
    }
