"""`Carriers`: those there is a contract with, by their codes."""

from collections.abc import Callable, Mapping

from cuamo.delivery.ports import Carrier
from cuamo.kernel.errors import NotFound


class ContractedCarriers:
    """Builds the adapter of a carrier when it is asked for."""

    def __init__(self, by_code: Mapping[str, Callable[[], Carrier]]) -> None:
        self._by_code = dict(by_code)

    def codes(self) -> list[str]:
        """Return the codes of the carriers, in order."""
        return sorted(self._by_code)

    def named(self, code: str) -> Carrier:
        """Return the carrier of a code."""
        if code not in self._by_code:
            raise NotFound("carrier.unknown", "Không có hãng chuyển này.", "There is no such carrier.")
        return self._by_code[code]()
