"""One Chromium for all page tests of a run."""

from collections.abc import Iterator

import pytest

from tests.support.browser import Browser, launch


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    yield from launch()


@pytest.fixture
def browser(chromium: Browser) -> Iterator[Browser]:
    """A browser whose pages are closed after each test."""
    yield chromium
    chromium.close_pages()
