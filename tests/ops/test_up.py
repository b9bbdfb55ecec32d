import argparse
import io

import pytest

from cuamo.ops import up
from cuamo.ops.errors import OpsError
from cuamo.ops.locks import FileLock
from cuamo.ops.progress import Progress

OPTIONS = argparse.Namespace(port=8000, listen="127.0.0.1", no_history=True)


def test_a_second_supervisor_of_the_same_data_is_refused_in_one_line(home):
    first = FileLock(home / "up.lock")
    assert first.take()

    with pytest.raises(OpsError, match="already running: it is still starting"):
        up._run(OPTIONS, Progress(io.StringIO()))


def test_a_table_has_one_line_per_row_under_its_heads():
    rows = [{"username": "quay01", "role": "CLERK"}, {"username": "lan", "role": "SHIFT_LEAD"}]

    assert up._table(rows) == ["username  role", "quay01    CLERK", "lan       SHIFT_LEAD"]


def test_a_step_says_its_name_and_its_seconds():
    out = io.StringIO()

    with Progress(out).step("database"):
        pass

    assert out.getvalue().split() == ["database", "0.0", "s"]


def test_a_step_that_fails_says_so():
    out = io.StringIO()

    with pytest.raises(OpsError), Progress(out).step("database"):
        raise OpsError("no")

    assert out.getvalue().split() == ["database", "0.0", "s", "failed"]
