"""Which lessons there are, read from the reference data."""

import json
from functools import cache

from django.conf import settings

from cuamo.appointments.types import Lesson, Step


@cache
def lessons() -> dict[str, Lesson]:
    """Return every lesson by its key, in the order of the list (danh sách bài học)."""
    path = settings.REFERENCE / "lessons" / "lessons.json"
    document = json.loads(path.read_text(encoding="utf-8"))
    found = {}
    for entry in document["lessons"]:
        steps = tuple(Step(step["vi"], step["en"]) for step in entry["steps"])
        found[entry["key"]] = Lesson(**(entry | {"steps": steps, "version": document["version"]}))
    return found


def lesson(key: str) -> Lesson:
    """Return one lesson.

    Raises:
        LookupError: there is none of this key.
    """
    try:
        return lessons()[key]
    except KeyError:
        raise LookupError(f"no lesson {key!r}") from None
