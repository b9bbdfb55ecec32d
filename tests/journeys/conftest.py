"""One running product and one browser for all journeys that leave both whole."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.journeys.stack import Stack, running_stack
from tests.support.browser import CHROMIUM, driver


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the journeys that share one running product stay together; a killed one has its own process."""
    for item in items:
        if item.get_closest_marker("journey") and not item.get_closest_marker("xdist_group"):
            item.add_marker(pytest.mark.xdist_group("whole"))


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    with running_stack() as running:
        yield running


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    browser = driver().chromium.launch(
        executable_path=CHROMIUM, args=["--no-sandbox", "--disable-dev-shm-usage"]
    )
    yield browser
    browser.close()
