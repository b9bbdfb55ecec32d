"""Programs of the machine that tests and pages use where they are installed; the rest works without."""

import os
import shutil
import subprocess
from collections.abc import Iterator

from cuamo.ops.progress import Progress

SHELL = "chromium-headless-shell"
"""Chromium without a window: a page opens in two thirds of the time."""
BROWSERS = (SHELL, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
WANTED = {
    "chromium": "browser journeys",
    "pdfsig": "the outside check of signed PDFs",
    "espeak-ng": "reading aloud on the citizen screen",
    "opusenc": "small sound for slow phones",
}
PACKAGES = {
    "chromium": "chromium",
    "pdfsig": "poppler-utils",
    "espeak-ng": "espeak-ng",
    "opusenc": "opus-tools",
}


def browser() -> str | None:
    """Return a Chromium that really runs (Ubuntu's package is a stub that asks for snap)."""
    given = os.environ.get("CUAMO_CHROMIUM")
    for candidate in [given, *BROWSERS] if given else BROWSERS:
        path = shutil.which(candidate) if candidate else None
        if path and _answers(path):
            return path
    return None


def missing() -> Iterator[str]:
    """Yield what would be used and this machine lacks."""
    if browser() is None:
        yield "chromium"
    for name in ("pdfsig", "espeak-ng", "opusenc"):
        if shutil.which(name) is None:
            yield name


def provide(progress: Progress) -> None:
    """Install what is missing when we are root on Debian or Ubuntu; else say what to install."""
    names = [PACKAGES[name] for name in missing()]
    shell = shutil.which(SHELL) is None
    if (names or shell) and os.geteuid() == 0 and shutil.which("apt-get"):
        with progress.step(f"installing {', '.join(names or [SHELL])}"):
            _apt(["update"])
            if shell:
                _apt(["install", "-y", "--no-install-recommends", SHELL])  # Ubuntu has none
            if names := [PACKAGES[name] for name in missing()]:
                _apt(["install", "-y", "--no-install-recommends", *names])
    for name in missing():
        progress.line(f"  without {name}: no {WANTED[name]}: apt-get install {PACKAGES[name]}")


def _apt(words: list[str]) -> None:
    env = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    subprocess.run(
        ["apt-get", "-qq", *words], env=env, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


def _answers(path: str) -> bool:
    try:
        done = subprocess.run([path, "--version"], capture_output=True, check=False, timeout=20)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0
