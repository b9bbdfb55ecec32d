import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from cuamo.ops import processes
from cuamo.ops.supervisor import Program, Supervisor

SLEEPER = [sys.executable, "-c", "import time; time.sleep(60)"]
PARENT = """
import os, sys, time
from cuamo.ops import processes
child = processes.spawn([sys.executable, "-c", "import time; time.sleep(60)"], env=os.environ)
print(child.pid, flush=True)
time.sleep(60)
"""
FAMILY = """
import subprocess, time
subprocess.Popen(['sleep', '60'])
print('up', flush=True)
time.sleep(60)
"""
STUBBORN = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print('up', flush=True)
time.sleep(60)
"""


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def wait_for(condition, seconds: float = 10) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.02)


def test_a_process_does_not_outlive_a_killed_starter():
    with subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE) as starter:
        assert starter.stdout is not None
        child = int(starter.stdout.readline())
        assert alive(child)
        starter.kill()

    wait_for(lambda: not alive(child))


def test_leftovers_of_a_killed_supervisor_are_swept_and_nothing_else(tmp_path):
    mark = str(tmp_path)
    left = subprocess.Popen(SLEEPER, env=dict(os.environ, **{processes.MARK: mark}))
    other = subprocess.Popen(SLEEPER, env=dict(os.environ, **{processes.MARK: f"{mark}-other"}))
    try:
        wait_for(lambda: left.pid in set(processes.leftovers(mark)))
        assert list(processes.leftovers(mark)) == [left.pid]
        reaper = subprocess.Popen(
            [sys.executable, "-c", f"from cuamo.ops import processes; print(processes.sweep({mark!r}))"],
            stdout=subprocess.PIPE,
        )
        assert left.wait(10) == -signal.SIGTERM
        assert reaper.communicate(timeout=10)[0] == b"1\n"
        assert other.poll() is None
    finally:
        for process in (left, other):
            process.kill()
            process.wait()


def test_ending_a_process_ends_what_it_started(tmp_path):
    process = processes.spawn([sys.executable, "-c", FAMILY], env=os.environ, stdout=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.readline()

    processes.end(process)

    wait_for(lambda: subprocess.run(["pgrep", "-g", str(process.pid)], check=False).returncode == 1)


def test_a_process_that_ignores_the_polite_signal_is_killed():
    process = processes.spawn([sys.executable, "-c", STUBBORN], env=os.environ, stdout=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.readline()

    processes.end(process, patience=0.2)

    assert process.returncode == -signal.SIGKILL


@pytest.fixture
def supervisor():
    said: list[str] = []
    watch = Supervisor(said.append)
    yield watch, said
    watch.stop()


def test_a_killed_part_is_started_again_and_that_is_said_once(supervisor, tmp_path):
    watch, said = supervisor
    part = Program("web", SLEEPER, os.environ, tmp_path / "web.log")
    watch.add(part)
    first = part.process.pid

    os.kill(first, signal.SIGKILL)
    part.process.wait()
    wait_for(lambda: watch.tend() or len(said) == 2)

    assert part.process.pid != first
    assert alive(part.process.pid)
    assert said[0].startswith("web ended (SIGKILL); starting it again in 0.5 s")
    assert said[1] == "web runs again"


def test_a_part_that_dies_at_once_is_tried_with_growing_pauses(supervisor, tmp_path):
    watch, said = supervisor
    part = Program("web", [sys.executable, "-c", "raise SystemExit(3)"], os.environ, tmp_path / "web.log")
    watch.add(part)

    wait_for(lambda: watch.tend() or sum("ended" in line for line in said) == 2)

    pauses = [line.split(" in ")[1].split(" (")[0] for line in said if "ended" in line]
    assert pauses == ["0.5 s", "1 s"]
    assert "exit code 3" in said[0]


def test_a_log_beyond_its_limit_starts_anew_and_keeps_one_predecessor(tmp_path):
    log = tmp_path / "web.log"
    log.write_text("x" * 200)

    processes.trim(log, limit=100)

    assert log.read_text() == ""
    assert (tmp_path / "web.log.1").read_text() == "x" * 200
