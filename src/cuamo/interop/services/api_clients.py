"""Give a trusted system its token, and know it again."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from cuamo.interop.models import ApiClient
from cuamo.kernel.actors import Actor, ActorKind
from cuamo.kernel.errors import Conflict, Invalid, NotFound

SCOPES = frozenset({"submit", "events"})


@transaction.atomic
def create_client(*, name: str, scopes: Sequence[str], unit_code: str, at: datetime) -> tuple[ApiClient, str]:
    """Register a system and return it with its token, which is shown this once.

    Raises:
        Invalid: an unknown scope. Conflict: the name is taken.
    """
    unknown = set(scopes) - SCOPES
    if unknown or not scopes:
        raise Invalid(
            "client.scope",
            f"Phạm vi phải nằm trong {', '.join(sorted(SCOPES))}.",
            f"Scopes must be among {', '.join(sorted(SCOPES))}.",
            where="scopes",
        )
    if ApiClient.objects.filter(name=name).exists():
        raise Conflict("client.name", f"Đã có hệ thống tên {name}.", f"A system {name} exists already.")
    token = f"cm_{secrets.token_urlsafe(32)}"
    client = ApiClient.objects.create(
        name=name, token_hash=_hash(token), scopes=sorted(scopes), unit_code=unit_code, created_at=at
    )
    return client, token


@transaction.atomic
def revoke_client(*, name: str) -> ApiClient:
    """Let the system's token open nothing from now on (thu hồi); its dossiers stay. Again changes nothing.

    Raises:
        NotFound: no system has the name.
    """
    client = ApiClient.objects.select_for_update().filter(name=name).first()
    if client is None:
        raise NotFound("client.unknown", f"Không có hệ thống tên {name}.", f"There is no system {name}.")
    client.is_active = False
    client.save(update_fields=["is_active"])
    return client


def client_of_token(token: str) -> ApiClient | None:
    """Return the active system that holds the token."""
    return ApiClient.objects.filter(token_hash=_hash(token), is_active=True).first()


def actor_of_client(client: ApiClient) -> Actor:
    """Return the system as the one who acts."""
    return Actor(ActorKind.EXTERNAL, f"api:{client.id}", client.name, unit_code=client.unit_code)


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
