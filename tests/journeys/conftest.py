"""One running product and one browser for all journeys that leave both whole."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.journeys.stack import Stack, running_stack
from tests.support.browser import CHROMIUM, driver


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give a journey longer than a test: it begins with the product being set up, beside all the tests."""
    for item in items:
        if item.get_closest_marker("journey"):
            item.add_marker(pytest.mark.timeout(1500))


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
