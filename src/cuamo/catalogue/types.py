"""The shape of a version's content: what an editor may write and every rule may rely on."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, model_validator

Logic = dict[str, Any] | bool
"""A JSONLogic condition over `answers` and `values`."""

Key = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_]{0,59}$")]
Line = Annotated[str, StringConstraints(min_length=1, max_length=900)]
Words = Annotated[str, StringConstraints(max_length=2000)]
Amount = Annotated[int, Field(ge=0, le=10_000_000_000)]
Unit = Literal["WORKING_DAY", "DAY", "HOUR", "MONTH", "OTHER"]
Cutoff = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
Confidence = Literal["sourced", "high", "medium", "low", "unknown"]
FieldType = Literal[
    "text", "textarea", "date", "enum", "multi", "pid12", "phone", "email",
    "money", "integer", "address", "taxcode", "checkbox", "table", "file", "signature",
]  # fmt: skip
Prefill = Literal[
    "person.full_name",
    "person.personal_id",
    "person.birth_date",
    "person.sex",
    "person.address",
    "person.phone",
]


class Part(BaseModel):
    """A part of a content: unknown keys are faults, not silence."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Authority(Part):
    """Who decides (cơ quan có thẩm quyền)."""

    kind: Literal["WARD", "DEPARTMENT", "POLICE", "LAND", "OTHER"]
    unit_code: str = ""
    name_vi: Words = ""
    name_en: Words = ""


class TimeCase(Part):
    """A limit of its own where the answers say so, such as 3 days when a change must be examined."""

    when: Logic
    qty: Annotated[int, Field(ge=1, le=400)]
    unit: Unit
    same_day_cutoff: Cutoff | None = None
    note: Words = ""


class TimeLimit(Part):
    """How long the authority may take (thời hạn giải quyết)."""

    qty: Annotated[int, Field(ge=1, le=400)] | None
    unit: Unit | None
    same_day_cutoff: Cutoff | None = None
    clock_policy: Literal["RESTART", "PAUSE"] = "PAUSE"
    note: Words = ""
    cases: Annotated[list[TimeCase], Field(max_length=6)] = []
    """The first case that holds replaces quantity, unit and cut-off."""


class Choice(Part):
    """One option of a question or of an enum field."""

    value: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.-]{1,40}$")]
    label_vi: Line
    label_en: Line


class QuestionPart(Part):
    """A question whose answer changes papers, fee or form."""

    key: Key
    label_vi: Line
    label_en: Line
    help_vi: Words = ""
    help_en: Words = ""
    options: Annotated[list[Choice], Field(min_length=2, max_length=12)]
    when: Logic | None = None


class ComponentPart(Part):
    """A paper of the dossier (thành phần hồ sơ)."""

    key: Key
    name_vi: Line
    name_en: Line
    originals: Annotated[int, Field(ge=0, le=20)]
    copies: Annotated[int, Field(ge=0, le=20)]
    required: bool = True
    when: Logic | None = None
    replaced_by_data: Words = ""
    shown_only: bool = False
    """Shown to staff and handed back at once (xuất trình)."""
    note_vi: Words = ""
    note_en: Words = ""


class ColumnPart(Part):
    """A column of a repeated group."""

    key: Key
    label_vi: Line
    label_en: Line
    type: FieldType = "text"
    required: bool = False
    options: list[Choice] = []
    max_length: Annotated[int, Field(ge=1, le=5000)] | None = None
    partial: bool = False


class ReadFromPart(Part):
    """A paper that speaks for a field once a machine has read it, and the fact on it."""

    paper: Literal[
        "BIRTH_CERTIFICATE", "BIRTH_NOTICE", "DEATH_NOTICE", "MARRIAGE_CERTIFICATE", "MARITAL_STATUS",
        "ID_CARD", "RESIDENCE", "HOUSEHOLD_BUSINESS", "HEALTH_CARD", "NONE",
    ]  # fmt: skip
    """NONE: no paper speaks for the field."""
    fact: Annotated[str, StringConstraints(max_length=40)] = ""
    """Such as `full_name`, or one part of a name: `full_name.given`."""


class FieldPart(Part):
    """One field of the e-form."""

    key: Key
    label_vi: Line
    label_en: Line
    type: FieldType
    required: bool = False
    when: Logic | None = None
    options: list[Choice] = []
    prefill: Prefill | None = None
    prefill_when: Logic | None = None
    """Prefill only then; a helper's card never fills in the person represented."""
    help_vi: Words = ""
    help_en: Words = ""
    max_length: Annotated[int, Field(ge=1, le=5000)] | None = None
    partial: bool = False
    """A date whose day and month may be unknown."""
    past: bool = False
    """A date that cannot lie ahead."""
    today: bool = False
    """An address that counts now: old wards are brought to those of today, divided ones asked about."""
    min: int | None = None
    max: int | None = None
    read_from: Annotated[list[ReadFromPart], Field(max_length=10)] = []
    """Papers whose facts are proposed for the field; empty: by what the key of the field means."""
    columns: list[ColumnPart] = []
    max_rows: Annotated[int, Field(ge=1, le=50)] = 20

    @model_validator(mode="after")
    def _parts_fit_the_type(self) -> "FieldPart":
        if self.type in {"enum", "multi"} and not self.options:
            raise ValueError(f"field {self.key} of type {self.type} needs options")
        if self.type == "table" and not self.columns:
            raise ValueError(f"table {self.key} needs columns")
        if any(column.type == "table" for column in self.columns):
            raise ValueError(f"table {self.key} cannot hold a table")
        if any(column.type in {"file", "signature"} for column in self.columns):
            raise ValueError(f"table {self.key} cannot hold files or signatures")
        if self.today and self.type != "address":
            raise ValueError(f"field {self.key} is no address and cannot be one of today")
        return self


class SectionPart(Part):
    """A page of the e-form."""

    key: Key
    title_vi: Line
    title_en: Line
    help_vi: Words = ""
    fields: Annotated[list[FieldPart], Field(min_length=1, max_length=60)]
    when: Logic | None = None


class CheckPart(Part):
    """A check across fields: `fails_when` true is a fault at `field`."""

    field: Key
    fails_when: dict[str, Any]
    vi: Line
    en: Line


class FormPart(Part):
    """The e-form (tờ khai điện tử)."""

    ref: Words = ""
    sections: list[SectionPart] = []
    checks: list[CheckPart] = []


class FeeThen(Part):
    """Another price for each unit after the first ones, such as 1.000 ₫ from the third page on."""

    after: Annotated[int, Field(ge=1, le=1000)]
    each_vnd: Amount


class FeePart(Part):
    """One fee (phí, lệ phí); an amount of None is unknown, never zero."""

    key: Key
    name_vi: Line
    name_en: Words = ""
    kind: Literal["PHI", "LE_PHI", "THAM_DINH"]
    setter: Literal["COUNCIL", "MOF", "OTHER"]
    amount_vnd: Amount | None
    online_amount_vnd: Amount | None = None
    quantity_from: Key | None = None
    times_from: Key | None = None
    """A second count the price is multiplied by, such as copies of so many pages."""
    then: FeeThen | None = None
    most_vnd: Amount | None = None
    """Most for one of `times_from`."""
    when: Logic | None = None
    exemptions: list[Annotated[str, StringConstraints(pattern=r"^[A-Z_]{2,30}$")]] = []
    refund_when: list[Literal["REFUSED_INTAKE", "WITHDRAWN", "STOPPED", "REFUSED"]] = []
    """Endings of a case after which this fee goes back; silence of the law means none."""
    valid_from: date | None = None
    valid_to: date | None = None
    confidence: Confidence = "unknown"


class StepPart(Part):
    """One step of the process, with its working hours."""

    step: Literal["INTAKE", "EXAMINE", "APPROVE", "ISSUE", "CONSULT"]
    """CONSULT runs beside EXAMINE: another authority is asked when the dossier is accepted."""
    role: Literal["RECEIVER", "SPECIALIST", "LEADER", "RECORDS_CLERK"] | None = None
    """None for CONSULT."""
    hours: Annotated[float, Field(gt=0, le=3200)]
    when: Logic | None = None
    """The step is taken only then."""
    unit_code: str = ""
    """Of CONSULT: which unit is asked."""
    unit_kind: Literal["", "WARD", "POLICE", "LAND"] = ""
    """Of CONSULT without a unit: the authority of this kind for the dossier's ward."""
    question_vi: Words = ""


class ResultPart(Part):
    """What the person gets."""

    code: str = ""
    name_vi: Line
    name_en: Line
    yields_paper: bool = True


class ResultRowPart(Part):
    """A line of the result: its label, and the field of the form it is taken from."""

    label: Line
    field: str = ""
    """Empty: the officer writes it."""
    required: bool = False


class ResultTemplatePart(Part):
    """What the paper of the result says (mẫu kết quả); `{field}` in a sentence stands for its words."""

    title: str = ""
    """Empty: the name of the result."""
    subtitle: str = ""
    grounds: Annotated[list[Line], Field(max_length=20)] = []
    opening: Words = ""
    rows: Annotated[list[ResultRowPart], Field(max_length=40)] = []
    body: Annotated[list[Line], Field(max_length=40)] = []
    validity: Words = ""
    recipients: Annotated[list[Line], Field(max_length=12)] = []


class ReasonPart(Part):
    """A reason an officer can pick, with the words the citizen reads."""

    key: Key
    text_vi: Line
    text_en: Words = ""
    law: Words = ""


class DeskCheckPart(Part):
    """What an officer ticks at one step (việc cần kiểm); the papers are on the list by themselves."""

    key: Key
    step: Literal["INTAKE", "EXAMINE", "APPROVE"]
    text_vi: Line
    law: Words = ""
    required: bool = True
    blocks: bool = False
    """Without its tick the step is not left with a yes."""
    about: Annotated[str, StringConstraints(max_length=60)] = ""
    """Key of the paper or field it is about."""
    when: Logic | None = None


class HelperPart(Part):
    """What one kind of operator may do for this procedure (facts §7.4)."""

    who: Literal["PUBLIC_POST", "POST", "TELECOM", "WARD_POINT", "BRANCH"]
    may: Literal["FILE", "GUIDE", "NONE"] = "FILE"
    needs_vi: Annotated[str, StringConstraints(max_length=600)] = ""
    """What it takes, such as a posting slip, or a contract and a letter of referral."""
    needs_en: Annotated[str, StringConstraints(max_length=600)] = ""


class MessagePart(Part):
    """What the version says of its own about one text to the citizen (tin nhắn)."""

    template: Annotated[str, StringConstraints(pattern=r"^N\d{1,2}[A-Z]?$")]
    left_out: bool = False
    """Not sent."""
    more_vi: Annotated[str, StringConstraints(max_length=200)] = ""
    """A sentence at the end of the text, such as what to bring."""
    instead_vi: Annotated[str, StringConstraints(max_length=400)] = ""
    """The whole text, with the same {parameters}."""


class SlipPart(Part):
    """What the version says of its own about one printed slip (phiếu)."""

    slip: Literal["RECEIPT", "01", "02", "03", "04", "05"]
    left_out: bool = False
    """Not printed; only of the receipt."""
    note_vi: Annotated[str, StringConstraints(max_length=600)] = ""


class UnconfirmedPart(Part):
    """A fact whose confidence is below high: shown as such, never offered as certain."""

    fact: Line
    confidence: Confidence
    note: Words = ""


class DelegationPart(Part):
    """Whether and how somebody else may file (ủy quyền)."""

    allowed: bool
    note_vi: Words = ""
    note_en: Words = ""


class TestCasePart(Part):
    """With these answers and values: these papers, this fee, this due moment; run before approval."""

    name_vi: Line
    answers: Annotated[dict[Key, str], Field(max_length=6)] = {}
    values: dict[str, Any] = {}
    """Form values as typed; papers, fees and faults are judged after they are cleaned."""
    exemptions: list[str] = []
    received_at: AwareDatetime
    """Moment of filing and of reception; its Hanoi day picks the fee in force."""
    papers: list[Key]
    """Keys of the papers asked for, in the order of the procedure."""
    online_vnd: Amount | None
    """What the citizen pays online; None is an amount nobody knows, never zero."""
    direct_vnd: Amount | None
    due_at: AwareDatetime
    faults: list[str] | None = None
    """Fields that must be at fault with these values, sorted; None judges no field."""


class Content(Part):
    """Everything one version of a procedure says."""

    code: Annotated[str, StringConstraints(pattern=r"^\d\.\d{6}$")]
    name_vi: Line
    name_en: Words = ""
    field_vi: Line
    field_code: str = ""
    audience: list[Literal["citizen", "business", "organisation"]] = []
    authority: Authority
    level: Literal["FULL", "PARTIAL", "NONE"]
    stage_2019: Annotated[str, StringConstraints(pattern=r"^[1-4]?$")] = ""
    """Mức độ 1 to 4 of Decree 43/2011, kept for history: nothing hangs on it. Empty where it is not known."""
    route: Annotated[str, StringConstraints(pattern=r"^(CITY|MINISTRY:[A-Z]\d{2})$")]
    legal_basis: list[Line] = []
    everyday_words: Annotated[list[Line], Field(max_length=80)] = []
    old_names: list[Line] = []
    confidence: dict[str, str] = {}
    time_limit: TimeLimit
    questions: Annotated[list[QuestionPart], Field(max_length=6)] = []
    components: Annotated[list[ComponentPart], Field(max_length=60)] = []
    form: FormPart = FormPart()
    fees: list[FeePart] = []
    process: list[StepPart] = []
    desk_checks: Annotated[list[DeskCheckPart], Field(max_length=40)] = []
    result: ResultPart
    result_template: ResultTemplatePart | None = None
    other_results: list[Line] = []
    returns: list[Literal["HOME", "POINT", "ELECTRONIC"]] = ["HOME", "ELECTRONIC"]
    refusal_reasons: list[ReasonPart] = []
    supplement_reasons: list[ReasonPart] = []
    helpers: Annotated[list[HelperPart], Field(max_length=5)] = []
    """Kinds not named here prepare and file."""
    messages: Annotated[list[MessagePart], Field(max_length=20)] = []
    slips: Annotated[list[SlipPart], Field(max_length=6)] = []
    delegation: DelegationPart | None = None
    notes_vi: list[Line] = []
    notes_en: list[Line] = []
    unconfirmed: list[UnconfirmedPart] = []
    test_cases: Annotated[list[TestCasePart], Field(max_length=60)] = []
    source: Words = ""
    as_of: str = ""
