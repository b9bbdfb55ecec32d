"""Tasks to practise, who passed them, and who holds a certificate."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Max, QuerySet

from cuamo.kernel.clock import HANOI
from cuamo.organisation.models import TrainingAttempt, TrainingCertificate
from cuamo.organisation.selectors.staff import staff_of
from cuamo.organisation.types import Role


@dataclass(frozen=True)
class Option:
    """One answer to a question, and why it is right or wrong."""

    text: str
    why: str
    right: bool = False


@dataclass(frozen=True)
class Task:
    """One thing to practise: at the workbench (`WORK`) or a question (`CHOICE`)."""

    key: str
    kind: str
    title: str
    story: str
    card: str = ""
    phone: str = ""
    procedure: str = ""
    presses: int = 0
    seconds: int = 0
    options: tuple[Option, ...] = field(default=())


@dataclass(frozen=True)
class TaskSet:
    """The tasks of one version (bộ bài luyện tập)."""

    version: str
    valid_months: int
    pass_score: int
    tasks: tuple[Task, ...]

    def task(self, key: str) -> Task | None:
        """Return the task of this key."""
        return next((task for task in self.tasks if task.key == key), None)


def task_set() -> TaskSet:
    """Return the tasks in force, from `reference/training/tasks.json`."""
    return _read(settings.REFERENCE / "training" / "tasks.json")


def best_scores(account_id: UUID | str, *, version: str) -> dict[str, int]:
    """Return the best score of each task the person has finished."""
    done = TrainingAttempt.objects.filter(account_id=UUID(str(account_id)), set_version=version, score__gte=0)
    return dict(done.values_list("task").annotate(best=Max("score")))


def unfinished_of(account_id: UUID | str, *, since: datetime) -> TrainingAttempt | None:
    """Return the newest try at the workbench begun from `since` on that was left in the middle."""
    mine = TrainingAttempt.objects.filter(account_id=UUID(str(account_id)), visit_id__isnull=False)
    left = mine.filter(started_at__gte=since)
    newest = left.order_by("-started_at").first()
    return newest if newest is not None and newest.finished_at is None else None


def certificates_of(person: UUID | str, on: date) -> QuerySet[TrainingCertificate]:
    """Return the certificates of an account that count on a day, the longest first (chứng nhận còn hạn)."""
    held = TrainingCertificate.objects.filter(account_id=UUID(str(person)))
    return held.filter(passed_at__date__lte=on, valid_until__gte=on).order_by("-valid_until", "-passed_at")


@dataclass(frozen=True)
class Practised:
    """What a lead sees of one clerk: figures, no attempt in detail."""

    name: str
    passed: int
    certificate: TrainingCertificate | None


def practised_at(unit_code: str, *, version: str, pass_score: int, at: datetime) -> list[Practised]:
    """Return the clerks of an agency by given name, with what they have passed; three questions in all."""
    clerks = staff_of([unit_code], Role.CLERK, Role.SHIFT_LEAD, at=at)
    people = {account.id: account for account in clerks}
    passed: dict[UUID, set[str]] = {}
    tries = TrainingAttempt.objects.filter(
        account_id__in=people, set_version=version, score__gte=pass_score
    ).values_list("account_id", "task")
    for account_id, task in tries.distinct():
        passed.setdefault(account_id, set()).add(task)
    held = TrainingCertificate.objects.filter(
        account_id__in=people, valid_until__gte=at.astimezone(HANOI).date()
    ).order_by("valid_until")
    newest = {certificate.account_id: certificate for certificate in held}
    rows = [
        Practised(account.full_name, len(passed.get(key, ())), newest.get(key))
        for key, account in people.items()
    ]
    return sorted(rows, key=lambda row: (row.name.split()[-1:], row.name))


@cache
def _read(file: Path) -> TaskSet:
    said: Mapping[str, Any] = json.loads(file.read_text())
    tasks = tuple(
        Task(
            **{key: value for key, value in task.items() if key not in {"options", "checks"}},
            options=tuple(Option(**option) for option in task.get("options", ())),
        )
        for task in said["tasks"]
    )
    return TaskSet(said["version"], said["valid_months"], said["pass_score"], tasks)
