import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from cuamo.ops.cluster import Cluster


@pytest.fixture
def home(monkeypatch) -> Iterator[Path]:
    """A data folder of its own that the server's user can reach, unlike pytest's."""
    folder = Path(tempfile.mkdtemp(prefix="cuamo-ops-"))
    folder.chmod(0o711)
    monkeypatch.setenv("CUAMO_VAR", str(folder))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    (folder / "log").mkdir()
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def cluster(home) -> Iterator[Cluster]:
    """An embedded PostgreSQL, running."""
    server = Cluster(home, home / "log" / "postgres.log", durable=False)
    server.start()
    yield server
    server.stop()
