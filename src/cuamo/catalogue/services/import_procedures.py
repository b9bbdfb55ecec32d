"""Read a list of procedures, say what is wrong row by row, and keep the good ones or all."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any, Literal

from django.db import transaction

from cuamo.catalogue.models import Procedure, ProcedureVersion
from cuamo.catalogue.policies import require_editor
from cuamo.catalogue.rules.content_check import faults_of
from cuamo.catalogue.rules.national_rows import as_row, is_national
from cuamo.catalogue.rules.portal_rows import Fault, read_row
from cuamo.catalogue.services.draft_version import facts_of, fingerprint, next_number, procedure_of
from cuamo.catalogue.services.index_search import index_procedures
from cuamo.catalogue.services.publish_version import readable_now, replace_readable
from cuamo.catalogue.states import READABLE, VersionStatus
from cuamo.kernel.actors import Actor
from cuamo.kernel.clock import to_hanoi
from cuamo.kernel.errors import Invalid

MOST_ROWS = 10_000
FACTS = (
    "name_vi",
    "name_en",
    "field_vi",
    "field_code",
    "audience",
    "level",
    "authority_kind",
    "route",
)
"""What the row of a procedure repeats of the version people read."""
KEPT_WORDS = ("everyday_words", "old_names")
Outcome = Literal["new", "changed", "draft", "unchanged", "faulty"]


@dataclass(frozen=True)
class RowReport:
    """What became of one row."""

    row: int
    """Place in the file, from 1."""
    code: str
    name_vi: str
    outcome: Outcome
    faults: tuple[Fault, ...] = ()
    flags: tuple[Fault, ...] = ()
    """What is kept as "not known" because the source is known to be wrong there."""


@dataclass(frozen=True)
class Made:
    """What a kept row made, and what stood there before."""

    row: int
    code: str
    name_vi: str
    outcome: Outcome
    version: str
    replaced: list[tuple[str, str]] = field(default_factory=list)
    """Versions it took the place of, each with the status it had."""
    facts: dict[str, Any] | None = None
    """What the row of the procedure said before; None for a new one, or where a draft left it alone."""


@dataclass(frozen=True)
class ImportReport:
    """What an import did, or would do."""

    rows: list[RowReport] = field(default_factory=list)
    dry_run: bool = False
    applied: bool = False
    made: list[Made] = field(default_factory=list)

    def count(self, outcome: Outcome) -> int:
        """Return how many rows came out so."""
        return sum(row.outcome == outcome for row in self.rows)

    @property
    def faulty(self) -> list[RowReport]:
        """Rows with faults, in the order of the file."""
        return [row for row in self.rows if row.outcome == "faulty"]

    def as_json(self) -> dict[str, Any]:
        """Return the report for machines: the counts, and every row."""
        outcomes: tuple[Outcome, ...] = ("new", "changed", "draft", "unchanged", "faulty")
        return {
            "dry_run": self.dry_run,
            "applied": self.applied,
            "total": len(self.rows),
            **{outcome: self.count(outcome) for outcome in outcomes},
            "rows": [asdict(row) for row in self.rows],
        }


@transaction.atomic
def import_procedures(
    *,
    rows: object,
    actor: Actor,
    at: datetime,
    mode: Literal["only_good", "all_or_nothing"] = "all_or_nothing",
    dry_run: bool = False,
    source: str = "",
) -> ImportReport:
    """Import procedures in the shape of procedures.json (nhập danh mục).

    A new code becomes a version for information; a procedure that dossiers can be filed under only gets a
    draft, which two people must put in force. The same row twice changes nothing. No row is ever kept half.

    Args:
        mode: `only_good` keeps the rows without faults; `all_or_nothing` keeps nothing if any row has one.
        dry_run: report only.
    Raises:
        Invalid: `rows` is no list, or longer than 10,000.
        NotPermitted: the actor is no editor.
    """
    require_editor(actor)
    if not isinstance(rows, list | tuple) or len(rows) > MOST_ROWS:
        raise Invalid(
            "catalogue.import_shape",
            f"Tệp cần là một danh sách thủ tục, nhiều nhất {MOST_ROWS} dòng.",
            f"The file must be a list of procedures, at most {MOST_ROWS} rows.",
        )
    read = _read_all(rows)
    reports = [report if report.faults else _compared(report, content) for report, content in read]
    faulty = any(report.outcome == "faulty" for report in reports)
    applied = not dry_run and not (faulty and mode == "all_or_nothing")
    made: list[Made] = []
    if applied:
        made = [
            _keep(report, content, actor, at, source)
            for report, (_, content) in zip(reports, read, strict=True)
            if report.outcome in {"new", "changed", "draft"}
        ]
        index_procedures([kept.code for kept in made if kept.outcome != "draft"])
    return ImportReport(reports, dry_run, applied, made)


def _read_all(rows: Sequence[object]) -> list[tuple[RowReport, dict[str, Any]]]:
    seen: dict[str, int] = {}
    read: list[tuple[RowReport, dict[str, Any]]] = []
    for number, given in enumerate(rows, start=1):
        row = given
        flags: list[Fault] = []
        if is_national(row):
            row, flags = as_row(row)  # type: ignore[arg-type]  # is_national has looked
        reading = read_row(row)
        faults = list(reading.faults)
        if not faults:
            faults = faults_of(reading.content)
        code = str(row.get("code") or "") if isinstance(row, dict) else ""
        name = str(row.get("name_vi") or "") if isinstance(row, dict) else ""
        if code and code in seen:
            faults.append(
                Fault("code", f"Trùng mã với dòng {seen[code]}.", f"The same code as row {seen[code]}.")
            )
        seen.setdefault(code, number)
        report = RowReport(
            number, code[:20], name[:200], "faulty" if faults else "new", tuple(faults), tuple(flags)
        )
        read.append((report, reading.content))
    return read


def _compared(report: RowReport, content: dict[str, Any]) -> RowReport:
    rows = ProcedureVersion.objects.filter(procedure_id=report.code)
    versions = list(rows.exclude(status=VersionStatus.WITHDRAWN).order_by("-number")[:20])
    if not versions:
        return report
    current = next((v for v in versions if v.status in READABLE and v.valid_to is None), None)
    for name in KEPT_WORDS:
        if current is not None and not content.get(name) and current.content.get(name):
            content[name] = current.content[name]
    if any(version.content_sha256 == fingerprint(content) for version in versions):
        return replace(report, outcome="unchanged")
    filed = current is not None and current.status == VersionStatus.IN_FORCE
    return replace(report, outcome="draft" if filed else "changed")


def _keep(report: RowReport, content: dict[str, Any], actor: Actor, at: datetime, source: str) -> Made:
    known = Procedure.objects.filter(code=content["code"]).values(*FACTS).first()
    procedure = procedure_of(content)
    draft = report.outcome == "draft"
    today = to_hanoi(at).date()
    replaced: list[tuple[str, str]] = []
    if not draft:
        replaced = [(str(version.id), version.status) for version in readable_now(procedure.code)]
        replace_readable(procedure.code, valid_from=today)
        Procedure.objects.filter(code=procedure.code).update(**facts_of(content))
    version = ProcedureVersion.objects.create(
        procedure=procedure,
        number=next_number(procedure.code),
        status=VersionStatus.DRAFT if draft else VersionStatus.INFORMATION,
        valid_from=None if draft else today,
        content=content,
        content_sha256=fingerprint(content),
        source=source or content.get("source", ""),
        made_by=actor.id,
        made_at=at,
    )
    return Made(
        report.row,
        report.code,
        report.name_vi,
        report.outcome,
        str(version.id),
        replaced,
        None if draft else known,
    )
