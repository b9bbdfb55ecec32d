"""`cuamo archive`: check a package for the archive with nothing but the package."""

import json
import sys
from pathlib import Path

import click

from cuamo.archive.rules.package_check import PackageReport, check_package


@click.group()
def archive() -> None:
    """Packages for the archive."""


@archive.command()
@click.argument("package", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--anchors",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    default=None,
    help="Folder with the roots of days as they were kept outside the database (var/anchors).",
)
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def verify(package: Path, anchors: Path | None, as_json: bool) -> None:
    """Check every hash, every chain of events and every day's root; exit code 1 when something is wrong.

    Needs no database and no network.
    """
    report = check_package(package, anchors=_roots(anchors) if anchors else None)
    click.echo(json.dumps(_said(report), ensure_ascii=False) if as_json else _lines(report))
    if not report.intact:
        sys.exit(1)


def _roots(folder: Path) -> dict[str, str]:
    """Return the roots of days by day; a file that is no anchor is left out."""
    roots = {}
    for path in sorted(folder.glob("*.json")):
        try:
            said = json.loads(path.read_text("utf-8"))
            roots[str(said["day"])] = str(said["root"])
        except (ValueError, KeyError, TypeError):
            continue
    return roots


def _said(report: PackageReport) -> dict[str, object]:
    return {"intact": report.intact} | vars(report)


def _lines(report: PackageReport) -> str:
    word = "intact" if report.intact else "NOT INTACT"
    counted = (
        f"{report.number or 'package'}: {word}: {report.dossiers} dossiers, {report.files} files,"
        f" {report.events} events, {report.days} day roots ({report.anchored} compared outside)"
    )
    return "\n".join([counted, *(f"  {fault}" for fault in report.faults)])
