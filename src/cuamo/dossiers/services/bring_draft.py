"""The draft of a visit that was made without the network, filled with the same services as online."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction

from cuamo.catalogue.rules.carry_answers import carry
from cuamo.catalogue.rules.form_files import kept_parts
from cuamo.catalogue.selectors.versions import pinned_version
from cuamo.documents.models import StoredFile
from cuamo.documents.selectors.files import content_of
from cuamo.dossiers.models import Brought, Confirmation, Dossier, DossierPaper, Visit
from cuamo.dossiers.rules.act import Act
from cuamo.dossiers.selectors.papers import papers_given
from cuamo.dossiers.services.add_paper import add_paper, remove_paper
from cuamo.dossiers.services.bring_cash import book_cash, cash_not_owed, difference
from cuamo.dossiers.services.bring_parts import NeedsLook, Reason, citizen_at, reason, reasons_in
from cuamo.dossiers.services.choose_delivery import choose_delivery
from cuamo.dossiers.services.choose_procedure import choose_procedure
from cuamo.dossiers.services.confirm_signed import confirm_signed
from cuamo.dossiers.services.fill_form import answer_questions, fill_form
from cuamo.dossiers.services.form_files import Upload
from cuamo.dossiers.services.meet_new_version import must_be_told
from cuamo.dossiers.services.parts import lock_dossier
from cuamo.dossiers.services.request_confirmation import request_confirmation
from cuamo.dossiers.states import Money
from cuamo.kernel.actors import Actor
from cuamo.kernel.clock import to_hanoi
from cuamo.kernel.errors import DomainError
from cuamo.kernel.money import format_vnd
from cuamo.organisation.models import Shift
from cuamo.payments.selectors.status import cash_receipt_of


def fill_draft(
    act: Act,
    visit: Visit,
    dossier: Dossier | None,
    stored: Mapping[str, StoredFile],
    *,
    clerk: Actor,
    at: datetime,
    keeping: bool = False,
) -> Dossier:
    """Return the draft with everything the act says.

    Args:
        dossier: the draft it was begun as; None opens one.
        keeping: the draft is only kept to be looked at: whatever cannot be taken is left out.
    Raises:
        NeedsLook: what cannot be taken, all of it at once.
    """
    found: list[Reason] = []

    def take(step: Callable[[], object]) -> None:
        try:
            with transaction.atomic():
                step()
        except DomainError as error:
            found.extend(reasons_in(error))

    begun = dossier is not None
    if dossier is None:
        dossier = choose_procedure(
            visit_id=visit.id, clerk=clerk, procedure_code=act.procedure or "", mode=act.mode, at=at
        )
    found += _newer_version(act, dossier, begun=begun, at=at)
    key, content = dossier.id, dossier.version.content
    take(lambda: answer_questions(dossier_id=key, actor=clerk, answers=act.answers, at=at))
    take(lambda: found.extend(_fill(act, dossier, content, stored, clerk, at)))
    _papers(act, dossier, stored, take, clerk=clerk, at=at)
    if act.delivery is not None:
        choice = act.delivery
        take(lambda: choose_delivery(dossier_id=key, actor=clerk, choice=choice, at=at))
    if found and not keeping:
        raise NeedsLook(found)
    return lock_dossier(key)


def settle_draft(
    act: Act,
    visit: Visit,
    dossier: Dossier,
    stored: Mapping[str, StoredFile],
    shift: Shift | None,
    *,
    clerk: Actor,
    at: datetime,
) -> bool:
    """Confirm and pay what was confirmed and paid at the counter; say whether it can be sent now.

    Raises:
        NeedsLook: the fee is not what the person was shown or paid, or the cash cannot be booked.
        Invalid: it is incomplete, or the evidence is none.
    """
    if not _confirmed_online(act, dossier):
        summary = request_confirmation(dossier_id=dossier.id, actor=clerk, at=at)
        dossier = lock_dossier(dossier.id)
        _require_same_fee(act, dossier)
        if act.confirmation is None:
            if act.cash_vnd:
                raise NeedsLook([_no_evidence()])
            return False
        _sign(act, visit, dossier, summary, stored, clerk=clerk, at=at)
        dossier = lock_dossier(dossier.id)
    else:
        _require_same_fee(act, dossier)
    if dossier.money == Money.AWAITING:
        if not act.cash_vnd:
            return False
        book_cash(act, dossier, shift, clerk=clerk, at=at)
    elif act.cash_vnd and cash_receipt_of(dossier.id) is None:
        raise NeedsLook([cash_not_owed(act.cash_vnd)])
    return True


def _confirmed_online(act: Act, dossier: Dossier) -> bool:
    if act.confirmation is None or act.confirmation.method != "ONLINE":
        return False
    if dossier.confirmed_at is not None:
        return True
    raise NeedsLook(
        [
            reason(
                "dossier.unconfirmed",
                "Hồ sơ đã thay đổi sau khi người nộp xác nhận trên mạng.",
                "The dossier changed after it was confirmed online.",
                where="Q8",
                hint_vi="Mời người nộp xem lại và xác nhận lần nữa.",
                hint_en="Ask the applicant to check and confirm again.",
            )
        ]
    )


def _newer_version(act: Act, dossier: Dossier, *, begun: bool, at: datetime) -> list[Reason]:
    """Return what people must be told of a version in force since; nothing when it reads alike.

    What was signed is the version the PC had, also when a draft of the newer one is kept since: it is
    compared each time it comes.
    """
    told: tuple[str, ...] = ()
    if act.version_id == dossier.version_id:
        if not begun or not must_be_told(dossier, at=at):
            return []
    else:
        before = _version_used(act, dossier)
        if before is not None:
            carried = carry(
                before,
                dossier.version.content,
                answers=act.answers,
                values=act.values,
                today=to_hanoi(at).date(),
            )
            told = (*carried.dropped, *carried.papers_needed, *carried.papers_spared)
            if not told and not carried.changes and not (begun and must_be_told(dossier, at=at)):
                return []
    what = f" Khác bản cũ: {'; '.join(told[:5])}." if told else ""
    return [
        reason(
            "procedure.newer_version",
            f"Thủ tục «{dossier.version.content['name_vi']}» đã có bản mới trong lúc mất mạng.{what}",
            "A newer version of the procedure came into force meanwhile.",
            where="Q3",
            hint_vi="Mở hồ sơ nháp, xem chỗ khác rồi mời người nộp xác nhận lại.",
            hint_en="Open the draft, look at what differs, and let the applicant confirm again.",
        )
    ]


def _version_used(act: Act, dossier: Dossier) -> Mapping[str, Any] | None:
    if act.version_id is None:
        return None
    try:
        version = pinned_version(act.version_id)
    except dossier.version.DoesNotExist:
        return None
    return version.content if version.procedure_id == dossier.procedure_code else None


def _fill(
    act: Act,
    dossier: Dossier,
    content: Mapping[str, Any],
    stored: Mapping[str, StoredFile],
    clerk: Actor,
    at: datetime,
) -> list[Reason]:
    parts = kept_parts(content)
    raw = {key: value for key, value in act.values.items() if key not in parts or _is_act(value)}
    uploads = {
        file.key: Upload(content_of(stored[file.sha256]), file.name or "tep")
        for file in act.form_files
        if file.key in parts and file.sha256 in stored
    }
    result = fill_form(dossier_id=dossier.id, actor=clerk, raw=raw, uploads=uploads, at=at)
    return [
        reason("form.field", fault.vi, fault.en, where=f"field:{key}") for key, fault in result.errors.items()
    ]


def _is_act(value: Any) -> bool:
    """Say whether it is something done to a file or signature, not the value the server keeps for it."""
    return isinstance(value, Mapping) and ("remove" in value or ("cannot" in value and "sha256" not in value))


def _papers(
    act: Act,
    dossier: Dossier,
    stored: Mapping[str, StoredFile],
    take: Callable[[Callable[[], object]], None],
    *,
    clerk: Actor,
    at: datetime,
) -> None:
    wanted = {(paper.key, paper.sha256): paper for paper in act.papers}
    here = {
        (paper.component_key, digest): paper for paper in papers_given(dossier) for digest in _digests(paper)
    }
    gone = {paper.id for paper in here.values()} - {here[place].id for place in wanted if place in here}
    if gone:
        seen = _seen(act)
        gone &= {paper.id for (_, digest), paper in here.items() if digest in seen}
    for paper_id in gone:
        take(partial(remove_paper, dossier_id=dossier.id, actor=clerk, paper_id=paper_id, at=at))
    for place, paper in wanted.items():
        if place in here or paper.sha256 not in stored:
            continue
        take(
            partial(
                add_paper,
                dossier_id=dossier.id,
                actor=clerk,
                component_key=paper.key,
                data=stored[paper.sha256],
                copy_kind=paper.copy_kind,
                at=at,
            )
        )


def _seen(act: Act) -> set[str]:
    """Return the hashes of papers the PC knows of: it was shown them, or brought them itself before."""
    before = Brought.objects.filter(key=act.key).values_list("papers", flat=True).first() or []
    return {*act.papers_seen, *before}


def papers_kept_unseen(act: Act, dossier: Dossier) -> list[Reason]:
    """Return what to tell of papers that came to the draft elsewhere: nobody at the PC could remove them."""
    named = {(paper.key, paper.sha256) for paper in act.papers}
    kept = [
        paper
        for paper in papers_given(dossier)
        if not named & {(paper.component_key, digest) for digest in _digests(paper)}
    ]
    if not kept:
        return []
    names = ", ".join(paper.file.original_name for paper in kept[:5])
    return [
        reason(
            "papers.kept",
            f"Hồ sơ có thêm {len(kept)} giấy gửi trên mạng mà máy này chưa thấy, giữ nguyên: {names}.",
            f"The dossier holds {len(kept)} more papers that came online; they stay: {names}.",
            where="papers",
        )
    ]


def _digests(paper: DossierPaper) -> tuple[str, str]:
    return paper.file.original_sha256, paper.file.sha256


def _require_same_fee(act: Act, dossier: Dossier) -> None:
    owed = int(dossier.fee.get("citizen_total_vnd") or 0)
    shown = act.confirmation.shown_total_vnd if act.confirmation else None
    taken = act.cash_vnd
    if taken and shown is None:
        shown = taken
    if shown is None or shown == owed:
        return
    vi = f"Số tiền đúng là {format_vnd(owed)}, người nộp đã xem {format_vnd(shown)}."
    hint = "Mời người nộp xem số tiền đúng rồi xác nhận lại."
    if taken and taken != owed:
        vi_settle, _ = difference(taken, owed)
        hint = f"Đã thu {format_vnd(taken)} tiền mặt: {vi_settle}, rồi mời người nộp xác nhận lại."
    raise NeedsLook(
        [
            reason(
                "fee.changed",
                vi,
                f"The right amount is {format_vnd(owed)}; the applicant saw {format_vnd(shown)}.",
                where="Q9",
                hint_vi=hint,
                hint_en="Let the applicant see the right amount, settle the difference, confirm again.",
            )
        ]
    )


def _sign(
    act: Act,
    visit: Visit,
    dossier: Dossier,
    summary: Confirmation,
    stored: Mapping[str, StoredFile],
    *,
    clerk: Actor,
    at: datetime,
) -> None:
    said = act.confirmation
    assert said is not None
    digest = said.slip_sha256 or said.image_sha256
    if digest is None or said.method == "ONLINE":
        raise NeedsLook([_no_evidence()])
    confirm_signed(
        dossier_id=dossier.id,
        summary_id=summary.id,
        citizen=citizen_at(visit),
        method=said.method,
        evidence=stored[digest],
        witness_name=said.witness_name,
        helper=clerk if said.slip_sha256 else None,
        claimed_at=said.at,
        at=at,
    )


def _no_evidence() -> Reason:
    return reason(
        "confirm.no_evidence",
        "Chưa có chữ ký hoặc phiếu điểm chỉ của người nộp.",
        "There is no signature or thumbprint slip of the applicant.",
        where="Q8",
        hint_vi="Mở hồ sơ nháp, mời người nộp xác nhận.",
        hint_en="Open the draft and let the applicant confirm.",
    )
