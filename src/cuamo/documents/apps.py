"""Registers the app `documents`."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "cuamo.documents"
    label = "documents"
    default_auto_field = "django.db.models.BigAutoField"
