"""Load the reference network into the tables."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import models, transaction

from cuamo.organisation.models import Counter, FormerWard, LoadedFile, Unit, Ward
from cuamo.organisation.services.read_network import (
    REAL_FILES,
    SAMPLE_FILES,
    fingerprint_of,
    read_agencies,
    read_network,
)

COUNTERS = 2
"""Counters of a sample agency."""


@transaction.atomic
def load_network(*, folder: Path, at: datetime) -> dict[str, int]:
    """Bring wards, centre, branches, points, operators and authorities to the state of the files.

    Rows are added and changed, never deleted; nothing happens when the files are those loaded last.

    Returns:
        How many rows of each kind the files hold; empty when nothing had to be done.
    Raises:
        ValueError: a file is missing or a row is wrong; nothing is loaded then.
    """
    if not is_new("network", fingerprint_of(folder, REAL_FILES), at=at):
        return {}
    network = read_network(folder)
    _put(Ward, network.wards, key=["code"])
    _put(FormerWard, network.former_wards, key=["code", "ward"])
    _put(Unit, network.units, key=["code"])
    return {
        "wards": len(network.wards),
        "former_wards": len(network.former_wards),
        "units": len(network.units),
    }


@transaction.atomic
def load_sample_agencies(*, folder: Path, at: datetime) -> dict[str, int]:
    """Bring the sample agencies, two counters each, to the state of their file; see `load_network`."""
    if not is_new("sample-agencies", fingerprint_of(folder, SAMPLE_FILES), at=at):
        return {}
    agencies = read_agencies(folder)
    _put(Unit, agencies, key=["code"])
    counters = [
        Counter(unit_id=agency.code, number=number)
        for agency in agencies
        for number in range(1, COUNTERS + 1)
    ]
    Counter.objects.bulk_create(counters, ignore_conflicts=True)
    return {"agencies": len(agencies), "counters": len(counters)}


def is_new(name: str, fingerprint: str, *, at: datetime) -> bool:
    """Take the lock on the set `name`; note the fingerprint and return whether it differs from the last."""
    row, made = LoadedFile.objects.select_for_update().get_or_create(
        name=name, defaults={"fingerprint": fingerprint, "loaded_at": at}
    )
    if made:
        return True
    if row.fingerprint == fingerprint:
        return False
    row.fingerprint, row.loaded_at = fingerprint, at
    row.save()
    return True


def _put(model: type[models.Model], rows: Sequence[Any], *, key: list[str]) -> None:
    """Insert the rows, or change those whose key is there."""
    known = {*key, "id"}
    columns = [column.name for column in model._meta.concrete_fields if column.name not in known]
    model._default_manager.bulk_create(
        rows, update_conflicts=True, unique_fields=key, update_fields=columns, batch_size=200
    )
