"""Four states of a dossier, never mixed: business, financial, delivery, synchronisation."""

from enum import IntEnum, StrEnum

from cuamo.kernel.errors import IllegalTransition


class State(IntEnum):
    """Business state (trạng thái hồ sơ): a draft, then the official ten of the national list."""

    DRAFT = 0
    SUBMITTED = 1
    """Mới đăng ký."""
    ACCEPTED = 2
    """Được tiếp nhận."""
    NOT_ACCEPTED = 3
    """Không được tiếp nhận."""
    IN_PROGRESS = 4
    """Đang xử lý."""
    SUPPLEMENT = 5
    """Yêu cầu bổ sung giấy tờ."""
    PAYMENT = 6
    """Yêu cầu thực hiện nghĩa vụ tài chính."""
    WITHDRAWAL = 7
    """Công dân yêu cầu rút hồ sơ."""
    STOPPED = 8
    """Dừng xử lý."""
    DONE = 9
    """Đã xử lý xong."""
    RETURNED = 10
    """Đã trả kết quả."""


class Move(StrEnum):
    """What can happen to the business state."""

    SUBMIT = "SUBMIT"
    ACCEPT = "ACCEPT"
    REFUSE_INTAKE = "REFUSE_INTAKE"
    ASK_SUPPLEMENT = "ASK_SUPPLEMENT"
    ANSWER_SUPPLEMENT = "ANSWER_SUPPLEMENT"
    ASK_PAYMENT = "ASK_PAYMENT"
    SETTLE = "SETTLE"
    START = "START"
    STOP = "STOP"
    ASK_WITHDRAWAL = "ASK_WITHDRAWAL"
    FINISH = "FINISH"
    HAND_OUT = "HAND_OUT"


_AFTER: dict[tuple[State, Move], State] = {
    (State.DRAFT, Move.SUBMIT): State.SUBMITTED,
    (State.SUBMITTED, Move.ACCEPT): State.ACCEPTED,
    (State.SUBMITTED, Move.REFUSE_INTAKE): State.NOT_ACCEPTED,
    (State.SUBMITTED, Move.ASK_WITHDRAWAL): State.STOPPED,
    (State.ACCEPTED, Move.START): State.IN_PROGRESS,
    (State.ACCEPTED, Move.ASK_SUPPLEMENT): State.SUPPLEMENT,
    (State.ACCEPTED, Move.ASK_WITHDRAWAL): State.WITHDRAWAL,
    (State.ACCEPTED, Move.STOP): State.STOPPED,
    (State.IN_PROGRESS, Move.ASK_SUPPLEMENT): State.SUPPLEMENT,
    (State.ACCEPTED, Move.ASK_PAYMENT): State.PAYMENT,
    (State.IN_PROGRESS, Move.ASK_PAYMENT): State.PAYMENT,
    (State.PAYMENT, Move.SETTLE): State.IN_PROGRESS,
    (State.PAYMENT, Move.ASK_WITHDRAWAL): State.WITHDRAWAL,
    (State.PAYMENT, Move.STOP): State.STOPPED,
    (State.IN_PROGRESS, Move.ASK_WITHDRAWAL): State.WITHDRAWAL,
    (State.IN_PROGRESS, Move.STOP): State.STOPPED,
    (State.IN_PROGRESS, Move.FINISH): State.DONE,
    (State.SUPPLEMENT, Move.ANSWER_SUPPLEMENT): State.IN_PROGRESS,
    (State.SUPPLEMENT, Move.ASK_WITHDRAWAL): State.WITHDRAWAL,
    (State.SUPPLEMENT, Move.STOP): State.STOPPED,
    (State.WITHDRAWAL, Move.STOP): State.STOPPED,
    (State.WITHDRAWAL, Move.START): State.IN_PROGRESS,
    (State.DONE, Move.HAND_OUT): State.RETURNED,
}

OPEN = frozenset(
    {State.SUBMITTED, State.ACCEPTED, State.IN_PROGRESS, State.SUPPLEMENT, State.PAYMENT, State.WITHDRAWAL}
)
CLOSED = frozenset({State.NOT_ACCEPTED, State.STOPPED, State.DONE, State.RETURNED})


def after(move: Move, state: int) -> State:
    """Return the business state that follows.

    Raises:
        IllegalTransition: the state does not allow the move.
    """
    try:
        return _AFTER[State(state), move]
    except KeyError:
        shown = OFFICIAL_NAMES[State(state)]
        raise IllegalTransition(
            "dossier.state",
            f"Hồ sơ đang ở trạng thái «{shown}», không làm được bước này.",
            f"The dossier is in the state “{State(state).name}”; this step is not possible.",
            hint_vi="Tải lại trang để xem trạng thái mới nhất.",
            hint_en="Reload the page to see its latest state.",
        ) from None


OFFICIAL_NAMES: dict[State, str] = {
    State.DRAFT: "Nháp",
    State.SUBMITTED: "Mới đăng ký",
    State.ACCEPTED: "Được tiếp nhận",
    State.NOT_ACCEPTED: "Không được tiếp nhận",
    State.IN_PROGRESS: "Đang xử lý",
    State.SUPPLEMENT: "Yêu cầu bổ sung giấy tờ",
    State.PAYMENT: "Yêu cầu thực hiện nghĩa vụ tài chính",
    State.WITHDRAWAL: "Công dân yêu cầu rút hồ sơ",
    State.STOPPED: "Dừng xử lý",
    State.DONE: "Đã xử lý xong",
    State.RETURNED: "Đã trả kết quả",
}


class Money(StrEnum):
    """Financial state."""

    NOT_ASSESSED = "NOT_ASSESSED"
    NOTHING_OWED = "NOTHING_OWED"
    UNKNOWN = "UNKNOWN"
    """The amount is not certain: nothing may be taken until the authority says."""
    AWAITING = "AWAITING"
    PAID = "PAID"


class Carriage(StrEnum):
    """Delivery state."""

    NONE = "NONE"
    READY = "READY"
    SEALED = "SEALED"
    IN_TRANSIT = "IN_TRANSIT"
    OUT = "OUT"
    FAILED = "FAILED"
    DELIVERED = "DELIVERED"
    RETURNED = "RETURNED"
    HELD = "HELD"
    """A point, or the centre, keeps it to be collected."""
    LOST = "LOST"
    """Lost on the way; it is being issued again."""


CARRIED_BY = {
    "delivery.prepared": Carriage.READY,
    "delivery.sealed": Carriage.SEALED,
    "delivery.handed_over": Carriage.IN_TRANSIT,
    "delivery.out": Carriage.OUT,
    "delivery.failed": Carriage.FAILED,
    "delivery.returned": Carriage.RETURNED,
    "delivery.held": Carriage.HELD,
    "delivery.kept_at_centre": Carriage.HELD,
    "delivery.lost": Carriage.LOST,
    "delivery.replaced": Carriage.READY,
}
"""Where the envelope is by the last news of it."""


class Sync(StrEnum):
    """Synchronisation state with the national portal."""

    LOCAL = "LOCAL"
    PENDING = "PENDING"
    SYNCED = "SYNCED"
    EXTERNAL = "EXTERNAL"
    """Filed in the citizen's own session on a ministry's system; its code is kept and followed."""


class Channel(StrEnum):
    """How the dossier came; assisted and self-service online are always shown apart."""

    COUNTER = "COUNTER"
    SELF = "SELF"
    API = "API"


class Step(StrEnum):
    """Where a dossier waits for somebody."""

    INTAKE = "INTAKE"
    EXAMINE = "EXAMINE"
    APPROVE = "APPROVE"
    SIGN = "SIGN"
    ISSUE = "ISSUE"
    PACK = "PACK"
    CITIZEN = "CITIZEN"
    EXTERNAL = "EXTERNAL"


STEP_ROLE = {
    Step.INTAKE: "RECEIVER",
    Step.EXAMINE: "SPECIALIST",
    Step.APPROVE: "LEADER",
    Step.SIGN: "LEADER",
    Step.ISSUE: "RECORDS_CLERK",
    Step.PACK: "RECORDS_CLERK",
    Step.CITIZEN: "",
    Step.EXTERNAL: "CLERK",
}


def arrows(*, external: bool = False) -> set[tuple[int, int]]:
    """Return the pairs of states that may follow each other.

    Args:
        external: a ministry's system moves the state; what we see of it may skip steps.
    """
    if external:
        real = [state for state in State if state != State.DRAFT]
        return {(a, b) for a in State for b in real if a != b}
    return {(int(before), int(then)) for (before, _), then in _AFTER.items()}
