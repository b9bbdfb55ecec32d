"""App of the archive."""

from django.apps import AppConfig


class ArchiveConfig(AppConfig):
    """Retention, archive, legal hold, destruction (lưu trữ)."""

    name = "cuamo.archive"
    label = "archive"
