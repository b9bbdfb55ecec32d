"""Which files a device keeps to open without the network, and the version they make together."""

import hashlib
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.templatetags.static import static


@cache
def modules_in(folder: str) -> tuple[str, ...]:
    """Return the modules of a folder of static files, by name."""
    found = finders.find(folder)
    names = sorted(path.name for path in Path(str(found)).glob("*.js")) if found else []
    return tuple(f"{folder}/{name}" for name in names)


@cache
def version_of(names: tuple[str, ...], pages: str) -> str:
    """Return what changes when one of the files or pages does; they change with the program only."""
    told = hashlib.sha256()
    for name in names:
        told.update(static(name).encode())
        if found := finders.find(name):
            told.update(Path(str(found)).read_bytes())
    for page in sorted((Path(__file__).parent / "templates").glob(f"{pages}/*.html")):
        told.update(page.read_bytes())
    return told.hexdigest()[:16]
