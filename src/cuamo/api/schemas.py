"""Shapes of the API, version 1."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import Field, StringConstraints

Text = Annotated[str, StringConstraints(max_length=300, pattern=r"^[^\x00]*$")]
Code = Annotated[str, StringConstraints(min_length=1, max_length=40, pattern=r"^[^\x00-\x1f]*$")]


class ProcedureRow(Schema):
    """One procedure in a list."""

    code: str
    name_vi: str
    name_en: str
    field_vi: str
    level: str
    can_be_filed: bool


class ProcedurePage(Schema):
    """One page of procedures; ask again with `after=next_after`."""

    items: list[ProcedureRow]
    next_after: str | None


class SearchHit(Schema):
    """One procedure found by words."""

    code: str
    name_vi: str
    score: float


class ProcedureVersionOut(Schema):
    """The version in force, with questions, papers, form, fees and process."""

    code: str
    version_id: str
    number: int
    status: str
    valid_from: date | None
    content: dict[str, Any]


class QueueOut(Schema):
    """A place's queue of this moment; the wait is a range from measured visits, null where there are none."""

    open: bool
    waiting: int
    counters: int
    wait_minutes_from: int | None
    wait_minutes_to: int | None


class AgencyOut(Schema):
    """One place where people are helped."""

    code: str
    kind: str
    name_vi: str
    name_en: str
    address: str
    ward_code: str
    lat: float | None
    lon: float | None
    hours: dict[str, Any]
    metres: int | None = None
    queue: QueueOut


class AgencyPage(Schema):
    """One page of places; ask again with `after=next_after`."""

    items: list[AgencyOut]
    next_after: str | None


class StageOut(Schema):
    """One rung of the ladder."""

    state: str
    name_vi: str
    name_en: str
    reached_at: datetime | None
    expected_at: datetime | None
    now: bool


class TrackOut(Schema):
    """Where a dossier stands; no personal data."""

    code: str
    procedure_vi: str
    procedure_en: str
    state: str
    state_vi: str
    state_en: str
    holder_vi: str
    holder_en: str
    since: datetime | None
    answer_due_at: datetime | None
    due_at: datetime | None
    late: bool
    paused: bool
    returns: int
    stages: list[StageOut]


class TrackIn(Schema):
    """A code and its secret."""

    code: Code
    secret: Annotated[str, StringConstraints(pattern=r"^[0-9]{4}$")] = Field(
        description="Last four digits of the applicant's personal id or phone."
    )


class ApplicantIn(Schema):
    """The person the dossier belongs to."""

    personal_id: Annotated[str, StringConstraints(pattern=r"^[0-9]{12}$")]
    full_name: Text
    birth_date: date
    sex: Literal["Nam", "Nữ"]
    address: Text
    phone: Text


class PaperIn(Schema):
    """One file for one component."""

    component: Code
    filename: Text = "giay-to.pdf"
    content_base64: Annotated[str, StringConstraints(max_length=28_000_000)]


class DeliveryIn(Schema):
    """How the result comes back."""

    way: Literal["HOME", "ELECTRONIC"] = "HOME"
    recipient: Text = ""
    phone: Text = ""
    address: Text = ""
    ward_code: Annotated[str, StringConstraints(pattern=r"^[0-9]{5}$")]


class DossierIn(Schema):
    """A complete dossier of a trusted system; the applicant has confirmed it there."""

    procedure: Code
    applicant: ApplicantIn
    answers: dict[Code, Text] = Field(default_factory=dict, max_length=50)
    values: dict[Code, Any] = Field(
        default_factory=dict,
        max_length=300,
        description="By field of the form. A file or signature is {filename, content_base64}; "
        "whoever cannot sign is {cannot, witness}.",
    )
    papers: list[PaperIn] = Field(default_factory=list, max_length=60)
    delivery: DeliveryIn
    confirmed: Literal[True] = Field(description="The applicant saw the whole summary and confirmed it.")


class DossierOut(Schema):
    """What was given for the dossier; a repeat with the same key gets the same."""

    id: str
    code: str
    tracking_url: str
    answer_due_at: str


class EventOut(Schema):
    """One event of a dossier the client sent."""

    position: int
    name: str
    dossier_code: str
    occurred_at: datetime
    data: dict[str, Any]


class EventPage(Schema):
    """Events after a position; ask again with `after=position`."""

    items: list[EventOut]
    position: int
