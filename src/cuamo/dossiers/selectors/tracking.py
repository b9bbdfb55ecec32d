"""What anybody may see of a dossier, and what its citizen may."""

import hmac
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from cuamo.dossiers.models import Dossier, DossierKey, WorkItem
from cuamo.dossiers.rules.deadline import is_soon
from cuamo.dossiers.rules.ladder import Rung, Stage, rung_of, stages
from cuamo.dossiers.services.parts import dossier_of_key
from cuamo.dossiers.states import CLOSED, State
from cuamo.organisation.models import Unit


@dataclass(frozen=True)
class Track:
    """State, holder, next step and due moment; no personal data."""

    code: str
    procedure_vi: str
    procedure_en: str
    rung: Rung
    stages: list[Stage]
    holder_vi: str
    holder_en: str
    since: datetime | None
    due_at: datetime | None
    answer_due_at: datetime | None
    late: bool
    soon: bool
    paused: bool
    returns: int


def track(dossier: Dossier, *, now: datetime) -> Track:
    """Return what the receipt's QR shows (tra cứu): the ladder, who holds it, what comes next."""
    rung = rung_of(dossier.state, dossier.carriage, withdrawn=dossier.ending.get("kind") == "WITHDRAWN")
    item = WorkItem.objects.filter(dossier_id=dossier.id).first()
    unit_code = item.unit_code if item else dossier.decided_by
    unit = Unit.objects.filter(code=unit_code).first()
    closed = State(dossier.state) in CLOSED
    due = dossier.due_at if dossier.accepted_at else dossier.answer_due_at
    ended = dossier.finished_at or now
    waiting_for_citizen = dossier.state in {State.SUPPLEMENT, State.PAYMENT}
    return Track(
        code=dossier.shown_code,
        procedure_vi=dossier.version.content["name_vi"],
        procedure_en=dossier.version.content.get("name_en", ""),
        rung=rung,
        stages=stages(
            rung=rung,
            submitted_at=dossier.submitted_at,
            answer_due_at=dossier.answer_due_at,
            accepted_at=dossier.accepted_at,
            due_at=dossier.due_at,
            finished_at=dossier.finished_at,
            returned_at=dossier.returned_at,
        ),
        holder_vi=unit.name_vi if unit else "",
        holder_en=unit.name_en if unit else "",
        since=item.arrived_at if item else dossier.finished_at,
        due_at=dossier.due_at,
        answer_due_at=dossier.answer_due_at,
        late=not waiting_for_citizen
        and due is not None
        and ended > due
        and dossier.state != State.NOT_ACCEPTED,
        soon=not closed
        and due is not None
        and is_soon(now=now, started_at=dossier.accepted_at or dossier.submitted_at or now, due_at=due),
        paused=dossier.paused_at is not None,
        returns=dossier.returns,
    )


def head_of_token(token: str) -> tuple[UUID, int] | None:
    """Return the dossier of a receipt's QR and its newest event's number: what is shown hangs on both."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT k.dossier_id, coalesce(s.seq, 0) FROM dossiers_key k"
            " LEFT JOIN kernel_stream s ON s.stream_id = k.dossier_id"
            " WHERE k.kind = 'TOKEN' AND k.value = %s",
            [token.strip().upper()],
        )
        row = cursor.fetchone()
    return (row[0], row[1]) if row else None


def find_by_token(token: str) -> Dossier | None:
    """Return the dossier of a receipt's QR."""
    dossier = dossier_of_key("TOKEN", token.strip().upper())
    return dossier if dossier is not None and dossier.state != State.DRAFT else None


def find_by_code(code: str, secret: str) -> Dossier | None:
    """Return the dossier of a code when `secret` is the last four digits of its person's id or phone.

    An unknown code and a wrong secret give the same answer.
    """
    wanted = code.strip().upper()
    key = DossierKey.objects.filter(kind__in=("CODE", "EXTERNAL", "REF", "ALIAS"), value=wanted).first()
    found = Dossier.objects.select_related("applicant").filter(id=key.dossier_id) if key else None
    dossier = found.first() if found is not None else None
    digits = "".join(character for character in secret if character.isdigit())
    if dossier is None or dossier.applicant is None or len(digits) != 4 or dossier.state == State.DRAFT:
        return None
    known = [dossier.applicant.personal_id[-4:], dossier.contact_phone[-4:], dossier.applicant.phone[-4:]]
    return dossier if any(hmac.compare_digest(digits, value) for value in known if len(value) == 4) else None
