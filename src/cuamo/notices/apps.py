"""Registers the app `notices`."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "cuamo.notices"
    label = "notices"
    default_auto_field = "django.db.models.BigAutoField"
