"""Practise a task, and earn the certificate."""

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F

from cuamo.kernel import events
from cuamo.kernel.actors import Actor
from cuamo.kernel.clock import HANOI
from cuamo.kernel.errors import NotFound
from cuamo.organisation import policies
from cuamo.organisation.models import TrainingAttempt, TrainingCertificate
from cuamo.organisation.rules.training_score import Score, mean
from cuamo.organisation.selectors.training import Task, TaskSet, best_scores, certificates_of, task_set
from cuamo.organisation.types import Role


@transaction.atomic
def begin_attempt(*, clerk: Actor, task_key: str, visit_id: UUID | None, at: datetime) -> TrainingAttempt:
    """Note that a clerk begins a task (bắt đầu bài luyện tập). Nothing of the real work changes.

    Raises:
        NotPermitted: `clerk` works at no counter.
        NotFound: there is no such task.
    """
    policies.require_role(clerk, Role.CLERK, Role.SHIFT_LEAD)
    tasks, task = _task(task_key)
    return TrainingAttempt.objects.create(
        account_id=UUID(clerk.id),
        unit_code=clerk.unit_code,
        set_version=tasks.version,
        task=task.key,
        visit_id=visit_id,
        started_at=at,
    )


@transaction.atomic
def note_refusal(*, visit_id: UUID) -> None:
    """Count that the workbench had to refuse something in a try that goes on."""
    TrainingAttempt.objects.filter(visit_id=visit_id, finished_at=None).update(refused=F("refused") + 1)


@transaction.atomic
def finish_attempt(
    *, attempt_id: UUID, clerk: Actor, score: Score, presses: int = 0, seconds: int = 0, at: datetime
) -> TrainingAttempt:
    """Keep the score of a try; with the last task of the set passed, the certificate (chấm bài).

    Records `training.certified` when a certificate is given. Finishing again changes nothing.

    Raises:
        NotFound: there is no such try of this clerk.
    """
    tries = TrainingAttempt.objects.select_for_update(of=("self",)).filter(account_id=UUID(clerk.id))
    attempt = tries.filter(id=attempt_id).first()
    if attempt is None:
        raise NotFound("training.unknown", "Không có lần luyện tập này.", "There is no such try.")
    if attempt.finished_at is not None:
        return attempt
    tasks = task_set()
    attempt.score, attempt.mistakes = score.points, list(score.mistakes)
    attempt.passed = score.points >= tasks.pass_score
    attempt.presses, attempt.seconds, attempt.finished_at = presses, seconds, at
    attempt.save()
    if attempt.passed and attempt.set_version == tasks.version:
        _certify(clerk, tasks, at)
    return attempt


def answer_of(task: Task, chosen: int) -> Score:
    """Return what an answer to a question is worth: all or nothing.

    Raises:
        NotFound: there is no such answer.
    """
    if not 0 <= chosen < len(task.options):
        raise NotFound("training.answer", "Không có câu trả lời này.", "There is no such answer.")
    option = task.options[chosen]
    return Score(100, ()) if option.right else Score(0, (option.why,))


def _certify(clerk: Actor, tasks: TaskSet, at: datetime) -> None:
    best = best_scores(clerk.id, version=tasks.version)
    scores: Sequence[int] = [best.get(task.key, 0) for task in tasks.tasks]
    if min(scores, default=0) < tasks.pass_score:
        return
    today = at.astimezone(HANOI).date()
    if certificates_of(clerk.id, today).filter(set_version=tasks.version).exists():
        return
    given = TrainingCertificate.objects.create(
        account_id=UUID(clerk.id),
        set_version=tasks.version,
        score=mean(scores),
        passed_at=at,
        valid_until=_months_later(today, tasks.valid_months),
    )
    events.record(
        "training.certified",
        given.id,
        actor=clerk,
        at=at,
        set_version=tasks.version,
        score=given.score,
        valid_until=given.valid_until.isoformat(),
    )


def _months_later(day: date, months: int) -> date:
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def _task(key: str) -> tuple[TaskSet, Task]:
    tasks = task_set()
    task = tasks.task(key)
    if task is None:
        raise NotFound("training.task", "Không có bài luyện tập này.", "There is no such task.")
    return tasks, task
