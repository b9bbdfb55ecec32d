"""A printed page as poppler draws and reads it: another hand than the one that made the PDF."""

import subprocess
from pathlib import Path

from PIL import Image

DPI = 150
FALSE_ALARM = "Syntax Error: Suspects object is wrong type (boolean)"
"""poppler 22 says so of every tagged PDF whose `/Suspects` is false, which is its default (ISO 32000)."""


def poppler(*command: str) -> str:
    """Return what a tool of poppler says; it must not complain."""
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    complaints = [line for line in done.stderr.splitlines() if line.strip() and line.strip() != FALSE_ALARM]
    assert complaints == []
    return done.stdout


def opened(pdf: bytes, folder: Path) -> tuple[list[Image.Image], str]:
    """Return the pages as poppler draws them at 150 dpi, and the words it reads."""
    path = folder / "slip.pdf"
    path.write_bytes(pdf)
    for former in folder.glob("page*.pgm"):
        former.unlink()
    pages = int(
        next(line for line in poppler("pdfinfo", str(path)).splitlines() if "Pages:" in line).split()[1]
    )
    poppler("pdftoppm", "-r", str(DPI), "-gray", str(path), str(folder / "page"))
    pictures = [Image.open(one) for one in sorted(folder.glob("page*.pgm"))]
    assert len(pictures) == pages
    return pictures, poppler("pdftotext", str(path), "-")
