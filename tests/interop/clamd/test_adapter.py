"""The scanner adapter against a server that speaks clamd's INSTREAM."""

import socket
import struct
import threading
from collections.abc import Iterator

import pytest

from cuamo.documents.types import ScanStatus
from cuamo.interop.systems.clamd.adapter import ClamdScanner, NoScanner, scanner_at

EICAR = b"X5O!P%@AP-EICAR-STANDARD-ANTIVIRUS-TEST-FILE"


def _serve(listener: socket.socket, seen: list[bytes]) -> None:
    while True:
        try:
            line, _ = listener.accept()
        except OSError:
            return
        with line, line.makefile("rb") as reader:
            assert reader.read(10) == b"zINSTREAM\0"
            data = b""
            while size := struct.unpack("!I", reader.read(4))[0]:
                data += reader.read(size)
            seen.append(data)
            if data == b"odd":
                line.sendall(b"INSTREAM size limit exceeded. ERROR\0")
            else:
                line.sendall(b"stream: Eicar-Test FOUND\0" if EICAR in data else b"stream: OK\0")


@pytest.fixture
def seen() -> list[bytes]:
    return []


@pytest.fixture
def clamd(tmp_path, seen) -> Iterator[str]:
    path = str(tmp_path / "clamd.sock")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(path)
        listener.listen()
        threading.Thread(target=_serve, args=(listener, seen), daemon=True).start()
        yield path
        listener.shutdown(socket.SHUT_RDWR)


def test_a_clean_file_is_sent_whole_and_called_clean(clamd, seen):
    data = bytes(range(256)) * 1000

    assert ClamdScanner(clamd).scan(data).status == ScanStatus.CLEAN
    assert seen == [data]


def test_malware_is_named(clamd):
    assert ClamdScanner(clamd).scan(b"..." + EICAR).threat == "Eicar-Test"


def test_an_unclear_answer_is_not_scanned(clamd):
    verdict = ClamdScanner(clamd).scan(b"odd")

    assert (verdict.status, verdict.threat) == (ScanStatus.NOT_SCANNED, "")


def test_a_silent_scanner_is_not_scanned(tmp_path):
    assert ClamdScanner(str(tmp_path / "nobody.sock")).scan(b"x").status == ScanStatus.NOT_SCANNED


def test_without_an_address_nothing_is_scanned():
    assert isinstance(scanner_at(""), NoScanner)
    assert scanner_at("").scan(EICAR).status == ScanStatus.NOT_SCANNED
