"""Which event counts in which figure: pure."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

COUNTED = (
    "visit.ended",
    "dossier.submitted",
    "dossier.accepted",
    "dossier.supplement_asked",
    "dossier.finished",
    "dossier.refused",
    "dossier.stopped",
    "dossier.withdrawal_asked",
    "dossier.returned",
    "dossier.rated",
    "feedback.received",
)


def counts_of(name: str, data: Mapping[str, Any]) -> dict[str, int]:
    """Return what one event adds to the figures of its day.

    A dossier that was accepted and ended without a result counts in «on time» too: refusing, stopping or
    letting somebody withdraw what is late hides nothing. Events from before they said so count as they did.
    Reports of extra money count for the whole city: no point, procedure or channel sees its own.

    Law: index of Decision 766/QĐ-TTg, 2.1 (the end is the first of done, returned, stopped or refused; more
    than one request for papers counts as late).
    """
    if name == "visit.ended":
        return {
            "visits": 1,
            "visit_seconds": int(data.get("seconds", 0)),
            "visits_sent": 1 if data.get("sent") else 0,
        }
    if name == "dossier.accepted":
        return {"accepted": 1, "answered_late": int(bool(data.get("answered_late")))}
    if name == "dossier.supplement_asked":
        return {"supplements": 1, "second_returns": int(int(data.get("number", 1)) > 1)}
    if name == "dossier.finished":
        return {"finished": 1, "on_time": int(bool(data.get("on_time")))}
    if name == "dossier.withdrawal_asked":
        return {"withdrawn": int(bool(data.get("done"))), "answered_late": _refused_late(data)}
    if name in {"dossier.refused", "dossier.stopped"}:
        counts = {"refused": int(name == "dossier.refused"), "answered_late": _refused_late(data)}
        if "on_time" in data and data.get("accepted_at"):
            counts |= {"closed": 1, "closed_on_time": int(bool(data["on_time"]))}
        return counts
    if name == "dossier.rated":
        return {
            "rated": 1,
            "rated_good": int(data.get("score") == 1),
        }
    if name == "feedback.received":
        return {"extra_money": int(bool(data.get("extra_money")))}
    single = {"dossier.submitted": "submitted", "dossier.returned": "delivered"}
    return {single[name]: 1} if name in single else {}


def _refused_late(data: Mapping[str, Any]) -> int:
    """Return 1 when a dossier that was never accepted ended after the moment it should have been answered."""
    ended, due = data.get("finished_at"), data.get("answer_due_at")
    if data.get("accepted_at") or not ended or not due or "on_time" not in data:
        return 0
    return int(datetime.fromisoformat(ended) > datetime.fromisoformat(due))
