"""Where things lie: the clone, its data, its reference files."""

import hashlib
import os
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]
ROOT = PACKAGE.parents[1]
PRIVATE_FOLDERS = ("files", "log", "sim")


def var() -> Path:
    """Return the folder of everything that is kept (`CUAMO_VAR`, else `var/` of the clone)."""
    return Path(os.environ.get("CUAMO_VAR", ROOT / "var")).absolute()


def make_var() -> Path:
    """Make the data folder and its parts; only the database's own user may pass through it."""
    folder = var()
    folder.mkdir(mode=0o711, parents=True, exist_ok=True)
    for name in PRIVATE_FOLDERS:
        (folder / name).mkdir(mode=0o700, exist_ok=True)
    (folder / "static").mkdir(exist_ok=True)
    return folder


def short_hash(path: Path) -> str:
    """Return eight characters that stand for a path."""
    return hashlib.sha256(str(path).encode()).hexdigest()[:8]
