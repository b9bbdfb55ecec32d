"""One officer per role, each at a screen of their own."""

import pytest
from django.test import Client

from tests.web.officer.desk import at_screen


@pytest.fixture
def receiver(city, db) -> Client:
    return at_screen("tiepnhan.hoankiem")


@pytest.fixture
def specialist(city, db) -> Client:
    return at_screen("chuyenvien.hoankiem")


@pytest.fixture
def leader(city, db) -> Client:
    return at_screen("lanhdao.hoankiem")


@pytest.fixture
def records(city, db) -> Client:
    return at_screen("vanthu.hoankiem")
