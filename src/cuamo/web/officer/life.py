"""What X2 shows of a dossier's life: its clock, money found, opinions, former results, complaints."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from cuamo.dossiers.models import Dossier, Obligation, PastResult, Result, SupplementRequest
from cuamo.dossiers.selectors.apologies import prepared_apology
from cuamo.dossiers.selectors.clock import Interval, intervals_of, promise_of
from cuamo.dossiers.selectors.complaints import complaints_of
from cuamo.dossiers.selectors.expedites import open_expedite
from cuamo.dossiers.selectors.obligations import obligations_of
from cuamo.dossiers.selectors.opinions import opinions_of
from cuamo.dossiers.states import CLOSED, State
from cuamo.kernel.money import format_vnd
from cuamo.organisation.models import Unit

RUNS = "Chạy"
STANDS = {"SUPPLEMENT": "Dừng: chờ bổ sung", "PAYMENT": "Dừng: chờ trả khoản"}


def life_of(
    dossier: Dossier, supplements: Sequence[SupplementRequest], result: Result | None, *, now: datetime
) -> dict[str, Any]:
    """Return the clock's intervals with their documents, and everything that came between."""
    owed = obligations_of(dossier)
    papers = {asked.id: (f"Phiếu 02, lần {asked.number}", "02") for asked in supplements}
    papers |= {asked.id: (f"Khoản phải trả {format_vnd(asked.total_vnd)}", "") for asked in owed}
    return {
        "clock": [_line(interval, papers, now) for interval in intervals_of(dossier, now=now)],
        "promise": promise_of(dossier),
        "obligations": [{"asked": asked, "state": _paid(asked, dossier, now)} for asked in owed],
        "opinions": _opinions(dossier, now),
        "past": list(
            PastResult.objects.filter(dossier=dossier).select_related("file").order_by("replaced_at")
            if dossier.finished_at
            else ()
        ),
        "correcting": result is not None and bool(result.corrects),
        "complaints": complaints_of(dossier),
        "apology": prepared_apology(dossier),
        "may_apologise": dossier.promised_again_at is None and dossier.paused_at is None,
        "expedite": open_expedite(dossier.id),
    }


def hours_said(minutes: int) -> str:
    """Return working time in words: `12 giờ 30 phút`."""
    hours, rest = divmod(minutes, 60)
    parts = [f"{hours} giờ"] if hours else []
    return " ".join([*parts, f"{rest} phút"] if rest or not hours else parts)


def names_of_units(codes: set[str]) -> dict[str, str]:
    """Return the Vietnamese names of units by code."""
    return dict(Unit.objects.filter(code__in=codes).values_list("code", "name_vi")) if codes else {}


def _line(interval: Interval, papers: dict[Any, tuple[str, str]], now: datetime) -> dict[str, Any]:
    name, form = papers.get(interval.document_id, ("", ""))
    return {
        "runs": interval.runs,
        "word": RUNS if interval.runs else STANDS.get(interval.reason, "Dừng"),
        "from": interval.started_at,
        "to": interval.ended_at,
        "ahead": interval.started_at > now,
        "used": hours_said(interval.minutes) if interval.runs else "",
        "paper": name,
        "form": form,
    }


def _paid(asked: Obligation, dossier: Dossier, now: datetime) -> str:
    if asked.settled_at is not None:
        return "paid"
    if dossier.state != State.PAYMENT:
        return "dropped"
    return "late" if now > asked.pay_by else "waits"


def _opinions(dossier: Dossier, now: datetime) -> list[dict[str, Any]]:
    asked = opinions_of(dossier)
    names = names_of_units({opinion.unit_code for opinion in asked})
    return [
        {
            "asked": opinion,
            "unit": names.get(opinion.unit_code, opinion.unit_code),
            "late": (opinion.answered_at or now) > opinion.due_at,
            "unneeded": opinion.answered_at is None and dossier.state in CLOSED,
        }
        for opinion in asked
    ]
