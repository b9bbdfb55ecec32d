"""Table by table: what is emptied, what is dropped and what stays when a dossier is destroyed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Part:
    """What happens to one table's rows of a destroyed dossier."""

    table: str
    """`app.Model`."""
    by: str = "dossier_id"
    blank: Mapping[str, Any] = field(default_factory=dict)
    """Columns and what they hold afterwards."""
    through: str = ""
    """`app.Model` of the dossier's rows whose ids stand in `by`, where that is not the dossier's own id."""
    drop: bool = False
    only: Mapping[str, Any] = field(default_factory=dict)
    """Drop these rows alone."""
    stays_because: str = ""


NO_PERSON = "holds codes, moments and places, nothing about the person"
MONEY = "the books: amounts and dates; the payer's name is emptied"

PARTS = (
    Part("dossiers.TrayPage", drop=True),
    Part("dossiers.SupplementDraftPaper", by="draft__request__dossier_id", drop=True),
    Part("dossiers.SupplementDraft", by="request__dossier_id", drop=True),
    Part("dossiers.Confirmation", drop=True),
    Part("dossiers.PersonDossier", drop=True),
    Part("dossiers.ActedFor", drop=True),
    Part("dossiers.DossierKey", drop=True, only={"kind__in": ("TOKEN", "LOCAL")}),
    Part(
        "dossiers.Dossier",
        by="id",
        blank={
            "answers": {},
            "values": {},
            "sources": {},
            "delivery": {},
            "contact_phone": "",
            "applicant": None,
            "summary_hash": None,
            "ending": {},
            "tracking_token": "",
            "ward_code": "",
        },
    ),
    Part("dossiers.DossierPaper", blank={"remarks": []}),
    Part("dossiers.DigitalCopy", blank={"fault_note": "", "faults": []}),
    Part("dossiers.PaperOriginal", stays_because=NO_PERSON),
    Part("dossiers.PaperUse", stays_because=NO_PERSON),
    Part("dossiers.OwnPaper", stays_because="the person's own paper; they remove it themselves (T4)"),
    Part("dossiers.SupplementRequest", blank={"items": []}),
    Part("dossiers.Decision", blank={"content": {}}),
    Part("dossiers.Result", blank={"content": {}, "corrects": {}, "layout": {}, "revoked": {}}),
    Part("dossiers.PastResult", blank={"content": {}, "reason": ""}),
    Part("dossiers.Rating", blank={"comment": ""}),
    Part("dossiers.ReceiptFile", stays_because=NO_PERSON),
    Part("dossiers.ClockPause", stays_because=NO_PERSON),
    Part("dossiers.Obligation", blank={"lines": []}),
    Part("dossiers.Opinion", blank={"question": "", "answer": ""}),
    Part("dossiers.Complaint", blank={"text": "", "answer": ""}),
    Part("dossiers.Brought", blank={"reasons": [], "files": [], "notes": [], "papers": []}),
    Part("dossiers.Callback", blank={"phone": "", "question": "", "answer": ""}),
    Part("dossiers.Examination", blank={"marks": {}}),
    Part("dossiers.InternalNote", blank={"text": ""}),
    Part("dossiers.BulkRow", stays_because=NO_PERSON),
    Part("dossiers.Expedite", blank={"reason": "", "answer": ""}),
    Part("dossiers.Call", blank={"note": "", "proved_by": []}),
    Part("dossiers.LinkedFiling", stays_because=NO_PERSON),
    Part("dossiers.LinkedPart", stays_because=NO_PERSON),
    Part("dossiers.Lateness", stays_because=NO_PERSON),
    Part("dossiers.PreparedApology", stays_because=NO_PERSON),
    Part("dossiers.StaffAlert", by="subject_id", stays_because=NO_PERSON),
    Part("dossiers.WorkItem", stays_because="a dossier that waits for anybody is not destroyed"),
    Part("oversight.CaseFact", stays_because=NO_PERSON),
    Part("oversight.DigitalFact", stays_because=NO_PERSON),
    Part("oversight.Flag", blank={"closed_why": ""}),
    Part(
        "oversight.Feedback",
        blank={"place": "", "text": "", "answer": ""},
        stays_because="that a report was made, when, and about which point",
    ),
    Part("oversight.FiledContent", drop=True),
    Part("archive.Keeping", stays_because=NO_PERSON),
    Part("archive.RemovedImage", stays_because="hash and page count of what was removed"),
    Part("archive.Hold", blank={"ground": "", "lifted_because": ""}),
    Part("archive.DestructionItem", stays_because=NO_PERSON),
    Part("people.Reading", stays_because="the person's own record of who looked at their data"),
    Part("notices.Notice", by="subject_id", blank={"phone": "", "text": "", "text_kept": ""}),
    Part("notices.OneTimeCode", by="subject_id", drop=True),
    Part("payments.PaymentRequest", by="subject_id", blank={"payer_name": ""}, stays_because=MONEY),
    Part(
        "payments.PaymentRequest",
        by="subject_id",
        through="dossiers.Obligation",
        blank={"payer_name": ""},
        stays_because=MONEY,
    ),
    Part(
        "delivery.Parcel",
        by="subject_id",
        blank={"recipient": "", "phone": "", "address": "", "pin": "", "contents": []},
    ),
    Part("delivery.HandOver", by="parcel__subject_id", blank={"position": None}),
    Part("delivery.Alarm", by="parcel__subject_id", blank={"words": "–", "facts": {}}),
    Part("delivery.PaperInside", by="parcel__subject_id", blank={"name": ""}),
    Part("delivery.Attempt", by="parcel__subject_id", blank={"position": None, "note": ""}),
    Part(
        "delivery.CourierAct",
        by="parcel__subject_id",
        blank={"position": None, "said": {}, "reasons": [], "words": ""},
    ),
    Part("delivery.SlotChoice", by="parcel__subject_id", stays_because=NO_PERSON),
    Part(
        "delivery.Redirect",
        by="parcel__subject_id",
        blank={"old_address": "", "new_address": "", "code": ""},
    ),
    Part("delivery.Passing", by="parcel__subject_id", blank={"heirs": [], "ground": ""}),
    Part("delivery.Loss", by="parcel__subject_id", blank={"words": ""}),
    Part("delivery.CarrierOrder", by="parcel__subject_id", blank={"last_fault": ""}),
    Part("delivery.CarrierNews", by="order__parcel__subject_id", blank={"body": "", "words": ""}),
    Part("delivery.CarrierProof", by="order__parcel__subject_id", blank={"name": "", "name_hash": b""}),
    Part(
        "settlement.Item",
        by="subject_id",
        blank={"filing": {"channel": "", "groups": [], "papers": []}},
        stays_because="the books: what an operator was paid for, without the group of the person",
    ),
)
"""Rows are dropped before rows they refer to are emptied."""
