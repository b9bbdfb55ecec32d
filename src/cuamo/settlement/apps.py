"""App of the settlement."""

from django.apps import AppConfig


class SettlementConfig(AppConfig):
    """What operators are paid for carrying and helping, by whom, and why (quyết toán)."""

    name = "cuamo.settlement"
    label = "settlement"
    default_auto_field = "django.db.models.BigAutoField"
