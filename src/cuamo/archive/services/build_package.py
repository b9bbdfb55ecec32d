"""Build the package: one folder per dossier, a list of hashes over all of it, proofs of every event."""

import json
import logging
import os
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import IO, Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from cuamo.archive.models import Keeping, Package
from cuamo.archive.rules.package_check import ABOUT, FORMAT, MANIFEST, check_package
from cuamo.archive.selectors.contents import as_xml, leaves_of, metadata_of, signatures_of
from cuamo.archive.selectors.holds import holds_of
from cuamo.archive.types import PackageState
from cuamo.catalogue.selectors.versions import pinned_version
from cuamo.documents.errors import SigningUnavailable
from cuamo.documents.selectors.parts import signer
from cuamo.dossiers.models import Dossier
from cuamo.kernel import events
from cuamo.kernel.actors import Actor, ActorKind
from cuamo.kernel.clock import to_hanoi
from cuamo.kernel.models.event import Event
from cuamo.kernel.selectors.proofs import day_of, proofs_of, sealed
from cuamo.people.services.read_log import log_reading

logger = logging.getLogger(__name__)
READ_FOR = "Lập gói nộp lưu trữ"


def package_path(package: Package) -> Path:
    """Return where the package lies until the archive has it."""
    folder: Path = settings.VAR / "packages"
    return folder / f"{package.id}.zip"


@dataclass
class _Draft:
    """A package while it is written."""

    zip: zipfile.ZipFile
    moment: tuple[int, int, int, int, int, int]
    listed: list[dict[str, Any]] = field(default_factory=list)

    def add(self, path: str, content: bytes, *, listed: bool = True) -> None:
        """Write one file; the same content at the same moment gives the same bytes."""
        entry = zipfile.ZipInfo(path, self.moment)
        entry.compress_type = zipfile.ZIP_DEFLATED
        entry.external_attr = 0o600 << 16
        self.zip.writestr(entry, content)
        if listed:
            self.listed.append({"path": path, "sha256": sha256(content).hexdigest(), "size": len(content)})


def build_package(*, package_id: UUID, at: datetime) -> None:
    """Build a package that was begun; a second run finds it built, a broken off one begins anew.

    A dossier that a hold has caught since, whose last day is not sealed yet or of which a file cannot be read
    is let go. What was built is
    checked as the archive will check it before it counts. Records `archive.package_built`.
    """
    package = Package.objects.get(id=package_id)
    if package.state != PackageState.BUILDING:
        return
    target = package_path(package)
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _whole_or_not_at_all(target) as out:
        taken = _write(package, out, at)
    report = check_package(target) if taken else None
    if report is not None and not report.intact:
        target.unlink()
        raise OSError(f"package {package.number} does not pass its own check: {report.faults[:3]}")
    _settle(package_id, taken, target, at)


def _write(package: Package, out: IO[bytes], at: datetime) -> list[UUID]:
    local = to_hanoi(package.made_at)
    moment = (local.year, local.month, local.day, local.hour, local.minute, local.second // 2 * 2)
    roots = _roots()
    taken: list[UUID] = []
    histories: dict[UUID, list[Event]] = {}
    about: list[dict[str, Any]] = []
    with zipfile.ZipFile(out, "w") as archive:
        draft = _Draft(archive, moment)
        for place, dossier_id in enumerate(package.dossiers, 1):
            history = _write_dossier(draft, package, UUID(dossier_id), len(taken) + 1, about, roots, at)
            if history:
                taken.append(UUID(dossier_id))
                histories[UUID(dossier_id)] = history
            Package.objects.filter(id=package.id).update(done=place)
        days = _write_diaries(draft, about, histories)
        draft.add(ABOUT, _json(_about(package, about, days)))
        listed = sorted(draft.listed, key=lambda line: str(line["path"]))
        draft.add(MANIFEST, _json({"format": FORMAT, "files": listed}), listed=False)
    return taken


def _write_dossier(
    draft: _Draft,
    package: Package,
    dossier_id: UUID,
    place: int,
    about: list[dict[str, Any]],
    roots: list[bytes],
    at: datetime,
) -> list[Event]:
    """Write the folder of one dossier and return its events; nothing when it is let go."""
    dossier = Dossier.objects.select_related("applicant").get(id=dossier_id)
    dossier.version = pinned_version(dossier.version_id)
    keeping = Keeping.objects.get(dossier_id=dossier_id)
    history = list(events.rows_of(dossier_id))
    days = {day_of(event.id) for event in history}
    if keeping.destroyed_at or holds_of(dossier_id, at=at) or set(sealed(days)) != days:
        return []
    folder = f"ho-so/{place:04d}-{_plain(dossier.shown_code)}"
    try:
        files = _files_of(dossier, keeping, roots, made_at=package.made_at)
    except Exception:  # one dossier that cannot be read holds no other; it stays due
        logger.exception("dossier %s is left out of package %s", dossier_id, package.number)
        return []
    for path, content in files:
        draft.add(f"{folder}/{path}", content)
    about.append(
        {
            "code": dossier.shown_code,
            "id": str(dossier_id),
            "folder": folder,
            "events": len(history),
            "head": bytes(history[-1].hash).hex(),
        }
    )
    if dossier.applicant_id is not None:
        log_reading(
            person_id=dossier.applicant_id,
            actor=maker_of(package),
            purpose=READ_FOR,
            dossier_id=dossier_id,
            fields=["full_name", "personal_id", "address", "values"],
            at=at,
        )
    return history


@transaction.atomic
def _files_of(
    dossier: Dossier, keeping: Keeping, roots: list[bytes], *, made_at: datetime
) -> list[tuple[str, bytes]]:
    """Return what goes into the folder of one dossier, read whole before anything is written."""
    leaves = leaves_of(dossier)
    metadata = metadata_of(dossier, keeping, leaves, made_at=made_at)
    return [
        *((leaf.path, leaf.bytes()) for leaf in leaves),
        ("metadata.json", _json(metadata)),
        ("metadata.xml", as_xml(metadata)),
        ("chu-ky.json", _json(signatures_of(leaves, trust_roots=roots))),
    ]


def _write_diaries(
    draft: _Draft, about: list[dict[str, Any]], histories: dict[UUID, list[Event]]
) -> dict[str, dict[str, Any]]:
    """Write each dossier's events with the proof of each within its day; return the days' roots."""
    by_day: dict[date, list[UUID]] = defaultdict(list)
    for history in histories.values():
        for event in history:
            by_day[day_of(event.id)].append(event.id)
    paths: dict[UUID, list[list[str]]] = {}
    for day, event_ids in sorted(by_day.items()):
        for event_id, steps in proofs_of(day, event_ids).items():
            paths[event_id] = [[step.side, step.hash.hex()] for step in steps]
    for line in about:
        rows = [
            {
                "id": str(event.id),
                "seq": event.seq,
                "name": event.name,
                "occurred_at": event.occurred_at.isoformat(),
                "actor": event.actor,
                "data": event.data,
                "hash": bytes(event.hash).hex(),
                "day": day_of(event.id).isoformat(),
                "path": paths[event.id],
            }
            for event in histories[UUID(line["id"])]
        ]
        draft.add(f"{line['folder']}/nhat-ky.json", _json({"dossier": line["id"], "events": rows}))
    return {
        day.isoformat(): {
            "root": bytes(root.root).hex(),
            "events": root.events,
            "sealed_at": root.sealed_at.isoformat(),
        }
        for day, root in sorted(sealed(by_day).items())
    }


def _about(package: Package, about: list[dict[str, Any]], days: dict[str, Any]) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "number": package.number,
        "unit": package.unit_code,
        "made_at": package.made_at.isoformat(),
        "dossiers": about,
        "days": days,
    }


@transaction.atomic
def _settle(package_id: UUID, taken: list[UUID], target: Path, at: datetime) -> None:
    package = Package.objects.select_for_update().get(id=package_id)
    if package.state != PackageState.BUILDING:
        if package.state == PackageState.REFUSED:
            target.unlink(missing_ok=True)
        return
    let_go = len(package.dossiers) - len(taken)
    Keeping.objects.filter(package=package).exclude(dossier_id__in=taken).update(package=None)
    package.dossiers = [str(dossier_id) for dossier_id in taken]
    package.done, package.total, package.built_at = len(taken), len(taken), at
    package.problem = (
        f"{let_go} hồ sơ để lại: đang bị đình chỉ, có khiếu nại, nhật ký ngày cuối chưa niêm phong, "
        "hoặc có tệp không đọc được."
        if let_go
        else ""
    )
    if taken:
        package.state, package.size = PackageState.READY, target.stat().st_size
        package.sha256 = hash_of(target)
    else:
        package.state = PackageState.REFUSED
        target.unlink(missing_ok=True)
    package.save()
    events.record(
        "archive.package_built",
        package.id,
        actor=maker_of(package),
        at=at,
        number=package.number,
        dossiers=len(taken),
        let_go=let_go,
        sha256=package.sha256,
    )


def maker_of(package: Package) -> Actor:
    """Return who began the package, as the one who acts in the background."""
    who = package.made_by
    return Actor(ActorKind(who["kind"]), who["id"], who.get("name", ""), who.get("unit", package.unit_code))


def hash_of(path: Path) -> str:
    """Return the SHA-256 of a file in hex."""
    with path.open("rb") as file:
        digest = sha256()
        while chunk := file.read(1024 * 1024):
            digest.update(chunk)
    return digest.hexdigest()


@contextmanager
def _whole_or_not_at_all(target: Path) -> Iterator[IO[bytes]]:
    beside = target.with_suffix(".part")
    with beside.open("wb") as out:
        os.chmod(beside, 0o600)
        yield out
        out.flush()
        os.fsync(out.fileno())
    os.replace(beside, target)


def _roots() -> list[bytes]:
    """Without the signing service the report says less: who is trusted is asked of the file alone."""
    try:
        return signer().trust_roots()
    except SigningUnavailable:
        return []


def _plain(code: str) -> str:
    return "".join(
        letter if letter.isascii() and (letter.isalnum() or letter in ".-") else "-" for letter in code
    )


def _json(content: Any) -> bytes:
    return json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True, default=str).encode()
