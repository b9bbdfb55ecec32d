"""Kinds and states of tickets and bookings, and the small records handed to pages."""

from dataclasses import dataclass

from django.db import models


class Priority(models.TextChoices):
    """Who is called earlier (đối tượng ưu tiên): self-declared, checked by eye at the counter."""

    NONE = "", "không"
    ELDERLY = "ELDERLY", "người cao tuổi"
    PREGNANT = "PREGNANT", "phụ nữ mang thai"
    DISABLED = "DISABLED", "người khuyết tật"
    MERIT = "MERIT", "người có công"


class TicketState(models.TextChoices):
    """Where the holder of a number is."""

    WAITING = "WAITING", "đang chờ"
    CALLED = "CALLED", "đang gọi"
    SERVING = "SERVING", "đang làm"
    DONE = "DONE", "đã xong"
    MISSED = "MISSED", "gọi không có mặt"
    LEFT = "LEFT", "đã về"


class BookingKind(models.TextChoices):
    """What a time was booked for."""

    VISIT = "VISIT", "hẹn giờ tới quầy"
    LESSON = "LESSON", "bài học kỹ năng số"


class BookingState(models.TextChoices):
    """What became of a booked time."""

    BOOKED = "BOOKED", "đã đặt"
    ARRIVED = "ARRIVED", "đã tới"
    CANCELLED = "CANCELLED", "đã hủy"


@dataclass(frozen=True)
class Step:
    """One thing the learner does with their own hands."""

    vi: str
    en: str


@dataclass(frozen=True)
class Lesson:
    """One short lesson of digital skills (bài học kỹ năng số)."""

    key: str
    name_vi: str
    name_en: str
    about_vi: str
    about_en: str
    minutes: int
    places: int
    """Usual number of places of a class."""
    steps: tuple[Step, ...]
    proof_vi: str
    """When it counts as learned."""
    proof_en: str
    version: str
    """Of the list the lesson was read from."""
