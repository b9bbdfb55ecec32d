"""Check a package for the archive with nothing but the package: no database, no network."""

import json
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from cuamo.kernel.rules.chain import GENESIS, Step, canonical, chained, climbed

FORMAT = "cuamo-archive-1"
MANIFEST, ABOUT = "manifest.json", "goi.json"
MOST_FILES = 100_000
MOST_BYTES = 50 * 1024**3
MOST_JSON = 64 * 1024**2
_CHUNK = 1024 * 1024
_PLAIN = re.compile(r"[A-Za-z0-9._/-]+")


@dataclass
class PackageReport:
    """What a check found; `faults` is empty when all is well."""

    number: str = ""
    dossiers: int = 0
    files: int = 0
    events: int = 0
    days: int = 0
    anchored: int = 0
    """Days whose root was compared with one kept elsewhere."""
    faults: list[str] = field(default_factory=list)

    @property
    def intact(self) -> bool:
        """True when nothing was found."""
        return not self.faults


def check_package(path: Path, *, anchors: Mapping[str, str] | None = None) -> PackageReport:
    """Check a package whole: every file by its hash, every dossier's chain of events, every day's root.

    Args:
        anchors: roots of days kept elsewhere, `{"2026-11-20": "<hex>"}`; without them the roots inside count.
    """
    report = PackageReport()
    try:
        with zipfile.ZipFile(path) as package:
            _check(package, report, anchors or {})
    except (zipfile.BadZipFile, zipfile.LargeZipFile, OSError, EOFError, NotImplementedError) as error:
        report.faults.append(f"not a readable package: {error}")
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        report.faults.append(f"not in the agreed form: {type(error).__name__}: {error}")
    return report


def _check(package: zipfile.ZipFile, report: PackageReport, anchors: Mapping[str, str]) -> None:
    entries = package.infolist()
    names = [entry.filename for entry in entries]
    if len(names) > MOST_FILES or sum(entry.file_size for entry in entries) > MOST_BYTES:
        report.faults.append("the package is larger than any of ours")
        return
    report.faults += [
        f"{name}: twice in the package" for name in sorted({n for n in names if names.count(n) > 1})
    ]
    strange = [name for name in names if not _PLAIN.fullmatch(name) or name.startswith("/") or ".." in name]
    report.faults += [f"{name!r}: not a name of ours" for name in strange]
    if report.faults or MANIFEST not in names or ABOUT not in names:
        report.faults += [f"{name} is missing" for name in (MANIFEST, ABOUT) if name not in names]
        return
    _check_files(package, set(names), report)
    about = _json(package, ABOUT)
    if about["format"] != FORMAT:
        report.faults.append(f"format {about['format']!r} is not {FORMAT!r}")
        return
    report.number = str(about["number"])
    days = {str(day): str(said["root"]) for day, said in about["days"].items()}
    for day, root in sorted(days.items()):
        report.days += 1
        if day in anchors:
            report.anchored += 1
            if anchors[day] != root:
                report.faults.append(f"day {day}: its root is not the one kept elsewhere")
    for dossier in about["dossiers"]:
        report.dossiers += 1
        _check_dossier(package, dossier, days, report)


def _check_files(package: zipfile.ZipFile, names: set[str], report: PackageReport) -> None:
    listed = _json(package, MANIFEST)["files"]
    for line in listed:
        path = str(line["path"])
        if path not in names:
            report.faults.append(f"{path}: listed but not in the package")
            continue
        digest, size = sha256(), 0
        with package.open(path) as content:
            while chunk := content.read(_CHUNK):
                digest.update(chunk)
                size += len(chunk)
        report.files += 1
        if (digest.hexdigest(), size) != (line["sha256"], line["size"]):
            report.faults.append(f"{path}: has changed")
    beside = names - {str(line["path"]) for line in listed} - {MANIFEST}
    report.faults += [f"{name}: not listed" for name in sorted(beside)]


def _check_dossier(
    package: zipfile.ZipFile, dossier: Mapping[str, Any], days: Mapping[str, str], report: PackageReport
) -> None:
    folder, code = str(dossier["folder"]), str(dossier["code"])
    diary = _json(package, f"{folder}/nhat-ky.json")
    running = GENESIS
    for seq, event in enumerate(diary["events"], 1):
        report.events += 1
        body = canonical(
            name=event["name"],
            stream_id=dossier["id"],
            occurred_at=datetime.fromisoformat(event["occurred_at"]),
            actor=event["actor"],
            data=event["data"],
        )
        running = chained(running, seq, body)
        if event["seq"] != seq or event["hash"] != running.hex():
            report.faults.append(f"{code}: event {seq} ({event['name']}) does not match its hash")
            return
        steps = [Step(side, bytes.fromhex(value)) for side, value in event["path"]]
        if event["day"] not in days or climbed(running, steps).hex() != days[event["day"]]:
            report.faults.append(f"{code}: event {seq} does not lead to the root of {event['day']}")
    if len(diary["events"]) != dossier["events"] or running.hex() != dossier["head"]:
        report.faults.append(f"{code}: its chain does not end at its head")
    for line in _json(package, f"{folder}/metadata.json")["files"]:
        if f"{folder}/{line['path']}" not in package.NameToInfo:
            report.faults.append(f"{code}: {line['path']} is missing")


def _json(package: zipfile.ZipFile, name: str) -> Any:
    if package.getinfo(name).file_size > MOST_JSON:
        raise ValueError(f"{name} is too large")
    return json.loads(package.read(name))
