"""Registers the app `dossiers`."""

from django.apps import AppConfig


class DossiersConfig(AppConfig):
    name = "cuamo.dossiers"
    label = "dossiers"
    default_auto_field = "django.db.models.BigAutoField"
