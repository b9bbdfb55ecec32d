"""Registers the app `catalogue`."""

from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "cuamo.catalogue"
    label = "catalogue"
    default_auto_field = "django.db.models.BigAutoField"
