"""Locks between processes: the kernel lets go of them when their holder dies."""

import fcntl
import os
from pathlib import Path
from typing import IO


class FileLock:
    """A lock on a file; held by one process, or shared by several."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._held: IO[bytes] | None = None

    def take(self, *, shared: bool = False, wait: bool = False) -> bool:
        """Take the lock; False when another process holds it and we do not wait."""
        if self._held is None:
            self._held = os.fdopen(os.open(self._file, os.O_RDWR | os.O_CREAT, 0o600), "rb")
        how = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
        try:
            fcntl.flock(self._held, how | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            self.release()
            return False
        return True

    def release(self) -> None:
        """Let go of the lock."""
        if self._held is not None:
            self._held.close()
            self._held = None
