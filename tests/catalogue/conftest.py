"""The reference catalogue, read from its files; and loaded once for the tests that ask the tables."""

import json
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from cuamo.catalogue.services.load_reference import load_reference

COMPLETE = (
    "1.000656",
    "1.000894",
    "1.001022",
    "1.001193",
    "1.001266",
    "1.001456",
    "1.001570",
    "1.001612",
    "1.001699",
    "1.001731",
    "1.001776",
    "1.002755",
    "1.003197",
    "1.003677",
    "1.004194",
    "1.004222",
    "1.004859",
    "1.004873",
    "1.004884",
    "1.008498",
    "1.008503",
    "1.010039",
    "1.010041",
    "1.010386",
    "1.011441",
    "1.011443",
    "1.011607",
    "1.012278",
    "1.012289",
    "1.012575",
    "1.012783",
    "1.013225",
    "1.013229",
    "1.013314",
    "1.013831",
    "1.013833",
    "1.014027",
    "1.014063",
    "1.014064",
    "1.014137",
    "1.014748",
    "1.115231",
    "1.115232",
    "2.000033",
    "2.000575",
    "2.000635",
    "2.000720",
    "2.000815",
    "2.000908",
    "2.000986",
    "2.001159",
    "2.001199",
    "2.001583",
    "2.001610",
    "2.002043",
    "3.000228",
    "3.000333",
    "3.000347",
    "3.000348",
)
"""Can be filed: statutory form, papers, fee, process, reasons and test cases."""


def reference_items() -> dict[str, dict[str, Any]]:
    files = sorted((settings.REFERENCE / "catalogue" / "procedures").glob("*.json"))
    items = [item for path in files for item in json.loads(path.read_text("utf-8"))["procedures"]]
    return {item["content"]["code"]: item for item in items}


@pytest.fixture(scope="session")
def contents() -> dict[str, dict[str, Any]]:
    return {code: item["content"] for code, item in reference_items().items()}


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """The whole reference catalogue, kept for one module and rolled back after it."""
    from django.db import transaction

    with django_db_blocker.unblock():
        atomic = transaction.atomic()
        atomic.__enter__()
        load_reference(at=timezone.now())
        yield
        transaction.set_rollback(True)
        atomic.__exit__(None, None, None)
