"""What the citizen is shown before sending, and the hash that stands for it."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any


def summary_hash(
    *,
    version_id: str,
    answers: Mapping[str, Any],
    values: Mapping[str, Any],
    papers: Sequence[tuple[str, str]],
    delivery: Mapping[str, Any],
    fee: Mapping[str, Any],
) -> bytes:
    """Return 32 bytes over everything the citizen confirms; one changed letter gives another hash.

    Args:
        papers: component key and SHA-256 of each file, in any order.
    """
    content = {
        "version": version_id,
        "answers": answers,
        "values": values,
        "papers": sorted(papers),
        "delivery": delivery,
        "fee": fee,
    }
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).digest()
