"""Long work a citizen waits for."""

from typing import Any
from uuid import UUID

from django.urls import reverse

from cuamo.dossiers.selectors.data_requests import own_package
from cuamo.kernel.actors import Actor


def own_work(work_id: UUID, citizen: Actor) -> dict[str, Any] | None:
    """Return the copy of the citizen's data that is being made; None when there is none of theirs."""
    package = own_package(citizen.person_id, work_id)
    if package is None:
        return None
    return {"package": package, "back_url": reverse("my:data-request", args=[package.request_id])}
