"""Registers the app `appointments`."""

from django.apps import AppConfig


class AppointmentsConfig(AppConfig):
    name = "cuamo.appointments"
    label = "appointments"
    default_auto_field = "django.db.models.BigAutoField"
