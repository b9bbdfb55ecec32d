"""Visits that follow a list: what an outcome needs, and whether the help lasted."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

ACCOUNT = "ACCOUNT"
LESSON = "LESSON"
SECRET = re.compile(r"\d{6,}")
"""Six digits in a row: a code, or part of a number that has no place in a note."""
NOTE_MOST = 300


@dataclass(frozen=True)
class GuidedStep:
    """One thing the person does with their own hands."""

    key: str
    vi: str
    en: str
    needed_for: tuple[str, ...] = ()
    """Outcomes that cannot be without it."""


@dataclass(frozen=True)
class GuidedOutcome:
    """How such a visit can end; `note_vi` says what has to be written down, empty where nothing."""

    key: str
    vi: str
    en: str
    note_vi: str = ""


@dataclass(frozen=True)
class GuidedList:
    """A version of a list."""

    kind: str
    key: str
    version: str
    name_vi: str
    name_en: str
    steps: tuple[GuidedStep, ...]
    outcomes: tuple[GuidedOutcome, ...]
    never: tuple[tuple[str, str], ...] = ()
    """What the clerk may not do, in Vietnamese and English."""


def still_needed(found: GuidedList, *, outcome: str, done: Iterable[str]) -> list[GuidedStep]:
    """Return the steps an outcome needs and nobody has ticked, in the order of the list."""
    ticked = set(done)
    return [step for step in found.steps if outcome in step.needed_for and step.key not in ticked]


def carries_secret(note: str) -> bool:
    """Say whether a note holds what looks like a code or a number of the person."""
    return bool(SECRET.search(re.sub(r"[\s.\-]", "", note)))


def acted_alone(*, helped_at: datetime, filed_alone: Iterable[datetime], within_days: int) -> datetime | None:
    """Return when the person first filed a dossier by themselves after the help (sau đó tự làm).

    Only self-service dossiers count, sent after the help and within `within_days` days; None without one.

    Args:
        filed_alone: moments at which the person sent a self-service dossier.
    Law: none; the number of days is configuration (`reference/visits/account.json`).
    """
    until = helped_at + timedelta(days=within_days)
    return min((sent for sent in filed_alone if helped_at < sent <= until), default=None)
