"""Open an envelope of papers that arrived and compare it with its list."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.delivery.models import HandOver, Parcel
from cuamo.delivery.selectors.owners import owner_at, owner_by_side
from cuamo.delivery.services.parts import about, lock_parcel, require_at_origin
from cuamo.delivery.services.raise_alarm import raise_alarm
from cuamo.delivery.states import AlarmKind, Direction, ParcelState
from cuamo.kernel import events
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import IllegalTransition, Invalid


@transaction.atomic
def check_papers(
    *, parcel_id: UUID, found: Collection[str], intact: bool, clerk: Actor, at: datetime
) -> Parcel:
    """Tick what was in the envelope (kiểm giấy tờ gốc); a missing paper and a broken seal are alarms.

    A paper missing at first and ticked later is found. Records `delivery.papers_checked`.

    Args:
        found: labels of the papers that are there. intact: the seal was whole, with the number on the list.
    Raises:
        IllegalTransition: it has not arrived. NotPermitted: it is elsewhere.
        Invalid: a label is on another envelope's list.
    """
    parcel = lock_parcel(parcel_id=parcel_id)
    if parcel.direction != Direction.ORIGINALS or parcel.state != ParcelState.DELIVERED:
        raise IllegalTransition(
            "originals.not_here", "Phong bì giấy tờ này chưa tới.", "These papers have not arrived."
        )
    require_at_origin(parcel.holder_id, clerk)
    papers = list(parcel.papers.select_for_update().order_by("number"))
    if foreign := set(found) - {paper.label for paper in papers}:
        raise Invalid(
            "originals.other",
            f"Giấy {sorted(foreign)[0]} không có trong danh sách của phong bì này.",
            f"Paper {sorted(foreign)[0]} is not on the list of this envelope.",
            where="papers",
            hint_vi="Xem nhãn của giấy, tìm hồ sơ của nó.",
            hint_en="Look at its label and find its dossier.",
        )
    for paper in papers:
        if paper.label in found and paper.found_at is None:
            paper.found_at, paper.found_by = at, clerk.as_json()
            paper.save(update_fields=["found_at", "found_by"])
        elif paper.label not in found and paper.found_at is None and paper.missing_at is None:
            paper.missing_at = at
            paper.save(update_fields=["missing_at"])
    missing = [paper for paper in papers if paper.found_at is None]
    last = HandOver.objects.filter(parcel=parcel, given_at__isnull=False).order_by("-id").first()
    sent_from = parcel.origin_unit or parcel.destination_unit
    carried = owner_by_side(last.giver if last else None, sent_from)
    if not intact:
        raise_alarm(
            kind=AlarmKind.SEAL_BROKEN,
            parcel=parcel,
            owner_unit=carried.unit,
            owner_role=carried.role,
            at=at,
            facts={"seal": parcel.seal_number},
            actor=clerk,
        )
    if missing:
        # A whole seal says that the paper was never put in; a broken one, that it left on the way.
        owner = owner_at(sent_from) if intact else carried
        raise_alarm(
            kind=AlarmKind.MISSING_PAPER,
            parcel=parcel,
            owner_unit=owner.unit,
            owner_role=owner.role,
            at=at,
            facts={"papers": [paper.label for paper in missing], "intact": intact},
            actor=clerk,
        )
    events.record(
        "delivery.papers_checked",
        parcel.subject_id,
        actor=clerk,
        at=at,
        **about(parcel),
        found=len(papers) - len(missing),
        missing=len(missing),
        intact=intact,
    )
    return parcel
