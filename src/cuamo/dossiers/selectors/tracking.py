"""What anybody may see of a dossier, and what its citizen may."""

import hmac
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from cuamo.catalogue.selectors.versions import pinned_version
from cuamo.dossiers.models import Dossier, WorkItem
from cuamo.dossiers.rules.deadline import is_soon
from cuamo.dossiers.rules.ladder import Rung, Stage, rung_of, stages
from cuamo.dossiers.rules.linked import is_filing, waits_for_part
from cuamo.dossiers.rules.typed_code import code_as_kept
from cuamo.dossiers.selectors.linked import answer_counts_from, parts_of
from cuamo.dossiers.selectors.linked_track import PartTrack, filing_track, whole
from cuamo.dossiers.services.parts import dossier_of_key
from cuamo.dossiers.states import CLOSED, State
from cuamo.kernel.crypto import decrypt
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
    parts: tuple[PartTrack, ...] = ()
    """Of a linked filing: every dossier of it."""


def track(dossier: Dossier, *, now: datetime) -> Track:
    """Return what the receipt's QR shows (tra cứu): the ladder, who holds it, what comes next.

    Of a linked filing the ladder is one over all its parts, and each part has a row.
    """
    seen = _track_one(dossier, now=now)
    if not is_filing(dossier):
        return seen
    parts = parts_of(dossier.id)
    if not parts:
        return seen
    rows = filing_track(parts, [_track_one(part.dossier, now=now) for part in parts])
    return whole(seen, rows, submitted_at=dossier.submitted_at)


def _track_one(dossier: Dossier, *, now: datetime) -> Track:
    rung = (
        Rung.WAITING
        if waits_for_part(dossier)
        else rung_of(dossier.state, dossier.carriage, withdrawn=dossier.ending.get("kind") == "WITHDRAWN")
    )
    item = WorkItem.objects.filter(dossier_id=dossier.id).first()
    unit_code = item.unit_code if item else dossier.decided_by
    unit = Unit.objects.filter(code=unit_code).first()
    closed = State(dossier.state) in CLOSED
    due = dossier.due_at if dossier.accepted_at else dossier.answer_due_at
    ended = dossier.finished_at or now
    owed_from = dossier.submitted_at
    if due is not None and due == dossier.answer_due_at and now <= due:
        owed_from = answer_counts_from(dossier)
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
        and is_soon(now=now, started_at=dossier.accepted_at or owed_from or now, due_at=due),
        paused=dossier.paused_at is not None,
        returns=dossier.returns,
    )


def good_for(seen: Track, *, now: datetime) -> float | None:
    """Return the seconds after which the term is over and more is to be told; None with no term ahead."""
    due = seen.due_at or seen.answer_due_at
    return (due - now).total_seconds() if due is not None and due > now else None


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


@dataclass(frozen=True)
class Found:
    """A dossier somebody may follow; what is shown of it hangs on its newest event."""

    dossier_id: UUID
    seq: int
    token: str

    def dossier(self) -> Dossier:
        """Read the dossier itself, with the version it is pinned to."""
        dossier = Dossier.objects.get(id=self.dossier_id)
        dossier.version = pinned_version(dossier.version_id)
        return dossier


_BY_CODE = """
SELECT d.id, coalesce(s.seq, 0), d.tracking_token, d.contact_phone, p.personal_id, p.phone
FROM dossiers_key k JOIN dossiers_dossier d ON d.id = k.dossier_id
JOIN people_person p ON p.id = d.applicant_id
LEFT JOIN kernel_stream s ON s.stream_id = d.id
WHERE k.kind IN ('CODE', 'EXTERNAL', 'REF', 'ALIAS', 'LOCAL') AND k.value = %s AND d.state <> %s LIMIT 1
"""


def find_by_code(code: str, secret: str) -> Found | None:
    """Return the dossier of a code when `secret` is the last four digits of its person's id or phone.

    An unknown code and a wrong secret give the same answer.
    """
    digits = "".join(character for character in secret if character in "0123456789")
    with connection.cursor() as cursor:
        cursor.execute(_BY_CODE, [code_as_kept(code), State.DRAFT.value])
        row = cursor.fetchone()
    if row is None or len(digits) != 4:
        return None
    dossier_id, seq, token, *kept = row
    known = [decrypt(bytes(value))[-4:] for value in kept]
    if not any(hmac.compare_digest(digits, value) for value in known if len(value) == 4):
        return None
    return Found(dossier_id, seq, token)
