"""Scans reported to be faulty, as items of a supplement request."""

from django.http import QueryDict

from cuamo.dossiers.models import Dossier
from cuamo.dossiers.selectors.digital import faults_to_ask
from cuamo.web.officer.decision_form import Item


def scans_to_ask(dossier: Dossier, posted: QueryDict) -> list[Item]:
    """Return an item, ticked, for each faulty scan; none once the form was sent: what was typed counts."""
    if posted:
        return []
    return [Item(row["about"], row["reason"], row["todo"], on=True) for row in faults_to_ask(dossier)]
