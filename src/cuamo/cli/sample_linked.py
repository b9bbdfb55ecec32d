"""A sample linked filing in progress: the birth has its certificate, one authority asks for a paper."""

import random
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import transaction

from cuamo.cli.sample_forms import plausible_values
from cuamo.cli.sample_papers import paper_picture
from cuamo.cli.sample_people import FIRST_WARD
from cuamo.cli.sample_work import Cast
from cuamo.dossiers.models import Dossier, DossierKey, LinkedPart, Result
from cuamo.dossiers.selectors.papers import paper_slots
from cuamo.dossiers.services.accept import accept
from cuamo.dossiers.services.add_paper import add_paper
from cuamo.dossiers.services.approve import approve
from cuamo.dossiers.services.ask_supplement import ask_supplement
from cuamo.dossiers.services.choose_delivery import choose_delivery
from cuamo.dossiers.services.choose_procedure import open_draft
from cuamo.dossiers.services.confirm import confirm_signed_in
from cuamo.dossiers.services.fill_form import answer_questions, fill_form
from cuamo.dossiers.services.follow_parts import follow_parts
from cuamo.dossiers.services.issue_result import issue_result
from cuamo.dossiers.services.propose import propose
from cuamo.dossiers.services.request_confirmation import request_confirmation
from cuamo.dossiers.services.sign_result import sign_approved_result
from cuamo.dossiers.services.submit import submit
from cuamo.dossiers.states import Channel, State
from cuamo.interop.systems.identity.simulator.people import PEOPLE
from cuamo.kernel.actors import SYSTEM, Actor, ActorKind
from cuamo.kernel.clock import HANOI
from cuamo.kernel.identifiers.card import CardFacts
from cuamo.kernel.selectors.calendar import current_calendar
from cuamo.organisation.types import Role
from cuamo.people.services.find_or_create import find_or_create_person

SEED = 20261128
SET = "2.000986"
BIRTH, HOME, CARD = "khai_sinh", "thuong_tru", "bao_hiem"
KIND, KEY = "SAMPLE-LT", "khai-sinh"
ANSWERS = {"nguoi_di_khai": "CHA_ME", "giay_chung_sinh": "GIAY", "nhap_khau": "CHA_ME"}
ITEM = {
    "about": "",
    "label": "Nơi khám, chữa bệnh ban đầu",
    "reason": "Cơ sở đã ghi không nhận khám ban đầu cho trẻ dưới 6 tuổi.",
    "todo": "Cho biết nơi khám khác, ví dụ trạm y tế phường.",
}


def linked_filing(*, now: datetime) -> int:
    """Make the filing once, for the first person who can sign in; return how many are new.

    What a kill interrupted is finished by the next run: every step looks at where its part stands.
    """
    sent_at = datetime.combine(_working_day_before(now), time(8, 20), tzinfo=HANOI)
    kept = DossierKey.objects.filter(kind=KIND, value=KEY).first()
    filing_id = kept.dossier_id if kept is not None else _file(sent_at)
    cast = Cast()
    _birth(cast, _part(filing_id, BIRTH), sent_at)
    follow_parts(
        dossier_id=_part(filing_id, BIRTH).id, news="dossier.finished", at=sent_at + timedelta(hours=5)
    )
    at = sent_at + timedelta(hours=6)
    for key in (HOME, CARD):
        part = _part(filing_id, key)
        if part.state == State.SUBMITTED and part.answer_due_at is not None:
            accept(dossier_id=part.id, officer=cast.officer(part.received_by, Role.RECEIVER, at=at), at=at)
    card, later = _part(filing_id, CARD), at + timedelta(hours=1)
    if card.state == State.ACCEPTED:
        specialist = cast.officer(card.decided_by, Role.SPECIALIST, at=later)
        ask_supplement(dossier_id=card.id, officer=specialist, items=[ITEM], at=later)
    for key in (HOME, CARD):
        follow_parts(dossier_id=_part(filing_id, key).id, news="dossier.supplement_asked", at=later)
    return int(kept is None)


@transaction.atomic
def _file(at: datetime) -> UUID:
    who = PEOPLE[0]
    card = CardFacts(
        who.personal_id,
        "",
        who.full_name,
        date.fromisoformat(who.birth_date),
        who.sex,
        who.address,
        date(2021, 8, 12),
    )
    person = find_or_create_person(card=card, phone=who.phone, actor=SYSTEM, at=at)
    parent = Actor(ActorKind.CITIZEN, f"person:{person.id}", person.full_name, person_id=str(person.id))
    draft = open_draft(person=person, procedure_code=SET, channel=Channel.SELF, actor=parent, at=at)
    draft = answer_questions(dossier_id=draft.id, actor=parent, answers=ANSWERS, at=at)
    rng = random.Random(SEED)  # noqa: S311  # invented data must be the same every time
    values = plausible_values(draft.version.content, draft.answers, draft.values, today=at.date(), rng=rng)
    born = at.date() - timedelta(days=12)
    own = {"ks_ho_ten": "Nguyễn Minh An", "ks_ngay_sinh": born.isoformat(), "noi_kham": "Bệnh viện Phụ sản"}
    fill_form(dossier_id=draft.id, actor=parent, raw=values | own, at=at)
    for slot in paper_slots(draft):
        if not slot.complete or slot.need.key == "giay_chung_sinh":
            add_paper(
                dossier_id=draft.id,
                actor=parent,
                component_key=slot.need.key,
                data=paper_picture(slot.need.name_vi, 7),
                filename=f"{slot.need.key}.jpg",
                to_read=False,
                at=at,
            )
    choice = {"way": "ELECTRONIC", "address": who.address, "ward_code": FIRST_WARD}
    choose_delivery(dossier_id=draft.id, actor=parent, choice=choice, at=at)
    shown = request_confirmation(dossier_id=draft.id, actor=parent, at=at)
    confirm_signed_in(dossier_id=draft.id, summary_id=shown.id, citizen=parent, at=at)
    sent = submit(dossier_id=draft.id, actor=parent, key=f"sample-{draft.id}", at=at)
    DossierKey.objects.create(kind=KIND, value=KEY, dossier_id=sent.id)
    return sent.id


def _birth(cast: Cast, birth: Dossier, sent_at: datetime) -> None:
    at = sent_at + timedelta(hours=1)
    if birth.state == State.SUBMITTED:
        accept(dossier_id=birth.id, officer=cast.officer(birth.received_by, Role.RECEIVER, at=at), at=at)
        propose(
            dossier_id=birth.id,
            officer=cast.officer(birth.decided_by, Role.SPECIALIST, at=at),
            grant=True,
            note="",
            result={"Số định danh cá nhân": "001226098761"},
            at=at + timedelta(hours=1),
        )
        leader = cast.officer(birth.decided_by, Role.LEADER, at=at)
        approve(dossier_id=birth.id, leader=leader, at=at + timedelta(hours=2), sign_later=False)
    sign_approved_result(dossier_id=birth.id, at=at + timedelta(hours=2))
    result = Result.objects.get(dossier_id=birth.id)
    if result.issued_at is None:
        clerk = cast.officer(birth.decided_by, Role.RECORDS_CLERK, at=at)
        issue_result(dossier_id=birth.id, clerk=clerk, at=at + timedelta(hours=3))


def _part(filing_id: UUID, key: str) -> Dossier:
    return Dossier.objects.get(
        id=LinkedPart.objects.values_list("dossier_id", flat=True).get(filing_id=filing_id, key=key)
    )


def _working_day_before(now: datetime) -> date:
    calendar, day = current_calendar(), now.astimezone(HANOI).date() - timedelta(days=1)
    while not calendar.is_working(day):
        day -= timedelta(days=1)
    return day
