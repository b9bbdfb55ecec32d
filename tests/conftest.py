"""Fixtures every test may use."""

import pytest

from cuamo.kernel import ports
from tests.support.city import city, counter

__all__ = ["city", "counter"]


@pytest.fixture(autouse=True)
def ports_as_wired():
    """Whatever a test binds to a port is gone after it."""
    before = dict(ports._factories)
    yield
    ports._factories.clear()
    ports._factories.update(before)
