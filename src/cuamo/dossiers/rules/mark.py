"""Whether a draft still is what somebody saw before."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any


def mark(
    *,
    person_id: str,
    dossier_id: str = "",
    version_id: str = "",
    state: int = 0,
    answers: Mapping[str, Any] | None = None,
    values: Mapping[str, Any] | None = None,
    delivery: Mapping[str, Any] | None = None,
    papers: Sequence[tuple[str, str]] = (),
    confirmed: bool = False,
    money: str = "",
) -> str:
    """Return 64 hex digits that change with anything a clerk or the citizen changes in the visit's draft.

    What only moves a visit along (its step, a saved moment) does not count.
    """
    content = {
        "person": person_id,
        "dossier": dossier_id,
        "version": version_id,
        "state": state,
        "answers": answers or {},
        "values": values or {},
        "delivery": delivery or {},
        "papers": sorted(papers),
        "confirmed": confirmed,
        "money": money,
    }
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()
