"""Read the network's reference files into rows; nothing is written here."""

import csv
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cuamo.kernel.text import fold
from cuamo.organisation.models import FormerWard, Unit, Ward
from cuamo.organisation.rules.hours import faults_of
from cuamo.organisation.rules.routing import point_code, ward_office_code
from cuamo.organisation.types import Confidence, UnitKind

REAL_FILES = (
    "hours.json",
    "wards.csv",
    "former_wards.csv",
    "centre.json",
    "operators.json",
    "authorities.json",
)
SAMPLE_FILES = ("hours.json", "agencies.sample.json")
SCHEMA = "1"
"""Raised when the same files make other rows."""


@dataclass
class Network:
    """Rows made of the files, parents before children."""

    wards: list[Ward] = field(default_factory=list)
    former_wards: list[FormerWard] = field(default_factory=list)
    units: list[Unit] = field(default_factory=list)


def fingerprint_of(folder: Path, names: tuple[str, ...]) -> str:
    """Return the SHA-256 over the files and the version of this reader."""
    digest = hashlib.sha256(SCHEMA.encode())
    for name in names:
        digest.update(name.encode() + b"\0" + (folder / name).read_bytes())
    return digest.hexdigest()


def read_network(folder: Path) -> Network:
    """Return wards, old wards, centre, branches, operators, authorities, ward offices and points.

    Raises:
        ValueError: a file is missing or a row is wrong; says which.
    """
    hours = _read_hours(folder)
    network = Network()
    for row in _rows(folder / "wards.csv"):
        network.wards.append(_ward(row))
    wards = {ward.code for ward in network.wards}
    for row in _rows(folder / "former_wards.csv"):
        if row["ward_code"] not in wards:
            raise ValueError(f"former_wards.csv: {row['code']} names the unknown ward {row['ward_code']}")
        network.former_wards.append(_former_ward(row))
    for name in ("centre.json", "operators.json", "authorities.json"):
        network.units += _units(folder / name, hours)
    network.units += _ward_offices(network.wards, hours)
    network.units += _points(network.wards, hours)
    _require_known_branches(network)
    return network


def read_agencies(folder: Path) -> list[Unit]:
    """Return the sample agencies; raises ValueError as `read_network` does."""
    return _units(folder / "agencies.sample.json", _read_hours(folder))


def _read_hours(folder: Path) -> dict[str, Any]:
    hours: dict[str, Any] = json.loads((folder / "hours.json").read_text(encoding="utf-8"))
    for name, week in hours.items():
        if name != "_about" and (faults := faults_of(week)):
            raise ValueError(f"hours.json: {name}: {faults[0]}")
    return hours


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(line for line in lines if not line.startswith("#"))


def _ward(row: dict[str, str]) -> Ward:
    districts = [name.strip() for name in row["former_districts"].split(";")]
    return Ward(
        code=row["code"],
        name=row["name"],
        full_name=row["full_name"],
        full_name_en=row["full_name_en"],
        type=row["type"],
        admin_centre=row["admin_centre"],
        lat=float(row["lat"]),
        lon=float(row["lon"]),
        former_districts=districts,
        branch_code=row["branch_code"],
        search_text=fold(row["full_name"]),
    )


def _former_ward(row: dict[str, str]) -> FormerWard:
    return FormerWard(
        code=row["code"],
        name=row["name"],
        district=row["district"],
        ward_id=row["ward_code"],
        is_split=row["is_split"] == "1",
        search_text=fold(f"{row['name']} {row['district']}"),
    )


def _units(path: Path, hours: dict[str, Any]) -> list[Unit]:
    rows = json.loads(path.read_text(encoding="utf-8"))["units"]
    units = []
    for row in rows:
        try:
            units.append(_unit(row, hours))
        except (KeyError, ValueError) as error:
            raise ValueError(f"{path.name}: {row.get('code', 'a unit without code')}: {error}") from error
    return units


def _unit(row: dict[str, Any], hours: dict[str, Any]) -> Unit:
    address = row.get("address") or ""
    return Unit(
        code=row["code"],
        kind=UnitKind(row["kind"]).value,
        name_vi=row["name_vi"],
        name_en=row["name_en"],
        parent_id=row.get("parent"),
        ward_code=row.get("ward_code") or "",
        branch_code=row.get("branch_code") or "",
        identifier=row.get("identifier") or "",
        identifier_is_sample=bool(row.get("identifier_is_sample")),
        address=address,
        lat=row.get("lat"),
        lon=row.get("lon"),
        phone=row.get("phone") or "",
        hours=hours[row["hours"]] if row.get("hours") else {},
        is_sample=bool(row.get("is_sample")),
        confidence=Confidence(row["confidence"]).value,
        search_text=fold(f"{row['name_vi']} {row['name_en']} {address}"),
    )


def _ward_offices(wards: list[Ward], hours: dict[str, Any]) -> list[Unit]:
    """The People's Committee of each ward; the identifiers were not found, ours are sample values."""
    return [
        Unit(
            code=ward_office_code(ward.code),
            kind=UnitKind.WARD.value,
            name_vi=f"Ủy ban nhân dân {_lower_first(ward.full_name)}",
            name_en=f"People's Committee of {ward.full_name_en}",
            ward_code=ward.code,
            identifier=f"H26.200.{number}",
            identifier_is_sample=True,
            address=f"{ward.admin_centre}, Hà Nội",
            lat=ward.lat,
            lon=ward.lon,
            hours=hours["OFFICE"],
            confidence=Confidence.HIGH.value,
            search_text=fold(f"Ủy ban nhân dân {ward.full_name}"),
        )
        for number, ward in enumerate(wards, start=1)
    ]


def _points(wards: list[Ward], hours: dict[str, Any]) -> list[Unit]:
    """The centre's point in each ward; assumed to sit at the ward's office."""
    return [
        Unit(
            code=point_code(ward.code),
            kind=UnitKind.POINT.value,
            name_vi=f"Điểm phục vụ hành chính công {_lower_first(ward.full_name)}",
            name_en=f"Public service point of {ward.full_name_en}",
            parent_id=ward.branch_code,
            ward_code=ward.code,
            identifier=f"H26.201.{number}",
            identifier_is_sample=True,
            address=f"{ward.admin_centre}, Hà Nội",
            lat=ward.lat,
            lon=ward.lon,
            hours=hours["OFFICE_SAT"],
            confidence=Confidence.MEDIUM.value,
            search_text=fold(f"Điểm phục vụ hành chính công {ward.full_name} {ward.admin_centre}"),
        )
        for number, ward in enumerate(wards, start=1)
    ]


def _lower_first(name: str) -> str:
    return name[:1].lower() + name[1:]


def _require_known_branches(network: Network) -> None:
    branches = {unit.code for unit in network.units if unit.kind == UnitKind.BRANCH}
    for ward in network.wards:
        if ward.branch_code not in branches:
            raise ValueError(f"wards.csv: {ward.code} names the unknown branch {ward.branch_code}")
