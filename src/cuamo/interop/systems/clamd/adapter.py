"""`MalwareScanner` on clamd's INSTREAM command."""

import socket
import struct

import structlog

from cuamo.documents.types import ScanStatus, Verdict

log = structlog.get_logger(__name__)
_CHUNK = 64 * 1024
_SECONDS = 30.0


class ClamdScanner:
    """Asks clamd at a unix socket path or `host:port`. Silence is "not scanned", never "clean"."""

    def __init__(self, address: str) -> None:
        self.address = address

    def scan(self, data: bytes) -> Verdict:
        try:
            answer = self._ask(data)
        except OSError as error:
            log.warning("clamd_silent", reason=type(error).__name__)
            return Verdict(ScanStatus.NOT_SCANNED)
        if answer.endswith(" FOUND"):
            return Verdict(
                ScanStatus.NOT_SCANNED, threat=answer.removeprefix("stream: ").removesuffix(" FOUND")
            )
        if answer == "stream: OK":
            return Verdict(ScanStatus.CLEAN)
        log.warning("clamd_unclear", answer=answer[:200])
        return Verdict(ScanStatus.NOT_SCANNED)

    def _ask(self, data: bytes) -> str:
        with self._connect() as line:
            line.sendall(b"zINSTREAM\0")
            for start in range(0, len(data), _CHUNK):
                chunk = data[start : start + _CHUNK]
                line.sendall(struct.pack("!I", len(chunk)) + chunk)
            line.sendall(struct.pack("!I", 0))
            received = b""
            while not received.endswith(b"\0"):
                part = line.recv(4096)
                if not part:
                    break
                received += part
        return received.rstrip(b"\0\n").decode("utf-8", "replace")

    def _connect(self) -> socket.socket:
        if self.address.startswith("/"):
            line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            line.settimeout(_SECONDS)
            line.connect(self.address)
            return line
        host, _, port = self.address.rpartition(":")
        return socket.create_connection((host, int(port)), timeout=_SECONDS)


class NoScanner:
    """Stands in where no scanner is installed: says so, and every file page shows it."""

    def scan(self, data: bytes) -> Verdict:
        return Verdict(ScanStatus.NOT_SCANNED)


def scanner_at(address: str) -> ClamdScanner | NoScanner:
    """Return the scanner at `address`, the stand-in when there is none."""
    return ClamdScanner(address) if address else NoScanner()
