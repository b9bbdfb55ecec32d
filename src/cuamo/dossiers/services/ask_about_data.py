"""A person asks about their data, alone or with a clerk; and takes it back."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction

from cuamo.documents.services.store import store_upload
from cuamo.documents.types import Purpose
from cuamo.dossiers.models import DataRequest
from cuamo.dossiers.policies import require_own_visit
from cuamo.dossiers.rules.data_request import AT_ONCE, OPEN, STOPPING, DataState, Kind
from cuamo.dossiers.selectors.consents import consent_of
from cuamo.dossiers.selectors.data_requests import centre_code, terms_of, unknown_request
from cuamo.dossiers.services.parts import lock_visit
from cuamo.dossiers.services.prove_number import require_number_code
from cuamo.kernel import events
from cuamo.kernel.actors import Actor, ActorKind
from cuamo.kernel.clock import HANOI
from cuamo.kernel.errors import Conflict, IllegalTransition, Invalid, NotPermitted
from cuamo.kernel.ids import uuid7
from cuamo.kernel.numbering import take_number
from cuamo.kernel.text import nfc
from cuamo.notices.services.send import send_notice
from cuamo.organisation.models import Unit
from cuamo.organisation.selectors.calendar_of import calendar_of
from cuamo.people.models import Person
from cuamo.people.rules.corrections import CORRECTABLE, check_correction
from cuamo.people.rules.uses import Use
from cuamo.people.services.stop_use import allow_uses, stop_uses

MOST = 3000
PHONE = "phone"
"""The one fact that is shown to be right by a code, at the number itself."""
Upload = tuple[str, bytes]


@transaction.atomic
def ask_about_data(
    *,
    citizen: Actor,
    kind: str,
    uses: Iterable[str] = (),
    field: str = "",
    wanted: str = "",
    said: str = "",
    proof: Upload | None = None,
    code: str = "",
    at: datetime,
) -> DataRequest:
    """Ask about one's own data (yêu cầu của chủ thể dữ liệu); records `data_request.made`.

    Stopping a use by withdrawal or restriction holds from this moment; the answer confirms it.

    Args:
        uses: which uses to stop; of the kinds that stop some.
        field, wanted: which fact is wrong and what is right; of CORRECT.
        proof: name and bytes of a paper.
        code: of a phone number: the code that went to the right one (`prove_number.send_number_code`).
    Raises:
        NotPermitted: no person is signed in.
        Invalid: something needed is missing. Conflict: such a request is open already.
    Law: Law 91/2025/QH15; Decree 356/2025/NĐ-CP.
    """
    if citizen.kind is not ActorKind.CITIZEN or not citizen.person_id:
        raise NotPermitted(
            "data_request.who",
            "Chỉ người có dữ liệu được yêu cầu.",
            "Only the person the data are about may ask.",
        )
    if kind == Kind.CORRECT and field == PHONE:
        number = check_correction(field, nfc(wanted))
        require_number_code(person_id=UUID(citizen.person_id), phone=number, code=code, at=at)
    return _make(
        UUID(citizen.person_id), kind, uses, field, wanted, said, proof, actor=citizen, at=at, place=""
    )


@transaction.atomic
def take_data_request(
    *,
    visit_id: UUID,
    clerk: Actor,
    kind: str,
    uses: Iterable[str] = (),
    field: str = "",
    wanted: str = "",
    said: str = "",
    proof: Upload | None = None,
    at: datetime,
) -> DataRequest:
    """Take down a request of the person in front, who has agreed to be helped in this visit.

    The person is texted at once, so that nobody asks in another's name unnoticed.

    Raises:
        NotPermitted: another clerk's visit, one that has ended, or the person has not agreed to help.
        Invalid: nobody has been identified, something needed is missing, or it is about the phone number.
        Conflict: such a request is open already.
    """
    visit = lock_visit(visit_id)
    require_own_visit(visit, clerk)
    if visit.person_id is None:
        raise Invalid("visit.nobody", "Chưa đọc căn cước.", "No card has been read yet.", where="Q1")
    agreed = consent_of(visit)
    if agreed is None or not agreed.given:
        raise NotPermitted(
            "data_request.consent",
            "Người dân chưa đồng ý để nhân viên giúp trong lượt này.",
            "The person has not agreed to be helped in this visit.",
            hint_vi="Làm bước 2 trước.",
            hint_en="Do step 2 first.",
        )
    if kind == Kind.CORRECT and field == PHONE:
        raise Invalid(
            "data_request.phone_here",
            "Tại quầy, số điện thoại được sửa ngay ở bước 1, không cần gửi yêu cầu.",
            "At a counter the phone number is put right in step 1 at once; no request is needed.",
            where="muc",
        )
    made = _make(
        visit.person_id,
        kind,
        uses,
        field,
        wanted,
        said,
        proof,
        actor=clerk,
        at=at,
        place=visit.agency_code,
        visit_id=visit.id,
    )
    name = Unit.objects.filter(code=visit.agency_code).values_list("name_vi", flat=True).first()
    text_about(made, "N17Q", at, place=name or visit.agency_code)
    return made


@transaction.atomic
def drop_data_request(*, request_id: UUID, citizen: Actor, at: datetime) -> DataRequest:
    """Take a request back (rút yêu cầu); what it stopped is allowed again. Records `data_request.dropped`.

    Raises:
        NotFound: it is not theirs. IllegalTransition: it has been answered.
    """
    found = lock_request(request_id)
    if not citizen.person_id or str(found.person_id) != citizen.person_id:
        raise unknown_request()
    require_open(found)
    found.state = DataState.DROPPED
    found.save(update_fields=["state"])
    allow_uses(person_id=found.person_id, actor=citizen, at=at, request_id=found.id)
    events.record("data_request.dropped", found.id, actor=citizen, at=at, kind=found.kind)
    return found


def lock_request(request_id: UUID) -> DataRequest:
    """Return the request, locked until the transaction ends.

    Raises:
        NotFound: there is none.
    """
    found = DataRequest.objects.select_for_update(of=("self",)).filter(id=request_id).first()
    if found is None:
        raise unknown_request()
    return found


def require_open(found: DataRequest) -> None:
    """Let pass a request that is not over.

    Raises:
        IllegalTransition: it has been answered or taken back.
    """
    if found.state not in {str(state) for state in OPEN}:
        raise IllegalTransition(
            "data_request.over",
            f"Yêu cầu {found.number} đã xong. Việc vừa làm chưa được ghi.",
            f"Request {found.number} is over. Nothing was changed.",
        )


def text_about(found: DataRequest, template: str, at: datetime, **params: str) -> None:
    """Text the person, when a number of theirs is known."""
    phone = str(found.person.phone)
    if not phone:
        return
    values = {"code": found.number, "phone": settings.HOTLINE, **params}
    try:
        send_notice(template=template, phone=phone, params=values, subject_id=found.id, at=at)
    except Invalid:
        return


def _make(
    person_id: UUID,
    kind: str,
    uses: Iterable[str],
    field: str,
    wanted: str,
    said: str,
    proof: Upload | None,
    *,
    actor: Actor,
    at: datetime,
    place: str,
    visit_id: UUID | None = None,
) -> DataRequest:
    chosen = _kind(kind)
    named = _uses(chosen, uses)
    right = _wanted(chosen, field, wanted, proof)
    words = nfc(said).strip()[:MOST]
    if chosen in {Kind.OBJECT, Kind.DELETE} and len(words) < 10:
        raise Invalid(
            "data_request.said",
            "Cần ghi yêu cầu điều gì, ít nhất một câu.",
            "Say what is asked, one sentence at least.",
            where="noi_dung",
        )
    centre = centre_code()
    terms, calendar = terms_of(chosen), calendar_of(centre)
    answer_by = terms.answer_by(at, with_others=False, calendar=calendar)
    acknowledge_by = terms.acknowledge_by(at, calendar=calendar)
    paper = None
    if proof is not None:
        name, data = proof
        paper = store_upload(data=data, filename=name, actor=actor, at=at, purpose=Purpose.PAPER)
    Person.objects.select_for_update().get(id=person_id)
    taken = DataRequest.objects.filter(person_id=person_id, kind=chosen, state__in=[str(s) for s in OPEN])
    if taken.exists():
        raise _open_already()
    year = at.astimezone(HANOI).year
    try:
        with transaction.atomic():
            made = DataRequest.objects.create(
                id=uuid7(at),
                number=f"YC-{year % 100:02d}-{take_number(f'data-request-{year}'):06d}",
                person_id=person_id,
                kind=chosen,
                uses=named,
                field=field if chosen == Kind.CORRECT else "",
                wanted=right,
                said=words,
                proof=paper,
                channel="COUNTER" if place else "PORTAL",
                place=place,
                visit_id=visit_id,
                asked_by=actor.as_json(),
                unit_code=centre,
                terms=terms.as_json(),
                asked_at=at,
                acknowledge_by=acknowledge_by,
                answer_by=answer_by,
                first_answer_by=answer_by,
                due_at=acknowledge_by,
            )
    except IntegrityError:
        raise _open_already() from None
    if chosen in AT_ONCE:
        stop_uses(person_id=person_id, uses=named, request_id=made.id, actor=actor, at=at)
    events.record(
        "data_request.made",
        made.id,
        actor=actor,
        at=at,
        number=made.number,
        kind=made.kind,
        place=place,
        acknowledge_by=acknowledge_by.isoformat(),
        answer_by=answer_by.isoformat(),
    )
    return made


def _kind(kind: str) -> Kind:
    if kind not in set(Kind):
        raise Invalid("data_request.kind", "Chưa chọn yêu cầu.", "Choose what is asked.", where="loai")
    return Kind(kind)


def _uses(kind: Kind, uses: Iterable[str]) -> list[str]:
    if kind not in STOPPING:
        return []
    named = [use for use in dict.fromkeys(uses) if use in set(Use)]
    if kind == Kind.RESTRICT:
        return [str(use) for use in Use]
    if not named:
        raise Invalid(
            "data_request.uses",
            "Chưa chọn việc nào cần ngừng.",
            "Choose which use is to stop.",
            where="viec",
        )
    return named


def _wanted(kind: Kind, field: str, wanted: str, proof: Upload | None) -> str:
    if kind != Kind.CORRECT:
        return ""
    right = check_correction(field, nfc(wanted))
    if CORRECTABLE[field][2] and proof is None:
        raise Invalid(
            "data_request.proof",
            "Cần một giấy tờ cho thấy thông tin đúng, ví dụ căn cước.",
            "A paper that shows what is right is needed, such as the ID card.",
            where="giay_to",
        )
    return right


def _open_already() -> Conflict:
    return Conflict(
        "data_request.open",
        "Đã có một yêu cầu cùng loại đang được giải quyết.",
        "Such a request is being worked on already.",
        hint_vi="Xem yêu cầu đó, hoặc rút nó rồi gửi lại.",
        hint_en="See that one, or take it back and send again.",
    )
