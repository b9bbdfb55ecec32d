"""The end of a task practised at the workbench."""

from datetime import datetime
from uuid import UUID

from cuamo.dossiers.services.rehearse import what_was_done
from cuamo.kernel.actors import Actor
from cuamo.organisation.models import TrainingAttempt
from cuamo.organisation.rules.training_score import Done, score_of_work
from cuamo.organisation.selectors.training import Task
from cuamo.organisation.services.training import finish_attempt


def end_task(
    attempt: TrainingAttempt, task: Task, *, clerk: Actor, sent: bool, at: datetime
) -> TrainingAttempt:
    """Score the try and put its visit away; a try that was scored stays as it is.

    Args:
        sent: the workbench would have sent the dossier, and only the rule that keeps it here said no.
    """
    if attempt.finished_at is not None or attempt.visit_id is None:
        return attempt
    was = what_was_done(visit_id=attempt.visit_id, clerk=clerk, at=at)
    done = Done(was.procedure, was.presses, was.seconds, attempt.refused, sent)
    return finish_attempt(
        attempt_id=attempt.id,
        clerk=clerk,
        score=score_of_work(done, procedure=task.procedure, presses=task.presses, seconds=task.seconds),
        presses=was.presses,
        seconds=was.seconds,
        at=at,
    )


def attempt_of(visit_id: UUID, clerk: Actor) -> TrainingAttempt | None:
    """Return the clerk's try of a rehearsed visit."""
    return TrainingAttempt.objects.filter(visit_id=visit_id, account_id=UUID(clerk.id)).first()
