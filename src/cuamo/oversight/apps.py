"""Registers the app `oversight`."""

from django.apps import AppConfig


class OversightConfig(AppConfig):
    name = "cuamo.oversight"
    label = "oversight"
    default_auto_field = "django.db.models.BigAutoField"
