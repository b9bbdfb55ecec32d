"""Tables of the app, one module per aggregate."""

from cuamo.dossiers.models.alert import StaffAlert
from cuamo.dossiers.models.apology import PreparedApology
from cuamo.dossiers.models.bulk_row import BulkRow
from cuamo.dossiers.models.callback import CallAttempt, Callback
from cuamo.dossiers.models.confirmation import Confirmation
from cuamo.dossiers.models.data_request import DataPackage, DataRequest
from cuamo.dossiers.models.decision import ClockPause, Decision, Rating, Result
from cuamo.dossiers.models.device import Brought, DeviceKey, DeviceReport
from cuamo.dossiers.models.digital import DigitalCopy, OwnPaper, PaperOriginal, PaperUse
from cuamo.dossiers.models.dossier import Dossier, DossierKey, PersonDossier
from cuamo.dossiers.models.examination import Examination
from cuamo.dossiers.models.expedite import Call, Expedite
from cuamo.dossiers.models.guided import GuidedVisit, Referral
from cuamo.dossiers.models.lateness import Lateness
from cuamo.dossiers.models.life import Complaint, Obligation, Opinion, PastResult
from cuamo.dossiers.models.linked_filing import LinkedFiling, LinkedPart
from cuamo.dossiers.models.long_run import LongRun
from cuamo.dossiers.models.mandate import ActedFor, Mandate
from cuamo.dossiers.models.note import InternalNote
from cuamo.dossiers.models.paper import DossierPaper, SupplementRequest
from cuamo.dossiers.models.receipt_file import ReceiptFile
from cuamo.dossiers.models.saved_view import SavedView
from cuamo.dossiers.models.supplement_draft import SupplementDraft, SupplementDraftPaper
from cuamo.dossiers.models.tray_page import TrayPage
from cuamo.dossiers.models.visit import Consent, Visit
from cuamo.dossiers.models.work_item import WorkItem

__all__ = [
    "ActedFor",
    "Brought",
    "BulkRow",
    "Call",
    "CallAttempt",
    "Callback",
    "ClockPause",
    "Complaint",
    "Confirmation",
    "Consent",
    "DataPackage",
    "DataRequest",
    "Decision",
    "DeviceKey",
    "DeviceReport",
    "DigitalCopy",
    "Dossier",
    "DossierKey",
    "DossierPaper",
    "Examination",
    "Expedite",
    "GuidedVisit",
    "InternalNote",
    "Lateness",
    "LinkedFiling",
    "LinkedPart",
    "LongRun",
    "Mandate",
    "Obligation",
    "Opinion",
    "OwnPaper",
    "PaperOriginal",
    "PaperUse",
    "PastResult",
    "PersonDossier",
    "PreparedApology",
    "Rating",
    "ReceiptFile",
    "Referral",
    "Result",
    "SavedView",
    "StaffAlert",
    "SupplementDraft",
    "SupplementDraftPaper",
    "SupplementRequest",
    "TrayPage",
    "Visit",
    "WorkItem",
]
