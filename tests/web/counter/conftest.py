"""The desk of a clerk in a real browser, on a city of its own."""

import pytest

from tests.support.city import load_city
from tests.web.counter.desk import Desk


@pytest.fixture
def desk(transactional_db, live_server, browser) -> Desk:
    """A clerk whose shift is open; the city is loaded anew for each test."""
    load_city()
    at_work = Desk(browser, live_server.url)
    at_work.open_shift()
    return at_work
