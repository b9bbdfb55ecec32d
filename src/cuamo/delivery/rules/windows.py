"""Times of day a courier comes."""

from datetime import date, timedelta

from cuamo.delivery.states import WINDOWS

AHEAD = (1, 2, 3)
"""Days from today a recipient can choose from."""


def slots_after(today: date) -> list[str]:
    """Return the times of the next three days, as they are written: `28/11 08:00–10:00`."""
    days = [today + timedelta(days=ahead) for ahead in AHEAD]
    return [f"{day:%d/%m} {window}" for day in days for window in WINDOWS]
