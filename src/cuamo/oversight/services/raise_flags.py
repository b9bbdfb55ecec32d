"""Read the ledger for signs of moved states; they stop nothing and are looked at by a person."""

import json
from datetime import timedelta
from uuid import UUID

from cuamo.dossiers.models import Dossier, Result
from cuamo.dossiers.selectors.calendar_for import calendar_for
from cuamo.dossiers.selectors.ladder_set import ladder_set
from cuamo.dossiers.services.note_late import flag as flag_row
from cuamo.kernel.crypto import keyed_hash
from cuamo.kernel.events import EventRecord, history_of
from cuamo.oversight.models import FiledContent, Flag
from cuamo.oversight.rules.gaming import ASKED, MONEY, NO_FILE, REFILED, Seen, signs

PURPOSE = "filed-content"
READ = (
    "dossier.submitted",
    "dossier.accepted",
    ASKED,
    "dossier.supplemented",
    MONEY,
    "dossier.obligation_paid",
    "dossier.proposed",
    "dossier.approved",
    "dossier.sent_back",
    "dossier.transferred",
    "dossier.extended",
    "dossier.due_recounted",
    "dossier.withdrawal_asked",
    "dossier.stopped",
    "dossier.finished",
)


def raise_flags(event: EventRecord) -> None:
    """Add what the dossier's events show up to now; the same event twice adds nothing.

    A sign that was closed by an inspector stays closed; more evidence is added while it is open.
    """
    dossier = Dossier.objects.select_related("version").filter(id=event.stream_id).first()
    if dossier is None:
        return
    history = [past for past in history_of(dossier.id) if past.seq <= event.seq]
    found = signs(
        [Seen(str(past.id), past.name, past.occurred_at, past.data) for past in history],
        minutes_between=calendar_for(dossier).working_minutes_between,
        last_percent=ladder_set().last_moment_percent,
    )
    if event.name == "dossier.submitted":
        found |= _filed(dossier, event)
    if event.data.get("finished_at") and event.name in {"dossier.withdrawal_asked", "dossier.stopped"}:
        _withdrawn(dossier, event)
    if event.name == "dossier.finished" and not _has_file(dossier):
        found[NO_FILE] = [str(event.id)]
    for kind, evidence in found.items():
        _keep(dossier, kind, evidence, event)


def content_hash(dossier: Dossier) -> bytes:
    """Return by what the same content of the same person is known again; nothing can be read from it."""
    said = [str(dossier.applicant_id), dossier.procedure_code, dossier.answers, dossier.values]
    return keyed_hash(json.dumps(said, ensure_ascii=False, sort_keys=True), purpose=PURPOSE)


def _keep(dossier: Dossier, kind: str, evidence: list[str], event: EventRecord) -> None:
    flag, fresh = Flag.objects.get_or_create(
        dossier_id=dossier.id,
        kind=kind,
        defaults={
            "code": dossier.shown_code,
            "unit_code": dossier.decided_by or dossier.received_by,
            "received_by": dossier.received_by,
            "evidence": evidence,
            "raised_at": event.occurred_at,
        },
    )
    if fresh:
        flag_row(dossier, "sign")
    more = [*flag.evidence, *(each for each in evidence if each not in flag.evidence)]
    if not fresh and flag.closed_at is None and more != flag.evidence:
        Flag.objects.filter(id=flag.id).update(evidence=more)


def _filed(dossier: Dossier, event: EventRecord) -> dict[str, list[str]]:
    digest = content_hash(dossier)
    FiledContent.objects.get_or_create(
        dossier_id=dossier.id, defaults={"content_hash": digest, "filed_at": event.occurred_at}
    )
    since = event.occurred_at - timedelta(days=ladder_set().refiled_within_days)
    before = FiledContent.objects.filter(content_hash=digest, withdrawn_at__gte=since).exclude(
        dossier_id=dossier.id
    )
    former = before.filter(withdrawn_at__lte=event.occurred_at).order_by("-withdrawn_at").first()
    if former is None:
        return {}
    return {REFILED: [*_ending_of(former.dossier_id), str(event.id)]}


def _withdrawn(dossier: Dossier, event: EventRecord) -> None:
    if dossier.ending.get("kind") == "WITHDRAWN":
        FiledContent.objects.filter(dossier_id=dossier.id, withdrawn_at=None).update(
            withdrawn_at=event.occurred_at
        )


def _ending_of(dossier_id: UUID) -> list[str]:
    return [str(past.id) for past in history_of(dossier_id) if past.data.get("finished_at")][:1]


def _has_file(dossier: Dossier) -> bool:
    return Result.objects.filter(dossier=dossier, file__isnull=False, signed_at__isnull=False).exists()
