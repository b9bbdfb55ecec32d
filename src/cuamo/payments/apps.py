"""Registers the app `payments`."""

from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    name = "cuamo.payments"
    label = "payments"
    default_auto_field = "django.db.models.BigAutoField"
