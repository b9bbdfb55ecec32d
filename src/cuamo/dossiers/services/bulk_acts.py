"""What can be done to many dossiers at once, one dossier at a time."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.delivery.selectors.parcels import parcel_of
from cuamo.delivery.selectors.runs import label_data
from cuamo.documents.selectors.files import content_of
from cuamo.documents.services.print_sheet import print_sheet
from cuamo.dossiers import policies
from cuamo.dossiers.models import Decision, Dossier, Result, WorkItem
from cuamo.dossiers.rules.soft_lock import is_free
from cuamo.dossiers.selectors.printable import NAMES, slip_sheet
from cuamo.dossiers.services.approve import approve
from cuamo.dossiers.services.assign import assign
from cuamo.dossiers.services.four_eyes import PROPOSALS
from cuamo.dossiers.services.issue_result import pack_result
from cuamo.kernel.actors import Actor
from cuamo.kernel.clock import to_hanoi
from cuamo.kernel.errors import Conflict, DomainError, IllegalTransition
from cuamo.organisation.models import Unit
from cuamo.people.models import Account
from cuamo.people.services.read_log import log_reading

Params = Mapping[str, str]
PRINTED_FOR = "In hàng loạt"


@dataclass(frozen=True)
class BulkAct:
    """One act that may be done to many (việc làm hàng loạt)."""

    name: str
    roles: frozenset[str]
    do: "Callable[[Dossier, Actor, Params, str, datetime], str]"
    """Does it to one dossier and returns the outcome in words."""
    seen: "Callable[[Dossier], str]"
    """What the officer judged by; where it is another later, nothing is done."""
    prints: "Callable[[Dossier, Params, datetime], bytes] | None" = None


@dataclass(frozen=True)
class Rehearsed:
    """What would come of the act for one dossier."""

    dossier_id: UUID
    code: str
    does: bool
    said: str
    seen: str = ""


def rehearse_row(act: str, *, dossier_id: UUID, officer: Actor, params: Params, at: datetime) -> Rehearsed:
    """Do the act to one dossier, take it back, and say what came of it (chạy thử)."""
    dossier = _readable(dossier_id, officer)
    if dossier is None:
        unknown = policies.unknown_dossier()
        return Rehearsed(dossier_id, "", False, f"{unknown.vi} {unknown.hint_vi}".strip())
    seen = ACTS[act].seen(dossier)
    try:
        with transaction.atomic():
            said = do_row(act, dossier_id=dossier_id, officer=officer, params=params, seen=seen, at=at)
            transaction.set_rollback(True)
    except DomainError as refused:
        return Rehearsed(dossier_id, dossier.shown_code, False, f"{refused.vi} {refused.hint_vi}".strip())
    return Rehearsed(dossier_id, dossier.shown_code, True, said, seen)


@transaction.atomic
def do_row(act: str, *, dossier_id: UUID, officer: Actor, params: Params, seen: str, at: datetime) -> str:
    """Do the act to one dossier; returns the outcome in words.

    Raises:
        DomainError: whatever refuses the act for this dossier, somebody else having it open among it.
    """
    dossier = _readable(dossier_id, officer)
    if dossier is None:
        raise policies.unknown_dossier()
    chosen = ACTS[act]
    if chosen.prints is None:
        _require_nobody_has_it_open(dossier, officer, at)
    if chosen.seen(dossier) != seen:
        raise Conflict(
            "bulk.changed",
            "Hồ sơ đã thay đổi sau khi xem thử.",
            "The dossier has changed since the dry run.",
            hint_vi="Mở hồ sơ xem lại, rồi làm lại.",
            hint_en="Open the dossier, look again, then repeat.",
        )
    return chosen.do(dossier, officer, params, seen, at)


def _readable(dossier_id: UUID, officer: Actor) -> Dossier | None:
    dossier = Dossier.objects.select_related("version").filter(id=dossier_id).first()
    if dossier is None:
        return None
    try:
        policies.require_reader(dossier, officer)
    except DomainError:
        return None
    return dossier


def _require_nobody_has_it_open(dossier: Dossier, officer: Actor, at: datetime) -> None:
    item = WorkItem.objects.filter(dossier_id=dossier.id).first()
    if item is None or is_free(
        locked_by=item.locked_by, locked_at=item.locked_at, officer_id=officer.id, now=at
    ):
        return
    since = f" từ {to_hanoi(item.locked_since):%H:%M}" if item.locked_since else ""
    raise Conflict(
        "bulk.open",
        f"{item.locked_name} đang mở hồ sơ này{since}.",
        f"{item.locked_name} has this dossier open.",
        hint_vi="Đợi người đó xong, hoặc mở hồ sơ và nhận giữ thay.",
        hint_en="Wait until they are done, or open the dossier and take it over.",
    )


def _proposal(dossier: Dossier) -> Decision | None:
    found = Decision.objects.filter(dossier=dossier, kind__in=PROPOSALS)
    return found.order_by("decided_at", "id").last()


def _approve(dossier: Dossier, leader: Actor, params: Params, seen: str, at: datetime) -> str:
    """Grant as proposed; a refusal, another return or a taking back is read one by one, with its preview."""
    proposal = _proposal(dossier)
    if proposal is not None and proposal.kind != "PROPOSE_GRANT":
        raise IllegalTransition(
            "bulk.one_by_one",
            "Đề xuất này không phải là đồng ý giải quyết.",
            "This is not proposed to be granted.",
            hint_vi="Mở hồ sơ, đọc điều người nộp sẽ đọc, rồi quyết định riêng.",
            hint_en="Open the dossier, read what the citizen will read, and decide it by itself.",
        )
    approve(dossier_id=dossier.id, leader=leader, at=at)
    assert proposal is not None
    title = Result.objects.values_list("title", flat=True).get(dossier=dossier)
    return f"Phê duyệt «{title}» do {proposal.by_name} đề xuất, rồi ký số."


def _assign(dossier: Dossier, leader: Actor, params: Params, seen: str, at: datetime) -> str:
    to = params.get("to", "")
    moved = assign(dossier_ids=[dossier.id], to_officer=to, by=leader, at=at)
    name = Account.objects.values_list("full_name", flat=True).get(id=to)
    return f"Giao cho {name}." if moved else f"{name} đã có hồ sơ này, giữ nguyên."


def _slip(dossier: Dossier, officer: Actor, params: Params, seen: str, at: datetime) -> str:
    form = params.get("form", "")
    if slip_sheet(dossier, form, at=at) is None:
        raise IllegalTransition(
            "bulk.no_slip",
            f"Hồ sơ này chưa có {NAMES.get(form, 'phiếu đó').split(',')[0].lower()}.",
            "There is no such slip for this dossier.",
        )
    _note(dossier, officer, ["full_name", "address", "values"], at)
    return f"In {NAMES[form]}."


def _print_slip(dossier: Dossier, params: Params, at: datetime) -> bytes:
    made = slip_sheet(dossier, params["form"], at=at)
    assert made is not None
    return print_sheet(*made)


def _label(dossier: Dossier, clerk: Actor, params: Params, seen: str, at: datetime) -> str:
    """Put the result into its envelope, if it lies in none, and print the label."""
    _require_not_taken_back(dossier)
    parcel = parcel_of(dossier.id)
    if parcel is None:
        parcel = pack_result(dossier_id=dossier.id, clerk=clerk, at=at)
    else:
        policies.require_pack(dossier, clerk)
    _note(dossier, clerk, ["full_name", "address", "phone"], at)
    return f"In nhãn phong bì {parcel.label}."


def _print_label(dossier: Dossier, params: Params, at: datetime) -> bytes:
    _require_not_taken_back(dossier)
    parcel = parcel_of(dossier.id)
    assert parcel is not None
    sender = Unit.objects.get(code=parcel.origin_unit)
    from_ = {"name": sender.name_vi, "address": sender.address, "phone": sender.phone}
    return print_sheet("label_a6", label_data(parcel, sender=from_))


def _result(dossier: Dossier, clerk: Actor, params: Params, seen: str, at: datetime) -> str:
    result = Result.objects.select_related("file").filter(dossier=dossier).first()
    if result is None or result.file is None or result.issued_at is None:
        raise IllegalTransition(
            "bulk.not_issued", "Chưa có kết quả đã phát hành.", "There is no issued result."
        )
    _require_not_taken_back(dossier)
    policies.require_pack(dossier, clerk)
    _note(dossier, clerk, ["full_name", "values"], at)
    return f"In kết quả số {result.number}."


def _print_result(dossier: Dossier, params: Params, at: datetime) -> bytes:
    _require_not_taken_back(dossier)
    result = Result.objects.select_related("file").get(dossier=dossier)
    assert result.file is not None
    return content_of(result.file)


def _require_not_taken_back(dossier: Dossier) -> None:
    """Refuse what may be handed to nobody any more."""
    if Result.objects.filter(dossier=dossier, revoked_at__isnull=False).exists():
        raise IllegalTransition(
            "result.revoked",
            "Kết quả đã bị thu hồi, không in, không gửi.",
            "The result was taken back; it is neither printed nor sent.",
            hint_vi="Mở hồ sơ để xem ai thu hồi và vì sao.",
            hint_en="Open the dossier to see who took it back and why.",
        )


def _note(dossier: Dossier, officer: Actor, fields: list[str], at: datetime) -> None:
    """Whoever prints what names a person has read it."""
    if dossier.applicant_id is not None:
        log_reading(
            person_id=dossier.applicant_id,
            actor=officer,
            purpose=PRINTED_FOR,
            dossier_id=dossier.id,
            fields=fields,
            at=at,
        )


def _seen_proposal(dossier: Dossier) -> str:
    proposal = _proposal(dossier)
    return str(proposal.id) if proposal is not None else ""


def _seen_step(dossier: Dossier) -> str:
    step = WorkItem.objects.filter(dossier_id=dossier.id).values_list("step", flat=True).first()
    return step or ""


def _nothing(dossier: Dossier) -> str:
    return ""


_READERS = frozenset({"RECEIVER", "SPECIALIST", "LEADER", "RECORDS_CLERK"})
_PACKERS = frozenset({"RECEIVER", "RECORDS_CLERK"})
ACTS: dict[str, BulkAct] = {
    "phe-duyet": BulkAct("Phê duyệt và ký số", frozenset({"LEADER"}), _approve, _seen_proposal),
    "giao": BulkAct("Giao cho một người", frozenset({"LEADER", "BUSINESS_ADMIN"}), _assign, _seen_step),
    "in-phieu": BulkAct("In phiếu", _READERS, _slip, _nothing, _print_slip),
    "in-ket-qua": BulkAct("In kết quả đã phát hành", _PACKERS, _result, _nothing, _print_result),
    "in-nhan": BulkAct("Đóng phong bì, in nhãn", _PACKERS, _label, _nothing, _print_label),
}
"""By the name the address has for them."""
