"""Pair the originals in the envelope with their files: a label each, ticked when it is in hand."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.dossiers import policies
from cuamo.dossiers.models import Dossier, PaperOriginal
from cuamo.dossiers.rules.original_label import LETTERS, original_label, read_original_label
from cuamo.dossiers.selectors.papers import paper_slots
from cuamo.dossiers.services.digitise import require_digitiser
from cuamo.dossiers.services.parts import lock_dossier, random_code, tell
from cuamo.dossiers.states import State
from cuamo.kernel.actors import Actor, ActorKind
from cuamo.kernel.errors import Invalid, NotPermitted


@transaction.atomic
def label_originals(*, dossier_id: UUID, actor: Actor, at: datetime) -> list[PaperOriginal]:
    """Return a label for every paper that was brought as an original or a copy; asked again, the same ones.

    Raises:
        NotFound: the dossier is not sent, or not the actor's.
        NotPermitted: neither who helped with it nor who receives or examines it.
    """
    dossier = lock_dossier(dossier_id)
    _require_labeller(dossier, actor)
    have = {row.component_key: row for row in PaperOriginal.objects.filter(dossier=dossier)}
    number = max((row.number for row in have.values()), default=0)
    for slot in paper_slots(dossier):
        if slot.need.key in have or not slot.files or not (slot.need.originals or slot.need.copies):
            continue
        number += 1
        have[slot.need.key] = PaperOriginal.objects.create(
            dossier=dossier,
            number=number,
            component_key=slot.need.key,
            label=original_label(random_code(LETTERS)),
            labelled_at=at,
            labelled_by=actor.as_json(),
        )
    return sorted(have.values(), key=lambda row: row.number)


@transaction.atomic
def receive_original(*, dossier_id: UUID, officer: Actor, text: str, at: datetime) -> PaperOriginal:
    """Tick the original whose label was scanned as being in hand (bản giấy đã nhận); twice is once.

    Raises:
        NotPermitted, NotFound: as `digitise`.
        Invalid: the label is of another dossier, or none of ours: paper and file do not agree.
    """
    dossier = lock_dossier(dossier_id)
    require_digitiser(dossier, officer)
    label = read_original_label(text)
    row = PaperOriginal.objects.select_for_update(of=("self",)).filter(label=label).first() if label else None
    if row is None:
        raise Invalid(
            "original.no_label",
            "Mã vừa quét không phải nhãn bản giấy.",
            "What was scanned is no label of an original.",
            where="ma",
            hint_vi="Quét mã vạch trên nhãn dán ở bản giấy.",
            hint_en="Scan the bar code of the label on the original.",
        )
    if row.dossier_id != dossier.id:
        other = row.dossier.shown_code
        raise Invalid(
            "original.other_dossier",
            f"Nhãn này của hồ sơ {other}, không phải hồ sơ đang mở.",
            f"This label belongs to dossier {other}, not to the one that is open.",
            where="ma",
            hint_vi="Bỏ giấy này ra khỏi túi, mở đúng hồ sơ của nó.",
            hint_en="Take the paper out and open the dossier it belongs to.",
        )
    if row.received_at is None:
        row.received_at, row.received_by = at, officer.as_json()
        row.save(update_fields=["received_at", "received_by"])
        tell(
            "dossier.original_received",
            dossier,
            actor=officer,
            at=at,
            component=row.component_key,
            number=row.number,
        )
    return row


def _require_labeller(dossier: Dossier, actor: Actor) -> None:
    """Refuse anyone but the clerks of where it was helped, and who digitises it."""
    if dossier.state == State.DRAFT:
        raise policies.unknown_dossier()
    if actor.kind is ActorKind.SYSTEM:
        return
    if actor.kind is ActorKind.STAFF and "CLERK" in actor.roles:
        if actor.unit_code == dossier.helped_at:
            return
        if not actor.roles & {"RECEIVER", "SPECIALIST"}:
            raise NotPermitted(
                "original.point",
                "Hồ sơ này do điểm khác nhận giấy.",
                "Another point took the papers of this dossier.",
            )
    require_digitiser(dossier, actor)
