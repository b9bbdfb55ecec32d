"""The desk of a clerk: in a real browser on a city of its own, or by its pages in front of the tray."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.utils import timezone

from cuamo.documents.ports import PageReader
from cuamo.interop.systems.reading.adapter import NoReader
from cuamo.kernel import ports
from cuamo.people.models import Account
from tests.support.city import begin_shift, load_city, staff
from tests.web.counter.desk import THREE_PAPERS, Desk, Prepared, prepare


@pytest.fixture
def desk(transactional_db, live_server, browser) -> Desk:
    """A clerk whose shift is open; the city is loaded anew for each test."""
    load_city()
    at_work = Desk(browser, live_server.url)
    at_work.open_shift()
    return at_work


@pytest.fixture
def nothing_reads() -> Iterator[None]:
    """Reading is tested elsewhere; here nobody waits for it."""
    before = dict(ports._factories)
    ports.bind(PageReader, NoReader)
    yield
    ports._factories.clear()
    ports._factories.update(before)


@pytest.fixture
def made(city, db) -> Prepared:
    """A visit that has come to its papers: three are wanted."""
    begin_shift(staff("quay.hoankiem"), at=timezone.now())
    return prepare(6, procedure=THREE_PAPERS)


@pytest.fixture
def clerk(city, db) -> Client:
    """The clerk's browser, signed in."""
    client = Client()
    client.force_login(Account.objects.get(username="quay.hoankiem"))
    return client
