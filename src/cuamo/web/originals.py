"""Where a citizen's originals are on their way to the authority, in words for the person and the clerk."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cuamo.delivery.models import HandOver, PaperInside, Parcel
from cuamo.delivery.selectors.parcels import originals_of
from cuamo.delivery.selectors.slots import agreed_with, slots_in
from cuamo.delivery.states import ParcelState
from cuamo.dossiers.models import Dossier
from cuamo.dossiers.selectors.fetching import home_of, may_be_fetched, may_move_by_link
from cuamo.dossiers.services.fetch_originals import ask_to_fetch
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import DomainError
from cuamo.organisation.models import Unit, Ward
from cuamo.web import phrases
from cuamo.web.language import vi_en

FIELDS = frozenset({"khung_gio", "dia_chi", "phuong"})
AT_HOME = ("Bưu tá tới nhà lấy", "A courier comes to fetch them")
COMING = ("Bưu tá đã nhận chuyến tới lấy", "A courier is on the way to you")
WORDS: dict[ParcelState, tuple[str, str]] = {
    ParcelState.CREATED: ("Đang đóng phong bì", "Being put into an envelope"),
    ParcelState.SEALED: ("Đã niêm phong, chờ bưu tá", "Sealed, waits for the courier"),
    ParcelState.ACCEPTED: ("Bưu điện đã nhận đơn", "The post has the order"),
    ParcelState.ON_MANIFEST: ("Chờ bưu tá nhận", "Waits for the courier"),
    ParcelState.PICKED_UP: ("Bưu tá đang mang tới cơ quan", "A courier brings them to the authority"),
    ParcelState.IN_TRANSIT: ("Đang chuyển giữa các điểm", "Between two places"),
    ParcelState.RETURNING: ("Đang chuyển về điểm", "On the way to a point"),
    ParcelState.RETURNED: ("Đang ở một điểm, đi tiếp tới cơ quan", "At a point, goes on to the authority"),
    ParcelState.DELIVERED: ("Đã tới cơ quan", "At the authority"),
}


@dataclass(frozen=True)
class Journey:
    """What the person is told of their originals."""

    may_ask: bool
    """True while a courier can be asked to fetch them, or another time be chosen.

    Also where something is still wanted after the authority has opened the envelope.
    """
    parcel: Parcel | None
    """The envelope; None before there is one, and after nobody has to come any more."""
    words: str
    agreed: str
    to: Unit | None
    papers: list[PaperInside]
    taken: HandOver | None
    """The hand-over at the door: what was counted, when."""

    @property
    def at_home(self) -> bool:
        """True while the papers wait at home for the courier."""
        return self.parcel is not None and self.parcel.holder_kind == "SENDER"

    @property
    def by_link(self) -> bool:
        """True where the link of a text may order it, or change what is agreed."""
        return self.parcel is None or may_move_by_link(self.parcel)

    @property
    def counted(self) -> int:
        """How many papers were counted at the door."""
        return int(self.taken.giver.get("papers", 0)) if self.taken else 0

    @property
    def checked(self) -> bool:
        """True when the authority has opened the envelope and ticked each paper."""
        return bool(self.papers) and all(paper.found_at or paper.missing_at for paper in self.papers)


def originals_journey(dossier: Dossier) -> Journey | None:
    """Return where the originals are; None where none are wanted, or they were lost (told elsewhere)."""
    parcel, may_ask = originals_of(dossier.id), may_be_fetched(dossier)
    if parcel is not None and parcel.state == ParcelState.CANCELLED:
        parcel = None
    if parcel is None:
        return Journey(True, None, "", "", None, [], None) if may_ask else None
    if parcel.state == ParcelState.LOST:
        return None
    if parcel.holder_kind == "SENDER":
        words = COMING if parcel.run_id else AT_HOME
    else:
        words = WORDS.get(ParcelState(parcel.state), WORDS[ParcelState.IN_TRANSIT])
    steps = HandOver.objects.filter(parcel=parcel, giver__kind="SENDER")
    papers = list(parcel.papers.order_by("number"))
    opened = parcel.state == ParcelState.DELIVERED and all(one.found_at or one.missing_at for one in papers)
    return Journey(
        may_ask=may_ask and (parcel.holder_kind == "SENDER" or opened),
        parcel=parcel,
        words=vi_en(*words),
        agreed=agreed_with(parcel) if parcel.holder_kind == "SENDER" else "",
        to=Unit.objects.filter(code=parcel.destination_unit).first(),
        papers=papers,
        taken=steps.order_by("id").first(),
    )


def fetch_form(dossier: Dossier, posted: Mapping[str, Any], *, now: datetime) -> dict[str, Any]:
    """Return what a form that asks for a courier offers: place, wards and the times of the next days.

    What was typed stands in its fields; `agreed` is what holds, whatever was typed.
    """
    parcel = originals_of(dossier.id)
    waiting = parcel if parcel and parcel.holder_kind == "SENDER" and parcel.ended_at is None else None
    home = home_of(dossier)
    agreed = agreed_with(waiting) if waiting else ""
    address = waiting.address if waiting else home.address
    ward = posted.get("phuong") or (waiting.ward_code if waiting else home.ward_code)
    return {
        "wards": [(each.code, each.full_name) for each in Ward.objects.order_by("name")],
        "slots": [(slot.key, slot.key) for slot in slots_in(ward, now=now, but=waiting)],
        "fetch": {
            "dia_chi": posted.get("dia_chi", address),
            "phuong": ward,
            "khung_gio": posted.get("khung_gio") or agreed,
        },
        "waiting": waiting,
        "agreed": agreed,
    }


def ask_by_form(dossier: Dossier, posted: Mapping[str, Any], *, asker: Actor, now: datetime) -> Parcel:
    """Ask for a courier with what was typed into the form of `fetch_form`."""
    return ask_to_fetch(
        dossier_id=dossier.id,
        asker=asker,
        window=posted.get("khung_gio", ""),
        address=posted.get("dia_chi", ""),
        ward_code=posted.get("phuong", ""),
        at=now,
    )


def form_errors(refused: DomainError) -> dict[str, str]:
    """Return the refusal beside its field of that form, else above the button."""
    return {refused.where if refused.where in FIELDS else "gui": phrases.say(refused)}


def agreed_words(parcel: Parcel) -> str:
    """Say what was agreed."""
    slot = agreed_with(parcel)
    return vi_en(f"Đã hẹn bưu tá tới lấy {slot}. Có tin nhắn.", f"A courier comes {slot}. A text says so.")
