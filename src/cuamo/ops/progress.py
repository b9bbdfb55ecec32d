"""What a command is doing, line by line, with seconds."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

Tick = Callable[[], None]


class Progress:
    """Prints one line per step: its name, its seconds, a word about it."""

    def __init__(self, out: TextIO | None = None) -> None:
        self.out = out or sys.stdout
        self.started = time.monotonic()

    @property
    def seconds(self) -> float:
        """Return seconds since the start."""
        return time.monotonic() - self.started

    @contextmanager
    def step(self, title: str) -> Iterator[Tick]:
        """Show a step while it runs and its time when it ends; the yielded function keeps the clock going."""
        begun = time.monotonic()
        live = self.out.isatty()

        def tick() -> None:
            if live:
                self._write(f"\r  {title:<34} {time.monotonic() - begun:6.1f} s …")

        tick()
        try:
            yield tick
        except BaseException:
            self._write(f"{_back(live)}  {title:<34} {time.monotonic() - begun:6.1f} s  failed\n")
            raise
        self._write(f"{_back(live)}  {title:<34} {time.monotonic() - begun:6.1f} s\n")

    def line(self, text: str) -> None:
        """Print one line."""
        self._write(f"{text}\n")

    def _write(self, text: str) -> None:
        self.out.write(text)
        self.out.flush()


def _back(live: bool) -> str:
    return "\r\033[K" if live else ""
