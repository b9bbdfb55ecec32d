"""A visit made without the network reaches the server: taken whole once, or kept to be looked at."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from cuamo.documents.models import StoredFile
from cuamo.documents.selectors.incoming import stored_of
from cuamo.dossiers.models import Brought, DeviceReport, Dossier, DossierKey, Visit
from cuamo.dossiers.rules.act import Act, read_act
from cuamo.dossiers.selectors.brought import notes_on_clock
from cuamo.dossiers.selectors.snapshots import mark_of
from cuamo.dossiers.selectors.visits import dossier_of_visit
from cuamo.dossiers.services.bring_cash import note_on_cash, require_booked
from cuamo.dossiers.services.bring_draft import fill_draft, papers_kept_unseen, settle_draft
from cuamo.dossiers.services.bring_parts import (
    NeedsLook,
    agreed,
    files_of,
    fresh_visit,
    reason,
    reasons_in,
    same_person,
    shift_of,
    take_number,
    without_bad_number,
)
from cuamo.dossiers.services.end_visit import end_visit
from cuamo.dossiers.services.parts import lock_dossier, lock_visit
from cuamo.dossiers.services.submit import submit
from cuamo.dossiers.states import State
from cuamo.kernel import events
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import Conflict, DomainError, Invalid, NotPermitted
from cuamo.kernel.idempotency import digest, once, queue_up
from cuamo.kernel.identifiers import local_number
from cuamo.kernel.models import IdempotencyKey
from cuamo.organisation.models import Shift
from cuamo.organisation.selectors.shifts import leads_where_they_worked

SCOPE = "device.bring"
NOT_COMPARED = frozenset({"clock_skew_s", "measures", "resolve", "lead_reason"})
"""What may differ when the same visit comes again."""
LOCAL = "LOCAL"
"""Kind of the key a provisional slip's number is."""


def bring(*, raw: Mapping[str, Any], clerk: Actor, at: datetime) -> Brought:
    """Take a visit that was made without the network (nhận lượt làm khi mất mạng), in one transaction.

    The same services as online check and do everything; the same key again, also in the same moment, gets the
    same answer and never a second dossier. What cannot be taken leaves no trace but a draft with everything
    that can be kept, and the reasons in words: state `LOOK`. A dossier counts as sent at `at`, whatever the
    PC's clock says; its moments are kept as claims.

    Raises:
        Invalid: it is malformed; nothing was done.
        NotPermitted: another clerk made it, and who brings it is not the lead of their point with a reason.
        Conflict: the key was taken before with another content.
    """
    act = read_act(raw)
    _require_mine(act, clerk)
    local = _checked_number(act)
    compared = {name: value for name, value in raw.items() if name not in NOT_COMPARED}
    try:
        once(
            key=str(act.key),
            scope=SCOPE,
            request_hash=digest(compared),
            do=lambda: _take(act, local, clerk, at),
        )
    except NeedsLook as look:
        _keep_to_look_at(act, local, look, clerk, at)
    except Conflict as error:
        if error.code != "idempotency.reused":
            raise
        raise _other_content(act) from None
    return Brought.objects.select_related("visit").get(key=act.key)


@dataclass(frozen=True)
class _Place:
    """Where the visit goes on: its row, the draft it was begun as, or the dossier that was sent already."""

    visit: Visit
    dossier: Dossier | None = None
    sent: bool = False


@transaction.atomic
def _take(act: Act, local: str, clerk: Actor, at: datetime) -> dict[str, Any]:
    shift = shift_of(act, clerk)
    try:
        stored = files_of(act, clerk)
        place = _place(act, shift, clerk, at)
        if act.resolve == "server":
            return _keep_servers(act, local, place, stored, shift, clerk, at)
        if place.sent:
            require_booked(act, place.dossier, shift, clerk=clerk, at=at)
            return _note(act, local, "SENT", place.visit, place.dossier, stored, clerk, at)
        visit = same_person(act, place.visit, clerk, at)
        visit = take_number(act, visit, clerk, at)
        consented = agreed(act, visit, stored, clerk, at)
        if not consented or act.procedure is None:
            require_booked(act, None, shift, clerk=clerk, at=at)
            end_visit(visit_id=visit.id, clerk=clerk, outcome=_outcome(act, consented), at=at)
            return _note(act, local, "ENDED", visit, None, stored, clerk, at)
        untouched = act.confirmation is not None and act.confirmation.method == "ONLINE"
        dossier = place.dossier
        if dossier is None or not (untouched and dossier.confirmed_at is not None):
            dossier = fill_draft(act, visit, dossier, stored, clerk=clerk, at=at)
        if not settle_draft(act, visit, dossier, stored, shift, clerk=clerk, at=at):
            return _note(act, local, "KEPT", visit, lock_dossier(dossier.id), stored, clerk, at)
        dossier = submit(dossier_id=dossier.id, actor=clerk, key=f"may-{act.key}", at=at)
        end_visit(visit_id=visit.id, clerk=clerk, outcome=_outcome(act, consented), at=at)
        return _note(act, local, "SENT", visit, dossier, stored, clerk, at)
    except DomainError as error:
        raise NeedsLook(reasons_in(error)) from error


def _place(act: Act, shift: Shift | None, clerk: Actor, at: datetime) -> _Place:
    before = Brought.objects.select_related("visit").filter(key=act.key).first()
    if before is not None and before.kept_mark and before.dossier_id is not None and before.visit is not None:
        visit = lock_visit(before.visit.id)
        dossier = lock_dossier(before.dossier_id)
        if dossier.state != State.DRAFT:
            return _Place(visit, dossier, sent=True)
        if visit.ended_at is None and act.resolve != "server":
            if mark_of(visit, dossier) != before.kept_mark:
                raise NeedsLook([_worked_on(dossier)], keep=False)
            return _Place(visit, dossier)
        if act.resolve == "server":
            return _Place(visit, dossier)
    if act.visit_id is None or act.resolve == "new":
        return _Place(fresh_visit(act, shift, clerk, at))
    return _begun_online(act, clerk)


def _begun_online(act: Act, clerk: Actor) -> _Place:
    assert act.visit_id is not None
    visit = lock_visit(act.visit_id)
    if visit.clerk_id != clerk.id:
        raise NotPermitted(
            "visit.other_clerk",
            f"Lượt này do {visit.clerk_name} đang hỗ trợ.",
            f"This visit is being helped by {visit.clerk_name}.",
            where="visit",
            hint_vi="Hỏi người đó trước. Chưa nộp thì gửi bản này như lượt mới.",
            hint_en="Ask them first. If nothing was sent, send this as a new visit.",
        )
    newest = dossier_of_visit(visit)
    dossier = lock_dossier(newest.id) if newest is not None else None
    if act.resolve == "server":
        return _Place(visit, dossier)
    if dossier is not None and dossier.state != State.DRAFT:
        if _says_the_same(act, dossier):
            return _Place(visit, dossier, sent=True)
        raise NeedsLook([_sent_already(dossier)], keep=False)
    if visit.ended_at is not None:
        raise NeedsLook([_ended(visit)], keep=False)
    if act.base_mark != mark_of(visit, dossier):
        raise NeedsLook([_changed()], keep=False)
    return _Place(visit, dossier)


def _says_the_same(act: Act, dossier: Dossier) -> bool:
    """Say whether the dossier that was sent is the very one at the counter: only its answer was lost."""
    if act.dossier_id != dossier.id or act.procedure != dossier.procedure_code or _withdrawn(dossier):
        return False
    same_answers = all(dossier.answers.get(key) == said for key, said in act.answers.items())
    said = {key: value for key, value in act.values.items() if value not in (None, "", [], {})}
    return same_answers and all(dossier.values.get(key) == value for key, value in said.items())


def _keep_to_look_at(act: Act, local: str, look: NeedsLook, clerk: Actor, at: datetime) -> None:
    """Keep what can be kept as a draft the clerk can open, and why it was not taken."""
    with transaction.atomic():
        queue_up(key=str(act.key), scope=SCOPE)
        if IdempotencyKey.objects.filter(scope=SCOPE, key=str(act.key)).exists():
            return
        before = Brought.objects.select_related("visit").filter(key=act.key).first()
        place = _draft_kept_before(before)
        found = (before.visit, before.dossier_id) if before else (None, None)
        mark = before.kept_mark if before else ""
        if look.keep and (place is None or mark == mark_of(place.visit, place.dossier)):
            place = _kept_draft(act, place, clerk, at)
            mark = mark_of(place.visit, place.dossier) if place else ""
        elif place is None and act.visit_id is not None:
            place = _standing_online(act.visit_id, clerk)
        if place is not None:
            found = (place.visit, place.dossier.id if place.dossier else None)
        row = _row(act, local, "LOOK", *found, clerk, at)
        row |= {"reasons": look.reasons, "kept_mark": mark, "notes": notes_on_clock(act.clock_skew_s)}
        Brought.objects.update_or_create(key=act.key, defaults=row, create_defaults=row | {"received_at": at})


def _draft_kept_before(before: Brought | None) -> _Place | None:
    """Return the draft an earlier try left, while its visit is open."""
    if before is None or before.dossier_id is None or not before.kept_mark:
        return None
    if before.visit is None or before.visit.ended_at:
        return None
    dossier = Dossier.objects.filter(id=before.dossier_id, state=State.DRAFT).first()
    return _Place(before.visit, dossier) if dossier is not None else None


def _standing_online(visit_id: UUID, clerk: Actor) -> _Place | None:
    """Return the clerk's visit the act was begun as, to be opened beside it."""
    visit = Visit.objects.filter(id=visit_id, clerk_id=clerk.id).first()
    return _Place(visit, dossier_of_visit(visit)) if visit is not None else None


def _kept_draft(act: Act, place: _Place | None, clerk: Actor, at: datetime) -> _Place | None:
    """Fill a draft as far as it goes; a part that is refused is left out, the others stay.

    Where not even a draft can be opened, nothing is kept and the PC's own copy is all there is.
    """
    stored = {**stored_of(str(act.clerk_id), act.files), **stored_of(clerk.id, act.files)}
    act = without_bad_number(act)

    def keep() -> _Place:
        anew = act.visit_id is None or act.resolve == "new"
        begun = place or (None if anew else _begun_online(act, clerk))
        visit = begun.visit if begun else fresh_visit(act, shift_of(act, clerk), clerk, at)
        if act.procedure is None or not agreed(act, visit, stored, clerk, at):
            raise NeedsLook([])
        dossier = begun.dossier if begun else None
        filled = fill_draft(act, visit, dossier, stored, clerk=clerk, at=at, keeping=True)
        return _Place(visit, filled)

    try:
        with transaction.atomic():
            return keep()
    except (DomainError, NeedsLook):
        return None


def _keep_servers(
    act: Act,
    local: str,
    place: _Place,
    stored: Mapping[str, StoredFile],
    shift: Shift | None,
    clerk: Actor,
    at: datetime,
) -> dict[str, Any]:
    """The clerk looked at both and keeps the server's draft; the PC's copy is let go, but never its cash."""
    if place.dossier is None:
        raise Invalid(
            "bring.nothing_to_keep",
            "Trên hệ thống chưa có hồ sơ nào của lượt này để giữ.",
            "There is no draft of this visit on the server to keep.",
        )
    require_booked(act, place.dossier, shift, clerk=clerk, at=at)
    return _note(act, local, "DROPPED", place.visit, place.dossier, stored, clerk, at)


def _note(
    act: Act,
    local: str,
    state: str,
    visit: Visit,
    dossier: Dossier | None,
    stored: Mapping[str, StoredFile],
    clerk: Actor,
    at: datetime,
) -> dict[str, Any]:
    """Write down what became of it, and what the PC may let go of. Records `visit.brought`."""
    notes = notes_on_clock(act.clock_skew_s) + note_on_cash(act, dossier)
    if dossier is not None and state in {"SENT", "KEPT"}:
        notes += papers_kept_unseen(act, dossier)
    if local and dossier is not None and not _give_alias(local, dossier):
        notes.append(
            reason(
                "local_number.taken",
                f"Số tạm {local} đã dùng cho hồ sơ khác. Dùng mã chính thức để tra cứu.",
                f"The provisional number {local} belongs to another dossier; use the official code.",
            )
        )
    papers = [(paper.key, paper.sha256) for paper in act.papers]
    papers += [(f"form:{file.key}", file.sha256) for file in act.form_files]
    named = {digest for _, digest in papers}
    papers += [("evidence", digest) for digest in act.files if digest not in named]
    row = _row(act, local, state, visit, dossier.id if dossier else None, clerk, at)
    row |= {
        "reasons": [],
        "notes": notes,
        "kept_mark": "",
        "files": [
            {"key": key, "sha256": sha256, "stored_sha256": stored[sha256].sha256} for key, sha256 in papers
        ],
    }
    Brought.objects.update_or_create(key=act.key, defaults=row, create_defaults=row | {"received_at": at})
    _no_longer_waits(act.device, clerk, act.key)
    events.record(
        "visit.brought",
        visit.id,
        actor=clerk,
        at=at,
        key=str(act.key),
        device=str(act.device),
        state=state,
        dossier=str(dossier.id) if dossier else "",
        local_number=local,
        made_at_claim=act.made_at.isoformat(),
        finished_at_claim=act.finished_at.isoformat(),
        clock_skew_s=None if act.clock_skew_s is None else round(act.clock_skew_s),
        shown_hash_claim=act.confirmation.summary_hash[:64] if act.confirmation else "",
        cash_vnd_claim=act.cash.amount_vnd if act.cash else 0,
        cash_returned=act.cash is not None and act.cash.returned,
        made_by=str(act.clerk_id),
        lead_reason=act.lead_reason.strip(),
    )
    return {"key": str(act.key), "state": state}


def _row(
    act: Act,
    local: str,
    state: str,
    visit: Visit | None,
    dossier_id: UUID | None,
    clerk: Actor,
    at: datetime,
) -> dict[str, Any]:
    known = Brought.objects.filter(key=act.key).values_list("papers", flat=True).first() or []
    return {
        "device": act.device,
        "clerk_id": clerk.id,
        "clerk_name": clerk.name,
        "agency_code": visit.agency_code if visit else clerk.unit_code,
        "local_number": local,
        "state": state,
        "visit": visit,
        "dossier_id": dossier_id,
        "cash_vnd": act.cash.amount_vnd if act.cash else 0,
        "cash_returned": act.cash is not None and act.cash.returned,
        "papers": sorted({*known, *(paper.sha256 for paper in act.papers)}),
        "made_at_claim": act.made_at,
        "finished_at_claim": act.finished_at,
        "clock_skew_s": act.clock_skew_s,
        "tried_at": at,
    }


def _give_alias(local: str, dossier: Dossier) -> bool:
    """Let the dossier be found by the number of its provisional slip; False when another one has it."""
    key, _ = DossierKey.objects.get_or_create(kind=LOCAL, value=local, defaults={"dossier_id": dossier.id})
    return key.dossier_id == dossier.id


def _no_longer_waits(device: UUID, clerk: Actor, key: UUID) -> None:
    report = DeviceReport.objects.select_for_update().filter(device=device, clerk_id=clerk.id).first()
    if report is None:
        return
    left = [item for item in report.items if item["key"] != str(key)]
    report.items, report.unsent = left, len(left)
    report.oldest_since = min((datetime.fromisoformat(item["since"]) for item in left), default=None)
    report.save(update_fields=["items", "unsent", "oldest_since"])


def _outcome(act: Act, consented: bool) -> str:
    if not consented and act.procedure is not None:
        return "REFUSED"
    return "" if act.outcome in {"", "SENT"} else act.outcome


def _require_mine(act: Act, clerk: Actor) -> None:
    taken = Brought.objects.filter(key=act.key).exclude(clerk_id=clerk.id).exists()
    if str(act.clerk_id) == clerk.id and not taken:
        return
    if act.lead_reason.strip() and leads_where_they_worked(clerk, act.clerk_id):
        return
    raise NotPermitted(
        "bring.other_clerk",
        "Lượt này do nhân viên khác làm. Người đó đăng nhập trên máy này để gửi.",
        "Another clerk made this visit and sends it by signing in on this PC.",
        where="clerk_id",
        hint_vi="Người đó không còn ở điểm: trưởng ca gửi thay được, ghi lý do. Lượt vẫn còn trên máy này.",
        hint_en="If they have left, the lead can send it and say why; the visit stays on this PC.",
    )


def _checked_number(act: Act) -> str:
    """Return the provisional number in its usual form; one of another PC would take over somebody's slip."""
    if not act.local_number.strip():
        return ""
    number = local_number.check(act.local_number)
    own = local_number.make(act.device, act.made_at.date(), 1)
    if number.split("-")[0] != own.split("-")[0]:
        raise Invalid(
            "local_number.other_pc",
            "Số tạm này do máy khác cấp, nên chưa nhận.",
            "This provisional number was made by another PC and is not taken.",
            where="local_number",
        )
    return number


def _other_content(act: Act) -> Conflict:
    before = Brought.objects.filter(key=act.key).first()
    dossier = Dossier.objects.filter(id=before.dossier_id).first() if before and before.dossier_id else None
    code = f", mã {dossier.shown_code}" if dossier else ""
    return Conflict(
        "bring.other_content",
        f"Lượt này đã gửi rồi{code}. Lần này nội dung khác, nên không thay đổi gì.",
        "This visit was sent already; this time it says something else, so nothing was changed.",
        where="key",
        hint_vi="Mở hồ sơ đã gửi để so. Muốn nộp thêm thì bắt đầu lượt mới.",
        hint_en="Open what was sent and compare. For another dossier begin a new visit.",
    )


def _worked_on(dossier: Dossier) -> dict[str, str]:
    return reason(
        "bring.worked_on",
        f"Hồ sơ nháp {dossier.own_ref} đang được làm tiếp trên mạng.",
        f"Draft {dossier.own_ref} is being worked on online.",
        where="dossier",
        hint_vi="Làm xong và nộp ở đó; mục này tự hết sau khi nộp.",
        hint_en="Finish and send it there; this item goes away by itself then.",
    )


def _sent_already(dossier: Dossier) -> dict[str, str]:
    gone = _withdrawn(dossier)
    vi = "đã nộp, sau đó người nộp đã rút" if gone else "đã nộp trên mạng với nội dung khác"
    return reason(
        "bring.sent_already",
        f"Hồ sơ {dossier.shown_code} {vi}. Phần làm khi mất mạng chưa gửi.",
        f"Dossier {dossier.shown_code} was sent online meanwhile; what was done here is not in it.",
        where="dossier",
        hint_vi="Mở hồ sơ đó để so. Giữ bản trên hệ thống, hoặc bắt đầu lượt mới.",
        hint_en="Open it and compare. Keep the server's, or begin a new visit.",
    )


def _withdrawn(dossier: Dossier) -> bool:
    return bool(dossier.ending.get("kind") == "WITHDRAWN")


def _ended(visit: Visit) -> dict[str, str]:
    return reason(
        "bring.visit_ended",
        f"Lượt {visit.ref} đã kết thúc ở nơi khác trong lúc mất mạng.",
        f"Visit {visit.ref} was ended elsewhere meanwhile.",
        where="visit",
        hint_vi="Gửi lại như lượt mới, hoặc giữ bản trên hệ thống.",
        hint_en="Send it as a new visit, or keep the server's.",
    )


def _changed() -> dict[str, str]:
    return reason(
        "bring.changed",
        "Hồ sơ này đã thay đổi trên hệ thống trong lúc mất mạng, ví dụ người dân sửa trên điện thoại.",
        "This dossier changed on the server meanwhile, for example on the citizen's phone.",
        where="dossier",
        hint_vi="Mở bản trên hệ thống để so, rồi chọn giữ bản nào.",
        hint_en="Open the server's and compare, then choose which to keep.",
    )
