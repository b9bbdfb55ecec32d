"""Registers the app `web`."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "cuamo.web"
    label = "web"
