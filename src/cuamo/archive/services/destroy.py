"""Destroy finished dossiers: their content goes, the ledger stays provable."""

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.db import models, transaction

from cuamo.archive.models import Destruction, DestructionItem, Keeping
from cuamo.archive.rules.emptying import PARTS, Part
from cuamo.archive.rules.retention import Blocked, Fate, blocks
from cuamo.archive.selectors.file_users import files_of, rows_of
from cuamo.archive.selectors.holds import holds_of
from cuamo.archive.services.empty_file import empty_file
from cuamo.archive.types import DestructionState, Outcome
from cuamo.documents.jobs import forget_erased_bytes
from cuamo.documents.models import StoredFile
from cuamo.documents.services.erase_file import forget_bytes
from cuamo.dossiers.models import Dossier, Visit
from cuamo.dossiers.services.parts import lock_dossier
from cuamo.dossiers.states import CLOSED
from cuamo.kernel import events
from cuamo.kernel.actors import Actor, ActorKind
from cuamo.kernel.clock import to_hanoi

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Destroyed:
    """What became of one dossier: reasons why it stayed, or none."""

    reasons: list[Blocked]
    files: int = 0


def destroy_list(*, destruction_id: UUID, at: datetime) -> None:
    """Destroy the dossiers of an approved list one by one; a second run goes on where the first stopped.

    Each dossier goes whole or not at all, under the lock a hold takes too. What holds a dossier at that
    moment keeps it, with its reason on the list; one that fails keeps none of the others. The list of what
    went is also written outside the database, so that a backup that is read back can be cleared again.
    Records `archive.list_destroyed`.
    """
    destruction = Destruction.objects.get(id=destruction_id)
    if destruction.state != DestructionState.APPROVED:
        return
    waiting = destruction.items.filter(outcome=Outcome.WAITING).order_by("code", "id")
    first: Exception | None = None
    for item_id in list(waiting.values_list("id", flat=True)):
        try:
            _destroy_item(item_id, destruction, at)
        except Exception as error:  # one that cannot go keeps no other; the list is not done before it is
            logger.exception("an item of %s is not destroyed", destruction.number)
            first = first or error
    forget_bytes(at=at)
    if first is not None:
        raise first
    _finish(destruction_id, at)


@transaction.atomic
def _destroy_item(item_id: UUID, destruction: Destruction, at: datetime) -> None:
    item = DestructionItem.objects.get(id=item_id)
    actor = leader_of(destruction)
    found = destroy_dossier(dossier_id=item.dossier_id, number=destruction.number, actor=actor, at=at)
    item = DestructionItem.objects.select_for_update().get(id=item_id)
    if item.outcome != Outcome.WAITING:
        return
    item.outcome = Outcome.KEPT if found.reasons else Outcome.DESTROYED
    item.reasons, item.settled_at = [str(reason) for reason in found.reasons], at
    item.save(update_fields=["outcome", "reasons", "settled_at"])
    Destruction.objects.filter(id=destruction.id).update(done=models.F("done") + 1)


@transaction.atomic
def destroy_dossier(*, dossier_id: UUID, number: str, actor: Actor, at: datetime) -> Destroyed:
    """Empty one dossier for good (tiêu huỷ hồ sơ) unless something stands against it now.

    Answers, form, names, papers, slips, result, messages and the way to the person go; the code, the states,
    the moments and every event stay, so that chain and day roots still prove what happened and when.
    Records `archive.dossier_destroyed`.
    """
    dossier = lock_dossier(dossier_id, destroyed_too=True)
    keeping = Keeping.objects.select_for_update().filter(dossier_id=dossier_id).first()
    reasons = _against(dossier, keeping, at)
    if reasons or keeping is None:
        return Destroyed(reasons)
    files = _empty(dossier, actor, at)
    keeping.destroyed_at = at
    keeping.images_looked_at = keeping.images_looked_at or at
    keeping.save(update_fields=["destroyed_at", "images_looked_at"])
    events.record("archive.dossier_destroyed", dossier_id, actor=actor, at=at, list=number, files=files)
    forget_erased_bytes.enqueue()
    return Destroyed([], files)


def destroy_again(*, path: Path, actor: Actor, at: datetime) -> int:
    """Empty again what a list outside the database says was destroyed; for a backup that was read back.

    Returns how many dossiers of the list were there with content.
    """
    said = json.loads(path.read_text("utf-8"))
    gone = 0
    for dossier_id in said["dossiers"]:
        gone += _again(UUID(dossier_id), said["number"], actor, at)
    forget_bytes(at=at)
    return gone


@transaction.atomic
def _again(dossier_id: UUID, number: str, actor: Actor, at: datetime) -> bool:
    if not Dossier.objects.filter(id=dossier_id).exists():
        return False
    dossier = lock_dossier(dossier_id, destroyed_too=True)
    keeping = Keeping.objects.select_for_update().filter(dossier_id=dossier_id).first()
    if keeping is not None and keeping.destroyed_at is not None:
        return False
    files = _empty(dossier, actor, at)
    Keeping.objects.filter(dossier_id=dossier_id).update(destroyed_at=at, images_looked_at=at)
    events.record(
        "archive.dossier_destroyed", dossier_id, actor=actor, at=at, list=number, files=files, again=True
    )
    return True


def _against(dossier: Dossier, keeping: Keeping | None, at: datetime) -> list[Blocked]:
    if keeping is None:
        return [Blocked.NOT_CLOSED]
    held = [kept.reason for kept in holds_of(dossier.id, at=at)]
    waits = keeping.package_id is not None and keeping.archived_at is None
    return blocks(
        Fate(keeping.submit_from, keeping.submit_by, keeping.destroy_from),
        today=to_hanoi(at).date(),
        archived=keeping.archived_at is not None,
        closed=dossier.state in CLOSED and keeping.destroyed_at is None and not waits,
        holds=held,
    )


def _empty(dossier: Dossier, actor: Actor, at: datetime) -> int:
    """Empty every table's rows of the dossier; return how many files went."""
    wanted = files_of(dossier.id) | _in_form(dossier.values) | _evidence_of(dossier.id)
    files = list(StoredFile.objects.filter(id__in=wanted).order_by("id"))
    for file in files:
        empty_file(file, dossier_id=dossier.id, why="DESTROYED", actor=actor, at=at)
    if dossier.visit_id is not None:
        Visit.objects.filter(id=dossier.visit_id).update(contact_phone="", contact_owner="")
    for part in sorted(PARTS, key=lambda part: not part.drop):
        _apply(part, dossier.id)
    return len(files)


def _apply(part: Part, dossier_id: UUID) -> None:
    rows = rows_of(part, dossier_id).filter(**part.only)
    if part.drop:
        rows.delete()
    elif part.blank:
        rows.update(**part.blank)


def _in_form(values: Mapping[str, Any]) -> set[UUID]:
    """Return the files given inside the form, in groups too."""
    found: set[UUID] = set()
    for value in values.values():
        if isinstance(value, Mapping):
            if isinstance(value.get("file"), str):
                found.add(UUID(value["file"]))
            found |= _in_form({name: one for name, one in value.items() if name != "file"})
        elif isinstance(value, list):
            found |= _in_form(dict(enumerate(value)))  # type: ignore[arg-type]  # only its values are read
    return found


def _evidence_of(dossier_id: UUID) -> set[UUID]:
    """Return the pictures and signatures by which an envelope was handed over or not."""
    found: set[UUID] = set()
    ways = dict.fromkeys(
        ("delivery.HandOver", "delivery.Attempt", "delivery.CourierAct"), "parcel__subject_id"
    )
    for table, way in (ways | {"delivery.CarrierProof": "order__parcel__subject_id"}).items():
        rows = apps.get_model(table)._default_manager.filter(**{way: dossier_id})
        found |= set(rows.exclude(evidence_id=None).values_list("evidence_id", flat=True))
    return found


@transaction.atomic
def _finish(destruction_id: UUID, at: datetime) -> None:
    destruction = Destruction.objects.select_for_update().get(id=destruction_id)
    if destruction.state != DestructionState.APPROVED:
        return
    gone = list(destruction.items.filter(outcome=Outcome.DESTROYED).order_by("code"))
    _write_outside(destruction, [str(item.dossier_id) for item in gone], at)
    destruction.state, destruction.finished_at = DestructionState.DONE, at
    destruction.save(update_fields=["state", "finished_at"])
    events.record(
        "archive.list_destroyed",
        destruction.id,
        actor=leader_of(destruction),
        at=at,
        number=destruction.number,
        destroyed=len(gone),
        kept=destruction.total - len(gone),
    )


def _write_outside(destruction: Destruction, dossier_ids: list[str], at: datetime) -> None:
    folder: Path = settings.VAR / "anchors" / "destroyed"
    folder.mkdir(parents=True, exist_ok=True)
    said = {"number": destruction.number, "destroyed_at": at.isoformat(), "dossiers": dossier_ids}
    beside = folder / f"{destruction.number}.part"
    beside.write_text(json.dumps(said) + "\n")
    beside.replace(folder / f"{destruction.number}.json")


def leader_of(destruction: Destruction) -> Actor:
    """Return who approved the list, as the one who acts in the background."""
    who = destruction.decided_by
    return Actor(ActorKind(who["kind"]), who["id"], who.get("name", ""), who.get("unit", ""))
