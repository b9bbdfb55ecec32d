"""Fixtures every test may use."""

from collections.abc import Iterator

import pytest
from django.test import TransactionTestCase

from cuamo.kernel import ports
from tests.support.city import KEPT, city, counter, forget_events, kept_city, lives_in_city, module_of
from tests.support.emptying import instead_of

LONG = (
    "tests/dossiers/test_random_lives.py",
    "tests/documents/reading",
    "tests/ops",
    "tests/cli/test_sample",
)
"""Files of many seconds without a browser."""

IN_CITY = pytest.StashKey[set[str]]()
"""Modules all of whose tests may find the city in the database already."""

__all__ = ["city", "counter", "kept_city"]
TransactionTestCase._fixture_teardown = instead_of(TransactionTestCase._fixture_teardown)


@pytest.fixture(scope="module", autouse=True)
def city_or_nothing(request: pytest.FixtureRequest, django_db_blocker) -> None:
    """Let a module of the city come into the one of the module before; any other finds an empty database."""
    if module_of(request.node) not in request.config.stash[IN_CITY]:
        with django_db_blocker.unblock():
            KEPT.leave()


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


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Begin the long files first: at the end no process waits for another; those of the city together."""
    in_city = config.stash[IN_CITY] = lives_in_city(items)

    def turn(item: pytest.Item) -> int:
        if "browser" in getattr(item, "fixturenames", ()) or item.nodeid.startswith(LONG):
            return 0
        return 2 if module_of(item) in in_city else 1

    items.sort(key=turn)
