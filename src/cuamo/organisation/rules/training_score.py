"""What a practised task is worth."""

from collections.abc import Sequence
from dataclasses import dataclass

FULL = 100
WRONG_PROCEDURE, A_REFUSAL, MOST_REFUSALS, SLOW_MOST = 50, 8, 4, 15

NOT_SENT = "Chưa gửi hồ sơ. Làm đến bước 10, người dân xác nhận xong thì bấm nộp"


@dataclass(frozen=True)
class Done:
    """What happened in one try at the workbench; figures only."""

    procedure: str
    presses: int
    seconds: int
    refused: int
    sent: bool
    """The dossier came as far as being sent."""


@dataclass(frozen=True)
class Score:
    """0 to 100, and what cost points, in words."""

    points: int
    mistakes: tuple[str, ...]


def score_of_work(done: Done, *, procedure: str, presses: int, seconds: int) -> Score:
    """Return what a finished task is worth (điểm luyện tập).

    A hundred, less 50 for another procedure, 8 for each refusal of the workbench (at most four count), and up
    to 15 each for pressing or taking longer than the task allows: one point for each tenth over. A dossier
    that was not sent is worth nothing.

    Args:
        presses: key presses the task allows.
        seconds: seconds the task allows.
    """
    if not done.sent:
        return Score(0, (NOT_SENT,))
    lost, mistakes = 0, []
    if done.procedure != procedure:
        lost += WRONG_PROCEDURE
        mistakes.append("Chọn thủ tục khác với việc người dân cần")
    if done.refused:
        lost += A_REFUSAL * min(done.refused, MOST_REFUSALS)
        mistakes.append(f"Máy phải nhắc sửa {done.refused} lần")
    if slow := _over(done.presses, presses):
        lost += slow
        mistakes.append(f"Bấm {done.presses} phím, bài này cho {presses}")
    if slow := _over(done.seconds, seconds):
        lost += slow
        mistakes.append(
            f"Làm {done.seconds // 60} phút {done.seconds % 60} giây, bài này cho {seconds // 60} phút"
        )
    return Score(max(0, FULL - lost), tuple(mistakes))


def mean(scores: Sequence[int]) -> int:
    """Return the rounded mean of scores; 0 of none."""
    return round(sum(scores) / len(scores)) if scores else 0


def _over(was: int, allowed: int) -> int:
    if was <= allowed:
        return 0
    return min(SLOW_MOST, -(-(was - allowed) * 10 // allowed))
