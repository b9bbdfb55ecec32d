"""One ladder of states, used by all (ux §3)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from cuamo.dossiers.states import Carriage, State


class Rung(StrEnum):
    """The state as everybody is shown it; values are the keys of words, icons and colours."""

    DRAFT = "nhap"
    SENT = "da-gui"
    ACCEPTED = "da-tiep-nhan"
    IN_PROGRESS = "dang-giai-quyet"
    SUPPLEMENT = "can-bo-sung"
    PAYMENT = "cho-tra-tien"
    READY = "co-ket-qua"
    ON_THE_WAY = "dang-giao"
    RETURNED = "da-tra"
    REFUSED = "khong-giai-quyet"
    WITHDRAWN = "da-rut"
    WAITING = "cho-viec-truoc"
    """A part of a linked filing that starts after another."""
    CHOICE = "can-chon"
    """The part before ended without a result: the person says whether to go on."""
    PARTLY = "xong-mot-phan"
    """A linked filing that ended with results and with a refusal."""


WORDS: dict[Rung, tuple[str, str]] = {
    Rung.DRAFT: ("Nháp", "Draft"),
    Rung.SENT: ("Đã gửi", "Sent"),
    Rung.ACCEPTED: ("Đã tiếp nhận", "Accepted"),
    Rung.IN_PROGRESS: ("Đang giải quyết", "Being decided"),
    Rung.SUPPLEMENT: ("Cần bổ sung", "More needed"),
    Rung.PAYMENT: ("Chờ trả tiền", "Payment due"),
    Rung.READY: ("Có kết quả", "Result ready"),
    Rung.ON_THE_WAY: ("Đang giao", "On the way"),
    Rung.RETURNED: ("Đã trả", "Handed over"),
    Rung.REFUSED: ("Không giải quyết", "Refused"),
    Rung.WITHDRAWN: ("Đã rút", "Withdrawn"),
    Rung.WAITING: ("Chờ việc trước", "Waits for another part"),
    Rung.CHOICE: ("Cần chọn", "Your choice is needed"),
    Rung.PARTLY: ("Xong một phần", "Partly done"),
}


@dataclass(frozen=True)
class Stage:
    """One step of the ladder with its date, or what comes there."""

    rung: Rung
    word_vi: str
    word_en: str
    reached_at: datetime | None
    expected_at: datetime | None
    now: bool


def rung_of(state: int, carriage: str, *, withdrawn: bool = False) -> Rung:
    """Return the one state people are shown for the business and delivery states."""
    if state == State.DONE:
        moving = {Carriage.SEALED, Carriage.IN_TRANSIT, Carriage.OUT, Carriage.FAILED, Carriage.RETURNED}
        return Rung.ON_THE_WAY if carriage in moving | {Carriage.HELD} else Rung.READY
    if state == State.STOPPED:
        return Rung.WITHDRAWN if withdrawn else Rung.REFUSED
    return {
        State.DRAFT: Rung.DRAFT,
        State.SUBMITTED: Rung.SENT,
        State.ACCEPTED: Rung.ACCEPTED,
        State.NOT_ACCEPTED: Rung.REFUSED,
        State.IN_PROGRESS: Rung.IN_PROGRESS,
        State.SUPPLEMENT: Rung.SUPPLEMENT,
        State.PAYMENT: Rung.PAYMENT,
        State.WITHDRAWAL: Rung.IN_PROGRESS,
        State.RETURNED: Rung.RETURNED,
    }[State(state)]


def stages(
    *,
    rung: Rung,
    submitted_at: datetime | None,
    answer_due_at: datetime | None,
    accepted_at: datetime | None,
    due_at: datetime | None,
    finished_at: datetime | None,
    returned_at: datetime | None,
) -> list[Stage]:
    """Return the ladder from sent to handed over, each rung with the date it was reached or is expected."""
    path: list[tuple[Rung, datetime | None, datetime | None]] = [
        (Rung.SENT, submitted_at, None),
        (Rung.ACCEPTED, accepted_at, answer_due_at),
    ]
    if rung is Rung.WAITING:
        path.insert(1, (Rung.WAITING, submitted_at, None))
        path += [(Rung.READY, None, None), (Rung.RETURNED, None, None)]
    elif rung in {Rung.REFUSED, Rung.WITHDRAWN}:
        path = [step for step in path if step[1] is not None]
        path.append((rung, finished_at, None))
    else:
        middle = rung if rung in {Rung.SUPPLEMENT, Rung.PAYMENT, Rung.CHOICE} else Rung.IN_PROGRESS
        started = accepted_at if rung not in {Rung.SENT, Rung.ACCEPTED} else None
        path += [(middle, started, None), (Rung.READY, finished_at, due_at)]
        if rung is Rung.ON_THE_WAY:
            path.append((Rung.ON_THE_WAY, finished_at, None))
        path.append((Rung.RETURNED, returned_at, None))
    return [
        Stage(
            step,
            *WORDS[step],
            reached_at=reached,
            expected_at=expected if reached is None else None,
            now=step is rung,
        )
        for step, reached, expected in path
    ]
