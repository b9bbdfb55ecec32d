"""Registers the app `organisation`."""

from django.apps import AppConfig


class OrganisationConfig(AppConfig):
    name = "cuamo.organisation"
    label = "organisation"
    default_auto_field = "django.db.models.BigAutoField"
