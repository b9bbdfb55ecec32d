"""Bring status maps and contracts of the carriers into the tables."""

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from cuamo.delivery.models import CarrierContract, CarrierStatus
from cuamo.delivery.selectors.carrier_map import statuses_in_force
from cuamo.delivery.states import FAILURE_REASONS
from cuamo.delivery.types import CarrierState

_SAID = ("canonical", "name_vi", "reason", "confidence", "contested", "source", "confirmed_by")


@transaction.atomic
def load_carriers(*, folder: Path, at: datetime) -> dict[str, int]:
    """Add new versions of codes the files say otherwise, and put the contracts as they say.

    A code somebody confirmed here stays as it was confirmed until the file itself names who confirmed another
    meaning. A second run finds it done.

    Raises:
        ValueError: a file says something that cannot be; nothing is loaded then.
    """
    done: dict[str, int] = {}
    for path in sorted(folder.glob("*.json")):
        file = json.loads(path.read_text("utf-8"))
        if "statuses" in file and (count := _load_statuses(file, at=at)):
            done[f"codes of {file['carrier']}"] = count
        if "contracts" in file and (count := _load_contracts(file)):
            done["carriers' contracts"] = count
    return done


def _load_statuses(file: dict[str, Any], *, at: datetime) -> int:
    carrier = str(file["carrier"])
    known = {row.code: row for row in statuses_in_force(carrier)}
    fresh = []
    for item in file["statuses"]:
        row = CarrierStatus(
            carrier=carrier,
            code=str(item["code"]),
            version=1,
            canonical=CarrierState(item["state"]),
            name_vi=item["name_vi"],
            reason=item.get("reason", ""),
            confidence=item["confidence"],
            contested=bool(item["contested"]),
            source=item["source"],
            confirmed_by=item["confirmed_by"],
            valid_from=at,
        )
        if row.reason and row.reason not in FAILURE_REASONS:
            raise ValueError(f"{carrier} {row.code}: {row.reason} is no reason of ours")
        now = known.get(row.code)
        if now is None:
            fresh.append(row)
            continue
        same = all(getattr(now, name) == getattr(row, name) for name in _SAID)
        if same or (now.confirmed_by and not row.confirmed_by):
            continue
        row.version = now.version + 1
        fresh.append(row)
    CarrierStatus.objects.bulk_create(fresh)
    return len(fresh)


def _load_contracts(file: dict[str, Any]) -> int:
    changed = 0
    for place, item in enumerate(file["contracts"], 1):
        until = item.get("valid_to")
        said = {
            "place": place,
            "carrier": item["carrier"],
            "origins": item["origins"],
            "wards": item["wards"],
            "valid_from": date.fromisoformat(item["valid_from"]),
            "valid_to": date.fromisoformat(until) if until else None,
            "confidence": file["confidence"],
        }
        row = CarrierContract.objects.filter(number=item["number"]).first()
        if row is not None and all(getattr(row, name) == value for name, value in said.items()):
            continue
        CarrierContract.objects.update_or_create(number=item["number"], defaults=said)
        changed += 1
    return changed
