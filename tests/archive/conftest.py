"""The archive as an outside party, and a folder of packages of each test's own."""

from collections.abc import Iterator

import pytest
from django.conf import settings as product

from cuamo.archive.ports import ArchiveStore
from cuamo.interop.systems.archive.adapter import ElectronicArchive
from cuamo.kernel import ports
from tests.support.simulators import running_simulator


@pytest.fixture
def archive_url() -> Iterator[str]:
    with running_simulator("archive") as url:
        yield url


@pytest.fixture
def outside(archive_url: str) -> str:
    """Bind the archive to the simulator and return its address."""
    ports.bind(ArchiveStore, lambda: ElectronicArchive(archive_url, product.ARCHIVE_SECRET))
    return archive_url


@pytest.fixture
def packages(settings, tmp_path):
    """Let packages lie in a folder of this test."""
    settings.VAR = tmp_path
    return tmp_path / "packages"
