"""The reference catalogue, read from its files; and loaded once for the tests that ask the tables."""

import json
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from cuamo.catalogue.services.load_reference import load_reference

COMPLETE = (
    "2.000033",
    "1.012289",
    "1.012278",
    "1.004873",
    "2.000635",
    "1.001193",
    "3.000347",
    "1.001612",
    "1.004222",
)


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
