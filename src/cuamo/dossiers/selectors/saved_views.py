"""The ways an officer looks at the queue."""

from django.db.models import QuerySet

from cuamo.dossiers.models import SavedView


def views_of(account_id: str) -> QuerySet[SavedView]:
    """Return the officer's own views by name (góc nhìn đã lưu)."""
    return SavedView.objects.filter(account_id=account_id).order_by("name")
