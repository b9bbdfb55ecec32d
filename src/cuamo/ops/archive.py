"""Backup and restore: database and files in one archive that says what it holds."""

import hashlib
import io
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit, urlunsplit

from cuamo.ops import binaries, database, fingerprints, paths, secrets
from cuamo.ops.errors import OpsError

FORM = 1
MANIFEST, DUMP, FILES = "manifest.json", "database.dump", "files"
EMPTY_DATABASE = """
drop schema public cascade;
drop schema if exists cuamo_ops cascade;
create schema public authorization pg_database_owner;
grant usage on schema public to public;
"""
RESTORED = "restored"
UNFINISHED = """
insert into cuamo_ops.step (name, fingerprint) values ('restored', 'feed not reset')
    on conflict (name) do update set fingerprint = excluded.fingerprint;
"""
"""Set in the transaction of the restore; the next start finishes what a killed restore left."""


@dataclass(frozen=True)
class Manifest:
    """What an archive holds."""

    form: int
    made_at: str
    database_sha256: str
    data_key_sha256: str
    """Hash of the key of the encrypted columns; the key itself is not in the archive."""
    files: int


def write(file: Path, *, url: str, files: Path, at: datetime) -> Manifest:
    """Write database and files into one archive; it appears under its name only when it is whole.

    The database goes first: every file it names was stored before it was named.
    """
    draft = file.with_name(file.name + ".part")
    with tempfile.TemporaryDirectory(prefix="cuamo-backup-", dir=file.parent) as scratch:
        dump = Path(scratch) / DUMP
        _client("pg_dump", url, ["--format=custom", "--no-owner", f"--file={dump}"])
        stored = [path for path in sorted(files.rglob("*")) if path.is_file()] if files.is_dir() else []
        manifest = Manifest(FORM, at.isoformat(), _sha256(dump), _key_hash(), len(stored))
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as out:
            with _open_for_writing(out, file) as archive:
                _add_bytes(archive, MANIFEST, json.dumps(asdict(manifest), indent=1).encode())
                archive.add(dump, DUMP)
                for path in stored:
                    archive.add(path, f"{FILES}/{path.relative_to(files)}")
            out.flush()
            os.fsync(out.fileno())
    draft.rename(file)
    return manifest


def read(file: Path, *, url: str, files: Path, force: bool) -> Manifest:
    """Read an archive into a database and a folder of files: all of the database or nothing of it.

    Raises:
        OpsError: the archive is damaged or of another key; the database is in use, or not empty
            without `force`.
    """
    with tempfile.TemporaryDirectory(prefix="cuamo-restore-", dir=paths.make_var()) as scratch:
        try:
            with tarfile.open(file) as archive:
                _unpack(archive, Path(scratch))
            manifest = Manifest(**json.loads((Path(scratch) / MANIFEST).read_text()))
        except (OSError, tarfile.TarError, ValueError, TypeError, EOFError) as error:
            raise OpsError(f"{file} is not a whole archive of `cuamo backup`: {error}") from None
        dump = Path(scratch) / DUMP
        _check(manifest, dump, file)
        not_empty = _look_at(url)
        if not_empty and not force:
            raise OpsError("the database is not empty: --force replaces everything in it")
        script = Path(scratch) / "database.sql"
        _client("pg_restore", None, ["--no-owner", "--exit-on-error", f"--file={script}", str(dump)])
        clear = Path(scratch) / "clear.sql"
        clear.write_text(EMPTY_DATABASE if not_empty else "")
        note = Path(scratch) / "note.sql"
        note.write_text(fingerprints.MAKE_TABLE + UNFINISHED)
        options = ["--quiet", "--no-psqlrc", "--single-transaction", "--set=ON_ERROR_STOP=1"]
        scripts = [f"--file={part}" for part in (clear, script, note)]
        _client("psql", url, [*options, "--output=/dev/null", *scripts])
        _put_files(Path(scratch) / FILES, files)
    return manifest


def _look_at(url: str) -> bool:
    """Tell whether a database holds anything; nobody else may be using it."""
    with database.connect(url) as connection:
        others = connection.execute(
            "select count(*) from pg_stat_activity where datname = current_database() "
            "and backend_type = 'client backend' and pid <> pg_backend_pid()"
        ).fetchone()
        if others and others[0]:
            raise OpsError(f"{others[0]} sessions are using the database: stop the product (bin/up) first")
        tables = connection.execute(
            "select count(*) from pg_class c join pg_namespace n on n.oid = c.relnamespace "
            "where n.nspname = 'public' and c.relkind in ('r', 'p')"
        ).fetchone()
    return bool(tables and tables[0])


def _check(manifest: Manifest, dump: Path, file: Path) -> None:
    if manifest.form != FORM:
        raise OpsError(f"{file} has form {manifest.form}; this version reads form {FORM}")
    if not dump.exists() or _sha256(dump) != manifest.database_sha256:
        raise OpsError(f"{file} is damaged: the database in it does not have the hash its manifest says")
    if manifest.data_key_sha256 != _key_hash():
        raise OpsError(
            f"{file} was made with another CUAMO_DATA_KEY, without which its personal data "
            "cannot be read: put that key into var/secrets.env first"
        )


def _put_files(source: Path, target: Path) -> None:
    """Put files where they belong; they are named by their content, so what is there already stays."""
    for path in sorted(source.rglob("*")):
        place = target / path.relative_to(source)
        if path.is_dir():
            place.mkdir(mode=0o700, parents=True, exist_ok=True)
        elif not place.exists():
            place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            path.rename(place)


def _client(program: str, url: str | None, arguments: list[str]) -> None:
    """Run a PostgreSQL client; a password goes by environment, where other users cannot read it."""
    env = dict(os.environ)
    if url:
        parts = urlsplit(url)
        if parts.password:
            env["PGPASSWORD"] = unquote(parts.password)
            name, _, host = parts.netloc.rpartition("@")
            url = urlunsplit(parts._replace(netloc=f"{name.split(':')[0]}@{host}"))
        arguments = [f"--dbname={url}", *arguments]
    command = [str(binaries.find().path(program)), *arguments]
    done = subprocess.run(command, env=env, check=False, capture_output=True, text=True)
    if done.returncode != 0:
        words = [line for line in done.stderr.strip().splitlines() if line] or [
            f"exit code {done.returncode}"
        ]
        raise OpsError(f"{program} failed: {words[0]}")


def _key_hash() -> str:
    key = os.environ.get("CUAMO_DATA_KEY") or secrets.load_or_make()["CUAMO_DATA_KEY"]
    return hashlib.sha256(f"cuamo-backup:{key}".encode()).hexdigest()


def _sha256(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _open_for_writing(out: io.BufferedWriter, file: Path) -> tarfile.TarFile:
    if file.suffix in {".gz", ".tgz"}:
        return tarfile.open(fileobj=out, mode="w:gz", compresslevel=1)
    return tarfile.open(fileobj=out, mode="w")


def _add_bytes(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    entry = tarfile.TarInfo(name)
    entry.size = len(content)
    archive.addfile(entry, io.BytesIO(content))


def _unpack(archive: tarfile.TarFile, into: Path) -> None:
    """Unpack plain files and folders below `into`; Python before 3.11.4 has no filter of its own.

    Raises:
        ValueError: a member is a link or a device, or would land elsewhere.
    """
    root = into.resolve()
    for member in archive:
        place = (root / member.name).resolve()
        if not place.is_relative_to(root) or not (member.isreg() or member.isdir()):
            raise ValueError(f"{member.name} does not belong into a backup")
        if member.isdir():
            place.mkdir(parents=True, exist_ok=True)
            continue
        place.parent.mkdir(parents=True, exist_ok=True)
        content = archive.extractfile(member)
        assert content is not None
        with content, place.open("wb") as out:
            shutil.copyfileobj(content, out)
