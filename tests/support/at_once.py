"""Many who act at the same moment, on real threads and connections of their own."""

import threading
from collections.abc import Callable, Sequence
from typing import Any

from django.db import connections

GATE_SECONDS = 30
PATIENCE_SECONDS = 120


def all_at_once(does: Sequence[Callable[[], object]]) -> list[Any]:
    """Do everything at the same moment; return what each gave or raised, in the order given."""
    gate = threading.Barrier(len(does))
    came: list[Any] = [None] * len(does)

    def run(place: int, do: Callable[[], object]) -> None:
        try:
            gate.wait(GATE_SECONDS)
            came[place] = do()
        except Exception as error:
            came[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(does)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE_SECONDS)
    return came
