"""Contracts, rules of support and budgets: propose a version, and decide it by somebody else."""

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction

from cuamo.kernel import events
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import Conflict, IllegalTransition, Invalid, NotFound, NotPermitted
from cuamo.kernel.ids import uuid7
from cuamo.organisation.selectors.operators import operator_names
from cuamo.organisation.types import Confidence
from cuamo.settlement import policies
from cuamo.settlement.models import Instrument, Statement
from cuamo.settlement.rules.dates import last_day
from cuamo.settlement.rules.instruments import check
from cuamo.settlement.services.lock_books import lock_books
from cuamo.settlement.types import InstrumentKind, InstrumentState, StatementState


@transaction.atomic
def propose_instrument(
    *,
    kind: InstrumentKind,
    subject: str,
    number: str,
    valid_from: date,
    content: dict[str, Any],
    source: str,
    confidence: str,
    confirmed_by: str,
    actor: Actor,
    at: datetime,
) -> Instrument:
    """Lay a version before a second person (đề nghị). Records `instrument.proposed`.

    Raises:
        NotPermitted: the actor works not on this at the centre.
        Invalid: it cannot be worked with, or names no operator we know.
    """
    policies.require_centre(actor, *policies.AT_CENTRE)
    _require_texts(subject=subject, number=number, source=source, confidence=confidence, named=confirmed_by)
    if kind == InstrumentKind.CONTRACT and subject not in operator_names():
        raise _faulty(f"không có đơn vị vận hành {subject}")
    if not number.strip():
        raise _faulty("cần số văn bản", where="so")
    if not source.strip():
        raise _faulty("cần nguồn", where="nguon")
    if confidence not in Confidence.values:
        raise _faulty(f"mức tin cậy là một trong {', '.join(Confidence.values)}")
    _check(kind, subject, content)
    made = Instrument.objects.create(
        id=uuid7(at),
        kind=kind,
        subject=subject,
        number=number.strip()[:120],
        valid_from=valid_from,
        content=content,
        source=source.strip()[:500],
        confidence=confidence,
        confirmed_by=confirmed_by.strip()[:200],
        proposed_by_id=actor.id,
        proposed_by_name=actor.name,
        proposed_at=at,
    )
    events.record(
        "instrument.proposed", made.id, actor=actor, at=at, kind=kind, subject=subject, number=made.number
    )
    return made


@transaction.atomic
def decide_instrument(
    *, instrument_id: UUID, approve: bool, words: str, actor: Actor, at: datetime
) -> Instrument:
    """Approve or refuse a version somebody else proposed (duyệt, bốn mắt). Records `instrument.decided`.

    Raises:
        NotPermitted: the actor proposed it, or works not on this at the centre.
        IllegalTransition: it was decided. Conflict: the day has a version already, or months it would
            change were sent to the operator.
    """
    policies.require_centre(actor, *policies.AT_CENTRE)
    lock_books()
    found = Instrument.objects.select_for_update().filter(id=instrument_id).first()
    if found is None:
        raise NotFound("instrument.unknown", "Không thấy văn bản này.", "There is no such document.")
    if found.state != InstrumentState.PROPOSED:
        raise IllegalTransition("instrument.decided", "Văn bản này đã quyết định.", "It was decided.")
    if found.proposed_by_id == actor.id:
        raise NotPermitted(
            "instrument.own",
            "Người đề nghị không tự duyệt.",
            "Whoever proposed it does not approve it.",
            hint_vi="Nhờ người khác ở trung tâm duyệt.",
            hint_en="Ask somebody else at the centre.",
        )
    if approve:
        _check(found.kind, found.subject, found.content)
        _require_free(found)
    found.state = InstrumentState.APPROVED if approve else InstrumentState.REJECTED
    found.decided_by_id, found.decided_by_name, found.decided_at = actor.id, actor.name, at
    found.decision_words = words.strip()[:500]
    found.save()
    events.record(
        "instrument.decided",
        found.id,
        actor=actor,
        at=at,
        kind=found.kind,
        subject=found.subject,
        outcome=found.state,
    )
    return found


def load_instruments(*, path: Path, actor: Actor, at: datetime) -> int:
    """Propose every version of a file that is not known yet; return how many are new (nhập từ tệp).

    Raises:
        Invalid: a version cannot be worked with; nothing of the file is proposed then.
    """
    file = json.loads(path.read_text("utf-8"))
    made = 0
    with transaction.atomic():
        for row in file["instruments"]:
            kind, valid_from = InstrumentKind(row["kind"]), date.fromisoformat(row["valid_from"])
            _require_texts(subject=row["subject"], number=row["number"])
            key = {"kind": kind, "subject": row["subject"], "number": row["number"]}
            if Instrument.objects.filter(**key, valid_from=valid_from).exists():
                continue
            propose_instrument(
                kind=kind,
                subject=row["subject"],
                number=row["number"],
                valid_from=valid_from,
                content=row["content"],
                source=row["source"],
                confidence=row["confidence"],
                confirmed_by=row.get("confirmed_by", ""),
                actor=actor,
                at=at,
            )
            made += 1
    return made


def _require_free(found: Instrument) -> None:
    same = Instrument.objects.filter(
        kind=found.kind, subject=found.subject, valid_from=found.valid_from, state=InstrumentState.APPROVED
    )
    if same.exists():
        raise Conflict(
            "instrument.day",
            f"Ngày {found.valid_from:%d/%m/%Y} đã có bản có hiệu lực.",
            f"There is a version in force from {found.valid_from}.",
            hint_vi="Đề nghị lại với ngày hiệu lực khác.",
            hint_en="Propose it again with another day.",
        )
    if found.kind == InstrumentKind.BUDGET:
        return
    sent = Statement.objects.exclude(state=StatementState.DRAFT).order_by("-month")
    if found.kind == InstrumentKind.CONTRACT:
        sent = sent.filter(operator_code=found.subject)
    newest = sent.values_list("month", flat=True).first()
    if newest is not None and found.valid_from <= last_day(newest):
        raise Conflict(
            "instrument.past",
            f"Tháng {newest:%m/%Y} đã gửi đơn vị theo bản cũ.",
            f"Month {newest:%m/%Y} was sent by the version before.",
            hint_vi="Chọn ngày hiệu lực sau tháng đó; chênh lệch xử lý bằng ý kiến trên dòng.",
            hint_en="Choose a day after that month; settle the difference by objections.",
        )


def _require_texts(**texts: object) -> None:
    for value in texts.values():
        if not isinstance(value, str) or "\0" in value:
            raise _faulty("số văn bản, đơn vị, nguồn, mức tin cậy và người xác nhận phải là chữ")


def _check(kind: str, subject: str, content: dict[str, Any]) -> None:
    try:
        if "\\u0000" in json.dumps(content):
            raise ValueError("nội dung có ký tự không dùng được")
        check(kind, subject, content)
    except ValueError as error:
        raise _faulty(str(error)) from error


def _faulty(words: str, *, where: str = "noi_dung") -> Invalid:
    return Invalid(
        "instrument.content",
        f"Chưa dùng được: {words}.",
        f"It cannot be used: {words}.",
        where=where,
    )
