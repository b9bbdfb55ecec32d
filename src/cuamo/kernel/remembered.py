"""Pages that many ask for again within moments, kept in the process."""

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock


class Remembered:
    """A few finished pages, each for a short while; the oldest give way.

    Args:
        most: pages kept.
        seconds: how long one is good for; its key must hold everything else it depends on.
        clock: seconds that only go up.
    """

    def __init__(self, *, most: int, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.most, self.seconds, self._clock = most, seconds, clock
        self._pages: OrderedDict[Hashable, tuple[float, bytes]] = OrderedDict()
        self._lock = Lock()

    def recall(self, key: Hashable) -> bytes | None:
        """Return the page, None when there is none or its time is over."""
        kept = self._pages.get(key)
        if kept is None or kept[0] < self._clock():
            return None
        return kept[1]

    def keep(self, key: Hashable, page: bytes, *, at_most: float | None = None) -> None:
        """Keep a page from now on, for `at_most` seconds where that is less."""
        seconds = self.seconds if at_most is None else min(self.seconds, at_most)
        with self._lock:
            self._pages[key] = (self._clock() + seconds, page)
            self._pages.move_to_end(key)
            while len(self._pages) > self.most:
                self._pages.popitem(last=False)
