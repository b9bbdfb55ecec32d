"""Registers the app `kernel`."""

from django.apps import AppConfig


class KernelConfig(AppConfig):
    name = "cuamo.kernel"
    label = "kernel"
    default_auto_field = "django.db.models.BigAutoField"
