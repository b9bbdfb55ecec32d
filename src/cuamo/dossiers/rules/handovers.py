"""Who held a dossier, from when to when: the table of the control slip, told by its events."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from cuamo.dossiers.states import Step
from cuamo.kernel.clock import HANOI

WORK = {
    Step.INTAKE: "Tiếp nhận, kiểm tra",
    Step.EXAMINE: "Thẩm định",
    Step.APPROVE: "Phê duyệt",
    Step.SIGN: "Ký số",
    Step.ISSUE: "Phát hành",
    Step.PACK: "Đóng gói, trả kết quả",
    Step.CITIZEN: "Chờ người nộp",
    Step.EXTERNAL: "Xử lý ở hệ thống khác",
}
_LEADS_TO = {
    "dossier.submitted": Step.INTAKE,
    "dossier.accepted": Step.EXAMINE,
    "dossier.supplement_asked": Step.CITIZEN,
    "dossier.supplemented": Step.EXAMINE,
    "dossier.payment_asked": Step.CITIZEN,
    "dossier.obligation_paid": Step.EXAMINE,
    "dossier.transferred": Step.EXAMINE,
    "dossier.withdrawal_asked": Step.EXAMINE,
    "dossier.proposed": Step.APPROVE,
    "dossier.sent_back": Step.EXAMINE,
    "dossier.approved": Step.SIGN,
    "dossier.unsigned": Step.APPROVE,
    "dossier.correction_drafted": Step.APPROVE,
    "dossier.signed": Step.ISSUE,
    "dossier.finished": Step.PACK,
}
"""Which news hands the dossier to which step."""
_ENDS = {"dossier.refused", "dossier.stopped", "dossier.returned", "dossier.result_corrected"}
_PACKS = {"delivery.prepared", "delivery.sealed"}
"""The stay ends when the post brought the result; who packed and sealed it did the work."""
_WAITS_FOR = {
    "dossier.supplement_asked": "Chờ người nộp bổ sung; thời hạn tạm dừng",
    "dossier.payment_asked": "Chờ người nộp thực hiện nghĩa vụ tài chính; thời hạn tạm dừng",
    "dossier.withdrawal_asked": "Xét đề nghị rút hồ sơ",
    "dossier.correction_drafted": "Phê duyệt đính chính",
}
_OPINION = "Cho ý kiến"


@dataclass(frozen=True)
class Handover:
    """One stay of the dossier with one unit for one step (giao, nhận)."""

    step: Step
    unit: str
    """Code; empty while it waits for the citizen."""
    work: str
    time_in: datetime
    from_unit: str = ""
    time_out: datetime | None = None
    receiver: str = ""
    """Who did the work: the one whose act ended the stay."""
    due_at: datetime | None = None
    """Due moment of the whole dossier as it stood, or the term of an opinion."""
    opinion: str = ""
    """Which opinion it is, of a second authority asked beside the running case."""


def handovers(events: Iterable[Mapping[str, Any]]) -> list[Handover]:
    """Return the stays of a dossier in the order they began; the last is open while somebody holds it.

    Args:
        events: `{"name", "at", "actor", "data"}` of one dossier, oldest first.
    Law: Circular 03/2025/TT-VPCP, form 06.
    """
    stays: list[Handover] = []
    held: int | None = None
    for event in events:
        name, at, data = event["name"], event["at"], event["data"]
        worker = event["actor"].get("name", "") if event["actor"].get("kind") == "STAFF" else ""
        if name == "dossier.opinion_asked":
            stays.append(_asked(data, at))
        elif name == "dossier.opinion_given":
            stays = [
                _left(stay, at, worker) if stay.opinion == data["opinion_id"] else stay for stay in stays
            ]
        elif name in _PACKS and held is not None and stays[held].step is Step.PACK:
            stays[held] = replace(stays[held], receiver=worker or stays[held].receiver)
        elif name in _LEADS_TO or name in _ENDS:
            before = stays[held] if held is not None else None
            if held is not None and before is not None:
                stays[held] = before = _left(before, at, worker)
                held = None
            if name in _LEADS_TO and not data.get("done"):
                stays.append(_arrived(name, at, data, before))
                held = len(stays) - 1
    return stays


def outcome(stay: Handover, *, limit: datetime | None, now: datetime) -> str:
    """Return how the stay went against its limit: early, on time or late (trước hạn, đúng hạn, quá hạn).

    Early is before the day of the limit. A stay that goes on is late once the limit has passed.
    """
    if limit is None:
        return ""
    ended = stay.time_out or now
    if ended > limit:
        return "Quá hạn"
    if stay.time_out is None:
        return "Đang giữ"
    return "Trước hạn" if ended.astimezone(HANOI).date() < limit.astimezone(HANOI).date() else "Đúng hạn"


def _left(stay: Handover, at: datetime, worker: str) -> Handover:
    return replace(stay, time_out=at, receiver="" if stay.step is Step.CITIZEN else worker or stay.receiver)


def _arrived(name: str, at: datetime, data: Mapping[str, Any], before: Handover | None) -> Handover:
    step = _LEADS_TO[name]
    where = {Step.INTAKE: "received_by", Step.PACK: "received_by", Step.CITIZEN: ""}.get(step, "decided_by")
    term = data.get("due_at") or data.get("answer_due_at")
    return Handover(
        step=step,
        unit=str(data.get(where, "")) if where else "",
        work=_WAITS_FOR.get(name, WORK[step]),
        time_in=at,
        from_unit=before.unit if before else "",
        due_at=datetime.fromisoformat(term) if term else None,
    )


def _asked(data: Mapping[str, Any], at: datetime) -> Handover:
    return Handover(
        step=Step.EXAMINE,
        unit=data["unit"],
        work=_OPINION,
        time_in=at,
        from_unit=str(data.get("decided_by", "")),
        due_at=datetime.fromisoformat(data["answer_by"]),
        opinion=data["opinion_id"],
    )
