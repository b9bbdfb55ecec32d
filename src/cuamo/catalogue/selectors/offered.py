"""What a place can file with people."""

from datetime import date

from django.db.models import F

from cuamo.catalogue.models import ProcedureVersion
from cuamo.catalogue.rules.helpers import help_by
from cuamo.catalogue.selectors.helpers import helper_kind
from cuamo.catalogue.selectors.versions import counting_on, pinned_version
from cuamo.organisation.models import Unit


def offered_at(unit: Unit | None, *, on: date) -> list[ProcedureVersion]:
    """Return the versions in force on the day `on` that this place files, the most used first.

    One query; the contents come from the process's memory (`pinned_version`).
    """
    counting = counting_on(on).defer("content").order_by("procedure_id", F("status").asc(), "-number")
    kind = helper_kind(unit) if unit is not None else ""
    found = []
    for row in counting.distinct("procedure_id"):
        content = pinned_version(row.id).content
        if not content.get("form", {}).get("sections"):
            continue
        if kind and not any(one.who == kind and one.may == "FILE" for one in help_by(content)):
            continue
        row.content = content
        found.append(row)
    return sorted(found, key=lambda row: (-row.procedure.priority, row.procedure_id))
