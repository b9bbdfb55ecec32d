"""Registers the app `delivery`."""

from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    name = "cuamo.delivery"
    label = "delivery"
    default_auto_field = "django.db.models.BigAutoField"
