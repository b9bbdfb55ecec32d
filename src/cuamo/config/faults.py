"""How a fault of the server is written down: where it happened, never what was in it."""

import json
import logging
import traceback
from datetime import UTC, datetime
from pathlib import PurePath

DEEPEST = 15
"""Frames kept of a fault, the innermost last."""


class FaultFormatter(logging.Formatter):
    """One JSON line: kind of the fault, its frames, route and request id.

    The message of an exception can carry a name or a number somebody typed, so it is left out, and so is the
    path of the request.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        request = getattr(record, "request", None)
        match = getattr(request, "resolver_match", None)
        said = {
            "event": "fault",
            "level": record.levelname.lower(),
            "logger": record.name,
            "timestamp": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "request_id": getattr(request, "request_id", ""),
            "route": (match.view_name or match.route) if match else "-",
            "status": getattr(record, "status_code", None),
        }
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            said |= {"kind": _kinds(error), "at": _frames(error)}
        return json.dumps(said, ensure_ascii=False)


def _kinds(error: BaseException) -> list[str]:
    """Return the kind of the fault and of what caused it."""
    kinds: list[str] = []
    seen: BaseException | None = error
    while seen is not None and len(kinds) < 5:
        kinds.append(f"{type(seen).__module__}.{type(seen).__qualname__}")
        seen = seen.__cause__ or seen.__context__
    return kinds


def _frames(error: BaseException) -> list[str]:
    frames = traceback.extract_tb(error.__traceback__)[-DEEPEST:]
    return [
        f"{'/'.join(PurePath(frame.filename).parts[-3:])}:{frame.lineno} {frame.name}" for frame in frames
    ]


LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"fault": {"()": "cuamo.config.faults.FaultFormatter"}},
    "handlers": {"faults": {"class": "logging.StreamHandler", "formatter": "fault", "level": "ERROR"}},
    "loggers": {"django.request": {"handlers": ["faults"], "level": "ERROR", "propagate": True}},
}
"""Faults of pages go to the log of the web process; `django` itself would only mail them."""
