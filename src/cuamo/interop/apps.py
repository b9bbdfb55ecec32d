"""Registers the app `interop`."""

from django.apps import AppConfig


class InteropConfig(AppConfig):
    name = "cuamo.interop"
    label = "interop"
    default_auto_field = "django.db.models.BigAutoField"
