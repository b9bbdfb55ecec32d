"""`cuamo catalogue list|show|import|check`: the book of procedures at the command line."""

import json
from pathlib import Path
from typing import Literal

import click
from django.utils import timezone

from cuamo.catalogue.models import Procedure, ProcedureVersion
from cuamo.catalogue.selectors.versions import MOST_LISTED, published, version_in_force
from cuamo.catalogue.services.import_procedures import ImportReport, import_procedures
from cuamo.cli.catalogue_check import check
from cuamo.kernel.actors import SYSTEM
from cuamo.kernel.money import format_vnd

MOST_BYTES = 64 * 1024 * 1024
Mode = Literal["only_good", "all_or_nothing"]


@click.group()
def catalogue() -> None:
    """List, show, import and check procedures."""


catalogue.add_command(check)


@catalogue.command("list")
@click.option("--field", "field_vi", default="", help="Only this field of work, by its Vietnamese name.")
@click.option("--can-be-filed", is_flag=True, help="Only those with a complete e-form.")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def list_procedures(field_vi: str, can_be_filed: bool, as_json: bool) -> None:
    """List the procedures people can read today, by code."""
    today = timezone.localdate()
    rows: list[Procedure] = []
    after = ""
    while page := published(
        on=today,
        after=after,
        limit=MOST_LISTED,
        field_vi=field_vi,
        can_be_filed=True if can_be_filed else None,
    ):
        rows += page
        after = page[-1].code
    if as_json:
        click.echo(json.dumps([_row(procedure) for procedure in rows], ensure_ascii=False, indent=1))
        return
    for procedure in rows:
        mark = "●" if procedure.can_be_filed else "○"
        click.echo(f"{procedure.code}  {mark} {procedure.level:<7}  {procedure.name_vi}")
    click.echo(f"{len(rows)} procedures; ● can be filed here, ○ for information")


@catalogue.command()
@click.argument("code")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON: the whole content of the version.")
def show(code: str, as_json: bool) -> None:
    """Show the version of procedure CODE that counts today."""
    version = version_in_force(code.strip(), on=timezone.localdate())
    if as_json:
        head = {
            "code": version.procedure_id,
            "version": version.number,
            "status": version.status,
            "valid_from": version.valid_from.isoformat() if version.valid_from else None,
            "sha256": version.content_sha256,
        }
        click.echo(json.dumps(head | {"content": version.content}, ensure_ascii=False, indent=1))
        return
    _print_version(version)


@catalogue.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--dry-run", is_flag=True, help="Report only, change nothing.")
@click.option("--only-good", is_flag=True, help="Keep the rows without faults; otherwise all rows or none.")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
@click.pass_context
def import_file(ctx: click.Context, file: Path, dry_run: bool, only_good: bool, as_json: bool) -> None:
    """Import procedures from FILE, a JSON list in the shape of procedures.json.

    Every faulty row is reported with its field and reason. A row is kept whole or not at all.
    """
    mode: Mode = "only_good" if only_good else "all_or_nothing"
    report = import_procedures(
        rows=_read(file), actor=SYSTEM, at=timezone.now(), mode=mode, dry_run=dry_run, source=file.name
    )
    if as_json:
        click.echo(json.dumps(report.as_json(), ensure_ascii=False, indent=1))
    else:
        _print_report(report)
    if report.faulty and not report.applied and not dry_run:
        click.echo(
            f"error: nothing imported, {len(report.faulty)} rows have faults; "
            "mend them, or keep the good rows with --only-good",
            err=True,
        )
        ctx.exit(1)


def _read(file: Path) -> object:
    if file.stat().st_size > MOST_BYTES:
        raise click.UsageError(f"{file.name} is larger than {MOST_BYTES // 1024 // 1024} MB")
    try:
        read = json.loads(file.read_text("utf-8-sig"))
        return read["procedures"] if isinstance(read, dict) and "procedures" in read else read
    except UnicodeDecodeError:
        raise click.UsageError(f"{file.name} is not UTF-8 text") from None
    except (json.JSONDecodeError, RecursionError) as wrong:
        raise click.UsageError(f"{file.name} is not JSON: {wrong}") from None


def _row(procedure: Procedure) -> dict[str, object]:
    return {
        "code": procedure.code,
        "name_vi": procedure.name_vi,
        "name_en": procedure.name_en,
        "field_vi": procedure.field_vi,
        "level": procedure.level,
        "route": procedure.route,
        "can_be_filed": procedure.can_be_filed,
    }


def _print_version(version: ProcedureVersion) -> None:
    content = version.content
    limit = content["time_limit"]
    click.echo(f"{version.procedure_id}  {content['name_vi']}")
    click.echo(f"  {content.get('name_en', '')}")
    click.echo(
        f"  version {version.number}, {version.status}, from {version.valid_from}, route {content['route']}"
    )
    click.echo(f"  time limit: {limit.get('qty') or 'not stated'} {limit.get('unit') or ''}".rstrip())
    for question in content.get("questions", []):
        click.echo(f"  ? {question['label_vi']}")
    for paper in content.get("components", []):
        click.echo(f"  - {paper['name_vi']}")
    for fee in content.get("fees", []):
        amount = fee.get("amount_vnd")
        said = "not known" if amount is None else format_vnd(amount)
        click.echo(f"  {fee['name_vi']}: {said} ({fee['setter']})")
    for item in content.get("unconfirmed", []):
        click.echo(f"  unconfirmed: {item['fact']} ({item['confidence']}) {item.get('note', '')}".rstrip())


def _print_report(report: ImportReport) -> None:
    for row in report.faulty:
        for fault in row.faults:
            click.echo(f"row {row.row} {row.code or '(no code)'} {fault.field}: {fault.en} / {fault.vi}")
    verb = "would be imported" if report.dry_run else "imported" if report.applied else "not imported"
    click.echo(
        f"{len(report.rows)} rows: {report.count('new')} new, {report.count('changed')} changed, "
        f"{report.count('draft')} as drafts, {report.count('unchanged')} unchanged, "
        f"{report.count('faulty')} faulty; {verb}"
    )
