"""Which adapter stands behind which port; bound once at start by `config/wiring.py`."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

Port = TypeVar("Port")
_factories: dict[type, Callable[[], Any]] = {}


def bind(port: type[Port], factory: Callable[[], Port]) -> None:
    """Let `factory` build the adapter behind `port`; a later binding replaces an earlier one."""
    _factories[port] = factory


def get(port: type[Port]) -> Port:
    """Return the adapter bound to `port`.

    Raises:
        LookupError: nothing is bound.
    """
    try:
        factory = _factories[port]
    except KeyError:
        raise LookupError(f"no adapter is bound to {port.__name__}; see config/wiring.py") from None
    return cast(Port, factory())
