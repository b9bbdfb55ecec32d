"""One visit as a counter's PC brings it: read strictly, before anything is done with it."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, Field, StringConstraints, ValidationError, field_validator

from cuamo.kernel.errors import Invalid

Text = Annotated[str, StringConstraints(max_length=300)]
Hash = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Amount = Annotated[int, Field(ge=0, le=1_000_000_000)]
MOST_FILES = 60
MOST_SEEN = 400
EARLIEST, LATEST = 1900, 2999
"""Years a clock can show, however wrong it is."""


class Typed(BaseModel):
    """Who came without a card, as typed; see `people.rules.stated`."""

    known_by: Text = "OTHER"
    full_name: Text
    birth_date: Text = ""
    """ISO text that may be partial, or day/month/year as typed."""
    sex: Text = ""
    address: Text = ""
    personal_id: Text = ""
    passport: Text = ""
    country: Text = ""


class PersonHere(BaseModel):
    """Who was at the counter: the text of the card, or what was typed."""

    card_text: Annotated[str, StringConstraints(max_length=2000)] = ""
    typed: Typed | None = None
    phone: Text = ""
    phone_owner: Text = ""
    """Whose number it is when it is not the person's own."""


class ConsentSaid(BaseModel):
    """What the person decided, on which words."""

    given: bool
    evidence: Literal["screen-touch", "signed-slip", "thumbprint-slip"]
    version: Text = ""
    hash: Text = ""
    at: AwareDatetime | None = None
    slip_sha256: Hash | None = None


class PaperGiven(BaseModel):
    """A file for one component."""

    key: Text
    sha256: Hash
    name: Text = ""
    copy_kind: Literal["ORIGINAL", "COPY", "ELECTRONIC"] = "ELECTRONIC"


class FormFile(BaseModel):
    """A file or signature inside the form."""

    key: Text
    sha256: Hash
    name: Text = ""


class Confirmed(BaseModel):
    """How the person confirmed what they saw."""

    method: Literal["SIGNATURE", "THUMBPRINT", "ONLINE"]
    """ONLINE: confirmed on the server before the line was cut, and unchanged since."""
    summary_hash: Text = ""
    shown_total_vnd: Amount | None = None
    """What the person was shown that they have to pay."""
    image_sha256: Hash | None = None
    slip_sha256: Hash | None = None
    witness_name: Text = ""
    at: AwareDatetime | None = None


class CashTaken(BaseModel):
    """Cash in the till."""

    amount_vnd: Amount
    tendered_vnd: Amount
    in_open_shift: bool = False
    """The clerk said that the money lies in the till of the shift open now, because the first has ended."""
    returned: bool = False
    """The clerk said that the money was given back: it is owed again, or was never due."""


class Act(BaseModel):
    """One visit with at most one dossier."""

    key: UUID
    device: UUID
    local_number: Text = ""
    clerk_id: UUID
    shift_id: UUID | None = None
    made_at: AwareDatetime
    finished_at: AwareDatetime
    clock_skew_s: Annotated[float, Field(ge=-1e11, le=1e11)] | None = None
    visit_id: UUID | None = None
    dossier_id: UUID | None = None
    base_mark: Text | None = None
    person: PersonHere | None = None
    consent: ConsentSaid | None = None
    mode: Literal["TOGETHER", "FOR", "GUIDED"] = "TOGETHER"
    procedure: Text | None = None
    version_id: UUID | None = None
    answers: dict[Text, Text] = {}
    values: dict[Text, Any] = {}
    form_files: Annotated[list[FormFile], Field(max_length=MOST_FILES)] = []
    papers: Annotated[list[PaperGiven], Field(max_length=MOST_FILES)] = []
    papers_seen: Annotated[list[Hash], Field(max_length=MOST_SEEN)] = []
    """Hashes of the papers the PC was shown of a draft begun with the network, removed there since or not."""
    delivery: dict[Text, Text] | None = None
    confirmation: Confirmed | None = None
    cash: CashTaken | None = None
    measures: dict[Text, Any] | None = None
    lead_reason: Text = ""
    """Why the lead of the point sends it in the place of the clerk who made it."""
    outcome: Annotated[str, StringConstraints(max_length=20)] = ""
    resolve: Literal["", "server", "new"] = ""
    """What the clerk chose after a look: `server` keeps the server's draft and lets the PC's copy go; `new`
    sends the PC's copy as a visit of its own beside the one it was begun as."""

    @field_validator("made_at", "finished_at")
    @classmethod
    def _within_calendars(cls, at: Any) -> Any:
        if not EARLIEST <= at.year <= LATEST:
            raise ValueError("year")
        return at

    @property
    def cash_vnd(self) -> int:
        """The cash that lies in the till for this visit; 0 when none was taken, or it was given back."""
        return self.cash.amount_vnd if self.cash is not None and not self.cash.returned else 0

    @property
    def files(self) -> list[str]:
        """The hashes of every file the act names."""
        named: list[str | None] = [paper.sha256 for paper in self.papers]
        named += [file.sha256 for file in self.form_files]
        if self.consent is not None:
            named.append(self.consent.slip_sha256)
        if self.confirmation is not None:
            named += [self.confirmation.image_sha256, self.confirmation.slip_sha256]
        return list(dict.fromkeys(name for name in named if name))


def read_act(raw: Mapping[str, Any]) -> Act:
    """Return the act in `raw`.

    Raises:
        Invalid: something has another shape; the place is named, nothing was done.
    """
    try:
        return Act.model_validate(raw)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])[:120]
    raise Invalid(
        "act.shape",
        f"Lượt này ghi sai ở «{where}» nên chưa nhận. Lượt vẫn còn trên máy này.",
        f"This visit is malformed at “{where}” and was not taken. It is still on this PC.",
        where=where,
        hint_vi="Bấm lưu tệp dự phòng rồi gọi hỗ trợ kỹ thuật.",
        hint_en="Save the rescue file, then call technical support.",
    )
