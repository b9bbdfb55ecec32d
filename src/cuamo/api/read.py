"""What anybody may ask: procedures, places, where a dossier stands."""

from typing import Annotated, Any

from allauth.core.internal.httpkit import get_client_ip
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Path, Query, Router
from pydantic import Field, StringConstraints

from cuamo.api.problems import Problem
from cuamo.api.schemas import (
    AgencyOut,
    AgencyPage,
    ProcedurePage,
    ProcedureRow,
    ProcedureVersionOut,
    QueueOut,
    SearchHit,
    StageOut,
    TrackIn,
    TrackOut,
)
from cuamo.appointments.selectors.opening import is_open
from cuamo.appointments.selectors.queue import Queue, queues_of
from cuamo.catalogue.selectors.search import search
from cuamo.catalogue.selectors.versions import published, version_in_force
from cuamo.dossiers.rules.ladder import WORDS
from cuamo.dossiers.selectors.tracking import Track, find_by_code, good_for, track
from cuamo.kernel.clock import HANOI
from cuamo.kernel.errors import NotFound, TooMany
from cuamo.kernel.remembered import Remembered
from cuamo.organisation.models import Unit
from cuamo.organisation.selectors.agencies import list_agencies, near
from cuamo.organisation.services.sign_in_limit import closed_until, take_try

REMEMBERED = Remembered(most=5000, seconds=600)
"""Answers about dossiers to which nothing happened since."""
router = Router(tags=["public"])
REFUSED = {422: Problem}
Limit = Annotated[int, Field(ge=1, le=200)]
After = Annotated[str, StringConstraints(max_length=40, pattern=r"^[^\x00]*$")]
Words = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\x00]*$")]
TRIES, TRIES_OF_ADDRESS = 20, 60
"""Wrong tries in a window, of one code and from one network address; right ones are not counted."""


@router.get("/procedures", response={200: ProcedurePage, **REFUSED}, summary="List procedures")
def procedures(request: HttpRequest, after: After = "", limit: Limit = 50) -> ProcedurePage:
    """Procedures people can read about, by code, one page."""
    today = timezone.now().astimezone(HANOI).date()
    rows = published(on=today, after=after, limit=limit)
    items = [
        ProcedureRow(
            code=row.code,
            name_vi=row.name_vi,
            name_en=row.name_en,
            field_vi=row.field_vi,
            level=row.level,
            can_be_filed=row.can_be_filed,
        )
        for row in rows
    ]
    return ProcedurePage(items=items, next_after=rows[-1].code if len(rows) == limit else None)


@router.get("/procedures/search", response={200: list[SearchHit], **REFUSED}, summary="Search procedures")
def find(
    request: HttpRequest,
    q: Annotated[Words, Query(description="Everyday words")],
    limit: Annotated[int, Field(ge=1, le=50)] = 10,
) -> list[SearchHit]:
    """Procedures by everyday words, with or without diacritics."""
    return [SearchHit(code=hit.code, name_vi=hit.name_vi, score=hit.score) for hit in search(q, limit=limit)]


@router.get(
    "/procedures/{code}", response={200: ProcedureVersionOut, 404: Problem, **REFUSED}, summary="One version"
)
def procedure(
    request: HttpRequest, code: Annotated[str, Path(max_length=20, pattern=r"^[^\x00/]*$")]
) -> ProcedureVersionOut:
    """The version in force today."""
    version = version_in_force(code, on=timezone.now().astimezone(HANOI).date())
    return ProcedureVersionOut(
        code=code,
        version_id=str(version.id),
        number=version.number,
        status=version.status,
        valid_from=version.valid_from,
        content=version.content,
    )


@router.get("/agencies", response={200: AgencyPage, **REFUSED}, summary="List places")
def agencies(
    request: HttpRequest,
    q: Annotated[str, StringConstraints(max_length=200, pattern=r"^[^\x00]*$")] = "",
    after: After = "",
    limit: Limit = 50,
) -> AgencyPage:
    """Places where people are helped, by code; words match names, addresses, old and new wards."""
    rows = list_agencies(words=q, after=after, limit=limit)
    items = _agencies(rows)
    return AgencyPage(items=items, next_after=rows[-1].code if len(rows) == limit else None)


@router.get("/agencies/near", response={200: list[AgencyOut], **REFUSED}, summary="Places near a point")
def agencies_near(
    request: HttpRequest,
    lat: Annotated[float, Field(ge=-90, le=90)],
    lon: Annotated[float, Field(ge=-180, le=180)],
    limit: Annotated[int, Field(ge=1, le=50)] = 10,
) -> list[AgencyOut]:
    """Places nearest first."""
    hits = near(lat=lat, lon=lon, limit=limit)
    return _agencies([hit.unit for hit in hits], metres=[hit.metres for hit in hits])


@router.post(
    "/tracking",
    response={200: TrackOut, 404: Problem, 429: Problem, **REFUSED},
    summary="Where a dossier stands",
)
def tracking(request: HttpRequest, body: TrackIn) -> HttpResponse:
    """State, holder and dates of a dossier by code and secret; never personal data."""
    now = timezone.now()
    allowed = {
        f"track:{body.code.strip().upper()}": TRIES,
        f"track-from:{get_client_ip(request) or 'local'}": TRIES_OF_ADDRESS,
    }
    closed = closed_until(allowed=allowed, at=now) is not None
    found = None if closed else find_by_code(body.code, body.secret)
    if found is None and not closed:
        tries = [take_try(what=what, most=most, at=now) for what, most in allowed.items()]
        closed = not all(one.allowed for one in tries)
    if closed:
        raise TooMany(
            "track.too_many",
            "Đã thử sai nhiều lần. Chờ 10 phút.",
            "There were many wrong tries. Wait ten minutes.",
            where="code",
        )
    if found is None:
        raise NotFound(
            "track.unknown",
            "Không thấy hồ sơ với mã và bốn số này.",
            "There is no dossier with this code and these four digits.",
            where="code",
        )
    key = (found.dossier_id, found.seq)
    answer = REMEMBERED.recall(key)
    if answer is None:
        seen = track(found.dossier(), now=now)
        answer = _told(seen).model_dump_json().encode()
        REMEMBERED.keep(key, answer, at_most=good_for(seen, now=now))
    return HttpResponse(answer, content_type="application/json; charset=utf-8")


def _told(seen: Track) -> TrackOut:
    vi, en = WORDS[seen.rung]
    stages: list[Any] = [
        StageOut(
            state=stage.rung.value,
            name_vi=stage.word_vi,
            name_en=stage.word_en,
            reached_at=stage.reached_at,
            expected_at=stage.expected_at,
            now=stage.now,
        )
        for stage in seen.stages
    ]
    return TrackOut(
        code=seen.code,
        procedure_vi=seen.procedure_vi,
        procedure_en=seen.procedure_en,
        state=seen.rung.value,
        state_vi=vi,
        state_en=en,
        holder_vi=seen.holder_vi,
        holder_en=seen.holder_en,
        since=seen.since,
        answer_due_at=seen.answer_due_at,
        due_at=seen.due_at,
        late=seen.late,
        paused=seen.paused,
        returns=seen.returns,
        stages=stages,
    )


def _agencies(units: list[Unit], metres: list[int] | None = None) -> list[AgencyOut]:
    now = timezone.now()
    queues = queues_of([unit.code for unit in units], at=now)
    far: list[int | None] = [*metres] if metres is not None else [None] * len(units)
    return [
        _agency(unit, queues[unit.code], is_open(unit, at=now), away)
        for unit, away in zip(units, far, strict=True)
    ]


def _agency(unit: Unit, queue: Queue, opened: bool, metres: int | None) -> AgencyOut:
    return AgencyOut(
        code=unit.code,
        kind=unit.kind,
        name_vi=unit.name_vi,
        name_en=unit.name_en,
        address=unit.address,
        ward_code=unit.ward_code,
        lat=unit.lat,
        lon=unit.lon,
        hours=unit.hours,
        metres=metres,
        queue=QueueOut(
            open=opened,
            waiting=queue.waiting,
            counters=queue.counters,
            wait_minutes_from=queue.wait.least if queue.wait else None,
            wait_minutes_to=queue.wait.most if queue.wait else None,
        ),
    )
