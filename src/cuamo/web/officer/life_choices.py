"""What can be decided beside the usual step: money, opinion, a new date, a stop, a correction."""

from cuamo.dossiers.models import Dossier, Result, WorkItem
from cuamo.dossiers.states import State, Step
from cuamo.kernel.actors import Actor
from cuamo.organisation.selectors.scope import units_under

Choices = tuple[tuple[str, str], ...]

RUNNING = frozenset({State.ACCEPTED, State.IN_PROGRESS})
STOPPABLE = RUNNING | {State.SUPPLEMENT, State.PAYMENT}
BEFORE_SIGNING = frozenset({Step.EXAMINE, Step.APPROVE, Step.CITIZEN})
BESIDE: Choices = (("khoan-phai-tra", "Yêu cầu trả thêm khoản"), ("hoi-y-kien", "Hỏi ý kiến"))
AGAIN: Choices = (("hen-lai", "Xin lỗi, hẹn lại"),)
STOP: Choices = (("dung", "Dừng giải quyết"),)
REVOKE: Choices = (("thu-hoi", "Đề nghị thu hồi"),)
CORRECT: Choices = (("dinh-chinh", "Đính chính kết quả"),)


def life_choices(
    dossier: Dossier, item: WorkItem | None, result: Result | None, officer: Actor, *, holds: bool
) -> Choices:
    """Return what this officer may do with the dossier now, whoever has it on the desk.

    Args:
        holds: it waits for this officer and nobody else has it open.
    """
    roles = officer.roles & {"SPECIALIST", "LEADER"}
    if not roles or dossier.decided_by not in units_under(officer.unit_code):
        return ()
    state = State(dossier.state)
    chosen: Choices = ()
    if holds and item is not None and item.step == Step.EXAMINE and state in RUNNING:
        chosen += BESIDE
    open_step = item is not None and Step(item.step) in BEFORE_SIGNING
    if "LEADER" in roles and open_step and state in RUNNING and dossier.promised_again_at is None:
        chosen += AGAIN
    if "LEADER" in roles and open_step and state in STOPPABLE:
        chosen += STOP
    issued = result is not None and result.issued_at is not None and result.revoked_at is None
    sent_back = holds and item is not None and item.step == Step.EXAMINE
    free = item is None or item.step == Step.PACK
    if "SPECIALIST" in roles and ((issued and free) or sent_back) and state in {State.DONE, State.RETURNED}:
        chosen += CORRECT
    if "SPECIALIST" in roles and issued and free:
        chosen += REVOKE
    return chosen
