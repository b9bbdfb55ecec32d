"""`cuamo backup FILE` and `cuamo restore FILE`."""

import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from cuamo.ops import archive, database, fingerprints, paths, prepare
from cuamo.ops.progress import Progress


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def backup(file: Path, as_json: bool) -> None:
    """Write the database and the stored files into one archive (FILE.tar or FILE.tar.gz).

    The keys of `var/secrets.env` are not in it: keep a copy of them elsewhere.
    """
    if not file.absolute().parent.is_dir():
        raise click.UsageError(f"the folder {file.absolute().parent} does not exist")
    with database.ensure_running() as url:
        made = archive.write(file.absolute(), url=url, files=_files(), at=datetime.now(UTC))
    _print(file, made, as_json, "written")


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=False)
@click.option("--force", is_flag=True, help="Replace what is in the database.")
@click.option("--finish", is_flag=True, hidden=True, help="Finish a restore that was interrupted.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def restore(file: Path | None, force: bool, finish: bool, as_json: bool) -> None:
    """Read an archive of `cuamo backup` into the database: all of it or nothing.

    The product must not be running on that database. The ledger's readers start at a new watermark.
    """
    with database.ensure_running(prepared=False) as url:
        if finish:
            _bring_up_to_date(url)
            return
        if file is None:
            raise click.UsageError("Missing argument 'FILE'.")
        database.make_role(url)
        read = archive.read(file.absolute(), url=url, files=_files(), force=force)
        _bring_up_to_date(url)
    _print(file, read, as_json, "restored")


def _bring_up_to_date(url: str) -> None:
    """Migrate what an older version wrote, then let every consumer read the ledger from a new watermark."""
    os.environ.update(prepare.environment(url, {"CUAMO_AS_OWNER": "1"}))
    progress = Progress(sys.stderr)
    prepare.run(prepare.MIGRATIONS, url, dict(os.environ), progress)

    import django

    django.setup()
    from cuamo.kernel.services.feed import reset_after_restore

    reset_after_restore()
    with database.connect(url) as connection:
        fingerprints.forget(connection, archive.RESTORED)


def _files() -> Path:
    return Path(os.environ.get("CUAMO_FILES", paths.var() / "files"))


def _print(file: Path, manifest: archive.Manifest, as_json: bool, done: str) -> None:
    facts = {
        "file": str(file),
        "bytes": file.stat().st_size,
        "made_at": manifest.made_at,
        "database_sha256": manifest.database_sha256,
        "files": manifest.files,
    }
    if as_json:
        click.echo(json.dumps(facts))
    else:
        click.echo(
            f"{done}: {file} ({facts['bytes']:,} bytes, {manifest.files} files, of {manifest.made_at})"
        )
