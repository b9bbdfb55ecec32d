"""The folder that keeps bytes by their hash: `ab/cd/<sha256>`."""

import os
import tempfile
from collections.abc import Callable, Iterable
from hashlib import sha256 as sha256_of
from pathlib import Path


class FolderBlobs:
    """`BlobStore` on a local disk; a name is its content's hash, so nothing is overwritten or guessed."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def put(self, data: bytes) -> str:
        digest = sha256_of(data).hexdigest()
        target = self._path(digest)
        if target.exists() and _digest(target) == digest:
            return digest
        _write_through(target, data)
        if _digest(target) != digest:
            raise OSError(f"what was read back from {target.name} is not what was written")
        return digest

    def get(self, sha256: str) -> bytes:
        data = self._path(sha256).read_bytes()
        if sha256_of(data).hexdigest() != sha256:
            raise OSError(f"the kept bytes of {sha256} have changed")
        return data

    def has(self, sha256: str) -> bool:
        return self._path(sha256).exists()

    def remove(self, sha256: str) -> None:
        self._path(sha256).unlink(missing_ok=True)

    def derived(self, name: str, make: Callable[[], bytes]) -> bytes:
        target = self._derived(name)
        try:
            return target.read_bytes()
        except FileNotFoundError:
            made = make()
            _write_through(target, made)
            return made

    def drop_derived(self, names: Iterable[str]) -> None:
        for name in names:
            self._derived(name).unlink(missing_ok=True)

    def _derived(self, name: str) -> Path:
        digest = sha256_of(name.encode()).hexdigest()
        return self.root / "derived" / digest[:2] / digest[2:4] / digest

    def _path(self, digest: str) -> Path:
        if len(digest) != 64 or not set(digest) <= set("0123456789abcdef"):
            raise FileNotFoundError(f"not a SHA-256: {digest!r}")
        return self.root / digest[:2] / digest[2:4] / digest


def _digest(path: Path) -> str:
    return sha256_of(path.read_bytes()).hexdigest()


def _write_through(target: Path, data: bytes) -> None:
    """Write beside the target, force to disk, rename, force the folder: whole or not at all."""
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, beside = tempfile.mkstemp(dir=target.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, target)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
