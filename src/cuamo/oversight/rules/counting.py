"""Which event counts in which figure: pure."""

from collections.abc import Mapping
from typing import Any

COUNTED = (
    "visit.ended",
    "dossier.submitted",
    "dossier.accepted",
    "dossier.supplement_asked",
    "dossier.finished",
    "dossier.refused",
    "dossier.withdrawal_asked",
    "dossier.returned",
    "dossier.rated",
)


def counts_of(name: str, data: Mapping[str, Any]) -> dict[str, int]:
    """Return what one event adds to the figures of its day.

    Law: index of Decision 766/QĐ-TTg (on time; more than one request for papers counts as late).
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
        return {"withdrawn": int(bool(data.get("done")))}
    if name == "dossier.rated":
        return {
            "rated": 1,
            "rated_good": int(data.get("score") == 1),
            "extra_money": int(bool(data.get("extra_money"))),
        }
    single = {"dossier.submitted": "submitted", "dossier.refused": "refused", "dossier.returned": "delivered"}
    return {single[name]: 1} if name in single else {}
