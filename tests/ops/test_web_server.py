"""The web server as `bin/up` starts it."""

import os
import signal
import socket
import time
from pathlib import Path

import pytest

from cuamo.ops import ports, processes, up

APPLICATION = """
import time


def application(environ, start_response):
    if environ["PATH_INFO"] == "/slow":
        time.sleep(1)
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "2")])
    return [b"ok"]
"""
GET = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"


@pytest.fixture
def server(tmp_path):
    """Two workers of a small application, with the arguments of the product's."""
    (tmp_path / "small.py").write_text(APPLICATION)
    port = ports.choose(8000, taken=frozenset(), host="127.0.0.1")
    argv = up.web_server(host="127.0.0.1", port=port, workers=2)
    argv[-1] = "small:application"
    process = processes.spawn(
        argv, env=os.environ | {"PYTHONPATH": str(tmp_path)}, log=tmp_path / "web.log", cwd=tmp_path
    )
    yield process, port
    processes.end(process, patience=0)


def _connect(port: int) -> socket.socket:
    until = time.monotonic() + 30
    while True:
        try:
            return socket.create_connection(("127.0.0.1", port), timeout=10)
        except OSError:
            assert time.monotonic() < until, "the server does not listen"
            time.sleep(0.05)


def _children(pid: int) -> set[int]:
    return {int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()}


def test_a_termination_ends_the_server_and_both_workers_by_itself(server):
    process, port = server
    visitors = [_connect(port) for _ in range(8)]
    for visitor in visitors:
        visitor.sendall(GET)
        assert visitor.recv(4096).startswith(b"HTTP/1.1 200")
    workers = _children(process.pid)
    assert len(workers) >= 2

    process.send_signal(signal.SIGTERM)

    assert process.wait(30) == 0, "it went by itself, with visitors still connected"
    assert not [pid for pid in workers if Path(f"/proc/{pid}").exists()]


def test_a_request_under_way_is_answered_before_the_server_goes(server):
    process, port = server
    visitor = _connect(port)
    visitor.sendall(b"GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n")
    time.sleep(0.3)

    process.send_signal(signal.SIGTERM)

    assert visitor.recv(4096).startswith(b"HTTP/1.1 200")
    assert process.wait(30) == 0
