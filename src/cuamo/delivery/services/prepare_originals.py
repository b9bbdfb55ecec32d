"""Make the envelope of a citizen's papers that travel to the authority."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.delivery.models import PaperInside, Parcel
from cuamo.delivery.rules.promise import promise_for_originals
from cuamo.delivery.selectors.terms import terms_of_post
from cuamo.delivery.services.parts import about
from cuamo.delivery.services.prepare_parcel import SERVICE
from cuamo.delivery.states import Direction, ParcelState
from cuamo.kernel import events
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import IllegalTransition, Invalid
from cuamo.kernel.identifiers import s10
from cuamo.kernel.ids import uuid7
from cuamo.kernel.numbering import take_number
from cuamo.organisation.models import Unit
from cuamo.organisation.selectors.calendar_of import calendar_of


@dataclass(frozen=True)
class Paper:
    """One labelled original."""

    number: int
    label: str
    name: str


@dataclass(frozen=True)
class Home:
    """Where the post fetches papers that nobody brings to a counter."""

    name: str
    phone: str
    address: str
    ward_code: str


@transaction.atomic
def prepare_originals(
    *,
    subject_id: UUID,
    subject_code: str,
    papers: Sequence[Paper],
    origin_unit: str,
    destination_unit: str,
    actor: Actor,
    at: datetime,
    home: Home | None = None,
) -> Parcel:
    """Return the envelope for the papers (phong bì giấy tờ gốc), made once; a new paper goes into it.

    It leaves from a counter or, with `home`, from the citizen's door: then the citizen holds it till a
    courier takes it, and another door takes its place till it is on a run. Records `delivery.prepared`.
    Promised is: with the post on the same working day, at the authority on the next at the latest.

    Raises:
        Invalid: there are no papers, or nowhere to send them. IllegalTransition: it was closed without them.
    """
    if not papers:
        raise Invalid("originals.none", "Không có giấy tờ gốc để gửi.", "There are no originals to send.")
    place = Unit.objects.filter(code=destination_unit).first()
    if place is None or destination_unit == origin_unit:
        raise Invalid(
            "originals.nowhere",
            "Giấy tờ này không phải gửi đi đâu.",
            "These papers need not be sent anywhere.",
        )
    made = (
        Parcel.objects.select_for_update()
        .filter(subject_id=subject_id, direction=Direction.ORIGINALS, ended_at=None)
        .first()
    )
    if made is not None and made.state == ParcelState.DELIVERED:
        known = _sent_before(subject_id)
        if not {paper.label for paper in papers} - known:
            return made
        papers = [paper for paper in papers if paper.label not in known]
        made.ended_at, made.end_reason = at, "ARRIVED"
        made.save(update_fields=["ended_at", "end_reason"])
        made = None
    if made is not None:
        if home is not None and made.holder_kind == "SENDER" and made.run_id is None:
            made.recipient, made.phone = home.name, home.phone
            made.address, made.ward_code = home.address, home.ward_code
            made.save(update_fields=["recipient", "phone", "address", "ward_code"])
        _add(made, papers)
        return made
    promise = promise_for_originals(at, terms=terms_of_post(), calendar=calendar_of(destination_unit))
    parcel = Parcel.objects.create(
        **asdict(promise),
        id=uuid7(at),
        subject_id=subject_id,
        subject_code=subject_code,
        direction=Direction.ORIGINALS,
        label=s10.make(SERVICE, take_number("parcel") % 100_000_000),
        contents=[paper.name for paper in papers],
        recipient=home.name if home else place.name_vi,
        phone=home.phone if home else place.phone,
        address=home.address if home else place.address,
        ward_code=home.ward_code if home else place.ward_code,
        pin="",
        origin_unit=origin_unit,
        destination_unit=destination_unit,
        holder_kind="SENDER" if home else "UNIT",
        holder_id="" if home else origin_unit,
        created_at=at,
    )
    _add(parcel, papers)
    events.record(
        "delivery.prepared",
        subject_id,
        actor=actor,
        at=at,
        **about(parcel),
        origin=origin_unit,
        destination=destination_unit,
        papers=len(papers),
        from_home=home is not None,
    )
    return parcel


def _sent_before(subject_id: UUID) -> set[str]:
    """Return the labels in envelopes that went; what was missing in one, or nobody fetched, may go again."""
    inside = PaperInside.objects.filter(parcel__subject_id=subject_id)
    inside = inside.exclude(parcel__state=ParcelState.CANCELLED)
    return set(inside.exclude(missing_at__isnull=False, found_at=None).values_list("label", flat=True))


def _add(parcel: Parcel, papers: Sequence[Paper]) -> None:
    have = set(parcel.papers.values_list("label", flat=True))
    new = [paper for paper in papers if paper.label not in have]
    if new and parcel.state != ParcelState.CREATED:
        raise IllegalTransition(
            "originals.closed",
            f"Phong bì {parcel.label} đã niêm phong, không thêm giấy được.",
            f"Envelope {parcel.label} is sealed; no paper can be added.",
            hint_vi="Chờ phong bì tới cơ quan, rồi gửi giấy này bằng phong bì khác.",
            hint_en="Wait until it has arrived, then send this paper in another envelope.",
        )
    PaperInside.objects.bulk_create(
        PaperInside(parcel=parcel, number=paper.number, label=paper.label, name=paper.name) for paper in new
    )
    if new:
        parcel.contents = list(parcel.papers.order_by("number").values_list("name", flat=True))
        parcel.save(update_fields=["contents"])
