"""What T2 shows between acceptance and result, and after it."""

from typing import Any

from cuamo.dossiers.models import Dossier, PastResult, Result
from cuamo.dossiers.selectors.complaints import complaints_of, may_complain
from cuamo.dossiers.selectors.obligations import obligations_of
from cuamo.dossiers.states import State


def life_of(dossier: Dossier, result: Result | None) -> dict[str, Any]:
    """Return money found while deciding, complaints with their answers, and the result that was replaced."""
    owed = obligations_of(dossier)
    return {
        "open": [asked for asked in owed if asked.settled_at is None and dossier.state == State.PAYMENT],
        "paid": [asked for asked in owed if asked.settled_at is not None],
        "complaints": complaints_of(dossier),
        "may_complain": may_complain(dossier),
        "replaced": PastResult.objects.filter(dossier=dossier).order_by("replaced_at").last(),
        "correcting": result is not None and bool(result.corrects),
    }
