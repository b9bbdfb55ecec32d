"""Starts the product: binds the ports once every app is loaded."""

from django.apps import AppConfig


class StartConfig(AppConfig):
    name = "cuamo.config"
    label = "config"

    def ready(self) -> None:
        from cuamo.config.wiring import wire

        wire()
