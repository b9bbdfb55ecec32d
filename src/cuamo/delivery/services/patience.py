"""Leave a carrier that does not answer in peace for the rest of a pass."""

from collections import Counter

IN_A_ROW = 2
"""Questions without an answer, one after the other, after which nothing more is asked in this pass."""


class Patience:
    """Which carriers still answer in this pass: one that is silent holds up nobody else's orders."""

    def __init__(self) -> None:
        self._unanswered: Counter[str] = Counter()
        self._heard: dict[str, bool] = {}

    def over(self, carrier: str) -> bool:
        """Say whether the carrier is left in peace until the next pass."""
        return self._unanswered[carrier] >= IN_A_ROW

    def note(self, carrier: str, *, answered: bool) -> None:
        """Remember how a question went."""
        self._unanswered[carrier] = 0 if answered else self._unanswered[carrier] + 1
        self._heard[carrier] = answered or self._heard.get(carrier, False)

    def heard(self) -> dict[str, bool]:
        """Return of every carrier that was asked whether it answered at all in this pass."""
        return dict(self._heard)
