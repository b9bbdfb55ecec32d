"""Tables of the app, one module per aggregate."""

from cuamo.dossiers.models.confirmation import Confirmation
from cuamo.dossiers.models.decision import ClockPause, Decision, Rating, Result
from cuamo.dossiers.models.dossier import Dossier, DossierKey, PersonDossier
from cuamo.dossiers.models.life import Complaint, Obligation, Opinion, PastResult
from cuamo.dossiers.models.long_run import LongRun
from cuamo.dossiers.models.paper import DossierPaper, SupplementRequest
from cuamo.dossiers.models.visit import Consent, Visit
from cuamo.dossiers.models.work_item import WorkItem

__all__ = [
    "ClockPause",
    "Complaint",
    "Confirmation",
    "Consent",
    "Decision",
    "Dossier",
    "DossierKey",
    "DossierPaper",
    "LongRun",
    "Obligation",
    "Opinion",
    "PastResult",
    "PersonDossier",
    "Rating",
    "Result",
    "SupplementRequest",
    "Visit",
    "WorkItem",
]
