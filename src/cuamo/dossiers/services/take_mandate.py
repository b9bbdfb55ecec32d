"""Somebody at the counter acts for somebody else; and it ends at once when it is stopped."""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from cuamo.documents.services.store import store_upload
from cuamo.documents.types import Purpose
from cuamo.dossiers.models import ActedFor, Dossier, Mandate, PersonDossier, Visit
from cuamo.dossiers.policies import require_own_visit
from cuamo.dossiers.rules.mandate import KINDS, LONGEST, PROOF_OF, PROOFS, STATED, STOPPED, is_child
from cuamo.dossiers.services.form_files import Upload
from cuamo.dossiers.services.parts import lock_visit, tell
from cuamo.dossiers.states import State
from cuamo.kernel import events
from cuamo.kernel.actors import Actor, ActorKind
from cuamo.kernel.clock import to_hanoi
from cuamo.kernel.errors import Invalid, NotFound
from cuamo.kernel.identifiers import phone as phones
from cuamo.kernel.identifiers import taxcode
from cuamo.kernel.ids import since, uuid7
from cuamo.kernel.text import nfc
from cuamo.people.rules.stated import Stated
from cuamo.people.services.meet_without_card import meet_without_card
from cuamo.people.services.read_log import log_reading


@dataclass(frozen=True)
class Acting:
    """What is said about acting for somebody else."""

    kind: str
    proof: str
    paper: Upload | None
    relation: str = ""
    stated: Stated | None = None
    """The represented person; None for a company."""
    company_name: str = ""
    company_code: str = ""
    notice_phone: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    procedures: list[str] = field(default_factory=list)


@transaction.atomic
def take_mandate(*, visit_id: UUID, clerk: Actor, acting: Acting, at: datetime) -> Mandate:
    """Write down for whom the person of the visit acts (làm thay); the paper that proves it is kept.

    The visit asks for consent anew, with the name of the represented. Drafts opened before stay as they are.

    Raises:
        Invalid: a part is missing or does not fit the kind; says which and how to mend it.
        Conflict: the represented person's number is kept for another name.
        NotPermitted: it is another clerk's visit, or it has ended.
    Law: Civil Code 91/2015/QH13, art. 134 to 143.
    """
    visit = lock_visit(visit_id)
    require_own_visit(visit, clerk)
    if visit.person is None:
        raise Invalid("visit.nobody", "Chưa đọc căn cước.", "No card has been read yet.", where="Q1")
    today = to_hanoi(at).date()
    starts_on = acting.starts_on or today
    ends_on = acting.ends_on or today
    _require_fit(acting, starts_on=starts_on, ends_on=ends_on, today=today)
    number = phones.normalise(acting.notice_phone) if acting.notice_phone.strip() else ""
    if number and number in {visit.person.phone, str(visit.contact_phone)}:
        raise _wrong(
            "notice_phone",
            "Số báo tin phải là số của người được làm thay, không phải số của người đang làm.",
            "The number must be the represented person's, not that of the one who acts.",
        )
    mandate_id = uuid7(at)
    represented = None
    if acting.stated is not None and acting.kind != "COMPANY":
        represented = meet_without_card(stated=acting.stated, met_in=mandate_id, actor=clerk, at=at)
        if represented.id == visit.person_id:
            raise _wrong(
                "full_name",
                "Người được làm thay chính là người đang làm. Bỏ phần làm thay.",
                "The represented is the same person. Leave this part out.",
            )
        log_reading(
            person_id=represented.id,
            actor=clerk,
            purpose="Ghi người được làm thay tại quầy",
            dossier_id=None,
            fields=["full_name", "birth_date"],
            at=at,
        )
    assert acting.paper is not None
    scanned = store_upload(
        data=acting.paper.data,
        filename=acting.paper.filename,
        actor=clerk,
        purpose=Purpose.EVIDENCE,
        at=at,
    )
    mandate = Mandate.objects.create(
        id=mandate_id,
        kind=acting.kind,
        holder=visit.person,
        represented=represented,
        company_name=nfc(acting.company_name)[:200] if acting.kind == "COMPANY" else "",
        company_code=taxcode.check(acting.company_code) if acting.kind == "COMPANY" else "",
        relation=nfc(acting.relation)[:120],
        proof=acting.proof,
        proof_file=scanned,
        procedures=acting.procedures,
        notice_phone=number,
        starts_on=starts_on,
        ends_on=ends_on,
        text_version=STATED.version,
        text_hash=STATED.hash,
        evidence="paper",
        visit_id=visit.id,
        agency_code=visit.agency_code,
        made_by=clerk.as_json(),
        made_at=at,
    )
    visit.mandate = mandate
    visit.save(update_fields=["mandate"])
    events.record(
        "mandate.taken",
        mandate.id,
        actor=clerk,
        at=at,
        kind=mandate.kind,
        proof=mandate.proof,
        paper=scanned.sha256,
        text=STATED.version,
        hash=STATED.hash.hex(),
        visit=str(visit.id),
        agency=visit.agency_code,
    )
    return mandate


@transaction.atomic
def act_for_oneself(*, visit_id: UUID, clerk: Actor, at: datetime) -> Visit:
    """What follows in the visit is the person's own matter again."""
    visit = lock_visit(visit_id)
    require_own_visit(visit, clerk)
    if visit.mandate_id is not None:
        visit.mandate = None
        visit.save(update_fields=["mandate"])
        events.record("visit.acts_alone", visit.id, actor=clerk, at=at)
    return visit


@transaction.atomic
def stop_mandate(*, mandate_id: UUID, citizen: Actor, at: datetime) -> Mandate:
    """End a mandate at once (dừng ủy quyền): drafts under it are closed, and its holder sees them no more.

    Dossiers that were sent stay the applicant's, who can withdraw them. Stopping it again changes nothing.

    Raises:
        NotFound: it is neither given nor held by the citizen.
    Law: Civil Code 91/2015/QH13, art. 140 (the represented may end it at any time).
    """
    mandate = Mandate.objects.select_for_update(of=("self",)).filter(id=mandate_id).first()
    own = mandate is not None and citizen.kind is ActorKind.CITIZEN and citizen.person_id
    if (
        mandate is None
        or not own
        or citizen.person_id
        not in {
            str(mandate.represented_id),
            str(mandate.holder_id),
        }
    ):
        raise NotFound(
            "mandate.unknown",
            "Không thấy ủy quyền này.",
            "There is no such authority.",
        )
    if mandate.revoked_at is not None:
        return mandate
    mandate.revoked_at, mandate.revoked_by = at, citizen.as_json()
    mandate.save(update_fields=["revoked_at", "revoked_by"])
    dossier_ids = list(ActedFor.objects.filter(mandate=mandate).values_list("dossier_id", flat=True))
    PersonDossier.objects.filter(
        dossier_id__in=dossier_ids, person_id=mandate.holder_id, role="ACTOR"
    ).delete()
    for draft in Dossier.objects.select_for_update(of=("self",)).filter(
        id__in=dossier_ids, id__gte=since(mandate.id), state=State.DRAFT
    ):
        draft.ending, draft.summary_hash, draft.confirmed_at = {"kind": STOPPED}, None, None
        draft.save(update_fields=["ending", "summary_hash", "confirmed_at"])
        tell("dossier.mandate_stopped", draft, actor=citizen, at=at, mandate=str(mandate.id))
    Visit.objects.filter(mandate=mandate, ended_at=None).update(mandate=None)
    by = "HOLDER" if citizen.person_id == str(mandate.holder_id) else "REPRESENTED"
    events.record("mandate.stopped", mandate.id, actor=citizen, at=at, by=by, drafts=len(dossier_ids))
    return mandate


def _require_fit(acting: Acting, *, starts_on: date, ends_on: date, today: date) -> None:
    if acting.kind not in KINDS:
        raise _wrong("kind", "Chọn người được làm thay là ai.", "Choose who is represented.")
    if acting.kind == "COMPANY":
        if sum(letter.isalpha() for letter in acting.company_name) < 2:
            raise _wrong("company_name", "Ghi tên công ty, tổ chức.", "Write the name of the company.")
    elif acting.stated is None:
        raise _wrong("full_name", "Ghi họ tên người được làm thay.", "Write who is represented.")
    elif acting.kind == "CHILD" and not is_child(acting.stated.birth_date, today=today):
        raise _wrong(
            "birth",
            "Người này đã đủ 18 tuổi. Chọn loại khác và giấy ủy quyền.",
            "This person is 18 or older. Choose another kind and a written authority.",
        )
    if acting.kind != "COMPANY" and sum(letter.isalpha() for letter in acting.relation) < 2:
        raise _wrong(
            "relation",
            "Ghi quan hệ, ví dụ mẹ, con trai, hàng xóm.",
            "Write the relation, such as mother, son or neighbour.",
        )
    if acting.proof not in PROOF_OF[acting.kind]:
        fitting = ", ".join(PROOFS[key][0].lower() for key in PROOF_OF[acting.kind])
        raise _wrong("proof", f"Giấy tờ cần một trong: {fitting}.", "This paper does not prove it.")
    if acting.paper is None or not acting.paper.data:
        raise _wrong(
            "paper",
            "Quét hoặc chụp giấy tờ chứng minh rồi đưa vào đây.",
            "Scan or photograph the paper that proves it.",
        )
    if starts_on > today or ends_on < today:
        raise _wrong("ends_on", "Thời hạn không có ngày hôm nay.", "The term does not include today.")
    if ends_on - starts_on > LONGEST:
        raise _wrong("ends_on", "Thời hạn dài nhất là 1 năm.", "The longest term is one year.")


def _wrong(where: str, vi: str, en: str) -> Invalid:
    return Invalid(f"mandate.{where}", vi, en, where=where)
