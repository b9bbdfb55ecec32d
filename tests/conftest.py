"""Fixtures every test may use."""

from collections.abc import Iterator

import pytest
from django.test import TransactionTestCase
from hypothesis import settings

from cuamo.kernel import ports
from tests.support.city import city, counter, forget_events
from tests.support.emptying import instead_of
from tests.support.remembered import begin_test

LONG = (
    "tests/dossiers/test_random_lives.py",
    "tests/documents/reading",
    "tests/ops",
    "tests/cli/test_sample",
)
"""Files of many seconds without a browser."""

__all__ = ["city", "counter"]
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")  # properties judge what the code says, not how busy the machine is
TransactionTestCase._fixture_teardown = instead_of(TransactionTestCase._fixture_teardown)


@pytest.fixture(autouse=True)
def ports_as_wired():
    """Whatever a test binds to a port is gone after it."""
    before = dict(ports._factories)
    yield
    ports._factories.clear()
    ports._factories.update(before)


@pytest.fixture(autouse=True)
def nothing_left_behind(request: pytest.FixtureRequest, django_db_blocker) -> Iterator[None]:
    """What a test committed is gone after it, in the tables too that are not Django's own."""
    yield
    marker = request.node.get_closest_marker("django_db")
    committed = bool(marker and marker.kwargs.get("transaction"))
    if committed or {"transactional_db", "live_server"} & set(request.fixturenames):
        with django_db_blocker.unblock():
            forget_events()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Say to what brings dossiers to a step that a test begins."""
    begin_test(item)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin the long files first, so that at the end no process waits for another's."""

    def short(item: pytest.Item) -> bool:
        return "browser" not in getattr(item, "fixturenames", ()) and not item.nodeid.startswith(LONG)

    items.sort(key=short)
