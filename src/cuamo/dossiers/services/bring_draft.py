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
from cuamo.dossiers.models import Confirmation, Dossier, Visit
from cuamo.dossiers.rules.act import Act
from cuamo.dossiers.selectors.papers import papers_given
from cuamo.dossiers.services.add_paper import add_paper, remove_paper
from cuamo.dossiers.services.bring_parts import NeedsLook, Reason, citizen_at, reason, reasons_in
from cuamo.dossiers.services.choose_delivery import choose_delivery
from cuamo.dossiers.services.choose_procedure import choose_procedure
from cuamo.dossiers.services.confirm_signed import confirm_signed
from cuamo.dossiers.services.fill_form import answer_questions, fill_form
from cuamo.dossiers.services.form_files import Upload
from cuamo.dossiers.services.meet_new_version import must_be_told
from cuamo.dossiers.services.parts import lock_dossier
from cuamo.dossiers.services.request_confirmation import request_confirmation
from cuamo.dossiers.services.settle_money import settle_money
from cuamo.dossiers.states import Money
from cuamo.kernel.actors import Actor
from cuamo.kernel.clock import to_hanoi
from cuamo.kernel.errors import DomainError
from cuamo.kernel.money import format_vnd
from cuamo.organisation.models import Shift
from cuamo.organisation.selectors.shifts import open_shift_of
from cuamo.payments.selectors.status import cash_receipt_of, status_of
from cuamo.payments.services.take_cash import take_cash


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
            if act.cash is not None:
                raise NeedsLook([_no_evidence()])
            return False
        _sign(act, visit, dossier, summary, stored, clerk=clerk, at=at)
        dossier = lock_dossier(dossier.id)
    else:
        _require_same_fee(act, dossier)
    if dossier.money == Money.AWAITING:
        if act.cash is None:
            return False
        _book_cash(act, dossier, shift, clerk=clerk, at=at)
    elif act.cash is not None and act.cash.amount_vnd and cash_receipt_of(dossier.id) is None:
        raise NeedsLook([_cash_not_owed(act.cash.amount_vnd)])
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

    What was signed is the version the PC had, also when a draft of the newer one is kept since: it is compared
    each time it comes.
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
        (paper.component_key, digest): paper
        for paper in papers_given(dossier)
        for digest in (paper.file.original_sha256, paper.file.sha256)
    }
    gone = {paper.id for paper in here.values()} - {here[place].id for place in wanted if place in here}
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


def _require_same_fee(act: Act, dossier: Dossier) -> None:
    owed = int(dossier.fee.get("citizen_total_vnd") or 0)
    shown = act.confirmation.shown_total_vnd if act.confirmation else None
    if act.cash is not None and shown is None:
        shown = act.cash.amount_vnd
    if shown is None or shown == owed:
        return
    taken = act.cash.amount_vnd if act.cash else 0
    vi = f"Số tiền đúng là {format_vnd(owed)}, người nộp đã xem {format_vnd(shown)}."
    hint = "Mời người nộp xem số tiền đúng rồi xác nhận lại."
    if taken:
        rest = format_vnd(abs(taken - owed))
        settle = f"trả lại {rest}" if taken > owed else f"thu thêm {rest}"
        hint = f"Đã thu {format_vnd(taken)} tiền mặt: {settle}, rồi mời người nộp xác nhận lại."
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


def _book_cash(act: Act, dossier: Dossier, shift: Shift | None, *, clerk: Actor, at: datetime) -> None:
    assert act.cash is not None
    asked = status_of(dossier.id, at=at)
    assert asked is not None
    till = shift
    if till is None or not till.is_open:
        till = open_shift_of(clerk.id) if act.cash.in_open_shift else None
    if till is None:
        raise NeedsLook([_shift_closed(act.cash.amount_vnd)])
    take_cash(
        request_id=asked.request_id,
        tendered_vnd=act.cash.tendered_vnd,
        shift_id=till.id,
        clerk=clerk,
        at=at,
    )
    settle_money(dossier_id=dossier.id, amount_vnd=asked.amount_vnd, at=at)


def _shift_closed(amount_vnd: int) -> Reason:
    money = format_vnd(amount_vnd)
    return reason(
        "cash.shift_closed",
        f"Ca thu {money} tiền mặt này đã kết, nên chưa ghi được vào sổ quỹ.",
        f"The shift that took {money} in cash has ended; it is not booked yet.",
        where="Q9",
        hint_vi="Mở ca, bỏ số tiền này vào ngăn tiền, rồi chọn «Ghi vào ca đang mở».",
        hint_en="Open a shift, put this money into its till, then choose “Book it in the open shift”.",
    )


def _cash_not_owed(amount_vnd: int) -> Reason:
    money = format_vnd(amount_vnd)
    return reason(
        "cash.not_owed",
        f"Đã thu {money} tiền mặt nhưng hồ sơ này không phải trả tiền.",
        f"{money} was taken in cash, but nothing is owed for this dossier.",
        where="Q9",
        hint_vi=f"Trả lại {money} cho người nộp, rồi gửi lại lượt không có tiền mặt.",
        hint_en=f"Give {money} back, then send the visit again without cash.",
    )
