"""Parts of bringing a visit that was made without the network: who was here, did they agree, which files."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from cuamo.documents.models import StoredFile
from cuamo.documents.selectors.incoming import refused_of, stored_of
from cuamo.dossiers.models import DossierPaper, Visit
from cuamo.dossiers.rules.act import Act, PersonHere
from cuamo.dossiers.selectors.consents import consent_of, consent_text
from cuamo.dossiers.services.give_consent import give_consent
from cuamo.dossiers.services.parts import random_code
from cuamo.dossiers.services.request_confirmation import Incomplete
from cuamo.dossiers.services.set_phone import set_phone, use_number_of
from cuamo.dossiers.services.start_visit import identify
from cuamo.kernel import events
from cuamo.kernel.actors import Actor, ActorKind
from cuamo.kernel.clock import to_hanoi
from cuamo.kernel.errors import DomainError, Invalid
from cuamo.kernel.identifiers import phone as phones
from cuamo.kernel.identifiers.card import CardFacts, read_card
from cuamo.kernel.ids import uuid7
from cuamo.organisation.models import Shift
from cuamo.people.rules.stated import PAPERS, Stated, read_stated
from cuamo.people.services.find_or_create import find_or_create_person
from cuamo.people.services.meet_without_card import meet_without_card
from cuamo.people.services.read_log import log_reading

Reason = dict[str, str]
LONGEST = timedelta(hours=12)
"""No visit takes longer; a clock that was set in between would say so."""
MOST_PRESSES, MOST_SECONDS = 500, 36_000


class NeedsLook(Exception):
    """It cannot be taken as it is; a person has to look. Everything done so far is undone."""

    def __init__(self, reasons: list[Reason], *, keep: bool = True) -> None:
        super().__init__(reasons[0]["code"] if reasons else "")
        self.reasons = reasons
        self.keep = keep
        """Whether what came is to be kept as a draft the clerk can open."""


def reason(code: str, vi: str, en: str, *, where: str = "", hint_vi: str = "", hint_en: str = "") -> Reason:
    """Return one reason in words: what, where, how to mend it."""
    return {"code": code, "where": where, "vi": vi, "en": en, "hint_vi": hint_vi, "hint_en": hint_en}


def reasons_in(error: DomainError) -> list[Reason]:
    """Return a refusal as reasons; what is incomplete is listed gap by gap."""
    if isinstance(error, Incomplete):
        return [reason("dossier.incomplete", gap.vi, gap.en, where=gap.where) for gap in error.gaps]
    return [
        reason(
            error.code, error.vi, error.en, where=error.where, hint_vi=error.hint_vi, hint_en=error.hint_en
        )
    ]


def shift_of(act: Act, clerk: Actor) -> Shift | None:
    """Return the clerk's shift the visit was made in, open or closed by now; None when it is not theirs."""
    if act.shift_id is None:
        return None
    mine = Shift.objects.filter(id=act.shift_id, clerk_id=UUID(clerk.id))
    return mine.select_related("counter").first()


def files_of(act: Act, clerk: Actor) -> dict[str, StoredFile]:
    """Return every file the act names, by the hash the PC knows it by.

    Raises:
        NeedsLook: one has not arrived from this clerk's PC (it is sent first, then the act again), or cannot
            be taken.
    """
    stored = {**stored_of(str(act.clerk_id), act.files), **stored_of(clerk.id, act.files)}
    stored = {**_on_the_draft(act, clerk), **stored}
    absent = [digest for digest in act.files if digest not in stored]
    if not absent:
        return stored
    refused = refused_of(clerk.id, absent)
    waiting = [digest for digest in absent if digest not in refused]
    if waiting:
        raise NeedsLook(
            [
                reason(
                    "file.missing",
                    "Một tệp của lượt này chưa tới máy chủ. Máy sẽ gửi tệp trước rồi gửi lại lượt.",
                    "A file of this visit has not arrived. It is sent first, then the visit again.",
                    where=digest,
                )
                for digest in waiting
            ],
            keep=False,
        )
    raise NeedsLook([refused[digest] for digest in absent])


def _on_the_draft(act: Act, clerk: Actor) -> dict[str, StoredFile]:
    """Return what the draft begun with the network has already, by the hash of what was brought."""
    if act.dossier_id is None:
        return {}
    given = DossierPaper.objects.filter(
        dossier_id=act.dossier_id, dossier__visit__clerk_id__in=_makers(act, clerk), removed_at=None
    )
    return {row.file.original_sha256: row.file for row in given.select_related("file")}


def fresh_visit(act: Act, shift: Shift | None, clerk: Actor, at: datetime) -> Visit:
    """Write down the visit as it was made at the counter; it parks nobody's visit and waits beside them.

    It ends when it arrives and began as long before as it took: a PC's clock decides nothing else.
    """
    visit_id = uuid7(at)
    here = act.person or PersonHere()
    card, stated = _identity(here, at)
    person = None
    if card is not None:
        own = here.phone if not here.phone_owner else ""
        person = find_or_create_person(card=card, phone=own, actor=clerk, at=at)
    elif stated is not None:
        person = meet_without_card(stated=stated, met_in=visit_id, actor=clerk, at=at)
    elif (before := _begun_as(act, clerk)) is not None:
        person = before.person
    took = min(max(act.finished_at - act.made_at, timedelta(0)), LONGEST)
    visit = Visit.objects.create(
        id=visit_id,
        ref=f"LH-{to_hanoi(at):%y%m%d}-{random_code(6)}",
        agency_code=shift.unit_code if shift else clerk.unit_code,
        counter_id=shift.counter_id if shift else None,
        shift_id=shift.id if shift else None,
        clerk_id=clerk.id,
        clerk_name=clerk.name,
        person=person,
        known_by=stated.known_by if stated else "CARD",
        card_warnings=_warnings(card, stated),
        mode=act.mode,
        step=7 if act.procedure else 2,
        screen_code=random_code(8),
        started_at=at - took,
        parked=True,
        came_offline=True,
        measures=_measures(act.measures or {}),
    )
    events.record("visit.started", visit.id, actor=clerk, at=at, agency=visit.agency_code, offline=True)
    if person is not None:
        log_reading(
            person_id=person.id,
            actor=clerk,
            purpose="Hỗ trợ tại quầy khi mất mạng",
            dossier_id=None,
            fields=["full_name", "birth_date", "address"],
            at=at,
        )
        if here.phone.strip() and here.phone_owner.strip():
            use_number_of(visit_id=visit.id, clerk=clerk, phone=here.phone, owner=here.phone_owner, at=at)
        elif here.phone.strip() and card is None:
            set_phone(visit_id=visit.id, clerk=clerk, phone=here.phone, at=at)
        visit.refresh_from_db()
    return visit


def same_person(act: Act, visit: Visit, clerk: Actor, at: datetime) -> Visit:
    """Return the visit with its person: who was read after the cut, where nobody had been before.

    Raises:
        NeedsLook: another card was read after the cut than the visit had been begun with.
        Invalid: it is no card, or what was typed makes no sense.
    """
    if act.person is None or visit.came_offline:
        return visit
    card, stated = _identity(act.person, at)
    if visit.person is None:
        if card is not None or stated is not None:
            identify(visit_id=visit.id, clerk=clerk, card=card, stated=stated, at=at)
            visit.refresh_from_db()
        return visit
    if card is None or card.personal_id == visit.person.personal_id:
        return visit
    raise NeedsLook(
        [
            reason(
                "bring.other_person",
                "Căn cước đọc khi mất mạng là của người khác, không phải người của lượt này.",
                "The card read without the network is not that of this visit's person.",
                where="person",
                hint_vi="Gửi lại như lượt mới cho đúng người. Lượt đã mở trên mạng vẫn còn đó.",
                hint_en="Send it as a new visit for the right person. The visit begun online stays.",
            )
        ],
        keep=False,
    )


def take_number(act: Act, visit: Visit, clerk: Actor, at: datetime) -> Visit:
    """Keep the phone number the person gave after the line was cut; a relative's number stays as it is.

    Raises:
        Invalid: it is no Vietnamese number.
    """
    typed = act.person.phone.strip() if act.person else ""
    if not typed or visit.person is None or visit.contact_owner or typed == visit.person.phone:
        return visit
    set_phone(visit_id=visit.id, clerk=clerk, phone=typed, at=at)
    visit.refresh_from_db()
    return visit


def without_bad_number(act: Act) -> Act:
    """Return the act without a phone number nobody can be reached at: everything else can still be kept."""
    if act.person is None or not act.person.phone.strip():
        return act
    try:
        phones.normalise(act.person.phone)
    except DomainError:
        return act.model_copy(update={"person": act.person.model_copy(update={"phone": ""})})
    return act


def agreed(act: Act, visit: Visit, stored: Mapping[str, StoredFile], clerk: Actor, at: datetime) -> bool:
    """Keep what the person decided about being helped; say whether they agreed.

    Raises:
        NeedsLook: nobody was asked, or the words they read are not those that count now.
        Invalid: the slip they signed is missing.
    """
    said = act.consent
    before = consent_of(visit)
    if said is None:
        if before is not None:
            return before.given
        if _agreed_before(act, visit, clerk, at):
            return True
        if act.procedure is None:
            return False
        raise NeedsLook(
            [
                reason(
                    "visit.no_consent",
                    "Chưa có đồng ý của người được hỗ trợ.",
                    "The person has not agreed.",
                    where="Q2",
                    hint_vi="Mời người dân trở lại xem và đồng ý, hoặc quét phiếu đồng ý đã ký.",
                    hint_en="Ask the person back to agree, or scan the signed slip.",
                )
            ]
        )
    if said.given and said.hash and said.hash != consent_text(visit).hash.hex():
        raise NeedsLook(
            [
                reason(
                    "consent.other_words",
                    "Lời đồng ý đã đọc khi mất mạng không còn là lời đang dùng.",
                    "The words agreed to without the network are not those that count now.",
                    where="Q2",
                    hint_vi="Mời người dân xem lời mới và đồng ý lại.",
                    hint_en="Let the person see the new words and agree again.",
                )
            ]
        )
    slip = stored[said.slip_sha256] if said.slip_sha256 else None
    give_consent(
        visit_id=visit.id,
        given=said.given,
        evidence=said.evidence,
        citizen=citizen_at(visit),
        slip=slip,
        helper=clerk if slip is not None else None,
        at=at,
    )
    return said.given


def _begun_as(act: Act, clerk: Actor) -> Visit | None:
    """Return the clerk's visit the act was begun as, handed over since or not, where it comes anew."""
    if act.visit_id is None or act.resolve != "new":
        return None
    begun = Visit.objects.select_related("person").filter(id=act.visit_id).first()
    if begun is None or begun.clerk_id in (makers := _makers(act, clerk)):
        return begun
    given = [said for said in events.history_of(begun.id) if said.name == "visit.handed_over"]
    return begun if any(said.data.get("from_clerk") in makers for said in given) else None


def _makers(act: Act, clerk: Actor) -> set[str]:
    """Return whose visits the act may go on from: the clerk's who brings it, and the clerk's who made it."""
    return {clerk.id, str(act.clerk_id)}


def _agreed_before(act: Act, visit: Visit, clerk: Actor, at: datetime) -> bool:
    """Carry over what the same person agreed to in the visit this one was begun as; say whether they did."""
    begun = _begun_as(act, clerk)
    given = consent_of(begun) if begun is not None else None
    if begun is None or given is None or not given.given or begun.person_id != visit.person_id:
        return False
    if bytes(given.text_hash) != consent_text(visit).hash:
        return False
    give_consent(
        visit_id=visit.id,
        given=True,
        evidence=given.evidence,
        citizen=citizen_at(visit),
        slip=given.slip,
        helper=clerk if given.slip is not None else None,
        at=at,
    )
    return True


def citizen_at(visit: Visit) -> Actor:
    """Return the person at the counter as the one who acts."""
    key = str(visit.person_id or "")
    name = visit.person.full_name if visit.person else ""
    return Actor(ActorKind.CITIZEN, f"person:{key}", name, person_id=key)


def _identity(here: PersonHere, at: datetime) -> tuple[CardFacts | None, Stated | None]:
    today = to_hanoi(at).date()
    if here.card_text.strip():
        return read_card(here.card_text, today=today), None
    if here.typed is None:
        return None, None
    typed = here.typed
    known_by = typed.known_by if typed.known_by in PAPERS else "OTHER"
    return None, read_stated(
        known_by="PASSPORT" if typed.passport.strip() else known_by,
        full_name=typed.full_name,
        birth=_birth(typed.birth_date),
        sex=typed.sex,
        address=typed.address,
        personal_id=typed.personal_id,
        paper_country=typed.country,
        paper_number=typed.passport,
        today=today,
    )


def _birth(text: str) -> tuple[str, str, str]:
    """Return day, month and year of `1949-03-12`, `1949-03`, `1949`, `12/03/1949`, `03/1949`."""
    parts = text.strip().replace("/", "-").split("-")
    if len(parts[0]) == 4:
        parts.reverse()
    if len(parts) > 3:
        raise Invalid(
            "stated.birth", "Ngày sinh chưa đọc được.", "The birth date cannot be read.", where="birth"
        )
    day, month, year = ["", "", *parts][-3:]
    return day, month, year


def _warnings(card: CardFacts | None, stated: Stated | None) -> list[str]:
    if card is not None:
        return [warning.vi for warning in card.warnings]
    return [f"Không có căn cước: {PAPERS[stated.known_by][0]}. Chưa đối chiếu."] if stated else []


def _measures(said: Mapping[str, Any]) -> dict[str, dict[str, int]]:
    kept = {}
    for step in range(1, 12):
        found = said.get(str(step))
        if isinstance(found, Mapping):
            kept[str(step)] = {
                "presses": _count(found.get("presses"), MOST_PRESSES),
                "seconds": _count(found.get("seconds"), MOST_SECONDS),
            }
    return kept


def _count(said: Any, most: int) -> int:
    return max(0, min(int(said), most)) if isinstance(said, int | float) else 0
