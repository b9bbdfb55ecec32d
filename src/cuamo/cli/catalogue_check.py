"""`cuamo catalogue check`: shape, names, completeness and test cases of the versions that count."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import click
from django.utils import timezone

from cuamo.catalogue.models import LinkedSet, ProcedureVersion
from cuamo.catalogue.rules import cases, linked
from cuamo.catalogue.rules.content_check import faults_of, missing_for_filing
from cuamo.catalogue.rules.portal_rows import Fault
from cuamo.catalogue.selectors.linked import linked_set
from cuamo.catalogue.selectors.versions import MOST_LISTED, published, version_in_force, versions_of
from cuamo.catalogue.services.load_linked import contents_named
from cuamo.catalogue.states import VersionStatus
from cuamo.kernel.calendar import WorkingCalendar
from cuamo.kernel.selectors.calendar import current_calendar


@dataclass(frozen=True)
class Checked:
    """What a check of one version found."""

    version: ProcedureVersion
    cases: int
    faults: list[Fault]

    def row(self) -> dict[str, Any]:
        """Return the finding for machines."""
        return {
            "code": self.version.procedure_id,
            "version": self.version.number,
            "status": self.version.status,
            "test_cases": self.cases,
            "faults": [{"field": fault.field, "vi": fault.vi, "en": fault.en} for fault in self.faults],
        }


@click.command()
@click.argument("code", required=False)
@click.option("--drafts", is_flag=True, help="Check drafts of CODE too.")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
@click.pass_context
def check(ctx: click.Context, code: str | None, drafts: bool, as_json: bool) -> None:
    """Check procedure CODE, or the whole book: contents and their own test cases.

    Every fault is one line: code, version, field, what is wrong. Exit code 1 when there is any.
    """
    if drafts and not code:
        raise click.UsageError("--drafts needs a CODE")
    calendar = current_calendar()
    found = [_checked(version, calendar) for version in _versions(code, drafts)]
    sets = _sets(code)
    faulty = sum(bool(item.faults) for item in found) + sum(bool(faults) for _, faults in sets)
    count = sum(item.cases for item in found)
    if as_json:
        report = {
            "checked": len(found),
            "test_cases": count,
            "faulty": faulty,
            "versions": [item.row() for item in found],
            "linked_sets": [
                {"code": row.procedure_id, "set": row.number, "faults": [fault.en for fault in faults]}
                for row, faults in sets
            ],
        }
        click.echo(json.dumps(report, ensure_ascii=False, indent=1))
    else:
        for item in found:
            for fault in item.faults:
                head = f"{item.version.procedure_id} v{item.version.number}"
                click.echo(f"{head} {fault.field}: {fault.en} / {fault.vi}")
        for row, faults in sets:
            for fault in faults:
                click.echo(
                    f"{row.procedure_id} linked set {row.number} {fault.field}: {fault.en} / {fault.vi}"
                )
        click.echo(f"{len(found)} versions checked, {count} test cases run, {faulty} with faults")
    if faulty:
        ctx.exit(1)


def _sets(code: str | None) -> list[tuple[LinkedSet, list[Fault]]]:
    """Return the linked sets that count today, each with what no longer fits the versions in force."""
    today = timezone.localdate()
    codes = (
        [code.strip()] if code else list(LinkedSet.objects.values_list("procedure_id", flat=True).distinct())
    )
    rows = [row for each in sorted(codes) if (row := linked_set(each, on=today)) is not None]
    return [(row, linked.faults_of(row.content, contents_named(row.content, on=today))) for row in rows]


def _versions(code: str | None, drafts: bool) -> Iterator[ProcedureVersion]:
    today = timezone.localdate()
    if code:
        yield version_in_force(code.strip(), on=today)
        if drafts:
            yield from (v for v in versions_of(code.strip()) if v.status == VersionStatus.DRAFT)
        return
    after = ""
    while page := published(on=today, after=after, limit=MOST_LISTED):
        for procedure in page:
            yield version_in_force(procedure.code, on=today)
        after = page[-1].code


def _checked(version: ProcedureVersion, calendar: WorkingCalendar) -> Checked:
    content = version.content
    faults = faults_of(content)
    if not faults:
        faults = (
            cases.failures(content, calendar=calendar)
            if version.status == VersionStatus.INFORMATION
            else missing_for_filing(content, calendar=calendar)
        )
    return Checked(version, len(content.get("test_cases", [])), faults)
