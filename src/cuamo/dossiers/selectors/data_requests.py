"""Requests about personal data: their terms, whose they are, which wait."""

import json
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from django.conf import settings

from cuamo.dossiers.models import DataPackage, DataRequest
from cuamo.dossiers.rules.data_request import OPEN, DataState, Kind, KindTerms
from cuamo.dossiers.selectors.pages import KeysetPage, page_by
from cuamo.kernel.actors import Actor, ActorKind
from cuamo.kernel.errors import NotFound, NotPermitted
from cuamo.organisation.models import Unit
from cuamo.organisation.selectors.scope import unit_of
from cuamo.organisation.types import Role, UnitKind

HANDLERS = (Role.INSPECTOR,)
"""Of the centre only: it is the controller of what the platform holds (facts §1.4)."""


@cache
def _reference() -> dict[str, Any]:
    path = settings.REFERENCE / "requests" / "data.json"
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


@cache
def terms_of(kind: Kind) -> KindTerms:
    """Return the legal terms of a kind (`reference/requests/data.json`)."""
    said = _reference()
    row = next(row for row in said["kinds"] if row["key"] == kind)
    return KindTerms(
        acknowledge_working_days=said["acknowledge"]["working_days"],
        answer_days=row["answer_days"],
        with_others_days=row["with_others_days"],
        extension_days=row["extension_days"],
        version=said["version"],
    )


def package_lives() -> timedelta:
    """Return how long a copy of somebody's data can be fetched."""
    return timedelta(hours=_reference()["package_hours"])


def centre_code() -> str:
    """Return the centre: the controller, whose people answer.

    Raises:
        LookupError: the network has no centre.
    """
    found = Unit.objects.filter(kind=UnitKind.CENTRE).order_by("code").values_list("code", flat=True).first()
    if found is None:
        raise LookupError("the network has no centre")
    return found


def requests_of(person_id: UUID | str) -> list[DataRequest]:
    """Return the person's requests, newest first."""
    mine = DataRequest.objects.filter(person_id=person_id).prefetch_related("packages")
    return list(mine.order_by("-asked_at", "-id")[:50])


def own_request(person_id: str, request_id: UUID) -> DataRequest:
    """Return one request of the person's.

    Raises:
        NotFound: there is none, or it is somebody else's.
    """
    mine = DataRequest.objects.filter(person_id=person_id) if person_id else DataRequest.objects.none()
    found = mine.select_related("person").filter(id=request_id).first()
    if found is None:
        raise unknown_request()
    return found


def own_package(person_id: str, package_id: UUID) -> DataPackage | None:
    """Return a copy of the person's data, None when it is somebody else's or there is none."""
    if not person_id:
        return None
    found = DataPackage.objects.select_related("request")
    return found.filter(id=package_id, request__person_id=person_id).first()


def require_handler(officer: Actor) -> None:
    """Let pass those of the centre itself who answer requests about data.

    Raises:
        NotPermitted: another role, or another place.
    """
    unit = unit_of(officer)
    fits = officer.kind is ActorKind.STAFF and officer.roles & {role.value for role in HANDLERS}
    if not fits or unit is None or unit.kind != UnitKind.CENTRE:
        raise NotPermitted(
            "data_request.role",
            "Yêu cầu về dữ liệu cá nhân do Trung tâm giải quyết.",
            "Requests about personal data are handled by the centre.",
            hint_vi="Chuyển việc này cho Trung tâm.",
            hint_en="Pass this on to the centre.",
        )


def requests_waiting(*, officer: Actor, after: str = "") -> KeysetPage[DataRequest]:
    """Return the open requests, the next term soonest first: what is late stands on top.

    Raises:
        NotPermitted: the officer answers none.
    """
    require_handler(officer)
    waiting = DataRequest.objects.filter(state__in=[str(state) for state in OPEN])
    return page_by(waiting.select_related("person"), "due_at", after=after)


def requests_answered(*, officer: Actor, after: str = "") -> KeysetPage[DataRequest]:
    """Return the answered requests, newest first.

    Raises:
        NotPermitted: the officer answers none.
    """
    require_handler(officer)
    over = DataRequest.objects.filter(state=DataState.ANSWERED).select_related("person")
    return page_by(over, "answered_at", after=after, newest_first=True)


def request_for(officer: Actor, request_id: UUID) -> DataRequest:
    """Return one request for those who answer.

    Raises:
        NotPermitted: the officer answers none. NotFound: there is none.
    """
    require_handler(officer)
    found = DataRequest.objects.select_related("person", "proof").filter(id=request_id).first()
    if found is None:
        raise unknown_request()
    return found


def waiting_counts(*, now: datetime) -> dict[str, int]:
    """Return how many wait, and how many of them are late."""
    waiting = DataRequest.objects.filter(state__in=[str(state) for state in OPEN])
    return {"waiting": waiting.count(), "late": waiting.filter(due_at__lt=now).count()}


def unknown_request() -> NotFound:
    """Return the refusal for a request that is not there, or not theirs to see."""
    return NotFound("data_request.unknown", "Không thấy yêu cầu này.", "There is no such request.")
