"""A counter on a line that can be cut, in a browser whose profile outlives a kill."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.support.city import load_city
from tests.support.cut_line import CutLine
from tests.web.offline.post import Post


@pytest.fixture
def line(live_server) -> Iterator[CutLine]:
    """The line between the counter and the server."""
    address = urlsplit(live_server.url)
    cut = CutLine((address.hostname or "127.0.0.1", address.port or 80))
    yield cut
    cut.close()


@pytest.fixture
def post(transactional_db, line, tmp_path: Path) -> Iterator[Post]:
    """A clerk at a PC that is ready for a day without the network; the city is loaded anew."""
    load_city()
    at_work = Post(line, tmp_path / "profile")
    at_work.open_shift()
    at_work.start()
    yield at_work
    at_work.stop()
